"""A search over the graph of all events of a timetable, as one would write it on a napkin, on the raw files of a feed.

Nothing here is shared with `graphs.transit` but the ways between stops, which both are given.
"""

from __future__ import annotations

import csv
import heapq
import io
import zipfile
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

__all__ = ["RawFeed", "SlowSearch", "Visit", "turn_round"]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY = 86_400


@dataclass(frozen=True)
class Visit:
    """A vehicle at a stop: seconds since 1970."""

    stop: str
    arrival: int
    departure: int
    board: bool
    leave: bool


def _rows(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    if name not in archive.namelist():
        return []
    with archive.open(name) as raw:
        return list(csv.DictReader(io.TextIOWrapper(raw, "utf-8-sig")))


def _seconds(text: str) -> int | None:
    return sum(int(part) * worth for part, worth in zip(text.split(":"), (3600, 60, 1), strict=True)) if text else None


class RawFeed:
    """The files of a sound feed."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            self.zone = ZoneInfo(_rows(archive, "agency.txt")[0]["agency_timezone"])
            self.trips = {row["trip_id"]: row for row in _rows(archive, "trips.txt")}
            self.calendar = {row["service_id"]: row for row in _rows(archive, "calendar.txt")}
            self.exceptions = {
                (row["service_id"], row["date"]): row["exception_type"] == "1"
                for row in _rows(archive, "calendar_dates.txt")
            }
            self.stops = [row["stop_id"] for row in _rows(archive, "stops.txt")]
            self.times: dict[str, list[dict[str, str]]] = defaultdict(list)
            for row in _rows(archive, "stop_times.txt"):
                self.times[row["trip_id"]].append(row)
        for calls in self.times.values():
            calls.sort(key=lambda row: int(row["stop_sequence"]))

    def runs(self, trip: str, day: date) -> bool:
        service, key = self.trips[trip]["service_id"], day.strftime("%Y%m%d")
        if (service, key) in self.exceptions:
            return self.exceptions[service, key]
        rule = self.calendar.get(service)
        return (
            rule is not None and rule["start_date"] <= key <= rule["end_date"] and rule[WEEKDAYS[day.weekday()]] == "1"
        )

    def list_runs(
        self, first: date, last: date, wanted: Callable[[dict[str, str]], bool] = lambda _: True
    ) -> list[list[Visit]]:
        """All vehicles of some service days."""
        found = []
        day = first
        while day <= last:
            noon = datetime(day.year, day.month, day.day, 12, tzinfo=self.zone).astimezone(UTC)
            zero = int((noon - timedelta(hours=12)).timestamp())
            for trip, row in self.trips.items():
                if wanted(row) and self.runs(trip, day) and trip in self.times:
                    found.append([self._visit(call, zero) for call in self._filled(trip)])
            day += timedelta(days=1)
        return found

    @staticmethod
    def _visit(call: tuple[str, int, int, dict[str, str]], zero: int) -> Visit:
        stop, arrival, departure, row = call
        board, leave = row.get("pickup_type") != "1", row.get("drop_off_type") != "1"
        return Visit(stop, zero + arrival, zero + departure, board, leave)

    def _filled(self, trip: str) -> Iterable[tuple[str, int, int, dict[str, str]]]:
        rows = self.times[trip]
        known: dict[int, tuple[int, int]] = {}
        for index, row in enumerate(rows):
            arrival, departure = _seconds(row["arrival_time"]), _seconds(row["departure_time"])
            if arrival is not None or departure is not None:
                first = departure if arrival is None else arrival
                known[index] = (first or 0, (first or 0) if departure is None else departure)
        for index, row in enumerate(rows):
            if index in known:
                yield row["stop_id"], *known[index], row
                continue
            low = max((place for place in known if place < index), default=None)
            high = min((place for place in known if place > index), default=None)
            if low is None or high is None:
                continue
            start, end = known[low][1], known[high][0]
            moment = start + (end - start) * (index - low) // (high - low)
            yield row["stop_id"], moment, moment, row


def turn_round(runs: list[list[Visit]]) -> list[list[Visit]]:
    """Turn time round: the same vehicles, running back."""
    return [
        [Visit(one.stop, -one.departure, -one.arrival, one.leave, one.board) for one in reversed(run)] for run in runs
    ]


@dataclass
class SlowSearch:
    """Events as nodes: waiting at a stop for a departure, and sitting in a vehicle that has just arrived."""

    runs: list[list[Visit]]
    changes: Mapping[str, Mapping[str, int]]
    departures: dict[str, list[tuple[int, int, int]]] = field(init=False)

    def __post_init__(self) -> None:
        self.departures = defaultdict(list)
        for number, run in enumerate(self.runs):
            for place, visit in enumerate(run[:-1]):
                if visit.board:
                    self.departures[visit.stop].append((visit.departure, number, place))
        for stop in self.departures:
            self.departures[stop].sort()

    def find(
        self, access: Mapping[str, int], exits: Mapping[str, int], start: int, *, end: int | None = None
    ) -> dict[int, int]:
        """Earliest arrival at the target with up to 0, 1, 2, ... changes, where that gains time.

        Nodes are taken by the number of vehicles, as many vehicles as needed; all events of the day are looked at.
        """
        limit = start + DAY if end is None else end
        waiting: list[tuple[int, str, int]] = [(0, stop, start + seconds) for stop, seconds in access.items()]
        best: dict[int, int] = {}
        done: set[tuple[str, int]] = set()
        ridden: set[tuple[int, int]] = set()
        heapq.heapify(waiting)
        while waiting:
            vehicles, stop, moment = heapq.heappop(waiting)
            place = bisect_left(self.departures[stop], (moment, -1, -1))
            # Waiting on leads to all later departures; those behind one that was seen were seen with it.
            for index in range(place, len(self.departures[stop])):
                if (stop, index) in done:
                    break
                done.add((stop, index))
                departure, number, boarded = self.departures[stop][index]
                if departure > limit:
                    break
                for arrived, at in self._ride(number, boarded, limit, ridden):
                    if at in exits and arrived + exits[at] <= limit:
                        total = arrived + exits[at]
                        best[vehicles + 1] = min(best.get(vehicles + 1, total), total)
                    for other, seconds in self.changes.get(at, {}).items():
                        heapq.heappush(waiting, (vehicles + 1, other, arrived + seconds))
        gains: dict[int, int] = {}
        for vehicles in sorted(best):
            if not gains or best[vehicles] < min(gains.values()):
                gains[vehicles] = best[vehicles]
        return gains

    def _ride(self, number: int, boarded: int, limit: int, ridden: set[tuple[int, int]]) -> Iterable[tuple[int, str]]:
        run = self.runs[number]
        for place in range(boarded + 1, len(run)):
            if (number, place) in ridden or run[place].arrival > limit:
                return
            ridden.add((number, place))
            if run[place].leave:
                yield run[place].arrival, run[place].stop
