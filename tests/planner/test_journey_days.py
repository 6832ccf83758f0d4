"""Which week stands in for a day that no timetable covers, where public holidays are about."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from planner.journey_days import find_known_week, tell_other_week
from planner.territory import Territory
from tests.planner.lines import build_shuttle_town
from tests.planner.town import crossing

if TYPE_CHECKING:
    from pathlib import Path

PARIS = ZoneInfo("Europe/Paris")
CALENDAR = "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\nweek,{}\n"
DATES = "service_id,date,exception_type\n"


def _open(folder: Path, calendar: str) -> Territory:
    return Territory.open(build_shuttle_town(folder, calendar=CALENDAR.format(calendar), calendar_dates=DATES))


@pytest.fixture(scope="module")
def spring(tmp_path_factory: pytest.TempPathFactory) -> Territory:
    """Open the town with trains every day from 14 April to 11 May 2025: Easter Monday, 1 May and 8 May among them."""
    return _open(tmp_path_factory.mktemp("spring"), "1,1,1,1,1,1,1,20250414,20250511")


@pytest.fixture(scope="module")
def may(tmp_path_factory: pytest.TempPathFactory) -> Territory:
    """Open the town with trains from 1 to 11 May 2025: both Thursdays are public holidays."""
    return _open(tmp_path_factory.mktemp("may"), "1,1,1,1,1,1,1,20250501,20250511")


def _move(territory: Territory, day: str) -> tuple[str, list[str]]:
    """Day that stands in for one, and what is told of it."""
    asked, timetable = datetime.fromisoformat(f"{day}T08:00").replace(tzinfo=PARIS), territory.timetable
    assert timetable is not None
    weeks = find_known_week(territory, timetable, asked, field="departure")
    told = tell_other_week(territory, timetable, asked, weeks)
    for notice in told:
        assert dict(notice.params)["asked"] == day
    return dict(told[0].params)["planned"], [notice.code for notice in told]


@pytest.mark.parametrize(
    ("asked", "planned"),
    [
        ("2025-05-12", "2025-05-05"),
        ("2025-04-07", "2025-04-14"),
        ("2025-05-15", "2025-04-24"),  # 8 May and 1 May are nearer, and holidays
        ("2025-04-10", "2025-04-17"),
    ],
)
def test_a_usual_day_stands_in_for_a_usual_day(spring: Territory, asked: str, planned: str) -> None:
    assert date.fromisoformat(asked).weekday() == date.fromisoformat(planned).weekday()
    assert _move(spring, asked) == (planned, ["other_week"])


def test_a_holiday_stands_in_for_a_holiday(spring: Territory) -> None:
    ascension, whit_monday = "2025-05-29", "2025-06-09"
    assert _move(spring, ascension) == ("2025-05-08", ["other_week"])
    assert _move(spring, whit_monday) == ("2025-04-21", ["other_week"])


def test_a_holiday_of_a_season_away_does_not_stand_in(tmp_path: Path) -> None:
    year = _open(tmp_path, "1,1,1,1,1,1,1,20250101,20250711")
    # 14 July, a Monday; the last one that is a holiday is Whit Monday, 9 June, the last of all 7 July.
    assert _move(year, "2025-07-14") == ("2025-06-09", ["other_week"])
    # 25 December, a Thursday: 10 July is the nearest, Ascension, 29 May, the nearest holiday, six weeks before it.
    assert _move(year, "2025-12-25") == ("2025-05-29", ["other_week"])
    # 11 November, a Tuesday: no Tuesday of the feed is a holiday.
    assert _move(year, "2025-11-11") == ("2025-07-08", ["other_week", "holiday_asked"])


def test_holidays_of_one_country_do_not_stand_in_for_those_of_another(tmp_path: Path) -> None:
    site = {"id": "be-1", "name": "Belle Vue", "kind": "pit", "country": "BE", "access": "open"}
    place = crossing(12, 12)
    folder = build_shuttle_town(
        tmp_path,
        more=[{**site, "lat": place.lat, "lon": place.lon}],
        calendar=CALENDAR.format("1,1,1,1,1,1,1,20250501,20250713"),
        calendar_dates=DATES,
    )
    both = Territory.open(folder)
    # 21 July is a holiday in Belgium alone, 8 May in France alone, Whit Monday in both.
    assert _move(both, "2025-07-21") == ("2025-07-07", ["other_week", "holiday_asked"])
    assert _move(both, "2025-04-21") == ("2025-06-09", ["other_week"])


def test_all_days_of_a_tour_are_compared(spring: Territory) -> None:
    timetable = spring.timetable
    assert timetable is not None
    first = datetime(2025, 5, 13, 8, tzinfo=PARIS)  # a Tuesday; three days
    weeks = find_known_week(spring, timetable, first, first + timedelta(days=2), field="departure")
    # 6 to 8 May and 29 April to 1 May end with a holiday.
    assert weeks == -3
    told = tell_other_week(spring, timetable, first, -1, count=3)
    assert [(notice.code, dict(notice.params)["planned"]) for notice in told] == [
        ("other_week", "2025-05-06"), ("holiday_planned", "2025-05-08"),
    ]  # fmt: skip


def test_where_there_is_no_other_week_that_is_told(may: Territory) -> None:
    assert _move(may, "2025-05-15") == ("2025-05-08", ["other_week", "holiday_planned"])
    assert _move(may, "2025-06-09") == ("2025-05-05", ["other_week", "holiday_asked"])
