"""The table in which an office keeps what holds for bikes on board, and the rows that Terrils has at hand."""

from __future__ import annotations

import hashlib
from importlib import resources
from typing import TYPE_CHECKING

from graphs.transit.boarding import NO, RESERVED, UNKNOWN, YES, BoardingRule
from planner.catalogue.cells import parse_as_of
from planner.catalogue.periods import Period
from planner.catalogue.report import ImportReport
from planner.catalogue.tables import read_table
from planner.errors import CatalogueError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["hash_rules", "list_facts", "read_boarding_table"]

_CODES = {"yes": YES, "no": NO, "unknown": UNKNOWN, "reservation": RESERVED}
_REQUIRED = ("bikes", "source", "date")
_COLUMNS = frozenset({*_REQUIRED, "agency", "route", "feed", "from", "to", "note"})


def read_boarding_table(path: Path) -> tuple[BoardingRule, ...]:
    """Read the rules of a table, the first that holds for a line and a day counts.

    Raises
    ------
    CatalogueError
        The table cannot be read, or a cell is wrong; row and field are named.
    """
    table = read_table(path, required=_REQUIRED, report=ImportReport())
    unknown = sorted(name for name in table.columns if name and name not in _COLUMNS)
    if unknown:
        raise _wrong(table.file, 1, unknown[0], f"there is no such column; columns are {', '.join(sorted(_COLUMNS))}")
    if table.surplus:
        raise _wrong(table.file, table.surplus[0], "last cell", "the row has more cells than the first line names")
    return tuple(_read_row(table.file, number, row) for number, row in table.rows)


def list_facts() -> tuple[BoardingRule, ...]:
    """Rules of `data/facts/bikes_on_board.csv`."""
    with resources.as_file(resources.files("data") / "facts" / "bikes_on_board.csv") as path:
        return read_boarding_table(path)


def hash_rules(rules: tuple[BoardingRule, ...]) -> str:
    """Tell one set of rules from another."""
    return hashlib.sha256(repr(rules).encode()).hexdigest()[:16]


def _read_row(file: str, number: int, row: Mapping[str, str]) -> BoardingRule:
    said = row.get("bikes", "").casefold()
    if said not in _CODES:
        raise _wrong(file, number, "bikes", f"{said or 'an empty cell'} is none of {', '.join(_CODES)}")
    agency, route, feed = (row.get(name, "").casefold() or "*" for name in ("agency", "route", "feed"))
    if agency == route == "*":
        raise _wrong(file, number, "agency, route", "name an agency or a line: a row for all lines knows of none")
    source = row.get("source", "")
    if not source:
        raise _wrong(file, number, "source", "say on whose word")
    try:
        as_of = parse_as_of(row.get("date", ""))
    except ValueError as error:
        raise _wrong(file, number, "date", str(error)) from error
    if not as_of:
        raise _wrong(file, number, "date", "say as of when")
    try:
        days = Period.from_text(row.get("from", ""), row.get("to", ""))
    except ValueError as error:
        raise _wrong(file, number, "from, to", str(error)) from error
    return BoardingRule(agency, route, feed, _CODES[said], days, f"{source} ({as_of})")


def _wrong(file: str, number: int, field: str, message: str) -> CatalogueError:
    return CatalogueError(f"row {number} of {file}, {field}: {message}", file=file, row=number, field=field)
