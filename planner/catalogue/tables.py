"""Tables that people keep with a spreadsheet: any separator, with or without BOM, in UTF-8 or Windows-1252."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.errors import CatalogueError

if TYPE_CHECKING:
    from pathlib import Path

    from planner.catalogue.report import ImportReport

__all__ = ["Table", "read_table"]

_LARGEST_BYTES = 200_000_000


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a file with their line numbers; names of columns in lower case."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]


def read_table(path: Path, *, required: tuple[str, ...], report: ImportReport) -> Table:
    """Read a CSV file; empty lines are left out.

    Raises
    ------
    CatalogueError
        The file cannot be read, is empty, is no table, or lacks a required column.
    """
    text = _read_text(path, report)
    header_line = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(";,\t", key=header_line.count)
    try:
        lines = list(_number_lines(text, separator))
    except csv.Error as error:
        msg = f"{path.name} is no table ({error}): save it as CSV"
        raise CatalogueError(msg, file=path.name) from error
    columns = tuple(cell.strip().casefold() for cell in lines[0][1]) if lines else ()
    missing = [name for name in required if name not in columns]
    if missing:
        msg = f"{path.name} has no column {missing[0]}: the first line must name at least {', '.join(required)}"
        raise CatalogueError(msg, file=path.name, field=missing[0])
    rows = tuple(
        (number, dict(zip(columns, (cell.strip() for cell in cells), strict=False)))
        for number, cells in lines[1:]
        if any(cell.strip() for cell in cells)
    )
    return Table(path.name, columns, rows)


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
        report.mend(path.name, 0, "", "read as Windows-1252: save it in UTF-8")
        return content.decode("cp1252", errors="replace")


def _number_lines(text: str, separator: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return [(reader.line_num, cells) for cells in reader if cells]
