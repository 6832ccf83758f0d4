"""What every kind of plan starts from and gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planner.circuit import CircuitContext, CircuitParams, Target
from planner.errors import BudgetTooLargeError, BudgetTooSmallError, NotFeasibleError

if TYPE_CHECKING:
    from graphs.snap import Terminal
    from planner.assembly import Stage
    from planner.desk import Desk
    from planner.itinerary import Notice, Place
    from planner.request import TripRequest
    from planner.streets import RequestStreets
    from planner.work import Work

__all__ = ["Extent", "Plan", "PlanParams", "Trip", "refuse"]

_MS_PER_S = 1000
_MM_PER_M = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanParams:
    """Tuning values of the engine.

    `travel_share` is the part of the asked measure that the selection may fill; the rest is closed on the streets.
    `same_kind` is what the next visit of a kind earns of the one before. At most `most_visits` fit into a plan; each
    counts in the choice like a `visit_share` of the asked length, so that a few great sites win over many small ones.
    `seen_again` is what a site of an earlier alternative earns in the next.
    """

    circuit: CircuitParams = field(default_factory=CircuitParams)
    candidates: int = 60
    travel_share: float = 0.9
    same_kind: float = 0.6
    most_visits: int = 12
    visit_share: float = 0.05
    seen_again: float = 0.3
    selection_rounds: int = 2000
    longest_climb_m: float = 450.0
    matrix_threads: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Trip:
    """A request with its places on the streets. `closed` says that it returns to its start."""

    desk: Desk
    streets: RequestStreets
    request: TripRequest
    start: Terminal
    start_place: Place
    end: Terminal
    end_place: Place
    work: Work
    params: PlanParams

    @property
    def context(self) -> CircuitContext:
        """What the drawing of circuits works with."""
        return CircuitContext(self.desk.searcher, self.streets.view, self.params.circuit, self.work)

    @property
    def closed(self) -> bool:
        """Whether the end is the start, named or not."""
        return self.start == self.end

    @property
    def target(self) -> Target | None:
        """Asked measure in the engine's units."""
        asked = self.request.target
        if asked is None:
            return None
        if asked.duration_s is not None:
            return Target(max(1, round(asked.duration_s * _MS_PER_S)), by_duration=True)
        return Target(max(1, round((asked.distance_m or 0.0) * _MM_PER_M)))


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Stages of one itinerary, and what the visitor should know of how it came about."""

    stages: tuple[Stage, ...]
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Extent:
    """A feasible plan by its length and its whole measure, visits included."""

    length_mm: int
    measure: int


def refuse(trip: Trip, least: Extent | None, most: Extent | None, *, too_small: bool) -> NotFeasibleError:
    """Make the error for a measure that cannot be had, with the feasible range as drawn."""
    target = trip.target
    by_duration = target is not None and target.by_duration
    known = [extent for extent in (least, most) if extent is not None]
    kilometres = sorted(round(extent.length_mm / 1e6, 2) for extent in known)
    feasible = {"distance_km": kilometres[:1] + kilometres[-1:]}
    if by_duration:
        minutes = sorted(round(extent.measure / 60_000, 1) for extent in known)
        feasible["duration_min"] = minutes[:1] + minutes[-1:]
    field = "duration_min" if by_duration else "distance_km"
    edge = feasible[field][0 if too_small else -1] if known else 0
    unit = "min" if by_duration else "km"
    if too_small:
        msg = f"{field}: too little for what is asked here; the least is {edge:g} {unit}"
        return BudgetTooSmallError(msg, field=field, feasible=feasible)
    msg = f"{field}: more than the streets here can give; the most is {edge:g} {unit}"
    return BudgetTooLargeError(msg, field=field, feasible=feasible)
