"""Timetables of a territory: the arrays of its folder `transit/`, mapped read-only."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from graphs.errors import TerritoryFormatError
from graphs.mapped import map_array

if TYPE_CHECKING:
    from pathlib import Path

    from graphs.transit.boarding import BoardingRule

__all__ = ["NO_PLACE", "TABLES_FILE", "FeedFacts", "Timetable"]

Int32 = npt.NDArray[np.int32]
UInt8 = npt.NDArray[np.uint8]

TABLES_FILE = "tables.json"
NO_PLACE = -(2**31)
"""Latitude and longitude of a stop that nobody knows the place of."""


@dataclass(frozen=True, slots=True)
class FeedFacts:
    """A feed: its file, its time zone, the first and last day on which anything runs, as proleptic ordinals."""

    name: str
    zone: str
    first_day: int
    last_day: int


@dataclass(frozen=True, slots=True, eq=False)
class Timetable:
    """Arrays of `docs/explanation/data-flow.md`, under the same names."""

    stop_id: Int32
    stop_name: Int32
    stop_lat_e7: Int32
    stop_lon_e7: Int32
    stop_station: Int32
    stop_feed: Int32
    stop_wheelchair: UInt8
    route_id: Int32
    route_name: Int32
    route_agency: Int32
    route_mode: Int32
    trip_id: Int32
    trip_headsign: Int32
    trip_route: Int32
    trip_service: Int32
    trip_feed: Int32
    trip_bikes: UInt8
    trip_wheelchair: UInt8
    call_first: Int32
    call_stop: Int32
    call_trip: Int32
    call_arrival_s: Int32
    call_departure_s: Int32
    call_use: UInt8
    service_feed: Int32
    service_from: Int32
    service_until: Int32
    service_weekdays: UInt8
    exception_day: Int32
    exception_service: Int32
    exception_added: UInt8
    change_first: Int32
    change_to: Int32
    change_s: Int32
    change_kind: UInt8
    string_first: npt.NDArray[np.int64]
    string_bytes: UInt8
    feeds: tuple[FeedFacts, ...]
    boarding: tuple[BoardingRule, ...] = ()
    """What holds for bikes on board where the feeds are silent, the first first."""
    kept: dict[Any, Any] = field(default_factory=dict, init=False, repr=False)
    """What callers worked out of the timetable once, kept as long as it lives."""

    @classmethod
    def array_names(cls) -> tuple[str, ...]:
        """Names of the arrays."""
        return tuple(item.name for item in fields(cls) if item.name not in {"feeds", "boarding", "kept"})

    @classmethod
    def open(cls, folder: Path) -> Timetable:
        """Map the arrays of a folder.

        Raises
        ------
        TerritoryFormatError
            An array or the table is missing or unreadable.
        """
        try:
            arrays: dict[str, Any] = {name: map_array(folder / f"{name}.npy") for name in cls.array_names()}
            rows = json.loads((folder / TABLES_FILE).read_text(encoding="utf-8"))["feeds"]
            feeds = tuple(FeedFacts(**row) for row in rows)
        except (OSError, ValueError, EOFError, KeyError, TypeError) as error:
            msg = f"{folder} is no complete timetable ({error}): build the territory again"
            raise TerritoryFormatError(msg, folder=str(folder)) from error
        return cls(**arrays, feeds=feeds)

    @property
    def stop_count(self) -> int:
        """Number of stops and stations."""
        return len(self.stop_id)

    @property
    def trip_count(self) -> int:
        """Number of trips, each repetition counted."""
        return len(self.trip_id)

    def get_string(self, index: int) -> str:
        """Text of a string index."""
        first, last = int(self.string_first[index]), int(self.string_first[index + 1])
        return self.string_bytes[first:last].tobytes().decode("utf-8")

    def list_active_services(self, day: int) -> npt.NDArray[np.bool_]:
        """Which services run on a day, given as proleptic ordinal, shape (V,)."""
        weekday = (day - 1) % 7
        active = (self.service_from <= day) & (day <= self.service_until)
        active &= (self.service_weekdays >> np.uint8(weekday)) & np.uint8(1) > 0
        first, last = np.searchsorted(self.exception_day, [day, day + 1])
        active[self.exception_service[first:last]] = self.exception_added[first:last] > 0
        return active

    def list_platforms(self, stop: int) -> npt.NDArray[np.int32]:
        """Rows of the stops of a station, itself among them; of a platform, itself alone."""
        if int(self.stop_station[stop]) != stop:
            return np.array([stop], np.int32)
        return np.flatnonzero(self.stop_station == stop).astype(np.int32)
