"""Planning over HTTP, and what was planned in every format."""

import json
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from api.schemas import ItinerariesAnswer
from planner.render import to_bytes, to_geojson, to_gpx, to_text
from tests.api.conftest import Service
from tests.api.drawn import CENTRE, SITE, STATION

SCENIC: dict[str, Any] = {"mode": "bike", "start": CENTRE, "distance_km": 6, "alternatives": 1, "language": "en"}
THEMED: dict[str, Any] = {**SCENIC, "distance_km": 8, "themes": {"mining": 1}, "alternatives": 2}


@pytest.fixture(scope="module")
def answer(service: Service) -> dict[str, Any]:
    response = service.post("/v1/itineraries", THEMED)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json"
    assert response.headers["cache-control"] == "no-store"
    found: dict[str, Any] = response.json()
    return found


def test_the_answer_follows_its_schema(answer: dict[str, Any]) -> None:
    parsed = ItinerariesAnswer.model_validate(answer)
    assert parsed.itineraries
    assert [itinerary.rank for itinerary in parsed.itineraries] == list(range(1, len(parsed.itineraries) + 1))


def test_the_notice_stands_first_in_the_language_of_the_request(service: Service, answer: dict[str, Any]) -> None:
    assert next(iter(answer.items())) == ("notice", "DEMO - DO NOT FOLLOW")
    dutch = service.post("/v1/itineraries", {**SCENIC, "language": "nl"}).json()
    assert dutch["notice"] == dutch["itineraries"][0]["notice"] == "DEMO - NIET VOLGEN"


def test_an_itinerary_keeps_its_length_and_closes(answer: dict[str, Any]) -> None:
    best = answer["itineraries"][0]
    assert abs(best["quality"]["length_m"] - 8000) <= 400
    line = [point for leg in best["legs"] for point in leg["geometry"]["coordinates"]]
    assert line[0][:2] == line[-1][:2]
    assert best["access_m"] == best["legs"][0]["from"]["access_m"] < 100
    assert sum(leg["length_m"] for leg in best["legs"]) == pytest.approx(best["summary"]["length_m"], abs=2)
    assert best["visits"]
    assert all(visit["why"] for visit in best["visits"])


def test_the_same_request_gives_the_same_bytes(service: Service) -> None:
    first, second = (service.post("/v1/itineraries", SCENIC, headers={"X-Request-ID": name}) for name in ("a", "b"))
    assert first.content == second.content
    assert first.headers["x-request-id"] == "a"


@pytest.mark.parametrize(
    ("suffix", "media_type"),
    [
        ("", "application/json"),
        (".json", "application/json"),
        (".geojson", "application/geo+json"),
        (".gpx", "application/gpx+xml"),
        (".txt", "text/plain; charset=utf-8"),
        (".png", "image/png"),
    ],
)
def test_a_planned_itinerary_is_there_in_every_format(
    service: Service, answer: dict[str, Any], suffix: str, media_type: str
) -> None:
    itinerary = answer["itineraries"][0]
    response = service.get(itinerary["links"][suffix.removeprefix(".") or "self"])
    assert response.status_code == 200
    assert response.headers["content-type"] == media_type
    expected = {
        "": to_bytes(itinerary),
        ".json": to_bytes(itinerary),
        ".geojson": to_bytes(to_geojson(itinerary)),
        ".gpx": to_gpx(itinerary).encode(),
        ".txt": to_text(itinerary).encode(),
    }.get(suffix)
    assert response.content == expected if expected else response.content.startswith(b"\x89PNG")


def test_formats_say_the_notice_and_the_attribution(service: Service, answer: dict[str, Any]) -> None:
    links = answer["itineraries"][0]["links"]
    text, gpx = service.get(links["txt"]).text, service.get(links["gpx"]).text
    assert text.startswith("DEMO - DO NOT FOLLOW")
    assert "Drawn streets - CC0-1.0" in text
    names = [element.text or "" for element in ET.fromstring(gpx).iter() if element.tag.endswith("}name")]  # noqa: S314
    assert len(names) >= 3
    assert all(name.startswith("DEMO - DO NOT FOLLOW") for name in names)
    assert "Drawn streets" in gpx


@pytest.mark.parametrize("suffix", ["", ".gpx", ".png"])
def test_a_client_that_has_the_bytes_is_told_so(service: Service, answer: dict[str, Any], suffix: str) -> None:
    path = f"/v1/itineraries/{answer['itineraries'][0]['id']}{suffix}"
    etag = service.get(path).headers["etag"]
    again = service.get(path, headers={"If-None-Match": f'"other", {etag}'})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("name", ["0123", "0123.gpx", "0123.pdf", "a%00b", "%ED%A0%80", "..%2f..", "x" * 500])
def test_what_was_never_planned_is_not_found(service: Service, name: str) -> None:
    response = service.get(f"/v1/itineraries/{name}")
    assert response.status_code == 404
    assert response.json()["code"] == "not_found"
    assert (".geojson" in response.json()["detail"]) == (name == "0123.pdf")


def test_an_itinerary_outlives_a_restart_and_is_known_to_other_workers(make_service: Callable[..., Service]) -> None:
    first = make_service()
    document = first.post("/v1/itineraries", SCENIC).json()["itineraries"][0]
    other = make_service()
    assert other.get(f"/v1/itineraries/{document['id']}").json() == document


def test_links_begin_with_the_address_of_the_service(make_service: Callable[..., Service]) -> None:
    service = make_service(base_url="https://tourisme.test/terrils")
    document = service.post("/v1/itineraries", SCENIC).json()["itineraries"][0]
    assert document["links"]["gpx"] == f"https://tourisme.test/terrils/v1/itineraries/{document['id']}.gpx"


def test_times_are_written_with_the_offset_of_the_departure(service: Service) -> None:
    body = {**SCENIC, "departure": "2026-06-13T09:30:00+02:00"}
    leg = service.post("/v1/itineraries", body).json()["itineraries"][0]["legs"][0]
    assert leg["departure"] == "2026-06-13T09:30:00+02:00"
    assert leg["arrival"] > leg["departure"]


def test_opening_hours_are_kept_to_where_a_departure_is_given(service: Service) -> None:
    body = {**THEMED, "must_visit": ["museum-1"], "alternatives": 1}
    tuesday = service.post("/v1/itineraries", {**body, "departure": "2026-06-16T10:00:00+02:00"}).json()
    openings = {visit["site"]["id"]: visit["opening"] for visit in tuesday["itineraries"][0]["visits"]}
    assert openings.pop("museum-1") == "open"
    assert set(openings.values()) <= {"unknown"}
    monday = service.post("/v1/itineraries", {**body, "departure": "2026-06-15T10:00:00+02:00"})
    assert monday.status_code == 422
    problem = monday.json()
    assert (problem["code"], problem["field"], problem["site"]) == ("invalid_request", "must_visit", "museum-1")
    assert problem["opening_hours"] == "Tu-Su 10:00-18:00"
    undated = service.post("/v1/itineraries", body).json()["itineraries"][0]
    assert {visit["opening"] for visit in undated["visits"]} == {"not_checked"}


def test_a_way_from_a_stop_to_a_site_needs_no_length(service: Service) -> None:
    body = {"mode": "foot", "start": {"stop": STATION}, "end": {"site": SITE}, "alternatives": 1}
    document = service.post("/v1/itineraries", body).json()["itineraries"][0]
    assert document["circuit"] is False
    assert document["legs"][0]["from"]["stop"] == STATION
    assert document["legs"][-1]["to"]["site"] == SITE


def test_a_request_may_be_sent_as_any_json(service: Service) -> None:
    response = service.call(
        "POST",
        "/v1/itineraries",
        content=json.dumps(SCENIC),
        headers={"Content-Type": "application/vnd.terrils+json; charset=utf-8"},
    )
    assert response.status_code == 200
