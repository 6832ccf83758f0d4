"""Trips of frequencies.txt, written out once per departure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np

from graphs.transit.calls import Calls, parse_time

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphs.transit.faults import FaultLog
    from graphs.transit.feed import FeedTrip
    from graphs.transit.tables import FeedTables

__all__ = ["repeat_trips"]

_TABLE = "frequencies.txt"
_SHORTEST_S, _LONGEST_S = 10, 86_400


def repeat_trips(
    tables: FeedTables, trips: Sequence[FeedTrip], rows: Mapping[str, int], calls: Calls, faults: FaultLog
) -> tuple[list[FeedTrip], Calls]:
    """Replace each trip that frequencies.txt names by one per departure, all under its id."""
    starts = _read_starts(tables, rows, faults)
    made, parts = list(trips), [calls.take(~np.isin(calls.trip, np.fromiter(starts, np.int32, len(starts))))]
    for trip, moments in starts.items():
        own = calls.take(np.flatnonzero(calls.trip == trip))
        for moment in sorted(moments) if len(own.trip) else ():
            shift = moment - int(own.departure_s[0])
            parts.append(
                Calls(
                    np.full(len(own.trip), len(made), np.int32),
                    own.stop,
                    own.arrival_s + np.int32(shift),
                    own.departure_s + np.int32(shift),
                    own.use,
                    own.row,
                )
            )
            made.append(trips[trip])
    if len(parts) == 1:
        return made, parts[0]
    return made, Calls(*(np.concatenate([getattr(part, item.name) for part in parts]) for item in fields(Calls)))


def _read_starts(tables: FeedTables, rows: Mapping[str, int], faults: FaultLog) -> dict[int, set[int]]:
    starts: dict[int, set[int]] = defaultdict(set)
    for number, row in enumerate(tables.read(_TABLE), start=2):
        trip = rows.get(row.get("trip_id", ""))
        first, end = parse_time(row.get("start_time", "")), parse_time(row.get("end_time", ""))
        text = row.get("headway_secs", "")
        headway = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0  # noqa: PLR2004 - within days
        if trip is None:
            faults.refuse(_TABLE, number, "unknown_trip")
        elif first < 0 or end <= first or not _SHORTEST_S <= headway <= _LONGEST_S:
            faults.refuse(_TABLE, number, "bad_frequency")
        else:
            starts[trip].update(range(first, end, headway))
    return starts
