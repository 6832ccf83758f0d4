"""Later days begin at the same hour of the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from planner.tours.clock import later

PARIS = ZoneInfo("Europe/Paris")


def test_the_hour_stays_when_the_clocks_change() -> None:
    saturday = datetime(2026, 10, 24, 9, 30, tzinfo=timezone(timedelta(hours=2)))
    monday = later(saturday, 2, PARIS)
    assert monday.isoformat() == "2026-10-26T09:30:00+01:00"
    assert monday - saturday == timedelta(days=2, hours=1)


def test_a_departure_in_another_time_stays_in_it() -> None:
    assert later(datetime(2026, 10, 24, 7, 30, tzinfo=UTC), 2, PARIS).isoformat() == "2026-10-26T08:30:00+00:00"


def test_without_a_time_zone_days_have_24_hours() -> None:
    assert later(datetime(2026, 10, 24, 7, 30, tzinfo=UTC), 2, None) == datetime(2026, 10, 26, 7, 30, tzinfo=UTC)
