"""Circuits from site to site: what is within reach, what fits, and how it is joined on the streets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from planner.assembly import Stage
from planner.circuit import Target
from planner.errors import NoItineraryError
from planner.itinerary import Notice
from planner.plans.choice import choose
from planner.plans.direct import plan_direct
from planner.plans.drawing import OF_THE_LINE, Drawn, draw, fits, list_faults, measure_of
from planner.plans.feasible import Feasible, explore
from planner.plans.repair import Lessons, repair
from planner.plans.scenic import find_ends, plan_scenic, spare_of, step_of
from planner.plans.survey import SiteField, look_for_sites
from planner.plans.telling import sojourn_at, tell_visits
from planner.plans.trip import Plan, Trip, give_up, refuse, to_asked
from planner.targets import closed_error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphs.path import Path

__all__ = ["plan_themed"]

_MORE_TRIES = 2
"""Alternatives tried beyond those asked for, where one comes too close to another or its line is odd."""


def plan_themed(trip: Trip) -> list[Plan]:
    """Choose sites and join them, the best plan first; others visit other sites and ride other streets.

    There are fewer than asked where no other line without faults is found.

    Raises
    ------
    BudgetTooSmallError
        The sites that must be visited do not fit.
    BudgetTooLargeError
        The asked measure cannot be had.
    NoItineraryError, InvalidRequestError, UnknownSiteError, AmbiguousNameError
        A named site cannot be visited.
    """
    field = look_for_sites(trip)
    if not field.targets:
        return _without_sites(trip, "no_sites_in_reach" if trip.clock is None else "no_sites_open")
    asked = trip.request.alternatives
    found: list[Drawn] = []
    lessons = Lessons(trip.work.settled + trip.params.mending_nodes)
    for rank in range(asked + _MORE_TRIES if asked > 1 else asked):
        if len(found) == asked or (trip.work.is_late() and found):
            break
        drawn = _find(trip, field, found, rank, lessons)
        if drawn is None:
            break
        faults = set(list_faults(trip, field, drawn, found))
        if not found:
            # What could not be mended in the first plan cannot in the others.
            lessons.unavoidable = faults & OF_THE_LINE
        if faults <= lessons.unavoidable or not found:
            found.append(drawn)
        elif lessons.unavoidable or trip.work.settled > lessons.enough:
            break
    if not found:
        return _without_sites(trip, "no_sites_fit")
    return [_to_plan(trip, field, drawn) for drawn in found]


def _without_sites(trip: Trip, code: str) -> list[Plan]:
    """Plan without a visit, and say so."""
    plans = plan_direct(trip) if trip.target is None else plan_scenic(trip)
    return [replace(plan, notices=(*plan.notices, Notice(code))) for plan in plans]


def _find(trip: Trip, field: SiteField, found: Sequence[Drawn], rank: int, lessons: Lessons) -> Drawn | None:
    """Choose sites that fit, join them, and see to it that the line is not odd but in what is unavoidable."""
    order = choose(trip, field, seen={k for other in found for k in other.order}, rank=rank, shunned=lessons.tips)
    drawn = draw(trip, field, order, found, rank)
    if drawn is not None:
        drawn = repair(trip, field, drawn, found, rank, lessons)
    return _accept(trip, field, drawn, first=not found)


def _accept(trip: Trip, field: SiteField, drawn: Drawn | None, *, first: bool) -> Drawn | None:
    """Give a drawing that keeps the target; else an error for the first one, and nothing for later ones.

    One of another length will do where that is allowed, but not without a site: that is drawn better for itself.
    """
    if drawn is not None and drawn.timing.closed:
        if first and trip.clock is not None:
            raise closed_error(field.targets[drawn.order[drawn.timing.closed[0]]], trip.clock)
        return None
    if drawn is None or trip.target is None or fits(trip, field, drawn):
        return drawn
    if trip.request.allow_other_length and drawn.order:
        return drawn
    if not first or not any(item.named for item in field.targets):
        return None
    if trip.is_trial:
        raise give_up(trip)
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

    They lie between the shortest way to the sites and what the streets allow, or between the ends of `within`.
    """

    def ask(value: int) -> tuple[Trip, SiteField, Drawn | None]:
        asked = to_asked(replace(target, value=value))
        other = replace(trip, request=replace(trip.request, target=asked))
        field = look_for_sites(other)
        return other, field, draw(other, field, choose(other, field, seen=frozenset(), rank=0), (), 0)

    def draw_once(value: int) -> int | None:
        other, field, drawn = ask(value)
        if drawn is None or drawn.timing.closed or not fits(other, field, drawn):
            return None
        return drawn.drawn.draft.length_mm + field.visits_of(drawn.order, by_duration=False)

    if not within:
        _, field, shortest = ask(1)
        if shortest is None:
            return None
        smallest = measure_of(field, shortest, by_duration=target.by_duration)
        within = smallest, max(smallest, find_ends(trip, target)[1])
    return explore(
        target.value,
        draw_once,
        smallest=within[0],
        largest=within[-1],
        step=step_of(target),
        spare=spare_of(target),
    )


def _to_plan(trip: Trip, field: SiteField, drawn: Drawn) -> Plan:
    stages = []
    for k, leg in zip(drawn.order, drawn.drawn.legs, strict=False):
        item, climb = field.targets[k], field.climbs[k]
        stages.append(Stage(leg, item.place, sojourn_at(item, climb)))
    stages.append(Stage(_last_leg(drawn), trip.end_place))
    return Plan(tuple(stages), tuple(_notices(trip, field, drawn)))


def _notices(trip: Trip, field: SiteField, drawn: Drawn) -> list[Notice]:
    """List what the visitor should know."""
    notices = tell_visits((field.targets[k], field.climbs[k]) for k in drawn.order)
    if not drawn.order:
        notices.append(Notice("no_sites_fit"))
    if not fits(trip, field, drawn):
        notices.append(Notice("other_length", (("km", f"{drawn.drawn.draft.length_mm / 1e6:.1f}"),)))
    return notices


def _last_leg(drawn: Drawn) -> tuple[Path, ...]:
    return drawn.drawn.legs[-1]
