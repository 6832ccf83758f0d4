from pathlib import Path

import numpy as np
import pytest

from graphs.transit.changes import ChangeKind, list_changes
from graphs.transit.feed_rules import FORBIDDEN, ChangeRule
from graphs.transit.timetable import Timetable
from graphs.transit.writing import import_feeds
from tests.graphs.transit.feeds import LINE, find_changes, write_feed
from tests.networks import Street, build_network

LAT, LON = 50.0, 3.0
STEP = 100 / 111_195  # 100 m of latitude


def _list(
    north: list[float], rules: list[ChangeRule], *, streets: bool = False
) -> dict[tuple[int, int], tuple[int, int]]:
    """Ways between stops that lie so many hundred metres north of each other, the first two one station."""
    nodes = [(LAT, LON), (LAT + 10 * STEP, LON)]
    network = build_network(nodes, [Street(0, 1)]) if streets else None
    station = np.array([0, 0, *range(2, len(north))], np.int32)
    lat = LAT + STEP * np.array(north)
    changes = list_changes(lat, np.where(np.isnan(lat), np.nan, LON), station, rules, network)
    origins = np.repeat(np.arange(len(north)), np.diff(changes.first))
    rows = zip(origins.tolist(), changes.to.tolist(), changes.seconds.tolist(), changes.kind.tolist(), strict=True)
    return {(origin, target): (seconds, kind) for origin, target, seconds, kind in rows}


def test_one_changes_at_a_stop_in_a_station_and_to_stops_near() -> None:
    found = _list([0.0, 0.5, 2.0, 6.0, float("nan")], [])
    assert found[0, 0] == (60, ChangeKind.STOP)
    assert found[0, 1] == found[1, 0] == (120, ChangeKind.STATION)
    assert found[2, 1] == (round(150 * 1.4 / 1.1), ChangeKind.STRAIGHT)
    assert {pair for pair in found if 3 in pair or 4 in pair} == {(3, 3), (4, 4)}


def test_streets_join_stops_as_long_as_they_lead_there() -> None:
    found = _list([1.0, 1.5, 5.0, 9.0], [], streets=True)
    assert found[0, 2][1] == found[2, 0][1] == ChangeKind.STREETS
    assert found[0, 2][0] == pytest.approx(400 / 1.3, abs=3)
    assert (0, 3) not in found
    assert found[2, 3][1] == ChangeKind.STREETS


def test_rules_of_the_feed_come_first() -> None:
    rules = [ChangeRule(0, 2, 300), ChangeRule(2, 0, FORBIDDEN), ChangeRule(2, 2, 0), ChangeRule(3, 2, None)]
    found = _list([0.0, 0.5, 2.0, 60.0], rules)
    assert found[0, 2] == found[1, 2] == (300, ChangeKind.RULE)
    assert (2, 0) not in found
    assert (2, 1) not in found
    assert found[2, 2] == (0, ChangeKind.RULE)
    assert found[3, 2] == (120, ChangeKind.RULE)


def test_a_rule_between_stations_takes_as_long_as_the_streets_at_the_least() -> None:
    rules = [ChangeRule(0, 2, 60), ChangeRule(2, 0, 1200), ChangeRule(0, 1, 30)]
    found = _list([0.0, 0.5, 9.5], rules, streets=True)
    seconds, kind = found[0, 2]
    assert seconds == pytest.approx(950 / 1.3, abs=3)
    assert kind == ChangeKind.RULE
    assert found[2, 0] == (1200, ChangeKind.RULE)
    assert found[0, 1] == (30, ChangeKind.RULE)


def test_transfers_of_the_feed_are_read(tmp_path: Path) -> None:
    transfers = (
        "from_stop_id,to_stop_id,transfer_type,min_transfer_time,from_trip_id\nlens-1,lens-2,2,420,\n"
        "lens-2,lens-1,3,,\nlens-1,gone,2,60,\nlens-1,lens-1,2,soon,\nlens-1,lens-1,1,,t1\nlens-1,lens-1,5,,\n"
    )
    (imported,) = import_feeds([write_feed(tmp_path / "feed.zip", {**LINE, "transfers": transfers})], tmp_path / "out")
    changes = find_changes(Timetable.open(tmp_path / "out"))
    assert changes["lens-1"] == {"lens": 120, "lens-1": 60, "lens-2": 420}
    assert changes["lens-2"] == {"lens": 120, "lens-2": 60}
    counts = {kind: imported.faults.count(kind) for kind in ("unknown_stop", "bad_time", "rule_of_single_trips")}
    assert counts == {"unknown_stop": 1, "bad_time": 1, "rule_of_single_trips": 2}


def test_two_feeds_share_one_timetable(tmp_path: Path) -> None:
    paths = [write_feed(tmp_path / f"{name}.zip", LINE) for name in "ab"]
    import_feeds(paths, tmp_path / "out")
    timetable = Timetable.open(tmp_path / "out")
    assert [feed.name for feed in timetable.feeds] == ["a.zip", "b.zip"]
    assert timetable.stop_count == 10
    assert timetable.stop_station.tolist() == [0, 0, 0, 3, 4, 5, 5, 5, 8, 9]
    assert timetable.trip_service.tolist() == [0, 0, 0, 1, 1, 1]
    assert timetable.call_stop.max() == 9
    ends = timetable.change_to[timetable.change_first[4] : timetable.change_first[5]]
    assert ends.tolist() == [4, 9]


STATION = (
    "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n"
    "lens,Lens,50.4289,2.8283,1,\nlens-1,Lens,50.4290,2.8283,0,lens\nlens-2,Lens,50.4288,2.8283,,lens\n"
    "lens-3,Lens,50.4288,2.8283,0,lens\nhall,,,,3,lens\ndoor,Lens Nord,50.4291,2.8283,2,lens\nend,,,,4,lens-3\n"
    "douai,Douai,50.3718,3.0890,0,\nlille,Lille,50.6366,3.0710,0,\n"
)
WAYS = (
    "pathway_id,from_stop_id,to_stop_id,pathway_mode,is_bidirectional,traversal_time,length,stair_count\n"
    "1,lens-1,hall,1,1,200,,\n2,hall,lens-2,2,1,,,-30\n3,hall,end,1,0,,55,\n4,door,hall,1,1,5,,\n5,lens-1,lens-2,5,0,,,\n"
)


def test_ways_inside_a_station_take_the_time_of_its_corridors(tmp_path: Path) -> None:
    for name, transfers, lens_2 in (("one", "", 218), ("two", "lens-2,lens-1,2,500\n", 500)):
        tables = {**LINE, "stops": STATION, "pathways": WAYS}
        if transfers:
            tables["transfers"] = "from_stop_id,to_stop_id,transfer_type,min_transfer_time\n" + transfers
        import_feeds([write_feed(tmp_path / f"{name}.zip", tables)], tmp_path / f"{name}-out")
        timetable = Timetable.open(tmp_path / f"{name}-out")
        changes = find_changes(timetable)
        # A lift takes a minute; 30 steps of stairs 18 s; 55 m of a corridor 50 s; platform 3 is nearest by the lift.
        assert changes["lens-1"]["lens-2"] == 60
        assert changes["lens-2"]["lens-1"] == lens_2
        assert (changes["lens-1"]["lens-3"], changes["lens-2"]["lens-3"]) == (128, 68)
        # One way only: back it takes as long as in a station without ways.
        assert changes["lens-3"]["lens-1"] == 120
        assert changes["lens-1"]["lens-1"] == 60
    kinds = timetable.change_kind[timetable.change_first[1] : timetable.change_first[2]].tolist()
    assert kinds == [ChangeKind.STATION, ChangeKind.STOP, ChangeKind.STATION, ChangeKind.STATION]


@pytest.mark.parametrize(
    "row",
    [
        "lens-1,gone,1,1,9,,",
        "lens-1,lens-2,9,1,9,,",
        "lens-1,lens-2,1,1,soon,,",
        "lens-1,lens-2,1,1,-4,,",
        "end,lens-3,1,1,9,,",
    ],
)
def test_ways_that_make_no_sense_are_left_out_and_counted(tmp_path: Path, row: str) -> None:
    head = "pathway_id,from_stop_id,to_stop_id,pathway_mode,is_bidirectional,traversal_time,length,stair_count\n"
    tables = {**LINE, "stops": STATION, "pathways": f"{head}1,{row}\n"}
    (imported,) = import_feeds([write_feed(tmp_path / "feed.zip", tables)], tmp_path / "out")
    assert imported.faults.count("bad_way") == 1
    assert find_changes(Timetable.open(tmp_path / "out"))["lens-1"]["lens-2"] == 120
