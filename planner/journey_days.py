"""Which days the timetables of a territory know, and which week stands in for one that they do not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from planner.errors import OutsideTimetableError
from planner.hours import Spot, list_calendars
from planner.itinerary import Notice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphs.transit.timetable import FeedFacts, Timetable
    from planner.territory import Territory

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


def find_known_week(territory: Territory, timetable: Timetable, *moments: datetime, field: str) -> int:
    """Give by how many weeks moments must be moved, all by the same, to days that some feed covers.

    It is 0 where their own days are covered, else the number of the nearest week in which something runs on those days
    of the week and of which none is a public holiday unless the day that is asked for is one; where there is no such
    week, the nearest in which something runs, or the nearest of all where one of the days is always empty.

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

    running = [move for move in common if runs(move)]
    spots = _list_spots(territory)
    alike = (
        move for move in running if all(_is_holiday(spots, day + 7 * move) == _is_holiday(spots, day) for day in days)
    )
    return next(alike, next(iter(running), common[0]))


def _list_spots(territory: Territory) -> list[Spot]:
    """Give a spot for each country that sites and stops of the territory lie in."""
    box = territory.bounding_box
    countries = {site.country for site in territory.sites} | {stop.country for stop in territory.stops}
    lat, lon = (box.south + box.north) / 2, (box.west + box.east) / 2
    return [Spot(lat, lon, country, "") for country in sorted(countries - {""})]


def _is_holiday(spots: Sequence[Spot], ordinal: int) -> bool:
    """Whether a day is known to be a public holiday at some spot, or in a part of its country."""
    day = date.fromordinal(ordinal)
    found = [calendar for spot in spots for calendar in list_calendars(spot, "public", (day,))]
    return any(calendar.always is None and calendar.holds(day) for calendar in found)


def move_weeks(timetable: Timetable, moment: datetime, weeks: int) -> datetime:
    """Give the same hour of another week, by the clocks of the timetable's zone."""
    return moment.astimezone(ZoneInfo(timetable.feeds[0].zone)) + timedelta(weeks=weeks)


def tell_other_week(territory: Territory, timetable: Timetable, asked: datetime, weeks: int) -> tuple[Notice, ...]:
    """Say that another day stands in for the one that was asked for, and where one of them is a public holiday."""
    moments = [move_weeks(timetable, asked, move).date() for move in (0, weeks)]
    days = tuple(zip(("asked", "planned"), (day.isoformat() for day in moments), strict=True))
    spots = _list_spots(territory)
    feasts = [_is_holiday(spots, day.toordinal()) for day in moments]
    told = [Notice("other_week", days)]
    if feasts[0] != feasts[1]:
        told.append(Notice("holiday_planned" if feasts[1] else "holiday_asked", days))
    return tuple(told)


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
