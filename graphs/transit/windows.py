"""What runs in a stretch of two days, in the order of its departure."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from graphs.transit.boarding import NO, RESERVED, YES, list_bikes

if TYPE_CHECKING:
    from graphs.transit.timetable import Timetable

__all__ = ["DAY_S", "BikeRule", "Hops", "Window", "get_window"]

Int32 = npt.NDArray[np.int32]

DAY_S = 86_400
_EPOCH = date(1970, 1, 1).toordinal()
_KEPT = 12

BikeRule = int
"""Least that must be known of bikes on board: 0 nothing, 1 not forbidden, 2 allowed for certain; 3: of wheelchairs
instead, that they are not refused."""
_WHEELCHAIRS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Hops:
    """Connections as the kernel reads them, and the call where each begins, (H,)."""

    origin: Int32
    target: Int32
    departure: Int32
    arrival: Int32
    run: Int32
    use: npt.NDArray[np.uint8]
    call: Int32
    change_first: Int32
    change_to: Int32
    change_s: Int32


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """Two days from midnight UTC. Seconds count from `start_s` (since 1970).

    Attributes
    ----------
    run_trip, run_day
        Trip and service day (proleptic ordinal) of each run, (runs,).
    forward
        Hops by departure.
    backward
        The same turned round: seconds negative, the ends of each hop and of each change swapped.
    """

    start_s: int
    run_trip: Int32
    run_day: Int32
    forward: Hops
    backward: Hops


def get_window(timetable: Timetable, start_day: int, bikes: BikeRule) -> Window:
    """Give the window that begins on a day (UTC, days since 1970); the latest ones are kept."""
    lock: Lock = timetable.kept.setdefault("lock", Lock())
    with lock:
        windows: OrderedDict[tuple[int, int], Window] = timetable.kept.setdefault("windows", OrderedDict())
        known = windows.get((start_day, bikes))
        if known is not None:
            windows.move_to_end((start_day, bikes))
            return known
    made = _make_window(timetable, start_day, bikes)
    with lock:
        windows[start_day, bikes] = made
        while len(windows) > _KEPT:
            windows.popitem(last=False)
    return made


def _make_window(timetable: Timetable, start_day: int, bikes: BikeRule) -> Window:
    start_s, first_day = start_day * DAY_S, start_day + _EPOCH
    call, hop_trip = timetable.hop_call, timetable.call_trip[timetable.hop_call]
    leaves, reaches = timetable.call_departure_s[call], timetable.call_arrival_s[call + 1]
    latest_s = int(timetable.call_arrival_s.max(initial=0))
    parts: list[tuple[Int32, Int32, Int32, Int32]] = []
    runs: list[tuple[Int32, Int32]] = []
    count = 0
    # Time zones reach from 12 hours behind to 14 before: one day more at both ends.
    for day in range(first_day - 1 - latest_s // DAY_S - 1, first_day + 3):
        trips = _list_welcome(timetable, bikes, day) & timetable.list_active_services(day)[timetable.trip_service]
        if not trips.any():
            continue
        zero = np.array([_find_zero(feed.zone, day) - start_s for feed in timetable.feeds], np.int64)
        shift = zero[timetable.trip_feed[hop_trip]]
        hops = np.flatnonzero(trips[hop_trip] & (leaves + shift >= 0) & (leaves + shift < 2 * DAY_S))
        number = np.cumsum(trips) - 1 + count
        parts.append(
            (
                call[hops],
                (leaves[hops] + shift[hops]).astype(np.int32),
                (reaches[hops] + shift[hops]).astype(np.int32),
                number[hop_trip[hops]].astype(np.int32),
            )
        )
        own = np.flatnonzero(trips).astype(np.int32)
        runs.append((own, np.full(len(own), day, np.int32)))
        count += len(own)
    empty = np.empty(0, np.int32)
    columns = [np.concatenate([empty, *(part[place] for part in parts)]) for place in range(4)]
    order = np.argsort(columns[1], kind="stable")
    forward = _to_forward(timetable, *(column[order] for column in columns))
    run_trip, run_day = (np.concatenate([empty, *(part[place] for part in runs)]) for place in range(2))
    return Window(start_s, run_trip, run_day, forward, _turn(timetable, forward))


def _list_welcome(timetable: Timetable, bikes: BikeRule, day: int) -> npt.NDArray[np.bool_]:
    if bikes == 0:
        return np.ones(timetable.trip_count, np.bool_)
    if bikes == _WHEELCHAIRS:
        return np.asarray(timetable.trip_wheelchair != NO, np.bool_)
    known = list_bikes(timetable, day)
    return np.asarray((known == YES) | (known == RESERVED) if bikes > 1 else known != NO, np.bool_)


def _find_zero(zone: str, day: int) -> int:
    """Second (since 1970) that the times of a service day count from: noon minus twelve hours."""
    noon = datetime.combine(date.fromordinal(day), datetime.min.time(), ZoneInfo(zone)).replace(hour=12)
    return int((noon.astimezone(UTC) - timedelta(hours=12)).timestamp())


def _to_forward(timetable: Timetable, call: Int32, departure: Int32, arrival: Int32, run: Int32) -> Hops:
    board, leave = timetable.call_use[call] & 1, timetable.call_use[call + 1] & 2
    return Hops(
        timetable.call_stop[call],
        timetable.call_stop[call + 1],
        departure,
        arrival,
        run,
        (board | leave).astype(np.uint8),
        call,
        timetable.change_first,
        timetable.change_to,
        timetable.change_s,
    )


def _turn(timetable: Timetable, hops: Hops) -> Hops:
    """Turn time round: what arrives latest comes first, and the hops of a run come in their opposite order."""
    order = np.argsort(-hops.arrival[::-1], kind="stable")
    order = len(order) - 1 - order
    stops = len(timetable.change_first) - 1
    origin = np.repeat(np.arange(stops, dtype=np.int32), np.diff(timetable.change_first))
    back = np.lexsort((origin, timetable.change_to))
    first = np.searchsorted(timetable.change_to[back], np.arange(stops + 1)).astype(np.int32)
    use = hops.use[order]
    return Hops(
        hops.target[order],
        hops.origin[order],
        -hops.arrival[order],
        -hops.departure[order],
        hops.run[order],
        (((use & 1) << 1) | ((use & 2) >> 1)).astype(np.uint8),
        hops.call[order],
        first,
        origin[back],
        timetable.change_s[back],
    )
