"""A day that no timetable covers, and the same day of another week that stands in for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from planner.errors import InvalidRequestError, OutsideTimetableError
from planner.journey_days import find_known_week, move_weeks, tell_other_week

if TYPE_CHECKING:
    from planner.itinerary import Notice
    from planner.request import TripRequest
    from planner.territory import Territory

__all__ = ["find_week"]


def find_week(territory: Territory, request: TripRequest) -> tuple[TripRequest, tuple[Notice, ...]]:
    """Move the whole day to the nearest week that a feed covers, where that is asked for, and say so.

    Of several days it is the first and the last that trains must run on; all move together. Opening hours and dated
    closures move along: the answer is one day that can be looked up, not a mixture of two.

    Raises
    ------
    InvalidRequestError
        No feed covers that day of any week (`field` is `departure`).
    """
    access, departure, timetable = request.access, request.departure, territory.timetable
    if access is None or departure is None or timetable is None or not access.nearest_week:
        return request, ()
    try:
        count = 1 if request.tour is None else request.tour.days
        moments = (departure, departure + timedelta(days=count - 1)) if count > 1 else (departure,)
        weeks = find_known_week(territory, timetable, *moments, field="departure")
    except OutsideTimetableError as error:
        raise InvalidRequestError(error.message, **error.details) from error
    if not weeks:
        return request, ()
    latest_home = access.latest_home and move_weeks(timetable, access.latest_home, weeks)
    moved = replace(
        request,
        departure=move_weeks(timetable, departure, weeks),
        access=replace(access, latest_home=latest_home),
    )
    return moved, tell_other_week(territory, timetable, departure, weeks, count=count)
