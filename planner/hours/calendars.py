"""Public and school holidays of a place, and how sure they are."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from planner.hours.spot import Spot

__all__ = ["Calendar", "HolidayKind", "days_around", "list_calendars"]

HolidayKind = Literal["public", "school"]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Holidays of one country or part of it; `always` stands in for what nobody knows: every day or none is one."""

    country: str = ""
    part: str = ""
    kind: HolidayKind = "public"
    always: bool | None = None

    def holds(self, day: date) -> bool:
        """Whether a day is a holiday."""
        if self.always is not None:
            return self.always
        return day in _get_dates(self.country, self.part, self.kind, day.year)


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the table of zones: its area is a country or a region; with a dash at its end, any region of one."""

    area: str
    box: tuple[float, ...]
    calendars: tuple[str, ...]

    def matches(self, spot: Spot) -> bool:
        if self.area.endswith("-"):
            found = spot.region.startswith(self.area)
        else:
            found = self.area in {spot.region, spot.country}
        if not self.box:
            return found
        west, south, east, north = self.box
        return found and west <= spot.lon <= east and south <= spot.lat <= north


def list_calendars(spot: Spot, kind: HolidayKind, days: Iterable[date]) -> tuple[Calendar, ...]:
    """List the calendars that may hold at a place, one where it is certain.

    Parameters
    ----------
    spot
        The place.
    kind
        Public or school holidays.
    days
        Days that are asked about: a calendar without a date in their years is one that nobody knows.
    """
    years = {day.year for day in days}
    parts = next((row.calendars for row in _read_rows(kind) if row.matches(spot)), None)
    if parts is None:
        parts = _guess_parts(spot, kind)
    known = [Calendar(spot.country, part, kind) for part in parts]
    if not known or any(not _get_dates(spot.country, item.part, kind, year) for item in known for year in years):
        return Calendar(always=False), Calendar(always=True)
    return tuple(known)


def _guess_parts(spot: Spot, kind: HolidayKind) -> tuple[str, ...]:
    """Calendars of a country that the table does not know: that of the region, else of all its parts."""
    from holidays import country_holidays, list_supported_countries

    if spot.country not in list_supported_countries():
        return ()
    entity = country_holidays(spot.country)
    if kind not in entity.supported_categories:
        return ()
    part = spot.region.partition("-")[2]
    if part in entity.subdivisions:
        return (part,)
    return ("", *entity.subdivisions) if kind == "public" else entity.subdivisions or ("",)


@lru_cache(maxsize=512)
def _get_dates(country: str, part: str, kind: HolidayKind, year: int) -> frozenset[date]:
    from holidays import country_holidays

    found = country_holidays(country, subdiv=part or None, years=year, categories=(kind,), expand=False)
    return frozenset(found)


@cache
def _read_rows(kind: HolidayKind) -> tuple[_Row, ...]:
    text = (resources.files("data") / "calendars" / "zones.toml").read_text(encoding="utf-8")
    rows: list[Mapping[str, Any]] = tomllib.loads(text)[kind]
    return tuple(_Row(str(row["area"]), tuple(row.get("box", ())), tuple(row["calendars"])) for row in rows)


def days_around(day: date) -> tuple[date, date, date]:
    """Give the day before, the day and the day after: opening hours of one day reach into the next."""
    return day - timedelta(days=1), day, day + timedelta(days=1)
