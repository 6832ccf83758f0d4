"""Lines of a timetable: trips that call at the same stops in the same way, none of which overtakes another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graphs.kernels.lines import hash_trips, split_trips

if TYPE_CHECKING:
    import numpy.typing as npt

    from graphs.transit.timetable import Timetable

    Int32 = npt.NDArray[np.int32]

__all__ = ["Lines", "get_changes", "get_lines"]


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Trips in lines, and the lines by stop.

    Attributes
    ----------
    count
        Number of lines, L.
    trip, line
        Trips by line and, within one, by time, and the line of each, (T,).
    first_s, last_s
        First departure and last arrival of each of them, seconds of its day, (T,).
    visit_first, visit_line, visit_place
        Lines that call at a stop, and the place of that call in the line, by stop, (S+1), (V,), (V,).
    """

    count: int
    trip: Int32
    line: Int32
    first_s: Int32
    last_s: Int32
    visit_first: Int32
    visit_line: Int32
    visit_place: Int32


def get_lines(timetable: Timetable) -> Lines:
    """Give the lines of a timetable, worked out once."""
    known: Lines | None = timetable.kept.get("lines")
    return known or timetable.kept.setdefault("lines", _work_out(timetable))


def get_changes(timetable: Timetable, *, backward: bool) -> tuple[Int32, Int32, Int32]:
    """Give the ways between stops by origin, or by target backwards: first row, other stop, seconds."""
    if not backward:
        return timetable.change_first, timetable.change_to, timetable.change_s
    known: tuple[Int32, Int32, Int32] | None = timetable.kept.get("changes_back")
    return known or timetable.kept.setdefault("changes_back", _turn_changes(timetable))


def _turn_changes(timetable: Timetable) -> tuple[Int32, Int32, Int32]:
    stops = timetable.stop_count
    origin = np.repeat(np.arange(stops, dtype=np.int32), np.diff(timetable.change_first))
    back = np.lexsort((origin, timetable.change_to))
    first = np.searchsorted(timetable.change_to[back], np.arange(stops + 1)).astype(np.int32)
    return first, origin[back], timetable.change_s[back]


def _work_out(timetable: Timetable) -> Lines:
    first, stop, use = timetable.call_first, timetable.call_stop, timetable.call_use
    arrival_s, departure_s = timetable.call_arrival_s, timetable.call_departure_s
    hashes = np.empty(timetable.trip_count, np.uint64)
    hash_trips(first, stop, use, hashes)
    begins, ends = departure_s[first[:-1]], arrival_s[first[1:] - 1]
    order = np.lexsort((begins, hashes)).astype(np.int32)
    line, scratch = np.empty(len(order), np.int32), np.empty(len(order), np.int32)
    count = split_trips(order, first, stop, use, arrival_s, departure_s, line, scratch)
    together = np.argsort(line, kind="stable")
    trip, line = order[together], line[together]
    leading = trip[np.searchsorted(line, np.arange(count))]
    lengths = first[leading + 1] - first[leading]
    visit_line = np.repeat(np.arange(count, dtype=np.int32), lengths)
    visit_place = np.arange(len(visit_line)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    visit_stop = stop[np.repeat(first[leading], lengths) + visit_place]
    by_stop = np.argsort(visit_stop, kind="stable")
    return Lines(
        count,
        trip,
        line,
        begins[trip],
        ends[trip],
        np.searchsorted(visit_stop[by_stop], np.arange(timetable.stop_count + 1)).astype(np.int32),
        visit_line[by_stop],
        visit_place[by_stop].astype(np.int32),
    )
