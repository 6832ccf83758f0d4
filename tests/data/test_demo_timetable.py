"""The timetable of the demo territory is invented, plausible, thinner on Sundays, and still written from its sketch."""

import csv
import io
import math
import os
import subprocess
import sys
import zipfile
from collections import Counter, defaultdict
from datetime import date, timedelta
from importlib import resources
from itertools import pairwise
from pathlib import Path

import pytest

from data.demo.timetable.days import Days, list_exceptions, list_holidays
from data.demo.timetable.sketch import read_sketch

DEMO = Path(str(resources.files("data").joinpath("demo")))
FACTS = Path(str(resources.files("data").joinpath("facts")))
FEED = DEMO / "timetable.zip"
Rows = list[dict[str, str]]
SATURDAY, SUNDAY, MONDAY = date(2027, 6, 12), date(2027, 6, 13), date(2027, 6, 14)


@pytest.fixture(scope="module")
def feed() -> dict[str, Rows]:
    """Read the committed feed: 34 lines, 1,174 trips, 10,395 calls."""
    with zipfile.ZipFile(FEED) as packed:
        texts = {Path(name).stem: packed.read(name).decode() for name in packed.namelist()}
    return {name: list(csv.DictReader(io.StringIO(text))) for name, text in texts.items()}


@pytest.fixture(scope="module")
def trips(feed: dict[str, Rows]) -> dict[str, list[tuple[str, int, int]]]:
    """Read the calls of each trip: station, arrival and departure in seconds."""
    parents = {row["stop_id"]: row["parent_station"] for row in feed["stops"]}
    found: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for row in feed["stop_times"]:
        times = (row["arrival_time"], row["departure_time"])
        arrival, departure = (sum(int(n) * w for n, w in zip(t.split(":"), (3600, 60, 1), strict=True)) for t in times)
        found[row["trip_id"]].append((parents[row["stop_id"]], arrival, departure))
    return found


def list_running(feed: dict[str, Rows], day: date) -> Rows:
    weekday = day.strftime("%A").lower()
    running = {row["service_id"] for row in feed["calendar"] if row[weekday] == "1"}
    for row in feed["calendar_dates"]:
        if row["date"] == day.strftime("%Y%m%d"):
            (running.add if row["exception_type"] == "1" else running.discard)(row["service_id"])
    return [row for row in feed["trips"] if row["service_id"] in running]


def test_feed_is_small_enough_to_carry() -> None:
    assert FEED.stat().st_size <= 300_000


def test_nothing_invented_passes_for_reality(feed: dict[str, Rows]) -> None:
    assert [row["agency_name"] for row in feed["agency"]] == ["Réseau fictif"]
    for row in feed["routes"]:
        assert row["route_short_name"].endswith(" (démo)")
        assert row["route_long_name"].endswith(" (démo)")
        assert not any(sign.isdigit() for sign in row["route_short_name"]), "no number of a real line"


def test_every_station_of_the_demo_is_on_a_line_in_both_directions(
    feed: dict[str, Rows], trips: dict[str, list[tuple[str, int, int]]]
) -> None:
    stations = {row["stop_id"]: row for row in feed["stops"] if row["location_type"] == "1"}
    known = list(csv.DictReader((FACTS / "stations.csv").read_text(encoding="utf-8").splitlines()))
    facts = {row["ref"]: row for row in known}
    for stop, row in stations.items():
        assert (row["stop_name"], float(row["stop_lat"]), float(row["stop_lon"])) == (
            facts[stop]["name"], float(facts[stop]["lat"]), float(facts[stop]["lon"])
        )  # fmt: skip
    left = {stop for calls in trips.values() for stop, _, _ in calls[:-1]}
    reached = {stop for calls in trips.values() for stop, _, _ in calls[1:]}
    demo = {row["id"] for row in csv.DictReader((DEMO / "stops.csv").read_text(encoding="utf-8").splitlines())}
    assert demo <= left & reached
    assert stations.keys() - demo, "people also come from outside"
    assert {facts[stop]["country"] for stop in stations} == {"FR", "BE"}


def test_trains_run_at_speeds_that_trains_have(
    feed: dict[str, Rows], trips: dict[str, list[tuple[str, int, int]]]
) -> None:
    places = {row["stop_id"]: (float(row["stop_lat"]), float(row["stop_lon"])) for row in feed["stops"]}
    for trip, calls in trips.items():
        for (a, _, leaves), (b, arrives, _) in pairwise(calls):
            north, east = (places[b][0] - places[a][0]) * 111.2, (places[b][1] - places[a][1]) * 70.8
            speed = math.hypot(north, east) / ((arrives - leaves) / 3600)
            assert 9 < speed < 120, (trip, a, b)
        assert all(arrives <= leaves for _, arrives, leaves in calls)


def test_weeks_thin_out_towards_sunday(feed: dict[str, Rows]) -> None:
    counts = {day: Counter(row["route_id"] for row in list_running(feed, day)) for day in (MONDAY, SATURDAY, SUNDAY)}
    monday, saturday, sunday = (counts[day] for day in (MONDAY, SATURDAY, SUNDAY))
    assert monday.total() > 1.5 * saturday.total() > 2 * sunday.total() > 0
    assert all(monday[line] >= saturday[line] - 4 and saturday[line] >= sunday[line] for line in monday)
    empty = monday.keys() - sunday.keys()
    assert "Grive" in empty
    assert {line.name for line in read_sketch().lines if not line.every_min[2]} == empty
    assert min(monday["Alouette"], monday["Mésange"]) >= 2 * 2 * 15, "half-hourly in both directions"


def test_there_are_last_trains_and_a_few_after_midnight(
    feed: dict[str, Rows], trips: dict[str, list[tuple[str, int, int]]]
) -> None:
    sunday = [trips[row["trip_id"]][0][2] for row in list_running(feed, SUNDAY)]
    assert 21 * 3600 < max(sunday) < 23 * 3600
    night = {row["trip_id"] for row in list_running(feed, SATURDAY) if trips[row["trip_id"]][-1][1] >= 24 * 3600}
    assert 4 <= len(night) <= 20
    assert max(trips[trip][0][2] for trip in night) >= 24 * 3600


def test_bikes_and_wheelchairs_are_taken_refused_and_not_known(feed: dict[str, Rows]) -> None:
    for column in ("bikes_allowed", "wheelchair_accessible"):
        assert {row[column] for row in feed["trips"]} == {"1", "2", ""}


def test_holidays_are_as_sundays_in_their_own_country() -> None:
    easter = read_sketch().easters[1]
    assert easter == date(2027, 3, 28)
    assert date(2027, 5, 6) in list_holidays(easter, "FR"), "Ascension"
    assert (date(2027, 7, 14) in list_holidays(easter, "FR"), date(2027, 7, 14) in list_holidays(easter, "BE")) == (
        True,
        False,
    )
    french = dict(list_exceptions(Days.WEEKDAYS, "FR", [easter]))
    assert french[date(2027, 7, 14)] is False
    assert date(2027, 5, 1) not in french, "a Saturday, on which it does not run anyway"
    assert not list(list_exceptions(Days.DAILY, "FR", [easter]))
    assert list(list_exceptions(Days.NIGHTS, "BE", read_sketch().easters[:2])) == [(date(2026, 12, 31), True)]


def test_a_holiday_has_the_trains_of_a_sunday(feed: dict[str, Rows]) -> None:
    fete, before = date(2027, 7, 14), date(2027, 7, 11)
    french = {line.name for line in read_sketch().lines if line.country == "FR"}
    on_fete, on_sunday, usual = (
        {row["trip_id"] for row in list_running(feed, day) if row["route_id"] in french}
        for day in (fete, before, before + timedelta(days=10))
    )
    assert on_fete == on_sunday
    assert len(usual) > 2 * len(on_fete)


def test_the_feed_covers_every_day_it_says(feed: dict[str, Rows]) -> None:
    span = {(row["start_date"], row["end_date"]) for row in feed["calendar"]}
    assert span == {("20260101", "20301231")}
    assert (feed["feed_info"][0]["feed_start_date"], feed["feed_info"][0]["feed_end_date"]) in span


def write(folder: Path, *, seed: int = 1360) -> bytes:
    command = [sys.executable, "-m", "data.demo.timetable", "--out", str(folder), "--seed", str(seed)]
    root = Path(__file__).parents[2]
    subprocess.run(command, cwd=root, env={**os.environ, "PYTHONHASHSEED": "7"}, check=True, capture_output=True)
    return (folder / "timetable.zip").read_bytes()


def test_another_seed_gives_other_hours(tmp_path: Path) -> None:
    assert write(tmp_path, seed=7) != FEED.read_bytes()


@pytest.mark.full
def test_generator_writes_the_committed_timetable(tmp_path: Path) -> None:
    assert write(tmp_path) == FEED.read_bytes()
