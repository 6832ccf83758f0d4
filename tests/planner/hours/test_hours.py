"""What opening hours mean for a trip: certainty, time zones, waits."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.hours import Clock, Spot, VisitHours, get_visit_hours, read_day
from planner.hours.zones import get_zone

LENS = Spot(50.43, 2.83, "FR", "FR-HDF")
NOWHERE = Spot(50.43, 2.83)
PARIS = ZoneInfo("Europe/Paris")
HOUR = 3_600_000
MINUTE = 60_000


def set_out(text: str, *, hours: int = 24, wait_min: int = 20, spot: Spot = LENS) -> VisitHours:
    """Hours for a trip that sets out on Wednesday 17 June 2026 at 9:30."""
    departure = datetime(2026, 6, 17, 9, 30, tzinfo=PARIS)
    return get_visit_hours(text, spot, Clock(departure, timedelta(hours=hours), wait_min * MINUTE))


def test_a_text_that_does_not_parse_is_flagged_and_unknown_all_day() -> None:
    found = read_day("lun-ven 9h-12h", LENS, date(2026, 6, 17))
    assert not found.known
    assert [(span.sure, span.start.hour, span.end) for span in found.spans] == [(False, 0, found.end)]
    assert not found.is_closed


def test_a_day_off_is_known_and_closed() -> None:
    found = read_day("We off", LENS, date(2026, 6, 17))
    assert found.known
    assert found.is_closed


def test_holidays_of_a_country_that_nobody_names_are_not_assumed() -> None:
    ordinary, text = date(2026, 6, 17), "10:00-18:00; PH off"
    assert [span.sure for span in read_day(text, NOWHERE, ordinary).spans] == [False]
    assert [span.sure for span in read_day(text, LENS, ordinary).spans] == [True]
    assert [span.sure for span in read_day("10:00-18:00", NOWHERE, ordinary).spans] == [True]


def test_holidays_of_a_region_hold_there_alone() -> None:
    corpus_christi, text = date(2026, 6, 4), "10:00-18:00; PH off"
    heidelberg = Spot(49.41, 8.69, "DE", "DE-BW")
    berlin = Spot(52.52, 13.4, "DE", "DE-BE")
    assert read_day(text, heidelberg, corpus_christi).is_closed
    assert [span.sure for span in read_day(text, berlin, corpus_christi).spans] == [True]
    assert [span.sure for span in read_day(text, Spot(49.41, 8.69, "DE"), corpus_christi).spans] == [False]


def test_times_are_those_of_the_place() -> None:
    found = read_day("10:00-18:00", Spot(38.72, -9.14, "PT"), date(2026, 6, 17))
    assert found.spans[0].start == datetime(2026, 6, 17, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("spot", "zone"),
    [
        (Spot(50.43, 2.83, "FR"), "Europe/Paris"),
        (Spot(52.52, 13.4, "DE"), "Europe/Berlin"),
        (Spot(37.74, -25.67, "PT"), "Atlantic/Azores"),
        (Spot(38.72, -9.14, "PT"), "Europe/Lisbon"),
        (Spot(50.41, 4.44), "Europe/Brussels"),
        (Spot(90.0, 0.0), "UTC"),
    ],
)
def test_the_zone_is_that_of_the_country_or_of_the_place(spot: Spot, zone: str) -> None:
    assert get_zone(spot) == ZoneInfo(zone)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 17), 24)])
def test_a_day_has_the_hours_that_the_clocks_leave_it(day: date, hours: int) -> None:
    span = read_day("24/7", LENS, day).spans[0]
    assert span.end.astimezone(UTC) - span.start.astimezone(UTC) == timedelta(hours=hours)


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1850, 7, 14), date(9995, 7, 14)])
def test_nothing_is_known_of_days_far_away(day: date) -> None:
    found = read_day("10:00-18:00; PH off", LENS, day)
    assert not found.known
    assert [span.sure for span in found.spans] == [False]


@given(st.text(alphabet='MoTuPHS01:-,;|"+/() éoff\x00', max_size=60))
def test_any_text_gives_hours_in_order(text: str) -> None:
    spans = read_day(text, LENS, date(2026, 6, 17)).spans
    assert all(span.start < span.end for span in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))


def test_windows_count_from_the_departure() -> None:
    hours = set_out("10:00-12:00,14:00-18:00", hours=8)
    assert hours.open == ((HOUR // 2, 5 * HOUR // 2), (9 * HOUR // 2, 17 * HOUR // 2))


def test_hours_over_midnight_are_one_window() -> None:
    hours = set_out("20:00-02:00", hours=30)
    assert hours.open[0] == (int(10.5 * HOUR), int(16.5 * HOUR))


def test_what_is_open_on_departure_is_open_from_the_start() -> None:
    assert set_out("09:00-10:00").open[0] == (0, HOUR // 2)


def test_a_visit_starts_on_arrival_where_it_is_open() -> None:
    assert set_out("09:00-18:00").begin(HOUR, HOUR) == (HOUR, "open")


def test_a_visit_waits_a_little_for_the_opening() -> None:
    hours = set_out("10:00-18:00", wait_min=20)
    assert hours.begin(15 * MINUTE, HOUR) == (30 * MINUTE, "open")
    assert hours.begin(5 * MINUTE, HOUR) == (5 * MINUTE, "closed")


def test_a_visit_that_would_outlast_the_opening_is_closed() -> None:
    hours = set_out("09:00-12:00")
    assert hours.begin(90 * MINUTE, HOUR) == (90 * MINUTE, "open")
    assert hours.begin(91 * MINUTE, HOUR) == (91 * MINUTE, "closed")


def test_a_visit_before_a_break_waits_for_its_end() -> None:
    hours = set_out("09:00-12:00,12:15-18:00")
    assert hours.begin(120 * MINUTE, HOUR) == (120 * MINUTE, "closed")
    assert hours.begin(150 * MINUTE, HOUR) == (165 * MINUTE, "open")


def test_what_nobody_knows_is_unknown_and_never_closed() -> None:
    for text in ("", "  ", "lun-ven", "unknown"):
        assert set_out(text).begin(HOUR, HOUR) == (HOUR, "unknown")
    assert set_out("10:00-12:00", hours=12).begin(40 * HOUR, HOUR) == (40 * HOUR, "unknown")


def test_a_visit_into_an_open_end_is_unknown() -> None:
    hours = set_out("09:00-11:00+")
    assert hours.begin(0, HOUR) == (0, "open")
    assert hours.begin(HOUR, HOUR) == (HOUR, "unknown")


def test_starts_leave_time_for_the_visit() -> None:
    hours = set_out("10:00-12:00,14:00-14:30", hours=8)
    assert hours.list_starts(HOUR)[0] == (HOUR // 2, 3 * HOUR // 2)
    assert all(start != 9 * HOUR // 2 for start, _ in hours.list_starts(HOUR))


def test_only_hours_that_close_during_the_trip_bind() -> None:
    hours = set_out("09:00-18:00")
    assert not hours.binds(8 * HOUR)
    assert hours.binds(9 * HOUR)
    assert not set_out("").binds(100 * HOUR)
