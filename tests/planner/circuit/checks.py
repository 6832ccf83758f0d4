"""What must hold of every line on a network, in plain Python."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import numpy as np

from graphs.attributes import Vehicle
from graphs.geo import Coordinate, haversine_m
from graphs.network import UNREACHABLE
from graphs.search import Searcher
from graphs.snap import Terminal, snap
from graphs.view import NetworkView
from planner.cancel import Cancel
from planner.circuit import CircuitContext, CircuitParams
from planner.work import Work
from tests.networks import plain_profile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphs.network import Network
    from graphs.path import Path

__all__ = ["assert_on_streets", "at", "context_of", "part_way", "view_of"]

_JOIN_M = 0.05
SOUTH, WEST = 50.4, 2.8


def view_of(network: Network, mode: str = "bike") -> NetworkView:
    """Give the plain view of a network made in memory."""
    return NetworkView.create(network, plain_profile(mode))


def at(view: NetworkView, north_m: float, east_m: float) -> Terminal:
    """Give the street place nearest to a point, metres from the south-west corner of the networks made in memory."""
    lat = SOUTH + north_m / 111_195
    return snap(view, Coordinate(lat, WEST + east_m / 111_195 / math.cos(math.radians(SOUTH))))


def part_way(view: NetworkView, edge: int, share: float) -> Terminal:
    """Give a place part of the way along a straight street."""
    network = view.network
    first, last = int(network.point_first[edge]), int(network.point_first[edge + 1]) - 1
    lat, lon = (
        float(points[first] + share * (int(points[last]) - int(points[first]))) / 1e7
        for points in (network.point_lat_e7, network.point_lon_e7)
    )
    return Terminal(edge, round(share * int(network.edge_length_mm[edge])), lat, lon, 0.0)


def context_of(view: NetworkView, work: Work | None = None) -> CircuitContext:
    """Give what the drawing of circuits works with, by default with all the time there is."""
    return CircuitContext(Searcher(view.network), view, CircuitParams(), work or Work(Cancel()))


def assert_on_streets(view: NetworkView, paths: Sequence[Path], start: Terminal, end: Terminal) -> None:
    """Require paths that follow one another from start to end, over arcs and turns that the view allows."""
    travelled = [path for path in paths if len(path.codes)]
    ends = [ends_of_path(path) for path in travelled]
    for (_, arrived), (left, _) in itertools.pairwise([((0.0, 0.0), spot(start)), *ends, (spot(end), (0.0, 0.0))]):
        assert haversine_m(Coordinate(*arrived), Coordinate(*left)) < _JOIN_M + 0.02
    for path in travelled:
        arcs = path.arcs()
        assert np.all(arcs >= 0)
        assert np.all(view.weights[arcs] != UNREACHABLE), "a barred street is used"
    codes = np.concatenate([path.codes for path in travelled]).tolist()
    for one, other in itertools.pairwise(codes):
        assert follows(view, one, other), f"no turn leads from {one} to {other}"


def ends_of_path(path: Path) -> tuple[tuple[float, float], tuple[float, float]]:
    """Give the first and the last point."""
    points = path.points()
    return (float(points.lat[0]), float(points.lon[0])), (float(points.lat[-1]), float(points.lon[-1]))


def spot(terminal: Terminal) -> tuple[float, float]:
    """Give latitude and longitude."""
    return terminal.lat, terminal.lon


def follows(view: NetworkView, one: int, other: int) -> bool:
    """Say whether a direction of a street may be left into another one: also by turning round on the street."""
    network = view.network
    if one >> 1 == other >> 1:
        return True
    heads = {int(network.arc_head[arc]) for arc in np.flatnonzero(network.arc_edge == one)}
    if view.profile.vehicle in {Vehicle.FOOT, Vehicle.WHEELCHAIR}:
        heads |= {int(network.node_origin[head]) for head in heads}
    return any(
        int(network.arc_edge[arc]) == other
        for head in heads
        for arc in range(int(network.arc_first[head]), int(network.arc_first[head + 1]))
    )
