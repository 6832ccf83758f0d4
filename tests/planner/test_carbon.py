"""CO2 in whole answers: circuits, days with trains, the order of what is given."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from planner.carbon import rank, reckon
from planner.engine import plan, revise
from planner.errors import InvalidRequestError
from planner.itinerary import RideLeg
from planner.render import to_geojson, to_json, to_text
from planner.request import Access, TripRequest
from planner.stops import StopIndex
from tests.planner.access.test_outings import LILLE, SIX_KM, _request, shuttle
from tests.planner.asking import MIDDLE, ask
from tests.planner.town import crossing

if TYPE_CHECKING:
    from planner.itinerary import Itinerary
    from planner.territory import Territory

__all__ = ["shuttle"]


def test_a_circuit_says_what_it_emits_and_that_no_drive_was_reckoned(town: Territory) -> None:
    (itinerary,) = ask(town, alternatives=1).itineraries
    summary = itinerary.summary
    ridden_km = sum(leg.length_m for leg in itinerary.own_legs if leg.mode == "bike") / 1000
    assert summary.co2_g == pytest.approx(0.17 * ridden_km)
    assert summary.co2_car_g is None
    assert summary.emissions is not None
    assert summary.emissions.car.reason == "no_origin"
    shown = to_json(itinerary)["summary"]
    assert shown["emissions"]["use_g"] == [0, 0]
    assert shown["emissions"]["total_g"] == [shown["co2_g"], shown["co2_g"]]
    assert shown["co2_car_g"] is None
    assert shown["emissions"]["car"] == {
        "occupancy": 1, "distance_m": None, "distance_by": None, "use_g": None, "construction_g": None,
        "total_g": None, "reason": "no_origin",
    }  # fmt: skip
    assert to_geojson(itinerary)["summary"] == shown
    words = to_text(replace(itinerary, language="en"))
    assert "CO2 per person: 1 g\nThe same day by car is not reckoned: nobody said where you come from" in words
    assert "- ADEME, Base Empreinte through Impact CO2 (2026-06-01)" in words


def test_a_ferry_makes_the_whole_unknown(town: Territory) -> None:
    (itinerary,) = ask(town, start=crossing(10, 20), end=crossing(10, 32), target=None, alternatives=1).itineraries
    assert "ferry" in {leg.mode for leg in itinerary.legs}
    assert itinerary.summary.co2_g is None
    assert "and a part that nobody knows" in to_text(replace(itinerary, language="en"))


def test_a_day_with_trains_stands_beside_the_drive(shuttle: Territory) -> None:
    found = plan(shuttle, _request(Access(origin=LILLE, car_occupancy=2))).itineraries
    for itinerary in found:
        summary, rides = itinerary.summary, [leg for leg in itinerary.legs if isinstance(leg, RideLeg)]
        rails = sum(ride.length_m for ride in rides) / 1000
        ridden = sum(leg.length_m for leg in itinerary.own_legs if leg.mode == "bike") / 1000
        assert summary.emissions is not None
        assert summary.emissions.total_g == pytest.approx(
            (2.93 * rails + 0.17 * ridden, 27.69 * rails + 0.17 * ridden)
        ), "a train of an agency that nobody knows is anything from a TGV to a TER"
        assert summary.co2_g == summary.emissions.total_g.most
        car = summary.emissions.car
        assert car.basis == "straight_line"
        assert car.distance_m is not None
        assert summary.co2_car_g == pytest.approx(67.365 * car.distance_m.least / 1000 / 2)
    words = to_text(found[0])
    assert "The drive by car, with 2 on board: " in words
    assert "The drive" not in to_text(replace(found[0], notice="DEMO - DO NOT FOLLOW"))
    away = plan(shuttle, _request(Access(origin=LILLE, returns=False), alternatives=1)).itineraries[0]
    assert away.summary.co2_car_g == pytest.approx(found[0].summary.co2_car_g or 0, rel=0.2), (
        "half the way, one on board"
    )


def test_what_emits_least_comes_first_when_asked(shuttle: Territory) -> None:
    usual = plan(shuttle, _request())
    sorted_ = plan(shuttle, _request(sort_by="co2"))
    emitted = [itinerary.summary.co2_g or 0 for itinerary in sorted_.itineraries]
    assert emitted == sorted(emitted)
    assert sorted(emitted) == sorted(itinerary.summary.co2_g or 0 for itinerary in usual.itineraries)
    assert [itinerary.rank for itinerary in sorted_.itineraries] == list(range(1, len(emitted) + 1))
    assert sorted_.itineraries[0].id.endswith("-1")
    assert sorted_.itineraries[0].id.partition("-")[0] != usual.itineraries[0].id.partition("-")[0]


def test_unknown_comes_last_and_ties_keep_their_order(town: Territory) -> None:
    first = ask(town, alternatives=1).itineraries[0]
    amounts = (None, 3.0, 1.0, 3.0004)
    made = [(replace(first, title=str(k), summary=replace(first.summary, co2_g=g)), ()) for k, g in enumerate(amounts)]
    request = TripRequest(mode="bike", start=MIDDLE, target=SIX_KM, sort_by="co2")
    assert [itinerary.title for itinerary in rank(request, "x", list(made))[0]] == ["2", "1", "3", "0"]
    assert [itinerary.title for itinerary in rank(replace(request, sort_by="best"), "x", made)[0]] == list("0123")


def test_french_factors_are_named_abroad(shuttle: Territory) -> None:
    itinerary: Itinerary = plan(shuttle, _request(alternatives=1)).itineraries[0]
    assert "french_factors" not in {notice.code for notice in itinerary.warnings}
    found = {stop.id: replace(stop, country="BE") for stop in shuttle.stops}
    assert found, "stops of the feed within the town"
    abroad = replace(shuttle, stop_index=StopIndex(tuple(found.values())))
    told = reckon(abroad, _request(), itinerary, ())
    assert "french_factors" in {notice.code for notice in told.warnings}


def test_an_edited_circuit_is_reckoned_anew(town: Territory) -> None:
    request = TripRequest(mode="ebike", start=MIDDLE, target=SIX_KM, alternatives=1)
    planned = plan(town, request)
    (edited,) = revise(town, request, planned.sketches[0], [], identity="x").itineraries
    assert edited.summary.co2_g == pytest.approx(10.95 * edited.summary.length_m / 1000)


@pytest.mark.parametrize("occupancy", [0, 10])
def test_a_car_holds_people(occupancy: int) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        Access(origin=LILLE, car_occupancy=occupancy)
    assert caught.value.details["field"] == "access.car_occupancy"
