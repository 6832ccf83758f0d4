"""Bikes on board: the feed, and rules where it is silent, against a slow reading trip by trip."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.transit.boarding import NO, RESERVED, UNKNOWN, YES, BoardingRule, find_bikes, is_idle, list_bikes
from graphs.transit.timetable import Timetable
from graphs.transit.windows import get_window
from graphs.transit.writing import import_feeds
from tests.graphs.transit.feeds import AGENCY, LINE, write_feed

DAYS = [date(2025, 2, 3).toordinal() + number for number in range(5)]
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class _Between:
    first: int
    last: int

    def contains(self, day: date) -> bool:
        return self.first <= day.toordinal() <= self.last


ALWAYS = _Between(0, 1 << 30)


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Timetable:
    """Open two agencies with two lines each and three trips on each line: silent, with bikes, without."""
    agency = AGENCY + "sea,Côte,https://example.org,Europe/Paris\n"
    routes = "route_id,agency_id,route_short_name,route_type\n"
    trips = "route_id,service_id,trip_id,trip_headsign,bikes_allowed\n"
    times = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
    for owner in ("net", "sea"):
        for line in ("K1", "K2"):
            routes += f"{owner}:{line}:x,{owner},{line},2\n"
            for flag in "012":
                trip = f"{owner}-{line}-{flag}"
                trips += f"{owner}:{line}:x,week,{trip},,{flag}\n"
                times += f"{trip},8:00:00,8:00:00,lens-1,1\n{trip},9:00:00,9:00:00,lille,2\n"
    folder = tmp_path_factory.mktemp("lines")
    tables = {**LINE, "agency": agency, "routes": routes, "trips": trips, "stop_times": times}
    import_feeds([write_feed(folder / "feed.zip", tables)], folder / "transit")
    return Timetable.open(folder / "transit")


RULES = st.builds(
    BoardingRule,
    agency=st.sampled_from(["*", "réseau*", "côte", "nobody"]),
    route=st.sampled_from(["*", "k1", "sea:k2:*", "k9"]),
    feed=st.sampled_from(["*", "feed.zip", "other"]),
    bikes=st.sampled_from([UNKNOWN, YES, NO, RESERVED]),
    days=st.builds(_Between, st.sampled_from(DAYS), st.sampled_from(DAYS)),
    credit=st.sampled_from(["a", "b"]),
)


def _slow(timetable: Timetable, trip: int, day: int) -> tuple[int, str]:
    route = int(timetable.trip_route[trip])
    feed = timetable.feeds[int(timetable.trip_feed[trip])].name
    said, who = int(timetable.trip_bikes[trip]), feed if timetable.trip_bikes[trip] else ""
    for rule in timetable.boarding:
        agency, name, own = (
            timetable.get_string(int(column[route])).casefold()
            for column in (timetable.route_agency, timetable.route_name, timetable.route_id)
        )
        speaks = fnmatchcase(agency, rule.agency) and fnmatchcase(feed.casefold(), rule.feed)
        speaks = speaks and (fnmatchcase(name, rule.route) or fnmatchcase(own, rule.route))
        if speaks and rule.days.contains(date.fromordinal(day)):
            if said == UNKNOWN or (said == YES and rule.bikes == RESERVED):
                return rule.bikes, rule.credit if rule.bikes else who
            break
    return said, who


@settings(max_examples=60, deadline=None)
@given(st.lists(RULES, max_size=5))
def test_rules_hold_where_the_feed_is_silent_and_the_first_counts(lines: Timetable, rules: list[BoardingRule]) -> None:
    timetable = replace(lines, boarding=tuple(rules))
    for day in DAYS:
        known = list_bikes(timetable, day)
        for trip in range(timetable.trip_count):
            assert find_bikes(timetable, trip, day) == _slow(timetable, trip, day)
            assert known[trip] == _slow(timetable, trip, day)[0]
    for least, welcome in ((1, {UNKNOWN, YES, RESERVED}), (2, {YES, RESERVED})):
        window = get_window(timetable, DAYS[1] - _EPOCH, least)
        runs = zip(window.run_trip.tolist(), window.run_day.tolist(), strict=True)
        found = {(trip, day) for trip, day in runs if day in DAYS[1:3]}
        wanted = {
            (trip, DAYS[1])
            for trip in range(timetable.trip_count)
            if find_bikes(timetable, trip, DAYS[1])[0] in welcome
        }
        assert found == wanted, "Wednesday the 5th has no service"


def test_a_rule_for_no_line_is_idle(lines: Timetable) -> None:
    fits = BoardingRule("réseau*", "k1", "*", YES, ALWAYS, "a")
    assert not is_idle(lines, fits)
    assert is_idle(lines, replace(fits, route="k9"))
    assert is_idle(lines, replace(fits, agency="côte", feed="other"))


def test_without_rules_the_feed_alone_counts() -> None:
    with tempfile.TemporaryDirectory() as name:
        import_feeds([write_feed(Path(name) / "feed.zip", LINE)], Path(name) / "transit")
        timetable = Timetable.open(Path(name) / "transit")
        assert [find_bikes(timetable, trip, DAYS[0]) for trip in range(3)] == [
            (YES, "feed.zip"),
            (NO, "feed.zip"),
            (UNKNOWN, ""),
        ]
