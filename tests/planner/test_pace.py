"""Those who move faster or slower than usual: times follow, streets do not."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.engine import plan, revise
from planner.errors import BudgetTooLargeError, InvalidRequestError
from planner.itinerary import RideLeg
from planner.request import Access, Target, TripRequest
from tests.planner.access.test_outings import LILLE, _at, _request, shuttle
from tests.planner.asking import MIDDLE, MINING, SIX_KM, ask, line_of, sites_of
from tests.planner.town import crossing

if TYPE_CHECKING:
    from planner.itinerary import Itinerary
    from planner.territory import Territory

__all__ = ["shuttle"]
MODES = ("foot", "bike", "ebike", "wheelchair")


def _moving(itinerary: Itinerary) -> float:
    return sum(leg.duration_s for leg in itinerary.own_legs if leg.mode != "ferry")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(MODES), st.floats(0.5, 2.0), st.integers(0, 3))
def test_an_asked_length_gives_the_same_line_in_other_times(town: Territory, mode: str, pace: float, seed: int) -> None:
    usual, paced = (ask(town, mode=mode, seed=seed, pace=own, alternatives=1).itineraries[0] for own in (1.0, pace))
    assert line_of(usual) == line_of(paced)
    assert _moving(paced) == pytest.approx(pace * _moving(usual), rel=1e-3)
    assert paced.summary.moving_s == pytest.approx(pace * usual.summary.moving_s, rel=1e-3)
    for one, other in zip(usual.own_legs, paced.own_legs, strict=True):
        assert other.length_m == one.length_m
        assert sum(step.duration_s for step in other.steps) == pytest.approx(other.duration_s, abs=0.01)


@pytest.mark.parametrize("pace", [0.5, 0.8, 1.3, 2.0])
def test_an_asked_length_gives_the_same_sites_at_every_pace(town: Territory, pace: float) -> None:
    usual, paced = (
        ask(town, mode="bike", target=SIX_KM, themes=MINING, pace=own, alternatives=1).itineraries[0]
        for own in (1.0, pace)
    )
    assert len(sites_of(usual)) >= 3
    assert sites_of(paced) == sites_of(usual)
    assert line_of(paced) == line_of(usual)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(0.5, 2.0), st.sampled_from([(), MINING]))
def test_an_asked_time_is_kept_at_every_pace(town: Territory, pace: float, themes: Any) -> None:  # noqa: ANN401
    found = ask(town, mode="foot", target=Target(duration_s=3600), pace=pace, themes=themes, alternatives=1)
    assert found.itineraries[0].summary.duration_s == pytest.approx(3600, rel=0.05)


def test_the_fast_get_farther_in_the_same_time(town: Territory) -> None:
    lengths = [
        ask(town, mode="foot", target=Target(duration_s=3600), pace=pace, alternatives=1)
        .itineraries[0]
        .summary.length_m
        for pace in (0.5, 1.0, 2.0)
    ]
    assert lengths[0] == pytest.approx(2 * lengths[1], rel=0.12)
    assert lengths[2] == pytest.approx(lengths[1] / 2, rel=0.12)


def test_what_can_be_had_is_had_at_that_pace(town: Territory) -> None:
    fields: dict[str, Any] = {"target": Target(duration_s=40_000), "mode": "bike"}
    most = {}
    for pace in (0.5, 1.0, 2.0):
        with pytest.raises(BudgetTooLargeError) as refused:
            ask(town, **fields, pace=pace)
        least_min, most[pace] = refused.value.details["feasible"]["duration_min"]
        answer = ask(town, mode="bike", target=Target(duration_s=60 * most[pace]), pace=pace, alternatives=1)
        assert answer.itineraries[0].summary.duration_s == pytest.approx(60 * most[pace], rel=0.05)
        assert 0 < least_min <= most[pace]
    assert most[0.5] < most[1.0] < most[2.0]


def test_a_ferry_sails_no_faster(town: Territory) -> None:
    fields: dict[str, Any] = {"start": crossing(10, 20), "end": crossing(10, 32), "target": None, "alternatives": 1}
    usual, slow = (ask(town, **fields, pace=pace).itineraries[0] for pace in (1.0, 2.0))
    sailed = [[leg.duration_s for leg in one.own_legs if leg.mode == "ferry"] for one in (usual, slow)]
    assert sailed[0] == sailed[1] == [600.0]
    assert _moving(slow) == pytest.approx(2 * _moving(usual), rel=1e-3)


def test_edits_keep_the_pace(town: Territory) -> None:
    request = TripRequest(mode="bike", start=MIDDLE, target=SIX_KM, alternatives=1, pace=1.7)
    planned = plan(town, request)
    (edited,) = revise(town, request, planned.sketches[0], [], identity="x").itineraries
    assert edited.summary.moving_s == planned.itineraries[0].summary.moving_s


def test_a_slow_day_with_trains_holds_its_clock(shuttle: Territory) -> None:
    access = Access(origin=LILLE)
    usual, slow = (
        plan(shuttle, _request(access, mode="foot", start=crossing(6, 6), alternatives=1, pace=pace)).itineraries[0]
        for pace in (1.0, 2.0)
    )
    for itinerary in (usual, slow):
        for one, other in zip(itinerary.legs, itinerary.legs[1:], strict=False):
            assert other.departure_s >= one.arrival_s
    walks = [next(leg for leg in one.own_legs if leg.part == "out").duration_s for one in (usual, slow)]
    assert walks[1] == pytest.approx(2 * walks[0], rel=1e-3)
    ride = next(leg for leg in slow.legs if isinstance(leg, RideLeg) and leg.part == "home")
    assert slow.departure is not None
    assert ride.departure_s - max(leg.arrival_s for leg in slow.own_legs if leg.part == "home") >= 900


def test_openings_are_those_of_the_hour_one_gets_there(town: Territory) -> None:
    departs = datetime(2026, 6, 13, 9, 30, tzinfo=UTC)
    usual, slow = (
        ask(town, mode="foot", themes=MINING, departure=departs, pace=pace, alternatives=1).itineraries[0]
        for pace in (1.0, 2.0)
    )
    assert sites_of(usual)
    assert sites_of(slow)
    assert slow.summary.moving_s > 1.5 * usual.summary.moving_s


@pytest.mark.parametrize("pace", [0.0, 0.49, 2.01, -1.0, float("nan"), float("inf")])
def test_a_pace_beyond_reason_is_refused(pace: float) -> None:
    with pytest.raises(InvalidRequestError, match="pace must lie") as caught:
        TripRequest(mode="bike", start=MIDDLE, target=SIX_KM, pace=pace, departure=_at(7))
    assert caught.value.details["field"] == "pace"
