"""Days with trains over HTTP."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from api.schemas import ItinerariesAnswer
from api.schemas.site_access import SiteAccessAnswer
from tests.planner.lines import build_shuttle_town
from tests.planner.tours.conftest import list_inns

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.api.conftest import Service

BODY: dict[str, Any] = {
    "mode": "bike", "distance_km": 6, "departure": "2025-02-04T06:30:00+01:00", "themes": {"mining": 1},
    "access": {"from": {"stop": "Lille"}}, "alternatives": 1, "language": "en",
}  # fmt: skip


@pytest.fixture(scope="module")
def shuttle_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a town with trains both ways."""
    return build_shuttle_town(tmp_path_factory.mktemp("shuttle"))


def test_a_day_with_trains_is_answered_kept_and_shown(
    make_service: Callable[..., Service], shuttle_folder: Path
) -> None:
    service = make_service(territory=shuttle_folder)
    assert "motor_roads" in service.app.state.terrils.territory.kept, "the first request does not work them out"
    response = service.post("/v1/itineraries", BODY)
    assert response.status_code == 200, response.text
    answer = response.json()
    ItinerariesAnswer.model_validate(answer)
    (planned,) = answer["itineraries"]
    assert planned["departure"] == "2025-02-04T09:00:00+01:00"
    assert [leg["trip_id"] for leg in planned["legs"] if leg["mode"] == "transit"] == ["lens-9", "lille-12"]
    assert planned["access"]["home"]["arrival"] == planned["legs"][-1]["arrival"] == "2025-02-04T12:45:00+01:00"
    assert {"next_train"} <= {warning["code"] for warning in planned["warnings"]}
    for suffix in ("json", "geojson", "gpx", "txt", "png"):
        assert service.get(f"/v1/itineraries/{planned['id']}.{suffix}").status_code == 200
    edited = service.post(f"/v1/itineraries/{planned['id']}/edits", {"edits": [{"op": "remove", "stop": 1}]})
    assert (edited.status_code, edited.json()["code"], edited.json()["field"]) == (422, "not_available", "access")


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"departure": "2025-03-04T07:00:00+01:00"}, "invalid_request", "departure"),
        ({"departure": None}, "invalid_request", "departure"),
        ({"departure": "2025-02-09T07:00:00+01:00"}, "no_path", "access.from"),
        ({"access": {"from": {"stop": "nowhere"}}}, "unknown_stop", "access.from"),
        ({"access": {"from": {"lat": 0, "lon": 0}}}, "outside_territory", "access.from"),
        ({"days": 2}, "no_path", "access.return"),
        ({"days": 2, "bike": "hire"}, "not_available", "bike"),
    ],
)
def test_what_cannot_be_had_names_its_field(
    make_service: Callable[..., Service], shuttle_folder: Path, change: dict[str, Any], code: str, field: str
) -> None:
    response = make_service(territory=shuttle_folder).post("/v1/itineraries", {**BODY, **change})
    assert (response.status_code, response.json()["code"], response.json()["field"]) == (422, code, field)


def test_days_with_a_train_at_either_end_are_kept_and_the_others_edited(
    make_service: Callable[..., Service], tmp_path: Path
) -> None:
    service = make_service(territory=build_shuttle_town(tmp_path, more=list_inns()))
    latest = "2025-02-08T20:00:00+01:00"
    asked = {"departure": "2025-02-06T06:30:00+01:00", "distance_km": 4, "days": 3, "lodging": "known"}
    response = service.post("/v1/itineraries", {**BODY, **asked, "access": {**BODY["access"], "latest_home": latest}})
    assert response.status_code == 200, response.text
    ItinerariesAnswer.model_validate(response.json())
    (planned,) = response.json()["itineraries"]
    stages = planned["stages"]
    assert [stage.get("access") is None for stage in stages] == [False, True, False]
    for suffix in ("json", "geojson", "gpx", "txt", "png"):
        for one in (planned, *stages):
            assert service.get(f"/v1/itineraries/{one['id']}.{suffix}").status_code == 200
    edit = {"edits": [{"op": "remove", "stop": 1}]}
    for stage, expected in zip(stages, (422, 200, 422), strict=True):
        edited = service.post(f"/v1/itineraries/{stage['id']}/edits", edit)
        assert edited.status_code == expected, edited.text
        if expected != 200:
            assert (edited.json()["code"], edited.json()["field"]) == ("not_available", "access")


def test_a_day_outside_the_feeds_names_their_days(make_service: Callable[..., Service], shuttle_folder: Path) -> None:
    service = make_service(territory=shuttle_folder)
    problem = service.post("/v1/itineraries", {**BODY, "departure": "2025-03-04T07:00:00+01:00"}).json()
    assert problem["feeds"] == [{"feed": "shuttle.zip", "from": "2025-02-03", "until": "2025-02-14"}]


def test_a_site_says_how_it_is_reached(make_service: Callable[..., Service], shuttle_folder: Path) -> None:
    service = make_service(territory=shuttle_folder)
    response = service.get("/v1/sites/frame-west/access?language=en&limit=1")
    assert response.status_code == 200, response.text
    answer = response.json()
    SiteAccessAnswer.model_validate(answer)
    (lens,) = answer["stops"]
    assert (lens["stop"]["name"], [way["mode"] for way in lens["ways"]]) == ("Lens", ["foot", "bike"])
    assert lens["service"]["sundays_and_holidays"]["departures"] == 0
    assert answer["warnings"][0]["text"] == "Nothing stops within reach on Sundays and public holidays"
    missing = service.get("/v1/sites/nowhere/access")
    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")
    wrong = service.get("/v1/sites/frame-west/access?limit=0")
    assert (wrong.status_code, wrong.json()["field"]) == (422, "limit")


def test_a_comparison_takes_trains_as_well(make_service: Callable[..., Service], shuttle_folder: Path) -> None:
    service = make_service(territory=shuttle_folder)
    body = {"request": BODY, "variants": [{"name": "closed", "close": [112]}]}
    response = service.post("/v1/comparisons", body)
    assert response.status_code == 200, response.text
    assert response.json()["variants"][0]["itineraries"]


def test_stops_that_a_day_may_begin_at_are_listed_wherever_they_lie(
    make_service: Callable[..., Service], shuttle_folder: Path, service: Service
) -> None:
    trains = make_service(territory=shuttle_folder)
    usual, served = (trains.get(f"/v1/stops?{query}").json() for query in ("", "served=true"))
    assert "Lille" not in {stop["properties"]["name"] for stop in usual["features"]}
    assert [stop["properties"]["name"] for stop in served["features"]].count("Lille") == 1
    (lille,) = trains.get("/v1/stops?served=true&q=lille").json()["features"]
    assert lille["id"] == "lille"
    assert lille["geometry"]["coordinates"] == [3.071, 50.6366]
    assert trains.get("/v1/stops/lille").json()["properties"]["source"] == "shuttle.zip"
    assert {stop["properties"]["name"] for stop in served["features"]} >= {"Lens", "Douai", "Lille"}
    assert service.get("/v1/stops?served=true").json()["numberMatched"] == 0, "no timetable, no stop of one"
    assert trains.get("/v1/stops/nowhere").status_code == 404
    assert '"timetable":["2025-02-03","2025-02-14"]' in unescape(trains.get("/").text)
    assert '"timetable":null' in unescape(service.get("/").text)
