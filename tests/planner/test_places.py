"""From what a request names to places on the streets of the drawn town."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
import shapely

from graphs.errors import OutsideNetworkError, PointNotOnNetworkError
from graphs.geo import Coordinate, haversine_m
from planner.desk import get_desk
from planner.errors import InvalidRequestError, UnknownSiteError, UnknownStopError
from planner.local_days import find_local_day
from planner.places import is_usable, locate
from planner.request import SitePlace, StopPlace
from planner.streets import see_streets
from tests.planner.town import crossing, offset

if TYPE_CHECKING:
    from planner.territory import Territory


def test_a_point_is_taken_to_the_nearest_street_with_the_gap_told(town: Territory) -> None:
    view = see_streets(get_desk(town), "bike").view
    asked = offset(crossing(7, 7.5), north_m=30)
    terminal, place = locate(town, view, asked, field="start", index=0)
    assert haversine_m(terminal.point, offset(asked, north_m=-30)) < 1
    assert place.access_m == pytest.approx(30, abs=0.5)
    assert place.point == terminal.point


def test_stops_and_sites_are_found_by_id_and_by_name(town: Territory) -> None:
    view = see_streets(get_desk(town), "foot").view
    for name in ("gare", "gare du bourg"):
        terminal, place = locate(town, view, StopPlace(name), field="start", index=0)
        assert (place.name, place.stop) == ("Gare du Bourg", "gare")
        assert haversine_m(terminal.point, crossing(2, 2.5)) < 20
    for name in ("frame-west", "fosse 2"):
        terminal, place = locate(town, view, SitePlace(name), field="start", index=0)
        assert (place.name, place.site) == ("Fosse 2", "frame-west")
        assert place.access_m == 15


def test_errors_name_the_field(town: Territory) -> None:
    view = see_streets(get_desk(town), "bike").view
    for asked, error in (
        (StopPlace("nowhere"), UnknownStopError),
        (SitePlace("nowhere"), UnknownSiteError),
        (SitePlace("pit-closed"), InvalidRequestError),
    ):
        with pytest.raises(error) as refused:
            locate(town, view, asked, field="points[2]", index=2)
        assert refused.value.details["field"] == "points[2]"
        assert refused.value.message.startswith("points[2]")


def test_a_point_without_a_street_names_its_field_and_what_closes_the_streets(town: Territory) -> None:
    desk, at = get_desk(town), crossing(7, 7.5)
    with pytest.raises(OutsideNetworkError) as outside:
        locate(town, see_streets(desk, "bike").view, Coordinate(43.3, 5.4), field="targets[1]", index=4)
    assert (outside.value.code, outside.value.details["field"]) == ("outside_territory", "targets[1]")
    assert outside.value.details["index"] == 4
    closed = see_streets(desk, "bike", avoid_areas=shapely.Point(at.lon, at.lat).buffer(0.5)).view
    for asked in (at, StopPlace("gare")):
        with pytest.raises(PointNotOnNetworkError, match=r"^start: .*avoid_areas") as refused:
            locate(town, closed, asked, field="start", index=0)
        assert refused.value.details["field"] == "start"


def test_a_site_whose_street_is_closed_cannot_be_reached_and_a_stop_is_met_elsewhere(town: Territory) -> None:
    desk = get_desk(town)
    for asked, error in ((SitePlace("frame-west"), PointNotOnNetworkError), (StopPlace("gare"), None)):
        at = crossing(6, 6.5) if isinstance(asked, SitePlace) else crossing(2, 2.5)
        view = see_streets(desk, "bike", avoid_areas=shapely.Point(at.lon, at.lat).buffer(0.0005)).view
        if error:
            with pytest.raises(error):
                locate(town, view, asked, field="start", index=0)
        else:
            terminal, place = locate(town, view, asked, field="start", index=0)
            assert is_usable(view, terminal)
            assert place.access_m > 30


def test_stops_that_may_be_meant_are_named(town: Territory) -> None:
    view = see_streets(get_desk(town), "foot").view
    for part in ("gare du", "BOURG"):
        with pytest.raises(UnknownStopError, match="; there are Gare du Bourg") as unknown:
            locate(town, view, StopPlace(part), field="start", index=0)
        assert unknown.value.details["candidates"] == [{"id": "gare", "name": "Gare du Bourg"}]
        assert unknown.value.details["field"] == "start"


def test_a_day_is_that_of_the_place_whatever_the_offset(town: Territory) -> None:
    late = datetime(2026, 6, 13, 22, 30, tzinfo=UTC)
    assert find_local_day(town, late) == date(2026, 6, 14)
    assert find_local_day(town, late - timedelta(hours=1)) == date(2026, 6, 13)
    assert find_local_day(town, datetime(2026, 6, 14, 1, tzinfo=timezone(timedelta(hours=9)))) == date(2026, 6, 13)
