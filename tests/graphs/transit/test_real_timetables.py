"""Random journeys on real feeds: each as the graph of all events has it."""

import random
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from graphs.transit.connections import Question, find_latest, find_soonest
from graphs.transit.timetable import Timetable
from graphs.transit.writing import import_feeds
from tests.graphs.transit.feeds import find_changes
from tests.graphs.transit.slow_timetable import RawFeed, SlowSearch, turn_round

FEEDS = {
    "ter": ("gtfs-ter-sncf-2025/export-ter-gtfs-last.zip", date(2025, 2, 14), 299_983),
    "vrn": ("heidelberg-ors/vrn_gtfs_cut.zip", date(2022, 9, 17), 46_269),
    "rnv": ("rhine-neckar-gtfs-2016/rnv.gtfs.zip", date(2016, 11, 12), 424_266),
    "poa": ("porto-alegre-r5r/poa_eptc.zip", date(2019, 5, 19), 130_019),
}


def _compare(test_data: Path, tmp_path: Path, name: str, count: int) -> int:
    """Ask for random journeys there and back, and give how many there were."""
    file, day, calls = FEEDS[name]
    (imported,) = import_feeds([test_data / file], tmp_path / "transit")
    assert imported.calls == calls
    timetable, raw = Timetable.open(tmp_path / "transit"), RawFeed(test_data / file)
    runs = raw.list_runs(day - timedelta(days=2), day + timedelta(days=2))
    changes = find_changes(timetable)
    turned: dict[str, dict[str, int]] = {stop: {} for stop in changes}
    for origin, ways in changes.items():
        for target, seconds in ways.items():
            turned[target][origin] = seconds
    slow, back = SlowSearch(runs, changes), SlowSearch(turn_round(runs), turned)
    rows = {timetable.get_string(index): row for row, index in enumerate(timetable.stop_id.tolist())}
    draw = random.Random(7)  # noqa: S311 - a test that repeats
    used = sorted({visit.stop for run in runs for visit in run})
    found = 0
    for _ in range(count):
        first, last = draw.sample(used, 2)
        moment = int(
            datetime(day.year, day.month, day.day, draw.randrange(24), draw.randrange(60), tzinfo=raw.zone).timestamp()
        )
        question = Question({rows[first]: 0}, {rows[last]: 0}, most_vehicles=20)
        soonest = {len(one.rides): one.arrival_s for one in find_soonest(timetable, question, moment)}
        assert soonest == slow.find({first: 0}, {last: 0}, moment), (first, last, moment)
        latest = {len(one.rides): -one.departure_s for one in find_latest(timetable, question, moment)}
        assert latest == back.find({last: 0}, {first: 0}, -moment), (first, last, moment)
        found += bool(soonest) + bool(latest)
    return found


def test_journeys_in_heidelberg_are_those_of_the_slow_search(test_data: Path, tmp_path: Path) -> None:
    assert _compare(test_data, tmp_path, "vrn", 5) >= 4


@pytest.mark.full
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", sorted(FEEDS))
def test_hundreds_of_journeys_on_real_feeds_are_those_of_the_slow_search(
    test_data: Path, tmp_path: Path, name: str
) -> None:
    assert _compare(test_data, tmp_path, name, 250) > 80
