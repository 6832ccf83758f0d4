"""What a circuit from site to site may choose from: the targets within reach, and the ways between all of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graphs.geo import haversine_m
from graphs.matrix import matrix
from planner.candidates import choose_candidates
from planner.plans.climbs import Climb, find_climb
from planner.plans.distances import reach_of
from planner.request import COMPASS
from planner.targets import SiteTarget, list_targets

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from graphs.matrix import Matrix
    from planner.plans.trip import Trip

__all__ = ["SiteField", "look_for_sites"]

_FASTEST_M_S = 8.0
_OFF_DIRECTION_DEG = 60


@dataclass(frozen=True, slots=True, eq=False)
class SiteField:
    """What may be chosen: vertex 0 is the start, vertex k the k-th target, the last vertex the end."""

    targets: tuple[SiteTarget, ...]
    climbs: tuple[Climb | None, ...]
    travel: Matrix

    def visit_measures(self, *, by_duration: bool) -> npt.NDArray[np.int64]:
        """Measure of each visit with its climb, int64 (vertices,): milliseconds, or millimetres walked."""
        inner = [
            (target.dwell_s * 1000 if by_duration else 0) + (climb.measure(by_duration=by_duration) if climb else 0)
            for target, climb in zip(self.targets, self.climbs, strict=True)
        ]
        return np.array([0, *inner, 0], np.int64)


def look_for_sites(trip: Trip) -> SiteField:
    """Find what may be chosen for the asked measure."""
    targets = list_targets(
        trip.desk,
        trip.streets,
        near=(trip.start.point, trip.end.point),
        within_m=_straight_reach_m(trip),
        must_visit=trip.request.must_visit,
        avoid_sites=trip.request.avoid_sites,
    )
    return _survey(trip, targets)


def _straight_reach_m(trip: Trip) -> float:
    """Bound what the straight ways to a site and on to the end may add up to."""
    target = trip.target
    if target is None:
        return 2.0 * max(1000.0, haversine_m(trip.start.point, trip.end.point))
    return target.value / 1000 * (_FASTEST_M_S if target.by_duration else 1.0)


def _lies_in_direction(trip: Trip, item: SiteTarget) -> bool:
    """Whether a site lies where the circuit should, as far as a direction is asked for."""
    direction = trip.request.direction
    if direction is None:
        return True
    a, b = trip.start.point, item.terminal.point
    bearing = math.degrees(math.atan2((b.lon - a.lon) * math.cos(math.radians(a.lat)), b.lat - a.lat))
    return abs((bearing - 45 * COMPASS.index(direction) + 180) % 360 - 180) <= _OFF_DIRECTION_DEG


def _survey(trip: Trip, targets: Sequence[SiteTarget]) -> SiteField:
    """Keep the targets within reach, at most as many as the params say, and measure the ways between all of them."""
    target = trip.target
    targets = [item for item in targets if item.named or _lies_in_direction(trip, item)]
    searcher, view = trip.desk.searcher, trip.streets.view
    terminals = [item.terminal for item in targets]
    reach = reach_of(searcher, view, trip.start, trip.end, terminals, target=target)
    chosen = choose_candidates(
        scores=np.array([item.score for item in targets], np.int64),
        out=reach.out,
        home=reach.home,
        lat=np.array([terminal.lat for terminal in terminals]),
        lon=np.array([terminal.lon for terminal in terminals]),
        budget=reach.budget,
        mandatory=np.array([item.named for item in targets], np.bool_),
        limit=trip.params.candidates,
    )
    kept = tuple(targets[index] for index in chosen)
    climbs = tuple(find_climb(trip, item) for item in kept)
    places = [trip.start, *(item.terminal for item in kept), trip.end]
    bounds = None if any(item.named for item in kept) else reach.bounds_over(chosen)
    travel = matrix(searcher, view, places, places, bounds=bounds, threads=trip.params.matrix_threads)
    return SiteField(kept, climbs, travel)
