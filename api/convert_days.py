"""Several days between the wire and the planner's requests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from graphs.geo import Coordinate
from planner.errors import InvalidRequestError
from planner.request import Tour

if TYPE_CHECKING:
    from api.schemas.requests import ItineraryRequest
    from planner.request import TripRequest

__all__ = ["to_day_body", "to_tour"]

_MOST_AVOIDED = 500
_OF_SEVERAL = ("nights", "lodging", "day_limits")
_OF_THE_WHOLE = (
    *("days", "alternatives", "end", "distance_km", "duration_min", "max_ascent_m", "direction", "departure"),
    *_OF_SEVERAL,
)


def to_tour(wire: ItineraryRequest) -> Tour | None:
    """Say what is asked of several days; None for one.

    Raises
    ------
    InvalidRequestError
        One day is asked for, with something that only several have; or they do not hold together.
    """
    if wire.days == 1:
        given = [name for name in _OF_SEVERAL if name in wire.model_fields_set and getattr(wire, name) is not None]
        if given:
            msg = f"{given[0]} is for several days: leave it out, or give days"
            raise InvalidRequestError(msg, field=given[0])
        return None
    limits = wire.day_limits
    distance_km, duration_min = (None, None) if limits is None else (limits.distance_km, limits.duration_min)
    return Tour(
        days=wire.days,
        nights=wire.nights,
        lodging=wire.lodging,
        most_distance_m=None if distance_km is None else distance_km * 1000,
        most_duration_s=None if duration_min is None else duration_min * 60,
        most_ascent_m=None if limits is None else limits.ascent_m,
    )


def to_day_body(body: str, day: TripRequest) -> str:
    """Make the body of a request for one day alone, from that for all of them.

    Parameters
    ----------
    body
        JSON of the whole request.
    day
        What the day was drawn for.
    """
    content = {name: value for name, value in json.loads(body).items() if name not in _OF_THE_WHOLE}
    if day.access is None:
        content.pop("access", None)
    elif content.get("access"):
        content["access"] = {name: value for name, value in content["access"].items() if name != "latest_home"}
    own: dict[str, Any] = {
        "start": _to_point(day.start),
        "end": _to_point(day.end),
        "departure": None if day.departure is None else day.departure.isoformat(),
        "must_visit": list(day.must_visit),
        "avoid_sites": list(day.avoid_sites[:_MOST_AVOIDED]),
        "direction": day.direction,
        "max_ascent_m": day.max_ascent_m,
        "alternatives": 1,
    }
    if day.target is not None and day.target.distance_m is not None:
        own["distance_km"] = day.target.distance_m / 1000
    elif day.target is not None and day.target.duration_s is not None:
        own["duration_min"] = day.target.duration_s / 60
    return json.dumps(content | {name: value for name, value in own.items() if value is not None})


def _to_point(place: object) -> dict[str, float] | None:
    return {"lat": place.lat, "lon": place.lon} if isinstance(place, Coordinate) else None
