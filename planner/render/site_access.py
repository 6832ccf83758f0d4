"""How a site is reached without a car, as the document that the API sends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.render.canonical import Document, to_metres, to_point, to_seconds
from planner.render.document import to_legs_json, to_warnings_json

if TYPE_CHECKING:
    from planner.nearby import Service, SiteAccess, StopAccess, Way

__all__ = ["to_site_access_json"]


def to_site_access_json(access: SiteAccess, *, language: str) -> Document:
    """Write stops with their ways and their service, and what a visitor should know.

    Hours are those of the service day: what leaves after midnight has an hour of 24 or more.
    """
    return {
        "stops": [_to_stop_json(stop, language) for stop in access.stops],
        "holidays_known": access.holidays_known,
        "warnings": to_warnings_json(access.notices, language=language),
    }


def _to_stop_json(item: StopAccess, language: str) -> Document:
    stop = item.stop
    return {
        "stop": {"id": stop.id, "name": stop.name, "modes": list(stop.modes), "position": to_point(stop.position)},
        "ways": [_to_way_json(way, language) for way in item.ways],
        "lines": list(item.lines),
        "service": None
        if item.service is None
        else {name: _to_service_json(service) for name, service in item.service.items()},
        "on_date": None if item.on_day is None else _to_hours_json(item.on_day),
    }


def _to_way_json(way: Way, language: str) -> Document:
    return {
        "mode": way.mode,
        "length_m": to_metres(way.length_m),
        "duration_s": to_seconds(way.duration_s),
        "legs": to_legs_json(way.legs, language=language),
    }


def _to_service_json(service: Service) -> Document:
    return {
        "days": service.days,
        "days_without": service.days_without,
        **_to_hours_json(service),
    }


def _to_hours_json(service: Service) -> Document:
    return {
        "date": None if service.day is None else service.day.isoformat(),
        "departures": service.departures,
        "first": _to_clock(service.first_s),
        "last": _to_clock(service.last_s),
        "every_min": None if service.every_s is None else round(service.every_s / 60),
    }


def _to_clock(seconds: int | None) -> str | None:
    return None if seconds is None else f"{seconds // 3600:02}:{seconds // 60 % 60:02}"
