"""Catalogue, routing, health and what all answers share."""

import asyncio
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from openapi_spec_validator import validate

from api.schemas import IsochronesAnswer
from api.schemas.catalogue import FeatureCollection, VocabularyAnswer
from api.schemas.examples import ISOCHRONES, ITINERARIES, MATRIX, ROUTES
from tests.api.conftest import Service
from tests.api.drawn import CENTRE, CLOSED_SITE, SITE, STATION
from tests.house.tree import ROOT

NORTH = {"lat": 50.4301, "lon": 2.8302}


def _ids(response: httpx.Response) -> list[str]:
    assert response.status_code == 200, response.text
    return [feature["id"] for feature in response.json()["features"]]


def test_sites_are_listed_with_their_access(service: Service) -> None:
    response = service.get("/v1/sites?language=en")
    assert response.headers["content-type"] == "application/geo+json"
    page = FeatureCollection.model_validate(response.json())
    assert (page.numberMatched, page.numberReturned) == (5, 5)
    assert page.notice == "DEMO - DO NOT FOLLOW"
    shut = next(feature for feature in page.features if feature.id == CLOSED_SITE)
    assert shut.properties["access"]["status"] == "closed"
    assert shut.properties["may_be_visited"] is False
    assert shut.properties["kind_name"] == "slag heap"
    assert shut.geometry == {"type": "Point", "coordinates": [2.8491, 50.4211]}
    hidden = {"note", "confidence", "private_home"}
    assert all(hidden.isdisjoint(feature.properties) for feature in page.features)


def test_pages_lead_through_all_sites_once(service: Service) -> None:
    path: str | None = "/v1/sites?limit=2"
    found: list[str] = []
    while path:
        response = service.get(path)
        found += _ids(response)
        links = {link["rel"]: link["href"] for link in response.json()["links"]}
        path = links.get("next")
    assert found == _ids(service.get("/v1/sites"))
    assert len(set(found)) == 5


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=museum", {"museum-1"}),
        ("access=closed", {CLOSED_SITE}),
        ("q=CHEVALEMENT%20du", {SITE}),
        ("q=stele", {"memorial-1"}),
        ("bbox=2.81,50.41,2.83,50.42", {SITE}),
        ("bbox=2.81,50.41,0,2.83,50.42,100", {SITE}),
        ("bbox=2.81,50.41,-178,50.42", {SITE}),
        ("country=BE", set()),
        ("theme=memory", {"memorial-1"}),
        ("offset=100", set()),
    ],
)
def test_sites_are_filtered(service: Service, query: str, expected: set[str]) -> None:
    found = set(_ids(service.get(f"/v1/sites?{query}")))
    assert expected <= found if query.startswith("theme") else found == expected


def test_a_site_and_a_stop_are_found_by_id(service: Service) -> None:
    site = service.get(f"/v1/sites/{SITE}").json()
    assert (site["type"], site["id"]) == ("Feature", SITE)
    assert site["properties"]["name"].startswith("Chevalement du 2")
    assert service.get(f"/v1/stops/{STATION}").json()["properties"]["country"] == "FR"
    for path in ("/v1/sites/none", "/v1/stops/none"):
        assert service.get(path).json()["code"] == "not_found"


def test_the_best_name_is_first_on_the_first_page(service: Service) -> None:
    first, *_ = service.get("/v1/sites?q=m&limit=1").json()["features"]
    assert first["properties"]["name"] == "Musée de la mine"


def test_stops_are_listed_and_filtered(service: Service) -> None:
    assert sorted(_ids(service.get("/v1/stops"))) == ["station-be", STATION]
    assert _ids(service.get("/v1/stops?country=BE")) == ["station-be"]
    assert _ids(service.get("/v1/stops?mode=tram")) == []


def test_towns_and_streets_are_found_by_name(service: Service) -> None:
    found = service.get("/v1/places?q=lens&language=nl").json()
    (town,) = found["features"]
    assert town["geometry"] == {"type": "Point", "coordinates": [2.83, 50.42]}
    assert town["id"] == "node/9999"
    assert town["properties"] == {"name": "Lenze", "kind": "town", "kind_name": "stad", "commune": ""}
    assert found["notice"] == "DEMO - NIET VOLGEN"
    streets = service.get("/v1/places?q=RUE&limit=2").json()["features"]
    assert [street["properties"]["name"] for street in streets] == ["Rue 0", "Rue 1"]
    assert [street["properties"]["kind_name"] for street in streets] == ["rue", "rue"]
    assert service.get("/v1/places?q=avenue 7 lens").json()["features"][0]["properties"]["commune"] == "Lens"
    assert service.get("/v1/places?q=nowhere").json()["features"] == []


@pytest.mark.parametrize(
    ("query", "field"), [("", "q"), ("q=", "q"), ("q=...", "q"), ("q=a&limit=51", "limit"), ("q=a&bbox=1", "bbox")]
)
def test_a_search_for_no_name_is_refused(service: Service, query: str, field: str) -> None:
    answer = service.get(f"/v1/places?{query}")
    assert answer.status_code == 422
    assert (answer.json()["code"], answer.json()["field"]) == ("invalid_request", field)


def test_a_territory_of_an_earlier_build_says_that_it_cannot_find_towns(
    make_service: Callable[..., Service], drawn_territory_784: Path, tmp_path: Path
) -> None:
    earlier = tmp_path / "earlier"
    shutil.copytree(drawn_territory_784, earlier)
    shutil.rmtree(earlier / "places")
    manifest = json.loads((earlier / "manifest.json").read_text())
    manifest["files"] = {name: facts for name, facts in manifest["files"].items() if not name.startswith("places/")}
    (earlier / "manifest.json").write_text(json.dumps(manifest))
    service = make_service(territory=earlier)
    answer = service.get("/v1/places?q=lens")
    assert (answer.status_code, answer.json()["code"]) == (422, "not_available")
    assert "build it again" in answer.json()["detail"]
    assert service.get("/v1/stops?q=lens").json()["numberMatched"] == 2


def test_themes_and_profiles_have_titles_in_the_language_asked_for(service: Service) -> None:
    themes = VocabularyAnswer.model_validate(service.get("/v1/themes", headers={"Accept-Language": "nl"}).json())
    assert "mining" in [item["name"] for item in themes.items]
    assert all(item["title"] for item in themes.items)
    profiles = service.get("/v1/profiles?language=fr").json()["items"]
    assert {"name": "bike", "title": "vélo", "vehicle": "bike"} in profiles
    assert len(profiles) == 7


def test_routes_join_their_points(service: Service) -> None:
    answer = service.post("/v1/routes", {"mode": "bike", "points": [CENTRE, {"site": SITE}, NORTH]}).json()
    (route,) = answer["routes"]
    assert [warning["code"] for warning in route["warnings"]] == ["climb_unknown"]
    assert [leg["mode"] for leg in route["legs"]] == ["bike", "bike"]
    first, second = (leg["geometry"]["coordinates"] for leg in route["legs"])
    assert first[-1] == second[0]
    assert route["summary"]["length_m"] == pytest.approx(sum(leg["length_m"] for leg in route["legs"]), abs=1)
    assert answer["attribution"] == ["Drawn streets - CC0-1.0"]


def test_a_matrix_has_a_row_per_source_and_null_out_of_reach(service: Service) -> None:
    body = {"mode": "foot", "sources": [CENTRE, NORTH], "targets": [CENTRE, NORTH, {"stop": STATION}]}
    answer = service.post("/v1/matrix", body).json()
    assert [len(row) for row in answer["distances_m"]] == [3, 3]
    assert answer["distances_m"][0][0] == 0
    assert answer["distances_m"][0][1] > 1000
    assert answer["durations_s"][0][1] > 600
    near = service.post("/v1/matrix", {**body, "max_km": 0.5}).json()
    assert near["distances_m"][0][1] is None
    assert near["durations_s"][0][1] is None


def test_isochrones_grow(service: Service) -> None:
    body = {"mode": "foot", "start": CENTRE, "contours": [{"distance_km": 0.5}, {"duration_min": 20}]}
    response = service.post("/v1/isochrones", body)
    assert response.headers["content-type"] == "application/geo+json"
    answer = IsochronesAnswer.model_validate(response.json())
    assert answer.notice == "DÉMO - NE PAS SUIVRE"
    features = response.json()["features"]
    assert [feature["properties"] for feature in features] == [
        {"mode": "foot", "distance_km": 0.5},
        {"mode": "foot", "duration_min": 20},
    ]
    sizes = [len(str(feature["geometry"]["coordinates"])) for feature in features]
    assert all(feature["geometry"]["type"] in {"Polygon", "MultiPolygon"} for feature in features)
    assert min(sizes) > 50


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/routes", {"points": [CENTRE, NORTH]}),
        ("/v1/matrix", {"sources": [CENTRE], "targets": [NORTH]}),
        ("/v1/isochrones", {"start": CENTRE, "contours": [{"distance_km": 0.5}]}),
    ],
)
def test_the_notice_speaks_the_language_asked_for(service: Service, path: str, body: dict[str, Any]) -> None:
    notices = [
        service.post(path, {"mode": "foot", **body, **language}).json()["notice"]
        for language in ({}, {"language": "nl"}, {"language": "en"})
    ]
    assert notices == ["DÉMO - NE PAS SUIVRE", "DEMO - NIET VOLGEN", "DEMO - DO NOT FOLLOW"]


def test_geojson_answers_have_their_schema_under_their_own_type(service: Service) -> None:
    document = service.get("/openapi.json").json()
    for path, method, model in (
        ("/v1/isochrones", "post", "IsochronesAnswer"),
        ("/v1/sites", "get", "FeatureCollection"),
        ("/v1/stops", "get", "FeatureCollection"),
        ("/v1/places", "get", "FeatureCollection"),
        ("/v1/sites/{site_id}", "get", "Feature"),
    ):
        content = document["paths"][path][method]["responses"]["200"]["content"]
        assert content == {"application/geo+json": {"schema": {"$ref": f"#/components/schemas/{model}"}}}
    required = document["components"]["schemas"]["IsochronesAnswer"]["required"]
    assert required == ["type", "notice", "features", "attribution"]


def test_health_readiness_and_landing(service: Service) -> None:
    assert service.get("/healthz").json() == {"status": "ok"}
    assert service.get("/readyz").json()["status"] == "ready"
    landing = service.get("/v1").json()
    assert landing["notice"] == "DEMO - DO NOT FOLLOW"
    for path in landing["links"].values():
        assert service.call("OPTIONS", path).status_code == 204


def test_readiness_says_why_the_latest_closures_do_not_count(
    make_service: Callable[..., Service], drawn_territory_784: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "territory"
    shutil.copytree(drawn_territory_784, folder)
    closures = folder / "closures.csv"
    closures.write_text("what;id;status\nway;5;closed\n", encoding="utf-8")
    service = make_service(territory=folder)
    ready = service.get("/readyz").json()
    assert (ready["closures_error"], ready["closures_unknown_ways"], ready["closures_idle_areas"]) == (None, [5], [])
    closures.write_text("what;id;status;from\nway;5;closed;13/06/26\n", encoding="utf-8")
    answer = service.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ready")
    assert answer.json()["closures_error"].startswith("row 2 of closures.csv, from, to: 13/06/26 is no date")


def test_a_service_that_has_not_started_is_not_ready(service: Service) -> None:
    from api.app import create_app

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app=create_app(service.app.state.terrils.settings))
        async with httpx.AsyncClient(transport=transport, base_url="http://terrils.test") as client:
            return await client.get("/readyz")

    response = asyncio.run(ask())
    assert (response.status_code, response.json()["code"]) == (503, "not_ready")


def test_metrics_count_requests_by_route(service: Service) -> None:
    service.get("/v1/itineraries/unknown-1")
    text = service.get("/metrics").text
    assert 'terrils_requests_total{method="GET",route="/v1/itineraries/{itinerary_id}",status="404"}' in text
    assert 'terrils_problems_total{code="not_found"}' in text


@pytest.mark.parametrize("path", ["/healthz", "/v1/sites", "/v1/themes", "/openapi.json"])
def test_head_is_get_without_the_body(service: Service, path: str) -> None:
    whole, head = service.get(path), service.call("HEAD", path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == whole.headers["content-type"]


def test_pages_of_other_origins_may_ask(service: Service, make_service: Callable[..., Service]) -> None:
    headers = {"Origin": "https://office.test", "Access-Control-Request-Method": "POST"}
    assert service.call("OPTIONS", "/v1/itineraries", headers=headers).headers["access-control-allow-origin"] == "*"
    strict = make_service(cors_origins=["https://office.test"])
    answer = strict.get("/healthz", headers={"Origin": "https://office.test"})
    assert answer.headers["access-control-allow-origin"] == "https://office.test"
    other = strict.get("/healthz", headers={"Origin": "https://other.test"})
    assert "access-control-allow-origin" not in other.headers


def test_request_ids_are_kept_only_where_they_are_harmless(service: Service) -> None:
    assert service.get("/healthz", headers={"X-Request-ID": "a-1._b"}).headers["x-request-id"] == "a-1._b"
    for bad in ("a b", "x" * 65, '"}{'):
        given = service.get("/healthz", headers={"X-Request-ID": bad}).headers["x-request-id"]
        assert given != bad
        assert len(given) == 16


def test_large_answers_are_compressed(service: Service) -> None:
    response = service.get("/v1/sites", headers={"Accept-Encoding": "gzip"})
    assert response.headers["content-encoding"] == "gzip"


def test_the_openapi_document_is_valid_and_its_examples_are_accepted(service: Service) -> None:
    document: dict[str, Any] = service.get("/openapi.json").json()
    validate(document)
    bodies = {
        path: operations["post"]["requestBody"]["content"]["application/json"]["examples"]
        for path, operations in document["paths"].items()
        if "post" in operations
    }
    edits = "/v1/itineraries/{itinerary_id}/edits"
    names = ("comparisons", "isochrones", "itineraries", "journeys", "matrix", "routes")
    assert sorted(bodies) == sorted([edits, *(f"/v1/{name}" for name in names)])
    planned = service.post("/v1/itineraries", {"mode": "bike", "start": CENTRE, "distance_km": 6}).json()
    refused = {"invalid_request", "not_available", "unknown_profile", "internal_error"}
    for path, examples in bodies.items():
        for example in examples.values():
            address = path.replace("{itinerary_id}", planned["itineraries"][0]["id"])
            response = service.post(address, example["value"])
            if "access" in example["value"]:
                assert response.json()["field"] == "access", "this territory has no timetable"
            else:
                assert response.status_code == 200 or response.json()["code"] not in refused, response.text


def test_the_reference_shows_the_bodies_of_the_examples() -> None:
    page = (ROOT / "docs" / "reference" / "api.md").read_text(encoding="utf-8")
    shown = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", page, re.DOTALL)]
    for examples in (ROUTES, MATRIX, ISOCHRONES):
        assert all(example["value"] in shown for example in examples.values())
    for name in ("there_and_back", "several_days"):
        assert ITINERARIES[name]["value"] in shown


def test_the_docs_page_needs_nothing_from_elsewhere(service: Service) -> None:
    page = service.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert "/v1/itineraries" in page.text
    assert "://" not in page.text.replace("http://terrils.test", "")
