"""Journeys by public transport between two places, with the ways to the first stop and from the last."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from graphs.errors import NoPathError
from graphs.transit.connections import Question
from graphs.transit.journeys import list_journeys
from planner.cancel import Cancel
from planner.desk import get_desk
from planner.errors import InvalidRequestError, NoItineraryError, NoTimetableError, OutsideTimetableError
from planner.itinerary import TransitJourney
from planner.journey_ends import DOOR_SPEED_M_S, find_end
from planner.journey_stops import StopRows, describe_ride, get_stop_rows
from planner.legs import legs_of
from planner.streets import see_streets

if TYPE_CHECKING:
    from graphs.geo import Coordinate
    from graphs.transit.connections import Journey, Ride
    from graphs.transit.timetable import Timetable
    from planner.itinerary import Leg, RideLeg
    from planner.journey_ends import End
    from planner.request import SitePlace, StopPlace
    from planner.streets import RequestStreets
    from planner.territory import Territory

__all__ = ["BikeOnBoard", "JourneyRequest", "journeys"]

BikeOnBoard = Literal["required", "if_possible", "no"]
_BIKE_RULES: dict[BikeOnBoard, int] = {"required": 2, "if_possible": 1, "no": 0}
_MOST_VEHICLES = 8
_SPARE = 3


@dataclass(frozen=True, slots=True)
class JourneyRequest:
    """What is asked: from where to where, leaving at a moment or later, or arriving by one; exactly one of the two.

    `mode_to_stop` leads to the first stop; with a bike that is taken on board, it also leads from the last one.

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

    def __post_init__(self) -> None:
        if (self.departure is None) == (self.arrival is None):
            raise InvalidRequestError("give either departure or arrival", field="departure")

    @property
    def moment_s(self) -> int:
        """Second that the search begins from, since 1970."""
        moment = self.departure or self.arrival
        return 0 if moment is None else int(moment.timestamp())

    @property
    def mode_from_stop(self) -> str:
        """How one goes on from the last stop."""
        return self.mode_to_stop if self.bike_on_board != "no" else "foot"


def journeys(territory: Territory, request: JourneyRequest, *, cancel: Cancel | None = None) -> list[TransitJourney]:
    """Find journeys, the best first.

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
    zone = _require_day(timetable, request)
    desk = get_desk(territory)
    day = datetime.fromtimestamp(request.moment_s, zone).date()
    with ExitStack() as stack:
        out, home = (see_streets(desk, mode, day=day) for mode in (request.mode_to_stop, request.mode_from_stop))
        first = find_end(territory, out, request.origin, field="from", leaving=True, stack=stack)
        last = find_end(territory, home, request.target, field="to", leaving=False, stack=stack)
        if first.stops and last.stops and not first.stops.isdisjoint(last.stops):
            raise InvalidRequestError("from and to are the same stop", field="to")
        cancel.check()
        question = Question(first.seconds, last.seconds, _BIKE_RULES[request.bike_on_board], _MOST_VEHICLES)
        found = _ask(timetable, question, request)
        cancel.check()
        scribe = _Scribe(territory, timetable, get_stop_rows(timetable), zone, out, first, last)
        told = [journey for one in found if (journey := scribe.find_journey(one)) is not None]
    if not told:
        raise NoItineraryError("no journey leads there within 24 hours", field="to")
    return told[: request.alternatives]


def _ask(timetable: Timetable, question: Question, request: JourneyRequest) -> list[Journey]:
    # Some to spare: streets that are closed that day may keep one from changing.
    count = request.alternatives + _SPARE
    if request.departure is not None:
        return list_journeys(timetable, question, departure_s=request.moment_s, count=count)
    return list_journeys(timetable, question, arrival_s=request.moment_s, count=count)


def _require_day(timetable: Timetable, request: JourneyRequest) -> ZoneInfo:
    """Let a day pass that some feed covers, and give the time zone of that feed."""
    for feed in timetable.feeds:
        zone = ZoneInfo(feed.zone)
        day = datetime.fromtimestamp(request.moment_s, zone).date()
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
    field_name = "departure" if request.departure is not None else "arrival"
    spans = ", ".join(f"{row['feed']} from {row['from']} until {row['until']}" for row in days)
    msg = f"{field_name}: no timetable covers this day; there are {spans}"
    raise OutsideTimetableError(msg, field=field_name, feeds=days)


@dataclass(frozen=True, slots=True, eq=False)
class _Scribe:
    """Writes out what was found: legs with lines, names and local times."""

    territory: Territory
    timetable: Timetable
    rows: StopRows
    zone: ZoneInfo
    streets: RequestStreets
    first: End
    last: End

    def find_journey(self, journey: Journey) -> TransitJourney | None:
        """Give the legs, None where the streets of that day do not let one change in time."""
        start = journey.departure_s
        legs: list[Leg | RideLeg] = [*self.first.list_legs(journey.first_stop, 0.0)]
        for number, ride in enumerate(journey.rides):
            if number:
                before = journey.rides[number - 1]
                walk = self._find_change(before, ride, start)
                if walk is None:
                    return None
                legs.extend(walk)
            legs.append(describe_ride(self.timetable, self.rows, ride, start))
        legs.extend(self.last.list_legs(journey.last_stop, float(journey.rides[-1].arrival_s - start)))
        moment = datetime.fromtimestamp(start, self.zone)
        # A fixed offset: seconds are then added as they pass, also on days when the clocks change.
        departure = moment.astimezone(timezone(moment.utcoffset() or timedelta(0)))
        return TransitJourney(departure, float(journey.arrival_s - start), tuple(legs), len(journey.rides))

    def _find_change(self, before: Ride, after: Ride, start: int) -> list[Leg] | None:
        """Give the walk between two vehicles, none within a station; None where it takes too long that day."""
        origin = int(self.timetable.call_stop[before.leave_call])
        target = int(self.timetable.call_stop[after.board_call])
        if not self.rows.is_walk(self.timetable, origin, target):
            return []
        ends = [self.rows.find_terminal(self.territory.network, self.streets.walking, row) for row in (origin, target)]
        if ends[0] is None or ends[1] is None:
            return []
        try:
            path = get_desk(self.territory).searcher.path(self.streets.walking, ends[0], ends[1])
        except NoPathError:
            return None
        begin = before.arrival_s - start + ends[0].gap_m / DOOR_SPEED_M_S
        places = [self.rows.to_place(self.timetable, row) for row in (origin, target)]
        legs = legs_of(self.streets.walking, path, places[0], places[1], departure_s=begin, part="out")
        return legs if not legs or legs[-1].arrival_s <= after.departure_s - start else None
