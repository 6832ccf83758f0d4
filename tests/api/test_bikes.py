"""Bikes over REST: places to leave and to hire one beside stops and sites, and requests for a hired one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.features import to_stop_feature, with_bikes
from graphs.geo import Coordinate
from planner.catalogue.bike_places import BikePlace, BikePlaceTable, write_bike_places
from planner.stops import Stop
from tests.api.drawn import CENTRE, STATION

if TYPE_CHECKING:
    from pathlib import Path

    from tests.api.conftest import Service

HERE = Coordinate(50.4, 3.0)


def test_the_nearest_of_each_kind_stands_beside_a_stop(tmp_path: Path) -> None:
    places = [
        BikePlace("far", "parking", Coordinate(50.4015, 3.0)),
        BikePlace("near", "parking", Coordinate(50.4005, 3.0), capacity=12, covered="yes"),
        BikePlace("hire", "hire", Coordinate(50.4040, 3.0), operator="V'Lille"),
    ]
    write_bike_places(tmp_path / "bikes", places)
    stop = Stop("s", "Gare", "FR", HERE, ("rail",), "survey", "Gare", ())
    table = BikePlaceTable.open(tmp_path / "bikes")
    shown = with_bikes(to_stop_feature(stop), table, stop.position)["properties"]
    assert shown["name"] == "Gare"
    assert shown["bikes"]["parking"] == {
        "id": "near", "name": "", "distance_m": 55.6, "position": {"lat": 50.4005, "lon": 3.0}, "capacity": 12,
        "covered": "yes",
    }  # fmt: skip
    assert (shown["bikes"]["hire"]["name"], shown["bikes"]["hire"]["capacity"]) == ("V'Lille", None)
    away = with_bikes(to_stop_feature(stop), table, Coordinate(50.42, 3.0))["properties"]
    assert away["bikes"] == {"parking": None, "hire": None}


def test_where_nothing_is_known_it_is_null(service: Service) -> None:
    assert service.get(f"/v1/stops/{STATION}").json()["properties"]["bikes"] == {"parking": None, "hire": None}
    site = service.get("/v1/sites").json()["features"][0]["id"]
    assert service.get(f"/v1/sites/{site}").json()["properties"]["bikes"] == {"parking": None, "hire": None}


def test_a_hired_bike_is_refused_where_none_is_known(service: Service) -> None:
    body = {"mode": "bike", "start": CENTRE, "distance_km": 6, "bike": "hire"}
    problem = service.post("/v1/itineraries", body).json()
    assert (problem["code"], problem["field"]) == ("not_available", "bike")
    wrong = service.post("/v1/itineraries", {**body, "bike": "borrowed"}).json()
    assert (wrong["code"], wrong["field"]) == ("invalid_request", "bike")
