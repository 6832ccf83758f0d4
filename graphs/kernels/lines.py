"""Lines of a timetable: trips with the same calls of which none overtakes another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import types

from graphs.kernels.types import RO_I4, RO_U1, WR_I4, WR_U8, bare, kernel

if TYPE_CHECKING:
    import numpy.typing as npt

    Int32 = npt.NDArray[np.int32]

__all__ = ["hash_trips", "split_trips"]

_MOST_TRIED = 32


@kernel(types.void(RO_I4, RO_I4, RO_U1, WR_U8), allocates=False)
def hash_trips(
    call_first: Int32, call_stop: Int32, call_use: npt.NDArray[np.uint8], found: npt.NDArray[np.uint64]
) -> None:
    """Hash the stops of every trip and how they are used, trips with the same calls alike; into `found`, (T,)."""
    for trip in range(len(found)):
        value = np.uint64(14695981039346656037)
        for call in range(call_first[trip], call_first[trip + 1]):
            value = (value ^ np.uint64(call_stop[call])) * np.uint64(1099511628211)
            value = (value ^ np.uint64(call_use[call])) * np.uint64(1099511628211)
        found[trip] = value


@bare
def _follows(
    one: int,
    other: int,
    call_first: Int32,
    call_stop: Int32,
    call_use: npt.NDArray[np.uint8],
    call_arrival_s: Int32,
    call_departure_s: Int32,
) -> bool:
    """Whether the other trip has the same calls and is nowhere before the one."""
    shift = call_first[other] - call_first[one]
    if call_first[one + 1] - call_first[one] != call_first[other + 1] - call_first[other]:
        return False
    for call in range(call_first[one], call_first[one + 1]):
        if call_stop[call] != call_stop[call + shift] or call_use[call] != call_use[call + shift]:
            return False
        if call_arrival_s[call] > call_arrival_s[call + shift]:
            return False
        if call_departure_s[call] > call_departure_s[call + shift]:
            return False
    return True


@kernel(types.int64(RO_I4, RO_I4, RO_I4, RO_U1, RO_I4, RO_I4, WR_I4, WR_I4), allocates=False)
def split_trips(
    order: Int32,
    call_first: Int32,
    call_stop: Int32,
    call_use: npt.NDArray[np.uint8],
    call_arrival_s: Int32,
    call_departure_s: Int32,
    line: Int32,
    last_trip: Int32,
) -> int:
    """Put each trip behind the first of the latest lines that it follows, or into a new one; gives their number.

    Parameters
    ----------
    order
        Trips, those with the same calls side by side and by departure, (T,).
    call_first, call_stop, call_use, call_arrival_s, call_departure_s
        Calls of the timetable.
    line
        Number of the line of each trip of `order`, filled, (T,).
    last_trip
        Work space, (T,).
    """
    count = 0
    for place in range(len(order)):
        trip = order[place]
        found = -1
        for tried in range(count - 1, max(-1, count - 1 - _MOST_TRIED), -1):
            if _follows(last_trip[tried], trip, call_first, call_stop, call_use, call_arrival_s, call_departure_s):
                found = tried
        if found < 0:
            found = count
            count += 1
        line[place] = found
        last_trip[found] = trip
    return count
