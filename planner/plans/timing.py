"""The clock of a plan: when its visits begin, which of them would be closed, how long one waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from graphs.path import Path
    from planner.plans.survey import SiteField
    from planner.plans.trip import Trip

__all__ = ["Timing", "has_windows", "list_windows", "time_visits"]

_MARGIN_MS = 2000
"""A visit keeps this far from the end of an opening, so that rounding never puts it beyond."""
_NO_WINDOW = (1, 0)
_ALWAYS = (-(1 << 38), 1 << 38)


@dataclass(frozen=True, slots=True)
class Timing:
    """Which visits, by their place in the order, would be closed, and how long one waits for each to open.

    `early` says that the first of them is reached too early, not too late.
    """

    closed: tuple[int, ...] = ()
    waits_ms: tuple[int, ...] = ()
    early: bool = False

    @property
    def wait_ms(self) -> int:
        """All waits together."""
        return sum(self.waits_ms)

    def list_free_legs(self, count: int) -> range:
        """Legs that a detour may lengthen without keeping a visit closed."""
        if not self.closed:
            return range(count)
        return range(self.closed[0] + 1) if self.early else range(self.closed[-1] + 1, count)


def time_visits(trip: Trip, field: SiteField, order: Sequence[int], legs: Sequence[Sequence[Path]]) -> Timing:
    """Go through a plan by the clock.

    Parameters
    ----------
    trip, field
        What is asked, and what there is.
    order
        Targets in order, as indices of the field.
    legs
        Paths of each leg, one leg more than targets.
    """
    if trip.clock is None:
        return Timing()
    view = trip.streets.view
    now_ms = 0
    waits_ms = [0] * len(order)
    closed: list[int] = []
    early = False
    for place, (k, leg) in enumerate(zip(order, legs, strict=False)):
        item, climb = field.targets[k], field.climbs[k]
        now_ms += sum(path.duration_ms(view) for path in leg if len(path.codes))
        now_ms += climb.up.duration_ms(climb.walking) if climb else 0
        stay_ms = item.dwell_s * 1000
        if item.hours is not None:
            begin_ms, opening = item.hours.begin(now_ms, stay_ms + _MARGIN_MS)
            if opening == "closed":
                early = early if closed else any(a > now_ms for a, _ in item.hours.list_starts(stay_ms))
                closed.append(place)
            waits_ms[place] = begin_ms - now_ms
            now_ms = begin_ms
        now_ms += stay_ms + (climb.down.duration_ms(climb.walking) if climb else 0)
    return Timing(tuple(closed), tuple(waits_ms), early)


def has_windows(field: SiteField, latest_ms: int) -> bool:
    """Whether some site is closed at some time until the latest."""
    return any(item.hours is not None and item.hours.binds(latest_ms) for item in field.targets)


def list_windows(field: SiteField) -> npt.NDArray[np.int64]:
    """Give the windows (1, vertices, windows, 2) in which visits, climbs included, may start, in milliseconds."""
    rows: list[list[tuple[int, int]]] = [[_ALWAYS]]
    for item, climb in zip(field.targets, field.climbs, strict=True):
        if item.hours is None:
            rows.append([_ALWAYS])
            continue
        up_ms = climb.up.duration_ms(climb.walking) if climb else 0
        starts = item.hours.list_starts(item.dwell_s * 1000 + _MARGIN_MS)
        rows.append([(start - up_ms, latest - up_ms) for start, latest in starts])
    rows.append([_ALWAYS])
    most = max(1, *(len(row) for row in rows))
    padded = [[*row, *[_NO_WINDOW] * (most - len(row))] for row in rows]
    return np.array(padded, np.int64)[None]
