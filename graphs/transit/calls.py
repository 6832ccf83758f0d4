"""Calls of trips at stops: blank times filled, wrong ones refused, repeated trips written out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from graphs.transit.faults import FaultLog
    from graphs.transit.tables import FeedTables

    Int32 = npt.NDArray[np.int32]

__all__ = ["BLANK", "BOARD", "LEAVE", "Calls", "mend_calls", "parse_time", "read_calls"]

BLANK = -1
BOARD, LEAVE = 1, 2
"""Bits of what a call may be used for."""

_TIME = re.compile(r"(\d{1,3}):([0-5]\d):([0-5]\d)")
_BAD = -2
_LATEST_S = 10 * 86_400
_TABLE = "stop_times.txt"
_NOT_AT_ALL = "1"
_COLUMNS = (
    "trip_id",
    "stop_id",
    "stop_sequence",
    "arrival_time",
    "departure_time",
    "pickup_type",
    "drop_off_type",
)


@dataclass(frozen=True, slots=True, eq=False)
class Calls:
    """Calls in the order of their trips and in these of their order, shapes (C,). Times in seconds, stop -1 unknown."""

    trip: Int32
    stop: Int32
    arrival_s: Int32
    departure_s: Int32
    use: npt.NDArray[np.uint8]
    row: Int32

    def take(self, chosen: npt.NDArray[np.bool_] | npt.NDArray[np.intp]) -> Calls:
        """Give some of the calls."""
        return Calls(
            self.trip[chosen],
            self.stop[chosen],
            self.arrival_s[chosen],
            self.departure_s[chosen],
            self.use[chosen],
            self.row[chosen],
        )


@cache
def parse_time(text: str) -> int:
    """Seconds of a time such as 25:10:00; -1 for a blank, -2 for what is no time."""
    if not text:
        return BLANK
    found = _TIME.fullmatch(text)
    if found is None:
        return _BAD
    hours, minutes, seconds = (int(part) for part in found.groups())
    total = 3600 * hours + 60 * minutes + seconds
    return total if total <= _LATEST_S else _BAD


def read_calls(tables: FeedTables, trips: Mapping[str, int], stops: Mapping[str, int], faults: FaultLog) -> Calls:
    """Read stop_times.txt and mend it.

    Parameters
    ----------
    tables
        Feed.
    trips, stops
        Rows by id.
    faults
        Takes what was mended and refused.
    """
    blocks: list[tuple[Calls, npt.NDArray[np.int64]]] = []
    for first, columns in tables.read_blocks(_TABLE, _COLUMNS):
        blocks.append(_read_block(first, columns, trips, stops, faults))
    if not blocks:
        empty = np.empty(0, np.int32)
        return Calls(empty, empty, empty, empty, np.empty(0, np.uint8), empty)
    parts = [block for block, _ in blocks]
    whole = Calls(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in ("trip", "stop", "arrival_s")),
        *(np.concatenate([getattr(part, name) for part in parts]) for name in ("departure_s", "use", "row")),
    )
    return mend_calls(whole, np.concatenate([sequence for _, sequence in blocks]), faults)


def _read_block(
    first: int, columns: list[list[str]], trips: Mapping[str, int], stops: Mapping[str, int], faults: FaultLog
) -> tuple[Calls, npt.NDArray[np.int64]]:
    trip = np.array([trips.get(value, -1) for value in columns[0]], np.int32)
    stop = np.array([stops.get(value, -1) for value in columns[1]], np.int32)
    sequence = np.array([_to_order(value) for value in columns[2]], np.int64)
    arrival = np.array([parse_time(value) for value in columns[3]], np.int32)
    departure = np.array([parse_time(value) for value in columns[4]], np.int32)
    use = np.array(
        [BOARD * (up != _NOT_AT_ALL) + LEAVE * (down != _NOT_AT_ALL) for up, down in zip(*columns[5:7], strict=True)],
        np.uint8,
    )
    row = np.arange(first, first + len(trip), dtype=np.int32)
    good = trip >= 0
    faults.refuse_all(_TABLE, row[~good].tolist(), "unknown_trip")
    for bad, kind in ((sequence < 0, "bad_order"), ((arrival == _BAD) | (departure == _BAD), "bad_time")):
        faults.refuse_all(_TABLE, row[good & bad].tolist(), kind)
        good &= ~bad
    return Calls(trip, stop, arrival, departure, use, row).take(good), sequence[good]


def _to_order(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1  # noqa: PLR2004 - digits of an i4


def mend_calls(calls: Calls, sequence: npt.NDArray[np.int64], faults: FaultLog) -> Calls:
    """Order the calls, fill blank times in proportion to their order, refuse trips whose times run back.

    Calls before the first time and after the last, calls at unknown stops and trips of fewer than two calls are left
    out.
    """
    order = np.lexsort((calls.row, sequence, calls.trip))
    calls, sequence = calls.take(order), sequence[order]
    repeated = np.zeros(len(order), np.bool_)
    repeated[1:] = (calls.trip[1:] == calls.trip[:-1]) & (sequence[1:] == sequence[:-1])
    faults.refuse_all(_TABLE, calls.row[repeated].tolist(), "repeated_order")
    calls = _fill_times(calls.take(~repeated), faults)
    back = calls.departure_s < calls.arrival_s
    back[1:] |= (calls.trip[1:] == calls.trip[:-1]) & (calls.arrival_s[1:] < calls.departure_s[:-1])
    faults.refuse_all(_TABLE, calls.row[back].tolist(), "decreasing_time_trip_left_out")
    unknown = calls.stop < 0
    faults.refuse_all(_TABLE, calls.row[unknown].tolist(), "unknown_stop")
    calls = calls.take(~np.isin(calls.trip, calls.trip[back]) & ~unknown)
    trips, counts = np.unique(calls.trip, return_counts=True)
    alone = np.isin(calls.trip, trips[counts < 2])  # noqa: PLR2004 - from one stop to another
    faults.refuse_all(_TABLE, calls.row[alone].tolist(), "only_call_of_trip")
    return calls.take(~alone)


def _fill_times(calls: Calls, faults: FaultLog) -> Calls:
    arrival = np.where(calls.arrival_s == BLANK, calls.departure_s, calls.arrival_s).astype(np.int64)
    departure = np.where(calls.departure_s == BLANK, calls.arrival_s, calls.departure_s).astype(np.int64)
    count = len(arrival)
    index = np.arange(count)
    known = arrival != BLANK
    before = np.maximum.accumulate(np.where(known, index, -1)) if count else index
    after = np.minimum.accumulate(np.where(known, index, count)[::-1])[::-1] if count else index
    inside = (before >= 0) & (after < count)
    low, high = np.clip(before, 0, None), np.clip(after, None, max(count - 1, 0))
    inside &= (calls.trip[low] == calls.trip) & (calls.trip[high] == calls.trip)
    faults.refuse_all(_TABLE, calls.row[~inside].tolist(), "blank_time_at_the_end")
    blank = inside & ~known
    for row in calls.row[blank].tolist():
        faults.mend(_TABLE, row, "blank_time_filled")
    span = np.where(blank, high - low, 1)
    filled = departure[low] + (arrival[high] - departure[low]) * (index - low) // span
    arrival, departure = np.where(blank, filled, arrival), np.where(blank, filled, departure)
    whole = Calls(calls.trip, calls.stop, arrival.astype(np.int32), departure.astype(np.int32), calls.use, calls.row)
    return whole.take(inside)
