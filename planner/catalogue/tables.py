"""Tables that people keep with a spreadsheet: any separator, with or without BOM, in UTF-8 or Windows-1252."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.errors import CatalogueError

if TYPE_CHECKING:
    from pathlib import Path

    from planner.catalogue.report import ImportReport

__all__ = ["Table", "read_table"]

_STATED = re.compile(r'"?sep=(?P<separator>[;,\t|])"?', re.IGNORECASE)
"""A first line by which some spreadsheets say how cells are parted."""
_LARGEST_BYTES = 200_000_000


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a file with their line numbers; names of columns in lower case."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]
    surplus: tuple[int, ...] = ()
    """Lines with more filled cells than there are columns."""

    def note_surplus(self, report: ImportReport) -> None:
        """Say which rows were not read to their end."""
        for number in self.surplus:
            report.ignore(self.file, number, "", "the row has more cells than the first line names; they were not read")


def read_table(path: Path, *, required: tuple[str, ...], report: ImportReport) -> Table:
    """Read a CSV file; empty lines are left out.

    Raises
    ------
    CatalogueError
        The file cannot be read, is empty, is no table, is in another encoding, or its first line lacks a required
        column or names one twice.
    """
    text = _read_text(path, report)
    header_line = next((line for line in text.splitlines() if line.strip()), "")
    stated = _STATED.fullmatch(header_line.strip("\r\n"))
    separator = stated["separator"] if stated else max(";,\t", key=header_line.count)
    try:
        lines = _number_lines(text, separator)[1 if stated else 0 :]
    except csv.Error as error:
        msg = f"{path.name} is no table ({error}): save it as CSV"
        raise CatalogueError(msg, file=path.name) from error
    columns = tuple(cell.strip().casefold() for cell in lines[0][1]) if lines else ()
    missing = [name for name in required if name not in columns]
    if missing:
        msg = f"{path.name} has no column {missing[0]}: the first line must name at least {', '.join(required)}"
        raise CatalogueError(msg, file=path.name, field=missing[0])
    twice = next((name for name in columns if name and columns.count(name) > 1), None)
    if twice is not None:
        msg = f"{path.name} has two columns {twice}: give each a name of its own"
        raise CatalogueError(msg, file=path.name, field=twice)
    rows = tuple(
        (number, dict(zip(columns, (cell.strip() for cell in cells), strict=False)))
        for number, cells in lines[1:]
        if any(cell.strip() for cell in cells)
    )
    surplus = tuple(number for number, cells in lines[1:] if any(cell.strip() for cell in cells[len(columns) :]))
    return Table(path.name, columns, rows, surplus)


def _read_text(path: Path, report: ImportReport) -> str:
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            msg = f"{path.name} is larger than {_LARGEST_BYTES // 1_000_000} MB: no catalogue is"
            raise CatalogueError(msg, file=path.name)
        content = path.read_bytes()
    except OSError as error:
        msg = f"{path.name} cannot be read ({error.strerror})"
        raise CatalogueError(msg, file=path.name) from error
    if not content.strip(b"\xef\xbb\xbf \r\n\t"):
        msg = f"{path.name} is empty: the first line must name the columns"
        raise CatalogueError(msg, file=path.name)
    if b"\0" in content:
        msg = f"{path.name} is no text: save the table as CSV in UTF-8"
        raise CatalogueError(msg, file=path.name)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _decode_windows(path.name, content)
    report.mend(path.name, 0, "", "read as Windows-1252: save it in UTF-8")
    return text


def _decode_windows(name: str, content: bytes) -> str:
    """Read Windows-1252, unless the file is UTF-8 with a few broken letters, or something else."""
    lines = [_find_utf8(line) for line in content.splitlines()]
    right = next((number for number, line in enumerate(lines, 1) if line is not None and not line.isascii()), None)
    if right is not None:
        broken = lines.index(None) + 1
        msg = f"{name} is in UTF-8 in line {right} and is not in line {broken}: save the whole in UTF-8"
        raise CatalogueError(msg, file=name, row=broken)
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as error:
        msg = f"{name} is neither in UTF-8 nor in Windows-1252: save it as CSV in UTF-8"
        raise CatalogueError(msg, file=name) from error


def _find_utf8(line: bytes) -> str | None:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _number_lines(text: str, separator: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return [(reader.line_num, cells) for cells in reader if cells]
