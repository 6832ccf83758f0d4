"""Reads the lines that were drawn by hand, and the places of their stations from the sourced facts."""

import csv
import math
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from itertools import pairwise

_EARTH_RADIUS_KM = 6371.0088


@dataclass(frozen=True, slots=True)
class Station:
    """A real station: its id, name and place in degrees, as in ``data/facts``."""

    id: str
    name: str
    country: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Line:
    """An invented line; ``every_min`` holds minutes between trains on weekdays, Saturdays and Sundays, 0 for none."""

    name: str
    country: str
    stations: tuple[Station, ...]
    every_min: tuple[int, int, int]
    fast: bool
    night: bool
    bikes: str
    wheelchairs: str

    def list_km(self) -> list[float]:
        """Return the straight kilometres from each station to the next."""
        return [_measure_km(a, b) for a, b in pairwise(self.stations)]


@dataclass(frozen=True, slots=True)
class Sketch:
    """What ``lines.toml`` says: whole years with their Easters; two stations and the minutes that changing takes."""

    agency: str
    start: date
    until: date
    easters: tuple[date, ...]
    lines: tuple[Line, ...]
    changes: tuple[tuple[Station, Station, int], ...]

    def list_stations(self) -> list[Station]:
        """Return every station of a line once, by id."""
        return sorted({stop for line in self.lines for stop in line.stations}, key=lambda stop: stop.id)


def read_sketch() -> Sketch:
    """Return the lines, in the order of the file."""
    text = resources.files("data").joinpath("demo", "timetable", "lines.toml").read_text(encoding="utf-8")
    drawn, stations = tomllib.loads(text), _read_stations()
    lines = [
        Line(
            name=row["name"],
            country=row["country"],
            stations=tuple(stations[name] for name in row["stations"]),
            every_min=tuple(row["every_min"]),
            fast=row.get("fast", False),
            night=row.get("night", False),
            bikes=row.get("bikes", ""),
            wheelchairs=row.get("wheelchairs", ""),
        )
        for row in drawn["line"]
    ]
    changes = [(stations[a], stations[b], minutes) for a, b, minutes in drawn["changes"]]
    easters = tuple(drawn["easter"])
    if [day.year for day in easters] != list(range(drawn["from"].year, drawn["until"].year + 1)):
        raise ValueError("lines.toml: easter needs one date for each year of the timetable")
    return Sketch(drawn["agency"], drawn["from"], drawn["until"], easters, tuple(lines), tuple(changes))


def _read_stations() -> dict[str, Station]:
    """Return the stations by name, with the country behind a name that repeats."""
    text = resources.files("data").joinpath("facts", "stations.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    found = [Station(row["ref"], row["name"], row["country"], float(row["lat"]), float(row["lon"])) for row in rows]
    return dict(zip(_list_names(found), found, strict=True))


def _list_names(stations: Sequence[Station]) -> list[str]:
    counts = Counter(station.name for station in stations)
    return [f"{stop.name} ({stop.country})" if counts[stop.name] > 1 else stop.name for stop in stations]


def _measure_km(a: Station, b: Station) -> float:
    lat, lon = math.radians(b.lat - a.lat), math.radians(b.lon - a.lon)
    across = math.cos(math.radians(a.lat)) * math.cos(math.radians(b.lat)) * math.sin(lon / 2) ** 2
    return 2 * _EARTH_RADIUS_KM * math.asin(math.sqrt(math.sin(lat / 2) ** 2 + across))
