"""The reference trips of several days exist on the demo territory, and their days are even."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from planner.engine import plan
from planner.request import Access, StopPlace, Target, Tour, TripRequest
from tests.planner.tours.test_tour_trains import assert_there_and_back
from tests.planner.tours.test_tours import assert_joined

if TYPE_CHECKING:
    from planner.territory import Territory

THEMES = (("mining", 1.0), ("terrils", 1.0))


@pytest.mark.parametrize(("mode", "kilometres"), [("bike", 40), ("foot", 18)])
def test_six_days_from_wallers_arenberg_to_lens(demo: Territory, mode: str, kilometres: float) -> None:
    request = TripRequest(
        mode=mode, start=StopPlace("Wallers"), end=StopPlace("Lens (FR)"), target=Target(distance_m=1000 * kilometres),
        themes=THEMES, alternatives=1, tour=Tour(days=6),
    )  # fmt: skip
    (itinerary,) = plan(demo, request).itineraries
    assert_joined(itinerary, 6)
    efforts = [day.effort_s for day in itinerary.days]
    assert max(efforts) <= 1.15 * min(efforts)
    assert all(abs(day.itinerary.summary.length_m / (1000 * kilometres) - 1) <= 0.05 for day in itinerary.days)
    assert min(len(day.itinerary.visits) for day in itinerary.days) >= 3
    nights = {day.night.place.name for day in itinerary.days if day.night}
    assert len(nights) == 5
    assert [warning.code for warning in itinerary.warnings].count("night_in_town") == 5


@pytest.mark.parametrize(
    ("days", "kilometres"), [(2, None), (3, 60), pytest.param(4, None, marks=pytest.mark.full), (5, 45)]
)
def test_two_to_five_days_from_bethune_to_charleroi(demo: Territory, days: int, kilometres: float | None) -> None:
    target = None if kilometres is None else Target(distance_m=1000 * kilometres)
    request = TripRequest(
        mode="bike", start=StopPlace("Béthune"), end=StopPlace("Charleroi-Central"), alternatives=1,
        target=target, themes=THEMES if target else (), tour=Tour(days=days),
    )  # fmt: skip
    (itinerary,) = plan(demo, request).itineraries
    assert_joined(itinerary, days)
    efforts = [day.effort_s for day in itinerary.days]
    assert max(efforts) <= 1.15 * min(efforts)


@pytest.mark.parametrize("fields", [
    {"mode": "bike", "target": Target(distance_m=35_000), "tour": Tour(days=3)},
    {"mode": "foot", "target": Target(duration_s=5 * 3600), "tour": Tour(days=2, nights="base")},
])  # fmt: skip
def test_days_by_train_from_lille_and_home(demo: Territory, fields: dict[str, Any]) -> None:
    request = TripRequest(
        departure=datetime(2026, 6, 13, 8, tzinfo=ZoneInfo("Europe/Paris")), alternatives=1, themes=THEMES,
        access=Access(origin=StopPlace("Lille Flandres")), **fields,
    )  # fmt: skip
    (itinerary,) = plan(demo, request).itineraries
    assert_there_and_back(itinerary, request.tour.days if request.tour else 0)
    efforts = [day.effort_s for day in itinerary.days]
    assert max(efforts) <= 1.15 * min(efforts)
    assert min(len(day.itinerary.visits) for day in itinerary.days) >= 3
    starts, ends = ({leg.start.name for leg in itinerary.legs if leg.part == part} for part in ("out", "home"))
    assert "Lille Flandres" in starts - ends
