"""What runs in a stretch of two days, by line."""

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
from graphs.transit.lines import get_lines

if TYPE_CHECKING:
    from graphs.transit.lines import Lines
    from graphs.transit.timetable import Timetable

__all__ = ["DAY_S", "BikeRule", "Window", "get_window"]

Int32 = npt.NDArray[np.int32]

DAY_S = 86_400
_EPOCH = date(1970, 1, 1).toordinal()
_KEPT = 12

BikeRule = int
"""Least that must be known of bikes on board: 0 nothing, 1 not forbidden, 2 allowed for certain; 3: of wheelchairs
instead, that they are not refused."""
_WHEELCHAIRS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """What runs in two days from midnight UTC. Seconds count from `start_s` (since 1970).

    Attributes
    ----------
    lines
        Lines of the timetable.
    row_line, row_first
        A line on one service day each, (R,), and where its runs begin, (R+1,).
    run_trip, run_day, run_shift
        Trip, service day (proleptic ordinal) and the second that its times count from, of each run in the order of
        their time, (runs,).
    """

    start_s: int
    lines: Lines
    row_line: Int32
    row_first: Int32
    run_trip: Int32
    run_day: Int32
    run_shift: Int32


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
    start_s, first_day, lines = start_day * DAY_S, start_day + _EPOCH, get_lines(timetable)
    latest_s = int(lines.last_s.max(initial=0))
    feed = timetable.trip_feed[lines.trip]
    empty = np.empty(0, np.int32)
    parts: list[tuple[Int32, Int32, Int32, Int32]] = []
    # Time zones reach from 12 hours behind to 14 before: one day more at both ends.
    for day in range(first_day - 1 - latest_s // DAY_S - 1, first_day + 3):
        zeros = np.array([_find_zero(one.zone, day) - start_s for one in timetable.feeds], np.int32)
        shift = zeros[feed]
        meets = (lines.last_s + shift >= 0) & (lines.first_s + shift < 2 * DAY_S)
        if not meets.any():
            continue
        trips = _list_welcome(timetable, bikes, day) & timetable.list_active_services(day)[timetable.trip_service]
        runs = np.flatnonzero(meets & trips[lines.trip])
        days = np.full(len(runs), day, np.int32)
        parts.append((lines.line[runs], lines.trip[runs], days, shift[runs]))
    line, trip, days, shifts = (np.concatenate([empty, *(part[place] for part in parts)]) for place in range(4))
    starts = np.flatnonzero((np.diff(line, prepend=-1) != 0) | (np.diff(days, prepend=-1) != 0))
    first = np.append(starts, len(line)).astype(np.int32)
    return Window(start_s, lines, line[starts], first, trip, days, shifts)


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
