"""Ways, matrices and reach on the drawn town, without a choice of sites."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
import shapely

from graphs.geo import Coordinate, haversine_m
from graphs.isochrones import Contour
from planner.cancel import Cancel
from planner.errors import CancelledError, PlannerError
from planner.request import SitePlace, StopPlace
from planner.territory import Territory
from planner.ways import reach, routes, travel_matrix
from tests.planner.asking import MIDDLE, line_of
from tests.planner.town import crossing, offset


def test_routes_join_points_in_their_order(town: Territory) -> None:
    first, second = crossing(3.5, 3), crossing(20, 5.5)
    (route,) = routes(town, "bike", [first, second, SitePlace("pond-south")])
    line = [Coordinate(lat, lon) for lon, lat in line_of(route)]
    assert haversine_m(line[0], first) < 5
    assert min(haversine_m(point, second) for point in line) < 5
    assert route.legs[-1].end.name == "Étang du Val"
    assert len({leg.departure_s for leg in route.legs}) == len(route.legs)
    three = routes(town, "bike", [first, second], alternatives=3)
    assert len({tuple(line_of(item)) for item in three}) == len(three) > 1
    with pytest.raises(PlannerError) as refused:
        routes(town, "bike", [first, SitePlace("nowhere")])
    assert refused.value.details["field"] == "points[1]"


def test_the_matrix_holds_what_the_routes_measure(town: Territory) -> None:
    sources = [crossing(3.5, 3), crossing(20, 5.5)]
    targets: list[Coordinate | StopPlace | SitePlace] = [
        StopPlace("gare"),
        crossing(12.5, 22),
        offset(crossing(10, 24), east_m=1000),
    ]
    found = travel_matrix(town, "bike", sources, targets, max_km=3.5)
    for i, source in enumerate(sources):
        for j, target in enumerate(targets):
            (route,) = routes(town, "bike", [source, target])
            length = found.lengths_m[i][j]
            if length is None:
                assert route.summary.length_m > 3500
            else:
                assert length == pytest.approx(route.summary.length_m, abs=0.01)
                assert found.durations_s[i][j] == pytest.approx(route.summary.duration_s, abs=0.01)
    assert any(value is None for row in found.lengths_m for value in row)
    assert any(value is not None for row in found.lengths_m for value in row)


def test_what_can_be_reached_grows_with_the_contour_and_holds_the_start(town: Territory) -> None:
    small, large = reach(town, "bike", MIDDLE, [Contour("length", 400_000), Contour("length", 900_000)])
    start = shapely.Point(MIDDLE.lon, MIDDLE.lat)
    assert small.contains(start)
    assert large.buffer(1e-6).contains(small)
    far = crossing(11.5, 18)
    assert large.buffer(1e-4).contains(shapely.Point(far.lon, far.lat))
    assert not small.contains(shapely.Point(far.lon, far.lat))


Work = Callable[[Territory, Cancel], object]

ALL_WORK: dict[str, tuple[Work, int]] = {
    "routes": (lambda town, cancel: routes(town, "bike", [MIDDLE, crossing(3, 3), crossing(20, 5)], cancel=cancel), 6),
    "routes of a pair": (lambda town, cancel: routes(town, "bike", [MIDDLE, crossing(3, 3)], cancel=cancel), 4),
    "matrix": (lambda town, cancel: travel_matrix(town, "bike", [MIDDLE] * 4, [crossing(3, 3)] * 3, cancel=cancel), 9),
    "reach": (lambda town, cancel: reach(town, "bike", MIDDLE, [Contour("length", 10**6)], cancel=cancel), 3),
}


@pytest.mark.parametrize(("work", "least_checks"), ALL_WORK.values(), ids=ALL_WORK)
def test_all_work_stops_between_its_parts_when_nobody_waits(town: Territory, work: Work, least_checks: int) -> None:
    def cut_after(checks: int) -> Cancel:
        clock = itertools.count()
        return Cancel(timeout_s=checks + 1, clock=lambda: float(next(clock)))

    for checks in range(least_checks):
        with pytest.raises(CancelledError):
            work(town, cut_after(checks))
    assert work(town, cut_after(1000))


@pytest.mark.parametrize("work", [work for work, _ in ALL_WORK.values()], ids=ALL_WORK)
def test_a_search_on_its_way_stops_when_the_caller_leaves(town: Territory, work: Work) -> None:
    cancel = Cancel()
    cancel.halt[0] = 1
    cancel.check()
    with pytest.raises(CancelledError, match="the caller left"):
        work(town, cancel)
