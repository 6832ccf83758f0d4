"""Circuits from site to site: what is within reach, what fits, and how it is joined on the streets."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from graphs.attributes import Vehicle
from graphs.errors import NoPathError
from graphs.geo import haversine_m
from graphs.matrix import matrix
from graphs.network import UNREACHABLE as OUT_OF_REACH
from planner.assembly import Sojourn, Stage
from planner.candidates import choose_candidates
from planner.catalogue import AccessStatus
from planner.circuit import DrawnLegs, Target, draw_legs, shared_share
from planner.errors import NoItineraryError
from planner.itinerary import Notice, Place
from planner.plans.climbs import Climb, find_climb
from planner.plans.direct import plan_direct
from planner.plans.distances import reach_of
from planner.plans.feasible import Feasible, explore
from planner.plans.scenic import explore_range, plan_scenic, step_of
from planner.plans.trip import Plan, Trip, refuse, to_asked
from planner.request import COMPASS
from planner.selection import UNREACHABLE, OrienteeringProblem, RouteFrame, select
from planner.targets import SiteTarget, list_targets

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from graphs.matrix import Matrix
    from graphs.path import Path

__all__ = ["plan_themed"]

_TOO_LONG = 0.045
_FASTEST_M_S = 8.0
_OFF_DIRECTION_DEG = 60
_VISITS_PER_HOUR = 4
_HOURLY_MM = {
    Vehicle.FOOT: 4_000_000,
    Vehicle.WHEELCHAIR: 3_500_000,
    Vehicle.BIKE: 12_000_000,
    Vehicle.CARGO: 11_000_000,
}
"""Leisurely speeds, for the number of visits only."""


@dataclass(frozen=True, slots=True, eq=False)
class _Field:
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


@dataclass(frozen=True, slots=True, eq=False)
class _Drawn:
    """Chosen targets, as indices of the field, joined on the streets."""

    order: tuple[int, ...]
    drawn: DrawnLegs


def plan_themed(trip: Trip) -> list[Plan]:
    """Choose sites and join them, the best plan first; others visit other sites and ride other streets.

    Raises
    ------
    BudgetTooSmallError
        The sites that must be visited do not fit.
    BudgetTooLargeError
        The asked measure cannot be had.
    NoItineraryError, InvalidRequestError, UnknownSiteError, AmbiguousNameError
        A named site cannot be visited.
    """
    request = trip.request
    field = _look(trip)
    if not field.targets:
        plans = plan_direct(trip) if trip.target is None else plan_scenic(trip)
        return [replace(plan, notices=(*plan.notices, Notice("no_sites_in_reach"))) for plan in plans]
    found: list[_Drawn] = []
    for rank in range(request.alternatives):
        if trip.work.is_late() and found:
            break
        drawn = _accept(trip, field, _draw(trip, field, found, rank), first=not found)
        if drawn is None:
            break
        if all(_differs(trip, drawn, other) for other in found):
            found.append(drawn)
    if not found:
        plans = plan_direct(trip) if trip.target is None else plan_scenic(trip)
        return [replace(plan, notices=(*plan.notices, Notice("no_sites_fit"))) for plan in plans]
    return [_to_plan(trip, field, drawn) for drawn in found]


def _look(trip: Trip) -> _Field:
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


def _survey(trip: Trip, targets: Sequence[SiteTarget]) -> _Field:
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
    return _Field(kept, climbs, travel)


def _draw(trip: Trip, field: _Field, found: Sequence[_Drawn], rank: int) -> _Drawn | None:
    """Choose sites that fit and join them; where the streets make it too long, do without the least of them."""
    target = trip.target
    order = _choose(trip, field, found, rank)
    avoided = [path for other in found for leg in other.drawn.legs for path in leg]
    visits = field.visit_measures(by_duration=target is not None and target.by_duration)
    best: _Drawn | None = None
    while True:
        stops = [trip.start, *(field.targets[k].terminal for k in order), trip.end]
        left = target
        if target is not None:
            # Visits may fill the whole measure: then the legs can only be too long.
            left = Target(max(1, target.value - int(visits[[k + 1 for k in order]].sum())), target.by_duration)
        try:
            drawn = draw_legs(
                trip.context,
                stops,
                target=left,
                closed=trip.closed,
                avoided=avoided,
                seed=trip.request.seed + rank,
            )
        except NoPathError:
            return best
        candidate = _Drawn(tuple(order), drawn)
        error = _error(trip, field, candidate)
        if best is None or abs(error) < abs(_error(trip, field, best)):
            best = candidate
        spare = [k for k in order if not field.targets[k].named]
        if error <= _TOO_LONG or not spare:
            break
        spare.sort(key=lambda k: (field.targets[k].score, -k))
        dropped = set(spare[: max(1, round(len(spare) * min(1.0, error)))])
        order = [k for k in order if k not in dropped]
    return best


def _accept(trip: Trip, field: _Field, drawn: _Drawn | None, *, first: bool) -> _Drawn | None:
    """Give a drawing that keeps the target; else an error for the first one, and nothing for later ones."""
    if drawn is None or trip.target is None:
        return drawn
    if _fits(trip, field, drawn) or trip.request.allow_other_length:
        return drawn
    if not first or not any(item.named for item in field.targets):
        return None
    found = _explore_range(trip, trip.target)
    lengths = _explore_range(trip, Target(1)) if trip.target.by_duration else None
    if found is None:
        msg = "must_visit: no plan leads there and keeps any length that can be asked for: visit fewer sites"
        raise NoItineraryError(msg, field="must_visit")
    raise refuse(trip.target, found, lengths)


def _explore_range(trip: Trip, target: Target) -> Feasible[_Drawn] | None:
    """Find measures that can be had with the named sites: from the shortest way to them to the longest without them."""

    def ask(value: int) -> tuple[Trip, _Field, _Drawn | None]:
        asked = to_asked(replace(target, value=value))
        other = replace(trip, request=replace(trip.request, target=asked))
        field = _look(other)
        return other, field, _draw(other, field, (), 0)

    def draw(value: int) -> _Drawn | None:
        other, field, drawn = ask(value)
        return drawn if drawn is not None and _fits(other, field, drawn) else None

    _, field, shortest = ask(1)
    if shortest is None:
        return None
    smallest = _measure(field, shortest, by_duration=target.by_duration)
    free = explore_range(trip, target)
    largest = smallest if free is None else max(smallest, free.most)
    return explore(target.value, draw, smallest=smallest, largest=largest, step=step_of(target))


def _fits(trip: Trip, field: _Field, drawn: _Drawn) -> bool:
    """Whether a drawing keeps the asked measure."""
    return abs(_error(trip, field, drawn)) <= trip.params.circuit.length_tolerance


def _measure(field: _Field, drawn: _Drawn, *, by_duration: bool) -> int:
    """Measure of the whole, visits and climbs included."""
    visits = field.visit_measures(by_duration=by_duration)[[k + 1 for k in drawn.order]]
    return drawn.drawn.draft.measure + int(visits.sum())


def _error(trip: Trip, field: _Field, drawn: _Drawn) -> float:
    """Relative error of the whole, visits and climbs included."""
    target = trip.target
    if target is None:
        return 0.0
    return (_measure(field, drawn, by_duration=target.by_duration) - target.value) / target.value


def _choose(trip: Trip, field: _Field, found: Sequence[_Drawn], rank: int) -> list[int]:
    """Targets to visit, in order.

    Raises
    ------
    BudgetTooSmallError
        The named ones do not fit.
    """
    target, params = trip.target, trip.params
    by_duration = target is not None and target.by_duration
    travel = _to_signed(field.travel.durations_ms if by_duration else field.travel.lengths_mm)
    seen = {k for other in found for k in other.order}
    scores = [round(item.score * (params.seen_again if k in seen else 1.0)) for k, item in enumerate(field.targets)]
    sorts = [_sort_of(item) for item in field.targets]
    kinds = {sort: number for number, sort in enumerate(sorted(set(sorts)))}
    last = len(field.targets) + 1
    whole = target.value if target is not None else _longest(travel, last)
    named = tuple(k + 1 for k, item in enumerate(field.targets) if item.named)
    room = int(whole * params.travel_share)
    visits = field.visit_measures(by_duration=by_duration)
    pause = int(whole * params.visit_share)
    visits[1:-1] += pause
    most = _most_visits(trip, whole, by_duration=by_duration)
    problem = OrienteeringProblem(
        travel=travel,
        scores=np.array([0, *scores, 0], np.int64),
        routes=(RouteFrame(start=0, end=last, earliest_start=0, latest_end=room + most * pause, budget=room),),
        visits=visits,
        costs=_to_signed(field.travel.weights),
        kinds=np.array([-1, *(kinds[sort] for sort in sorts), -1], np.int64),
        decay=params.same_kind,
        mandatory=named,
    )
    selection = select(
        problem, seed=trip.request.seed + rank, iterations=params.selection_rounds, is_late=trip.work.is_late
    )
    if selection.missing_mandatory or selection.routes[0] is None:
        roomy = select(
            _with_named_only(problem, last, named), seed=trip.request.seed, iterations=params.selection_rounds
        )
        if roomy.missing_mandatory or roomy.routes[0] is None:
            names = ", ".join(field.targets[k - 1].site.name for k in roomy.missing_mandatory)
            msg = f"must_visit: no way leads to {names} and on to the end"
            raise NoItineraryError(msg, field="must_visit")
        return [k - 1 for k in roomy.routes[0].vertices]
    order = [k - 1 for k in selection.routes[0].vertices]
    spare = sorted((k for k in order if not field.targets[k].named), key=lambda k: (scores[k], -k))
    dropped = set(spare[: max(0, len(order) - most)])
    return [k for k in order if k not in dropped]


def _sort_of(item: SiteTarget) -> str:
    """Name what a site is more of: of its kind, and for a view of what is seen."""
    return " ".join((item.site.kind.value, *sorted(item.site.view_on)))


def _most_visits(trip: Trip, whole: int, *, by_duration: bool) -> int:
    """Give the number of visits that a visitor can take in on the way."""
    hours = whole / 3_600_000 if by_duration else whole / _HOURLY_MM[trip.streets.view.profile.vehicle]
    return max(3, min(trip.params.most_visits, round(hours * _VISITS_PER_HOUR)))


def _with_named_only(problem: OrienteeringProblem, last: int, named: tuple[int, ...]) -> OrienteeringProblem:
    """Give the same problem with only the named sites and no limit, for the least that they need."""
    others = tuple(k for k in range(1, last) if k not in named)
    frame = RouteFrame(start=0, end=last, earliest_start=0, latest_end=1 << 38)
    return OrienteeringProblem(
        travel=problem.travel,
        scores=problem.scores,
        routes=(frame,),
        visits=problem.visits,
        costs=problem.costs,
        mandatory=named,
        forbidden=others,
    )


def _to_signed(values: npt.NDArray[np.uint32]) -> npt.NDArray[np.int64]:
    """Put the selection's sign for no way in place of the matrix's."""
    signed = values.astype(np.int64)
    signed[values == OUT_OF_REACH] = UNREACHABLE
    return signed


def _longest(travel: npt.NDArray[np.int64], last: int) -> int:
    """Room for a plan without a target: twice the direct way."""
    direct = int(travel[0, last])
    return 2 * direct if direct < UNREACHABLE else 0


def _differs(trip: Trip, one: _Drawn, other: _Drawn) -> bool:
    return shared_share(one.drawn.draft, other.drawn.draft) <= trip.params.circuit.shared_most


def _to_plan(trip: Trip, field: _Field, drawn: _Drawn) -> Plan:
    stages = []
    for k, leg in zip(drawn.order, drawn.drawn.legs, strict=False):
        item, climb = field.targets[k], field.climbs[k]
        stages.append(Stage(leg, item.place, _sojourn(item, climb)))
    stages.append(Stage(_last_leg(drawn), trip.end_place))
    return Plan(tuple(stages), tuple(_notices(trip, field, drawn)))


def _notices(trip: Trip, field: _Field, drawn: _Drawn) -> list[Notice]:
    """List what the visitor should know, sites with the same thing to say together."""
    told: dict[str, list[str]] = {}
    for k in drawn.order:
        item = field.targets[k]
        if item.access.status is AccessStatus.UNKNOWN:
            told.setdefault("access_unknown", []).append(item.site.name)
        elif not item.link.entered:
            told.setdefault("seen_from_street", []).append(item.site.name)
        if field.climbs[k] is not None:
            told.setdefault("bike_waits", []).append(item.site.name)
    notices = [Notice(code, (("site", ", ".join(names)),)) for code, names in told.items()]
    if not drawn.order:
        notices.append(Notice("no_sites_fit"))
    if not _fits(trip, field, drawn):
        notices.append(Notice("other_length", (("km", f"{drawn.drawn.draft.length_mm / 1e6:.1f}"),)))
    return notices


def _last_leg(drawn: _Drawn) -> tuple[Path, ...]:
    return drawn.drawn.legs[-1]


def _sojourn(item: SiteTarget, climb: Climb | None) -> Sojourn:
    return Sojourn(
        site=item.site,
        place=item.place,
        score=item.score,
        why=item.why,
        dwell_s=item.dwell_s,
        opening="not_checked",
        point=climb.top.point if climb else item.link.target,
        climb=(climb.up, climb.down) if climb else None,
        climb_place=Place(climb.top.point, name=item.site.name, site=item.site.id) if climb else None,
    )
