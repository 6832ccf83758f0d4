"""Opening hours beside truth that was worked out by hand from the specification, the calendars and an almanac.

In `truth.csv` a window with a question mark is one of which nobody is sure, one with a tilde may be off by three
minutes, and "unknown" is a whole day of which nobody is sure. Holidays are those that the ministries published; times
of the sun come from the equations of the solar calculator of NOAA.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from planner.hours import Spot, read_day

TRUTH = Path(__file__).with_name("truth.csv")
LENS, CHARLEROI = (50.43, 2.83), (50.41, 4.44)
PLACES = {"FR": LENS, "BE": CHARLEROI, "FR-GES": (48.57, 7.75), "FR-ARA": (45.76, 4.84), "FR-IDF": (48.86, 2.35)}
WHOLE_DAY = "00:00-24:00"


def list_rows() -> list[dict[str, str]]:
    with TRUTH.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def to_minutes(window: str) -> tuple[bool, int, int]:
    start, end = (int(text[:2]) * 60 + int(text[3:]) for text in window.strip("?~").split("-"))
    return "?" not in window, start, end


def list_expected(text: str) -> list[tuple[bool, int, int]]:
    windows = {"closed": "", "unknown": f"?{WHOLE_DAY}"}.get(text, text).split()
    return sorted((to_minutes(window) for window in windows), key=lambda window: window[1])


def list_found(expression: str, area: str, day: date) -> list[tuple[bool, int, int]]:
    country = area.partition("-")[0]
    lat, lon = PLACES.get(area, PLACES[country])
    spot = Spot(lat, lon, country, "" if area == country else area)
    spans = read_day(expression, spot, day).spans
    return [
        (span.sure, span.start.hour * 60 + span.start.minute, (span.end.hour * 60 + span.end.minute) or 24 * 60)
        for span in spans
    ]


def test_the_table_is_long_and_tells_no_case_twice() -> None:
    rows = list_rows()
    cases = {(row["expression"], row["area"], row["date"]) for row in rows}
    assert len(cases) == len(rows) >= 150
    assert {row["area"].partition("-")[0] for row in rows} == {"FR", "BE"}


@pytest.mark.parametrize("row", list_rows(), ids=lambda row: f"{row['expression']}, {row['area']} {row['date']}")
def test_windows_are_those_worked_out_by_hand(row: dict[str, str]) -> None:
    found = list_found(row["expression"], row["area"], date.fromisoformat(row["date"]))
    expected = list_expected(row["windows"])
    tolerance = 3 if "~" in row["windows"] else 0
    assert [window[0] for window in found] == [window[0] for window in expected], found
    for (_, *ours), (_, *theirs) in zip(found, expected, strict=True):
        assert all(abs(a - b) <= tolerance for a, b in zip(ours, theirs, strict=True)), found
