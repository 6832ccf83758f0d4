"""What belongs to one day and not to another: named sites, openings and closures, the hours of a day, its start."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from planner.errors import InvalidRequestError
from planner.render import to_text
from planner.request import StopPlace, Target
from tests.planner.asking import MINING
from tests.planner.tours.conftest import list_inns
from tests.planner.tours.test_tours import EAST, ask
from tests.planner.town import build_town, crossing, list_site_rows, open_town

if TYPE_CHECKING:
    from pathlib import Path

    from planner.itinerary import Itinerary
    from planner.territory import Territory

MIDDLE = crossing(12, 12)
FOUR_KM = Target(distance_m=4000)
MONDAY = datetime(2026, 6, 15, 9, 30, tzinfo=ZoneInfo("Europe/Paris"))
NOT_ON_MONDAYS = "Tu-Su 09:00-19:00"


@pytest.fixture(scope="module")
def hours_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the town with inns, where a pit frame in the east is closed on Mondays."""
    folder = tmp_path_factory.mktemp("hours")
    rows = [{**row, "opening_hours": NOT_ON_MONDAYS} if row["id"] == "frame-east" else row for row in list_site_rows()]
    build_town(folder, sites=[*rows, *list_inns()])
    return folder


@pytest.fixture(scope="module")
def hours_town(hours_folder: Path) -> Territory:
    """Open that town."""
    return open_town(hours_folder)


def visits_by_day(itinerary: Itinerary) -> list[list[str]]:
    """Ids of the sites of each day."""
    return [[visit.site.id for visit in day.itinerary.visits] for day in itinerary.days]


@pytest.mark.parametrize("tour", [{"nights": "base"}, {}])
def test_what_must_be_visited_on_one_day_is_not_visited_on_another_too(inns: Territory, tour: dict[str, str]) -> None:
    named = ("frame-west", "frame-east")
    for metres in (5000, 6000, 7000):
        (itinerary,) = ask(
            inns,
            2,
            start=MIDDLE,
            end=None,
            target=Target(distance_m=metres),
            themes=MINING,
            must_visit=named,
            tour=tour,
        ).itineraries
        visited = [site for day in visits_by_day(itinerary) for site in day]
        assert sorted(set(visited)) == sorted(visited)
        assert set(named) <= set(visited)


@pytest.mark.parametrize("days", [2, 3, 4])
def test_what_is_closed_on_the_first_day_is_visited_on_another(hours_town: Territory, days: int) -> None:
    (itinerary,) = ask(
        hours_town,
        days,
        start=MIDDLE,
        end=None,
        target=FOUR_KM,
        must_visit=("frame-east",),
        departure=MONDAY,
        tour={"nights": "base"},
    ).itineraries
    first, *others = visits_by_day(itinerary)
    assert "frame-east" not in first
    assert any("frame-east" in day for day in others)


def test_what_is_closed_on_the_last_day_is_visited_before(hours_town: Territory) -> None:
    (itinerary,) = ask(
        hours_town, 2, target=Target(distance_m=4500), must_visit=("frame-east",), departure=MONDAY - timedelta(days=1)
    ).itineraries
    assert "frame-east" in visits_by_day(itinerary)[0]


def test_what_is_closed_on_all_days_is_refused_by_name(hours_town: Territory, hours_folder: Path) -> None:
    asked: dict[str, Any] = {
        "start": MIDDLE,
        "end": None,
        "target": FOUR_KM,
        "departure": MONDAY,
        "tour": {"nights": "base"},
    }
    shut = open_town(hours_folder, closures="site,frame-north,closed,2026-06-15,2026-06-16,works\n")
    with pytest.raises(InvalidRequestError, match="Fosse 9 may not be visited"):
        ask(shut, 2, must_visit=("frame-north",), **asked)
    (itinerary,) = ask(shut, 3, must_visit=("frame-north",), **asked).itineraries
    assert ["frame-north" in day for day in visits_by_day(itinerary)] == [False, False, True]
    late = {**asked, "departure": MONDAY.replace(hour=20)}
    with pytest.raises(InvalidRequestError, match="closed while this trip of 2026-06-15"):
        ask(hours_town, 2, must_visit=("frame-east",), **late)


def test_no_day_of_several_is_asked_for_more_than_24_hours(inns: Territory) -> None:
    with pytest.raises(InvalidRequestError, match="duration_min: where there are several days") as caught:
        ask(inns, 2, target=Target(duration_s=25 * 3600.0))
    assert caught.value.details["field"] == "duration_min"


def test_a_limit_that_is_just_what_is_asked_is_kept(inns: Territory) -> None:
    for metres in (3000, 4000, 5000):
        (itinerary,) = ask(
            inns, 2, start=MIDDLE, end=None, target=Target(distance_m=metres), tour={"most_distance_m": float(metres)}
        ).itineraries
        for day in itinerary.days:
            assert 0.95 * metres <= day.itinerary.summary.length_m <= metres


def test_each_day_of_the_text_starts_where_it_does(inns: Territory) -> None:
    (itinerary,) = ask(inns, 3, start=StopPlace("gare"), end=EAST, language="en").itineraries
    first, second, third = [day.itinerary.legs[0].start.name for day in itinerary.days]
    told = [line for line in to_text(itinerary).splitlines() if line.startswith("Start: ")]
    assert first == "Gare du Bourg"
    assert told == [f"Start: {name}" for name in (first, first, second, third)]  # of the whole, then of each day
