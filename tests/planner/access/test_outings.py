"""Days that begin and end with a train, on the drawn town."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
import shapely

from planner import drafting
from planner.engine import plan, revise
from planner.errors import (
    BudgetTooLargeError,
    BudgetTooSmallError,
    InvalidRequestError,
    NoItineraryError,
    NotAvailableError,
    UnknownStopError,
)
from planner.itinerary import Leg, RideLeg
from planner.plans import plan_scenic
from planner.render import to_bytes, to_geojson, to_gpx, to_json, to_text
from planner.request import Access, StopPlace, Target, TripRequest
from planner.territory import Territory
from tests.planner.lines import build_shuttle_town
from tests.planner.town import crossing

if TYPE_CHECKING:
    from pathlib import Path

    from planner.itinerary import Itinerary
    from planner.plans import Plan, Trip

PARIS = ZoneInfo("Europe/Paris")
LILLE = StopPlace("Lille")
SIX_KM = Target(distance_m=6000)


@pytest.fixture(scope="module")
def shuttle(tmp_path_factory: pytest.TempPathFactory) -> Territory:
    """Open the drawn town with trains from Lille at 7, 9 and 11 and back at 12, 15 and 18."""
    return Territory.open(build_shuttle_town(tmp_path_factory.mktemp("shuttle")))


def _at(hour: int, minute: int = 0, day: int = 4) -> datetime:
    return datetime(2025, 2, day, hour, minute, tzinfo=PARIS)


def _request(access: Access | None = None, **fields: Any) -> TripRequest:  # noqa: ANN401 - any field of a request
    usual: dict[str, Any] = {"mode": "bike", "target": SIX_KM, "departure": _at(6, 30), "language": "en"}
    return TripRequest(access=access or Access(origin=LILLE), **(usual | fields))


def _ask(territory: Territory, access: Access | None = None, **fields: Any) -> tuple[Itinerary, ...]:  # noqa: ANN401
    return plan(territory, _request(access, **fields)).itineraries


def _rides(itinerary: Itinerary) -> list[str]:
    return [leg.trip_id for leg in itinerary.legs if isinstance(leg, RideLeg)]


def _warnings(itinerary: Itinerary) -> dict[str, dict[str, str]]:
    return {notice.code: dict(notice.params) for notice in itinerary.warnings}


def _assert_on_the_clock(itinerary: Itinerary) -> None:
    """Legs follow one another, parts come in their order, and the totals are those of the whole day."""
    for one, other in itertools.pairwise(itinerary.legs):
        assert other.departure_s >= one.arrival_s
    parts = [part for part, _ in itertools.groupby(leg.part for leg in itinerary.legs)]
    assert parts in (["out", "circuit", "home"], ["out", "circuit"])
    summary = itinerary.summary
    own = [leg for leg in itinerary.legs if isinstance(leg, Leg)]
    rides = [leg for leg in itinerary.legs if isinstance(leg, RideLeg)]
    assert summary.length_m == pytest.approx(sum(leg.length_m for leg in own))
    assert summary.moving_s == pytest.approx(sum(leg.duration_s for leg in own))
    assert summary.transit_s == pytest.approx(sum(leg.arrival_s - leg.departure_s for leg in rides))
    assert summary.transit_m == pytest.approx(sum(leg.length_m for leg in rides))
    assert summary.transit_s is not None
    whole = summary.moving_s + summary.visit_s + summary.wait_s + summary.transit_s
    assert summary.duration_s == pytest.approx(whole)
    assert summary.wait_s >= 0
    assert summary.duration_s == pytest.approx(itinerary.legs[-1].arrival_s, abs=1)
    first, last = ([leg for leg in itinerary.legs if leg.part == "circuit"][place] for place in (0, -1))
    for visit in itinerary.visits:
        assert first.departure_s <= visit.arrival_s <= visit.departure_s <= last.arrival_s


def test_stations_trains_and_circuit_are_chosen_together(shuttle: Territory) -> None:
    found = _ask(shuttle, themes=(("mining", 1.0),))
    assert found
    for itinerary in found:
        _assert_on_the_clock(itinerary)
        circuit = [leg for leg in itinerary.legs if leg.part == "circuit"]
        assert sum(leg.length_m for leg in circuit) == pytest.approx(6000, rel=0.05)
        assert {circuit[0].start.name, circuit[-1].end.name} <= {"Lens", "Douai"}
        home = next(leg for leg in itinerary.legs if leg.part == "home")
        assert home.departure_s - circuit[-1].arrival_s >= 900
    best = found[0]
    assert _rides(best) == ["lens-9", "lille-12"]
    assert best.visits
    assert best.departure == _at(9)
    assert _warnings(best)["next_train"]["later"] in {"15:00", "15:30"}
    assert best.trains is not None
    assert best.trains.after_home is not None
    ways = {(i.legs[0].end.name, i.legs[-1].start.name) for i in found}
    assert len(ways) == len(found), "alternatives start or end elsewhere"


def test_the_nearest_week_stands_in_for_a_day_that_no_feed_covers(shuttle: Territory) -> None:
    asked = datetime(2025, 7, 8, 6, 30, tzinfo=PARIS)
    access = Access(origin=LILLE, latest_home=asked.replace(hour=20), nearest_week=True)
    (moved, *_) = _ask(shuttle, access, departure=asked)
    assert moved.departure is not None
    assert moved.departure.date() == _at(9, day=11).date()
    told = _warnings(moved)["other_week"]
    assert told == {"asked": "2025-07-08", "planned": "2025-02-11"}
    with pytest.raises(InvalidRequestError) as refused:
        _ask(shuttle, replace(access, nearest_week=False), departure=asked)
    assert refused.value.details["field"] == "departure"
    assert "other_week" not in _warnings(_ask(shuttle, Access(origin=LILLE, nearest_week=True))[0])


def test_stations_too_far_apart_for_the_length_are_not_joined(shuttle: Territory) -> None:
    short = _ask(shuttle, target=Target(distance_m=4000))
    assert short
    assert all(itinerary.is_circuit for itinerary in short)
    assert not all(itinerary.is_circuit for itinerary in _ask(shuttle))


def test_the_same_request_gives_the_same_bytes(shuttle: Territory) -> None:
    one, other = (to_bytes(to_json(plan(shuttle, _request(themes=(("mining", 1.0),))))) for _ in range(2))
    assert one == other


def test_the_last_train_is_named_and_one_too_late_never_taken(shuttle: Territory) -> None:
    late = Access(origin=LILLE, latest_home=_at(13))
    for itinerary in _ask(shuttle, late):
        assert _rides(itinerary)[-1] == "lille-12"
        assert _warnings(itinerary)["last_train"]["by"] == "13:00"
        assert itinerary.trains is not None
        assert itinerary.trains.after_home is None
    with pytest.raises(NoItineraryError, match="no connection that may take bikes leads home by") as caught:
        _ask(shuttle, Access(origin=LILLE, latest_home=_at(12, 30)))
    assert caught.value.details["field"] == "access.return"
    with pytest.raises(NoItineraryError, match="the time between the trains is too short"):
        _ask(shuttle, Access(origin=LILLE, latest_home=_at(13)), departure=_at(10), target=Target(distance_m=15_000))


def test_nobody_is_sent_home_without_the_slack(shuttle: Territory) -> None:
    by_slack = {slack: _ask(shuttle, Access(origin=LILLE, slack_min=slack), departure=_at(10))[0] for slack in (5, 120)}
    assert {slack: _rides(found)[-1] for slack, found in by_slack.items()} == {5: "lille-12", 120: "lille-15"}
    with pytest.raises(NoItineraryError):
        _ask(shuttle, Access(origin=LILLE, slack_min=240, latest_home=_at(16)), departure=_at(10))


def test_one_leaves_later_rather_than_wait_for_the_way_home(shuttle: Territory) -> None:
    early = _ask(shuttle, Access(origin=LILLE, latest_home=_at(13)), target=Target(distance_m=4000), alternatives=1)[0]
    assert early.departure is not None
    assert early.departure > _at(7), "the train at 7 would leave hours to wait"
    assert early.departure + timedelta(seconds=early.legs[-1].arrival_s) <= _at(13)
    assert "long_wait" not in _warnings(early)
    late = _ask(shuttle, mode="foot", departure=_at(10, 30), target=Target(distance_m=7000), alternatives=1)[0]
    assert int(_warnings(late)["long_wait"]["minutes"]) > 60, "no later train leads there"


def test_a_wheelchair_takes_no_vehicle_that_refuses_it(shuttle: Territory) -> None:
    for itinerary in _ask(shuttle, mode="wheelchair", target=Target(distance_m=2000), departure=_at(8)):
        assert "lens-9" not in _rides(itinerary)
        assert "wheelchairs_unknown" in _warnings(itinerary)
        assert {leg.mode for leg in itinerary.own_legs} == {"foot"}


def test_bikes_on_board_are_never_assumed(shuttle: Territory) -> None:
    sure = _ask(shuttle, Access(origin=LILLE, bike_on_board="required"))[0]
    assert _rides(sure) == ["lens-11", "lille-12"]
    assert "bikes_unknown" not in _warnings(sure)
    with pytest.raises(NoItineraryError, match="known to take bikes"):
        _ask(shuttle, Access(origin=LILLE, bike_on_board="required"), departure=_at(12))
    maybe = _ask(shuttle, Access(origin=LILLE, slack_min=120), departure=_at(10))[0]
    assert _rides(maybe)[-1] == "lille-15"
    assert "bikes_unknown" in _warnings(maybe)
    with pytest.raises(NoItineraryError, match="that may take bikes"):
        _ask(shuttle, Access(origin=LILLE, slack_min=240), departure=_at(12))


def test_a_bike_that_stays_behind_ends_where_it_starts(shuttle: Territory) -> None:
    for itinerary in _ask(shuttle, Access(origin=LILLE, bike_on_board="no")):
        assert itinerary.is_circuit
        assert itinerary.legs[0].end.name == itinerary.legs[-1].start.name
        assert "bike_at_start" in _warnings(itinerary)
    with pytest.raises(InvalidRequestError, match="no bike") as caught:
        _ask(shuttle, Access(origin=LILLE, bike_on_board="required"), mode="foot")
    assert caught.value.details["field"] == "access.bike_on_board"


def test_a_time_is_that_between_the_trains(shuttle: Territory) -> None:
    for itinerary in _ask(shuttle, mode="foot", departure=_at(10), target=Target(duration_s=3600)):
        _assert_on_the_clock(itinerary)
        circuit = [leg for leg in itinerary.legs if leg.part == "circuit"]
        home = next(leg for leg in itinerary.legs if leg.part == "home")
        assert home.departure_s - circuit[0].departure_s == pytest.approx(3600, rel=0.051)
    odd: dict[str, Any] = {"mode": "foot", "departure": _at(10), "target": Target(duration_s=75 * 60)}
    with pytest.raises(BudgetTooSmallError) as caught:
        _ask(shuttle, Access(origin=LILLE, slack_min=5), **odd)
    assert caught.value.details["field"] == "duration_min"
    feasible = caught.value.details["feasible"]["duration_min"]
    assert 75 < feasible[0] <= feasible[1]
    (near, *_) = _ask(shuttle, Access(origin=LILLE, slack_min=5), **odd, allow_other_length=True)
    _assert_on_the_clock(near)
    with pytest.raises(BudgetTooLargeError) as large:
        _ask(shuttle, mode="foot", target=Target(duration_s=250 * 60))
    assert list(large.value.details["feasible"]) == ["distance_km"]


def test_named_ends_are_walked_or_ridden_to(shuttle: Territory) -> None:
    (itinerary,) = _ask(shuttle, start=crossing(6, 6), alternatives=1)
    _assert_on_the_clock(itinerary)
    modes = [(leg.part, leg.mode) for leg in itinerary.legs]
    assert modes[:3] == [("out", "transit"), ("out", "bike"), ("circuit", "bike")]
    assert modes[-2:] == [("home", "bike"), ("home", "transit")]
    assert itinerary.is_circuit
    assert len(_ask(shuttle, start=crossing(6, 6))) > 1, "from one start there are others"
    ride, ridden = itinerary.legs[-1], itinerary.legs[-2]
    assert ride.departure_s - ridden.arrival_s >= 900
    (across,) = _ask(shuttle, start=StopPlace("lens-1"), end=crossing(18, 18), target=None, alternatives=1)
    assert not across.is_circuit
    assert across.legs[0].end.name == "Lens"


def test_one_may_stay_away(shuttle: Territory) -> None:
    (itinerary,) = _ask(shuttle, Access(origin=LILLE, returns=False), alternatives=1)
    _assert_on_the_clock(itinerary)
    assert {leg.part for leg in itinerary.legs} == {"out", "circuit"}
    assert itinerary.trains is not None
    assert itinerary.trains.home is None


def test_what_cannot_be_is_one_clear_error(shuttle: Territory, town: Territory) -> None:
    with pytest.raises(InvalidRequestError, match="from 2025-02-03 until 2025-02-14") as outside:
        _ask(shuttle, departure=_at(7, day=15))
    assert outside.value.details["field"] == "departure"
    assert outside.value.details["feeds"] == [{"feed": "shuttle.zip", "from": "2025-02-03", "until": "2025-02-14"}]
    with pytest.raises(NoItineraryError, match="no connection") as sunday:
        _ask(shuttle, departure=_at(7, day=9))
    assert sunday.value.details["field"] == "access.from"
    with pytest.raises(UnknownStopError, match=r"access\.from"):
        _ask(shuttle, Access(origin=StopPlace("nowhere")))
    with pytest.raises(NotAvailableError) as none:
        _ask(town)
    assert none.value.details["field"] == "access"
    for wrong, name in (
        ({"departure": None}, "departure"),
        ({"target": None}, "distance_km"),
        ({"access": replace(_request().access or Access(origin=LILLE), latest_home=_at(6))}, "access.latest_home"),
        ({"access": Access(origin=LILLE, latest_home=_at(7, day=5))}, "access.latest_home"),
    ):
        with pytest.raises(InvalidRequestError) as caught:
            _request(**wrong)
        assert caught.value.details["field"] == name
    for asked, name in (
        ({"slack_min": 0}, "access.slack_min"),
        ({"returns": False, "latest_home": _at(20)}, "access.latest_home"),
        ({"latest_home": datetime(2025, 2, 4, 20)}, "access.latest_home"),  # noqa: DTZ001 - just that is refused
    ):
        with pytest.raises(InvalidRequestError) as caught:
            Access(origin=LILLE, **asked)
        assert caught.value.details["field"] == name


def test_a_day_with_trains_is_not_edited_yet(shuttle: Territory) -> None:
    request = _request()
    result = plan(shuttle, request)
    with pytest.raises(NotAvailableError, match="cannot be edited"):
        revise(shuttle, request, result.sketches[0], [], identity="x")


def test_every_format_shows_the_trains(shuttle: Territory) -> None:
    (itinerary,) = _ask(shuttle, alternatives=1, themes=(("mining", 1.0),))
    document = to_json(itinerary)
    rides = [leg for leg in document["legs"] if leg["mode"] == "transit"]
    assert [(leg["part"], leg["from_stop_id"], leg["service_date"]) for leg in rides] == [
        ("out", "lille", "2025-02-04"), ("home", rides[1]["from_stop_id"], "2025-02-04"),
    ]  # fmt: skip
    assert document["access"]["home"]["arrival"] == "2025-02-04T12:45:00+01:00"
    shown = [feature["properties"] for feature in to_geojson(itinerary)["features"]]
    assert [one["trip_id"] for one in shown if one.get("mode") == "transit"] == ["lens-9", "lille-12"]
    track = to_gpx(itinerary)
    assert "09:00 from Lille: Train K1 to" in track
    assert track.count("<trkseg>") == len(document["legs"]) - 2
    texts = {language: to_text(_ask(shuttle, alternatives=1, language=language)[0]) for language in ("fr", "nl", "en")}
    assert "de Lille : Train K1 jusqu'à" in texts["fr"]
    assert "vanuit Lille: Trein K1 naar" in texts["nl"]
    assert "On public transport: " in texts["en"]


def test_a_length_that_a_station_has_no_circuit_of_is_tried_there_once(
    shuttle: Territory, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def refuse(trip: Trip) -> list[Plan]:
        tried.append((trip.start_place.name, trip.end_place.name))
        raise NoItineraryError("no circuit here", field="start")

    monkeypatch.setattr(drafting, "plan_scenic", refuse)
    with pytest.raises(NoItineraryError, match="no circuit here"):
        _ask(shuttle)
    *trials, explained = tried
    assert len(trials) > 1
    assert len(set(trials)) == len(trials)
    assert explained == trials[0]


def test_stations_that_no_street_joins_are_not_tried(shuttle: Territory, monkeypatch: pytest.MonkeyPatch) -> None:
    ends = []
    draw = plan_scenic

    def note(trip: Trip) -> list[Plan]:
        ends.append((trip.start_place.name, trip.end_place.name))
        return draw(trip)

    monkeypatch.setattr(drafting, "plan_scenic", note)
    assert _ask(shuttle, alternatives=3)
    assert ("Douai", "Lens") in ends
    ends.clear()
    south, north = crossing(10.4, 0), crossing(11.6, 0)
    wall = shapely.box(south.lon - 1, south.lat, south.lon + 1, north.lat)
    found = _ask(shuttle, alternatives=3, avoid_areas=wall)
    assert found
    assert all(itinerary.is_circuit for itinerary in found)
    assert all(start == end for start, end in ends)


def test_ends_that_are_named_are_told_why_no_way_joins_them(shuttle: Territory) -> None:
    ends: dict[str, Any] = {"start": crossing(3, 3), "end": crossing(20, 20)}
    south, north = crossing(10.4, 0), crossing(11.6, 0)
    wall = shapely.box(south.lon - 1, south.lat, south.lon + 1, north.lat)
    with pytest.raises(NoItineraryError, match="no way leads there from the start"):
        _ask(shuttle, **ends, avoid_areas=wall)
    with pytest.raises(BudgetTooSmallError) as short:
        _ask(shuttle, **ends, target=Target(distance_m=1000))
    assert short.value.details["feasible"]["distance_km"][0] > 3


def test_a_way_home_in_time_counts_before_a_later_one_with_fewer_changes(tmp_path: Path) -> None:
    head = "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type\n"
    calls = (
        ("lens-7", (("lille", "7:00"), ("lens-1", "7:45"))),
        ("lille-12", (("lens-1", "18:00"), ("lille", "20:01"))),
        ("lille-15", (("lens-1", "18:30"), ("douai", "19:00"))),
        ("lille-18", (("douai", "19:10"), ("lille", "19:58"))),
    )
    rows = [
        f"{trip},{time}:00,{time}:00,{stop},{number},,"
        for trip, stops in calls
        for number, (stop, time) in enumerate(stops, start=1)
    ]
    territory = Territory.open(build_shuttle_town(tmp_path, stop_times=head + "\n".join(rows) + "\n"))
    usual: dict[str, Any] = {"start": crossing(2, 3), "departure": _at(6, 50)}
    found, *_ = _ask(territory, Access(origin=LILLE, latest_home=_at(20), bike_on_board="no"), **usual)
    assert _rides(found) == ["lens-7", "lille-15", "lille-18"]
    later, *_ = _ask(territory, Access(origin=LILLE, latest_home=_at(20, 5), bike_on_board="no"), **usual)
    assert _rides(later) == ["lens-7", "lille-12"]


def test_stops_where_wheelchairs_do_not_get_in_are_left_out(tmp_path: Path) -> None:
    lens, douai = crossing(2, 2), crossing(20, 20)

    def build(name: str, *, at_lens: int, at_lille: int) -> Territory:
        stops = (
            "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station,wheelchair_boarding\n"
            f"lens,Lens,{lens.lat},{lens.lon},1,,{at_lens}\nlens-1,Lens,{lens.lat},{lens.lon},0,lens,\n"
            f"douai,Douai,{douai.lat},{douai.lon},0,,1\nlille,Lille,50.6366,3.0710,0,,{at_lille}\n"
        )
        (tmp_path / name).mkdir()
        return Territory.open(build_shuttle_town(tmp_path / name, stops=stops))

    fields: dict[str, Any] = {"mode": "wheelchair", "target": Target(distance_m=2000), "alternatives": 3}
    both = _ask(build("both", at_lens=1, at_lille=1), **fields)
    assert {leg.end.name for one in both for leg in one.legs[:1]} == {"Lens", "Douai"}
    one = _ask(build("one", at_lens=2, at_lille=1), **fields)
    assert {leg.end.name for found in one for leg in found.legs[:1]} == {"Douai"}
    with pytest.raises(NoItineraryError, match="do not get in and out at this stop"):
        _ask(build("none", at_lens=1, at_lille=2), **fields)
