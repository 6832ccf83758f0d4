"""Arrays that are mapped, and tables that are read when they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from graphs.errors import TerritoryFormatError
from graphs.mapped import JsonTables, map_array

if TYPE_CHECKING:
    from pathlib import Path

LABEL = np.dtype([("node", "i4"), ("far", "u8")])


@pytest.mark.parametrize(
    "array",
    [
        np.arange(7, dtype=np.int32),
        np.empty(0, np.uint8),
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.array([(1, 2), (3, 4)], LABEL),
        np.array(5, np.int64),
    ],
)
def test_an_array_is_mapped_as_numpy_reads_it_and_cannot_be_written(tmp_path: Path, array: np.ndarray) -> None:
    np.save(tmp_path / "x.npy", array)
    mapped = map_array(tmp_path / "x.npy")
    assert type(mapped) is np.ndarray
    assert (mapped.dtype, mapped.shape, mapped.flags.f_contiguous) == (
        *(array.dtype, array.shape),
        array.flags.f_contiguous,
    )
    assert np.array_equal(mapped, np.load(tmp_path / "x.npy"))
    assert not mapped.flags.writeable
    assert mapped.flags.aligned


def test_what_is_no_plain_array_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.npy"
    np.save(path, np.array([{}], dtype=object), allow_pickle=True)
    with pytest.raises(ValueError, match="Python objects"):
        map_array(path)
    np.save(path, np.arange(100))
    path.write_bytes(path.read_bytes()[:-8])
    with pytest.raises(ValueError, match="cut off"):
        map_array(path)
    path.write_bytes(b"")
    with pytest.raises(ValueError, match="magic"):
        map_array(path)
    with path.open("wb") as stream:
        np.lib.format.write_array(stream, np.arange(3), version=(2, 0))
    with pytest.raises(ValueError, match="version"):
        map_array(path)


def test_a_table_is_read_once_when_it_is_asked_for(tmp_path: Path) -> None:
    for name in ("facts", "routes"):
        (tmp_path / f"{name}.json").write_text('{"a": 1}', encoding="utf-8")
    tables = JsonTables(tmp_path, ("facts", "routes"))
    assert dict(tables) == {"facts": {"a": 1}, "routes": {"a": 1}}
    assert tables["routes"] is tables["routes"]
    assert len(tables) == 2
    with pytest.raises(KeyError):
        tables["others"]


def test_tables_are_those_of_the_folder_that_was_opened_also_where_another_takes_its_place(tmp_path: Path) -> None:
    for name, value in (("old", "[1]"), ("new", "[2]")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "routes.json").write_text(value, encoding="utf-8")
    tables = JsonTables(tmp_path / "old", ("routes",))
    (tmp_path / "old").rename(tmp_path / "away")
    (tmp_path / "new").rename(tmp_path / "old")
    assert tables["routes"] == [1]


def test_a_table_that_is_missing_or_damaged_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        JsonTables(tmp_path, ("facts",))
    (tmp_path / "facts.json").write_text("{", encoding="utf-8")
    tables = JsonTables(tmp_path, ("facts",))
    with pytest.raises(TerritoryFormatError, match=r"facts\.json is damaged .*: build the territory again"):
        tables["facts"]
