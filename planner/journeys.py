"""Journeys by public transport between two places, with the ways to the first stop and from the last."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from graphs.transit.connections import Question
from graphs.transit.journeys import list_journeys
from planner.cancel import Cancel
from planner.desk import get_desk
from planner.errors import InvalidRequestError, NoItineraryError, NoTimetableError
from planner.journey_days import find_known_week, move_weeks, require_day, tell_other_week
from planner.journey_ends import find_end, refuse_far
from planner.journey_legs import BIKE_RULES, JourneyScribe
from planner.journey_stops import get_stop_rows
from planner.journey_walks import find_walk, is_sooner
from planner.streets import see_streets

if TYPE_CHECKING:
    from graphs.geo import Coordinate
    from graphs.transit.connections import Journey
    from graphs.transit.timetable import Timetable
    from planner.itinerary import Notice, TransitJourney
    from planner.request import BikeOnBoard, SitePlace, StopPlace
    from planner.territory import Territory

__all__ = ["JourneyRequest", "journeys"]

_MOST_VEHICLES = 8
_SPARE = 3


@dataclass(frozen=True, slots=True)
class JourneyRequest:
    """What is asked: from where to where, leaving at a moment or later, or arriving by one; exactly one of the two.

    `mode_to_stop` leads to the first stop; with a bike that is taken on board, it also leads from the last one. On a
    day that no feed covers, `nearest_week` has the same day of the nearest week that one covers stand in.

    Raises
    ------
    InvalidRequestError
        Both moments are given or none, or a bike is to be taken on board that nobody has.
    """

    origin: Coordinate | StopPlace | SitePlace
    target: Coordinate | StopPlace | SitePlace
    departure: datetime | None = None
    arrival: datetime | None = None
    mode_to_stop: Literal["foot", "bike"] = "foot"
    bike_on_board: BikeOnBoard = "no"
    alternatives: int = 1
    nearest_week: bool = False

    def __post_init__(self) -> None:
        if (self.departure is None) == (self.arrival is None):
            raise InvalidRequestError("give either departure or arrival", field="departure")

    @property
    def moment_s(self) -> int:
        """Second that the search begins from, since 1970."""
        moment = self.departure or self.arrival
        return 0 if moment is None else int(moment.timestamp())

    @property
    def moment_field(self) -> str:
        """Name of the field that holds it."""
        return "departure" if self.arrival is None else "arrival"

    @property
    def mode_from_stop(self) -> str:
        """How one goes on from the last stop."""
        return self.mode_to_stop if self.bike_on_board != "no" else "foot"


def journeys(territory: Territory, request: JourneyRequest, *, cancel: Cancel | None = None) -> list[TransitJourney]:
    """Find journeys, the best first; a way on the streets alone among them, where no vehicle is sooner.

    Raises
    ------
    NoTimetableError, OutsideTimetableError
        The territory has no feeds, or none covers the day.
    NoItineraryError
        Nothing leads there within 24 hours.
    PlannerError, GraphsError
        A place is not known or off the streets; `details["field"]` names it.
    """
    cancel = cancel or Cancel()
    cancel.check()
    timetable = territory.timetable
    if timetable is None:
        raise NoTimetableError("this territory was built without GTFS feeds: it knows no journeys")
    request, warnings = _find_week(territory, timetable, request)
    zone = require_day(timetable, request.moment_s, field=request.moment_field)
    desk = get_desk(territory)
    day = datetime.fromtimestamp(request.moment_s, zone).date()
    with ExitStack() as stack:
        out, home = (see_streets(desk, mode, day=day) for mode in (request.mode_to_stop, request.mode_from_stop))
        first = find_end(territory, out, request.origin, field="from", leaving=True, stack=stack, alone=True)
        last = find_end(territory, home, request.target, field="to", leaving=False, stack=stack, alone=True)
        if first.stops and last.stops and not first.stops.isdisjoint(last.stops):
            raise InvalidRequestError("from and to are the same stop", field="to")
        cancel.check()
        question = Question(first.seconds, last.seconds, BIKE_RULES[request.bike_on_board], _MOST_VEHICLES)
        found = _ask(timetable, question, request)
        cancel.check()
        scribe = JourneyScribe(territory, timetable, get_stop_rows(timetable), zone, out, first, last)
        told = [journey for one in found if (journey := scribe.find_journey(one)) is not None]
        arriving = request.departure is None
        walk = find_walk(territory, out.view, first, last, moment_s=request.moment_s, arriving=arriving, zone=zone)
        if walk is not None and is_sooner(walk, told, arriving=arriving):
            told.insert(0, walk)
    if not told:
        for end, streets, field in ((first, out, "from"), (last, home, "to")):
            if not end.seconds:
                raise refuse_far(streets.view, field)
        raise NoItineraryError("no journey leads there within 24 hours", field="to")
    return [replace(journey, warnings=warnings) for journey in told[: request.alternatives]]


def _find_week(
    territory: Territory, timetable: Timetable, request: JourneyRequest
) -> tuple[JourneyRequest, tuple[Notice, ...]]:
    """Move a request to the week that is planned, and say so where it is another one."""
    moment = request.departure or request.arrival
    if moment is None or not request.nearest_week:
        return request, ()
    weeks = find_known_week(territory, timetable, moment, field=request.moment_field)
    if not weeks:
        return request, ()
    moved = replace(
        request,
        departure=request.departure and move_weeks(timetable, request.departure, weeks),
        arrival=request.arrival and move_weeks(timetable, request.arrival, weeks),
    )
    return moved, tell_other_week(territory, timetable, moment, weeks)


def _ask(timetable: Timetable, question: Question, request: JourneyRequest) -> list[Journey]:
    # Some to spare: streets that are closed that day may keep one from changing.
    count = request.alternatives + _SPARE
    if request.departure is not None:
        return list_journeys(timetable, question, departure_s=request.moment_s, count=count)
    return list_journeys(timetable, question, arrival_s=request.moment_s, count=count)
