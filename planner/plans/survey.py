"""What a themed plan may choose from: the sites within reach, the climbs to them, and the ways between all of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graphs.geo import haversine_m
from planner.candidates import choose_candidates
from planner.plans.climbs import Climb, find_climb
from planner.plans.distances import Reach, Ways, reach_of
from planner.plans.travel import measure_travel
from planner.request import COMPASS
from planner.targets import SiteTarget, list_targets

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from planner.plans.trip import Trip

__all__ = ["SiteField", "look_for_sites"]

_FASTEST_M_S = 8.0
_OFF_DIRECTION_DEG = 60


@dataclass(frozen=True, slots=True, eq=False)
class SiteField:
    """What may be chosen: vertex 0 is the start, vertex k + 1 the k-th target, the last vertex the end."""

    targets: tuple[SiteTarget, ...]
    climbs: tuple[Climb | None, ...]
    travel: Ways

    def visit_measures(self, *, by_duration: bool) -> npt.NDArray[np.int64]:
        """Measure of each visit with its climb, int64 (vertices,): milliseconds, or millimetres walked."""
        inner = [
            (target.dwell_s * 1000 if by_duration else 0) + (climb.measure(by_duration=by_duration) if climb else 0)
            for target, climb in zip(self.targets, self.climbs, strict=True)
        ]
        return np.array([0, *inner, 0], np.int64)

    def visits_of(self, order: Sequence[int], *, by_duration: bool) -> int:
        """Measure of the visits to some targets."""
        return int(self.visit_measures(by_duration=by_duration)[[k + 1 for k in order]].sum())


def look_for_sites(trip: Trip) -> SiteField:
    """Keep the sites within reach, at most as many as the params say, and measure the ways between all of them.

    Raises
    ------
    PlannerError
        A named site cannot be visited.
    """
    request, target = trip.request, trip.target
    targets = list_targets(
        trip.desk,
        trip.streets,
        near=(trip.start.point, trip.end.point),
        within_m=_straight_reach_m(trip),
        must_visit=request.must_visit,
        avoid_sites=request.avoid_sites,
        clock=trip.clock,
    )
    targets = [item for item in targets if item.named or _lies_in_direction(trip, item)]
    searcher, view = trip.desk.searcher, trip.streets.view
    terminals = [item.terminal for item in targets]
    named = np.array([item.named for item in targets], np.bool_)
    reach = reach_of(searcher, view, trip.start, trip.end, terminals, target=target, named=named)
    chosen = choose_candidates(
        scores=np.array([item.score for item in targets], np.int64),
        out=reach.out,
        home=reach.home,
        lat=np.array([terminal.lat for terminal in terminals]),
        lon=np.array([terminal.lon for terminal in terminals]),
        budget=reach.budget,
        mandatory=named,
        limit=trip.params.candidates,
    )
    kept = tuple(targets[index] for index in chosen)
    travel = measure_travel(
        searcher,
        view,
        trip.start,
        trip.end,
        [item.terminal for item in kept],
        Reach(reach.there.at(chosen), reach.back.at(chosen), reach.budget, reach.by_duration),
        named=named[chosen],
        threads=trip.params.matrix_threads,
    )
    climbs = tuple(find_climb(trip, item) for item in kept)
    return SiteField(kept, climbs, travel)


def _straight_reach_m(trip: Trip) -> float:
    """Bound what the straight ways to a site and on to the end may add up to."""
    target = trip.target
    if target is None:
        return 2.0 * max(1000.0, haversine_m(trip.start.point, trip.end.point))
    fastest_m_s = _FASTEST_M_S / min(1.0, trip.request.pace)
    return target.value / 1000 * (fastest_m_s if target.by_duration else 1.0)


def _lies_in_direction(trip: Trip, item: SiteTarget) -> bool:
    """Whether a site lies where the circuit should, as far as a direction is asked for."""
    direction = trip.request.direction
    if direction is None:
        return True
    a, b = trip.start.point, item.terminal.point
    bearing = math.degrees(math.atan2((b.lon - a.lon) * math.cos(math.radians(a.lat)), b.lat - a.lat))
    return abs((bearing - 45 * COMPASS.index(direction) + 180) % 360 - 180) <= _OFF_DIRECTION_DEG
