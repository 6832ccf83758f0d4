"""When the sun is up at a place."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from datetime import datetime

    from planner.hours.spot import Spot

__all__ = ["list_daylight"]

_UTC = ZoneInfo("UTC")


def list_daylight(spot: Spot, begin: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """List the stretches from sunrise to sunset between two moments, in UTC, cut at both; to the minute.

    Where the sun does not set that day there is one stretch, where it does not rise there is none.
    """
    from opening_hours import OpeningHours, State

    if begin >= end:
        return []
    sun = OpeningHours("sunrise-sunset", timezone=_UTC, coords=(spot.lat, spot.lon), auto_country=False)
    found = sun.intervals(begin.astimezone(_UTC), end.astimezone(_UTC))
    return [(first, last) for first, last, state, _ in found if state == State.OPEN]
