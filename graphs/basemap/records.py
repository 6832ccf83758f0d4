"""What is read from the extracts for the map: ways, relations and places that some layer shows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from graphs.basemap.rules import Look
    from graphs.osm.records import SignedRoute

__all__ = ["AreaRelation", "MapData", "MapWays", "PlaceNode"]

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class MapWays:
    """Ways in order of their ids: W ways, R node references.

    `ref[ref_first[w]:ref_first[w + 1]]` are rows of the nodes; `looks` is a row of `MapData.looks`, -1 for ways that
    only relations use.
    """

    osm_id: Int64
    looks: Int32
    ref_first: Int64
    ref: Int32


@dataclass(frozen=True, slots=True)
class AreaRelation:
    """A multipolygon or a boundary: how it looks and the OSM ids of its ways."""

    osm_id: int
    looks: tuple[Look, ...]
    ways: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PlaceNode:
    """A node that the map names."""

    osm_id: int
    lat_e7: int
    lon_e7: int
    looks: tuple[Look, ...]


@dataclass(frozen=True, slots=True, eq=False)
class MapData:
    """All that the map shows, and the nodes of its ways (N,) where `present`."""

    ways: MapWays
    looks: list[tuple[Look, ...]]
    relations: list[AreaRelation]
    routes: list[SignedRoute]
    coast: Int64
    """OSM ids of the ways of the coastline, rising."""
    places: list[PlaceNode]
    lat_e7: Int32
    lon_e7: Int32
    present: npt.NDArray[np.bool_]
    counts: Counter[str] = field(default_factory=Counter)
