"""Circuits from site to site: what is within reach, what fits, and how it is joined on the streets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from graphs.attributes import Vehicle
from graphs.errors import NoPathError
from graphs.network import UNREACHABLE as OUT_OF_REACH
from planner.assembly import Sojourn, Stage
from planner.catalogue import AccessStatus
from planner.circuit import DrawnLegs, Target, draw_legs, shared_share
from planner.errors import NoItineraryError
from planner.itinerary import Notice, Place
from planner.plans.direct import plan_direct
from planner.plans.feasible import Feasible, explore
from planner.plans.scenic import explore_range, plan_scenic, step_of
from planner.plans.survey import SiteField, look_for_sites
from planner.plans.trip import Plan, Trip, refuse, to_asked
from planner.selection import UNREACHABLE, OrienteeringProblem, RouteFrame, select

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from graphs.path import Path
    from planner.plans.climbs import Climb
    from planner.targets import SiteTarget

__all__ = ["plan_themed"]

_TOO_LONG = 0.045
_VISITS_PER_HOUR = 4
_HOURLY_MM = {
    Vehicle.FOOT: 4_000_000,
    Vehicle.WHEELCHAIR: 3_500_000,
    Vehicle.BIKE: 12_000_000,
    Vehicle.CARGO: 11_000_000,
}
"""Leisurely speeds, for the number of visits only."""


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
    field = look_for_sites(trip)
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


def _draw(trip: Trip, field: SiteField, found: Sequence[_Drawn], rank: int) -> _Drawn | None:
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


def _accept(trip: Trip, field: SiteField, drawn: _Drawn | None, *, first: bool) -> _Drawn | None:
    """Give a drawing that keeps the target; else an error for the first one, and nothing for later ones."""
    if drawn is None or trip.target is None:
        return drawn
    if _fits(trip, field, drawn) or trip.request.allow_other_length:
        return drawn
    if not first or not any(item.named for item in field.targets):
        return None
    found = _explore_range(trip, trip.target)
    if found is None:
        msg = "must_visit: no plan leads there and keeps any length that can be asked for: visit fewer sites"
        raise NoItineraryError(msg, field="must_visit")
    lengths = None
    if trip.target.by_duration:
        lengths = _explore_range(trip, Target(1), within=sorted(found.ends)) or _explore_range(trip, Target(1))
    raise refuse(trip.target, found, lengths)


def _explore_range(trip: Trip, target: Target, *, within: Sequence[int] = ()) -> Feasible[int] | None:
    """Find measures that can be had with the named sites, each with the length in millimetres that was drawn.

    They lie between the shortest way to the sites and the longest without them, or between the ends of `within`.
    """

    def ask(value: int) -> tuple[Trip, SiteField, _Drawn | None]:
        asked = to_asked(replace(target, value=value))
        other = replace(trip, request=replace(trip.request, target=asked))
        field = look_for_sites(other)
        return other, field, _draw(other, field, (), 0)

    def draw(value: int) -> int | None:
        other, field, drawn = ask(value)
        if drawn is None or not _fits(other, field, drawn):
            return None
        return drawn.drawn.draft.length_mm + _visit_measure(field, drawn, by_duration=False)

    if not within:
        _, field, shortest = ask(1)
        if shortest is None:
            return None
        smallest = _measure(field, shortest, by_duration=target.by_duration)
        free = explore_range(trip, target)
        within = smallest, smallest if free is None else max(smallest, free.most)
    return explore(target.value, draw, smallest=within[0], largest=within[-1], step=step_of(target))


def _fits(trip: Trip, field: SiteField, drawn: _Drawn) -> bool:
    """Whether a drawing keeps the asked measure."""
    return abs(_error(trip, field, drawn)) <= trip.params.circuit.length_tolerance


def _measure(field: SiteField, drawn: _Drawn, *, by_duration: bool) -> int:
    """Measure of the whole, visits and climbs included."""
    return drawn.drawn.draft.measure + _visit_measure(field, drawn, by_duration=by_duration)


def _visit_measure(field: SiteField, drawn: _Drawn, *, by_duration: bool) -> int:
    """Measure of the visits with their climbs."""
    return int(field.visit_measures(by_duration=by_duration)[[k + 1 for k in drawn.order]].sum())


def _error(trip: Trip, field: SiteField, drawn: _Drawn) -> float:
    """Relative error of the whole, visits and climbs included."""
    target = trip.target
    if target is None:
        return 0.0
    return (_measure(field, drawn, by_duration=target.by_duration) - target.value) / target.value


def _choose(trip: Trip, field: SiteField, found: Sequence[_Drawn], rank: int) -> list[int]:
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


def _to_plan(trip: Trip, field: SiteField, drawn: _Drawn) -> Plan:
    stages = []
    for k, leg in zip(drawn.order, drawn.drawn.legs, strict=False):
        item, climb = field.targets[k], field.climbs[k]
        stages.append(Stage(leg, item.place, _sojourn(item, climb)))
    stages.append(Stage(_last_leg(drawn), trip.end_place))
    return Plan(tuple(stages), tuple(_notices(trip, field, drawn)))


def _notices(trip: Trip, field: SiteField, drawn: _Drawn) -> list[Notice]:
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
