"""What only some days have: trains there and home, and breaks to eat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.render.canonical import Document, to_metres, to_point, to_time
from planner.render.wording import get_eating_kind

if TYPE_CHECKING:
    from datetime import datetime

    from planner.itinerary import Break, Connection, Itinerary, Trains

__all__ = ["to_access_json", "to_breaks_json"]


def to_breaks_json(itinerary: Itinerary) -> Document:
    """Write where one eats; nothing where there is no break."""
    if not itinerary.breaks:
        return {}
    return {"breaks": [_to_break_json(stop, itinerary.language, itinerary.departure) for stop in itinerary.breaks]}


def _to_break_json(stop: Break, language: str, departure: datetime | None) -> Document:
    place = stop.place
    return {
        "id": place.id,
        "name": place.name,
        "kind": place.kind,
        "kind_name": get_eating_kind(language, place.kind),
        "position": to_point(place.position),
        "arrival": to_time(departure, stop.arrival_s),
        "departure": to_time(departure, stop.departure_s),
        "opening": stop.opening,
        "known": stop.opening == "open",
        "opening_hours": place.opening_hours,
        "access_m": to_metres(stop.access_m),
        "from_line": to_point(stop.point),
    }


def to_access_json(itinerary: Itinerary) -> Document:
    """Write the ways there and home, each in the time of its day; nothing where none were asked for."""
    trains, departure = itinerary.trains, itinerary.departure
    if trains is None:
        return {}
    last = itinerary.days[-1].itinerary.departure if itinerary.days else None
    on_last_day = departure.astimezone(last.tzinfo) if departure is not None and last is not None else departure
    return {"access": _to_trains_json(trains, departure, on_last_day)}


def _to_trains_json(trains: Trains, departure: datetime | None, on_last_day: datetime | None) -> Document:
    return {
        "out": _to_connection_json(trains.out, departure),
        "home": _to_connection_json(trains.home, on_last_day),
        "after_home": _to_connection_json(trains.after_home, on_last_day),
        "slack_s": trains.slack_s,
    }


def _to_connection_json(connection: Connection | None, departure: datetime | None) -> Document | None:
    if connection is None:
        return None
    return {
        "departure": to_time(departure, connection.departure_s),
        "arrival": to_time(departure, connection.arrival_s),
        "changes": connection.changes,
        "bikes": connection.bikes,
        "bike_reservation": connection.bike_reservation,
    }
