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

_WEEKS_FOR_FEASTS = 8
"""How much farther than the nearest a week may lie that has the same holidays: it is to be of the same season."""

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
    of the week. A week a little farther off comes before it where it has public holidays on the same days, from the
    first moment to the last and in the same countries, and the nearest has not. Where one of the days is always empty,
    it is the nearest week of all.

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
    if not running:
        return common[0]
    spots, whole = _list_spots(territory), range(days[0], days[-1] + 1)
    asked = _list_feasts(spots, whole)
    near = (move for move in running if abs(move) <= abs(running[0]) + _WEEKS_FOR_FEASTS)
    return next((move for move in near if _list_feasts(spots, whole, weeks=move) == asked), running[0])


def _list_spots(territory: Territory) -> list[Spot]:
    """Give a spot for each country that sites and stops of the territory lie in."""
    box = territory.bounding_box
    countries = territory.sites.countries | {stop.country for stop in territory.stops}
    lat, lon = (box.south + box.north) / 2, (box.west + box.east) / 2
    return [Spot(lat, lon, country, "") for country in sorted(countries - {""})]


def _list_feasts(spots: Sequence[Spot], days: range, *, weeks: int = 0) -> set[tuple[int, str]]:
    """List the public holidays among some days, moved by weeks: the number of the day, and the country.

    A day that is one in a part of a country counts; one of which nobody knows does not.
    """
    moved = [date.fromordinal(day + 7 * weeks) for day in days]
    return {
        (number, spot.country)
        for number, day in enumerate(moved)
        for spot in spots
        for calendar in list_calendars(spot, "public", (day,))
        if calendar.always is None and calendar.holds(day)
    }


def move_weeks(timetable: Timetable, moment: datetime, weeks: int) -> datetime:
    """Give the same hour of another week, by the clocks of the timetable's zone."""
    return moment.astimezone(ZoneInfo(timetable.feeds[0].zone)) + timedelta(weeks=weeks)


def tell_other_week(
    territory: Territory, timetable: Timetable, asked: datetime, weeks: int, *, count: int = 1
) -> tuple[Notice, ...]:
    """Say that other days stand in for those that were asked for, and which holidays are not the same.

    Parameters
    ----------
    asked
        The first of `count` days.
    """
    first = move_weeks(timetable, asked, 0).date()

    def name(day: int) -> tuple[tuple[str, str], ...]:
        days = (first + timedelta(days=day, weeks=move) for move in (0, weeks))
        return tuple(zip(("asked", "planned"), (one.isoformat() for one in days), strict=True))

    spots, whole = _list_spots(territory), range(first.toordinal(), first.toordinal() + count)
    feasts, planned = _list_feasts(spots, whole), _list_feasts(spots, whole, weeks=weeks)
    more = [Notice("holiday_planned", name(day)) for day in sorted({day for day, _ in planned - feasts})]
    less = [Notice("holiday_asked", name(day)) for day in sorted({day for day, _ in feasts - planned})]
    return (Notice("other_week", name(0)), *more, *less)


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
