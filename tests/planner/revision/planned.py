"""An itinerary on the drawn town, all that edits of it need, and what must hold of it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest

from graphs.geo import Coordinate, haversine_m
from planner.desk import get_desk
from planner.engine import plan, revise
from planner.places import locate
from planner.request import Target, TripRequest
from planner.revision.reopen import to_path
from planner.streets import see_streets
from tests.planner.circuit.checks import assert_on_streets
from tests.planner.town import crossing

if TYPE_CHECKING:
    from graphs.path import Path
    from planner.edits import Edit
    from planner.itinerary import Itinerary, PlanResult
    from planner.sketch import Sketch, SketchLeg
    from planner.territory import Territory

MIDDLE = crossing(11.5, 12)
REQUEST = TripRequest(mode="bike", start=MIDDLE, target=Target(distance_m=6000), themes=(("mining", 1.0),), seed=4)
NEW = "memorial-east"


@dataclass(frozen=True, slots=True)
class Planned:
    """A planned itinerary and all that an edit needs."""

    town: Territory
    request: TripRequest
    itinerary: Itinerary
    sketch: Sketch

    def edit(self, *edits: Edit) -> Planned:
        result = self.ask(*edits)
        return replace(self, itinerary=result.itineraries[0], sketch=result.sketches[0])

    def ask(self, *edits: Edit) -> PlanResult:
        return revise(self.town, self.request, self.sketch, edits, identity=self.itinerary.id)

    def paths(self) -> list[Path]:
        return [to_path(self.town.network, leg) for leg in self.sketch.legs]

    def length_m(self) -> float:
        return sum(path.length_mm for path in self.paths()) / 1000

    def visited(self) -> list[str]:
        return [visit.site.id for visit in self.itinerary.visits]


def plan_in(town: Territory, request: TripRequest = REQUEST) -> Planned:
    result = plan(town, request)
    return Planned(town, request, result.itineraries[0], result.sketches[0])


def assert_sound(planned: Planned) -> None:
    """Streets allow the line, legs join, it ends where it should and its totals add up."""
    town, request, itinerary = planned.town, planned.request, planned.itinerary
    streets = see_streets(
        get_desk(town), request.mode, themes=request.themes, closed_edges=planned.sketch.closed_edges, day=None
    )
    assert request.start is not None
    start, _ = locate(town, streets.view, request.start, field="start", index=0)
    end = start if request.end is None else locate(town, streets.view, request.end, field="end", index=1)[0]
    assert_on_streets(streets.view, planned.paths(), start, end)
    legs = itinerary.own_legs
    for one, other in itertools.pairwise(legs):
        assert haversine_m(end_of(one.line), start_of(other.line)) < 0.1
    assert sum(leg.length_m for leg in legs) == pytest.approx(itinerary.summary.length_m, abs=0.1)
    assert planned.length_m() == pytest.approx(itinerary.summary.length_m, abs=0.1)
    assert planned.visited() == [stop for stop in planned.sketch.stops if isinstance(stop, str)]


def start_of(line: Any) -> Coordinate:  # noqa: ANN401
    return Coordinate(line.lat[0], line.lon[0])


def end_of(line: Any) -> Coordinate:  # noqa: ANN401
    return Coordinate(line.lat[-1], line.lon[-1])


def middle_of(leg: SketchLeg, town: Territory) -> Coordinate:
    points = to_path(town.network, leg).points()
    half = len(points.lat) // 2
    return Coordinate(float(points.lat[half]), float(points.lon[half]))


def gap_m(planned: Planned, point: Coordinate) -> float:
    """Distance from a point to the nearest vertex of the line."""
    return min(
        haversine_m(Coordinate(lat, lon), point)
        for leg in planned.itinerary.own_legs
        for lat, lon in zip(leg.line.lat.tolist(), leg.line.lon.tolist(), strict=True)
    )
