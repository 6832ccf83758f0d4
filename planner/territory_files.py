"""Files and folders of a built territory beside its network and catalogue, and how they are opened."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from graphs.errors import TerritoryFormatError
from graphs.geo import Coordinate
from planner.stops import Stop

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import numpy.typing as npt

    from graphs.store import Manifest

__all__ = [
    "BIKES_FOLDER",
    "EATING_FOLDER",
    "FACTS_FILE",
    "LODGINGS_FOLDER",
    "PLACES_FOLDER",
    "STOPS_FILE",
    "TRANSIT_FOLDER",
    "open_part",
    "open_stops",
    "read_json",
]

FACTS_FILE = "territory.json"
STOPS_FILE = "stops.json"
PLACES_FOLDER = "places"
"""Index of towns and streets by name; not there in territories of earlier builds."""
LODGINGS_FOLDER = "lodgings"
"""Where one may spend a night; not there in territories of earlier builds."""
BIKES_FOLDER = "bikes"
"""Where bikes are hired or left; not there where OSM has none."""
EATING_FOLDER = "eating"
"""Where one can eat; not there where OSM has none, and in territories of earlier builds."""
TRANSIT_FOLDER = "transit"
"""Timetables, where the territory was built from feeds."""

Part = TypeVar("Part")


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


def open_part(opener: Callable[[Path], Part], folder: Path, name: str, manifest: Manifest) -> Part | None:
    """Open a folder of a territory, None where the manifest names nothing in it."""
    if not any(file.startswith(f"{name}/") for file in manifest.files):
        return None
    return opener(folder / name)


def open_stops(folder: Path) -> tuple[tuple[Stop, ...], npt.NDArray[np.int64]]:
    """Open the stops and the spots of their links, see `planner.catalogue.archive`.

    Raises
    ------
    TerritoryFormatError
        A file is missing or damaged.
    """
    rows = read_json(folder / STOPS_FILE)
    try:
        spots: npt.NDArray[np.int64] = np.load(folder / "spots.npy", mmap_mode="r", allow_pickle=False)
        stops = tuple(
            Stop(
                id=row["id"],
                name=row["name"],
                country=row["country"],
                position=Coordinate(row["lat"], row["lon"]),
                modes=tuple(row["modes"]),
                source=row["source"],
                own_name=row["own_name"],
                member_ids=tuple(row["member_ids"]),
            )
            for row in rows
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        msg = f"{folder} is damaged ({error}): build the territory again"
        raise TerritoryFormatError(msg, folder=str(folder)) from error
    return stops, spots
