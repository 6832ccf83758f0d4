"""What may be changed in an itinerary that was planned: its places, the streets it takes, how long it goes on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.errors import InvalidRequestError

if TYPE_CHECKING:
    from graphs.geo import Coordinate

__all__ = ["AddStop", "AvoidStreet", "Edit", "MoveStop", "RemoveStop", "Shorten"]


@dataclass(frozen=True, slots=True)
class AddStop:
    """Visit one site more, or pass one point more, as the place of this number; where it fits best without one.

    Numbers count the places between start and end from 1, visits and points together.

    Raises
    ------
    InvalidRequestError
        Both or neither of site and point are given.
    """

    site: str | None = None
    point: Coordinate | None = None
    number: int | None = None

    def __post_init__(self) -> None:
        if (self.site is None) == (self.point is None):
            raise InvalidRequestError("give either a site or a point to add", field="site")


@dataclass(frozen=True, slots=True)
class RemoveStop:
    """Leave a place out: by the id of its site or by its number."""

    stop: str | int


@dataclass(frozen=True, slots=True)
class MoveStop:
    """Give a place another number in the order, or a point another position.

    Raises
    ------
    InvalidRequestError
        Both or neither of number and point are given.
    """

    stop: str | int
    number: int | None = None
    point: Coordinate | None = None

    def __post_init__(self) -> None:
        if (self.number is None) == (self.point is None):
            raise InvalidRequestError("give either a number in the order or a point to move to", field="to")


@dataclass(frozen=True, slots=True)
class AvoidStreet:
    """Ride another street than this one: the OSM way of this id, or the street of the line nearest to a point.

    Raises
    ------
    InvalidRequestError
        Both or neither of way and point are given.
    """

    way: int | None = None
    point: Coordinate | None = None

    def __post_init__(self) -> None:
        if (self.way is None) == (self.point is None):
            raise InvalidRequestError("give either the id of a way or a point on the street to avoid", field="way")


@dataclass(frozen=True, slots=True)
class Shorten:
    """Keep the line up to the place nearest to a point, and make what follows shorter.

    What is left has at most the given metres, or seconds with its visits; with neither it leads straight to the end.

    Raises
    ------
    InvalidRequestError
        Both measures are given, or one that is not positive.
    """

    point: Coordinate
    left_m: float | None = None
    left_s: float | None = None

    def __post_init__(self) -> None:
        if self.left_m is not None and self.left_s is not None:
            msg = "give either distance_km or duration_min for what is left, not both"
            raise InvalidRequestError(msg, field="distance_km")
        for name, value in (("distance_km", self.left_m), ("duration_min", self.left_s)):
            if value is not None and not (math.isfinite(value) and value > 0):
                raise InvalidRequestError(f"{name} must be a positive number", field=name)


Edit = AddStop | RemoveStop | MoveStop | AvoidStreet | Shorten
