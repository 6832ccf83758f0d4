"""Connections for one pair of spots: there in time, and home again with another behind it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graphs.transit.connections import find_latest, find_soonest
from planner.journey_legs import JourneyScribe, to_local

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from graphs.transit.connections import Journey, Question
    from planner.access.frame import Frame
    from planner.access.refusals import Setbacks
    from planner.access.spots import Pair, Spot
    from planner.itinerary import TransitJourney
    from planner.request import TripRequest

__all__ = ["Homeward", "Window", "find_home", "find_way_home", "list_windows", "put_off", "wait_for"]

_CHANGE_S = 300
"""What a change is worth: arriving so much later with one vehicle less is as good."""
_MOST_OUTS = 4
_MOST_TRIES = 4
_KEPT = 0.05
"""How far an asked time may be missed."""
_IDLE_S = 20 * 60
"""Waits before the way home, beyond the slack, that are not worth leaving later for."""
_LESS = 0.93
_SHARE_OF_WINDOW = 0.965
"""Part of the time between the trains, less the slack, that the circuit is drawn for, so that it never ends late."""


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """A way there, and the time for the circuit.

    `begin` is when the circuit begins, also as seconds since 1970; `circuit_s` the time that it is drawn for, None
    where it is asked for by length; `home_s` when the way home begins that this time is measured by, and before which
    none is looked for, 0 where there is none; `error` how far the time between the trains is from what is asked, as a
    share.
    """

    out: TransitJourney
    begin_s: int
    begin: datetime
    circuit_s: float | None
    home_s: float = 0.0
    error: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Homeward:
    """The way home, and what comes after it in time, None where it is the last."""

    journey: TransitJourney
    departure_s: int
    arrival_s: int
    after: Journey | None


def list_windows(frame: Frame, pair: Pair, request: TripRequest, setbacks: Setbacks) -> Iterator[Window]:
    """List ways to the start of a circuit with the time for it, the earliest first.

    Where a time is asked for, trains home are what it is measured against: only windows that keep it within 5 % are
    given, and where another length is allowed the others behind them, the nearest first.

    Parameters
    ----------
    setbacks
        Told of the times that could be had instead.
    """
    scribe = _scribe(frame, pair.start, out=True)
    question = frame.ask(frame.out.seconds, pair.start.arriving.seconds)
    asked_s = None if request.target is None else request.target.duration_s
    found: list[Window] = []
    moment = frame.departure_s
    for _ in range(_MOST_OUTS):
        journey, out = _find_told(frame, scribe, question, moment)
        if journey is None or out is None:
            break
        moment = journey.departure_s + 1
        whole = Window(out, journey.arrival_s, to_local(journey.arrival_s, frame.zone), asked_s)
        if asked_s is None or frame.home is None:
            yield whole
            continue
        window = _fit(frame, pair, whole, asked_s)
        if window is not None and abs(window.error) <= _KEPT:
            yield from _tighten(window)
        elif window is not None:
            setbacks.note_time((1 + window.error) * asked_s)
            found.append(window)
    if request.allow_other_length:
        for window in sorted(found, key=lambda window: abs(window.error)):
            yield from _tighten(window)


def _tighten(window: Window) -> Iterator[Window]:
    """Give a window, and another one that draws less, for when the circuit of the first ends too late."""
    yield window
    if window.circuit_s is not None:
        yield replace(window, circuit_s=_LESS * window.circuit_s)


def find_home(frame: Frame, pair: Pair, window: Window, end_s: float) -> Homeward | None:
    """Find the way home of somebody who is done at a moment, None where none ends in time.

    Parameters
    ----------
    end_s
        Seconds since 1970; behind the begin of the way home that the window is measured by, there is none.
    """
    if frame.home is None or (window.home_s and end_s > window.home_s):
        return None
    return find_way_home(frame, pair.end, max(end_s, window.home_s))


def find_way_home(frame: Frame, spot: Spot, moment_s: float) -> Homeward | None:
    """Find the way home from a spot behind a moment, in seconds since 1970, None where none ends in time."""
    question = _homeward(frame, spot)
    scribe, by_s = _scribe(frame, spot, out=False), frame.deadline_s
    journey, told = _find_told(frame, scribe, question, math.ceil(moment_s), by_s=by_s)
    if journey is None or told is None:
        return None
    after = _choose(find_soonest(frame.timetable, question, journey.departure_s + 1), by_s=by_s)
    return Homeward(told, journey.departure_s, journey.arrival_s, after)


def put_off(frame: Frame, pair: Pair, window: Window, circuit_s: float, home: Homeward) -> Window | None:
    """Leave later, for the same way home, where one would wait long for it; None where nothing leaves in between.

    Parameters
    ----------
    window, circuit_s
        When the circuit begins as it was drawn, and how long it takes.
    home
        The way home that was found for it.
    """
    spare_s = home.departure_s - (window.begin_s + circuit_s)
    if window.home_s or spare_s < _IDLE_S:
        return None
    question = frame.ask(frame.out.seconds, pair.start.arriving.seconds)
    latest_s = math.floor(home.departure_s - circuit_s / _SHARE_OF_WINDOW)
    found = [one for one in find_latest(frame.timetable, question, latest_s) if one.arrival_s > window.begin_s]
    journey = max(found, key=lambda one: (one.departure_s - _CHANGE_S * len(one.rides), -len(one.rides)), default=None)
    if journey is None or journey.arrival_s - window.begin_s < _IDLE_S:
        return None
    out = _scribe(frame, pair.start, out=True).find_journey(journey)
    if out is None:
        return None
    begin = to_local(journey.arrival_s, frame.zone)
    return Window(out, journey.arrival_s, begin, None, home_s=float(home.departure_s))


def wait_for(home: Homeward, end_s: float, circuit_s: float) -> float:
    """Give the seconds by which a circuit may begin later for the same way home; 0 where it is not worth it.

    Parameters
    ----------
    end_s, circuit_s
        When the circuit ends, in seconds since 1970, and how long it takes.
    """
    spare_s = home.departure_s - end_s
    return max(0.0, spare_s - (1 / _SHARE_OF_WINDOW - 1) * circuit_s) if spare_s >= _IDLE_S else 0.0


def _fit(frame: Frame, pair: Pair, window: Window, asked_s: float) -> Window | None:
    """Measure the time until the first train home that leaves about as late as is asked."""
    question, begin_s = _homeward(frame, pair.end), window.begin_s
    least = int(begin_s + (1 - _KEPT) * asked_s) - frame.slack_s
    journey = _choose(find_soonest(frame.timetable, question, least), by_s=frame.deadline_s)
    if journey is None:
        return None
    whole_s = journey.rides[0].departure_s - begin_s
    circuit_s = (journey.departure_s - begin_s) * _SHARE_OF_WINDOW
    if circuit_s <= 0:
        return None
    error = (whole_s - asked_s) / asked_s
    return replace(window, circuit_s=circuit_s, home_s=float(journey.departure_s), error=error)


def _homeward(frame: Frame, spot: Spot) -> Question:
    slack, seconds = frame.slack_s, spot.leaving.seconds
    starts = {row: max(slack, gap) if spot.is_station else slack + gap for row, gap in seconds.items()}
    return frame.ask(starts, {} if frame.home is None else frame.home.seconds)


def _scribe(frame: Frame, spot: Spot, *, out: bool) -> JourneyScribe:
    ends = (frame.out, spot.arriving) if out else (spot.leaving, frame.home or frame.out)
    return JourneyScribe(frame.territory, frame.timetable, frame.rows, frame.zone, frame.ways, *ends)


def _find_told(
    frame: Frame, scribe: JourneyScribe, question: Question, moment_s: int, *, by_s: int | None = None
) -> tuple[Journey | None, TransitJourney | None]:
    """Find the best connection from a moment on whose changes the streets of that day allow."""
    for _ in range(_MOST_TRIES):
        journey = _choose(find_soonest(frame.timetable, question, moment_s), by_s=by_s)
        if journey is None:
            break
        told = scribe.find_journey(journey)
        if told is not None:
            return journey, told
        moment_s = journey.departure_s + 1
    return None, None


def _choose(found: list[Journey], *, by_s: int | None = None) -> Journey | None:
    """Choose the journey that arrives soonest, a change counted as some minutes; of those that arrive by a moment."""
    if by_s is not None:
        found = [one for one in found if one.arrival_s <= by_s]
    return min(found, key=lambda one: (one.arrival_s + _CHANGE_S * len(one.rides), len(one.rides)), default=None)
