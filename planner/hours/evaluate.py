"""The windows of a day: what opening hours mean on a date and at a place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise, product
from typing import TYPE_CHECKING

from planner.hours.calendars import days_around, list_calendars
from planner.hours.rewriting import find_holidays, put_weekdays, split_fallbacks, tidy, to_least, to_most
from planner.hours.zones import get_zone

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from planner.hours.spot import Spot

__all__ = ["DayHours", "Span", "read_day"]

_LONGEST_TEXT = 1000
_FIRST_YEAR, _LAST_YEAR = 1900, 9990
_MOMENT = timedelta(minutes=1)
_Stretch = tuple[datetime, datetime, bool]
"""Start, end, and whether it is surely open."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time with offsets, surely open or perhaps."""

    start: datetime
    end: datetime
    sure: bool


@dataclass(frozen=True, slots=True)
class DayHours:
    """One day of a place: when it is open or may be, in order and apart; at all other times it is closed.

    `known` is False where the text says nothing that can be understood; then the whole day is one unsure span. `end`
    is the midnight at its end.
    """

    spans: tuple[Span, ...]
    known: bool
    end: datetime

    @property
    def is_closed(self) -> bool:
        """Whether it is closed all day."""
        return not self.spans


def read_day(text: str, spot: Spot, day: date) -> DayHours:
    """Evaluate opening hours on one day, from midnight to midnight of the place.

    Parameters
    ----------
    text
        As OSM writes them; an empty one is unknown.
    spot
        Place with country and region for holidays, and coordinates for the sun and the time zone.
    day
        Date there, before the year 9999; from 9991 on and before 1900 nothing is known.
    """
    return _read_day(text if _FIRST_YEAR <= day.year <= _LAST_YEAR else "", spot, day)


@lru_cache(maxsize=1 << 14)
def _read_day(text: str, spot: Spot, day: date) -> DayHours:
    zone = get_zone(spot)
    begin, end = (datetime.combine(moment, time(), zone) for moment in (day, day + timedelta(days=1)))
    plain = tidy(text) if len(text) <= _LONGEST_TEXT else ""
    readings = [_evaluate(reading, spot, begin, end) for reading in _list_readings(plain, spot, day)] if plain else []
    if not readings or None in readings:
        return DayHours((Span(begin, end, sure=False),), known=False, end=end)
    merged = _merge([reading for reading in readings if reading is not None])
    spans = tuple(Span(first.astimezone(zone), last.astimezone(zone), sure) for first, last, sure in merged)
    return DayHours(spans, known=True, end=end)


def _list_readings(text: str, spot: Spot, day: date) -> list[str]:
    """List the texts that it may stand for: with each calendar that may hold, and with open ends short and long."""
    kinds = sorted(find_holidays(text))
    around = days_around(day)
    choices = [list_calendars(spot, kind, around) for kind in kinds]
    texts: list[str] = []
    for chosen in product(*choices):
        reading = put_weekdays(text, day, dict(zip(kinds, chosen, strict=True)))
        texts.extend((to_least(reading), to_most(reading)))
    return list(dict.fromkeys(texts))


def _evaluate(text: str, spot: Spot, begin: datetime, end: datetime) -> list[_Stretch] | None:
    """Give the stretches of a day that are not closed, in UTC, None where the text does not parse."""
    found: list[_Stretch] = []
    for part in split_fallbacks(text):
        stretches = _ask(part, spot, begin, end)
        if stretches is None:
            return None
        found.extend(stretches)
    return found


def _ask(text: str, spot: Spot, begin: datetime, end: datetime) -> list[_Stretch] | None:
    from opening_hours import OpeningHours, State, validate

    if not validate(text):
        return None
    hours = OpeningHours(text, timezone=get_zone(spot), coords=(spot.lat, spot.lon), auto_country=False)
    sure = {State.OPEN: True, State.UNKNOWN: False}
    return [
        (first.astimezone(UTC), last.astimezone(UTC), sure[state])
        for first, last, state, _ in hours.intervals(begin, end)
        if state in sure
    ]


def _merge(readings: Sequence[Iterable[_Stretch]]) -> list[_Stretch]:
    """Call open what all readings do, and unsure what only some do."""
    lists = [list(reading) for reading in readings]
    moments = sorted({moment for reading in lists for start, end, _ in reading for moment in (start, end)})
    merged: list[_Stretch] = []
    for start, end in pairwise(moments):
        states = [_find_state(reading, start) for reading in lists]
        if all(state is None for state in states):
            continue
        # A minute alone is how an open end is written in its shortest reading.
        sure = all(states) and (end - start > _MOMENT or len(lists) == 1)
        if merged and merged[-1][1] == start and merged[-1][2] == sure:
            start = merged.pop()[0]  # noqa: PLW2901 - the stretch grows
        merged.append((start, end, sure))
    return merged


def _find_state(reading: Iterable[_Stretch], moment: datetime) -> bool | None:
    """Whether a moment is surely open, None where it is closed; of several stretches the first counts."""
    return next((sure for start, end, sure in reading if start <= moment < end), None)
