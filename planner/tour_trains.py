"""Several days with a train at either end: what the timetable of the first and of the last day means for the tour."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from planner.access import (
    Pair,
    Setbacks,
    find_way_home,
    join_outing,
    list_ends,
    list_windows,
    open_frame,
    wait_for,
)
from planner.errors import NoItineraryError
from planner.itinerary import Night
from planner.tours import Bed, Gates, later

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import ExitStack
    from datetime import datetime

    from graphs.snap import Terminal
    from planner.access import Frame, Spot, TimedSpot, Window
    from planner.request import Tour, TripRequest
    from planner.streets import RequestStreets
    from planner.territory import Territory
    from planner.tours import DayAsk, DrawnDay

__all__ = ["TourTrains", "open_trains"]

_A_MINUTE = 60
_HOUR_COSTS = 300
"""What an hour of travel costs, in the unit of `planner.tours.chain`."""


@dataclass(frozen=True, slots=True, eq=False)
class TourTrains:
    """The ways there on the first day and home on the last one.

    Attributes
    ----------
    out, home
        What the timetable holds for those days; no `home` where no return is asked for.
    days
        How many days there are.
    request
        What is asked.
    gates
        Where the tour may begin and end.
    arrivals, returns
        The same places as the timetable has them.
    """

    out: Frame
    home: Frame | None
    days: int
    request: TripRequest
    gates: Gates
    arrivals: dict[Terminal, Spot]
    returns: dict[Terminal, Spot]
    windows: dict[Terminal, Window | None] = field(default_factory=dict)

    def begin(self, ask: DayAsk) -> DayAsk:
        """Let the first day begin when one is there.

        Raises
        ------
        NoItineraryError
            The streets of that day do not let one change on the way.
        """
        if ask.number > 1:
            return ask
        return replace(ask, request=replace(ask.request, departure=self._find_window(ask).begin))

    def join(self, day: DrawnDay) -> DrawnDay:
        """Put the way there around the first day, and the way home around the last one, where it ends in time.

        Raises
        ------
        NoItineraryError
            There is no way home.
        """
        if day.ask.number == 1:
            window, spot = self._find_window(day.ask), self.arrivals[day.ask.start.terminal]
            return replace(day, whole=join_outing(self.out, Pair(spot, spot), window, day.itinerary, None))
        if self.home is None or not self._goes_home(day):
            return day
        spot = self.returns[day.ask.end.terminal]
        home = find_way_home(self.home, spot, _end_of(day))
        if home is None:
            msg = f"no connection leads home in time from {spot.place.name or 'the end'} behind the last day"
            raise NoItineraryError(msg, field="access.return")
        return replace(day, whole=join_outing(self.home, Pair(spot, spot), None, day.itinerary, home))

    def put_off(self, day: DrawnDay) -> DayAsk | None:
        """Ask for the last day at a later hour, for the same way home, where one would wait long for it; else None."""
        ask, departure = day.ask, day.itinerary.departure
        if self.home is None or departure is None or not self._goes_home(day):
            return None
        home = find_way_home(self.home, self.returns[ask.end.terminal], _end_of(day))
        later_s = 0 if home is None else int(wait_for(home, _end_of(day), day.itinerary.summary.duration_s))
        if home is None or later_s < _A_MINUTE:
            return None
        begin = departure + timedelta(minutes=later_s // 60)
        return replace(ask, request=replace(ask.request, departure=begin), most_s=home.departure_s - begin.timestamp())

    def _goes_home(self, day: DrawnDay) -> bool:
        """Whether a day is the last one, and ends early enough to look for a way home."""
        return day.ask.number == self.days and day.itinerary.summary.duration_s <= day.ask.most_s

    def _find_window(self, ask: DayAsk) -> Window:
        place = ask.start.terminal
        if place not in self.windows:
            spot = self.arrivals[place]
            self.windows[place] = next(list_windows(self.out, Pair(spot, spot), self.request, Setbacks()), None)
        window = self.windows[place]
        if window is None:
            msg = f"no connection leads to {ask.start.place.name or 'the start'} on the first day"
            raise NoItineraryError(msg, field="access.from")
        return window


def _end_of(day: DrawnDay) -> float:
    """Second at which the way of a day ends, without trains."""
    if day.itinerary.departure is None:
        raise ValueError("a day with trains needs a departure")
    return day.itinerary.departure.timestamp() + day.itinerary.summary.duration_s


def open_trains(
    territory: Territory,
    request: TripRequest,
    tour: Tour,
    see: Callable[[TripRequest], RequestStreets],
    stack: ExitStack,
) -> TourTrains:
    """Look up where several days may begin and end.

    Parameters
    ----------
    see
        Gives the streets on the day of a request.
    stack
        Closes the searches that are held.

    Raises
    ------
    NotAvailableError
        The territory has no timetable.
    InvalidRequestError
        No feed covers the first or the last day.
    NoItineraryError
        Nothing leads there on the first day, or home in time on the last one.
    PlannerError, GraphsError
        A place is not known, or off the streets.
    """
    access, departure = request.access, request.departure
    if access is None or departure is None:
        raise ValueError("trains need access and a departure")
    there = replace(request, tour=None, access=replace(access, returns=False, latest_home=None))
    out = open_frame(territory, see(there), there, stack)
    home, last = None, later(departure, tour.days - 1, out.zone)
    if access.returns:
        back = replace(request, tour=None, departure=last)
        home = open_frame(territory, see(back), back, stack, day=f"the last day, {last.date().isoformat()}")
    kept_at_base = tour.nights == "base" or home is None or (out.wheels and not out.along)
    loops = kept_at_base and request.end is None
    arrivals, returns = list_ends(out, home, request, stack, loops=loops)
    return TourTrains(
        out=out,
        home=home,
        days=tour.days,
        request=request,
        gates=_make_gates(arrivals, returns, out, last, loops=loops),
        arrivals={one.spot.terminal: one.spot for one in arrivals},
        returns={one.spot.terminal: one.spot for one in returns},
    )


def _make_gates(
    arrivals: Sequence[TimedSpot], returns: Sequence[TimedSpot], out: Frame, last: datetime, *, loops: bool
) -> Gates:
    """Make gates of stations: hours of travel are their price, the last way home the limit of the last day.

    How long the way home takes is told by the way there, as far as that is known.
    """
    most_s = {one.spot.terminal: one.moment_s - last.timestamp() for one in returns}
    spots = {one.spot.terminal: one.spot for one in (*arrivals, *returns)}
    price = {one.spot.terminal: round(_HOUR_COSTS * (one.moment_s - out.departure_s) / 3600) for one in arrivals}
    dearest = max(price.values())
    rows = {terminal: row for row, terminal in enumerate(spots)}
    starts = tuple(rows[one.spot.terminal] for one in arrivals)
    ends = np.zeros((len(starts), len(spots)), np.bool_)
    if loops:
        ends[np.arange(len(starts)), list(starts)] = True
    else:
        ends[:, [rows[one.spot.terminal] for one in returns]] = True
    return Gates(
        beds=tuple(
            Bed(terminal, Night(spot.place, "base"), 0, most_s=most_s.get(terminal, 0.0))
            for terminal, spot in spots.items()
        ),
        starts=starts,
        ends=ends,
        start_cost=np.array([price.get(terminal, 0) for terminal in spots], np.int64),
        end_cost=np.array([price.get(terminal, dearest) for terminal in spots], np.int64),
    )
