"""JSON files of a territory: whole ones, and rows of which each is read when it is first asked for."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar, overload

import numpy as np

from graphs.errors import TerritoryFormatError
from graphs.mapped import map_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

__all__ = ["JsonRows", "read_json", "write_json", "write_rows"]

_CHECKSUM = "crc32"
_COLUMNS = "columns"

Row = TypeVar("Row")


def read_json(path: Path) -> Any:  # noqa: ANN401 - JSON
    """Read a JSON file of a territory.

    Raises
    ------
    TerritoryFormatError
        It is missing or damaged.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        msg = f"{path.name} is missing or damaged: build the territory again"
        raise TerritoryFormatError(msg, file=path.name) from error


def write_json(path: Path, value: object) -> None:
    """Write a JSON file of a territory, as `read_json` reads it."""
    path.write_text(_to_json(value), encoding="utf-8")


def write_rows(path: Path, rows: Sequence[Mapping[str, Any]], *, columns: Iterable[str] = ()) -> None:
    """Write rows, one on each line, and beside them some of their columns as a whole.

    Parameters
    ----------
    path
        File of the rows, `<name>.jsonl`; the columns go into `<name>.json`.
    rows
        Objects of plain values.
    columns
        Names of values that are asked for of all rows at once; None stands for those that a row lacks.
    """
    content = "".join(_to_json(row) for row in rows).encode()
    facts = {_CHECKSUM: zlib.crc32(content), _COLUMNS: {name: [row.get(name) for row in rows] for name in columns}}
    path.write_bytes(content)
    write_json(path.with_suffix(".json"), facts)


class JsonRows(Sequence[Row]):
    """Rows as `write_rows` wrote them, safe to share between threads.

    Parameters
    ----------
    path
        File of the rows.
    make
        Makes one of its index and its values.

    Attributes
    ----------
    columns
        Values of all rows by name, of the columns that were written as a whole.

    Raises
    ------
    TerritoryFormatError
        The file or that of the columns is missing or damaged.
    """

    def __init__(self, path: Path, make: Callable[[int, dict[str, Any]], Row]) -> None:
        self._path = path
        self._make = make
        try:
            facts = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
            self._content = map_bytes(path)
            self.columns: dict[str, list[Any]] = facts[_COLUMNS]
            if facts[_CHECKSUM] != zlib.crc32(self._content):
                raise self._to_error("it is not what was written")
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise self._to_error(error) from error
        breaks = np.flatnonzero(np.frombuffer(self._content, np.uint8) == ord("\n"))
        self._ends: list[int] = [0, *(breaks + 1).tolist()]
        self._rows: list[Row | None] = [None] * len(breaks)

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> Row: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Row, ...]: ...

    def __getitem__(self, index: int | slice) -> Row | tuple[Row, ...]:
        """Give a row, or some.

        Raises
        ------
        TerritoryFormatError
            A row lacks a value.
        """
        if isinstance(index, slice):
            return tuple(self[place] for place in range(*index.indices(len(self))))
        row = self._rows[index]
        if row is None:
            row = self._rows[index] = self._read(range(len(self))[index])
        return row

    def _read(self, index: int) -> Row:
        try:
            return self._make(index, json.loads(self._content[self._ends[index] : self._ends[index + 1]]))
        except (ValueError, KeyError, TypeError) as error:
            raise self._to_error(error) from error

    def _to_error(self, cause: object) -> TerritoryFormatError:
        msg = f"{self._path} is damaged ({cause}): build the territory again"
        return TerritoryFormatError(msg, folder=str(self._path.parent))


def _to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n"
