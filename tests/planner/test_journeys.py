from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from planner.errors import (
    InvalidRequestError,
    NoItineraryError,
    NoTimetableError,
    OutsideTimetableError,
    UnknownStopError,
)
from planner.itinerary import Leg, RideLeg, TransitJourney
from planner.journeys import JourneyRequest, journeys
from planner.request import StopPlace
from planner.territory import Territory
from tests.planner.lines import build_line_town, build_shuttle_town
from tests.planner.town import crossing, offset

if TYPE_CHECKING:
    from pathlib import Path

PARIS = ZoneInfo("Europe/Paris")
LENS, LILLE = StopPlace("lens"), StopPlace("Lille")


@pytest.fixture(scope="module")
def line_town(tmp_path_factory: pytest.TempPathFactory) -> Territory:
    """Open the drawn town with a line of three trains: 8:00 and 9:00 on to Lille, one after midnight."""
    return Territory.open(build_line_town(tmp_path_factory.mktemp("line")))


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2025, 2, day, hour, minute, tzinfo=PARIS)


def _times(journey: TransitJourney) -> list[tuple[str, float, float]]:
    start = journey.departure.timestamp()
    return [
        (leg.trip_id if isinstance(leg, RideLeg) else leg.mode, start + leg.departure_s, start + leg.arrival_s)
        for leg in journey.legs
    ]


def test_a_train_is_found_by_stop_and_by_the_name_of_one_outside_the_territory(line_town: Territory) -> None:
    (one,) = journeys(line_town, JourneyRequest(LENS, LILLE, departure=_at(4, 7)))
    assert _times(one) == [("t1", _at(4, 8).timestamp(), _at(4, 8, 45).timestamp())]
    (leg,) = one.legs
    assert isinstance(leg, RideLeg)
    assert (leg.start.stop, leg.end.stop, leg.route, leg.headsign) == ("lens-1", "lille", "K1", "Lille")
    assert (leg.vehicle, leg.agency, leg.bikes, leg.stops_between) == ("rail", "Réseau fictif", "yes", 1)
    assert one.departure.utcoffset() == _at(4, 7).utcoffset()


def test_alternatives_come_later_and_start_with_a_walk_to_another_stop(line_town: Territory) -> None:
    first, second, night = journeys(line_town, JourneyRequest(LENS, LILLE, departure=_at(4, 7), alternatives=3))
    assert [len(one.legs) for one in (first, second, night)] == [1, 2, 1]
    walk, ride = second.legs
    assert isinstance(walk, Leg)
    assert walk.length_m == pytest.approx(360, abs=5)
    assert walk.arrival_s <= ride.departure_s
    assert second.departure.timestamp() + ride.departure_s == _at(4, 9).timestamp()
    assert night.departure == _at(5, 0, 10)


def test_one_walks_or_rides_from_a_place_in_time(line_town: Territory) -> None:
    place, goal = offset(crossing(6, 2.5), north_m=10), crossing(20, 18)
    # On foot alone one could leave later still, and comes first.
    _, *walks = journeys(line_town, JourneyRequest(place, goal, arrival=_at(4, 9), alternatives=2))
    walk, ride, end = walks[0].legs
    assert isinstance(walk, Leg)
    assert isinstance(end, Leg)
    assert (walk.mode, end.mode) == ("foot", "foot")
    assert walk.arrival_s <= ride.departure_s <= ride.arrival_s <= end.departure_s
    assert walks[0].duration_s >= end.arrival_s
    assert end.line.lat[-1] == pytest.approx(goal.lat, abs=1e-5)
    request = JourneyRequest(
        place, goal, arrival=_at(4, 9), mode_to_stop="bike", bike_on_board="required", alternatives=2
    )
    alone, ridden = journeys(line_town, request)
    assert alone.vehicles == 0
    assert alone.departure > ridden.departure
    first, _, last = ridden.legs
    assert isinstance(first, Leg)
    assert isinstance(last, Leg)
    assert (first.mode, last.mode) == ("bike", "bike")
    assert ridden.departure > walks[0].departure


def test_bikes_are_taken_only_where_that_is_known_or_not_forbidden(line_town: Territory) -> None:
    def ask(rule: str) -> list[str]:
        request = JourneyRequest(LENS, LILLE, departure=_at(4, 8, 30), bike_on_board=rule, alternatives=2)  # type: ignore[arg-type]
        return [leg.trip_id for one in journeys(line_town, request) for leg in one.legs if isinstance(leg, RideLeg)]

    assert ask("no") == ["t2", "night"]
    assert ask("if_possible") == ["night"]
    with pytest.raises(NoItineraryError):
        ask("required")


def test_a_day_outside_the_feeds_is_an_error_that_names_their_days(line_town: Territory) -> None:
    with pytest.raises(OutsideTimetableError, match="from 2025-02-03 until 2025-02-14") as caught:
        journeys(line_town, JourneyRequest(LENS, LILLE, departure=_at(15, 8)))
    assert caught.value.details == {
        "field": "departure", "feeds": [{"feed": "line.zip", "from": "2025-02-03", "until": "2025-02-14"}],
    }  # fmt: skip


def test_what_cannot_be_asked_is_one_clear_error(line_town: Territory, town: Territory) -> None:
    with pytest.raises(UnknownStopError, match="nowhere") as unknown:
        journeys(line_town, JourneyRequest(LENS, StopPlace("nowhere"), departure=_at(4, 7)))
    assert "candidates" not in unknown.value.details
    for part in ("Plac", "PLACE", "lens p"):
        with pytest.raises(UnknownStopError, match="; there are Lens Place") as unknown:
            journeys(line_town, JourneyRequest(StopPlace(part), LILLE, departure=_at(4, 7)))
        assert unknown.value.details["candidates"] == [{"id": "lens-2", "name": "Lens Place"}]
        assert unknown.value.details["field"] == "from"
    with pytest.raises(InvalidRequestError, match="the same stop"):
        journeys(line_town, JourneyRequest(LENS, StopPlace("lens-1"), departure=_at(4, 7)))
    with pytest.raises(InvalidRequestError, match="either departure or arrival"):
        JourneyRequest(LENS, LILLE)
    with pytest.raises(NoItineraryError, match="within 24 hours"):
        journeys(line_town, JourneyRequest(LILLE, LENS, departure=_at(4, 7)))
    with pytest.raises(NoTimetableError):
        journeys(town, JourneyRequest(LENS, LILLE, departure=_at(4, 7)))


def test_the_nearest_week_stands_in_for_a_day_that_no_feed_covers(line_town: Territory) -> None:
    def ask(asked: datetime, **moments: datetime) -> TransitJourney:
        request = JourneyRequest(LENS, LILLE, **(moments or {"departure": asked}), nearest_week=True)  # type: ignore[arg-type]
        (found,) = journeys(line_town, request)
        return found

    summer = datetime(2025, 6, 4, 7, tzinfo=PARIS)
    late = ask(summer)
    assert _times(late) == [("t1", _at(12, 8).timestamp(), _at(12, 8, 45).timestamp())]
    (told,) = late.warnings
    assert (told.code, dict(told.params)) == ("other_week", {"asked": "2025-06-04", "planned": "2025-02-12"})
    # Nothing runs on Wednesday the 5th, which would be nearer.
    early = ask(datetime(2025, 1, 29, 7, tzinfo=PARIS))
    assert dict(early.warnings[0].params)["planned"] == "2025-02-12"
    assert ask(summer, arrival=summer.replace(hour=9)).departure == _at(12, 8)
    assert ask(_at(4, 7)).warnings == (), "a day that is covered is not moved"
    with pytest.raises(NoItineraryError):  # nothing runs on any Sunday
        ask(datetime(2025, 6, 8, 7, tzinfo=PARIS))
    with pytest.raises(OutsideTimetableError):
        journeys(line_town, JourneyRequest(LENS, LILLE, departure=summer))


def test_the_streets_alone_lead_there_where_no_vehicle_is_sooner(line_town: Territory) -> None:
    place, goal = crossing(4, 3), crossing(4, 9)
    (walk,) = journeys(line_town, JourneyRequest(place, goal, departure=_at(4, 7)))
    (leg,) = walk.legs
    assert isinstance(leg, Leg)
    assert (leg.mode, walk.vehicles, walk.departure) == ("foot", 0, _at(4, 7))
    assert leg.length_m == pytest.approx(720, abs=30)
    assert walk.duration_s == pytest.approx(leg.arrival_s, abs=1)
    (by,) = journeys(line_town, JourneyRequest(place, goal, arrival=_at(4, 7)))
    assert by.departure == _at(4, 7) - timedelta(seconds=walk.duration_s)
    (from_stop,) = journeys(line_town, JourneyRequest(LENS, goal, departure=_at(4, 7)))
    assert from_stop.legs[0].start.stop == "lens"
    # On a Sunday nothing runs, and one walks all the same.
    assert journeys(line_town, JourneyRequest(LENS, goal, departure=_at(9, 7)))[0].vehicles == 0


def test_a_vehicle_that_is_sooner_or_leaves_later_stands_alone(line_town: Territory) -> None:
    by_train = journeys(line_town, JourneyRequest(LENS, crossing(20, 19), departure=_at(4, 7, 55)))
    assert [one.vehicles for one in by_train] == [1]
    ridden = JourneyRequest(crossing(2, 3), crossing(20, 19), departure=_at(4, 7), mode_to_stop="bike")
    ride, *others = journeys(line_town, replace(ridden, alternatives=2))
    assert ride.vehicles == 0
    assert all(other.vehicles for other in others)
    there_s = ride.departure.timestamp() + ride.duration_s
    assert others
    assert all(later.departure.timestamp() + later.duration_s > there_s for later in others)


def test_places_without_a_stop_around_are_joined_by_the_streets_alone(tmp_path: Path) -> None:
    stops = "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n" + "".join(
        f"{key},{name},50.6366,3.0710,0,\n"
        for key, name in (("lens-1", "Lens"), ("douai", "Douai"), ("lille", "Lille"))
    )
    territory = Territory.open(build_shuttle_town(tmp_path, stops=stops))
    (walk,) = journeys(territory, JourneyRequest(crossing(4, 3), crossing(4, 9), departure=_at(4, 7)))
    assert (walk.vehicles, walk.departure) == (0, _at(4, 7))
    with pytest.raises(NoItineraryError, match="from: no stop lies within 45 minutes"):
        journeys(territory, JourneyRequest(crossing(1, 1), crossing(23, 23), departure=_at(4, 7)))


def test_an_alone_way_by_bike_leads_to_what_lies_at_a_path(line_town: Territory) -> None:
    target = offset(crossing(12, 20), north_m=40)
    ride, *_ = journeys(line_town, JourneyRequest(crossing(12, 2), target, departure=_at(4, 7), mode_to_stop="bike"))
    assert ride.vehicles == 0
    assert {leg.mode for leg in ride.legs} == {"bike"}
