"""A line through the drawn town and beyond, as a feed, and the town with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.territory_build import build_territory
from planner.territory_config import TerritoryConfig
from tests.graphs.transit.feeds import LINE, write_feed
from tests.planner.town import crossing, write_town

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["build_line_town", "write_line"]


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
