"""What can be known of catalogues before a build begins, so that a wrong first line does not cost minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.catalogue.geojson_import import read_features_file
from planner.catalogue.report import ImportReport
from planner.catalogue.rows import REQUIRED_COLUMNS
from planner.catalogue.stop_sources import STOP_COLUMNS
from planner.catalogue.tables import read_table
from planner.errors import CatalogueError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["is_drawn", "require_readable"]

_DRAWN = {".geojson", ".json"}
_TABLES = {".csv", ".tsv", ".txt"}


def is_drawn(path: Path) -> bool:
    """Whether a catalogue is GeoJSON; else it is a table."""
    return path.suffix.casefold() in _DRAWN


def require_readable(sites: Sequence[Path], stops: Sequence[Path]) -> None:
    """Let catalogues and tables of stops pass that can be read and have the columns they need.

    Raises
    ------
    CatalogueError
        A file is of another kind, cannot be read, or lacks a column.
    """
    for path in sites:
        if is_drawn(path):
            read_features_file(path)
        elif path.suffix.casefold() in _TABLES:
            read_table(path, required=REQUIRED_COLUMNS, report=ImportReport())
        else:
            msg = f"{path.name} is no catalogue: give a .csv or .geojson file"
            raise CatalogueError(msg, file=path.name)
    for path in stops:
        read_table(path, required=STOP_COLUMNS, report=ImportReport())
