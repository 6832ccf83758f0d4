"""Territory folders: whole or not at all."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from graphs.errors import BuildError, TerritoryFormatError
from graphs.store import Manifest, Source, StagedFolder, open_manifest, verify

BOX = (3.0, 50.0, 4.0, 51.0)


def build(target: Path, content: str) -> Manifest:
    with StagedFolder(target) as staged:
        (staged.path / "network").mkdir()
        (staged.path / "network" / "array.npy").write_text(content, encoding="utf-8")
        return staged.write_manifest(Manifest(BOX, ()))


def fail_half_way(target: Path) -> None:
    with StagedFolder(target) as staged:
        (staged.path / "array.npy").write_text("two", encoding="utf-8")
        raise RuntimeError("half way")


def list_names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_folder_appears_with_its_manifest(tmp_path: Path) -> None:
    written = build(tmp_path / "deep" / "land", "one")
    found = verify(tmp_path / "deep" / "land")
    assert found == written
    assert found.bbox == BOX
    assert found.files["network/array.npy"]["bytes"] == 3
    assert list_names(tmp_path / "deep") == ["land"]


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in "ab":
        build(tmp_path / name, "one")
    texts = {(tmp_path / name / "manifest.json").read_bytes() for name in "ab"}
    assert len(texts) == 1
    assert build(tmp_path / "c", "two").content_hash != open_manifest(tmp_path / "a").content_hash


def test_a_new_build_replaces_the_old_and_keeps_the_closures(tmp_path: Path) -> None:
    build(tmp_path / "land", "one")
    (tmp_path / "land" / "closures.csv").write_text("site,status\n", encoding="utf-8")
    build(tmp_path / "land", "two")
    assert (tmp_path / "land" / "network" / "array.npy").read_text(encoding="utf-8") == "two"
    assert (tmp_path / "land" / "closures.csv").read_text(encoding="utf-8") == "site,status\n"
    assert "closures.csv" not in verify(tmp_path / "land").files
    assert list_names(tmp_path) == ["land"]


def test_a_failed_build_leaves_the_old_one_whole(tmp_path: Path) -> None:
    build(tmp_path / "land", "one")
    with pytest.raises(RuntimeError, match="half way"):
        fail_half_way(tmp_path / "land")
    assert list_names(tmp_path) == ["land"]
    assert verify(tmp_path / "land").files.keys() == {"network/array.npy"}


def test_a_folder_without_manifest_is_not_put_in_place(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="manifest"), StagedFolder(tmp_path / "land"):
        pass
    assert list_names(tmp_path) == []


def test_without_an_exchange_of_folders_two_renames_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphs.store._exchange", lambda _staged, _target: False)
    build(tmp_path / "land", "one")
    build(tmp_path / "land", "two")
    assert list_names(tmp_path) == ["land"]
    assert (tmp_path / "land" / "network" / "array.npy").read_text(encoding="utf-8") == "two"


KILLED = """
import sys, time
from pathlib import Path
from graphs.store import Manifest, StagedFolder
with StagedFolder(Path(sys.argv[1])) as staged:
    (staged.path / "array.npy").write_text("half")
    print("written", flush=True)
    time.sleep(60)
"""


def test_a_killed_build_leaves_no_half_territory(tmp_path: Path) -> None:
    build(tmp_path / "land", "one")
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path / "land")], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"written\n"
        os.kill(process.pid, signal.SIGKILL)
    assert verify(tmp_path / "land").files.keys() == {"network/array.npy"}
    assert len(list_names(tmp_path)) == 2
    build(tmp_path / "land", "two")
    assert list_names(tmp_path) == ["land"]


def test_a_running_build_beside_is_left_alone(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path / "land")], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        build(tmp_path / "land", "two")
        assert len(list_names(tmp_path)) == 2
        process.kill()


def test_other_folders_and_files_are_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "photo.jpg").write_text("dear", encoding="utf-8")
    with pytest.raises(BuildError, match="something else"):
        StagedFolder(tmp_path / "mine")
    with pytest.raises(BuildError, match="is a file"):
        StagedFolder(tmp_path / "mine" / "photo.jpg")


def test_sources_are_named_with_their_hash(tmp_path: Path) -> None:
    file = tmp_path / "area.osm.pbf"
    file.write_bytes(b"abc")
    source = Source.from_file(
        file, kind="osm", date="2026-01-01", licence="ODbL-1.0", attribution="© OpenStreetMap contributors"
    )
    with StagedFolder(tmp_path / "land") as staged:
        staged.write_manifest(Manifest(BOX, (source,), lacks=("turn restrictions",), notes={"recipe": "x"}))
    found = open_manifest(tmp_path / "land")
    assert found.sources == (source,)
    assert found.sources[0].sha256.startswith("ba7816bf")
    assert (found.lacks, found.notes) == (("turn restrictions",), {"recipe": "x"})


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"format_version": 99}, "format 99"),
        ({"files": {"gone.npy": {"bytes": 1, "sha256": "x"}}}, r"gone\.npy"),
        ({"files": {"network/array.npy": {"bytes": 2, "sha256": "x"}}}, "another size"),
        ({"files": 3}, "damaged"),
        ({"sources": [{"name": "x"}]}, "damaged"),
    ],
)
def test_wrong_manifests(tmp_path: Path, change: dict[str, object], word: str) -> None:
    build(tmp_path / "land", "one")
    manifest = tmp_path / "land" / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | change), encoding="utf-8")
    with pytest.raises(TerritoryFormatError, match=word):
        open_manifest(tmp_path / "land")


@pytest.mark.parametrize("text", ["", "[]", "{}", "no json", "null"])
def test_no_manifest_at_all(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(TerritoryFormatError, match="build it"):
        open_manifest(tmp_path)


def test_changed_content_is_found(tmp_path: Path) -> None:
    build(tmp_path / "land", "one")
    (tmp_path / "land" / "network" / "array.npy").write_text("ono", encoding="utf-8")
    open_manifest(tmp_path / "land")
    with pytest.raises(TerritoryFormatError) as caught:
        verify(tmp_path / "land")
    assert caught.value.details["files"] == ["network/array.npy"]
