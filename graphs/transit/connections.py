"""The best rides between stops: earliest arrival or latest departure for each number of vehicles."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from graphs.kernels.rounds import NEVER, ride_rounds
from graphs.transit.lines import get_changes
from graphs.transit.windows import DAY_S, get_window

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from graphs.transit.timetable import Timetable
    from graphs.transit.windows import BikeRule, Window

    Int32 = npt.NDArray[np.int32]

__all__ = ["HORIZON_S", "Journey", "Question", "Ride", "find_latest", "find_soonest", "find_times"]

HORIZON_S = DAY_S
"""A journey begins and ends within so many seconds."""


@dataclass(frozen=True, slots=True)
class Ride:
    """One vehicle from one call to another; rows of the timetable, the service day as ordinal, seconds since 1970."""

    trip: int
    day: int
    board_call: int
    leave_call: int
    departure_s: int
    arrival_s: int


@dataclass(frozen=True, slots=True)
class Journey:
    """Rides in order, seconds since 1970 at the place of departure and at that of arrival, stops (rows) at both ends.

    Between two rides one changes as soon as one has left the first.
    """

    departure_s: int
    arrival_s: int
    rides: tuple[Ride, ...]
    first_stop: int
    last_stop: int


@dataclass(frozen=True, slots=True)
class Question:
    """From where to where: seconds to each stop that may be the first, and from each that may be the last.

    Parameters
    ----------
    access, exits
        Seconds by stop.
    bikes
        What must be known of bikes on board.
    most_vehicles
        Most vehicles, at least 1.
    """

    access: Mapping[int, int]
    exits: Mapping[int, int]
    bikes: BikeRule = 0
    most_vehicles: int = 8


def find_soonest(timetable: Timetable, question: Question, departure_s: int) -> list[Journey]:
    """Journeys that leave at a moment or later and arrive earliest, one for each number of vehicles that gains time.

    Each leaves as late as its arrival allows with at most its vehicles.

    Parameters
    ----------
    timetable
        Timetable.
    question
        From where to where.
    departure_s
        Seconds since 1970.
    """
    window = get_window(timetable, departure_s // DAY_S, question.bikes)
    there = _Search(timetable, window, question, backward=False)
    found = there.scan(departure_s - window.start_s)
    journeys = []
    for vehicles in found.list_gains():
        narrow = replace(question, most_vehicles=vehicles)
        tight = _Search(timetable, window, narrow, backward=True).scan(-found.goal[vehicles])
        journeys.append(tight.trace(tight.list_gains()[-1]))
    return journeys


def find_latest(timetable: Timetable, question: Question, arrival_s: int) -> list[Journey]:
    """Journeys that arrive by a moment and leave latest, one for each number of vehicles that gains time.

    Each arrives as early as its departure allows with at most its vehicles.
    """
    window = get_window(timetable, (arrival_s - HORIZON_S) // DAY_S, question.bikes)
    back = _Search(timetable, window, question, backward=True)
    found = back.scan(window.start_s - arrival_s)
    journeys = []
    for vehicles in found.list_gains():
        narrow = replace(question, most_vehicles=vehicles)
        tight = _Search(timetable, window, narrow, backward=False).scan(-found.goal[vehicles])
        journeys.append(tight.trace(tight.list_gains()[-1]))
    return journeys


def find_times(timetable: Timetable, question: Question, moment_s: int, *, backward: bool = False) -> Int32:
    """Seconds to every stop, as far as vehicles go, -1 where none gets within the horizon, shape (S,).

    Forward, from `access` at the moment to each stop; backward, from each stop to `exits` by the moment.
    """
    window = get_window(timetable, (moment_s - backward * HORIZON_S) // DAY_S, question.bikes)
    start = window.start_s - moment_s if backward else moment_s - window.start_s
    found = _Search(timetable, window, question, backward=backward).scan(start, to_all=True)
    return np.where(found.best < NEVER, found.best - start, -1).astype(np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """Labels of a scan, (K+1, S), goals (K+1)."""

    search: _Search
    start: int
    goal: Sequence[int]
    goal_stop: Sequence[int]
    ready_from: Int32
    run_of: Int32
    boarded_at: Int32
    left_at: Int32
    best: Int32

    def list_gains(self) -> list[int]:
        """Numbers of vehicles with which the target is reached earlier than with fewer."""
        return [level for level in range(1, len(self.goal)) if self.goal[level] < self.goal[level - 1]]

    def trace(self, vehicles: int) -> Journey:
        """Follow the labels back from the target."""
        stop, rides = self.goal_stop[vehicles], []
        for level in range(vehicles, 0, -1):
            boarded = int(self.boarded_at[level, stop])
            rides.append(self.search.to_ride(int(self.run_of[level, stop]), boarded, int(self.left_at[level, stop])))
            stop = int(self.search.timetable.call_stop[boarded])
            if level > 1:
                stop = int(self.ready_from[level - 1, stop])
        first, last = stop, self.goal_stop[vehicles]
        begin, end = self.start, self.goal[vehicles]
        if self.search.backward:
            first, last, begin, end = last, first, -end, -begin
        else:
            rides.reverse()
        zero = self.search.window.start_s
        return Journey(zero + begin, zero + end, tuple(rides), first, last)


@dataclass(frozen=True, slots=True, eq=False)
class _Search:
    """A question to the vehicles of two days; moments are negative backwards in time."""

    timetable: Timetable
    window: Window
    question: Question
    backward: bool

    def to_ride(self, run: int, boarded: int, left: int) -> Ride:
        """Give the ride between two calls of a run."""
        first, last = (left, boarded) if self.backward else (boarded, left)
        zero = self.window.start_s + int(self.window.run_shift[run])
        trip, day = int(self.window.run_trip[run]), int(self.window.run_day[run])
        departure_s, arrival_s = self.timetable.call_departure_s[first], self.timetable.call_arrival_s[last]
        return Ride(trip, day, first, last, zero + int(departure_s), zero + int(arrival_s))

    def scan(self, start: int, *, to_all: bool = False) -> _Found:
        """Search from a moment on, to the target or to all stops."""
        timetable, window, question, backward = self.timetable, self.window, self.question, self.backward
        starts, ends = (question.exits, question.access) if backward else (question.access, question.exits)
        stops, levels = timetable.stop_count, question.most_vehicles + 1
        ready, arrival = (np.full(levels * stops, NEVER, np.int32) for _ in range(2))
        ready_from, run_of, boarded_at, left_at = (np.full(levels * stops, -1, np.int32) for _ in range(4))
        best, last_exit = (np.full(stops, NEVER, np.int32) for _ in range(2))
        goal, goal_stop = np.full(levels, NEVER, np.int32), np.full(levels, -1, np.int32)
        # The way from the last stop counts too: what ends behind the horizon is no gain.
        goal[0] = start + HORIZON_S + 1
        for stop, seconds in starts.items():
            ready[stop] = start + seconds
        for stop, seconds in {} if to_all else ends.items():
            last_exit[stop] = seconds
        leaves, reaches = timetable.call_departure_s, timetable.call_arrival_s
        ride_rounds(
            timetable.call_first,
            timetable.call_stop,
            timetable.call_use,
            *((reaches, leaves) if backward else (leaves, reaches)),
            window.row_line,
            window.row_first,
            window.run_trip,
            window.run_day,
            window.run_shift,
            window.lines.visit_first,
            window.lines.visit_line,
            window.lines.visit_place,
            *get_changes(timetable, backward=backward),
            last_exit,
            -1 if backward else 1,
            start + HORIZON_S,
            question.most_vehicles,
            ready,
            ready_from,
            arrival,
            run_of,
            boarded_at,
            left_at,
            best,
            ready[:stops].copy(),
            np.empty(window.lines.count, np.int32),
            goal,
            goal_stop,
        )
        shape = (levels, stops)
        return _Found(
            self,
            start,
            _carry(goal),
            goal_stop.tolist(),
            ready_from.reshape(shape),
            run_of.reshape(shape),
            boarded_at.reshape(shape),
            left_at.reshape(shape),
            best,
        )


def _carry(goal: Int32) -> list[int]:
    """Goals of all levels; those behind the last round keep the last one."""
    values: list[int] = np.minimum.accumulate(goal).tolist()
    return values
