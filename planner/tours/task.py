"""What several days are planned from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from planner.desk import Desk
    from planner.request import Tour, TripRequest
    from planner.streets import RequestStreets
    from planner.targets import SiteTarget
    from planner.tours.gates import Gates
    from planner.tours.named import OpenDays
    from planner.work import Work

__all__ = ["TourTask"]


@dataclass(frozen=True, slots=True, eq=False)
class TourTask:
    """Several days to be: the request, how the streets are seen, where they begin and end, what could be visited.

    `direct_m` and `direct_ms` measure the direct way between the ends, where these are known and lie apart. `zone` is
    the time of the place, for days that begin at the same hour; None without a departure. `open_days` are those of
    sites that must be visited.
    """

    desk: Desk
    streets: RequestStreets
    request: TripRequest
    tour: Tour
    gates: Gates
    direct_m: float
    direct_ms: int
    sites: Sequence[SiteTarget]
    work: Work
    zone: ZoneInfo | None
    open_days: OpenDays
    threads: int = 1
