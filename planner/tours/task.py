"""What several days are planned from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphs.snap import Terminal
    from planner.desk import Desk
    from planner.itinerary import Place
    from planner.request import Tour, TripRequest
    from planner.streets import RequestStreets
    from planner.targets import SiteTarget
    from planner.work import Work

__all__ = ["TourTask"]


@dataclass(frozen=True, slots=True, eq=False)
class TourTask:
    """Several days to be: the request, how the streets are seen, first start and last end, what could be visited.

    `direct_m` and `direct_ms` measure the direct way between the ends.
    """

    desk: Desk
    streets: RequestStreets
    request: TripRequest
    tour: Tour
    ends: tuple[tuple[Terminal, Place], tuple[Terminal, Place]]
    direct_m: float
    direct_ms: int
    sites: Sequence[SiteTarget]
    work: Work
    threads: int = 1

    @property
    def closed(self) -> bool:
        """Whether the last day ends where the first begins."""
        return self.ends[0][0] == self.ends[1][0]
