import zipfile
from pathlib import Path

import pytest

from graphs.errors import SourceFileError
from graphs.transit.calls import BOARD, LEAVE
from graphs.transit.feed import Feed, read_feed
from tests.graphs.transit.feeds import AGENCY, LINE, write_feed


def _read(tmp_path: Path, **changed: str) -> Feed:
    return read_feed(write_feed(tmp_path / "feed.zip", {**LINE, **changed}))


def _list_calls(feed: Feed) -> list[tuple[str, str, int, int]]:
    calls = feed.calls
    return [
        (feed.trips[trip].id, feed.stops[stop].id, arrival, departure)
        for trip, stop, arrival, departure in zip(
            calls.trip.tolist(), calls.stop.tolist(), calls.arrival_s.tolist(), calls.departure_s.tolist(), strict=True
        )
    ]


def test_a_sound_feed_is_read_whole(tmp_path: Path) -> None:
    feed = _read(tmp_path)
    assert (feed.name, feed.zone) == ("feed.zip", "Europe/Paris")
    assert _list_calls(feed) == [
        ("t1", "lens-1", 28800, 28800), ("t1", "douai", 30000, 30120), ("t1", "lille", 31500, 31500),
        ("t2", "lens-2", 32400, 32400), ("t2", "douai", 33300, 33300), ("t2", "lille", 34200, 34200),
        ("night", "lens-1", 87000, 87000), ("night", "lille", 90000, 90000),
    ]  # fmt: skip
    assert feed.calls.use.tolist()[:3] == [BOARD, BOARD | LEAVE, LEAVE]
    assert [(trip.headsign, trip.bikes, trip.wheelchair) for trip in feed.trips] == [
        ("Lille", 1, 1), ("Lille", 2, 0), ("Lille", 0, 2),
    ]  # fmt: skip
    assert [(route.name, route.agency, route.mode) for route in feed.routes] == [("K1", "Réseau fictif", "rail")]
    assert [stop.wheelchair for stop in feed.stops] == [1, 1, 2, 0, 0]
    assert [stop.station for stop in feed.stops] == [0, 0, 0, 3, 4]
    assert dict(feed.faults.counts) == {("stop_times.txt", "blank_time_filled", False): 1}


def test_blank_times_are_filled_in_proportion_to_their_order(tmp_path: Path) -> None:
    times = (
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
        "t1,,,lens-1,1\nt1,8:00:00,8:10:00,lens-2,2\nt1,,,gone,3\nt1,,,douai,9\nt1,8:40:00,,lille,10\nt1,,,lens-1,11\n"
    )
    feed = _read(tmp_path, stop_times=times)
    assert _list_calls(feed) == [
        ("t1", "lens-2", 28800, 29400), ("t1", "douai", 30600, 30600), ("t1", "lille", 31200, 31200),
    ]  # fmt: skip
    assert feed.faults.count("blank_time_at_the_end") == 2
    assert feed.faults.count("unknown_stop") == 1


def test_rows_that_make_no_sense_are_left_out_and_counted(tmp_path: Path) -> None:
    trips = (
        LINE["trips"] + "gone,week,t3,,,\nk1,never,t4,,,\nk1,week,t1,,,\nk1,week,,,,\nk1,week,back,,,\nk1,week,one,,,\n"
    )
    times = LINE["stop_times"] + (
        "t9,8:00:00,8:00:00,lens-1,1,,\nt1,8:30:00,8:30:00,lille,3,,\nt1,8:30:00,8:30:00,lille,x,,\n"
        "t1,eight,8:30:00,lille,4,,\nt1,8:99:00,8:30:00,lille,5,,\n"
        "back,9:00:00,9:00:00,lens-1,1,,\nback,8:00:00,8:00:00,lille,2,,\none,9:00:00,9:00:00,lens-1,1,,\n"
    )
    feed = _read(tmp_path, trips=trips, stop_times=times)
    assert _list_calls(feed) == _list_calls(_read(tmp_path))
    counts = {kind: feed.faults.count(kind) for _, kind, _ in feed.faults.counts}
    assert counts == {
        "unknown_route": 1, "unknown_service": 1, "missing_or_repeated_id": 2, "unknown_trip": 1, "repeated_order": 1,
        "bad_order": 1, "bad_time": 2, "decreasing_time_trip_left_out": 1, "only_call_of_trip": 1,
        "blank_time_filled": 1,
    }  # fmt: skip
    examples = {(fault.table, fault.kind): fault.row for fault in feed.faults.examples}
    assert examples["trips.txt", "unknown_route"] == 5
    assert examples["stop_times.txt", "unknown_trip"] == 10


def test_a_nested_feed_with_marks_and_junk_is_read(tmp_path: Path) -> None:
    tables = {name: "﻿" + text.replace(",", " , ") for name, text in LINE.items()}
    path = write_feed(tmp_path / "feed.zip", tables, "export/gtfs/")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("__MACOSX/stops.txt", b"\0\1")
        archive.writestr("export/readme.md", "no table")
    assert _list_calls(read_feed(path)) == _list_calls(_read(tmp_path))


def test_places_are_turned_where_only_that_makes_sense(tmp_path: Path) -> None:
    stops = LINE["stops"].replace("50.3718,3.0890", "3.0890,50.3718").replace("50.4288,2.8283", ",")
    feed = _read(tmp_path, stops=stops)
    places = {stop.id: (stop.lat, stop.lon) for stop in feed.stops}
    assert places["douai"] == (50.3718, 3.089)
    assert places["lens-2"] == places["lens"]
    assert feed.faults.count("swapped_coordinates") == 1


def test_trips_of_frequencies_run_once_per_departure(tmp_path: Path) -> None:
    frequencies = (
        "trip_id,start_time,end_time,headway_secs\nt1,10:00:00,10:30:00,600\ngone,1:00:00,2:00:00,600\n"
        "t2,10:00:00,11:00:00,0\nt2,10:00:00,9:00:00,600\n"
    )
    feed = _read(tmp_path, frequencies=frequencies)
    starts = [start for trip, stop, _, start in _list_calls(feed) if (trip, stop) == ("t1", "lens-1")]
    assert starts == [36000, 36600, 37200]
    assert [row for row in _list_calls(feed) if row[0] == "t2"] == _list_calls(_read(tmp_path))[3:6]
    assert (feed.faults.count("unknown_trip"), feed.faults.count("bad_frequency")) == (1, 2)


def test_a_feed_knows_its_days(tmp_path: Path) -> None:
    from datetime import date

    feed = _read(tmp_path, calendar_dates="service_id,date,exception_type\nweek,20250301,1\nother,20260101,1\nx,y,1\n")
    assert feed.days == (date(2025, 2, 3).toordinal(), date(2025, 3, 1).toordinal())
    assert feed.faults.count("bad_exception") == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"stop_times": None}, "holds no stop_times.txt"),
        ({"trips": None}, "holds no trips.txt"),
        ({"stops": None}, "holds no stops.txt"),
        ({"calendar": None, "calendar_dates": None}, "no trip that runs on any day"),
        ({"stop_times": ""}, "no trip that runs on any day"),
        ({"agency": None}, "names no time zone"),
        ({"agency": AGENCY.replace("Europe/Paris", "../../etc/passwd")}, "names no time zone"),
        ({"stop_times": "trip_id\n" + "t" * 200_000}, "field larger"),
    ],
)
def test_a_feed_that_cannot_be_used_is_one_clear_error(
    tmp_path: Path, changed: dict[str, str | None], words: str
) -> None:
    mixed: dict[str, str | None] = {**LINE, **changed}
    tables = {name: text for name, text in mixed.items() if text is not None}
    with pytest.raises(SourceFileError, match=words) as caught:
        read_feed(write_feed(tmp_path / "feed.zip", tables))
    assert "feed.zip" in str(caught.value)


def test_a_feed_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceFileError, match=r"^gone\.zip is missing: give a GTFS feed"):
        read_feed(tmp_path / "gone.zip")


def test_a_bomb_is_refused_unread(tmp_path: Path) -> None:
    tables: dict[str, str | bytes] = {**LINE, "stop_times": b"\n" * 60_000_000}
    with pytest.raises(SourceFileError, match="larger than any timetable"):
        read_feed(write_feed(tmp_path / "feed.zip", tables))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut"])
def test_a_file_that_is_no_zip_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "feed.zip"
    path.write_bytes(content)
    with pytest.raises(SourceFileError, match=r"feed\.zip cannot be read"):
        read_feed(path)


def test_a_damaged_table_is_refused(tmp_path: Path) -> None:
    path = write_feed(tmp_path / "feed.zip", LINE)
    content = bytearray(path.read_bytes())
    place = content.index(b"stop_times.txt") + 40
    content[place : place + 60] = b"\xff" * 60
    path.write_bytes(bytes(content))
    with pytest.raises(SourceFileError, match=r"feed\.zip cannot be read"):
        read_feed(path)
