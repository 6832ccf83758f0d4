"""Rows of JSON lines: each read when it is first asked for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from graphs.errors import TerritoryFormatError
from planner.json_rows import JsonRows, write_rows

if TYPE_CHECKING:
    from pathlib import Path

ROWS = [{"id": "a", "name": "Terril é\n“1”"}, {"id": "b"}, {"id": "c", "name": "line\u2028feed"}]


def _open(path: Path) -> tuple[JsonRows[tuple[int, dict[str, Any]]], list[int]]:
    made: list[int] = []

    def make(index: int, row: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        made.append(index)
        return index, row

    return JsonRows(path, make), made


def test_rows_come_back_as_they_were_each_made_once_when_it_is_asked_for(tmp_path: Path) -> None:
    write_rows(tmp_path / "x.jsonl", ROWS, columns=["id", "name"])
    rows, made = _open(tmp_path / "x.jsonl")
    assert (len(rows), made) == (3, [])
    assert rows.columns == {"id": ["a", "b", "c"], "name": [ROWS[0]["name"], None, ROWS[2]["name"]]}
    assert rows[-1] is rows[2]
    assert made == [2]
    assert list(rows) == list(enumerate(ROWS))
    assert rows[1:] == ((1, ROWS[1]), (2, ROWS[2]))
    assert made == [2, 0, 1]
    with pytest.raises(IndexError):
        rows[3]


def test_no_rows_are_no_error(tmp_path: Path) -> None:
    write_rows(tmp_path / "x.jsonl", [], columns=["id"])
    rows, _ = _open(tmp_path / "x.jsonl")
    assert list(rows) == []
    assert rows.columns == {"id": []}


def test_what_was_changed_is_refused_at_once_and_a_row_that_lacks_something_when_it_is_made(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    write_rows(path, ROWS)
    path.write_bytes(path.read_bytes().replace(b'"b"', b'"d"'))
    with pytest.raises(TerritoryFormatError, match=r"x\.jsonl is damaged .*: build the territory again"):
        _open(path)
    path.unlink()
    with pytest.raises(TerritoryFormatError, match="build the territory again"):
        _open(path)
    write_rows(path, ROWS)
    rows: JsonRows[str] = JsonRows(path, lambda _index, row: str(row["name"]))
    assert rows[0] == json.loads(json.dumps(ROWS[0]["name"]))
    with pytest.raises(TerritoryFormatError, match=r"x\.jsonl is damaged \('name'\)"):
        rows[1]
