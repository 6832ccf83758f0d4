"""Sites from a CSV catalogue. The columns are described in docs/reference/sites.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.catalogue.cells import parse_position
from planner.catalogue.report import ImportReport
from planner.catalogue.rows import COLUMNS, REQUIRED_COLUMNS, RowError, build_site
from planner.catalogue.tables import read_table

if TYPE_CHECKING:
    from pathlib import Path

    from graphs.geo import BoundingBox
    from planner.catalogue.site import Site

__all__ = ["read_csv_sites"]


def read_csv_sites(path: Path, *, report: ImportReport | None = None, near: BoundingBox | None = None) -> list[Site]:
    """Read a catalogue; each row is kept, mended or refused, and the report says why.

    Parameters
    ----------
    path
        File.
    report
        Takes what was mended and refused.
    near
        Box of the territory, by which swapped coordinates are known.

    Raises
    ------
    CatalogueError
        The file cannot be read or lacks a needed column.
    """
    report = report if report is not None else ImportReport()
    table = read_table(path, required=REQUIRED_COLUMNS, report=report)
    for name in dict.fromkeys(table.columns):
        if name not in COLUMNS:
            report.ignore(table.file, 1, name, f"column {name or '(no name)'} is not known and was not read")
    table.note_surplus(report)
    sites: list[Site] = []
    seen: dict[str, int] = {}
    for number, row in table.rows:
        site = _read_row(table.file, number, row, near, report)
        if site is None:
            continue
        if site.id in seen:
            report.refuse(table.file, number, "id", f"{site.id} stands in row {seen[site.id]} already")
            continue
        seen[site.id] = number
        sites.append(site)
        report.kept[table.file] += 1
    return sites


def _read_row(
    file: str, number: int, row: dict[str, str], near: BoundingBox | None, report: ImportReport
) -> Site | None:
    try:
        position, swapped = parse_position(row.get("lat", ""), row.get("lon", ""), near)
    except ValueError as error:
        report.refuse(file, number, "lat, lon", str(error))
        return None
    if swapped:
        report.mend(file, number, "lat, lon", "latitude and longitude were swapped")
    for name in ("lat", "lon"):
        if "," in row.get(name, ""):
            report.mend(file, number, name, f"decimal comma in {row[name]}")
    try:
        return build_site(row, position, mend=lambda name, message: report.mend(file, number, name, message))
    except RowError as error:
        report.refuse(file, number, error.field, error.message)
        return None
