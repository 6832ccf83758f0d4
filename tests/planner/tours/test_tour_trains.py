"""Several days with a train at either end, on the drawn town: Lille lies outside, Lens and Douai in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from planner.engine import plan
from planner.errors import InvalidRequestError, NoItineraryError, NotAvailableError
from planner.itinerary import Leg, RideLeg
from planner.render import to_bytes, to_geojson, to_gpx, to_json, to_text
from planner.request import Access, SitePlace, StopPlace, Target, Tour, TripRequest
from planner.territory import Territory
from tests.planner.asking import MINING, line_of
from tests.planner.lines import build_shuttle_town
from tests.planner.tours.conftest import list_inns
from tests.planner.town import crossing

if TYPE_CHECKING:
    from planner.itinerary import Itinerary, PlanResult

PARIS = ZoneInfo("Europe/Paris")
LILLE = StopPlace("Lille")
FOUR_KM = Target(distance_m=4000)


@pytest.fixture(scope="module")
def shuttle(tmp_path_factory: pytest.TempPathFactory) -> Territory:
    """Open the town with lodgings and trains from Lille at 7, 9 and 11 and back at 12, 15 and 18; none on the 9th."""
    return Territory.open(build_shuttle_town(tmp_path_factory.mktemp("shuttle-inns"), more=list_inns()))


def at(hour: int, minute: int = 0, day: int = 6) -> datetime:
    return datetime(2025, 2, day, hour, minute, tzinfo=PARIS)


def ask(
    town: Territory,
    days: int = 2,
    *,
    access: dict[str, Any] | None = None,
    tour: dict[str, Any] | None = None,
    **fields: Any,  # noqa: ANN401 - any field of a request
) -> PlanResult:
    usual: dict[str, Any] = {
        "mode": "bike", "target": FOUR_KM, "departure": at(6, 30), "language": "en", "alternatives": 1,
    }  # fmt: skip
    access_of = Access(**({"origin": LILLE} | (access or {})))
    return plan(town, TripRequest(access=access_of, tour=Tour(days=days, **(tour or {})), **(usual | fields)))


def rides_of(itinerary: Itinerary) -> list[str]:
    return [leg.trip_id for leg in itinerary.legs if isinstance(leg, RideLeg)]


def assert_there_and_back(itinerary: Itinerary, days: int) -> None:
    """Trains lead to the first day and home from the last; the days join; the whole is their sum, on one clock."""
    parts = [day.itinerary for day in itinerary.days]
    assert len(parts) == days
    assert [{leg.part for leg in part.legs} for part in parts] == [
        {"out", "circuit"}, *[{"circuit"}] * (days - 2), {"circuit", "home"},
    ]  # fmt: skip
    assert [part.trains is None for part in parts] == [False, *[True] * (days - 2), False]
    first, last = parts[0].trains, parts[-1].trains
    assert first is not None
    assert last is not None
    assert (first.home, last.out) == (None, None)
    for one, other in pairwise(itinerary.legs):
        assert other.departure_s >= one.arrival_s - 0.01
    for night, morning in pairwise(parts):
        assert line_of(night)[-1] == pytest.approx(line_of(morning)[0], abs=1e-6)
    for part in parts:
        summary = part.summary
        spent = summary.moving_s + summary.visit_s + summary.wait_s + (summary.transit_s or 0.0)
        assert summary.duration_s == pytest.approx(spent)
        assert summary.wait_s >= 0
    for name in ("length_m", "duration_s", "moving_s", "visit_s", "wait_s"):
        whole, own = getattr(itinerary.summary, name), [getattr(part.summary, name) for part in parts]
        assert whole == pytest.approx(sum(own)), name
    rides = [leg for leg in itinerary.legs if isinstance(leg, RideLeg)]
    assert itinerary.summary.transit_s == pytest.approx(sum(leg.arrival_s - leg.departure_s for leg in rides))
    assert itinerary.summary.length_m == pytest.approx(
        sum(leg.length_m for leg in itinerary.legs if isinstance(leg, Leg))
    )
    before, home = next(
        (one, other) for one, other in pairwise(itinerary.legs) if other.part == "home" and isinstance(other, RideLeg)
    )
    assert home.departure_s - before.arrival_s >= last.slack_s - 0.01
    assert itinerary.trains is not None
    assert itinerary.trains.home is not None
    assert itinerary.trains.home.departure_s == pytest.approx(home.departure_s)
    assert itinerary.trains.home.arrival_s == pytest.approx(itinerary.legs[-1].arrival_s, abs=1)


def test_stations_are_chosen_with_the_nights(shuttle: Territory) -> None:
    (itinerary,) = ask(shuttle, 3, themes=MINING).itineraries
    assert_there_and_back(itinerary, 3)
    days = itinerary.days
    assert all(day.night is None or day.night.lodging is not None for day in days)
    assert all(
        sum(leg.length_m for leg in day.itinerary.legs if isinstance(leg, Leg) and leg.part == "circuit")
        == pytest.approx(4000, rel=0.05)
        for day in days
    )
    assert rides_of(itinerary) == ["lens-7", "lille-12"]
    assert days[0].itinerary.departure == at(7)
    assert days[1].itinerary.departure == at(6, 30, 7)
    last = days[2].itinerary
    assert last.departure is not None
    assert last.departure > at(11, 0, 8), "one leaves as late as the first way home allows"
    assert last.legs[-1].start.name in {"Lens", "Douai"}
    codes = [notice.code for notice in itinerary.warnings]
    assert codes.count("next_train") == 1
    assert "long_wait" not in codes
    sites = [visit.site.id for visit in itinerary.visits]
    assert len(sites) == len(set(sites)) > 0


def test_all_days_are_told_in_the_time_of_the_place(shuttle: Territory) -> None:
    (local,) = ask(shuttle).itineraries
    (itinerary,) = ask(shuttle, departure=at(6, 30).astimezone(UTC)).itineraries
    document = to_json(itinerary)
    assert {stage["departure"][-6:] for stage in document["stages"]} == {"+01:00"}
    assert [day.itinerary.departure for day in itinerary.days] == [day.itinerary.departure for day in local.days]


def test_the_way_home_is_told_in_the_time_of_its_day(shuttle: Territory) -> None:
    (itinerary,) = ask(shuttle).itineraries
    first, last = itinerary.days
    summer = last.itinerary.departure
    assert summer is not None
    moved = replace(last, itinerary=replace(last.itinerary, departure=summer.astimezone(timezone(timedelta(hours=2)))))
    document = to_json(replace(itinerary, days=(first, moved)))
    assert document["access"]["home"] == document["stages"][1]["access"]["home"]
    assert document["access"]["home"]["arrival"].endswith("+02:00")
    assert document["access"]["out"]["arrival"].endswith("+01:00")


def test_a_tour_by_train_has_every_form_and_the_same_bytes(shuttle: Territory) -> None:
    found = [ask(shuttle, themes=MINING) for _ in range(2)]
    assert len({to_bytes(to_json(result)) for result in found}) == 1
    (itinerary,) = found[0].itineraries
    document = to_json(itinerary)
    assert [(stage["access"]["out"] is None, stage["access"]["home"] is None) for stage in document["stages"]] == [
        (False, True), (True, False),
    ]  # fmt: skip
    assert document["access"]["home"] == document["stages"][1]["access"]["home"]
    assert [leg["stage"] for leg in document["legs"] if leg["mode"] == "transit"] == [1, 2]
    text = to_text(itinerary)
    assert text.index("Train K1 to Douai") < text.index("Night: Auberge") < text.index("Home: Lille")
    features = to_geojson(itinerary)["features"]
    assert [row["properties"]["mode"] for row in features if row["properties"]["kind"] == "leg"].count("transit") == 2
    assert to_gpx(itinerary).count("<trk>") == 2


def test_co2_is_that_of_all_days_beside_one_drive(shuttle: Territory) -> None:
    (itinerary,) = ask(shuttle, mode="foot").itineraries
    whole, parts = itinerary.summary, [day.itinerary.summary for day in itinerary.days]
    own = [part.co2_g for part in parts if part.co2_g is not None]
    assert whole.co2_g == pytest.approx(sum(own))
    assert len(own) == 2
    assert whole.co2_car_g is not None
    assert whole.co2_car_g > 0
    assert [part.emissions.car.reason for part in parts if part.emissions] == ["part_of_tour"] * 2


def test_a_base_is_chosen_by_its_trains(shuttle: Territory) -> None:
    one, other = ask(shuttle, tour={"nights": "base"}, mode="foot", alternatives=2).itineraries
    for itinerary in (one, other):
        assert_there_and_back(itinerary, 2)
        night = itinerary.days[0].night
        assert night is not None
        assert night.kind == "base"
        assert night.place.name in {"Lens", "Douai"}
        codes = [notice.code for notice in itinerary.warnings]
        assert codes.count("night_at_base") == 1, "nobody chose to sleep there"
    assert len({itinerary.days[0].night.place.name for itinerary in (one, other) if itinerary.days[0].night}) == 2


@pytest.mark.parametrize(("inn", "station"), [((2, 2), "Lens"), ((20, 20), "Douai")])
def test_a_base_has_a_known_lodging_around(shuttle: Territory, inn: tuple[int, int], station: str) -> None:
    table, place = shuttle.lodgings, crossing(*inn)
    assert table is not None
    lat, lon = (np.full(len(table), round(value * 1e7), np.int32) for value in (place.lat, place.lon))
    moved = replace(shuttle, lodgings=replace(table, lat_e7=lat, lon_e7=lon))
    (itinerary,) = ask(moved, tour={"nights": "base"}, mode="foot").itineraries
    assert [day.night.place.name for day in itinerary.days if day.night] == [station]


def test_the_start_and_the_end_may_be_named(shuttle: Territory) -> None:
    (itinerary,) = ask(shuttle, start=SitePlace("frame-west"), end=StopPlace("Douai"), target=None).itineraries
    assert_there_and_back(itinerary, 2)
    walked = [leg for leg in itinerary.legs if isinstance(leg, Leg) and leg.part == "out"]
    assert walked, "one rides from the platform to the start"
    assert itinerary.legs[-1].start.name == "Douai"
    (closed,) = ask(shuttle, start=StopPlace("Lens"), mode="foot").itineraries
    assert closed.is_circuit
    assert closed.legs[-1].start.name == "Lens"


def test_bikes_are_required_or_left_at_home(shuttle: Territory) -> None:
    (taken,) = ask(shuttle, access={"bike_on_board": "required"}).itineraries
    assert rides_of(taken) == ["lens-7", "lille-12"]
    assert "last_train" in {notice.code for notice in taken.warnings}, "the one at 15 is not known to take bikes"
    (left,) = ask(shuttle, access={"bike_on_board": "no"}).itineraries
    assert left.is_circuit, "the bike comes back to where it was"
    assert [notice.code for notice in left.warnings].count("bike_at_start") == 1
    (there,) = ask(shuttle, access={"returns": False}).itineraries
    assert there.trains is not None
    assert there.trains.home is None
    assert rides_of(there) == ["lens-7"]


def test_the_nearest_week_covers_the_first_and_the_last_day(shuttle: Territory) -> None:
    asked = at(6, 30, 14)
    with pytest.raises(InvalidRequestError, match=r"covers the last day, 2025-02-15; there are shuttle.zip") as caught:
        ask(shuttle, departure=asked)
    assert caught.value.details["field"] == "departure"
    latest = at(20, 0, 15)
    (itinerary,) = ask(shuttle, departure=asked, access={"nearest_week": True, "latest_home": latest}).itineraries
    assert [day.itinerary.departure.day for day in itinerary.days if day.itinerary.departure] == [7, 8]
    assert next(dict(n.params) for n in itinerary.warnings if n.code == "other_week") == {
        "asked": "2025-02-14", "planned": "2025-02-07",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (
            {"departure": at(6, 30, 9)},
            ("access.from", "no connection that may take bikes leads from there .* leaving at 2025-02-09"),
        ),
        (
            {"departure": at(6, 30, 8)},
            ("access.return", "no connection that may take bikes leads home by 2025-02-10T04:00"),
        ),
        (
            {"departure": at(6, 30, 4)},
            ("access.return", "no connection that may take bikes leads home by 2025-02-06T04:00"),
        ),
        (
            {"access": {"latest_home": at(12, 0, 7)}},
            ("access.return", "no connection that may take bikes leads home by 2025-02-07T12:00"),
        ),
        (
            {"departure": at(12, 0, 6), "access": {"origin": LILLE}},
            ("access.from", "no connection that may take bikes leads from there"),
        ),
        (
            {"departure": at(11, 0, 6), "access": {"latest_home": at(13, 0, 7)}, "target": Target(distance_m=30_000)},
            ("access.return", r"the last day begins at 2025-02-07T11:00\+01:00 and would have to end by 2025-02-07T12"),
        ),
        ({"target": Target(distance_m=300)}, ("days", "night 1 fails: .* an end from which one is home in time")),
    ],
)
def test_what_cannot_be_had_names_the_train_or_the_night(
    shuttle: Territory, fields: dict[str, Any], told: tuple[str, str]
) -> None:
    with pytest.raises(NoItineraryError, match=told[1]) as caught:
        ask(shuttle, **fields)
    assert caught.value.details["field"] == told[0]


@pytest.mark.parametrize(("fields", "field"), [
    ({"access": {"latest_home": at(20, 0, 6)}}, "access.latest_home"),
    ({"access": {"latest_home": at(20, 0, 8)}}, "access.latest_home"),
    ({"target": None, "end": StopPlace("Lens")}, "distance_km"),
    ({"direction": "N"}, "direction"),
    ({"tour": {"nights": "base"}, "end": StopPlace("Lens")}, "end"),
    ({"access": {"bike_on_board": "required"}, "mode": "foot"}, "access.bike_on_board"),
])  # fmt: skip
def test_what_does_not_combine_names_its_field(shuttle: Territory, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        ask(shuttle, **fields)
    assert caught.value.details["field"] == field


def test_a_territory_without_trains_and_a_hired_bike_are_refused(inns: Territory, shuttle: Territory) -> None:
    with pytest.raises(NotAvailableError, match="without GTFS feeds"):
        ask(inns)
    with pytest.raises(NotAvailableError, match="hired for one day"):
        ask(shuttle, bike="hire")
