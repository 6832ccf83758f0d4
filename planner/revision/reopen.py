"""From what is kept of an itinerary to a line that can be edited, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graphs.errors import GraphsError
from graphs.path import Path, join
from graphs.snap import Terminal
from planner.assembly import Stage
from planner.errors import InvalidRequestError, NoItineraryError
from planner.itinerary import Place
from planner.plans import find_climb, sojourn_at
from planner.revision.line import Line, Stop, terminal_of
from planner.sketch import Sketch, SketchLeg, SketchPoint
from planner.targets import find_named, see_site

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphs.network import Network
    from planner.plans import Trip

__all__ = ["reopen", "see_stop", "sketch_line", "sketch_stages", "to_path", "to_stages"]


def sketch_stages(territory_hash: str, stages: Sequence[Stage]) -> Sketch:
    """Keep what a plan drew, whose stages all but the last end at a site or at a point.

    Parameters
    ----------
    territory_hash
        Content hash of the territory.
    stages
        Stages of the plan.
    """
    legs = [join(stage.paths) for stage in stages]
    stops = (_keep_stop(stage, leg) for stage, leg in zip(stages[:-1], legs, strict=False))
    return Sketch(territory_hash, tuple(_to_sketch_leg(leg) for leg in legs), tuple(stops))


def _keep_stop(stage: Stage, leg: Path) -> str | SketchPoint:
    if stage.sojourn is not None:
        return stage.sojourn.site.id
    spot = terminal_of(leg, end=True)
    return SketchPoint(spot.edge, spot.offset_mm, spot.lat, spot.lon, stage.end.access_m)


def sketch_line(territory_hash: str, line: Line, closed_edges: Sequence[int]) -> Sketch:
    """Keep a line.

    Parameters
    ----------
    territory_hash
        Content hash of the territory.
    line
        The line.
    closed_edges
        Edges that its edits avoid.
    """
    stops: list[str | SketchPoint] = []
    for stop in line.stops[1:-1]:
        if stop.target is not None:
            stops.append(stop.target.site.id)
        else:
            spot = stop.terminal
            stops.append(SketchPoint(spot.edge, spot.offset_mm, spot.lat, spot.lon, spot.gap_m))
    legs = tuple(_to_sketch_leg(leg) for leg in line.legs)
    return Sketch(territory_hash, legs, tuple(stops), tuple(closed_edges))


def reopen(trip: Trip, sketch: Sketch) -> Line:
    """Open what was kept.

    Raises
    ------
    InvalidRequestError
        A site of it may no longer be visited, or a street of it is closed by now.
    """
    network = trip.streets.view.network
    ends = [Stop(trip.start, trip.start_place), Stop(trip.end, trip.end_place)]
    stops = [see_stop(trip, stop, field="id") if isinstance(stop, str) else _to_stop(stop) for stop in sketch.stops]
    legs = tuple(to_path(network, leg) for leg in sketch.legs)
    try:
        for leg in legs:
            leg.weight(trip.streets.view)
    except (ValueError, GraphsError) as error:
        msg = "id: a street of this itinerary is closed by now: plan it again"
        raise InvalidRequestError(msg, field="id") from error
    return Line((ends[0], *stops, ends[1]), legs)


def see_stop(trip: Trip, site: str, *, field: str) -> Stop:
    """Find where a site is visited.

    Raises
    ------
    UnknownSiteError, AmbiguousNameError
        The site is not known, or the name stands for several.
    InvalidRequestError
        It may not be visited.
    NoItineraryError
        No street leads there.
    """
    index = find_named(trip.desk.territory, site, field=field)
    target = see_site(trip.desk.territory, trip.streets, index, field=field, clock=trip.clock)
    if target is None:
        msg = f"{field}: {site} cannot be visited"
        raise NoItineraryError(msg, field=field)
    return Stop(target.terminal, target.place, target, find_climb(trip, target))


def to_stages(line: Line) -> tuple[Stage, ...]:
    """Give the line as stages."""
    return tuple(
        Stage((leg,), stop.place, None if stop.target is None else sojourn_at(stop.target, stop.climb))
        for leg, stop in zip(line.legs, line.stops[1:], strict=True)
    )


def _to_stop(kept: SketchPoint) -> Stop:
    terminal = Terminal(kept.edge, kept.offset_mm, kept.lat, kept.lon, kept.gap_m)
    return Stop(terminal, Place(terminal.point, access_m=terminal.gap_m))


def _to_sketch_leg(path: Path) -> SketchLeg:
    return SketchLeg(tuple(path.codes.tolist()), tuple(path.from_mm.tolist()), tuple(path.to_mm.tolist()))


def to_path(network: Network, kept: SketchLeg) -> Path:
    """Give a leg that was kept as a path."""
    return Path(
        network, np.array(kept.codes, np.int32), np.array(kept.from_mm, np.int64), np.array(kept.to_mm, np.int64)
    )
