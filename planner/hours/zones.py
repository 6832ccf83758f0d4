"""The time zone of a place: that of its country where the country has one, else by coordinates."""

from __future__ import annotations

from datetime import datetime
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from planner.hours.spot import Spot

__all__ = ["get_zone"]

_MOMENTS = tuple(datetime(2026, month, 1) for month in range(1, 13))  # noqa: DTZ001 - the same hour of the clock in each zone


@lru_cache(maxsize=1 << 10)
def get_zone(spot: Spot) -> ZoneInfo:
    """Time zone of a place.

    The borders of all zones of the world take 100 MB, so they are only looked at where the country is not known or has
    clocks that differ.
    """
    found = _list_zones().get(spot.country, ())
    if found and len({_offsets_of(zone) for zone in found}) == 1:
        return ZoneInfo(found[0])
    from opening_hours import OpeningHours

    hours = OpeningHours("24/7", coords=(spot.lat, spot.lon), auto_country=False)
    zone = next(hours.intervals(_MOMENTS[0]))[0].tzinfo
    return zone if isinstance(zone, ZoneInfo) else ZoneInfo("UTC")


@cache
def _offsets_of(zone: str) -> tuple[object, ...]:
    clock = ZoneInfo(zone)
    return tuple(clock.utcoffset(moment) for moment in _MOMENTS)


@cache
def _list_zones() -> dict[str, tuple[str, ...]]:
    """Zones of each country, from the table of the time zone database."""
    text = (resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    zones: dict[str, tuple[str, ...]] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            zones[country] = (*zones.get(country, ()), zone)
    return zones
