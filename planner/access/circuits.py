"""What is asked of the circuit of a day, and which sites it could visit."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from planner.access.pairs import SiteSpots, bound_sites
from planner.hiring import to_ride
from planner.hours import Clock
from planner.plans import Trip
from planner.request import Target
from planner.targets import list_targets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.access.frame import Frame
    from planner.access.spots import Pair, Spot
    from planner.access.trains import Window
    from planner.desk import Desk
    from planner.hiring import Hire
    from planner.plans import PlanParams
    from planner.request import TripRequest
    from planner.streets import RequestStreets
    from planner.work import Work

__all__ = ["list_sites", "spend_less", "trip_of"]

_OVERRUN = 1.2
"""By how much more than it was late a circuit is drawn shorter, as sites come one by one."""
_LEAST_LESS_S = 300.0


def list_sites(
    desk: Desk,
    streets: RequestStreets,
    request: TripRequest,
    frame: Frame,
    params: PlanParams,
    spots: Sequence[Spot],
) -> SiteSpots:
    """List what could be visited that day from some spots; nothing where no sites are asked for."""
    if not (request.themes or request.must_visit) or request.departure is None:
        return SiteSpots.of(())
    ahead = timedelta(seconds=frame.deadline_s - frame.departure_s)
    targets = list_targets(
        desk,
        streets,
        near=(),
        within_m=0.0,
        must_visit=request.must_visit,
        avoid_sites=request.avoid_sites,
        clock=Clock(request.departure, ahead, params.longest_wait_min * 60_000, request.only_known_openings),
        box=bound_sites(frame, request, spots),
    )
    return SiteSpots.of(targets)


def trip_of(
    desk: Desk,
    streets: RequestStreets,
    request: TripRequest,
    pair: Pair,
    work: Work,
    params: PlanParams,
    hire: Hire | None,
    window: Window,
) -> Trip:
    """State the circuit of a day: what is asked of it alone, from where and when."""
    target = request.target if window.circuit_s is None else Target(duration_s=window.circuit_s)
    circuit = replace(
        request,
        access=None,
        start=pair.start.terminal.point,
        end=None if pair.closed else pair.end.terminal.point,
        target=target,
        departure=window.begin,
    )
    if hire is not None:
        bike, place, ride = hire.terminal, hire.place, to_ride(circuit, hire, within=window.circuit_s is not None)
        return Trip(desk, streets, ride, bike, place, bike, place, work, params, is_trial=True, hire=hire)
    start, end = pair.start, pair.end
    return Trip(
        desk, streets, circuit, start.terminal, start.place, end.terminal, end.place, work, params, is_trial=True
    )


def spend_less(trip: Trip, until_s: float, end_s: float) -> Trip | None:
    """Ask for a circuit of the same length with less time at sites; None where a time is asked for, or no time is left.

    Parameters
    ----------
    until_s, end_s
        By when one must be done, and when the circuit that was drawn for this trip ends; seconds since 1970.
    """
    request = trip.request
    if request.departure is None or not request.themes or (request.target and request.target.duration_s is not None):
        return None
    break_s = 60.0 * request.lunch.minutes if request.lunch else 0.0
    walks_s = trip.hire.back_s if trip.hire else 0.0
    whole_s = until_s - request.departure.timestamp() - break_s - walks_s
    if trip.finish_ms is not None:
        whole_s = trip.finish_ms / 1000 - max(_LEAST_LESS_S, _OVERRUN * (end_s - until_s))
    return None if whole_s <= 0 else replace(trip, finish_ms=round(1000 * whole_s))
