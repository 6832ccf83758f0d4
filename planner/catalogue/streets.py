"""The streets around a place and what stands between: the ground on which links are made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import STRtree

from graphs.attributes import ArcClass, Use, Vehicle
from graphs.snap import MIN_PART_M, Terminal, list_edges_in_box
from graphs.view import edge_geometries

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from graphs.network import Network
    from planner.catalogue.frame import MetricFrame
    from planner.catalogue.osm_import import Blocker

__all__ = ["Barriers", "NearStreets", "Streets"]

_END_GAP_M = 0.5
_MANY_EDGES = 4000


class Barriers:
    """What nobody crosses outside a street.

    Parameters
    ----------
    blockers
        Lines in degrees with their kinds.
    frame
        Frame of the territory.
    """

    def __init__(self, blockers: Sequence[Blocker], frame: MetricFrame) -> None:
        self._kinds = [blocker.kind for blocker in blockers]
        self._lines = frame.to_metres_all(np.array([blocker.geometry for blocker in blockers], dtype=object))
        self._tree = STRtree(self._lines)

    def find_blocker(self, start: shapely.Point, end: shapely.Point, kinds: frozenset[str]) -> str | None:
        """Kind of something that stands between two points in metres, None where the sight is open.

        Half a metre at either end does not count: a street may run along a wall, and a house may touch its own.
        """
        length = start.distance(end)
        if length <= 2 * _END_GAP_M:
            return None
        line = shapely.LineString([start, end])
        sight = shapely.LineString([line.interpolate(_END_GAP_M), line.interpolate(length - _END_GAP_M)])
        hits = self._tree.query(sight, predicate="intersects").tolist()
        return min((self._kinds[index] for index in hits if self._kinds[index] in kinds), default=None)


@dataclass(frozen=True, slots=True, eq=False)
class NearStreets:
    """Edges around a place, sorted, and their lines in metres."""

    edges: npt.NDArray[np.int32]
    lines: npt.NDArray[np.object_]


class Streets:
    """Streets of a network that a vehicle may use and that lead somewhere.

    Parameters
    ----------
    network
        Network.
    frame
        Frame of the territory.
    highways
        Class of the street of every edge, u1 (E,).
    barred
        Edges that no leg may use.
    """

    def __init__(
        self,
        network: Network,
        frame: MetricFrame,
        *,
        highways: npt.NDArray[np.uint8],
        barred: Iterable[int] = (),
    ) -> None:
        self._network = network
        self._highways = highways
        self._frame = frame
        shut = np.zeros(network.edge_count, dtype=np.bool_)
        shut[np.fromiter(barred, dtype=np.int64)] = True
        self._open = ~shut
        self._usable = {vehicle: _list_usable(network, vehicle) for vehicle in Vehicle}

    def find_near(self, shape: BaseGeometry, margin_m: float) -> NearStreets:
        """Edges within a margin of the box of a shape in metres."""
        edges = list_edges_in_box(self._network, *self._frame.box_in_degrees(shape, margin_m))
        if not len(edges):
            return NearStreets(edges, np.empty(0, dtype=object))
        if len(edges) > _MANY_EDGES:
            lines = self._frame.to_metres_all(edge_geometries(self._network, edges))
            near = shapely.distance(lines, shape) <= margin_m
            return NearStreets(edges[near], lines[near])
        return NearStreets(edges, self._frame.to_metres_all(edge_geometries(self._network, edges)))

    def is_usable(
        self, edges: npt.NDArray[np.int32], vehicle: Vehicle, *, barred_too: bool = False
    ) -> npt.NDArray[np.bool_]:
        """Say which edges (n,) the vehicle may use, pushing included."""
        usable = self._usable[vehicle][edges]
        return usable if barred_too else usable & self._open[edges]

    def get_highways(self, edges: npt.NDArray[np.int32]) -> npt.NDArray[np.uint8]:
        """Classes of the streets of edges, u1 (n,)."""
        return self._highways[edges]

    def to_terminal(self, edge: int, line: BaseGeometry, point: shapely.Point, gap_m: float) -> Terminal:
        """Place on an edge nearest to a point in metres."""
        share = line.project(point, normalized=True)
        offset_mm = round(share * int(self._network.edge_length_mm[edge]))
        position = self._frame.to_coordinate(line.interpolate(share, normalized=True))
        return Terminal(edge, offset_mm, position.lat, position.lon, round(gap_m, 1))


def _list_usable(network: Network, vehicle: Vehicle) -> npt.NDArray[np.bool_]:
    column = ArcClass.field_names().index(f"use_{vehicle.name.lower()}")
    allowed = network.classes[:, column][network.arc_class] != Use.NONE
    usable = np.zeros(network.edge_count, dtype=np.bool_)
    usable[network.arc_edge[allowed] >> 1] = True
    part, length_m = network.get_components(vehicle)
    if not len(length_m):
        return np.zeros(network.edge_count, dtype=np.bool_)
    good = (length_m >= MIN_PART_M) | (np.arange(len(length_m)) == 0)
    tail, head = part[network.edge_tail], part[network.edge_head]
    joined = (tail == head) & (tail >= 0)
    leads: npt.NDArray[np.bool_] = usable & joined & good[np.maximum(tail, 0)] & (network.edge_way >= 0)
    return leads
