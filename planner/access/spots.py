"""Where a circuit may start and end: stations on its streets, or the place that the request names."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graphs.geo import haversine_m, keep_apart
from graphs.snap import snap_many
from planner.itinerary import Place
from planner.journey_ends import DOOR_SPEED_M_S, find_end
from planner.journey_stops import is_passable
from planner.places import locate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import ExitStack

    from graphs.geo import Coordinate
    from graphs.snap import Terminal
    from planner.access.frame import Frame
    from planner.itinerary import Leg
    from planner.journey_ends import End
    from planner.request import SitePlace, StopPlace, TripRequest

__all__ = ["APART_M", "Pair", "Spot", "find_named", "list_spots", "list_stations", "spread_out"]

_PLATFORM_M = 140.0
"""From a platform to the street where a circuit starts."""
APART_M = 400.0
"""Of stations nearer to one another, the better one counts."""
_WIDER = 1.3
_FORECOURT_S = 60
"""Out of the vehicle and on to the street, or back."""


@dataclass(frozen=True, slots=True, eq=False)
class StationEnd:
    """The platforms around one place on the streets, with the seconds between each and the street."""

    seconds: dict[int, int]

    @property
    def stops(self) -> frozenset[int]:
        """Rows of the platforms."""
        return frozenset(self.seconds)

    def list_legs(self, stop: int, moment_s: float) -> list[Leg]:  # noqa: ARG002 - as all ends have it
        """Nothing: the circuit begins and ends at the platform."""
        return []


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """A place where a circuit may start or end, as one arrives there and as one leaves it."""

    terminal: Terminal
    place: Place
    arriving: End
    leaving: End
    is_station: bool


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """Where a circuit starts and where it ends; the same spot where it comes back."""

    start: Spot
    end: Spot

    @property
    def closed(self) -> bool:
        """Whether it ends where it starts."""
        return self.start is self.end


def list_spots(frame: Frame, request: TripRequest, stack: ExitStack) -> tuple[list[Spot], list[Spot]]:
    """List where the circuit may start, and where it may end.

    A place that the request names is the only one; without an end, a named start is the end as well.

    Raises
    ------
    PlannerError, GraphsError
        A named place is not known, off the streets, or too far from any stop.
    """
    if request.start is not None:
        start = find_named(frame, request.start, "start", stack)
        ends = [start] if request.end is None else [find_named(frame, request.end, "end", stack)]
        return [start], ends
    stations = list_stations(frame)
    if request.end is not None:
        return stations, [find_named(frame, request.end, "end", stack)]
    return stations, stations


def find_named(frame: Frame, asked: Coordinate | StopPlace | SitePlace, field: str, stack: ExitStack) -> Spot:
    """Find a place that the request names.

    Parameters
    ----------
    field
        `start` or `end`.

    Raises
    ------
    PlannerError, GraphsError
        It is not known, off the streets, or too far from any stop.
    """
    index = 0 if field == "start" else 1
    territory, day = frame.territory, frame.streets.day
    terminal, place = locate(territory, frame.streets.view, asked, field=field, index=index, day=day)
    arriving, leaving = (
        find_end(territory, frame.ways, asked, field=field, leaving=leaving, stack=stack) for leaving in (False, True)
    )
    return Spot(terminal, place, arriving, leaving, is_station=False)


def list_stations(frame: Frame) -> list[Spot]:
    """List stations whose platforms lie at a street that the circuit may use, in the order of the timetable.

    Platforms of one station that lie apart are several spots.
    """
    rows, view = frame.rows, frame.streets.view
    box = frame.territory.bounding_box
    inside = np.flatnonzero(
        (rows.lat >= box.south) & (rows.lat <= box.north) & (rows.lon >= box.west) & (rows.lon <= box.east)
    )
    inside = inside[_is_served(frame)[inside]]
    inside = inside[is_passable(frame.timetable, view)[inside]]
    snapped = snap_many(view, rows.lat[inside], rows.lon[inside], max_gap_m=_PLATFORM_M)
    by_station: dict[int, list[tuple[int, Terminal]]] = {}
    for place, row in enumerate(inside.tolist()):
        terminal = snapped.find_terminal(place)
        if terminal is not None:
            by_station.setdefault(int(frame.timetable.stop_station[row]), []).append((row, terminal))
    return [spot for platforms in by_station.values() for spot in _group(frame, platforms)]


def spread_out(spots: Sequence[Spot], *, most: int) -> list[int]:
    """Positions of the first of those spots that lie close together, and those farther apart until they are few.

    Parameters
    ----------
    spots
        The better first.
    most
        How many are few.
    """
    lat, lon = (np.array([getattr(spot.terminal, name) for spot in spots], np.float64) for name in ("lat", "lon"))
    apart_m = APART_M
    while True:
        kept = keep_apart(lat, lon, apart_m)
        if len(kept) <= most:
            return kept
        apart_m *= _WIDER


def _is_served(frame: Frame) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Whether a stop is reached, or left for home, in time, and not sooner without any vehicle."""
    walked = np.full(frame.timetable.stop_count, np.iinfo(np.int64).max)
    for row, seconds in frame.out.seconds.items():
        walked[row] = frame.departure_s + seconds
    for row in frame.out.stops:
        walked[row] = 0
    reached = (frame.arrive_s <= frame.deadline_s) & (frame.arrive_s < walked)
    return reached | ((frame.leave_s > frame.departure_s) & (walked > frame.deadline_s) & (frame.home is not None))


def _group(frame: Frame, platforms: list[tuple[int, Terminal]]) -> list[Spot]:
    spots = []
    left, pace = platforms, frame.streets.view.pace
    while left:
        row, anchor = left[0]
        near = {
            other: haversine_m(frame.rows.to_coordinate(other), anchor.point)
            for other, _ in left
            if haversine_m(frame.rows.to_coordinate(other), anchor.point) <= _PLATFORM_M
        }
        end = StationEnd(
            {other: _FORECOURT_S + math.ceil(pace * gap_m / DOOR_SPEED_M_S) for other, gap_m in near.items()}
        )
        stop = frame.rows.to_place(frame.timetable, row)
        place = Place(anchor.point, name=stop.name, stop=stop.stop, access_m=anchor.gap_m)
        spots.append(Spot(anchor, place, end, end, is_station=True))
        left = [item for item in left if item[0] not in near and item[0] != row]
    return spots
