"""Stops of a GTFS feed: stations first, platforms folded into them, faults of real feeds mended and counted."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphs.errors import SourceFileError
from graphs.geo import Coordinate
from graphs.transit.tables import FeedTables, reading

if TYPE_CHECKING:
    from pathlib import Path

    from graphs.geo import BoundingBox

__all__ = ["FeedStop", "FeedStops", "read_feed_stops", "to_mode"]

_STATION = "1"
_STAND = {"", "0"}
_MODES = {
    "0": "tram",
    "1": "metro",
    "2": "rail",
    "3": "bus",
    "4": "ferry",
    "5": "cable_tram",
    "6": "aerial_lift",
    "7": "funicular",
    "11": "trolleybus",
    "12": "monorail",
}
_EXTENDED_MODES = {
    1: "rail",
    2: "bus",
    4: "metro",
    5: "metro",
    7: "bus",
    8: "trolleybus",
    9: "tram",
    10: "ferry",
    13: "aerial_lift",
    14: "funicular",
}


@dataclass(frozen=True, slots=True)
class FeedStop:
    """A station, or a stop without one. `member_ids` are the platforms folded into it."""

    id: str
    name: str
    point: Coordinate
    modes: tuple[str, ...] = ()
    member_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedStops:
    """Stops of a feed by id, and how often each fault was met."""

    stops: tuple[FeedStop, ...]
    faults: tuple[tuple[str, int], ...]


def read_feed_stops(path: Path, *, near: BoundingBox | None = None, margin_m: float = 2000.0) -> FeedStops:
    """Read `stops.txt` of a feed, a zip or a folder, wherever in it the table lies.

    Swapped coordinates are turned round where only that brings the stop near the box. A station without a place gets
    the mean of its platforms. Modes are
    read from `routes.txt`, `trips.txt` and `stop_times.txt` where the feed has them.

    Parameters
    ----------
    path
        Feed.
    near
        Stops farther than `margin_m` metres from this box are left out.
    margin_m
        See `near`.

    Raises
    ------
    SourceFileError
        The feed cannot be read or has no usable stops.txt.
    """
    with reading(path), FeedTables(path) as tables:
        rows = list(tables.read("stops.txt"))
        if not rows or "stop_id" not in rows[0]:
            msg = f"{path.name} holds no stops: stops.txt needs stop_id, stop_name, stop_lat and stop_lon"
            raise SourceFileError(msg, file=path.name)
        faults: Counter[str] = Counter()
        groups = _group_platforms(rows, near, margin_m, faults)
        kept = {member for stop in groups for member in (stop.id, *stop.member_ids)}
        modes = _read_modes(tables, kept)
    return FeedStops(tuple(_with_modes(stop, modes) for stop in groups), tuple(sorted((+faults).items())))


def _find_point(
    row: dict[str, str], near: BoundingBox | None, margin_m: float, faults: Counter[str]
) -> Coordinate | None:
    try:
        lat, lon = float(row.get("stop_lat", "").replace(",", ".")), float(row.get("stop_lon", "").replace(",", "."))
    except ValueError:
        faults["missing_coordinates"] += 1
        return None
    if not (math.isfinite(lat) and math.isfinite(lon)) or (lat == 0 and lon == 0):
        faults["missing_coordinates"] += 1
        return None
    straight, swapped = _to_point(lat, lon), _to_point(lon, lat)
    if straight and (near is None or near.contains(straight, margin_m=margin_m)):
        return straight
    if swapped and (straight is None or (near is not None and near.contains(swapped, margin_m=margin_m))):
        faults["swapped_coordinates"] += 1
        return swapped
    return straight


def _to_point(lat: float, lon: float) -> Coordinate | None:
    try:
        return Coordinate(lat, lon)
    except ValueError:
        return None


def _group_platforms(
    rows: list[dict[str, str]], near: BoundingBox | None, margin_m: float, faults: Counter[str]
) -> list[FeedStop]:
    stations, stands = _split_rows(rows, faults)
    members: dict[str, list[str]] = {station: [] for station in stations}
    for stop_id, row in stands.items():
        parent = row.get("parent_station", "")
        faults["missing_parent"] += bool(parent) and parent not in stations
        members.setdefault(parent if parent in stations else stop_id, []).append(stop_id)
    made = []
    for stop_id in sorted(members):
        row = stations.get(stop_id) or stands[stop_id]
        own = [member for member in members[stop_id] if member != stop_id]
        platforms = [stands[member] for member in own]
        point = _find_point(row, near, margin_m, faults) or _mean_point(platforms, near, margin_m, faults)
        name = row.get("stop_name", "") or next((platform.get("stop_name", "") for platform in platforms), "")
        if point is None or not name:
            faults["left_out"] += 1
        elif near is None or near.contains(point, margin_m=margin_m):
            made.append(FeedStop(stop_id, name, point, (), tuple(sorted(own))))
    return made


def _split_rows(
    rows: list[dict[str, str]], faults: Counter[str]
) -> tuple[dict[str, dict[str, str]], dict[str, dict[str, str]]]:
    """Stations and the places where vehicles stand, by id; entrances and the like are left out."""
    stations: dict[str, dict[str, str]] = {}
    stands: dict[str, dict[str, str]] = {}
    for row in rows:
        stop_id = row.get("stop_id", "")
        if not stop_id or stop_id in stations or stop_id in stands:
            faults["missing_or_repeated_id"] += 1
        elif row.get("location_type", "") == _STATION:
            stations[stop_id] = row
        elif row.get("location_type", "") in _STAND:
            stands[stop_id] = row
    return stations, stands


def _mean_point(
    rows: list[dict[str, str]], near: BoundingBox | None, margin_m: float, faults: Counter[str]
) -> Coordinate | None:
    points = [point for row in rows if (point := _find_point(row, near, margin_m, faults))]
    if not points:
        return None
    return Coordinate(
        sum(point.lat for point in points) / len(points), sum(point.lon for point in points) / len(points)
    )


def _read_modes(tables: FeedTables, kept: set[str]) -> dict[str, set[str]]:
    kinds = {row.get("route_id", ""): to_mode(row.get("route_type", "")) for row in tables.read("routes.txt")}
    trips = {row.get("trip_id", ""): kinds.get(row.get("route_id", ""), "") for row in tables.read("trips.txt")}
    found: dict[str, set[str]] = {}
    if not any(trips.values()):
        return found
    for row in tables.read("stop_times.txt"):
        stop, mode = row.get("stop_id", ""), trips.get(row.get("trip_id", ""), "")
        if mode and stop in kept:
            found.setdefault(stop, set()).add(mode)
    return found


def to_mode(route_type: str) -> str:
    """Give the mode of a route type, plain or extended; empty where unknown."""
    if route_type in _MODES:
        return _MODES[route_type]
    return _EXTENDED_MODES.get(int(route_type) // 100, "") if route_type.isdecimal() else ""


def _with_modes(stop: FeedStop, modes: dict[str, set[str]]) -> FeedStop:
    found = {mode for member in (stop.id, *stop.member_ids) for mode in modes.get(member, ())}
    return FeedStop(stop.id, stop.name, stop.point, tuple(sorted(found)), stop.member_ids)
