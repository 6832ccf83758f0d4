"""A line through the drawn town and beyond, as a feed, and the town with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.territory_build import build_territory
from planner.territory_config import TerritoryConfig
from tests.graphs.transit.feeds import LINE, write_feed
from tests.planner.catalogue.places import write_table
from tests.planner.town import crossing, list_site_rows, write_town

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["build_line_town", "build_shuttle_town", "write_line", "write_shuttle"]

SHUTTLE_OUT = ((7, "1"), (9, ""), (11, "1"))
SHUTTLE_HOME = ((12, "1"), (15, ""), (18, "2"))
"""Hours at which trains leave Lille for Lens, and Lens for Lille, and whether they take bikes."""


_NO_WHEELCHAIR = 9
"""Hour of the train that takes no wheelchairs."""


def write_line(path: Path) -> Path:
    """Write the line: Lens and Douai lie in the town, Lille far away; one row is no good."""
    lens, near, douai = crossing(2, 2), crossing(2, 5), crossing(20, 20)
    stops = (
        "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n"
        f"lens,Lens,{lens.lat},{lens.lon},1,\nlens-1,Lens,{lens.lat},{lens.lon},0,lens\n"
        f"lens-2,Lens Place,{near.lat},{near.lon},0,\ndouai,Douai,{douai.lat},{douai.lon},0,\n"
        "lille,Lille,50.6366,3.0710,0,\n"
    )
    times = LINE["stop_times"] + "gone,8:00:00,8:00:00,lille,1,,\n"
    return write_feed(path, {**LINE, "stops": stops, "stop_times": times})


def build_line_town(folder: Path) -> Path:
    """Build the town with the line and give the folder of the territory."""
    write_town(folder / "town.osm")
    build_territory(
        osm=[folder / "town.osm"],
        gtfs=[write_line(folder / "line.zip")],
        config=TerritoryConfig(name="town", country="FR"),
        out=folder / "out",
        basemap=False,
    )
    return folder / "out"


def write_shuttle(path: Path, **tables: str) -> Path:
    """Write trains both ways: from Lille over Douai to Lens in 45 minutes, and back; weekdays, and Saturday the 8th.

    Other `tables`, by name, stand in for those of the line.
    """
    lens, douai = crossing(2, 2), crossing(20, 20)
    stops = (
        "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n"
        f"lens,Lens,{lens.lat},{lens.lon},1,\nlens-1,Lens,{lens.lat},{lens.lon},0,lens\n"
        f"douai,Douai,{douai.lat},{douai.lon},0,\nlille,Lille,50.6366,3.0710,0,\n"
    )
    trips = ["route_id,service_id,trip_id,trip_headsign,bikes_allowed,wheelchair_accessible"]
    times = ["trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type"]
    for runs, calls, goal in (
        (SHUTTLE_OUT, ("lille", "douai", "lens-1"), "Lens"),
        (SHUTTLE_HOME, ("lens-1", "douai", "lille"), "Lille"),
    ):
        for hour, bikes in runs:
            trip = f"{goal.lower()}-{hour}"
            trips.append(f"k1,week,{trip},{goal},{bikes},{'2' if hour == _NO_WHEELCHAIR else ''}")
            for number, (stop, minute) in enumerate(zip(calls, (0, 30, 45), strict=True), start=1):
                times.append(f"{trip},{hour}:{minute:02}:00,{hour}:{minute:02}:00,{stop},{number},,")
    own = {"stops": stops, "trips": "\n".join(trips) + "\n", "stop_times": "\n".join(times) + "\n"}
    return write_feed(path, {**LINE, **own, **tables})


def build_shuttle_town(
    folder: Path, *, line: bool = False, more: Sequence[dict[str, object]] = (), **tables: str
) -> Path:
    """Build the town with its sites and `more`, with the trains both ways or the line; give the territory's folder.

    Other `tables` of the feed stand in for those of the trains both ways.
    """
    write_town(folder / "town.osm")
    build_territory(
        osm=[folder / "town.osm"],
        gtfs=[write_line(folder / "line.zip") if line else write_shuttle(folder / "shuttle.zip", **tables)],
        sites=[write_table(folder / "sites.csv", [*list_site_rows(), *more])],
        config=TerritoryConfig(name="town", country="FR"),
        out=folder / "out",
        basemap=False,
    )
    return folder / "out"
