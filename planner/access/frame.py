"""Who comes from where, by when they are back, and what the timetable holds for them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from graphs.attributes import Vehicle
from graphs.transit.connections import Question, find_times
from planner.desk import get_desk
from planner.errors import InvalidRequestError, NotAvailableError, OutsideTimetableError
from planner.journey_days import require_day
from planner.journey_ends import PlaceEnd, find_end
from planner.journey_legs import BIKE_RULES
from planner.journey_stops import get_stop_rows
from planner.streets import see_streets

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import ExitStack
    from zoneinfo import ZoneInfo

    import numpy.typing as npt

    from graphs.geo import Coordinate
    from graphs.transit.timetable import Timetable
    from planner.journey_ends import End
    from planner.journey_stops import StopRows
    from planner.request import Access, TripRequest
    from planner.streets import RequestStreets
    from planner.territory import Territory

__all__ = ["MOST_VEHICLES", "NO_REFUSED_WHEELCHAIR", "Frame", "open_frame"]

MOST_VEHICLES = 6
NO_REFUSED_WHEELCHAIR = 3
"""Vehicles that are known to refuse wheelchairs are left out, as the search counts it."""
_ON_FOOT = frozenset({Vehicle.FOOT, Vehicle.WHEELCHAIR})
_NIGHT_ENDS = 4
"""Hour of the next morning by which one is back at the latest."""
_NEVER = np.int64(1) << 40


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One request for a day with trains. Moments are seconds since 1970.

    Attributes
    ----------
    territory, timetable, rows, zone
        Where it happens, what runs there, in which time.
    access
        What is asked.
    streets
        Streets as the circuit sees them.
    ways
        Streets as the ways to and from stops see them: without tastes, on foot where no bike comes along.
    wheels
        Whether the circuit is ridden.
    along
        Whether the bike comes along on board.
    hired
        Whether the bike is hired where the circuit begins.
    bikes
        Least that must be known of bikes, or of wheelchairs, on board, as the search counts it.
    out, home
        Where the day begins and ends.
    departure_s, deadline_s
        Earliest departure, and when one is back at the latest.
    arrive_s, leave_s
        When each stop is reached at the earliest, and when it must be left at the latest, int64 (S,); far away in
        time where no vehicle runs.
    """

    territory: Territory
    timetable: Timetable
    rows: StopRows
    zone: ZoneInfo
    access: Access
    streets: RequestStreets
    ways: RequestStreets
    wheels: bool
    along: bool
    hired: bool
    bikes: int
    out: End
    home: End | None
    departure_s: int
    deadline_s: int
    arrive_s: npt.NDArray[np.int64]
    leave_s: npt.NDArray[np.int64]

    @property
    def slack_s(self) -> int:
        """Seconds that one is at the stop before the way home begins."""
        return round(self.access.slack_min * 60)

    @property
    def origin(self) -> Coordinate | None:
        """Where the day begins, None for a stop that nobody knows the place of."""
        if isinstance(self.out, PlaceEnd):
            return self.out.place.point
        placed = [row for row in sorted(self.out.stops) if not np.isnan(self.rows.lat[row])]
        return self.rows.to_coordinate(placed[0]) if placed else None

    def ask(self, starts: Mapping[int, int], ends: Mapping[int, int]) -> Question:
        """Ask for connections with as much certainty about bikes as the request calls for."""
        return Question(starts, ends, self.bikes, MOST_VEHICLES)


def open_frame(
    territory: Territory,
    streets: RequestStreets,
    request: TripRequest,
    stack: ExitStack,
    *,
    day: str = "this day",
) -> Frame:
    """See what the timetable holds for a request with access.

    Parameters
    ----------
    stack
        Closes the searches that the frame holds.
    day
        What the day is called in an error.

    Raises
    ------
    NotAvailableError
        The territory has no timetable.
    InvalidRequestError
        No feed covers the day (`field` is `departure`), or a bike is required of those who walk.
    PlannerError, GraphsError
        The place to come from is not known.
    """
    access, departure = request.access, request.departure
    if access is None or departure is None:
        raise ValueError("a frame needs access and a departure")
    timetable = territory.timetable
    if timetable is None:
        msg = "access: this territory was built without GTFS feeds, so it knows no trains"
        raise NotAvailableError(msg, field="access")
    departure_s = int(departure.timestamp())
    try:
        zone = require_day(timetable, departure_s, field="departure", told=day)
    except OutsideTimetableError as error:
        raise InvalidRequestError(error.message, **error.details) from error
    wheels = streets.view.profile.vehicle not in _ON_FOOT
    hired = request.bike == "hire"
    rule = access.bike_on_board or ("if_possible" if wheels and not hired else "no")
    if rule == "required" and not wheels:
        msg = "access.bike_on_board: there is no bike to take on board in this mode"
        raise InvalidRequestError(msg, field="access.bike_on_board")
    along = wheels and rule != "no"
    # By the quickest ways, whatever is pleasant: that is what changes between stops are reckoned with.
    plain = see_streets(
        get_desk(territory), request.mode, avoid_areas=request.avoid_areas, day=streets.day, pace=request.pace
    )
    ways = plain if along or not wheels else replace(plain, view=plain.walking)
    bikes = BIKE_RULES[rule] if along else 0
    if streets.view.profile.vehicle == Vehicle.WHEELCHAIR:
        bikes = NO_REFUSED_WHEELCHAIR
    out = find_end(territory, ways, access.origin, field="access.from", leaving=True, stack=stack)
    home = None
    if access.returns:
        home = find_end(territory, ways, access.origin, field="access.from", leaving=False, stack=stack)
    deadline_s = _find_deadline(access, departure_s, zone)
    arriving = find_times(timetable, Question(out.seconds, {}, bikes, MOST_VEHICLES), departure_s)
    arrive_s = np.where(arriving >= 0, departure_s + arriving.astype(np.int64), _NEVER)
    leave_s = np.full(timetable.stop_count, _NEVER)
    if home is not None:
        leaving = find_times(timetable, Question({}, home.seconds, bikes, MOST_VEHICLES), deadline_s, backward=True)
        leave_s = np.where(leaving >= 0, deadline_s - leaving.astype(np.int64), -_NEVER)
    return Frame(
        territory=territory,
        timetable=timetable,
        rows=get_stop_rows(timetable),
        zone=zone,
        access=access,
        streets=streets,
        ways=ways,
        wheels=wheels,
        along=along,
        hired=hired,
        bikes=bikes,
        out=out,
        home=home,
        departure_s=departure_s,
        deadline_s=deadline_s,
        arrive_s=arrive_s,
        leave_s=leave_s,
    )


def _find_deadline(access: Access, departure_s: int, zone: ZoneInfo) -> int:
    """Give the latest hour asked for, or the end of the night after the departure."""
    if access.latest_home is not None:
        return int(access.latest_home.timestamp())
    local = datetime.fromtimestamp(departure_s, zone)
    morning = local.replace(hour=_NIGHT_ENDS, minute=0, second=0, microsecond=0, fold=0)
    if local.hour >= _NIGHT_ENDS:
        morning += timedelta(days=1)
    return int(morning.timestamp())
