"""The streets around an itinerary, picked from the network for drawing."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from graphs.attributes import ArcClass, Highway

if TYPE_CHECKING:
    from graphs.geo import BoundingBox
    from graphs.network import Network

__all__ = ["StreetLines", "list_streets", "to_mercator"]

_BIG = (Highway.MOTORWAY, Highway.TRUNK, Highway.PRIMARY, Highway.SECONDARY, Highway.TERTIARY)
_PATHS = (
    Highway.TRACK,
    Highway.PATH,
    Highway.FOOTWAY,
    Highway.CYCLEWAY,
    Highway.BRIDLEWAY,
    Highway.STEPS,
    Highway.PEDESTRIAN,
)
_HIDDEN = (Highway.TRANSFER, Highway.ELEVATOR, Highway.CORRIDOR)
_MOST_LINES = 40_000


@dataclass(frozen=True, slots=True, eq=False)
class StreetLines:
    """Lines in Mercator units, each float64 (n, 2): big roads, streets and paths."""

    big: list[npt.NDArray[np.float64]]
    streets: list[npt.NDArray[np.float64]]
    paths: list[npt.NDArray[np.float64]]


def to_mercator(lat: npt.NDArray[np.float64] | float, lon: npt.NDArray[np.float64] | float) -> npt.NDArray[np.float64]:
    """Project degrees to spherical Mercator in radians, shape (n, 2): x, y."""
    x = np.radians(np.atleast_1d(np.asarray(lon, dtype=np.float64)))
    y = np.arctanh(np.sin(np.radians(np.atleast_1d(np.asarray(lat, dtype=np.float64)))))
    return np.column_stack([x, y])


def list_streets(network: Network, box: BoundingBox) -> StreetLines:
    """Pick the edges that touch a box; where there are too many to be seen, the small ones are left out."""
    edges = _find_edges(network, box)
    highway = _get_highway(network, edges)
    edges, highway = _thin(edges, highway)
    return StreetLines(
        big=_list_lines(network, edges[np.isin(highway, _BIG)]),
        streets=_list_lines(network, edges[~np.isin(highway, (*_BIG, *_PATHS, *_HIDDEN))]),
        paths=_list_lines(network, edges[np.isin(highway, _PATHS)]),
    )


def _find_edges(network: Network, box: BoundingBox) -> npt.NDArray[np.int64]:
    lat, lon = network.node_lat_e7, network.node_lon_e7
    inside = (lat >= math.floor(box.south * 1e7)) & (lat <= math.ceil(box.north * 1e7))
    inside &= (lon >= math.floor(box.west * 1e7)) & (lon <= math.ceil(box.east * 1e7))
    return np.flatnonzero(inside[network.edge_tail] | inside[network.edge_head])


def _get_highway(network: Network, edges: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
    """Class of the street of each edge, from the arc that bears the edge's number."""
    class_of = np.zeros(network.edge_count, dtype=np.int64)
    class_of[network.arc_edge >> 1] = network.arc_class
    column = ArcClass.field_names().index("highway")
    rows: npt.NDArray[np.uint8] = network.classes[class_of[edges], column]
    return rows


def _thin(
    edges: npt.NDArray[np.int64], highway: npt.NDArray[np.uint8]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
    for hidden in ((), _PATHS, (*_PATHS, Highway.SERVICE), (*_PATHS, Highway.SERVICE, Highway.RESIDENTIAL)):
        keep = ~np.isin(highway, hidden)
        if int(keep.sum()) <= _MOST_LINES:
            return edges[keep], highway[keep]
    keep = np.isin(highway, _BIG)
    return edges[keep], highway[keep]


def _list_lines(network: Network, edges: npt.NDArray[np.int64]) -> list[npt.NDArray[np.float64]]:
    lines = []
    for edge in edges.tolist():
        first, last = int(network.point_first[edge]), int(network.point_first[edge + 1])
        lines.append(to_mercator(network.point_lat_e7[first:last] / 1e7, network.point_lon_e7[first:last] / 1e7))
    return lines
