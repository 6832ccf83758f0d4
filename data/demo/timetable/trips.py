"""Lays trains on the lines: when they leave, how long they take, on which days they run."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from data.demo.timetable.days import Days
from data.demo.timetable.sketch import Line, Station

_FIRST_MIN, _LAST_MIN = 5 * 60, 21 * 60 + 30
"""Trains leave the first station between these minutes of the day, a little later for the part of an hour they draw."""
_NIGHTS_MIN = (90, 165)
"""Night trains leave so many minutes after the last one."""
_DETOUR = 1.15
_KM_H = {False: 95.0, True: 130.0}
"""Between stops, by whether the line is fast."""
_STARTING_MIN = 0.9
"""What slowing down and speeding up cost at each stop."""
_DWELL_MIN = {False: 1, True: 2}


@dataclass(frozen=True, slots=True)
class Call:
    """A train at a station, in minutes of its day."""

    station: Station
    arrival_min: int
    departure_min: int


@dataclass(frozen=True, slots=True)
class Trip:
    """A train on one line and the days on which it runs; ``back`` where it runs against the order of the stations."""

    id: str
    line: Line
    back: bool
    days: Days
    calls: tuple[Call, ...]


def lay_trips(line: Line, rng: np.random.Generator) -> Iterator[Trip]:
    """Return the trains of a line in both directions, by the hour at which they leave."""
    for back in (False, True):
        minute = int(rng.integers(line.every_min[0] // 2))
        for leaves, days in _list_departures(line, minute):
            hours = f"{leaves // 60:02}{leaves % 60:02}"
            calls = tuple(_run(line, leaves, back=back))
            yield Trip(f"{line.name}-{'back' if back else 'out'}-{hours}-{days}", line, back, days, calls)


def _list_departures(line: Line, minute: int) -> list[tuple[int, Days]]:
    """Return minutes of the day, counted back from the last train, so that it runs whenever the line does."""
    weekdays, saturdays, sundays = line.every_min
    last, found = _LAST_MIN + minute, []
    for before in range(0, last - _FIRST_MIN, weekdays):
        saturday, sunday = (bool(every) and before % every == 0 for every in (saturdays, sundays))
        found.append((last - before, Days.of(saturday=saturday, sunday=sunday)))
    found += [(last + later, Days.NIGHTS) for later in _NIGHTS_MIN if line.night]
    return sorted(found)


def _run(line: Line, leaves: int, *, back: bool) -> Iterator[Call]:
    stations, spans = list(line.stations), line.list_km()
    if back:
        stations, spans = stations[::-1], spans[::-1]
    arrival, departure = leaves, leaves
    for place, station in enumerate(stations):
        yield Call(station, arrival, departure)
        if place < len(spans):
            riding = spans[place] * _DETOUR / _KM_H[line.fast] * 60 + _STARTING_MIN
            arrival = departure + max(1, round(riding + 0.3))
            departure = arrival + (_DWELL_MIN[line.fast] if place < len(spans) - 1 else 0)
