"""Where a tour may begin and end: two places that are asked for, or stations that trains lead to and home from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.itinerary import Night
from planner.tours.sleeping import Bed

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from graphs.geo import Coordinate
    from graphs.snap import Terminal
    from planner.itinerary import Place

__all__ = ["Gates"]


@dataclass(frozen=True, slots=True, eq=False)
class Gates:
    """Places where a tour may begin or end, k of them.

    Attributes
    ----------
    beds
        Of each; nobody sleeps there, unless one is the base.
    starts
        Where it may begin.
    ends
        Where it may end, for each of the starts, bool (starts, k).
    start_cost, end_cost
        What beginning and ending there costs, int64 (k,), in the unit of `planner.tours.chain`.
    """

    beds: tuple[Bed, ...]
    starts: tuple[int, ...]
    ends: npt.NDArray[np.bool_]
    start_cost: npt.NDArray[np.int64]
    end_cost: npt.NDArray[np.int64]

    @classmethod
    def between(cls, start: tuple[Terminal, Place], end: tuple[Terminal, Place]) -> Gates:
        """Make the gates of a tour from one place to another, or back to the same."""
        places = (start,) if start[0] == end[0] else (start, end)
        beds = tuple(Bed(terminal, Night(place, "base"), 0) for terminal, place in places)
        free = np.zeros(len(beds), np.int64)
        return cls(beds, (0,), np.arange(len(beds))[None] == len(beds) - 1, free, free)

    @property
    def loops(self) -> list[Bed]:
        """Gates that a tour may begin and end at, the cheapest first."""
        both = [row for number, row in enumerate(self.starts) if self.ends[number, row]]
        both.sort(key=lambda row: (int(self.start_cost[row]), row))
        return [self.beds[row] for row in both]

    @property
    def are_known(self) -> bool:
        """Whether there is but one place to begin at and one to end at."""
        return len(self.starts) == 1 and int(self.ends.sum()) == 1

    def list_points(self) -> tuple[Sequence[Coordinate], Sequence[Coordinate]]:
        """Where it may begin, and where it may end."""
        return (
            [self.beds[row].terminal.point for row in self.starts],
            [self.beds[row].terminal.point for row in np.flatnonzero(self.ends.any(axis=0)).tolist()],
        )
