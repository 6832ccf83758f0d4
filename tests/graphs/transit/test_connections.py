"""Random timetables: the kernel against the graph of all events."""

import tempfile
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.transit.connections import Journey, Question, find_latest, find_soonest, find_times
from graphs.transit.journeys import list_journeys
from graphs.transit.timetable import Timetable
from graphs.transit.writing import import_feeds
from tests.graphs.transit.feeds import AGENCY, LINE, find_changes, write_feed
from tests.graphs.transit.slow_timetable import RawFeed, SlowSearch, turn_round

FIRST, LAST = date(2025, 3, 27), date(2025, 4, 2)
"""Summer time begins on 30 March."""
WEEK = "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


@st.composite
def feeds(draw: st.DrawFn) -> dict[str, str]:
    count = draw(st.integers(2, 6))
    stops = [f"s{number}" for number in range(count)]
    places = [f"{stop},{stop},50.{draw(st.integers(0, 30)):04},3.0,0," for stop in stops]
    trips, times = [], []
    for trip in range(draw(st.integers(1, 9))):
        moment = draw(st.integers(0, 30)) * 60 + draw(st.sampled_from([36_000, 84_600, 88_200]))
        trips.append(f"r,{draw(st.sampled_from('ab')) if trip else 'a'},t{trip},,{draw(st.integers(0, 2))}")
        for order in range(draw(st.integers(2, 5))):
            arrival = moment + 60 * draw(st.integers(0, 6))
            moment = arrival + 60 * draw(st.sampled_from([0, 0, 1]))
            use = draw(st.sampled_from([",", ",", ",", "1,", ",1"]))
            times.append(f"t{trip},{_clock(arrival)},{_clock(moment)},{draw(st.sampled_from(stops))},{order},{use}")
    rules = [
        f"{draw(st.sampled_from(stops))},{draw(st.sampled_from(stops))},{draw(st.sampled_from(['1', '2', '3']))},"
        f"{draw(st.sampled_from([0, 60, 600]))}"
        for _ in range(draw(st.integers(0, 4)))
    ]
    days = ",".join(draw(st.sampled_from("01")) for _ in range(7))
    return {
        "agency": AGENCY,
        "stops": "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n" + "\n".join(places),
        "routes": "route_id,agency_id,route_short_name,route_type\nr,net,1,2\n",
        "trips": "route_id,service_id,trip_id,trip_headsign,bikes_allowed\n" + "\n".join(trips),
        "stop_times": "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type\n"
        + "\n".join(times),
        "calendar": f"{WEEK}a,1,1,1,1,1,1,1,20250327,20250402\nb,{days},20250327,20250402\n",
        "transfers": "from_stop_id,to_stop_id,transfer_type,min_transfer_time\n" + "\n".join(rules),
    }


def _at(day: int, hour: int, minute: int = 0, *, month: int = 3) -> int:
    return int(datetime(2025, month, day, hour, minute, tzinfo=ZoneInfo("Europe/Paris")).timestamp())


def _open(folder: Path, tables: dict[str, str]) -> tuple[Timetable, Path]:
    path = write_feed(folder / "feed.zip", tables)
    import_feeds([path], folder / "transit")
    return Timetable.open(folder / "transit"), path


def _row(timetable: Timetable, stop: str) -> int:
    return [timetable.get_string(index) for index in timetable.stop_id.tolist()].index(stop)


def _turned(changes: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    turned: dict[str, dict[str, int]] = {stop: {} for stop in changes}
    for origin, ways in changes.items():
        for target, seconds in ways.items():
            turned[target][origin] = seconds
    return turned


def test_the_way_from_the_last_stop_lies_within_the_day_too(tmp_path: Path) -> None:
    tables = {
        "agency": AGENCY,
        "stops": "stop_id,stop_name,stop_lat,stop_lon\ns0,s0,50.0,3.0\ns1,s1,50.01,3.0\n",
        "routes": "route_id,agency_id,route_short_name,route_type\nr,net,1,2\n",
        "trips": "route_id,service_id,trip_id\nr,a,t0\n",
        "stop_times": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
        "t0,23:30:00,23:30:00,s0,0\nt0,23:35:00,23:35:00,s1,1\n",
        "calendar": f"{WEEK}a,1,1,1,1,1,1,1,20250327,20250402\n",
    }
    timetable, _ = _open(tmp_path, tables)
    question = Question({_row(timetable, "s0"): 30}, {_row(timetable, "s1"): 45})
    just, over = _at(27, 23, 35) + 45, _at(27, 23, 35) + 44
    assert [one.arrival_s - just for one in find_soonest(timetable, question, just)] == [86_400]
    assert find_soonest(timetable, question, over) == []


@settings(max_examples=40)
@given(
    tables=feeds(),
    day=st.integers(28, 31),
    minute=st.integers(0, 40),
    hour=st.sampled_from([9, 10, 23]),
    bikes=st.integers(0, 2),
)
def test_every_answer_is_that_of_the_graph_of_all_events(
    tables: dict[str, str], day: int, hour: int, minute: int, bikes: int
) -> None:
    with tempfile.TemporaryDirectory() as name:
        timetable, path = _open(Path(name), tables)
        raw = RawFeed(path)
        moment = _at(day, hour, minute)
        wanted = {0: "012", 1: "01", 2: "1"}[bikes]
        runs = raw.list_runs(FIRST, LAST, lambda row: row["bikes_allowed"] in wanted)
        changes = find_changes(timetable)
        slow, back = SlowSearch(runs, changes), SlowSearch(turn_round(runs), _turned(changes))
        first, last = raw.stops[0], raw.stops[-1]
        question = Question({_row(timetable, first): 30}, {_row(timetable, last): 45}, bikes, 12)
        soonest = find_soonest(timetable, question, moment)
        latest = find_latest(timetable, question, moment)
        assert {len(one.rides): one.arrival_s for one in soonest} == slow.find({first: 30}, {last: 45}, moment)
        assert {len(one.rides): -one.departure_s for one in latest} == back.find({last: 45}, {first: 30}, -moment)
        for journey in [*soonest, *latest]:
            _check(timetable, question, journey)
        for one in soonest:
            assert all(
                -other > -one.departure_s or vehicles > len(one.rides)
                for vehicles, other in back.find({last: 45}, {first: 30}, -one.arrival_s).items()
                if -other > one.departure_s
            )


def _check(timetable: Timetable, question: Question, journey: Journey) -> None:
    """Follow a journey call by call."""
    moment, stop = journey.departure_s + question.access[journey.first_stop], journey.first_stop
    for number, ride in enumerate(journey.rides):
        calls = timetable.call_trip[[ride.board_call, ride.leave_call]]
        assert set(calls.tolist()) == {ride.trip}
        assert ride.board_call < ride.leave_call
        origin = int(timetable.call_stop[ride.board_call])
        if number:
            ways = range(timetable.change_first[stop], timetable.change_first[stop + 1])
            moment += min(int(timetable.change_s[way]) for way in ways if timetable.change_to[way] == origin)
        else:
            assert origin == stop
        assert moment <= ride.departure_s <= ride.arrival_s
        assert timetable.call_use[ride.board_call] & 1
        assert timetable.call_use[ride.leave_call] & 2
        assert timetable.list_active_services(ride.day)[timetable.trip_service[ride.trip]]
        moment, stop = ride.arrival_s, int(timetable.call_stop[ride.leave_call])
    assert stop == journey.last_stop
    assert journey.arrival_s == moment + question.exits[stop]


@pytest.fixture
def line(tmp_path: Path) -> Timetable:
    return _open(tmp_path, dict(LINE))[0]


def _ask(timetable: Timetable, first: str, last: str, bikes: int = 0) -> Question:
    return Question({_row(timetable, first): 0}, {_row(timetable, last): 0}, bikes)


def _feb(day: int, hour: int, minute: int = 0) -> int:
    return _at(day, hour, minute, month=2)


def test_the_train_of_the_day_is_found_and_that_after_midnight(line: Timetable) -> None:
    question = _ask(line, "lens-1", "lille")
    (morning,) = find_soonest(line, question, _feb(4, 7))
    assert (morning.departure_s, morning.arrival_s) == (_feb(4, 8), _feb(4, 8, 45))
    (night,) = find_soonest(line, question, _feb(4, 20))
    assert (night.departure_s, night.arrival_s) == (_feb(5, 0, 10), _feb(5, 1))
    assert night.rides[0].day == date(2025, 2, 4).toordinal()
    (last,) = find_latest(line, question, _feb(5, 2))
    assert last.departure_s == _feb(5, 0, 10)


def test_exceptions_of_the_calendar_hold(line: Timetable) -> None:
    question = _ask(line, "lens-1", "lille")
    assert find_soonest(line, question, _feb(5, 7)) == []
    assert find_soonest(line, question, _feb(8, 7))[0].departure_s == _feb(8, 8)
    assert find_soonest(line, question, _feb(9, 7)) == []


def test_bikes_are_taken_where_that_is_certain(line: Timetable) -> None:
    question = _ask(line, "lens-2", "lille")
    assert len(find_soonest(line, question, _feb(4, 8, 30))) == 1
    assert find_soonest(line, _ask(line, "lens-2", "lille", 1), _feb(4, 8, 30)) == []
    night = _ask(line, "lens-1", "lille", 1)
    assert find_soonest(line, night, _feb(4, 8, 30))[0].departure_s == _feb(5, 0, 10)
    sure = find_soonest(line, _ask(line, "lens-1", "lille", 2), _feb(6, 9))
    assert sure[0].departure_s == _feb(7, 8)


def test_the_next_journeys_are_alternatives(line: Timetable) -> None:
    question = Question(dict.fromkeys(line.list_platforms(_row(line, "lens")).tolist(), 0), {_row(line, "lille"): 0})
    found = list_journeys(line, question, departure_s=_feb(4, 7), count=3)
    assert [one.departure_s for one in found] == [_feb(4, 8), _feb(4, 9), _feb(5, 0, 10)]
    back = list_journeys(line, question, arrival_s=_feb(4, 10), count=2)
    assert [one.departure_s for one in back] == [_feb(4, 9), _feb(4, 8)]
    with pytest.raises(ValueError, match="either a departure or an arrival"):
        list_journeys(line, question, count=1)


def test_times_to_all_stops_are_those_of_the_journeys(line: Timetable) -> None:
    question = _ask(line, "lens-1", "lille")
    times = find_times(line, question, _feb(4, 7))
    assert {stop: int(times[_row(line, stop)]) for stop in ("lille", "douai", "lens-2")} == {
        "lille": 6300, "douai": 4800, "lens-2": -1,
    }  # fmt: skip
    late = find_times(line, question, _feb(4, 9), backward=True)
    assert int(late[_row(line, "lens-1")]) == 3600
