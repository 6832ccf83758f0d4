"""The catalogue of a built territory on disk: sites, outlines, links and the streets within grounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from graphs.attributes import Vehicle
from graphs.geo import Coordinate
from graphs.snap import Terminal
from planner.catalogue.linking import LinkSpot, SiteSpots
from planner.catalogue.site_table import SiteTable, write_sites
from planner.json_rows import read_json, write_json
from planner.mapped import count_to_first, map_arrays, write_arrays

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt

    from planner.catalogue.site import Site

__all__ = ["SiteArchive", "open_archive", "read_spots", "spots_to_array", "write_archive"]

_PER_DEGREE = 10_000_000
_SPOT_COLUMNS = 7
_UNREACHABLE_FILE = "unreachable.json"


@dataclass(frozen=True, slots=True, eq=False)
class SiteArchive:
    """Opened catalogue.

    Attributes
    ----------
    sites
        All sites, in the order of their indices; a site is made when it is first asked for.
    spots
        Where to stop: i8 (sites, vehicles, 14), see `spots_to_array`.
    inner_first, inner_edge
        Edges within the grounds of site s: `inner_edge[inner_first[s]:inner_first[s + 1]]`, i8 (S + 1) and i4, sorted.
    unreachable
        Sites that no vehicle or some vehicle cannot reach, with the reason.
    """

    sites: SiteTable
    spots: npt.NDArray[np.int64]
    inner_first: npt.NDArray[np.int64]
    inner_edge: npt.NDArray[np.int32]
    unreachable: tuple[dict[str, str], ...]


def spots_to_array(spots: Sequence[Sequence[SiteSpots]]) -> npt.NDArray[np.int64]:
    """Pack spots, i8 (n, vehicles, 14): seven numbers for outside, then seven for inside.

    They are edge (-1 for none), offset_mm, lat_e7, lon_e7, target lat_e7 and lon_e7, gap in decimetres.
    """
    rows = [[[*_pack(spot.outside), *_pack(spot.inside)] for spot in vehicles] for vehicles in spots]
    return np.array(rows, dtype=np.int64).reshape(len(rows), len(Vehicle), 2 * _SPOT_COLUMNS)


def read_spots(spots: npt.NDArray[np.int64], index: int, vehicle: Vehicle) -> SiteSpots:
    """Unpack the spots of one site or stop for a vehicle."""
    row = [int(value) for value in spots[index, vehicle]]
    return SiteSpots(_unpack(row[:_SPOT_COLUMNS]), _unpack(row[_SPOT_COLUMNS:]))


def _pack(spot: LinkSpot | None) -> tuple[int, ...]:
    if spot is None:
        return (-1, 0, 0, 0, 0, 0, 0)
    place, target = spot.place, spot.target
    degrees = (place.lat, place.lon, target.lat, target.lon)
    return (place.edge, place.offset_mm, *(round(value * _PER_DEGREE) for value in degrees), round(place.gap_m * 10))


def _unpack(row: Sequence[int]) -> LinkSpot | None:
    if row[0] < 0:
        return None
    lat, lon, target_lat, target_lon = (value / _PER_DEGREE for value in row[2:6])
    return LinkSpot(Terminal(row[0], row[1], lat, lon, row[6] / 10), Coordinate(target_lat, target_lon))


def write_archive(
    folder: Path,
    sites: Sequence[Site],
    spots: Sequence[Sequence[SiteSpots]],
    inner_edges: Sequence[npt.NDArray[np.int32]],
    unreachable: Sequence[dict[str, str]],
) -> None:
    """Write a catalogue into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    write_sites(folder, sites)
    write_json(folder / _UNREACHABLE_FILE, list(unreachable))
    arrays: dict[str, npt.NDArray[Any]] = {
        "spots": spots_to_array(spots),
        "inner_first": count_to_first([len(edges) for edges in inner_edges]),
        "inner_edge": np.concatenate([*inner_edges, np.array([-1], dtype=np.int32)]).astype(np.int32),
    }
    write_arrays(folder, arrays)


def open_archive(folder: Path) -> SiteArchive:
    """Open the catalogue of a territory.

    Raises
    ------
    TerritoryFormatError
        A file is missing or damaged.
    """
    arrays = map_arrays(folder, ("spots", "inner_first", "inner_edge"), table="sites")
    return SiteArchive(SiteTable(folder), **arrays, unreachable=tuple(read_json(folder / _UNREACHABLE_FILE)))
