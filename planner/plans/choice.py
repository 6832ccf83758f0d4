"""Which sites a themed plan visits, and in which order."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from graphs.attributes import Vehicle
from graphs.network import UNREACHABLE as OUT_OF_REACH
from planner.errors import NoItineraryError
from planner.plans.timing import has_windows, list_windows
from planner.selection import UNREACHABLE, OrienteeringProblem, RouteFrame, select
from planner.targets import closed_error

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    import numpy.typing as npt

    from planner.plans.survey import SiteField
    from planner.plans.trip import Trip
    from planner.targets import SiteTarget

__all__ = ["choose"]

_VISITS_PER_HOUR = 4
_MOST_SELECTIONS = 3
"""Selections made until none waits too long for an opening."""
_HOURLY_MM = {
    Vehicle.FOOT: 4_000_000,
    Vehicle.WHEELCHAIR: 3_500_000,
    Vehicle.BIKE: 12_000_000,
    Vehicle.CARGO: 11_000_000,
}
"""Leisurely speeds, for the number of visits only."""


def choose(
    trip: Trip,
    field: SiteField,
    *,
    seen: AbstractSet[int],
    rank: int,
    shunned: AbstractSet[int] = frozenset(),
    travel_share: float | None = None,
) -> list[int]:
    """Choose targets to visit, in order, as indices of the field.

    Parameters
    ----------
    trip, field
        What is asked, and what there is.
    seen
        Targets of earlier alternatives: they earn less.
    rank
        Place of the alternative, from 0; another one draws otherwise.
    shunned
        Targets that may not be chosen, unless they are named.
    travel_share
        Part of the measure that the choice may fill, instead of that of the params.

    Raises
    ------
    NoItineraryError
        No way leads to the named ones.
    InvalidRequestError
        A named one is closed whenever one could be there.
    """
    target = trip.target
    by_duration = target is not None and target.by_duration
    last = len(field.targets) + 1
    whole = target.value if target is not None else _longest(_travel(field, by_duration=by_duration), last)
    most = _most_visits(trip, whole, by_duration=by_duration)
    scores = [
        round(item.score * (trip.params.seen_again if k in seen else 1.0)) for k, item in enumerate(field.targets)
    ]
    limits = _Limits(whole, int(whole * (travel_share or trip.params.travel_share)), most, by_duration)
    problem = _state(trip, field, scores, limits, shunned)
    return _drop_spare(trip, field, _solve(trip, field, problem, rank), scores, limits)


def _drop_spare(
    trip: Trip, field: SiteField, order: Sequence[int], scores: Sequence[int], limits: _Limits
) -> list[int]:
    """Do without the least sites where there are too many, or where the visits leave no time for the asked length."""
    for_visits = math.inf
    if trip.finish_ms is not None and not limits.by_duration:
        for_visits = trip.finish_ms - limits.whole * _usual_pace(field)
    kept = list(order)
    for k in sorted((k for k in order if not field.targets[k].named), key=lambda k: (scores[k], -k)):
        if len(kept) <= limits.most and field.visits_of(kept, by_duration=True) <= for_visits:
            break
        kept.remove(k)
    return kept


def _usual_pace(field: SiteField) -> float:
    """Milliseconds for a millimetre of the ways between the sites."""
    lengths, durations = field.travel.lengths_mm, field.travel.durations_ms
    known = (lengths < int(OUT_OF_REACH)) & (durations < int(OUT_OF_REACH))
    return float(durations[known].sum() / max(1, lengths[known].sum()))


def _solve(trip: Trip, field: SiteField, problem: OrienteeringProblem, rank: int) -> list[int]:
    """Select targets in order; without those for which one would wait too long, unless they are named."""
    longest_wait = trip.params.longest_wait_min * 60_000
    tries = _MOST_SELECTIONS
    while True:
        selection = select(
            problem, seed=trip.request.seed + rank, iterations=trip.params.selection_rounds, is_late=trip.work.is_late
        )
        route = selection.routes[0]
        if selection.missing_mandatory or route is None:
            return _select_named(trip, field, problem)
        awaited = {visit.vertex for visit in route.visits if visit.start - visit.arrival > longest_wait}
        awaited -= set(problem.mandatory)
        tries -= 1
        if not (awaited and tries):
            return [k - 1 for k in route.vertices if k not in awaited]
        problem = replace(problem, forbidden=(*problem.forbidden, *sorted(awaited)))


def _select_named(trip: Trip, field: SiteField, problem: OrienteeringProblem) -> list[int]:
    """Order the named sites alone, however long it takes."""
    bare = _with_named_only(problem)
    roomy = select(bare, seed=trip.request.seed, iterations=trip.params.selection_rounds)
    if not roomy.missing_mandatory and roomy.routes[0] is not None:
        return [k - 1 for k in roomy.routes[0].vertices]
    missing = [field.targets[k - 1] for k in roomy.missing_mandatory]
    if trip.clock is not None and missing:
        untimed = select(
            replace(bare, windows=np.empty(0, np.int64)),
            seed=trip.request.seed,
            iterations=trip.params.selection_rounds,
        )
        if not untimed.missing_mandatory:
            raise closed_error(missing[0], trip.clock)
    names = ", ".join(item.site.name for item in missing)
    msg = f"must_visit: no way leads to {names} and on to the end"
    raise NoItineraryError(msg, field="must_visit")


@dataclass(frozen=True, slots=True)
class _Limits:
    """The asked measure, the part of it that the choice may fill, and the most visits."""

    whole: int
    room: int
    most: int
    by_duration: bool


def _state(
    trip: Trip, field: SiteField, scores: Sequence[int], limits: _Limits, shunned: AbstractSet[int]
) -> OrienteeringProblem:
    """State what is to be chosen: by the measure alone where everything is open all the while, else by the clock."""
    last = len(field.targets) + 1
    sorts = [_sort_of(item) for item in field.targets]
    kinds = {sort: number for number, sort in enumerate(sorted(set(sorts)))}
    travel = _travel(field, by_duration=limits.by_duration)
    visits = field.visit_measures(by_duration=limits.by_duration)
    pause = int(limits.whole * trip.params.visit_share)
    visits[1:-1] += pause
    frame = RouteFrame(
        start=0, end=last, earliest_start=0, latest_end=limits.room + limits.most * pause, budget=limits.room
    )
    problem = OrienteeringProblem(
        travel=travel,
        scores=np.array([0, *scores, 0], np.int64),
        routes=(frame,),
        visits=visits,
        costs=_to_signed(field.travel.weights),
        kinds=np.array([-1, *(kinds[sort] for sort in sorts), -1], np.int64),
        decay=trip.params.same_kind,
        mandatory=tuple(k + 1 for k, item in enumerate(field.targets) if item.named),
        forbidden=tuple(k + 1 for k in sorted(shunned) if not field.targets[k].named),
    )
    if trip.clock is None:
        return problem
    bound = trip.finish_ms is not None and not limits.by_duration
    if not bound and not has_windows(field, limits.whole if limits.by_duration else trip.clock.ahead_ms):
        return problem
    latest = limits.room if limits.by_duration else trip.clock.ahead_ms
    if trip.finish_ms is not None and bound:
        latest = min(latest, max(1, trip.finish_ms - round((limits.whole - limits.room) * _usual_pace(field))))
    return replace(
        problem,
        travel=_travel(field, by_duration=True),
        lengths=travel,
        visits=field.visit_measures(by_duration=True),
        routes=(replace(frame, latest_end=latest),),
        windows=list_windows(field),
    )


def _sort_of(item: SiteTarget) -> str:
    """Name what a site is more of: of its kind, and for a view of what is seen."""
    return " ".join((item.site.kind.value, *sorted(item.site.view_on)))


def _most_visits(trip: Trip, whole: int, *, by_duration: bool) -> int:
    """Give the number of visits that a visitor can take in on the way."""
    view = trip.streets.view
    hours = whole / 3_600_000 if by_duration else whole / _HOURLY_MM[view.profile.vehicle]
    return min(trip.params.most_visits, max(3, round(hours * _VISITS_PER_HOUR)))


def _with_named_only(problem: OrienteeringProblem) -> OrienteeringProblem:
    """Give the same problem with only the named sites and no limit but openings, for the least that they need."""
    frame = replace(problem.routes[0], latest_end=1 << 38, budget=None)
    others = set(range(problem.size)) - {frame.start, frame.end, *problem.mandatory}
    return replace(problem, routes=(frame,), kinds=np.empty(0, np.int64), decay=1.0, forbidden=tuple(sorted(others)))


def _travel(field: SiteField, *, by_duration: bool) -> npt.NDArray[np.int64]:
    return _to_signed(field.travel.measures(by_duration=by_duration))


def _to_signed(values: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Put the selection's sign for no way in place of the matrix's."""
    return np.where(values == int(OUT_OF_REACH), UNREACHABLE, values)


def _longest(travel: npt.NDArray[np.int64], last: int) -> int:
    """Room for a plan without a target: twice the direct way."""
    direct = int(travel[0, last])
    return 2 * direct if direct < UNREACHABLE else 0
