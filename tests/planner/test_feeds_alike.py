"""Two feeds that number their stops each for itself."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from planner.errors import AmbiguousNameError, CatalogueError
from planner.itinerary import RideLeg
from planner.journey_stops import find_served_stop, list_served_stops
from planner.journeys import JourneyRequest, journeys
from planner.request import StopPlace
from planner.site_access import list_site_access
from planner.territory import Territory
from planner.territory_build import build_territory
from planner.territory_config import TerritoryConfig
from tests.graphs.transit.feeds import LINE, write_feed
from tests.planner.catalogue.places import write_table
from tests.planner.lines import write_line
from tests.planner.town import crossing, list_site_rows, write_town

if TYPE_CHECKING:
    from pathlib import Path

DEPARTURE = datetime(2025, 2, 4, 7, tzinfo=ZoneInfo("Europe/Paris"))


def _write_bus(path: Path) -> Path:
    """Write buses whose stops bear the ids of the trains': two in the town, of which one is the same place, two out."""
    hall, near = crossing(12, 12), crossing(2, 5)
    stops = (
        "stop_id,stop_name,stop_lat,stop_lon\n"
        f"lens,Mairie,{hall.lat},{hall.lon}\nlens-2,Lens Place,{near.lat},{near.lon}\n"
        "douai,Gent,51.05,3.72\nlille,Brugge,51.2,3.22\n"
    )
    times = (
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt1,7:30:00,7:30:00,lens,1\n"
        "t1,7:40:00,7:40:00,lens-2,2\nt1,8:30:00,8:30:00,douai,3\nt1,9:00:00,9:00:00,lille,4\n"
    )
    trips = "route_id,service_id,trip_id\nk1,week,t1\n"
    routes = "route_id,agency_id,route_short_name,route_type\nk1,net,B1,3\n"
    return write_feed(path, {**LINE, "stops": stops, "stop_times": times, "trips": trips, "routes": routes})


@pytest.fixture(scope="module")
def two_feeds(tmp_path_factory: pytest.TempPathFactory) -> Territory:
    """Open the town with trains and buses."""
    folder = tmp_path_factory.mktemp("feeds")
    write_town(folder / "town.osm")
    build_territory(
        osm=[folder / "town.osm"],
        gtfs=[write_line(folder / "line.zip"), _write_bus(folder / "bus.zip")],
        sites=[write_table(folder / "sites.csv", list_site_rows())],
        config=TerritoryConfig(name="town", country="FR"),
        out=folder / "out",
        basemap=False,
    )
    return Territory.open(folder / "out")


def _ride(territory: Territory, origin: str, target: str) -> RideLeg:
    (found,) = journeys(territory, JourneyRequest(StopPlace(origin), StopPlace(target), departure=DEPARTURE))
    (ride,) = (leg for leg in found.legs if isinstance(leg, RideLeg))
    return ride


def test_stops_of_one_id_in_two_feeds_are_two_stops(two_feeds: Territory) -> None:
    found = {stop.id: stop.name for stop in list_served_stops(two_feeds)}
    assert found == {
        "lens": "Lens", "bus.zip:lens": "Mairie", "lens-2": "Lens Place", "douai": "Douai",
        "line.zip:lille": "Lille", "bus.zip:douai": "Gent", "bus.zip:lille": "Brugge",
    }  # fmt: skip
    assert {stop.id for stop in two_feeds.stops} == {"lens", "bus.zip:lens", "lens-2", "douai"}
    hall = find_served_stop(two_feeds, "bus.zip:lens")
    assert hall is not None
    assert hall.position == crossing(12, 12)


def test_each_is_left_and_reached_by_its_own_vehicles(two_feeds: Territory) -> None:
    train, bus = _ride(two_feeds, "lens", "Lille"), _ride(two_feeds, "bus.zip:lens", "Brugge")
    assert (train.trip_id, train.route, train.start.stop) == ("line.zip:t1", "K1", "lens-1")
    assert (bus.trip_id, bus.route, bus.start.stop) == ("bus.zip:t1", "B1", "lens")
    assert _ride(two_feeds, "line.zip:lens-1", "douai").trip_id == "line.zip:t1"
    # One place in both feeds is one stop, with the vehicles of both.
    assert [_ride(two_feeds, "lens-2", goal).route for goal in ("Lille", "Gent")] == ["K1", "B1"]


def test_an_id_of_two_places_elsewhere_is_asked_about(two_feeds: Territory) -> None:
    with pytest.raises(AmbiguousNameError, match="several stops bear the id lille: give the id of one") as caught:
        _ride(two_feeds, "lens", "lille")
    assert caught.value.details["candidates"] == [
        {"id": "line.zip:lille", "name": "Lille"},
        {"id": "bus.zip:lille", "name": "Brugge"},
    ]
    assert _ride(two_feeds, "lens", "line.zip:lille").end.name == "Lille"


def test_the_service_of_a_stop_is_its_own(two_feeds: Territory) -> None:
    found = [list_site_access(two_feeds, index, count=9) for index in range(len(two_feeds.sites))]
    lines = {item.stop.id: item.lines for access in found for item in access.stops}
    assert lines["bus.zip:lens"] == ("B1",)
    assert lines["lens"] == ("K1",)


def test_feeds_of_one_file_name_are_refused(tmp_path: Path) -> None:
    write_town(tmp_path / "town.osm")
    (tmp_path / "other").mkdir()
    feeds = [write_line(tmp_path / "gtfs.zip"), _write_bus(tmp_path / "other" / "gtfs.zip")]
    with pytest.raises(CatalogueError, match=r"two feeds are called gtfs\.zip") as caught:
        build_territory(
            osm=[tmp_path / "town.osm"],
            gtfs=feeds,
            config=TerritoryConfig(name="town", country="FR"),
            out=tmp_path / "out",
            basemap=False,
        )
    assert caught.value.details["file"] == "gtfs.zip"
    assert not (tmp_path / "out").exists()
