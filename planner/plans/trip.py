"""What every kind of plan starts from and gives."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from graphs.attributes import Vehicle
from planner.circuit import CircuitContext, CircuitParams, KnownPaths, Target
from planner.errors import BudgetTooLargeError, BudgetTooSmallError, NoItineraryError, NotFeasibleError
from planner.hours import Clock
from planner.request import Target as AskedTarget

if TYPE_CHECKING:
    from graphs.path import Path
    from graphs.snap import Terminal
    from planner.assembly import Stage
    from planner.desk import Desk
    from planner.hiring import Hire
    from planner.itinerary import Notice, Place
    from planner.plans.feasible import Feasible
    from planner.request import TripRequest
    from planner.streets import RequestStreets
    from planner.work import Work

__all__ = ["Plan", "PlanParams", "Trip", "give_up", "refuse", "to_asked"]

_MS_PER_S = 1000
_MS_PER_MIN = 60_000
_MM_PER_M = 1000
_MM_PER_KM = 1_000_000
_AHEAD_WITHOUT_TARGET = timedelta(hours=24)
_SLOWEST_MM_S = {Vehicle.FOOT: 700, Vehicle.WHEELCHAIR: 700, Vehicle.BIKE: 2000, Vehicle.CARGO: 2000}
_AHEAD_FOR_VISITS = timedelta(hours=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanParams:
    """Tuning values of the engine.

    `travel_share` is the part of the asked measure that the selection may fill; the rest is closed on the streets.
    `same_kind` is what the next visit of a kind earns of the one before. At most `most_visits` fit into a plan; each
    counts in the choice like a `visit_share` of the asked length, so that a few great sites win over many small ones.
    `seen_again` is what a site of an earlier alternative earns in the next. No visit waits longer for an opening than
    `longest_wait_min`. What is odd about a line is mended until trees have settled `mending_nodes`.
    """

    circuit: CircuitParams = field(default_factory=CircuitParams)
    candidates: int = 60
    travel_share: float = 0.9
    same_kind: float = 0.6
    most_visits: int = 12
    visit_share: float = 0.05
    seen_again: float = 0.3
    selection_rounds: int = 1000
    longest_climb_m: float = 450.0
    matrix_threads: int = 1
    longest_wait_min: int = 20
    mending_nodes: int = 2_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Trip:
    """A request with its places on the streets. `closed` says that it returns to its start.

    One trial of several is refused without a search for what could be had instead. The `avoided` paths of other days
    are ridden again only where nothing else leads.
    """

    desk: Desk
    streets: RequestStreets
    request: TripRequest
    start: Terminal
    start_place: Place
    end: Terminal
    end_place: Place
    work: Work
    params: PlanParams
    is_trial: bool = False
    avoided: tuple[Path, ...] = ()
    hire: Hire | None = None
    """Where the bike is hired; start and end are there."""
    pause: tuple[int, int] | None = None
    """When a break is foreseen and how long it takes, in milliseconds since the start; the asked time is without it."""
    finish_ms: int | None = None
    """By when a circuit of an asked length should be over, in milliseconds since the start without breaks: fewer sites
    are visited for it. It is an aim, reckoned with usual speeds; whoever sets it looks at what comes of it."""
    known: KnownPaths = field(default_factory=KnownPaths)
    """Legs that the request has found before."""

    @property
    def context(self) -> CircuitContext:
        """What the drawing of circuits works with."""
        params = self.params.circuit
        return CircuitContext(self.desk.searcher, self.streets.view, params, self.work, self.avoided, self.known)

    def forget_paths(self) -> Trip:
        """Give the same trip, with none of the legs that were found."""
        return replace(self, known=KnownPaths())

    @property
    def closed(self) -> bool:
        """Whether the end is the start, named or not."""
        return self.start == self.end

    @property
    def target(self) -> Target | None:
        """Asked measure in the engine's units."""
        return _to_target(self.request)

    @property
    def clock(self) -> Clock | None:
        """When it sets out, and how far ahead opening hours are looked at; None without a departure."""
        return clock_of(self.request, self.streets.view.profile.vehicle, self.params, self.pause)


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Stages of one itinerary, and what the visitor should know of how it came about."""

    stages: tuple[Stage, ...]
    notices: tuple[Notice, ...] = ()


def clock_of(
    request: TripRequest, vehicle: Vehicle, params: PlanParams, pause: tuple[int, int] | None = None
) -> Clock | None:
    """Say when a trip sets out, and how far ahead opening hours are looked at; None without a departure."""
    if request.departure is None:
        return None
    target = _to_target(request)
    if target is None:
        ahead = _AHEAD_WITHOUT_TARGET
    elif target.by_duration:
        ahead = max(timedelta(milliseconds=target.value), _AHEAD_FOR_VISITS)
    else:
        ahead = timedelta(seconds=request.pace * target.value / _SLOWEST_MM_S[vehicle]) + _AHEAD_FOR_VISITS
    longest_wait_ms = params.longest_wait_min * _MS_PER_MIN
    return Clock(request.departure, ahead, longest_wait_ms, request.only_known_openings, pause)


def _to_target(request: TripRequest) -> Target | None:
    asked = request.target
    if asked is None:
        return None
    if asked.duration_s is not None:
        return Target(max(1, round(asked.duration_s * _MS_PER_S)), by_duration=True)
    return Target(max(1, round((asked.distance_m or 0.0) * _MM_PER_M)))


def give_up(trip: Trip) -> NoItineraryError:
    """Make the error for a trial that does not keep what is asked."""
    field = "distance_km" if trip.request.target is None or trip.request.target.duration_s is None else "duration_min"
    return NoItineraryError(f"{field}: cannot be had here", field=field)


def refuse(target: Target, found: Feasible[Any], lengths: Feasible[Any] | None) -> NotFeasibleError:
    """Make the error for a measure that cannot be had, with measures that can.

    Parameters
    ----------
    target
        What is asked.
    found
        What can be had of the asked measure.
    lengths
        What can be had by length where a time is asked.
    """
    least, most = found.around(target.value)
    kilometres = (least, most) if not target.by_duration else (lengths.least, lengths.most) if lengths else ()
    feasible = {"distance_km": [value / _MM_PER_KM for value in kilometres]}
    field, unit, edges = "distance_km", "km", feasible["distance_km"]
    if target.by_duration:
        field, unit, edges = "duration_min", "min", [value / _MS_PER_MIN for value in (least, most)]
        feasible[field] = edges
    near = edges[0] if target.value < least else edges[1]
    if found.least < target.value < found.most:
        msg = f"{field}: nothing of this measure can be had here, though less and more can: try {near:g} {unit}"
    elif target.value < least:
        msg = f"{field}: too little for what is asked here: try {near:g} {unit}"
    else:
        msg = f"{field}: more than can be had here: try {near:g} {unit}"
    error = BudgetTooSmallError if target.value < least else BudgetTooLargeError
    return error(msg, field=field, feasible=feasible)


def to_asked(target: Target) -> AskedTarget:
    """Give a measure of the engine as requests name it."""
    if target.by_duration:
        return AskedTarget(duration_s=target.value / _MS_PER_S)
    return AskedTarget(distance_m=target.value / _MM_PER_M)
