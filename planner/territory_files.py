"""Files and folders of a built territory beside its network and catalogue, and how they are opened."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from graphs.errors import TerritoryFormatError
from graphs.geo import Coordinate
from planner.catalogue.bike_places import BikePlaceTable
from planner.catalogue.eating_places import EatingTable
from planner.catalogue.lodging_table import LodgingTable
from planner.gazetteer import Gazetteer
from planner.stops import Stop

if TYPE_CHECKING:
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
    "open_bike_places",
    "open_eating_places",
    "open_gazetteer",
    "open_lodgings",
    "open_stops",
    "read_facts_file",
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


def read_facts_file(path: Path) -> Any:  # noqa: ANN401 - JSON
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


def open_gazetteer(folder: Path, manifest: Manifest) -> Gazetteer | None:
    """Open the index of towns and streets, None where there is none."""
    if not any(name.startswith(f"{PLACES_FOLDER}/") for name in manifest.files):
        return None
    return Gazetteer.open(folder / PLACES_FOLDER)


def open_bike_places(folder: Path, manifest: Manifest) -> BikePlaceTable | None:
    """Open the places where bikes are hired or left, None where there are none."""
    if not any(name.startswith(f"{BIKES_FOLDER}/") for name in manifest.files):
        return None
    return BikePlaceTable.open(folder / BIKES_FOLDER)


def open_eating_places(folder: Path, manifest: Manifest) -> EatingTable | None:
    """Open the places where one can eat, None where there are none."""
    if not any(name.startswith(f"{EATING_FOLDER}/") for name in manifest.files):
        return None
    return EatingTable.open(folder / EATING_FOLDER)


def open_lodgings(folder: Path, manifest: Manifest) -> LodgingTable | None:
    """Open the places to spend a night, None where there are none."""
    if not any(name.startswith(f"{LODGINGS_FOLDER}/") for name in manifest.files):
        return None
    return LodgingTable.open(folder / LODGINGS_FOLDER)


def open_stops(folder: Path) -> tuple[tuple[Stop, ...], npt.NDArray[np.int64]]:
    """Open the stops and the spots of their links, see `planner.catalogue.archive`.

    Raises
    ------
    TerritoryFormatError
        A file is missing or damaged.
    """
    rows = read_facts_file(folder / STOPS_FILE)
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
