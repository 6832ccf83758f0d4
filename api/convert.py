"""The only bridge between the wire and the planner's requests."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, TypeAlias

from shapely import Polygon as ShapelyPolygon
from shapely import union_all
from shapely.validation import explain_validity

from api.convert_days import to_tour
from api.schemas.places import LatLon, MultiPolygon, StopRef
from graphs.geo import Coordinate
from graphs.isochrones import Contour as Limit
from planner.errors import InvalidRequestError
from planner.request import Access, Lunch, SitePlace, StopPlace, Target, TripRequest

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from shapely.geometry.base import BaseGeometry

    from api.schemas.places import Place, Polygon, SiteRef
    from api.schemas.requests import AccessRequest, Contour, ItineraryRequest, LunchRequest

__all__ = [
    "Vocabulary",
    "require_mode",
    "to_area",
    "to_contours",
    "to_departure",
    "to_places",
    "to_themes",
    "to_trip_request",
]

PlannerPlace: TypeAlias = Coordinate | StopPlace | SitePlace
_FIRST_YEAR, _LAST_YEAR = 2000, 2100
_MOST_POSITIONS = 20_000
_WIDEST_DEGREES = 180


class Vocabulary:
    """Names that a request may use here.

    Parameters
    ----------
    modes
        Names of the profiles that the territory was built with.
    themes
        Names of the themes.
    """

    __slots__ = ("modes", "themes")

    def __init__(self, *, modes: Collection[str], themes: Collection[str]) -> None:
        self.modes = tuple(modes)
        self.themes = tuple(themes)


def to_trip_request(wire: ItineraryRequest, vocabulary: Vocabulary) -> TripRequest:
    """Check what the wire model cannot know, and make the planner's request.

    Raises
    ------
    NotAvailableError
        A field asks for what this version does not do.
    InvalidRequestError
        A name is not known, an area is broken, or fields contradict one another.
    """
    require_mode(wire.mode, vocabulary)
    return TripRequest(
        mode=wire.mode,
        start=None if wire.start is None else _to_place(wire.start),
        end=None if wire.end is None else _to_place(wire.end),
        target=_to_target(wire),
        allow_other_length=wire.allow_other_length,
        departure=to_departure(wire.departure),
        themes=to_themes(wire.themes, vocabulary),
        must_visit=tuple(dict.fromkeys(wire.must_visit)),
        avoid_sites=tuple(dict.fromkeys(wire.avoid_sites)),
        avoid_areas=to_area(wire.avoid_areas),
        follow=tuple(dict.fromkeys(str(route) for route in wire.follow)),
        node_network=wire.node_network,
        relief=wire.relief,
        max_ascent_m=wire.max_ascent_m,
        alternatives=wire.alternatives,
        direction=wire.direction,
        seed=wire.seed,
        language=wire.language,
        time_budget_ms=wire.time_budget_ms,
        access=_to_access(wire.access),
        tour=to_tour(wire),
        sort_by=wire.sort_by,
        pace=wire.pace,
        only_known_openings=wire.only_known_openings,
        bike=wire.bike,
        lunch=_to_lunch(wire.lunch),
    )


def require_mode(mode: str, vocabulary: Vocabulary) -> None:
    """Let a known mode pass.

    Raises
    ------
    InvalidRequestError
        There is no such profile here.
    """
    if mode not in vocabulary.modes:
        msg = f"mode must be one of {', '.join(vocabulary.modes)}"
        raise InvalidRequestError(msg, field="mode")


def to_departure(departure: datetime | None, *, field: str = "departure") -> datetime | None:
    """Let a departure of our time pass.

    Raises
    ------
    InvalidRequestError
        Its year is one that no calendar of closures knows.
    """
    if departure is not None and not _FIRST_YEAR <= departure.year < _LAST_YEAR:
        msg = f"{field} must lie between the years {_FIRST_YEAR} and {_LAST_YEAR - 1}"
        raise InvalidRequestError(msg, field=field)
    return departure


def to_themes(weights: Mapping[str, float], vocabulary: Vocabulary) -> tuple[tuple[str, float], ...]:
    """Give themes with a weight above 0 in alphabetical order.

    Raises
    ------
    InvalidRequestError
        There is no such theme.
    """
    for name in weights:
        if name not in vocabulary.themes:
            msg = f"there is no theme {name}; there are {', '.join(vocabulary.themes)}"
            raise InvalidRequestError(msg, field=f"themes.{name}")
    return tuple((name, float(weight)) for name, weight in sorted(weights.items()) if weight > 0)


def to_places(places: Sequence[LatLon | StopRef | SiteRef]) -> tuple[PlannerPlace, ...]:
    """Give the planner's places in the same order."""
    return tuple(_to_place(place) for place in places)


def to_contours(contours: Sequence[Contour]) -> tuple[Limit, ...]:
    """Give each contour as the limit of a search, at least a millimetre or a millisecond.

    Raises
    ------
    InvalidRequestError
        A contour has both measures or none.
    """
    found = []
    for index, contour in enumerate(contours):
        if (contour.duration_min is None) == (contour.distance_km is None):
            msg = "a contour needs either duration_min or distance_km, not both"
            raise InvalidRequestError(msg, field=f"contours[{index}]")
        if contour.duration_min is not None:
            found.append(Limit("duration", max(1, round(contour.duration_min * 60_000))))
        elif contour.distance_km is not None:
            found.append(Limit("length", max(1, round(contour.distance_km * 1_000_000))))
    return tuple(found)


def to_area(area: Polygon | MultiPolygon | None) -> BaseGeometry | None:
    """Make a shape of a GeoJSON area, x the longitude; None stays None. Polygons may overlap.

    Raises
    ------
    InvalidRequestError
        A ring is not closed, leaves the globe, goes round half of it or crosses itself, or positions are too many.
    """
    if area is None:
        return None
    polygons = area.coordinates if isinstance(area, MultiPolygon) else [area.coordinates]
    if sum(len(ring) for rings in polygons for ring in rings) > _MOST_POSITIONS:
        msg = f"avoid_areas may have at most {_MOST_POSITIONS} positions: simplify it"
        raise InvalidRequestError(msg, field="avoid_areas")
    shapes = [_to_polygon(rings) for rings in polygons]
    for shape in shapes:
        if not shape.is_valid:
            msg = f"avoid_areas is no valid area: {explain_validity(shape)}"
            raise InvalidRequestError(msg, field="avoid_areas")
    return shapes[0] if len(shapes) == 1 else union_all(shapes)


def _to_polygon(rings: Sequence[Sequence[Sequence[float]]]) -> ShapelyPolygon:
    lines = []
    for ring in rings:
        line = [(position[0], position[1]) for position in ring]
        if line[0] != line[-1]:
            msg = "avoid_areas: the first and the last position of a ring must be the same"
            raise InvalidRequestError(msg, field="avoid_areas")
        if any(abs(lon) > 180 or abs(lat) > 90 for lon, lat in line):  # noqa: PLR2004
            msg = "avoid_areas: positions are longitude, latitude, in degrees"
            raise InvalidRequestError(msg, field="avoid_areas")
        if max(lon for lon, _ in line) - min(lon for lon, _ in line) > _WIDEST_DEGREES:
            msg = f"avoid_areas: a ring wider than {_WIDEST_DEGREES} degrees must be parted at the antimeridian"
            raise InvalidRequestError(msg, field="avoid_areas")
        lines.append(line)
    return ShapelyPolygon(lines[0], lines[1:])


def _to_access(wire: AccessRequest | None) -> Access | None:
    if wire is None:
        return None
    origin = wire.from_
    return Access(
        origin=StopPlace(origin.stop) if isinstance(origin, StopRef) else Coordinate(origin.lat, origin.lon),
        returns=wire.return_,
        bike_on_board=wire.bike_on_board,
        latest_home=to_departure(wire.latest_home, field="access.latest_home"),
        slack_min=wire.slack_min,
        nearest_week=wire.nearest_week,
        car_occupancy=wire.car_occupancy,
    )


def _to_lunch(wire: LunchRequest | None) -> Lunch | None:
    if wire is None:
        return None
    first, last = (time.fromisoformat(hour) for hour in (wire.from_, wire.to))
    return Lunch(minutes=wire.minutes, earliest=first, latest=last)


def _to_target(wire: ItineraryRequest) -> Target | None:
    if wire.distance_km is None and wire.duration_min is None:
        return None
    return Target(
        distance_m=None if wire.distance_km is None else wire.distance_km * 1000,
        duration_s=None if wire.duration_min is None else wire.duration_min * 60,
    )


def _to_place(place: Place) -> PlannerPlace:
    if isinstance(place, LatLon):
        return Coordinate(place.lat, place.lon)
    if isinstance(place, StopRef):
        return StopPlace(place.stop)
    return SitePlace(place.site)
