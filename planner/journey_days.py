"""Which days the timetables of a territory know, and which week stands in for one that they do not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from planner.errors import OutsideTimetableError
from planner.itinerary import Notice

if TYPE_CHECKING:
    from graphs.transit.timetable import FeedFacts, Timetable

__all__ = ["find_known_week", "move_weeks", "require_day", "tell_other_week"]


def require_day(timetable: Timetable, moment_s: int, *, field: str, told: str = "this day") -> ZoneInfo:
    """Let a moment pass on whose day some feed runs, and give the time zone of that feed.

    Parameters
    ----------
    moment_s
        Seconds since 1970.
    field, told
        Name of the field and of the day, for the error.

    Raises
    ------
    OutsideTimetableError
        No feed covers the day; the error names the days of each.
    """
    covering = _find_covering(timetable, datetime.fromtimestamp(moment_s, UTC))
    if covering is None:
        raise _refuse(timetable, field, told)
    return ZoneInfo(covering.zone)


def find_known_week(timetable: Timetable, *moments: datetime, field: str) -> int:
    """Give by how many weeks moments must be moved, all by the same, to days that some feed covers.

    It is 0 where their own days are covered, else the number of the nearest week in which something runs on those days
    of the week, or the nearest of all where one of them is always empty.

    Raises
    ------
    OutsideTimetableError
        No feed covers those days of any week.
    """
    if all(_find_covering(timetable, moment) is not None for moment in moments):
        return 0
    moves = [{move for feed in timetable.feeds for move in _list_moves(feed, moment)} for moment in moments]
    common = sorted(set.intersection(*moves), key=lambda k: (abs(k), k))
    if not common:
        raise _refuse(timetable, field, "this day" if len(moments) == 1 else "the first and the last day")
    days = [_find_day(timetable.feeds[0], moment) for moment in moments]

    def runs(move: int) -> bool:
        return all(timetable.list_active_services(day + 7 * move).any() for day in days)

    return next((move for move in common if runs(move)), common[0])


def move_weeks(timetable: Timetable, moment: datetime, weeks: int) -> datetime:
    """Give the same hour of another week, by the clocks of the timetable's zone."""
    return moment.astimezone(ZoneInfo(timetable.feeds[0].zone)) + timedelta(weeks=weeks)


def tell_other_week(timetable: Timetable, asked: datetime, weeks: int) -> Notice:
    """Say that another day stands in for the one that was asked for."""
    days = (move_weeks(timetable, asked, move).date().isoformat() for move in (0, weeks))
    return Notice("other_week", tuple(zip(("asked", "planned"), days, strict=True)))


def _find_covering(timetable: Timetable, moment: datetime) -> FeedFacts | None:
    return next((feed for feed in timetable.feeds if feed.first_day <= _find_day(feed, moment) <= feed.last_day), None)


def _find_day(feed: FeedFacts, moment: datetime) -> int:
    return moment.astimezone(ZoneInfo(feed.zone)).date().toordinal()


def _list_moves(feed: FeedFacts, moment: datetime) -> range:
    """List by how many weeks the day lies from those of the feed."""
    day = _find_day(feed, moment)
    return range(-((day - feed.first_day) // 7), (feed.last_day - day) // 7 + 1)


def _refuse(timetable: Timetable, field: str, told: str) -> OutsideTimetableError:
    days = [
        {
            "feed": feed.name,
            "from": date.fromordinal(feed.first_day).isoformat(),
            "until": date.fromordinal(feed.last_day).isoformat(),
        }
        for feed in timetable.feeds
    ]
    spans = ", ".join(f"{row['feed']} from {row['from']} until {row['until']}" for row in days)
    msg = f"{field}: no timetable covers {told}; there are {spans}"
    return OutsideTimetableError(msg, field=field, feeds=days)
