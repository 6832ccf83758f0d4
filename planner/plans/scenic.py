"""Circuits and traverses of an asked measure without sites."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from planner.assembly import Stage
from planner.circuit import Draft, Target, draft_of, find_scenic
from planner.errors import NoItineraryError
from planner.itinerary import Notice
from planner.plans.feasible import explore
from planner.plans.trip import Plan, Trip, refuse

if TYPE_CHECKING:
    from graphs.path import Path

__all__ = ["plan_scenic"]


def plan_scenic(trip: Trip) -> list[Plan]:
    """Draw circuits, or traverses between two places, of the asked measure, the best first.

    Raises
    ------
    BudgetTooSmallError, BudgetTooLargeError
        The measure cannot be had; `details["feasible"]` says what can.
    NoItineraryError
        There is no circuit of any measure here.
    """
    target = trip.target
    if target is None:
        msg = "a scenic plan needs a target"
        raise ValueError(msg)
    drafts = _draw(trip, target, count=trip.request.alternatives)
    if drafts:
        return [_to_plan(trip, draft) for draft in drafts]
    feasible = explore(target.value, lambda value: next(iter(_draw(trip, replace(target, value=value), count=1)), None))
    nearest = feasible.nearest(target.value)
    if nearest is None:
        raise NoItineraryError("no circuit leads back to this start: move it", field="start")
    if trip.request.allow_other_length:
        return [_to_plan(trip, nearest, Notice("other_length", (("km", f"{nearest.length_mm / 1e6:.1f}"),)))]
    raise refuse(
        trip, feasible.least, feasible.most, too_small=feasible.above is not None and nearest is feasible.above
    )


def _draw(trip: Trip, target: Target, *, count: int) -> list[Draft]:
    """Drafts of a measure: over two turns, and between two places also straight on."""
    drafts = find_scenic(
        trip.context,
        trip.start,
        trip.end,
        target=target,
        count=count,
        direction=trip.request.direction,
        seed=trip.request.seed,
    )
    if trip.closed:
        return drafts
    direct = _direct(trip)
    if direct is None:
        return drafts
    straight = draft_of(trip.streets.view, [direct], closed=False, target=target)
    if abs(straight.error) <= trip.params.circuit.length_tolerance:
        drafts = sorted([*drafts, straight], key=lambda draft: draft.cost)[:count]
    return drafts


def _direct(trip: Trip) -> Path | None:
    return trip.desk.searcher.find_path(trip.streets.view, trip.start, trip.end)


def _to_plan(trip: Trip, draft: Draft, *notices: Notice) -> Plan:
    return Plan((Stage(draft.paths, trip.end_place),), notices)
