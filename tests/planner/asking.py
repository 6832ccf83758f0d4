"""Questions to the engine on the drawn town, and what every answer keeps to."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from graphs.geo import Coordinate, haversine_m
from planner.catalogue import AccessStatus
from planner.engine import plan
from planner.request import Target, TripRequest
from tests.planner.town import crossing

if TYPE_CHECKING:
    from planner.itinerary import Itinerary, PlanResult
    from planner.territory import Territory

MIDDLE = crossing(11.5, 12)
SIX_KM = Target(distance_m=6000)
MINING = (("mining", 1.0),)
SATURDAY = datetime(2026, 6, 13, 9, 30, tzinfo=UTC)


def ask(town: Territory, **fields: Any) -> PlanResult:  # noqa: ANN401 - any field of a request
    usual: dict[str, Any] = {"mode": "bike", "start": MIDDLE, "target": SIX_KM}
    return plan(town, TripRequest(**(usual | fields)))


def line_of(itinerary: Itinerary) -> list[tuple[float, float]]:
    return [
        (lon, lat)
        for leg in itinerary.own_legs
        for lat, lon in zip(leg.line.lat.tolist(), leg.line.lon.tolist(), strict=True)
    ]


def streets_of(itinerary: Itinerary) -> list[str]:
    return [step.name for leg in itinerary.own_legs for step in leg.steps]


def sites_of(itinerary: Itinerary) -> set[str]:
    return {visit.site.id for visit in itinerary.visits}


def assert_whole(itinerary: Itinerary, *, start: Coordinate = MIDDLE, end: Coordinate | None = None) -> None:
    """Legs and visits follow one another in place and time, and the totals are theirs."""
    line = line_of(itinerary)
    for place, asked in ((line[0], start), (line[-1], end or start)):
        assert haversine_m(Coordinate(place[1], place[0]), asked) < 20
    for one, other in itertools.pairwise(itinerary.own_legs):
        assert other.departure_s >= one.arrival_s
        joint = (Coordinate(leg.line.lat[k], leg.line.lon[k]) for leg, k in ((one, -1), (other, 0)))
        assert haversine_m(*joint) < 0.2
    summary = itinerary.summary
    assert summary.length_m == pytest.approx(sum(leg.length_m for leg in itinerary.legs))
    assert summary.moving_s == pytest.approx(sum(leg.duration_s for leg in itinerary.own_legs))
    assert summary.visit_s == pytest.approx(sum(v.departure_s - v.arrival_s for v in itinerary.visits))
    assert summary.duration_s == pytest.approx(summary.moving_s + summary.visit_s)
    last = max([leg.arrival_s for leg in itinerary.legs] + [visit.departure_s for visit in itinerary.visits])
    assert last == pytest.approx(summary.duration_s, abs=0.01)
    for visit in itinerary.visits:
        nearest = min(haversine_m(Coordinate(lat, lon), visit.point) for lon, lat in line)
        assert nearest <= visit.access_m + 70, "vertices are up to 120 m apart"
        assert haversine_m(visit.point, visit.site.position) < 1
        assert visit.why or not itinerary.summary.score
        assert visit.site.access.status not in {AccessStatus.CLOSED, AccessStatus.PROJECT}
