"""Files and folders of a built territory beside its network and catalogue, and how they are opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from graphs.geo import Coordinate
from planner.json_rows import JsonRows, write_rows
from planner.mapped import map_arrays, write_arrays
from planner.stops import Stop

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

    from graphs.store import Manifest

__all__ = [
    "BIKES_FOLDER",
    "EATING_FOLDER",
    "FACTS_FILE",
    "LODGINGS_FOLDER",
    "PLACES_FOLDER",
    "TRANSIT_FOLDER",
    "open_part",
    "open_stops",
    "write_stops",
]

FACTS_FILE = "territory.json"
_STOPS_FILE = "stops.jsonl"
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

_SPOTS = "spots"

Part = TypeVar("Part")


def open_part(opener: Callable[[Path], Part], folder: Path, name: str, manifest: Manifest) -> Part | None:
    """Open a folder of a territory, None where the manifest names nothing in it."""
    if not any(file.startswith(f"{name}/") for file in manifest.files):
        return None
    return opener(folder / name)


def open_stops(folder: Path) -> tuple[JsonRows[Stop], npt.NDArray[np.int64]]:
    """Open the stops and the spots of their links, see `planner.catalogue.archive`.

    Raises
    ------
    TerritoryFormatError
        A file is missing or damaged.
    """
    arrays = map_arrays(folder, (_SPOTS,), table="stops")
    return JsonRows(folder / _STOPS_FILE, _make_stop), arrays[_SPOTS]


def write_stops(folder: Path, stops: Sequence[Stop], spots: npt.NDArray[np.int64]) -> None:
    """Write stops and the spots of their links into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [
        {
            "id": stop.id,
            "name": stop.name,
            "country": stop.country,
            "lat": stop.position.lat,
            "lon": stop.position.lon,
            "modes": list(stop.modes),
            "source": stop.source,
            "own_name": stop.own_name,
            "member_ids": list(stop.member_ids),
        }
        for stop in stops
    ]
    write_rows(folder / _STOPS_FILE, rows)
    write_arrays(folder, {_SPOTS: spots})


def _make_stop(_index: int, row: dict[str, Any]) -> Stop:
    return Stop(
        id=row["id"],
        name=row["name"],
        country=row["country"],
        position=Coordinate(row["lat"], row["lon"]),
        modes=tuple(row["modes"]),
        source=row["source"],
        own_name=row["own_name"],
        member_ids=tuple(row["member_ids"]),
    )
