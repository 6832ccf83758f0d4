"""What of a day lies in the dark."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from planner.hours import Spot, list_daylight
from planner.itinerary import Notice, RideLeg

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from planner.itinerary import Leg

__all__ = ["DARKNESS", "tell_darkness"]

DARKNESS = frozenset({"before_sunrise", "after_sunset", "no_daylight"})
"""Codes of the notices."""
_LEAST_S = 300.0
_YEARS = range(1900, 9990)
_A_DAY = timedelta(hours=24)


def tell_darkness(departure: datetime | None, legs: Iterable[Leg | RideLeg]) -> list[Notice]:
    """Say how long one walks or rides before sunrise and after sunset, from five minutes on.

    Parameters
    ----------
    departure
        When the clock of the legs starts; None says nothing, nor does a year far away.
    legs
        Those on board of a vehicle do not count.
    """
    own = [leg for leg in legs if not isinstance(leg, RideLeg) and leg.duration_s > 0]
    if departure is None or not own or departure.year not in _YEARS:
        return []
    first, last = (departure + timedelta(seconds=moment) for moment in (own[0].departure_s, own[-1].arrival_s))
    here = Spot(own[0].start.point.lat, own[0].start.point.lon)
    spans = [
        ((rise - departure).total_seconds(), (fall - departure).total_seconds())
        for rise, fall in list_daylight(here, first - _A_DAY, last + _A_DAY)
    ]
    if not spans:
        return [Notice("no_daylight")]
    rise, fall = _find_day(spans, own[0].departure_s)
    dark_s = sum(leg.duration_s - sum(_overlap(leg, span) for span in spans) for leg in own)
    early_s = sum(max(0.0, min(leg.arrival_s, rise) - leg.departure_s) for leg in own)
    return [
        *_tell("before_sunrise", departure, rise, early_s),
        *_tell("after_sunset", departure, fall, dark_s - early_s),
    ]


def _find_day(spans: Sequence[tuple[float, float]], first_s: float) -> tuple[float, float]:
    """Give the day that one sets out on: in the night, the one whose sunset or sunrise is nearer."""
    return min(spans, key=lambda span: max(0.0, span[0] - first_s, first_s - span[1]))


def _overlap(leg: Leg, span: tuple[float, float]) -> float:
    return max(0.0, min(leg.arrival_s, span[1]) - max(leg.departure_s, span[0]))


def _tell(code: str, departure: datetime, moment_s: float, dark_s: float) -> Sequence[Notice]:
    if dark_s < _LEAST_S:
        return ()
    time = (departure + timedelta(seconds=moment_s)).strftime("%H:%M")
    return (Notice(code, (("time", time), ("minutes", f"{dark_s / 60:.0f}"))),)
