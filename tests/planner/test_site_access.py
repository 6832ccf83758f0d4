"""How a site is reached without a car."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from planner.render import to_site_access_json
from planner.site_access import list_site_access
from planner.territory import Territory
from tests.planner.lines import build_shuttle_town

if TYPE_CHECKING:
    from planner.nearby import SiteAccess


@pytest.fixture(scope="module")
def shuttle(tmp_path_factory: pytest.TempPathFactory) -> Territory:
    """Open the drawn town with trains on weekdays from 3 to 14 February 2025 but the 5th, and on Saturday the 8th."""
    return Territory.open(build_shuttle_town(tmp_path_factory.mktemp("shuttle")))


def _access(territory: Territory, site: str, *, count: int = 5, day: date | None = None) -> SiteAccess:
    return list_site_access(territory, territory.get_site_index(site), count=count, day=day)


def test_stops_come_with_the_ways_from_them_the_nearest_first(shuttle: Territory) -> None:
    found = _access(shuttle, "frame-west")
    names = [item.stop.name for item in found.stops]
    assert names == ["Lens", "Douai"]
    lens = found.stops[0]
    walk, ride = lens.ways
    assert (walk.mode, ride.mode) == ("foot", "bike")
    assert walk.length_m == pytest.approx(1020, abs=60)
    assert walk.duration_s > ride.duration_s
    for way in lens.ways:
        assert sum(leg.length_m for leg in way.legs) == pytest.approx(way.length_m, abs=0.1)
        assert way.legs[-1].end.site == "frame-west"
        assert way.legs[0].start.name == "Lens"
    assert [item.stop.name for item in _access(shuttle, "frame-west", count=1).stops] == ["Lens"]
    assert [way.mode for way in found.stops[1].ways] == ["bike"], "too far to walk in half an hour"


def test_service_is_told_by_type_of_day_and_an_empty_sunday_is_said(shuttle: Territory) -> None:
    found = _access(shuttle, "frame-west")
    assert found.holidays_known
    service = found.stops[0].service
    assert service is not None
    weekdays = service["weekdays"]
    assert (weekdays.days, weekdays.days_without, weekdays.departures) == (10, 1, 3)
    assert (weekdays.first_s, weekdays.last_s, weekdays.every_s) == (12 * 3600, 18 * 3600, 3 * 3600)
    assert weekdays.day is not None
    assert weekdays.day.weekday() < 5
    saturdays = service["saturdays"]
    assert (saturdays.days, saturdays.days_without, saturdays.day) == (1, 0, date(2025, 2, 8))
    sundays = service["sundays_and_holidays"]
    assert (sundays.days, sundays.days_without, sundays.departures, sundays.first_s) == (1, 1, 0, None)
    assert [notice.code for notice in found.notices] == ["nothing_on_sundays_and_holidays"]
    assert found.stops[0].lines == ("K1",)
    document = to_site_access_json(found, language="fr")
    shown = document["stops"][0]["service"]["weekdays"]
    assert (shown["first"], shown["last"], shown["every_min"]) == ("12:00", "18:00", 180)
    assert document["warnings"][0]["text"] == "Rien ne s'arrête à portée le dimanche et les jours fériés"


@pytest.mark.parametrize(
    ("day", "departures", "first"), [(4, 3, "12:00"), (5, 0, None), (8, 3, "12:00"), (9, 0, None), (16, 0, None)]
)
def test_what_leaves_on_one_day_is_told_beside(
    shuttle: Territory, day: int, departures: int, first: str | None
) -> None:
    asked = date(2025, 2, day)
    found = _access(shuttle, "frame-west", day=asked)
    shown = [stop["on_date"] for stop in to_site_access_json(found, language="en")["stops"]]
    if day > 14:
        assert shown == [None, None]
        (told,) = (notice for notice in found.notices if notice.code == "date_without_timetable")
        assert dict(told.params) == {"asked": "2025-02-16"}
        return
    lens = shown[0]
    assert (lens["date"], lens["departures"], lens["first"]) == (asked.isoformat(), departures, first)
    assert "date_without_timetable" not in {notice.code for notice in found.notices}
    assert {stop.on_day for stop in _access(shuttle, "frame-west").stops} == {None}


def test_departures_after_midnight_belong_to_their_service_day(line_access: SiteAccess) -> None:
    document = to_site_access_json(line_access, language="en")
    lens = next(item for item in document["stops"] if item["stop"]["name"] == "Lens")
    assert lens["service"]["weekdays"]["last"] == "24:10"


@pytest.fixture(scope="module")
def line_access(tmp_path_factory: pytest.TempPathFactory) -> SiteAccess:
    """Access of a site in the town with the line that runs until after midnight."""
    folder = build_shuttle_town(tmp_path_factory.mktemp("line"), line=True)
    return _access(Territory.open(folder), "frame-west")


def test_where_nothing_is_known_that_is_said(shuttle: Territory, town: Territory) -> None:
    closed = _access(shuttle, "pit-closed")
    assert ([notice.code for notice in closed.notices], closed.stops) == (["not_visited"], ())
    without = _access(town, "frame-west")
    assert [notice.code for notice in without.notices] == ["no_timetable"]
    assert [item.service for item in without.stops] == [None]
