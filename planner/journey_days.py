"""Which days the timetables of a territory know."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from planner.errors import OutsideTimetableError

if TYPE_CHECKING:
    from graphs.transit.timetable import Timetable

__all__ = ["require_day"]


def require_day(timetable: Timetable, moment_s: int, *, field: str) -> ZoneInfo:
    """Let a moment pass on whose day some feed runs, and give the time zone of that feed.

    Parameters
    ----------
    moment_s
        Seconds since 1970.
    field
        Name of the field, for the error.

    Raises
    ------
    OutsideTimetableError
        No feed covers the day; the error names the days of each.
    """
    for feed in timetable.feeds:
        zone = ZoneInfo(feed.zone)
        day = datetime.fromtimestamp(moment_s, zone).date()
        if feed.first_day <= day.toordinal() <= feed.last_day:
            return zone
    days = [
        {
            "feed": feed.name,
            "from": date.fromordinal(feed.first_day).isoformat(),
            "until": date.fromordinal(feed.last_day).isoformat(),
        }
        for feed in timetable.feeds
    ]
    spans = ", ".join(f"{row['feed']} from {row['from']} until {row['until']}" for row in days)
    msg = f"{field}: no timetable covers this day; there are {spans}"
    raise OutsideTimetableError(msg, field=field, feeds=days)
