"""The drive to a circuit, on the drawn town: blocks of 120 m, every sixth column for bikes alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graphs.geo import Coordinate, haversine_m
from planner.driving import find_drive
from tests.planner.town import crossing

if TYPE_CHECKING:
    from planner.territory import Territory

LILLE = Coordinate(50.6366, 3.0710)


def test_a_drive_follows_streets_that_cars_use(town: Territory) -> None:
    drive = find_drive(town, crossing(2, 1), crossing(8, 4), returns=True, occupancy=1)
    assert drive.basis == "streets"
    assert drive.distance_m == pytest.approx((2160, 2160), abs=1), "there and back: twice nine blocks"
    beside = find_drive(town, crossing(2, 6), crossing(8, 6), returns=False, occupancy=1)
    assert beside.distance_m == pytest.approx((960, 960), abs=1), (
        "one block to the side of the greenway, and back to it"
    )


def test_from_beyond_the_streets_it_is_the_straight_line_as_a_range(town: Territory) -> None:
    start = crossing(2, 1)
    drive = find_drive(town, LILLE, start, returns=True, occupancy=3)
    straight = haversine_m(LILLE, start)
    assert drive.basis == "straight_line"
    assert drive.distance_m == pytest.approx((2 * straight, 2 * 1.343 * straight))
    assert drive.total_g is not None
    assert drive.total_g.least == pytest.approx(2 * straight / 1000 * 67.365 / 3)


def test_where_no_road_leads_across_it_is_the_straight_line(town: Territory) -> None:
    island = Coordinate(crossing(10, 24).lat, crossing(10, 24 + 8).lon)
    drive = find_drive(town, crossing(10, 20), island, returns=False, occupancy=1)
    assert drive.basis == "straight_line"
    assert drive.distance_m is not None
    assert drive.distance_m.least > 1000


def test_no_place_gives_no_figure_and_the_reason(town: Territory) -> None:
    drive = find_drive(town, None, crossing(2, 1), returns=True, occupancy=1)
    assert (drive.distance_m, drive.total_g, drive.reason) == (None, None, "origin_unplaced")
