"""The way up and down a site for those who leave their wheels at its foot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphs.attributes import Vehicle

if TYPE_CHECKING:
    from graphs.path import Path
    from graphs.snap import Terminal
    from graphs.view import NetworkView
    from planner.plans.trip import Trip
    from planner.targets import SiteTarget

__all__ = ["Climb", "find_climb"]


@dataclass(frozen=True, slots=True, eq=False)
class Climb:
    """Walk from the foot to the top and back."""

    up: Path
    down: Path
    top: Terminal
    walking: NetworkView

    def measure(self, *, by_duration: bool) -> int:
        """Milliseconds or millimetres of both ways."""
        if by_duration:
            return self.up.duration_ms(self.walking) + self.down.duration_ms(self.walking)
        return self.up.length_mm + self.down.length_mm


def find_climb(trip: Trip, item: SiteTarget) -> Climb | None:
    """Find the walk up a site that is open, None where there is none, nobody came on wheels, or it is long."""
    top, foot = item.link.top, item.link.place
    if top is None or trip.streets.view.profile.vehicle not in {Vehicle.BIKE, Vehicle.CARGO}:
        return None
    walking, searcher = trip.streets.walking, trip.desk.searcher
    most = int(trip.params.longest_climb_m * 1000)
    with searcher.tree(walking, foot, targets=[top], max_length_mm=most) as tree:
        if tree.find_label(top) is None:
            return None
        up = tree.path_to(top)
    if up.length_mm > most or not len(up.codes):
        return None
    down = searcher.find_path(walking, top, foot)
    if down is None or down.length_mm > 2 * most:
        return None
    return Climb(up, down, top, walking)
