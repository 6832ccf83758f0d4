import math
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from graphs.geo import Coordinate
from planner.darkness import tell_darkness
from planner.hours import Spot, list_daylight
from planner.itinerary import Place, RideLeg

LENS, TROMSO = Coordinate(50.43, 2.83), Coordinate(69.65, 18.96)
PARIS, WINTER = ZoneInfo("Europe/Paris"), timezone(timedelta(hours=1))
HOUR = 3600.0


def _leg(first_h: float, last_h: float, at: Coordinate = LENS) -> Any:  # noqa: ANN401 - what of a leg is looked at
    begin, end = first_h * HOUR, last_h * HOUR
    return SimpleNamespace(start=Place(at), departure_s=begin, arrival_s=end, duration_s=end - begin)


def _tell(hour: int, *legs: Any, day: int = 21, month: int = 12) -> list[tuple[str, dict[str, str]]]:  # noqa: ANN401
    found = tell_darkness(datetime(2026, month, day, hour, tzinfo=PARIS), legs)
    return [(notice.code, dict(notice.params)) for notice in found]


@pytest.mark.parametrize("at", [LENS, Coordinate(0.0, 0.0), Coordinate(-33.9, 10.0)])
def test_the_shortest_day_is_as_long_as_the_height_of_the_sun_says(at: Coordinate) -> None:
    tilt, below, phi = math.radians(-23.44), math.radians(-0.833), math.radians(at.lat)
    cosine = (math.sin(below) - math.sin(phi) * math.sin(tilt)) / (math.cos(phi) * math.cos(tilt))
    hours = 2 * math.degrees(math.acos(cosine)) / 15
    begin = datetime(2026, 12, 21, 0, 0, tzinfo=WINTER)
    ((rise, fall),) = list_daylight(Spot(at.lat, at.lon), begin, begin + timedelta(hours=24))
    assert (fall - rise).total_seconds() / HOUR == pytest.approx(hours, abs=0.05)
    assert list_daylight(Spot(at.lat, at.lon), begin, begin) == []


def test_minutes_in_the_dark_are_told_at_both_ends_of_the_day() -> None:
    assert _tell(8, _leg(0, 2), _leg(2, 9.5)) == [
        ("before_sunrise", {"time": "08:46", "minutes": "46"}),
        ("after_sunset", {"time": "16:46", "minutes": "44"}),
    ]
    assert _tell(9, _leg(0, 7)) == []
    assert _tell(9, _leg(0, 7.8)) == [], "less than five minutes"
    assert _tell(9, _leg(0, 9.5), month=6) == []


def test_time_on_board_and_at_visits_does_not_count() -> None:
    aboard = RideLeg.__new__(RideLeg)
    assert _tell(7, aboard, _leg(2, 4)) == []
    # Walked until 16:00, a visit until 18:00, a walk of 12 minutes.
    assert _tell(9, _leg(0, 7), _leg(9, 9.2)) == [("after_sunset", {"time": "16:46", "minutes": "12"})]


def test_one_who_sets_out_in_the_evening_sets_out_after_sunset() -> None:
    assert _tell(20, _leg(0, 2)) == [("after_sunset", {"time": "16:46", "minutes": "120"})]
    assert _tell(4, _leg(0, 2)) == [("before_sunrise", {"time": "08:46", "minutes": "120"})]
    # On through the night into the next day: only the night counts.
    ((code, params),) = _tell(16, _leg(0, 20))
    assert code == "after_sunset"
    assert int(params["minutes"]) == pytest.approx(16 * 60, abs=3)


def test_the_night_of_winter_and_the_day_of_summer_have_no_end_in_the_north() -> None:
    assert _tell(10, _leg(0, 2, TROMSO)) == [("no_daylight", {})]
    assert _tell(1, _leg(0, 2, TROMSO), month=6) == []


def test_without_a_departure_nothing_is_said() -> None:
    assert tell_darkness(None, [_leg(0, 2)]) == []
    assert tell_darkness(datetime(2026, 12, 21, 20, tzinfo=PARIS), []) == []
    assert tell_darkness(datetime(1, 1, 1, tzinfo=WINTER), [_leg(0, 2)]) == []
