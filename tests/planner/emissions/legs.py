"""Legs of a known length, to count with."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from graphs.geo import EARTH_RADIUS_M, Coordinate
from planner.itinerary import Leg, Line, Place, RideLeg

if TYPE_CHECKING:
    from planner.itinerary import LegMode

__all__ = ["make_own", "make_ride"]

_HERE = Coordinate(50.4, 2.8)


def make_own(mode: LegMode, kilometres: float) -> Leg:
    ends = np.array([0.0, 1.0])
    place = Place(_HERE)
    return Leg(mode, "circuit", place, place, 0, 1, 1000 * kilometres, 1, None, None, Line(ends, ends, ends))


def make_ride(vehicle: str, kilometres: float, **changes: Any) -> RideLeg:  # noqa: ANN401 - any field of a ride
    north = math.degrees(1000 * kilometres / EARTH_RADIUS_M)
    ends = (_HERE, Coordinate(_HERE.lat + north, _HERE.lon))
    usual: dict[str, Any] = {
        "start": Place(ends[0]),
        "end": Place(ends[1]),
        "departure_s": 0.0,
        "arrival_s": 60.0,
        "length_m": 1000 * kilometres,
        "line": ends,
        "feed": "feed",
        "trip_id": "1",
        "service_date": date(2025, 2, 4),
        "route": "K44",
        "agency": "",
        "vehicle": vehicle,
        "headsign": "",
        "bikes": "unknown",
        "wheelchair": "unknown",
        "stops_between": 0,
    }
    return RideLeg(**{**usual, **changes})
