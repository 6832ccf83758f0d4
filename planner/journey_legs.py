"""What was found in the timetable, written out as legs with lines, names and local times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from graphs.errors import NoPathError
from planner.desk import get_desk
from planner.itinerary import TransitJourney
from planner.journey_ends import DOOR_SPEED_M_S
from planner.journey_stops import describe_ride, is_passable
from planner.legs import legs_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from graphs.transit.connections import Journey, Ride
    from graphs.transit.timetable import Timetable
    from planner.itinerary import Leg, RideLeg
    from planner.journey_ends import End
    from planner.journey_stops import StopRows
    from planner.request import BikeOnBoard
    from planner.streets import RequestStreets
    from planner.territory import Territory

__all__ = ["BIKE_RULES", "JourneyScribe", "to_local"]

BIKE_RULES: Mapping[BikeOnBoard, int] = MappingProxyType({"required": 2, "if_possible": 1, "no": 0})
"""Least that must be known of bikes on board, as the search counts it."""


def to_local(moment_s: int, zone: ZoneInfo) -> datetime:
    """Give a moment in the time of a place, with a fixed offset.

    Seconds are then added as they pass, also on days when the clocks change.

    Parameters
    ----------
    moment_s
        Seconds since 1970.
    """
    moment = datetime.fromtimestamp(moment_s, zone)
    return moment.astimezone(timezone(moment.utcoffset() or timedelta(0)))


@dataclass(frozen=True, slots=True, eq=False)
class JourneyScribe:
    """Writes out journeys between two ends."""

    territory: Territory
    timetable: Timetable
    rows: StopRows
    zone: ZoneInfo
    streets: RequestStreets
    first: End
    last: End

    def find_journey(self, journey: Journey) -> TransitJourney | None:
        """Give the legs, None where the streets of that day do not let one walk or change in time."""
        if not self._is_passable(journey):
            return None
        try:
            legs = self._list_legs(journey)
        except NoPathError:
            return None
        start, end = journey.departure_s, journey.arrival_s
        if legs is None or any(later.departure_s < leg.arrival_s for leg, later in pairwise(legs)):
            return None
        if legs[-1].arrival_s > end - start:
            return None
        return TransitJourney(to_local(start, self.zone), float(end - start), tuple(legs), len(journey.rides))

    def _is_passable(self, journey: Journey) -> bool:
        calls = [call for ride in journey.rides for call in (ride.board_call, ride.leave_call)]
        stops = self.timetable.call_stop[np.array(calls, np.int64)]
        return bool(is_passable(self.timetable, self.streets.view)[stops].all())

    def _list_legs(self, journey: Journey) -> list[Leg | RideLeg] | None:
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
        return legs

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
        out_s, in_s = (self.streets.walking.pace * end.gap_m / DOOR_SPEED_M_S for end in ends if end is not None)
        begin = before.arrival_s - start + out_s
        places = [self.rows.to_place(self.timetable, row) for row in (origin, target)]
        legs = legs_of(self.streets.walking, path, places[0], places[1], departure_s=begin, part="out")
        return legs if not legs or legs[-1].arrival_s + in_s <= after.departure_s - start else None
