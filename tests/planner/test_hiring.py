"""Circuits with a hired bike, on the drawn town: blocks of 120 m."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from graphs.geo import Coordinate, haversine_m
from planner.catalogue.bike_places import BikePlace, BikePlaceTable, write_bike_places
from planner.desk import get_desk
from planner.engine import plan, revise
from planner.errors import InvalidRequestError, NoItineraryError, NotAvailableError
from planner.hiring import find_hire
from planner.itinerary import Leg, Place
from planner.render import to_geojson, to_json, to_text
from planner.request import Access, Target, Tour, TripRequest
from planner.streets import see_streets
from planner.territory import Territory
from planner.territory_build import build_territory
from tests.drawing import Tags, write_drawing
from tests.planner.access.test_outings import LILLE, _at, _request, _warnings, shuttle
from tests.planner.asking import MIDDLE, MINING, SIX_KM, ask
from tests.planner.catalogue.places import find_place
from tests.planner.town import crossing, offset

if TYPE_CHECKING:
    from pathlib import Path

    from planner.itinerary import Itinerary

__all__ = ["shuttle"]
NEAR = BikePlace("osm-node-1", "hire", offset(crossing(11, 13), north_m=8), "Cyclo", "", 10)
FAR = BikePlace("osm-node-2", "hire", offset(crossing(16, 12), north_m=8), "", "V'Lille")
PARKING = BikePlace("osm-node-3", "parking", crossing(11, 12))


def _put(folder: Path, territory: Territory, *places: BikePlace) -> Territory:
    write_bike_places(folder / "bikes", places)
    return replace(territory, bike_places=BikePlaceTable.open(folder / "bikes"))


def _assert_hired(itinerary: Itinerary, place: BikePlace) -> None:
    """Walk there, ride from there and back to there, walk back: one clock, all joined, totals of all."""
    legs = [leg for leg in itinerary.legs if isinstance(leg, Leg)]
    ridden = [leg for leg in legs if leg.mode in {"bike", "push"}]
    first, last = legs.index(ridden[0]), legs.index(ridden[-1])
    assert {leg.mode for leg in [*legs[:first], *legs[last + 1 :]]} <= {"foot"}
    for end in (ridden[0].start, ridden[-1].end, legs[first - 1].end, legs[last + 1].start):
        assert haversine_m(end.point, place.position) < 30
    for one, other in itertools.pairwise(itinerary.legs):
        assert other.departure_s >= one.arrival_s
    summary = itinerary.summary
    assert summary.length_m == pytest.approx(sum(leg.length_m for leg in legs))
    assert summary.moving_s == pytest.approx(sum(leg.duration_s for leg in legs))


def test_one_walks_to_the_nearest_and_gives_it_back_there(town: Territory, tmp_path: Path) -> None:
    some = _put(tmp_path, town, FAR, NEAR, PARKING)
    found = ask(some, bike="hire", themes=MINING).itineraries
    for itinerary in found:
        _assert_hired(itinerary, NEAR)
        assert itinerary.legs[0].part == "out"
        assert itinerary.legs[-1].part == "home"
        ridden = sum(leg.length_m for leg in itinerary.own_legs if leg.part == "circuit")
        assert ridden == pytest.approx(6000, rel=0.05), "walks come on top"
        assert haversine_m(itinerary.legs[0].start.point, MIDDLE) < 20
        assert haversine_m(itinerary.legs[-1].end.point, MIDDLE) < 20
        assert _warnings(itinerary)["bike_hired"] == {"place": "Cyclo"}
        assert itinerary.visits
    words = to_text(replace(found[0], language="en"))
    assert "On foot to Cyclo" in words
    assert "The bike is hired and given back at Cyclo" in words
    assert to_json(found[0])["legs"][0]["to"]["name"] == "Cyclo"
    assert to_geojson(found[0])["features"][0]["properties"]["mode"] == "foot"


def test_the_clock_starts_with_the_walk(town: Territory, tmp_path: Path) -> None:
    some = _put(tmp_path, town, FAR)
    departure = datetime(2026, 6, 13, 9, 30, tzinfo=UTC)
    (itinerary,) = ask(some, bike="hire", departure=departure, themes=MINING, alternatives=1).itineraries
    _assert_hired(itinerary, FAR)
    assert itinerary.departure == departure
    walk = itinerary.own_legs[0]
    assert walk.departure_s == 0
    assert itinerary.legs[1].departure_s >= walk.duration_s > 300
    assert all(visit.arrival_s > walk.arrival_s for visit in itinerary.visits)
    (slow,) = ask(some, bike="hire", departure=departure, themes=MINING, alternatives=1, pace=2.0).itineraries
    assert slow.legs[0].arrival_s == pytest.approx(2 * walk.arrival_s, rel=0.01)


def test_where_none_can_be_had_it_is_said(town: Territory, tmp_path: Path) -> None:
    wrong: list[tuple[Territory, dict[str, Any], type[Exception], str]] = [
        (town, {}, NotAvailableError, "known in this territory"),
        (_put(tmp_path, town, PARKING), {}, NotAvailableError, "known in this territory"),
        (_put(tmp_path / "far", town, FAR), {"start": crossing(2, 2)}, NoItineraryError, "20 minutes"),
        (_put(tmp_path / "near", town, NEAR), {"mode": "foot"}, InvalidRequestError, "no bike to hire"),
        (town, {"end": crossing(3, 3)}, InvalidRequestError, "leave end out"),
    ]
    for territory, fields, error, told in wrong:
        with pytest.raises(error, match=told) as caught:
            ask(territory, bike="hire", **fields)
        assert caught.value.details["field"] == "bike"  # type: ignore[attr-defined]


def test_a_bike_is_hired_for_one_day() -> None:
    with pytest.raises(NotAvailableError, match="for one day") as caught:
        TripRequest(mode="bike", start=MIDDLE, target=SIX_KM, bike="hire", tour=Tour(days=2))
    assert caught.value.details["field"] == "bike"


def test_a_day_by_train_with_a_hired_bike(shuttle: Territory, tmp_path: Path) -> None:
    at_lens = BikePlace("osm-node-9", "hire", crossing(2, 5), "Gare de Lens")
    some = _put(tmp_path, shuttle, at_lens)
    for itinerary in plan(some, _request(bike="hire")).itineraries:
        _assert_hired(itinerary, at_lens)
        assert "bike_at_start" not in _warnings(itinerary)
        assert "bikes_unknown" not in _warnings(itinerary)
        assert _warnings(itinerary)["bike_hired"] == {"place": "Gare de Lens"}
        walks = [leg for leg in itinerary.own_legs if leg.mode == "foot"]
        assert walks[0].start.name == walks[-1].end.name == "Lens"
        ride_home = next(leg for leg in itinerary.legs if leg.part == "home")
        assert ride_home.departure_s - walks[-1].arrival_s >= 900
    at_douai = BikePlace("osm-node-7", "hire", crossing(20, 17), "Gare de Douai")
    other = _put(tmp_path / "douai", shuttle, at_douai)
    timed = plan(other, _request(bike="hire", departure=_at(10), target=Target(duration_s=3600), alternatives=1))
    (between,) = timed.itineraries
    _assert_hired(between, at_douai)
    own = [leg for leg in between.legs if leg.part == "circuit"]
    ride_home = next(leg for leg in between.legs if leg.part == "home")
    assert ride_home.departure_s - own[0].departure_s == pytest.approx(3600, rel=0.06), "walks are within"
    nowhere = _put(tmp_path / "off", shuttle, BikePlace("osm-node-8", "hire", crossing(12, 12), "Ailleurs"))
    with pytest.raises(NoItineraryError, match="no station"):
        plan(nowhere, _request(bike="hire"))
    with pytest.raises(InvalidRequestError, match="does not come on board"):
        _request(Access(origin=LILLE, bike_on_board="required"), bike="hire")


def test_a_hired_day_is_not_edited_yet(town: Territory, tmp_path: Path) -> None:
    some = _put(tmp_path, town, NEAR)
    planned = ask(some, bike="hire", alternatives=1)
    request = replace(_request(), access=None, start=MIDDLE, target=SIX_KM, bike="hire")
    with pytest.raises(NotAvailableError, match="hired bike cannot be edited"):
        revise(some, request, planned.sketches[0], [], identity="x")
    assert timedelta(0) == timedelta(seconds=planned.itineraries[0].legs[0].departure_s)


def test_walk_and_ride_meet_at_one_street(tmp_path: Path) -> None:
    # Cyclo stands at a cycleway that nobody may walk on; the street that is both walked and ridden is 100 m away.
    art = "A--B--C--D\n|\nE--M--F--G"
    streets: dict[str, Tags] = {
        "ABCD": {"highway": "residential"},
        "EMFG": {"highway": "cycleway", "foot": "no"},
        "AE": {"highway": "cycleway", "foot": "no"},
        "DG": {"highway": "cycleway", "foot": "no"},
    }
    hire = {"amenity": "bicycle_rental", "name": "Cyclo"}
    write_drawing(tmp_path / "town.osm", art, streets, nodes={"M": hire})
    build_territory(osm=[tmp_path / "town.osm"], out=tmp_path / "town", basemap=False)
    territory = Territory.open(tmp_path / "town")
    seen = see_streets(get_desk(territory), "bike")
    start = Place(find_place(art, "C"))
    found = find_hire(territory, seen, start)
    points = found.out.points()
    met = Coordinate(float(points.lat[-1]), float(points.lon[-1]))
    assert haversine_m(met, found.terminal.point) < 20
    assert found.place.name == "Cyclo"
