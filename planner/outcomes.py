"""What a request comes to on the streets as they are and on variants of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shapely import LineString
    from shapely.geometry.base import BaseGeometry

    from graphs.errors import GraphsError
    from planner.errors import PlannerError
    from planner.itinerary import PlanResult

__all__ = ["ClosedWay", "Comparison", "Outcome"]


@dataclass(frozen=True, slots=True, eq=False)
class ClosedWay:
    """What a variant closes of one OSM way: its id, its name, its line or lines in longitude, latitude, and metres."""

    osm_id: int
    name: str
    line: BaseGeometry
    length_m: float


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What a request came to on one state of the streets: itineraries, or why there are none.

    Attributes
    ----------
    name
        Of the variant, empty for the streets as they are.
    result
        Itineraries, None where there are none.
    problem
        Why there are none.
    added
        Lines of streets that the variant adds or opens, longitude, latitude.
    closed
        Streets that it closes, way by way.
    joins
        At how many places each added line meets other streets.
    opened
        OSM ids of the ways that the variant opens to wheels; which turns are forbidden there is not known.
    """

    name: str
    result: PlanResult | None
    problem: PlannerError | GraphsError | None = None
    added: tuple[LineString, ...] = ()
    closed: tuple[ClosedWay, ...] = ()
    joins: tuple[int, ...] = ()
    opened: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """The same request on the streets as they are and on each variant, in the order asked for."""

    base: Outcome
    variants: tuple[Outcome, ...]
