"""A whole GTFS feed as columns: stops, routes, trips, calls, services, with every fault counted."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from graphs.errors import SourceFileError
from graphs.transit.calendars import Services, read_services
from graphs.transit.calls import Calls, read_calls
from graphs.transit.faults import FaultLog
from graphs.transit.feed_rules import ChangeRule, read_change_rules
from graphs.transit.gtfs_stops import to_mode
from graphs.transit.pathways import read_station_ways
from graphs.transit.repetitions import repeat_trips
from graphs.transit.tables import FeedTables, reading

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["Feed", "FeedRoute", "FeedTrip", "TimetableStop", "read_feed"]

_FLAGS = {"1": 1, "2": 2}
"""Yes and no of GTFS; whatever else is unknown."""
_STATION, _PLATFORMS = "1", {"", "0"}
_FAR_DEG = 3.0


@dataclass(frozen=True, slots=True)
class TimetableStop:
    """A stop or station; `lat` and `lon` are NaN where nobody knows, `station` is the row of its station or its own."""

    id: str
    name: str
    lat: float
    lon: float
    station: int
    wheelchair: int


@dataclass(frozen=True, slots=True)
class FeedRoute:
    """A line: the name that people see, the mode as the stops of the catalogue name it."""

    id: str
    name: str
    agency: str
    mode: str


@dataclass(frozen=True, slots=True)
class FeedTrip:
    """A trip: rows of its route and service; bikes and wheelchairs 0 unknown, 1 yes, 2 no."""

    id: str
    route: int
    service: int
    headsign: str
    bikes: int
    wheelchair: int


@dataclass(frozen=True, slots=True, eq=False)
class Feed:
    """What a feed says. `days` are the first and last day on which anything may run, as proleptic ordinals."""

    name: str
    zone: str
    days: tuple[int, int]
    stops: tuple[TimetableStop, ...]
    routes: tuple[FeedRoute, ...]
    trips: tuple[FeedTrip, ...]
    calls: Calls
    services: Services
    changes: tuple[ChangeRule, ...]
    faults: FaultLog


def read_feed(path: Path) -> Feed:
    """Read a feed, a zip or a folder; rows that make no sense are mended or left out, and counted.

    Raises
    ------
    SourceFileError
        The file is no feed, lacks a table that it needs, or no trip of it can be ridden on any day.
    """
    faults = FaultLog()
    with reading(path), FeedTables(path) as tables:
        for name in ("trips.txt", "stop_times.txt"):
            if not tables.has(name):
                msg = f"{path.name} holds no {name}: a timetable needs stops.txt, routes.txt, trips.txt, stop_times.txt"
                raise SourceFileError(msg, file=path.name)
        agencies, zone = _read_agencies(tables, faults)
        stops, stop_rows = _read_stops(tables, faults)
        routes, route_rows = _read_routes(tables, agencies, faults)
        services = read_services(tables, faults)
        trips, trip_rows = _read_trips(tables, route_rows, services, faults)
        calls = read_calls(tables, trip_rows, stop_rows, faults)
        trips, calls = repeat_trips(tables, trips, trip_rows, calls, faults)
        # What transfers.txt says of a change comes later, and before what the corridors say.
        changes = (*read_station_ways(tables, stop_rows, faults), *read_change_rules(tables, stop_rows, faults))
    days = services.find_span({trips[row].service for row in np.unique(calls.trip).tolist()})
    if days[0] > days[1]:
        msg = f"{path.name} holds no trip that runs on any day: nothing of it can be ridden"
        raise SourceFileError(msg, file=path.name)
    return Feed(path.name, zone, days, stops, routes, tuple(trips), calls, services, changes, faults)


def _read_agencies(tables: FeedTables, faults: FaultLog) -> tuple[dict[str, str], str]:
    """Names of the agencies by id, and the time zone, which is one for a whole feed."""
    names: dict[str, str] = {}
    zone = ""
    for number, row in enumerate(tables.read("agency.txt"), start=2):
        names.setdefault(row.get("agency_id", ""), row.get("agency_name", ""))
        own = row.get("agency_timezone", "")
        if not _is_zone(own):
            faults.refuse("agency.txt", number, "bad_time_zone")
        elif zone and own != zone:
            faults.mend("agency.txt", number, "other_time_zone_first_counts")
        zone = zone or (own if _is_zone(own) else "")
    if not zone:
        msg = f"agency.txt of {tables.path.name} names no time zone: give agency_timezone, such as Europe/Paris"
        raise SourceFileError(msg, file=tables.path.name, field="agency_timezone")
    return names, zone


def _is_zone(name: str) -> bool:
    try:
        return bool(name) and ZoneInfo(name) is not None
    except (OSError, ValueError, KeyError):  # not a name, or one that no table holds
        return False


def _read_stops(tables: FeedTables, faults: FaultLog) -> tuple[tuple[TimetableStop, ...], dict[str, int]]:
    rows: dict[str, dict[str, str]] = {}
    numbers: list[int] = []
    for number, row in enumerate(tables.read("stops.txt"), start=2):
        stop_id, kind = row.get("stop_id", ""), row.get("location_type", "")
        if not stop_id or stop_id in rows:
            faults.refuse("stops.txt", number, "missing_or_repeated_id")
        elif kind == _STATION or kind in _PLATFORMS:
            rows[stop_id] = row
            numbers.append(number)
    index = {stop_id: place for place, stop_id in enumerate(rows)}
    lat, lon = _read_places(list(rows.values()), numbers, faults)
    stops = []
    for place, (stop_id, row) in enumerate(rows.items()):
        parent = row.get("parent_station", "")
        if parent and parent not in index:
            faults.mend("stops.txt", numbers[place], "unknown_parent")
        station = index.get(parent, place)
        own = station if math.isnan(lat[place]) else place
        flag = _FLAGS.get(row.get("wheelchair_boarding", ""), 0)
        flag = flag or _FLAGS.get(rows.get(parent, {}).get("wheelchair_boarding", ""), 0)
        name = " ".join(row.get("stop_name", "").split()) or rows.get(parent, {}).get("stop_name", "") or stop_id
        stops.append(TimetableStop(stop_id, name, float(lat[own]), float(lon[own]), station, flag))
    return tuple(stops), index


def _read_places(rows: list[dict[str, str]], numbers: list[int], faults: FaultLog) -> tuple[list[float], list[float]]:
    """Places in degrees, NaN where there is none; those that only make sense the other way round are turned."""
    lat = np.array([_to_degrees(row.get("stop_lat", "")) for row in rows])
    lon = np.array([_to_degrees(row.get("stop_lon", "")) for row in rows])
    missing = ~(np.isfinite(lat) & np.isfinite(lon)) | ((lat == 0) & (lon == 0))
    lat[missing] = lon[missing] = np.nan
    if not missing.all():
        middle_lat, middle_lon = float(np.nanmedian(lat)), float(np.nanmedian(lon))
        straight = np.maximum(np.abs(lat - middle_lat), np.abs(lon - middle_lon))
        turned = np.maximum(np.abs(lon - middle_lat), np.abs(lat - middle_lon))
        swapped = (straight > _FAR_DEG) & (turned < straight / 4)
        lat[swapped], lon[swapped] = lon[swapped], lat[swapped]
        for place in np.flatnonzero(swapped).tolist():
            faults.mend("stops.txt", numbers[place], "swapped_coordinates")
    outside = (np.abs(lat) > 90) | (np.abs(lon) > 180)  # noqa: PLR2004 - degrees
    lat[outside] = lon[outside] = np.nan
    for place in np.flatnonzero(missing | outside).tolist():
        faults.mend("stops.txt", numbers[place], "missing_coordinates")
    return lat.tolist(), lon.tolist()


def _to_degrees(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return math.nan


def _read_routes(
    tables: FeedTables, agencies: Mapping[str, str], faults: FaultLog
) -> tuple[tuple[FeedRoute, ...], dict[str, int]]:
    only = next(iter(agencies.values())) if len(agencies) == 1 else ""
    routes: dict[str, FeedRoute] = {}
    for number, row in enumerate(tables.read("routes.txt"), start=2):
        route_id = row.get("route_id", "")
        if not route_id or route_id in routes:
            faults.refuse("routes.txt", number, "missing_or_repeated_id")
            continue
        name = row.get("route_short_name", "") or row.get("route_long_name", "")
        agency = agencies.get(row.get("agency_id", ""), only)
        routes[route_id] = FeedRoute(route_id, name, agency, to_mode(row.get("route_type", "")))
    return tuple(routes.values()), {route_id: place for place, route_id in enumerate(routes)}


def _read_trips(
    tables: FeedTables, routes: Mapping[str, int], services: Services, faults: FaultLog
) -> tuple[list[FeedTrip], dict[str, int]]:
    trips: dict[str, FeedTrip] = {}
    for number, row in enumerate(tables.read("trips.txt"), start=2):
        trip_id, route_id, service_id = (row.get(name, "") for name in ("trip_id", "route_id", "service_id"))
        if not trip_id or trip_id in trips:
            faults.refuse("trips.txt", number, "missing_or_repeated_id")
        elif route_id not in routes:
            faults.refuse("trips.txt", number, "unknown_route")
        elif service_id not in services.rows:
            faults.refuse("trips.txt", number, "unknown_service")
        else:
            trips[trip_id] = FeedTrip(
                trip_id,
                routes[route_id],
                services.rows[service_id],
                row.get("trip_headsign", ""),
                _FLAGS.get(row.get("bikes_allowed", ""), 0),
                _FLAGS.get(row.get("wheelchair_accessible", ""), 0),
            )
    return list(trips.values()), {trip_id: place for place, trip_id in enumerate(trips)}
