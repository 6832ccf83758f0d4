"""Themed circuits whose first choice of sites makes an odd line, on the demo territory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graphs.geo import Coordinate
from planner.engine import plan
from planner.plans.trip import PlanParams
from planner.request import Target, TripRequest

if TYPE_CHECKING:
    from planner.territory import Territory


def make_request(mode: str, place: tuple[float, float], km: float, seed: int, **themes: float) -> TripRequest:
    return TripRequest(
        mode=mode,
        start=Coordinate(*place),
        target=Target(distance_m=1000 * km),
        themes=tuple(themes.items()),
        alternatives=3,
        seed=seed,
    )


@pytest.mark.parametrize(
    ("place", "seed"),
    [((50.4139, 3.2592), 7), ((50.5339, 2.9749), 42), ((50.3861, 3.1386), 67)],
)
def test_a_flat_choice_is_exchanged_for_one_that_encloses_ground(
    demo: Territory, place: tuple[float, float], seed: int
) -> None:
    itineraries = plan(demo, make_request("bike", place, 30.0, seed, memory=1.0, nature=0.5)).itineraries
    assert len(itineraries) == 3
    for itinerary in itineraries:
        assert itinerary.visits
        assert itinerary.quality.compactness >= 0.1
        assert itinerary.quality.spur_m <= 500
        assert itinerary.quality.retraced_share <= 0.1
        assert abs(itinerary.quality.length_error or 0.0) <= 0.05


@pytest.mark.parametrize(("place", "seed"), [((50.346508, 3.277261), 3), ((50.592521, 3.347607), 29)])
def test_what_is_ridden_out_and_back_is_left_out_of_the_alternatives(
    demo: Territory, place: tuple[float, float], seed: int
) -> None:
    itineraries = plan(demo, make_request("foot", place, 12.0, seed, mining=1.0, terrils=0.7)).itineraries
    assert itineraries
    for itinerary in itineraries:
        assert itinerary.quality.compactness >= 0.1
        assert itinerary.quality.spur_m <= 500
        assert itinerary.quality.retraced_share <= 0.1


def test_nothing_is_mended_once_the_work_for_it_is_done(demo: Territory) -> None:
    request = make_request("bike", (50.3681, 3.9076), 30.0, 64, memory=1.0, nature=0.5)
    itineraries = plan(demo, request, params=PlanParams(mending_nodes=0)).itineraries
    assert len(itineraries) < 3 or min(itinerary.quality.compactness for itinerary in itineraries) < 0.1
