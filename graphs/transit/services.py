"""What leaves a stop on each day: how many vehicles, the first and the last."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from graphs.transit.timetable import Timetable

__all__ = ["count_departures", "find_boardings", "list_departures"]


def find_boardings(timetable: Timetable, stops: Sequence[int]) -> npt.NDArray[np.int64]:
    """Find the calls at which a vehicle may be boarded at one of some stops, and rides on; rows, (C,)."""
    calls = np.flatnonzero(np.isin(timetable.call_stop, np.array(stops, np.int32)))
    last = timetable.call_first[timetable.call_trip[calls] + 1] - 1
    return np.asarray(calls[(timetable.call_use[calls] & 1 > 0) & (calls < last)], np.int64)


def count_departures(timetable: Timetable, calls: npt.NDArray[np.int64], days: Sequence[int]) -> list[int]:
    """How many of some calls there are on each service day, given as proleptic ordinals."""
    services, count = np.unique(timetable.trip_service[timetable.call_trip[calls]], return_counts=True)
    return [int(count[timetable.list_active_services(day)[services]].sum()) for day in days]


def list_departures(timetable: Timetable, calls: npt.NDArray[np.int64], day: int) -> list[int]:
    """Departures of some calls on a service day, in order: seconds after noon less twelve hours."""
    active = timetable.list_active_services(day)[timetable.trip_service[timetable.call_trip[calls]]]
    return sorted(timetable.call_departure_s[calls[active]].tolist())
