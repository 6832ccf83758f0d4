"""Tables of a GTFS feed, a zip or a folder, wherever in it they lie."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Self

from graphs.errors import SourceFileError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

__all__ = ["FeedTables", "reading"]

_LARGEST_TABLE_BYTES = 2_000_000_000
_SMALL_TABLE_BYTES = 50_000_000
_MOST_PACKED = 200  # timetables are packed 10 to 30 times
_BLOCK_ROWS = 100_000
# What zipfile and csv raise on broken, encrypted or strangely packed files.
_BROKEN = (
    OSError,
    zipfile.BadZipFile,
    zlib.error,
    UnicodeError,
    csv.Error,
    EOFError,
    RuntimeError,
)


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn whatever a broken file raises into one clear error.

    Raises
    ------
    SourceFileError
        The file is no feed.
    """
    if not path.exists():
        raise SourceFileError(f"{path.name} is missing: give a GTFS feed, a .zip or a folder", file=path.name)
    try:
        yield
    except _BROKEN as error:
        msg = f"{path.name} cannot be read as a GTFS feed ({error}): give a .zip or a folder with stops.txt"
        raise SourceFileError(msg, file=path.name) from error


class FeedTables:
    """Tables of a feed; the folder nearest to the top that holds stops.txt counts.

    Parameters
    ----------
    path
        A zip or a folder.

    Raises
    ------
    SourceFileError
        There is no stops.txt.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._zip = None if path.is_dir() else zipfile.ZipFile(path)
        names = (
            self._zip.namelist() if self._zip else [item.relative_to(path).as_posix() for item in path.rglob("*.txt")]
        )
        found = sorted(
            (name for name in names if PurePosixPath(name).name == "stops.txt" and not name.startswith("__MACOSX")),
            key=lambda name: (name.count("/"), name),
        )
        if not found:
            self.__exit__()
            msg = f"{path.name} holds no stops.txt: it is no GTFS feed"
            raise SourceFileError(msg, file=path.name)
        self._folder = PurePosixPath(found[0]).parent
        self._names = set(names)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._zip:
            self._zip.close()

    def has(self, name: str) -> bool:
        """Whether the feed has a table."""
        return (self._folder / name).as_posix() in self._names

    def read(self, name: str) -> Iterator[dict[str, str]]:
        """Rows of a table with stripped names and values; none where the feed lacks the table."""
        rows = self._open(name)
        header = next(rows, [])
        for row in rows:
            if row:
                yield dict(zip(header, row, strict=False))

    def read_blocks(self, name: str, columns: Sequence[str]) -> Iterator[tuple[int, list[list[str]]]]:
        """Columns of a table in blocks of rows, with the number of the first row; "" where there is no value.

        Raises
        ------
        SourceFileError
            The table is larger than any timetable, or packed as no timetable is.
        """
        rows = self._open(name)
        header = next(rows, [])
        places = [header.index(column) if column in header else -1 for column in columns]
        block: list[list[str]] = []
        first = 2
        for row in rows:
            block.append(row)
            if len(block) == _BLOCK_ROWS:
                yield first, _to_columns(block, places)
                first += len(block)
                block = []
        if block:
            yield first, _to_columns(block, places)

    def _open(self, name: str) -> Iterator[list[str]]:
        full = (self._folder / name).as_posix()
        if full not in self._names:
            return
        self._check_size(name, full)
        raw = self._zip.open(full) if self._zip else (self.path / full).open("rb")
        with io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as text:
            for row in csv.reader(text):
                yield [cell.strip() for cell in row]

    def _check_size(self, name: str, full: str) -> None:
        if self._zip:
            facts = self._zip.getinfo(full)
            size, packed = facts.file_size, facts.compress_size
        else:
            size = packed = (self.path / full).stat().st_size
        if size > _LARGEST_TABLE_BYTES or (size > _SMALL_TABLE_BYTES and size > _MOST_PACKED * packed):
            msg = f"{name} of {self.path.name} would be {size} bytes from {packed}: larger than any timetable"
            raise SourceFileError(msg, file=self.path.name)


def _to_columns(rows: list[list[str]], places: Sequence[int]) -> list[list[str]]:
    return [[row[place] if 0 <= place < len(row) else "" for row in rows] for place in places]
