"""A hired bike: the walk from the start to the nearest place to hire one, and back there when it is given back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from graphs.attributes import Vehicle
from graphs.errors import NoPathError
from graphs.snap import snap_many
from planner.desk import get_desk
from planner.errors import InvalidRequestError, NoItineraryError, NotAvailableError
from planner.itinerary import Notice, Place
from planner.legs import legs_of
from planner.request import Target

if TYPE_CHECKING:
    from collections.abc import Collection

    from graphs.geo import Coordinate
    from graphs.path import Path
    from graphs.snap import Terminal
    from graphs.view import NetworkView
    from planner.catalogue.bike_places import BikePlace
    from planner.itinerary import Itinerary, Leg, Summary
    from planner.request import TripRequest
    from planner.streets import RequestStreets
    from planner.territory import Territory

__all__ = [
    "Hire",
    "find_hire",
    "find_hire_at",
    "has_hire_near",
    "join_walks",
    "require_found",
    "require_hire",
    "to_ride",
]

_STRAIGHT_M = 1500.0
_LONGEST_MS = 20 * 60_000
"""Of the walk to a place to hire a bike."""
_SHORTEST_S = 60.0
_GAP_M = 120.0
_APART_M = 20.0
"""From the street that is walked to the one that is ridden."""
_TRIES = 12
_ON_FOOT = frozenset({Vehicle.FOOT, Vehicle.WHEELCHAIR})


@dataclass(frozen=True, slots=True, eq=False)
class Hire:
    """Where the bike is hired, as the ride sees it, and the walks there and back."""

    start: Place
    terminal: Terminal
    place: Place
    out: Path
    back: Path
    out_s: float
    back_s: float


def require_hire(territory: Territory, streets: RequestStreets) -> None:
    """Let a request for a hired bike pass where that can be.

    Raises
    ------
    InvalidRequestError
        The mode needs none.
    NotAvailableError
        No place to hire one is known in the territory.
    """
    if streets.view.profile.vehicle in _ON_FOOT:
        raise InvalidRequestError("bike: there is no bike to hire in this mode", field="bike")
    places = territory.bike_places
    if places is None or not places.has("hire"):
        msg = "bike: no place to hire a bike is known in this territory"
        raise NotAvailableError(msg, field="bike")


def has_hire_near(territory: Territory, point: Coordinate) -> bool:
    """Whether a place to hire a bike may be within a walk."""
    places = territory.bike_places
    return places is not None and bool(places.list_near(point, "hire", within_m=_STRAIGHT_M))


def find_hire(territory: Territory, streets: RequestStreets, start: Place) -> Hire:
    """Find the place to hire a bike that is the nearest on foot.

    Raises
    ------
    NoItineraryError
        None is within 20 minutes.
    """
    best: Hire | None = None
    walking = streets.walking
    begin = _find_street(walking, start.point)
    places = [] if begin is None else _list_places(territory, streets, start.point)
    for place, terminal, foot in places:
        found = None if begin is None else _walk(territory, walking, start, begin, place, terminal, foot)
        if found is not None and (best is None or found.out_s + found.back_s < best.out_s + best.back_s):
            best = found
    if best is None:
        msg = f"bike: no place to hire a bike is within {_LONGEST_MS // 60_000} minutes' walk of the start"
        raise NoItineraryError(msg, field="bike")
    return best


def find_hire_at(territory: Territory, streets: RequestStreets, start: Place) -> Hire | None:
    """Find the place to hire a bike that is the nearest on foot, None where none is within 20 minutes."""
    try:
        return find_hire(territory, streets, start)
    except NoItineraryError:
        return None


def require_found(found: Collection[object]) -> None:
    """Let a day by train with a hired bike pass where any place to hire one was found.

    Raises
    ------
    NoItineraryError
        No station that is reached has one within a walk.
    """
    if not found:
        msg = "bike: no station that is reached in time has a place to hire a bike within 20 minutes' walk"
        raise NoItineraryError(msg, field="bike")


def to_ride(request: TripRequest, hire: Hire, *, within: bool = False) -> TripRequest:
    """State what is asked of the ride: it begins when one has walked to the bike.

    Parameters
    ----------
    within
        Whether an asked time holds the walks; else they come on top, as they do with an asked length.
    """
    departure, target = request.departure, request.target
    if departure is not None:
        departure += timedelta(seconds=hire.out_s)
    if within and target is not None and target.duration_s is not None:
        target = Target(duration_s=max(_SHORTEST_S, target.duration_s - hire.out_s - hire.back_s))
    return replace(request, departure=departure, target=target, start=hire.terminal.point, end=None)


def join_walks(walking: NetworkView, hire: Hire, ride: Itinerary) -> Itinerary:
    """Put the walks to the bike and back around a ride; times count from when one sets out on foot."""
    out = legs_of(walking, hire.out, hire.start, hire.place, departure_s=0.0, part="out")
    end_s = _later(ride.summary.duration_s, hire)
    back = legs_of(walking, hire.back, hire.place, hire.start, departure_s=end_s, part="home")
    shifted = [
        replace(leg, departure_s=_later(leg.departure_s, hire), arrival_s=_later(leg.arrival_s, hire))
        for leg in ride.legs
    ]
    visits = tuple(
        replace(visit, arrival_s=_later(visit.arrival_s, hire), departure_s=_later(visit.departure_s, hire))
        for visit in ride.visits
    )
    return replace(
        ride,
        legs=(*out, *shifted, *back),
        visits=visits,
        summary=_total(ride.summary, [*out, *back]),
        departure=None if ride.departure is None else ride.departure - timedelta(seconds=hire.out_s),
        warnings=(Notice("bike_hired", (("place", hire.place.name),)), *ride.warnings),
    )


def _later(moment_s: float, hire: Hire) -> float:
    """Give a moment of the ride on the clock of the walk, in whole milliseconds so that legs still join."""
    return (round(1000 * moment_s) + round(1000 * hire.out_s)) / 1000


def _list_places(
    territory: Territory, streets: RequestStreets, point: Coordinate
) -> list[tuple[BikePlace, Terminal, Terminal]]:
    """List places around a point, the nearest first, with where the ride and the walk meet each."""
    places = territory.bike_places
    found: list[tuple[BikePlace, Terminal, Terminal]] = []
    if places is None:
        return found
    for _, row in places.list_near(point, "hire", within_m=_STRAIGHT_M)[:_TRIES]:
        place = places.get(row)
        met = _meet(streets, place.position)
        if met is not None:
            found.append((place, *met))
    return found


def _meet(streets: RequestStreets, point: Coordinate) -> tuple[Terminal, Terminal] | None:
    """Find where the ride and the walk meet a place, as near to one another as can be; None where they do not."""
    pairs: list[tuple[float, Terminal, Terminal]] = []
    for first, second in ((streets.view, streets.walking), (streets.walking, streets.view)):
        one = _find_street(first, point)
        other = None if one is None else _find_street(second, one.point)
        if one is not None and other is not None:
            ride, walk = (one, other) if first is streets.view else (other, one)
            pairs.append((other.gap_m, ride, walk))
    best = min(pairs, key=lambda pair: pair[0], default=None)
    return None if best is None or best[0] > _APART_M else best[1:]


def _walk(
    territory: Territory,
    walking: NetworkView,
    start: Place,
    begin: Terminal,
    place: BikePlace,
    terminal: Terminal,
    foot: Terminal,
) -> Hire | None:
    searcher = get_desk(territory).searcher
    try:
        out, back = searcher.path(walking, begin, foot), searcher.path(walking, foot, begin)
    except NoPathError:
        return None
    out_ms, back_ms = out.duration_ms(walking), back.duration_ms(walking)
    if max(out_ms, back_ms) > _LONGEST_MS:
        return None
    where = Place(terminal.point, name=place.name or place.operator or place.id, access_m=terminal.gap_m)
    return Hire(start, terminal, where, out, back, out_ms / 1000, back_ms / 1000)


def _find_street(view: NetworkView, point: Coordinate) -> Terminal | None:
    return snap_many(view, np.array([point.lat]), np.array([point.lon]), max_gap_m=_GAP_M).find_terminal(0)


def _total(ride: Summary, walks: list[Leg]) -> Summary:
    """Add the walks to the totals; shares and figures stay those of the ride."""
    spent_s = sum(leg.duration_s for leg in walks)
    return replace(
        ride,
        length_m=ride.length_m + sum(leg.length_m for leg in walks),
        duration_s=ride.duration_s + spent_s,
        moving_s=ride.moving_s + spent_s,
        ascent_m=_add(ride.ascent_m, [leg.ascent_m for leg in walks]),
        descent_m=_add(ride.descent_m, [leg.descent_m for leg in walks]),
    )


def _add(value: float | None, more: list[float | None]) -> float | None:
    known = [item for item in (value, *more) if item is not None]
    return sum(known) if len(known) == len(more) + 1 else None
