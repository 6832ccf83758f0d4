"""From feeds to the arrays of `transit/`."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from graphs.transit.changes import list_changes
from graphs.transit.feed import read_feed
from graphs.transit.timetable import NO_PLACE, TABLES_FILE, FeedFacts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt

    from graphs.network import Network
    from graphs.transit.faults import FaultLog
    from graphs.transit.feed import Feed
    from graphs.transit.feed_rules import ChangeRule

    Arrays = dict[str, npt.NDArray[Any]]

__all__ = ["ImportedFeed", "import_feeds"]


@dataclass(frozen=True, slots=True, eq=False)
class ImportedFeed:
    """What came of a feed."""

    facts: FeedFacts
    stops: int
    trips: int
    calls: int
    faults: FaultLog


def import_feeds(paths: Sequence[Path], folder: Path, *, network: Network | None = None) -> list[ImportedFeed]:
    """Read feeds and write their arrays into a new folder.

    Parameters
    ----------
    paths
        Feeds, zips or folders.
    folder
        Folder to write.
    network
        Streets that join stops; without them only stations, rules of the feeds and short distances do.

    Raises
    ------
    SourceFileError
        A feed cannot be used; nothing is written.
    """
    feeds = [read_feed(path) for path in paths]
    strings = _Strings()
    parts = [_to_arrays(feed, number, strings) for number, feed in enumerate(feeds)]
    arrays = _join(parts)
    arrays |= _find_calls(arrays) | _join_changes(feeds, arrays, network) | strings.to_arrays()
    facts = [FeedFacts(feed.name, feed.zone, *feed.days) for feed in feeds]
    folder.mkdir(parents=True)
    for name, values in arrays.items():
        np.save(folder / f"{name}.npy", values, allow_pickle=False)
    text = json.dumps({"feeds": [asdict(row) for row in facts]}, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / TABLES_FILE).write_text(text + "\n", encoding="utf-8")
    return [
        ImportedFeed(fact, len(feed.stops), len(np.unique(feed.calls.trip)), len(feed.calls.trip), feed.faults)
        for fact, feed in zip(facts, feeds, strict=True)
    ]


class _Strings:
    """Texts by index, each once."""

    def __init__(self) -> None:
        self._index: dict[str, int] = {}

    def put(self, texts: Sequence[str]) -> npt.NDArray[np.int32]:
        return np.array([self._index.setdefault(text, len(self._index)) for text in texts], np.int32)

    def to_arrays(self) -> Arrays:
        encoded = [text.encode("utf-8", "replace") for text in self._index]
        first = np.zeros(len(encoded) + 1, np.int64)
        np.cumsum([len(text) for text in encoded], out=first[1:])
        return {"string_first": first, "string_bytes": np.frombuffer(b"".join(encoded), np.uint8)}


# Arrays that hold rows of another table, by the array whose length counts these rows.
_ROWS_OF = {
    "stop_station": "stop_id",
    "trip_route": "route_id",
    "trip_service": "service_from",
    "call_stop": "stop_id",
    "call_trip": "trip_id",
    "exception_service": "service_from",
}


def _to_arrays(feed: Feed, number: int, strings: _Strings) -> Arrays:
    stops, routes, trips, calls = feed.stops, feed.routes, feed.trips, feed.calls
    used, call_trip = np.unique(calls.trip, return_inverse=True)
    ridden = [trips[row] for row in used.tolist()]
    exceptions = sorted(feed.services.exceptions.items())
    rules = np.array(feed.services.rules, np.int32).reshape(-1, 3)
    return {
        "stop_id": strings.put([stop.id for stop in stops]),
        "stop_name": strings.put([stop.name for stop in stops]),
        "stop_lat_e7": _to_e7([stop.lat for stop in stops]),
        "stop_lon_e7": _to_e7([stop.lon for stop in stops]),
        "stop_station": np.array([stop.station for stop in stops], np.int32),
        "stop_feed": np.full(len(stops), number, np.int32),
        "stop_wheelchair": np.array([stop.wheelchair for stop in stops], np.uint8),
        "route_id": strings.put([route.id for route in routes]),
        "route_name": strings.put([route.name for route in routes]),
        "route_agency": strings.put([route.agency for route in routes]),
        "route_mode": strings.put([route.mode for route in routes]),
        "trip_id": strings.put([trip.id for trip in ridden]),
        "trip_headsign": strings.put([trip.headsign for trip in ridden]),
        "trip_route": np.array([trip.route for trip in ridden], np.int32),
        "trip_service": np.array([trip.service for trip in ridden], np.int32),
        "trip_feed": np.full(len(ridden), number, np.int32),
        "trip_bikes": np.array([trip.bikes for trip in ridden], np.uint8),
        "trip_wheelchair": np.array([trip.wheelchair for trip in ridden], np.uint8),
        "call_stop": calls.stop,
        "call_trip": call_trip.astype(np.int32),
        "call_arrival_s": calls.arrival_s,
        "call_departure_s": calls.departure_s,
        "call_use": calls.use,
        "service_feed": np.full(len(rules), number, np.int32),
        "service_from": rules[:, 0],
        "service_until": rules[:, 1],
        "service_weekdays": rules[:, 2].astype(np.uint8),
        "exception_day": np.array([key[0] for key, _ in exceptions], np.int32),
        "exception_service": np.array([key[1] for key, _ in exceptions], np.int32),
        "exception_added": np.array([added for _, added in exceptions], np.uint8),
    }


def _to_e7(degrees: Sequence[float]) -> npt.NDArray[np.int32]:
    values = np.array(degrees, np.float64)
    return np.where(np.isnan(values), NO_PLACE, np.round(np.nan_to_num(values) * 1e7)).astype(np.int32)


def _join(parts: Sequence[Arrays]) -> Arrays:
    """Put the arrays of the feeds one behind the other, rows counted on."""
    joined: Arrays = {}
    for name in parts[0]:
        counted = _ROWS_OF.get(name)
        shifts = np.cumsum([0, *(len(part[counted]) if counted else 0 for part in parts)])
        moved = [part[name] + part[name].dtype.type(shift) for part, shift in zip(parts, shifts, strict=False)]
        joined[name] = np.concatenate(moved)
    order = np.argsort(joined["exception_day"], kind="stable")
    for name in ("exception_day", "exception_service", "exception_added"):
        joined[name] = joined[name][order]
    return joined


def _find_calls(arrays: Arrays) -> Arrays:
    """Find where the calls of each trip begin."""
    trip, count = arrays["call_trip"], len(arrays["trip_id"])
    return {"call_first": np.searchsorted(trip, np.arange(count + 1)).astype(np.int32)}


def _join_changes(feeds: Sequence[Feed], arrays: Arrays, network: Network | None) -> Arrays:
    rules: list[ChangeRule] = []
    shift = 0
    for feed in feeds:
        rules += [replace(rule, origin=rule.origin + shift, target=rule.target + shift) for rule in feed.changes]
        shift += len(feed.stops)
    lat, lon = (
        np.where(arrays[name] == NO_PLACE, np.nan, arrays[name] / 1e7) for name in ("stop_lat_e7", "stop_lon_e7")
    )
    changes = list_changes(lat, lon, arrays["stop_station"], rules, network)
    return {
        "change_first": changes.first,
        "change_to": changes.to,
        "change_s": changes.seconds,
        "change_kind": changes.kind,
    }
