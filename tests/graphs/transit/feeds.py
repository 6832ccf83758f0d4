"""Feeds written for tests."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from graphs.transit.timetable import Timetable

__all__ = ["AGENCY", "LINE", "find_changes", "write_feed"]

AGENCY = "agency_id,agency_name,agency_url,agency_timezone\nnet,Réseau fictif,https://example.org,Europe/Paris\n"

LINE = {
    "agency": AGENCY,
    "stops": (
        "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station,wheelchair_boarding\n"
        "lens,Lens,50.4289,2.8283,1,,1\nlens-1,Lens,50.4290,2.8283,0,lens,\nlens-2,Lens,50.4288,2.8283,,lens,2\n"
        "douai,Douai,50.3718,3.0890,0,,\nlille,Lille,50.6366,3.0710,0,,\n"
    ),
    "routes": "route_id,agency_id,route_short_name,route_type\nk1,net,K1,2\n",
    "trips": (
        "route_id,service_id,trip_id,trip_headsign,bikes_allowed,wheelchair_accessible\n"
        "k1,week,t1,Lille,1,1\nk1,week,t2,Lille,2,\nk1,week,night,Lille,,2\n"
    ),
    "stop_times": (
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type\n"
        "t1,8:00:00,8:00:00,lens-1,1,,1\nt1,8:20:00,8:22:00,douai,2,,\nt1,8:45:00,8:45:00,lille,3,1,\n"
        "t2,9:00:00,9:00:00,lens-2,10,,\nt2,,,douai,20,,\nt2,9:30:00,,lille,30,,\n"
        "night,24:10:00,24:10:00,lens-1,1,,\nnight,25:00:00,25:00:00,lille,2,,\n"
    ),
    "calendar": (
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
        "week,1,1,1,1,1,0,0,20250203,20250214\n"
    ),
    "calendar_dates": "service_id,date,exception_type\nweek,20250205,2\nweek,20250208,1\n",
}
"""A line from Lens over Douai to Lille, on weekdays from 3 to 14 February 2025, not on the 5th, but on Saturday 8th."""


def write_feed(path: Path, tables: Mapping[str, str] | Mapping[str, str | bytes], folder: str = "") -> Path:
    """Write tables, by name without `.txt`, into a zip."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in tables.items():
            archive.writestr(f"{folder}{name}.txt", text)
    return path


def find_changes(timetable: Timetable) -> dict[str, dict[str, int]]:
    """Ways between stops by their ids."""
    ids = [timetable.get_string(index) for index in timetable.stop_id.tolist()]
    first = timetable.change_first.tolist()
    return {
        stop: {ids[timetable.change_to[row]]: int(timetable.change_s[row]) for row in range(first[k], first[k + 1])}
        for k, stop in enumerate(ids)
    }
