"""Circuits and traverses of an asked measure without sites."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from planner.assembly import Stage
from planner.circuit import Draft, Target, draft_of, find_scenic
from planner.errors import NoItineraryError
from planner.itinerary import Notice
from planner.plans.feasible import Feasible, explore
from planner.plans.trip import Plan, Trip, give_up, refuse
from planner.request import MAX_DISTANCE_KM, MAX_DURATION_MIN

if TYPE_CHECKING:
    from graphs.path import Path

__all__ = ["explore_range", "find_ends", "plan_scenic", "spare_of", "step_of"]

_SMALLEST_MM, _SMALLEST_MS = 300_000, 120_000
_STEP_MM, _STEP_MS = 10_000, 6_000
_FARTHEST = 1 << 31
_SPARE_MM, _SPARE_MS = 10_000_000, 3_600_000
_ON_THE_WAY = 0.8
"""A tree that comes this near to its bound goes on beyond it."""
_BEYOND = 3


def plan_scenic(trip: Trip) -> list[Plan]:
    """Draw circuits, or traverses between two places, of the asked measure, the best first.

    Raises
    ------
    BudgetTooSmallError, BudgetTooLargeError
        The measure cannot be had; `details["feasible"]` says what can.
    NoItineraryError
        There is no circuit, or way to the end, of any measure here.
    """
    target = trip.target
    if target is None:
        msg = "a scenic plan needs a target"
        raise ValueError(msg)
    drafts = _draw(trip, target, count=trip.request.alternatives)
    if drafts:
        return [_to_plan(trip, draft) for draft in drafts]
    if trip.is_trial and not trip.request.allow_other_length:
        raise give_up(trip)
    found = explore_range(trip, target)
    if found is None:
        if trip.closed:
            raise NoItineraryError("no circuit leads back to this start: move it", field="start")
        raise NoItineraryError("end: no way leads there from the start: move one of them", field="end")
    if trip.request.allow_other_length:
        length = Notice("other_length", (("km", f"{found.nearest.length_mm / 1e6:.1f}"),))
        return [_to_plan(trip, found.nearest, length)]
    lengths = None
    if target.by_duration:
        ends = sorted(draft.length_mm for draft in found.ends)
        lengths = explore_range(trip, Target(ends[0]), ends=(ends[0], ends[1])) or explore_range(trip, Target(ends[0]))
    raise refuse(target, found, lengths)


def explore_range(trip: Trip, target: Target, *, ends: tuple[int, int] | None = None) -> Feasible[Draft] | None:
    """Find measures that can be had without sites, in lengths and times that a request can name; None without any.

    `ends` is where to look, all that there could be when left out.
    """

    def draw(value: int) -> Draft | None:
        return next(iter(_draw(trip, replace(target, value=value), count=1)), None)

    smallest, largest = ends or find_ends(trip, target)
    spare = spare_of(target)
    return explore(
        target.value, draw, smallest=smallest, largest=largest, step=step_of(target), spare=spare, thorough=True
    )


def step_of(target: Target) -> int:
    """Step in which measures are named: a hundredth of a kilometre, a tenth of a minute."""
    return _STEP_MS if target.by_duration else _STEP_MM


def spare_of(target: Target) -> int:
    """Measure beyond what is asked up to which it is worth knowing what can be had: ten kilometres, an hour."""
    return _SPARE_MS if target.by_duration else _SPARE_MM


def find_ends(trip: Trip, target: Target) -> tuple[int, int]:
    """Measures below and above which there is surely no circuit: a walk round the block, and far beyond the streets."""
    context = trip.context
    bound = target.value + spare_of(target)
    with context.grow(trip.start, target, bound) as tree:
        if not len(tree.settled):
            return 1, 1
        name = "duration_ms" if target.by_duration else "length_mm"
        far = int(tree.labels[name][tree.settled].max())
    if far > _ON_THE_WAY * bound:
        far = _FARTHEST
    smallest = _SMALLEST_MS if target.by_duration else _SMALLEST_MM
    if not trip.closed:
        direct = _direct(trip)
        if direct is not None:
            smallest = max(1, direct.measure(context.view, by_duration=target.by_duration))
    most = round(MAX_DURATION_MIN * 60_000 if target.by_duration else MAX_DISTANCE_KM * 1_000_000)
    return min(smallest, most), min(most, max(smallest, _BEYOND * far))


def _draw(trip: Trip, target: Target, *, count: int) -> list[Draft]:
    """Drafts of a measure: over two turns, and between two places also straight on; none where nothing joins them."""
    direct = None if trip.closed else _direct(trip)
    if direct is None and not trip.closed:
        return []
    drafts = find_scenic(
        trip.context,
        trip.start,
        trip.end,
        target=target,
        count=count,
        direction=trip.request.direction,
        seed=trip.request.seed,
    )
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
