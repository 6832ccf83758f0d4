"""Itineraries are kept for a time and up to a number, across restarts and between processes."""

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from api.errors import StoreError
from api.itinerary_store import ItineraryStore, KeptDraft
from tests.house.tree import ROOT

WRITER = """
import sys
from pathlib import Path
from api.itinerary_store import ItineraryStore
store = ItineraryStore(Path(sys.argv[1]), ttl_s=1000, count=1000)
for number in range(40):
    store.put([{"id": f"{sys.argv[2]}-{number}", "name": "Liévin"}])
"""


def _open(path: Path, *, now: float = 0.0, ttl_s: float = 100.0, count: int = 10) -> ItineraryStore:
    return ItineraryStore(path, ttl_s=ttl_s, count=count, clock=lambda: now)


def test_what_was_put_is_found_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "store.sqlite"
    document = {"id": "a-1", "name": "Liévin", "legs": [1.5, None]}
    _open(path).put([document])
    assert _open(path, now=99).find("a-1") == document
    assert _open(path).find("a-2") is None


def test_an_itinerary_goes_when_its_time_is_over(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    _open(path).put([{"id": "old"}])
    late = _open(path, now=100)
    assert late.find("old") is None
    late.put([{"id": "new"}])
    assert late.count() == 1


def test_the_oldest_go_when_there_are_too_many(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    for now in range(5):
        _open(path, now=now, count=3).put([{"id": f"i-{now}"}])
    store = _open(path, now=5, count=3)
    assert [store.find(f"i-{now}") is not None for now in range(5)] == [False, False, True, True, True]


def test_what_is_put_again_is_kept_longer(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    _open(path, now=0).put([{"id": "a"}])
    _open(path, now=90).put([{"id": "a"}])
    assert _open(path, now=150).find("a") == {"id": "a"}
    assert _open(path, now=150).count() == 1


def test_threads_and_processes_write_at_once(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    command = [sys.executable, "-W", "error", "-c", WRITER, str(path)]
    processes = [subprocess.Popen([*command, name], cwd=ROOT) for name in ("x", "y")]
    store = ItineraryStore(path, ttl_s=1000, count=1000)
    with ThreadPoolExecutor(4) as executor:
        list(executor.map(lambda number: store.put([{"id": f"z-{number}"}]), range(40)))
    assert [process.wait(60) for process in processes] == [0, 0]
    assert store.count() == 120
    assert store.find("x-39") == {"id": "x-39", "name": "Liévin"}


def test_a_file_that_is_no_store_is_one_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    path.write_bytes(b"this is no database at all" * 100)
    with pytest.raises(StoreError, match=r"store\.sqlite cannot be used .* set TERRILS_STORE_PATH"):
        _open(path)


def test_a_file_damaged_later_is_one_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    store = _open(path)
    store.put([{"id": f"i-{number}", "text": "x" * 500} for number in range(10)])
    for name in ("store.sqlite", "store.sqlite-wal"):
        file = tmp_path / name
        if file.is_file():
            file.write_bytes(b"\x99" * file.stat().st_size)
    with pytest.raises(StoreError):
        store.find("i-1")


def test_a_store_of_another_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreError, match="another version"):
        _open(path)


def test_a_folder_that_cannot_be_made_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="folder"):
        _open(tmp_path / "file" / "store.sqlite")


def test_what_edits_start_from_is_kept_beside_the_document(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    draft = KeptDraft('{"mode":"bike"}', '{"format":1}')
    _open(path).put([{"id": "a"}, {"id": "b"}], [draft, None])
    store = _open(path, now=50)
    assert (store.find_draft("a"), store.find_draft("b"), store.find_draft("c")) == (draft, None, None)
    assert _open(path, now=100).find_draft("a") is None


def test_a_damaged_draft_is_one_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    _open(path).put([{"id": "a"}], [KeptDraft("{}", "{}")])
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE itineraries SET draft = ?", (b"noise",))
    with pytest.raises(StoreError, match="the draft of the itinerary a is damaged"):
        _open(path).find_draft("a")
