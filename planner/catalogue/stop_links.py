"""Linking stops and lodgings to the streets: the nearest street that is not behind a motorway, a canal or a wall."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
import shapely.ops

from graphs.attributes import Vehicle
from planner.catalogue.linking import LinkSpot, SiteSpots

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.catalogue.frame import MetricFrame
    from planner.catalogue.lodging import Lodging
    from planner.catalogue.streets import Barriers, NearStreets, Streets
    from planner.stops import Stop

__all__ = ["find_stop_spots"]

_REACH_M = 250.0
_TRIES = 40
# A station lies between rails and behind fences, and is entered all the same.
_BLOCKING = frozenset({"wall", "water", "motorway"})


def find_stop_spots(
    stops: Sequence[Stop] | Sequence[Lodging], streets: Streets, barriers: Barriers, frame: MetricFrame
) -> list[tuple[SiteSpots, ...]]:
    """Spots of every stop or lodging, one per vehicle in the order of `Vehicle`.

    Parameters
    ----------
    stops
        Stops, or lodgings.
    streets
        Streets, with all barred edges known.
    barriers
        What nobody crosses.
    frame
        Frame of the territory.
    """
    found = []
    for stop in stops:
        point = frame.to_point(stop.position)
        near = streets.find_near(point, _REACH_M)
        found.append(tuple(_find(point, near, vehicle, streets, barriers, frame) for vehicle in Vehicle))
    return found


def _find(
    point: shapely.Point, near: NearStreets, vehicle: Vehicle, streets: Streets, barriers: Barriers, frame: MetricFrame
) -> SiteSpots:
    usable = streets.is_usable(near.edges, vehicle)
    distances = np.where(usable, shapely.distance(near.lines, point), np.inf)
    reason = "no_street"
    for index in np.lexsort((near.edges, np.round(distances, 1)))[:_TRIES].tolist():
        if not distances[index] <= _REACH_M:
            break
        spot, _ = shapely.ops.nearest_points(near.lines[index], point)
        blocker = barriers.find_blocker(spot, point, _BLOCKING)
        if blocker is None:
            gap_m = float(distances[index])
            place = streets.to_terminal(int(near.edges[index]), near.lines[index], spot, gap_m)
            link = LinkSpot(place, frame.to_coordinate(point))
            return SiteSpots(link, link)
        reason = f"behind_{blocker}"
    return SiteSpots(None, None, reason)
