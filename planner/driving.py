"""The same day by car: how far the drive to a circuit is, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graphs.geo import haversine_m
from graphs.motor import weigh_motor_roads
from graphs.profiles import get_profile
from graphs.snap import snap_many
from graphs.view import NetworkView
from planner.desk import get_desk
from planner.emissions import add_up_car, get_factor_book
from planner.emissions.figures import CarDay, Range

if TYPE_CHECKING:
    from graphs.geo import Coordinate
    from graphs.snap import Terminal
    from planner.territory import Territory

__all__ = ["NO_ORIGIN", "PART_OF_TOUR", "find_drive"]

NO_ORIGIN = "no_origin"
"""Nobody said where one comes from."""
PART_OF_TOUR = "part_of_tour"
"""The drive there and back is that of several days together."""
UNPLACED_ORIGIN = "origin_unplaced"
"""The stop that one comes from has no coordinates."""
_ROADS = "motor_roads"
_CAR_PARK_M = 1000.0
"""From a station or a start to the road where a car waits."""


def find_drive(
    territory: Territory, origin: Coordinate | None, start: Coordinate, *, returns: bool, occupancy: int
) -> CarDay:
    """Say how far one drives from an origin to the start of a circuit, and back, and what that comes to.

    The shortest way over streets that are open to motor traffic counts where both places lie on them; else the straight
    line, as a range. A car waits where it was left, so the way back is the way there.

    Parameters
    ----------
    origin
        None where it has no place.
    returns
        Whether one goes home the same day.
    occupancy
        Those in the car.
    """
    if origin is None:
        return CarDay(occupancy=occupancy, reason=UNPLACED_ORIGIN)
    book = get_factor_book(territory.emissions)
    straight_m, ways = haversine_m(origin, start), 2 if returns else 1
    road_m = _measure(territory, origin, start)
    if road_m is None:
        least, most = book.straight
        distance = Range(ways * least * straight_m, ways * most * straight_m)
        return add_up_car(book, distance, basis="straight_line", occupancy=occupancy)
    whole_m = ways * max(road_m, straight_m)
    return add_up_car(book, Range(whole_m, whole_m), basis="streets", occupancy=occupancy)


def _measure(territory: Territory, origin: Coordinate, start: Coordinate) -> float | None:
    """Metres over roads; None where a place lies off them, or nothing joins them."""
    view = see_roads(territory)
    ends = [_find_road(view, point) for point in (origin, start)]
    if ends[0] is None or ends[1] is None:
        return None
    path = get_desk(territory).searcher.find_path(view, ends[0], ends[1])
    return None if path is None else path.length_mm / 1000


def see_roads(territory: Territory) -> NetworkView:
    """Give the streets as cars use them, worked out once for a territory."""
    view: NetworkView | None = territory.kept.get(_ROADS)
    if view is not None:
        return view
    network, roads = territory.network, get_factor_book(territory.emissions).roads
    weights = weigh_motor_roads(network, highways=roads.highways, keys=roads.keys, closed=roads.closed)
    # Places are found as for those on foot: on parts of the network that lead somewhere.
    walker = get_profile("foot")
    view = NetworkView(network, walker, weights, weights, network.edge_head[:0])
    kept: NetworkView = territory.kept.setdefault(_ROADS, view)
    return kept


def _find_road(view: NetworkView, point: Coordinate) -> Terminal | None:
    if not view.network.bounding_box.contains(point, margin_m=_CAR_PARK_M):
        return None
    return snap_many(view, np.array([point.lat]), np.array([point.lon]), max_gap_m=_CAR_PARK_M).find_terminal(0)
