"""Where several days may begin and end: stations that are reached on the first day, or left for home on the last."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from planner.access.pairs import estimate, leave_by, reach_at
from planner.access.refusals import refuse_last_day, refuse_way_home, refuse_way_out
from planner.access.spots import find_named, list_stations, spread_out

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import ExitStack

    from planner.access.frame import Frame
    from planner.access.spots import Spot
    from planner.request import TripRequest

__all__ = ["TimedSpot", "list_ends"]

_MOST_STATIONS = 30
_ANY_TIME = 1 << 40


@dataclass(frozen=True, slots=True, eq=False)
class TimedSpot:
    """A spot, and when one can be there at the earliest, or must be done there; seconds since 1970."""

    spot: Spot
    moment_s: int


def list_ends(
    out: Frame, home: Frame | None, request: TripRequest, stack: ExitStack, *, loops: bool
) -> tuple[list[TimedSpot], list[TimedSpot]]:
    """List where the first day may begin and the last one end; of places close together one.

    Parameters
    ----------
    out, home
        Of the first day and of the last one, which begins at its departure; None where no return is asked for.
    loops
        Whether the last day ends where the first one began: both lists then hold the same places, in the same order.

    Raises
    ------
    NoItineraryError
        Nothing leads there on the first day; or home in time on the last one, or too early for what is asked of a day.
    PlannerError, GraphsError
        A named place is not known, off the streets, or too far from any stop.
    """
    starts = list_stations(out) if request.start is None else [find_named(out, request.start, "start", stack)]
    arrivals = _list_arrivals(out, starts)
    if request.end is not None:
        ends = [find_named(home or out, request.end, "end", stack)]
    elif home is None:
        ends = starts
    else:
        ends = list_stations(home) if request.start is None else [find_named(home, request.start, "start", stack)]
    returns = [TimedSpot(spot, _ANY_TIME) for spot in ends] if home is None else _list_returns(home, request, ends)
    if request.start is not None and request.end is None:
        # The same place, whatever is closed around it on either day.
        place = arrivals[0].spot
        return arrivals, [
            replace(returns[0], spot=replace(returns[0].spot, terminal=place.terminal, place=place.place))
        ]
    if loops:
        by_place = {one.spot.terminal: one for one in returns}
        kept = _thin_out([one for one in arrivals if one.spot.terminal in by_place])
        if not kept:
            raise refuse_way_home(home or out)
        return kept, [by_place[one.spot.terminal] for one in kept]
    kept = _thin_out(arrivals)
    known = {one.spot.terminal for one in kept}
    returns.sort(key=lambda one: (one.spot.terminal not in known, -one.moment_s))
    return kept, _thin_out(returns)


def _list_arrivals(frame: Frame, spots: Sequence[Spot]) -> list[TimedSpot]:
    """List what is reached before the night, the earliest first."""
    timed = [TimedSpot(spot, reach_at(frame, spot)) for spot in spots]
    timed = [one for one in timed if one.moment_s < frame.deadline_s]
    if not timed:
        raise refuse_way_out(frame)
    return sorted(timed, key=lambda one: one.moment_s)


def _list_returns(frame: Frame, request: TripRequest, spots: Sequence[Spot]) -> list[TimedSpot]:
    """List from where one is home in time after a day of what is asked."""
    timed = [TimedSpot(spot, leave_by(frame, spot)) for spot in spots]
    last_s = max((one.moment_s for one in timed), default=0)
    if last_s <= frame.departure_s:
        raise refuse_way_home(frame)
    _, least_s = estimate(frame, request)
    timed = [one for one in timed if one.moment_s >= frame.departure_s + least_s]
    if not timed:
        raise refuse_last_day(frame, last_s)
    return timed


def _thin_out(timed: Sequence[TimedSpot]) -> list[TimedSpot]:
    """Keep the first of those that lie close together, and those farther and farther apart until they are few."""
    return [timed[position] for position in spread_out([one.spot for one in timed], most=_MOST_STATIONS)]
