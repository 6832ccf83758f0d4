"""What days with trains need of a territory, worked out before the first of them is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphs.transit.lines import get_lines
from planner.driving import see_roads
from planner.journey_stops import get_stop_rows

if TYPE_CHECKING:
    from planner.territory import Territory

__all__ = ["get_ready"]


def get_ready(territory: Territory) -> None:
    """Work out the lines of the timetable, its stops and the roads of the drive beside it; nothing without feeds.

    It takes some 10 ms for each 100,000 calls, and as much for each 100,000 arcs.
    """
    if territory.timetable is None:
        return
    get_lines(territory.timetable)
    get_stop_rows(territory.timetable)
    see_roads(territory)
