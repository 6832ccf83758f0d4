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

__all__ = ["is_drawn", "require_readable", "require_told_apart"]

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


def require_told_apart(feeds: Sequence[Path]) -> None:
    """Let feeds pass that each have a file name of their own, as rides, stops and live news are told by it.

    Raises
    ------
    CatalogueError
        Two have one name.
    """
    names = [path.name for path in feeds]
    for name in names:
        if names.count(name) > 1:
            msg = f"two feeds are called {name}: rename one, as rides and stops are told by the file name of their feed"
            raise CatalogueError(msg, file=name)
