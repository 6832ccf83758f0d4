"""A break for lunch, on the drawn town: blocks of 120 m, places to eat at some corners."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from graphs.geo import haversine_m
from planner.catalogue.eating_places import EatingPlace, EatingTable, write_eating_places
from planner.engine import plan, revise
from planner.errors import BudgetTooSmallError, InvalidRequestError, NotAvailableError
from planner.hours import VisitHours
from planner.itinerary import Leg
from planner.render import to_geojson, to_gpx, to_json, to_text
from planner.request import Access, Lunch, Target, Tour, TripRequest
from tests.planner.access.test_outings import LILLE, _at, _request, _warnings, shuttle
from tests.planner.test_openings import THEMES, with_hours
from tests.planner.town import crossing, offset

if TYPE_CHECKING:
    from pathlib import Path

    from planner.itinerary import Itinerary
    from planner.territory import Territory

__all__ = ["shuttle"]
PARIS = ZoneInfo("Europe/Paris")
WEDNESDAY = datetime(2026, 6, 17, 11, 30, tzinfo=PARIS)
AT_NOON, NEVER_AT_NOON = "Mo-Su 11:30-15:30", "Mo-Su 19:00-23:00"
MINUTE = 60


def _put(folder: Path, territory: Territory, *hours: str) -> Territory:
    """Give the territory with places to eat at every third crossing, of which the hours take turns."""
    corners = itertools.product(range(1, 25, 3), range(1, 25, 3))
    places = [
        EatingPlace(f"osm-node-{k}", f"Chez {k}", "restaurant", offset(crossing(*corner), north_m=20), text)
        for k, (corner, text) in enumerate(zip(corners, itertools.cycle(hours), strict=False))
    ]
    write_eating_places(folder / "eating", places)
    return replace(territory, eating_places=EatingTable.open(folder / "eating"))


def _ask(town: Territory, **fields: Any) -> tuple[Itinerary, ...]:  # noqa: ANN401 - any field of a request
    usual: dict[str, Any] = {
        "mode": "foot", "start": crossing(11.5, 12), "target": Target(duration_s=6000), "departure": WEDNESDAY,
        "alternatives": 1, "lunch": Lunch(), "language": "en",
    }  # fmt: skip
    return plan(town, TripRequest(**(usual | fields))).itineraries


def _assert_fed(itinerary: Itinerary, *, opening: str = "open") -> None:
    """One break in its hours, near the line, between two legs, counted once."""
    (stop,) = itinerary.breaks
    assert itinerary.departure is not None
    begin = (itinerary.departure.hour * 60 + itinerary.departure.minute) * MINUTE
    assert 12 * 3600 <= begin + stop.arrival_s <= 14 * 3600
    assert stop.departure_s - stop.arrival_s == pytest.approx(45 * MINUTE)
    assert stop.opening == opening
    assert stop.access_m <= 150
    assert haversine_m(stop.point, stop.place.position) == pytest.approx(stop.access_m, abs=1)
    legs = [leg for leg in itinerary.legs if isinstance(leg, Leg)]
    before = next(leg for leg in legs if leg.end.name == stop.place.name)
    after = legs[legs.index(before) + 1]
    assert (before.arrival_s, after.departure_s) == pytest.approx((stop.arrival_s, stop.departure_s), abs=0.01)
    summary = itinerary.summary
    assert summary.break_s == pytest.approx(45 * MINUTE)
    whole = summary.moving_s + summary.visit_s + summary.wait_s + summary.break_s + (summary.transit_s or 0.0)
    assert summary.duration_s == pytest.approx(whole)


def test_the_break_is_part_of_the_time_asked_for(town: Territory, tmp_path: Path) -> None:
    some = _put(tmp_path, town, AT_NOON, NEVER_AT_NOON)
    for fields in ({}, {"themes": THEMES}):
        (found,) = _ask(some, **fields)
        _assert_fed(found)
        assert found.breaks[0].place.opening_hours == AT_NOON
        assert found.summary.duration_s == pytest.approx(6000, rel=0.05)
        assert found.legs[-1].arrival_s == pytest.approx(found.summary.duration_s, abs=1)
        assert not {"no_lunch", "lunch_unknown"} & set(_warnings(found))
    (far,) = _ask(some, target=Target(distance_m=6000))
    _assert_fed(far)
    assert far.summary.length_m == pytest.approx(6000, rel=0.05)


def test_it_is_told_in_every_form(town: Territory, tmp_path: Path) -> None:
    (found,) = _ask(_put(tmp_path, town, AT_NOON))
    (stop,) = to_json(found)["breaks"]
    assert (stop["known"], stop["opening"], stop["opening_hours"]) == (True, "open", AT_NOON)
    assert (stop["kind_name"], stop["name"]) == ("Restaurant", found.breaks[0].place.name)
    assert to_json(found)["summary"]["break_s"] == 45 * MINUTE
    words = to_text(found)
    assert f"{stop['name']} (Restaurant)" in words
    assert "Break: 45 min" in words
    (point,) = [f for f in to_geojson(found)["features"] if f["properties"]["kind"] == "break"]
    assert f"<name>{stop['name']}</name>" in to_gpx(found)
    assert point["geometry"]["coordinates"] == [stop["position"]["lon"], stop["position"]["lat"]]


def test_unknown_hours_are_told_and_never_taken_for_open(town: Territory, tmp_path: Path) -> None:
    some = _put(tmp_path, town, "", NEVER_AT_NOON)
    (found,) = _ask(some)
    _assert_fed(found, opening="unknown")
    assert _warnings(found)["lunch_unknown"] == {"place": found.breaks[0].place.name}
    assert to_json(found)["breaks"][0]["known"] is False
    (sure,) = _ask(some, only_known_openings=True)
    assert not sure.breaks
    assert "no_lunch" in _warnings(sure)


def test_without_a_place_the_way_is_given_and_says_so(town: Territory, tmp_path: Path) -> None:
    (plain,) = _ask(town, lunch=None)
    assert "breaks" not in to_json(plain)
    assert "break_s" not in to_json(plain)["summary"]
    shut = _put(tmp_path, town, NEVER_AT_NOON)
    late, early = WEDNESDAY.replace(hour=15), WEDNESDAY.replace(hour=7)
    for territory, fields, told in (
        (town, {}, "no_lunch"),
        (shut, {}, "no_lunch"),
        (shut, {"departure": late}, "no_time_for_lunch"),
        (shut, {"departure": early}, "no_time_for_lunch"),
    ):
        (found,) = _ask(territory, **fields)
        assert not found.breaks
        assert {code: params for code, params in _warnings(found).items() if "lunch" in code} == {
            told: {"begin": "12:00", "end": "14:00"}
        }
        assert [leg.length_m for leg in found.legs] == [leg.length_m for leg in plain.legs]
        assert found.summary.duration_s == plain.summary.duration_s


def test_the_whole_break_is_in_the_hours_of_the_place(town: Territory, tmp_path: Path) -> None:
    (found,) = _ask(_put(tmp_path, town, "Mo-Su 12:20-13:20"), target=Target(duration_s=9000))
    (stop,) = found.breaks
    assert 50 * MINUTE <= stop.arrival_s <= 65 * MINUTE, "from 12:20 on, and 45 minutes before 13:20"


@pytest.mark.parametrize("closes", ["12:30", "13:00", "13:30"])
def test_visits_behind_it_are_as_much_later(town: Territory, tmp_path: Path, closes: str) -> None:
    hours = dict.fromkeys(("frame-west", "frame-east", "pond-south", "memorial-south"), f"Mo-Su 09:00-{closes}")
    some = _put(tmp_path, with_hours(town, hours), AT_NOON)
    (found,) = _ask(some, themes=THEMES, target=Target(duration_s=14_400))
    _assert_fed(found)
    (stop,) = found.breaks
    assert found.visits
    for visit in found.visits:
        assert visit.opening != "closed"
        assert visit.departure_s <= stop.arrival_s + 0.01 or visit.arrival_s >= stop.departure_s - 0.01


@pytest.mark.parametrize("opens", ["12:10", "12:30", "12:50", "13:10", "13:30"])
def test_no_visit_before_it_comes_too_early(town: Territory, tmp_path: Path, opens: str) -> None:
    hours = dict.fromkeys(("frame-west", "frame-east", "pond-south", "memorial-south"), f"Mo-Su {opens}-19:00")
    some = _put(tmp_path, with_hours(town, hours), AT_NOON)
    (found,) = _ask(some, themes=THEMES, target=Target(duration_s=14_400))
    for visit in found.visits:
        assert visit.opening != "closed", visit.site.name


def test_a_canal_between_is_not_near(town: Territory, tmp_path: Path) -> None:
    place = EatingPlace("osm-node-1", "Au Large", "restaurant", offset(crossing(11, 24), east_m=500), AT_NOON)
    write_eating_places(tmp_path / "eating", [place])
    (found,) = _ask(replace(town, eating_places=EatingTable.open(tmp_path / "eating")))
    assert not found.breaks


def test_the_train_home_waits_for_it(shuttle: Territory, tmp_path: Path) -> None:
    some = _put(tmp_path, shuttle, AT_NOON)
    (found, *_) = plan(some, _request(Access(origin=LILLE), departure=_at(10), lunch=Lunch())).itineraries
    _assert_fed(found)
    home = next(leg for leg in found.legs if leg.part == "home")
    assert home.departure_s > found.breaks[0].departure_s
    assert found.breaks[0].place.name in to_text(found).partition("The way")[0]


@pytest.mark.parametrize(("fields", "field"), [
    ({"departure": None}, "lunch"),
    ({"tour": Tour(days=2), "target": Target(distance_m=6000)}, "lunch"),
    ({"bike": "hire", "mode": "bike"}, "lunch"),
    ({"target": Target(duration_s=2700)}, "lunch.minutes"),
])  # fmt: skip
def test_what_it_does_not_go_with_is_named(town: Territory, fields: dict[str, Any], field: str) -> None:
    with pytest.raises((InvalidRequestError, NotAvailableError)) as refused:
        _ask(town, **fields)
    assert refused.value.details["field"] == field


def test_its_own_members_are_checked(town: Territory, tmp_path: Path) -> None:
    for field, members in (("minutes", {"minutes": 5}), ("to", {"earliest": time(14)})):
        with pytest.raises(InvalidRequestError) as refused:
            Lunch(**members)
        assert refused.value.details["field"] == f"lunch.{field}"
    request = TripRequest(
        mode="foot", start=crossing(11.5, 12), target=Target(duration_s=9000), departure=WEDNESDAY, lunch=Lunch()
    )
    found = plan(_put(tmp_path, town, AT_NOON), request)
    assert len(found.sketches[0].legs) == len(found.sketches[0].stops) + 1
    with pytest.raises(NotAvailableError, match="lunch"):
        revise(town, request, found.sketches[0], [], identity="x")


def test_the_clock_of_visits_stands_still_meanwhile() -> None:
    hours = VisitHours(((0, 40), (90, 200)), ((0, 120), (150, 200)), 10)
    around = hours.around((60, 50))
    assert around.open == ((0, 40), (60, 150))
    assert around.possible == ((0, 70), (100, 150))
    assert around.whole is hours


def test_a_time_too_short_for_what_must_be_visited_is_refused_by_what_can_be_had(town: Territory) -> None:
    with pytest.raises(BudgetTooSmallError) as refused:
        _ask(town, target=Target(duration_s=3000), must_visit=("frame-north", "frame-east"))
    assert refused.value.details["field"] == "duration_min"
