"""How a site is reached without a car: stops around it, the ways from them, what runs there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date

    from planner.itinerary import Leg, Notice
    from planner.stops import Stop

__all__ = ["DAY_TYPES", "DayType", "Service", "SiteAccess", "StopAccess", "Way"]

DayType = Literal["weekdays", "saturdays", "sundays_and_holidays"]
DAY_TYPES: tuple[DayType, ...] = ("weekdays", "saturdays", "sundays_and_holidays")


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """The way from a stop to a site, on foot or by bike."""

    mode: str
    length_m: float
    duration_s: float
    legs: tuple[Leg, ...]


@dataclass(frozen=True, slots=True)
class Service:
    """What leaves a stop on days of one type.

    `days` of this type are in the timetables, `days_without` of them have no departure. The rest is of the day in the
    middle by departures, None where nothing leaves then: seconds after noon less twelve hours, so that what leaves
    after midnight lies beyond 86,400, and the usual seconds from one departure to the next.
    """

    days: int
    days_without: int
    day: date | None
    departures: int
    first_s: int | None
    last_s: int | None
    every_s: int | None


@dataclass(frozen=True, slots=True, eq=False)
class StopAccess:
    """A stop, the ways from it, shortest mode first, and its service; None where no timetable knows it.

    `on_day` is what leaves it on the day that was asked about, None without one or where no timetable covers it.
    """

    stop: Stop
    ways: tuple[Way, ...]
    service: dict[DayType, Service] | None
    lines: tuple[str, ...]
    on_day: Service | None = None


@dataclass(frozen=True, slots=True, eq=False)
class SiteAccess:
    """Stops, the nearest by time first; `holidays_known` says whether the public holidays of the place are."""

    stops: tuple[StopAccess, ...]
    holidays_known: bool
    notices: tuple[Notice, ...]
