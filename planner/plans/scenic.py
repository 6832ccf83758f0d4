"""Circuits and traverses of an asked measure without sites."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from planner.assembly import Stage
from planner.circuit import Draft, Target, draft_of, find_scenic
from planner.errors import NoItineraryError
from planner.itinerary import Notice
from planner.plans.feasible import Feasible, explore
from planner.plans.trip import Extent, Plan, Trip, refuse

if TYPE_CHECKING:
    from graphs.path import Path

__all__ = ["explore_range", "extent_of", "plan_scenic"]

_SMALLEST_MM, _SMALLEST_MS = 300_000, 120_000
_FARTHEST = 1 << 31
_BEYOND = 3


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
    feasible = explore_range(trip, target)
    if feasible.least is None or feasible.most is None or feasible.nearest is None:
        msg = "no circuit leads back to this start: move it"
        raise NoItineraryError(msg, field="start")
    if trip.request.allow_other_length:
        length = Notice("other_length", (("km", f"{feasible.nearest.length_mm / 1e6:.1f}"),))
        return [_to_plan(trip, feasible.nearest, length)]
    too_small = target.value < (feasible.least.measure + feasible.most.measure) / 2
    raise refuse(trip, extent_of(feasible.least), extent_of(feasible.most), too_small=too_small)


def extent_of(draft: Draft) -> Extent:
    """Length and measure of a draft."""
    return Extent(draft.length_mm, draft.measure)


def explore_range(trip: Trip, target: Target) -> Feasible:
    """Find the shortest and the longest drafts that can be had without sites."""
    drawn: dict[int, Draft | None] = {}

    def draw(value: int) -> Draft | None:
        if value not in drawn:
            drawn[value] = next(iter(_draw(trip, replace(target, value=value), count=1)), None)
        return drawn[value]

    smallest, largest = _ends(trip, target)
    return explore(target.value, draw, smallest=smallest, largest=largest)


def _ends(trip: Trip, target: Target) -> tuple[int, int]:
    """Measures below and above which there is surely no circuit: a walk round the block, and far beyond the streets."""
    context = trip.context
    with context.grow(trip.start, target, _FARTHEST) as tree:
        if not len(tree.settled):
            return 1, 1
        name = "duration_ms" if target.by_duration else "length_mm"
        far = int(tree.labels[name][tree.settled].max())
    smallest = _SMALLEST_MS if target.by_duration else _SMALLEST_MM
    if not trip.closed:
        direct = _direct(trip)
        if direct is not None:
            smallest = max(1, direct.duration_ms(context.view) if target.by_duration else direct.length_mm)
    return smallest, max(smallest, _BEYOND * far)


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
