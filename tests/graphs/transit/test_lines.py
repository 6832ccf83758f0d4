"""Lines: trips with the same calls, none of which overtakes another."""

from pathlib import Path

import numpy as np

from graphs.transit.lines import get_lines
from graphs.transit.timetable import Timetable
from graphs.transit.writing import import_feeds
from tests.graphs.transit.feeds import AGENCY, write_feed

TIMES = {
    "slow": ("10:00", "10:30", "11:00"),
    "quick": ("10:10", "10:20", "10:40"),
    "late": ("12:00", "12:30", "13:00"),
    "express": ("09:00", None, "09:30"),
    "set-down": ("08:00", "08:30", "09:00"),
}


def test_a_trip_that_overtakes_and_one_with_other_calls_have_lines_of_their_own(tmp_path: Path) -> None:
    rows = [
        f"{trip},{time}:00,{time}:00,s{place},{place},{1 if trip == 'set-down' and place else 0}"
        for trip, times in TIMES.items()
        for place, time in enumerate(times)
        if time is not None
    ]
    tables = {
        "agency": AGENCY,
        "stops": "stop_id,stop_name,stop_lat,stop_lon\n" + "".join(f"s{k},s{k},50.{k},3.0\n" for k in range(3)),
        "routes": "route_id,agency_id,route_short_name,route_type\nr,net,1,2\n",
        "trips": "route_id,service_id,trip_id\n" + "".join(f"r,a,{trip}\n" for trip in TIMES),
        "stop_times": "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type\n" + "\n".join(rows),
        "calendar": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
        "a,1,1,1,1,1,1,1,20250327,20250402\n",
    }
    import_feeds([write_feed(tmp_path / "feed.zip", tables)], tmp_path / "transit")
    timetable = Timetable.open(tmp_path / "transit")
    lines = get_lines(timetable)
    names = [timetable.get_string(int(timetable.trip_id[trip])) for trip in lines.trip.tolist()]
    together = {tuple(np.array(names)[lines.line == line].tolist()) for line in range(lines.count)}
    assert together == {("slow", "late"), ("quick",), ("express",), ("set-down",)}
    first, last = lines.visit_first[1:3].tolist()
    passing = {names[lines.line.tolist().index(line)] for line in lines.visit_line[first:last].tolist()}
    assert passing == {"slow", "quick", "set-down"}
    assert set(lines.visit_place[first:last].tolist()) == {1}
