"""Whatever is wrong, the answer is one problem document with a stable code."""

import asyncio
import gzip
import json
import threading
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from planner.cancel import Cancel
from planner.errors import BudgetTooSmallError
from tests.api.conftest import Service
from tests.api.drawn import CENTRE, FAR_AWAY

GOOD: dict[str, Any] = {"mode": "bike", "start": CENTRE, "distance_km": 6, "alternatives": 1}
FROM_LILLE = {"from": {"stop": "Lille"}}
SATURDAY = "2026-06-13T09:30:00+02:00"
LATE = {**FROM_LILLE, "latest_home": SATURDAY}
BOW_TIE = {"type": "Polygon", "coordinates": [[[2, 50], [3, 51], [3, 50], [2, 51], [2, 50]]]}


def _check(response: httpx.Response, status: int, code: str) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert list(problem)[:5] == ["type", "title", "status", "detail", "code"]
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["detail"]
    assert "Traceback" not in response.text
    return problem


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"mode": "car"}, "invalid_request", "mode"),
        ({"start": {"lat": 50.4}}, "invalid_request", "start.lon"),
        ({"distance_km": -5}, "invalid_request", "distance_km"),
        ({"duration_min": 60}, "invalid_request", "distance_km"),
        ({"distance_km": None}, "invalid_request", "distance_km"),
        ({"themes": {"beer": 1}}, "invalid_request", "themes.beer"),
        ({"language": "de"}, "invalid_request", "language"),
        ({"colour": "red"}, "invalid_request", "colour"),
        ({"avoid_areas": BOW_TIE}, "invalid_request", "avoid_areas"),
        ({"access": {"return": True}}, "invalid_request", "access.from"),
        ({"access": {"from": {"site": "x"}}}, "invalid_request", "access.from.site"),
        ({"access": {"from": {"stop": "x", "lat": 50.4, "lon": 2.8}}}, "invalid_request", "access.from"),
        ({"access": FROM_LILLE}, "invalid_request", "departure"),
        ({"access": FROM_LILLE, "departure": SATURDAY}, "not_available", "access"),
        ({"access": FROM_LILLE, "departure": SATURDAY, "start": None}, "not_available", "access"),
        ({"access": {**FROM_LILLE, "slack_min": 0}, "departure": SATURDAY}, "invalid_request", "access.slack_min"),
        (
            {"access": {**FROM_LILLE, "latest_home": SATURDAY}, "departure": SATURDAY},
            "invalid_request",
            "access.latest_home",
        ),
        ({"access": {**FROM_LILLE, "bike_on_board": "maybe"}}, "invalid_request", "access.bike_on_board"),
        ({"days": 3, "access": FROM_LILLE, "departure": SATURDAY}, "not_available", "access"),
        ({"days": 2, "start": None}, "invalid_request", "start"),
        ({"nights": "base"}, "invalid_request", "nights"),
        ({"day_limits": {"ascent_m": 100}}, "invalid_request", "day_limits"),
        ({"start": None}, "invalid_request", "start"),
        ({"departure": "1781335800"}, "invalid_request", "departure"),
        ({"relief": "steep"}, "invalid_request", "relief"),
        ({"relief": "flat"}, "invalid_request", "relief"),
        ({"max_ascent_m": -1}, "invalid_request", "max_ascent_m"),
        ({"max_ascent_m": 100}, "invalid_request", "max_ascent_m"),
        ({"node_network": True}, "invalid_request", "node_network"),
    ],
)
def test_a_wrong_field_is_named(service: Service, change: dict[str, Any], code: str, field: str) -> None:
    assert _check(service.post("/v1/itineraries", {**GOOD, **change}), 422, code)["field"] == field


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"start": {"stop": "nowhere"}}, "unknown_stop", "start"),
        ({"start": {"site": "nothing"}}, "unknown_site", "start"),
        ({"must_visit": ["nothing"]}, "unknown_site", "must_visit"),
        ({"start": FAR_AWAY}, "outside_territory", "start"),
        ({"end": FAR_AWAY}, "outside_territory", "end"),
        ({"start": {"stop": "lens"}}, "ambiguous_name", "start"),
        ({"end": {"stop": "lens"}, "distance_km": None}, "ambiguous_name", "end"),
    ],
)
def test_a_place_that_is_not_there_is_told(service: Service, change: dict[str, Any], code: str, field: str) -> None:
    assert _check(service.post("/v1/itineraries", {**GOOD, **change}), 422, code)["field"] == field


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/v1/routes", {"mode": "bike", "points": [CENTRE, FAR_AWAY]}, "points[1]"),
        ("/v1/matrix", {"mode": "bike", "sources": [FAR_AWAY], "targets": [CENTRE]}, "sources[0]"),
        ("/v1/matrix", {"mode": "bike", "sources": [CENTRE], "targets": [CENTRE, FAR_AWAY]}, "targets[1]"),
        ("/v1/isochrones", {"mode": "bike", "start": FAR_AWAY, "contours": [{"distance_km": 1}]}, "start"),
    ],
)
def test_a_point_outside_is_named(service: Service, path: str, body: dict[str, Any], field: str) -> None:
    assert _check(service.post(path, body), 422, "outside_territory")["field"] == field


def test_a_name_that_stands_for_several_stops_lists_them(service: Service) -> None:
    problem = _check(service.post("/v1/itineraries", {**GOOD, "start": {"stop": "lens"}}), 422, "ambiguous_name")
    assert sorted(item["id"] for item in problem["candidates"]) == ["station-be", "station-lens"]


def test_a_circuit_that_is_too_long_tells_what_is_feasible(service: Service) -> None:
    problem = _check(service.post("/v1/itineraries", {**GOOD, "distance_km": 50}), 422, "budget_too_large")
    least, most = problem["feasible"]["distance_km"]
    assert 0 <= least < most < 50


def test_what_the_planner_says_is_passed_on(make_service: Callable[..., Service]) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise BudgetTooSmallError("too little", feasible={"distance_km": [2, 40]})

    problem = _check(make_service(plan=refuse).post("/v1/itineraries", GOOD), 422, "budget_too_small")
    assert problem["feasible"] == {"distance_km": [2, 40]}


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"nul", b"\xff\xfe\x00", b'{"mode": NaN}', b"[" * 50_000, b'{"seed": ' + b"9" * 50_000 + b"}"],
)
@pytest.mark.parametrize("path", ["/v1/itineraries", "/v1/routes", "/v1/matrix", "/v1/isochrones"])
def test_what_is_no_json_is_refused(service: Service, path: str, body: bytes) -> None:
    response = service.call("POST", path, content=body, headers={"Content-Type": "application/json"})
    _check(response, 422, "invalid_request")


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_body_that_is_not_said_to_be_json_is_refused(service: Service, media_type: str) -> None:
    headers = {"Content-Type": media_type}
    _check(service.call("POST", "/v1/itineraries", content=b"{}", headers=headers), 415, "unsupported_media_type")


def test_a_compressed_body_is_refused_as_what_it_is(service: Service) -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    response = service.call("POST", "/v1/itineraries", content=gzip.compress(b"{}"), headers=headers)
    assert "Content-Encoding" in _check(response, 415, "unsupported_media_type")["detail"]


def test_a_body_that_announces_too_much_is_refused(service: Service) -> None:
    response = service.call(
        "POST", "/v1/itineraries", content=b" " * 10_000_000, headers={"Content-Type": "application/json"}
    )
    assert _check(response, 413, "too_large")["limit_bytes"] == 1_000_000


def test_a_body_that_comes_in_pieces_is_cut_off(service: Service) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(30):
            yield b" " * 50_000

    async def send() -> httpx.Response:
        async with service.client() as client:
            return await client.post("/v1/itineraries", content=pieces(), headers={"Content-Type": "application/json"})

    _check(service.runner.run(send()), 413, "too_large")


@pytest.mark.parametrize("path", ["/v2", "/v1/comparison", "/v1/trains", "/v1/sites/x/y", "/v1/", "/%00", "/v1/sites/"])
def test_an_unknown_address_is_not_found(service: Service, path: str) -> None:
    _check(service.get(path), 404, "not_found")


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("GET", "/v1/routes", "OPTIONS, POST"),
        ("DELETE", "/v1/itineraries", "OPTIONS, POST"),
        ("POST", "/v1/sites", "GET, HEAD, OPTIONS"),
        ("PATCH", "/healthz", "GET, HEAD, OPTIONS"),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(service: Service, method: str, path: str, allow: str) -> None:
    response = service.call(method, path)
    _check(response, 405, "method_not_allowed")
    assert response.headers["allow"] == allow


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=x", "limit"),
        ("offset=-1", "offset"),
        ("bbox=1,2,3", "bbox"),
        ("bbox=3,50,2,51", "bbox"),
        ("bbox=2,51,3,50", "bbox"),
        ("q=%00", "q"),
        ("q=---", "q"),
        ("kind=pub", "kind"),
        ("access=maybe", "access"),
        ("theme=beer", "theme"),
        ("language=de", "language"),
        ("country=France", "country"),
        ("date=tomorrow", "date"),
        ("colour=red", "colour"),
        ("limit=" + "9" * 6000, "limit"),
    ],
)
def test_a_wrong_query_is_named(service: Service, query: str, field: str) -> None:
    assert _check(service.get(f"/v1/sites?{query}"), 422, "invalid_request")["field"] == field


def test_a_query_lists_what_it_may_hold(service: Service) -> None:
    problem = _check(service.get("/v1/sites?foo=1"), 422, "invalid_request")
    assert problem["detail"].startswith("there is no parameter foo; there are language, date, limit, offset, bbox, q,")
    assert problem["field"] == "foo"
    problem = _check(service.get("/v1/themes?lang=fr"), 422, "invalid_request")
    assert problem["detail"] == "there is no parameter lang; did you mean language?"


@pytest.mark.parametrize(
    "path", ["/v1/itineraries", "/v1/routes", "/v1/matrix", "/v1/isochrones", "/v1/journeys", "/v1/comparisons"]
)
def test_a_parameter_is_not_ignored_where_the_body_says_all(service: Service, path: str) -> None:
    """Whoever asks for `?language=nl` would else read French and not know why."""
    problem = _check(service.post(f"{path}?language=nl", GOOD), 422, "invalid_request")
    assert problem["field"] == "language"
    assert problem["detail"] == "there is no parameter language: what is asked stands in the body"


def test_a_parameter_of_an_itinerary_is_not_ignored(service: Service) -> None:
    links = service.post("/v1/itineraries", GOOD).json()["itineraries"][0]["links"]
    for address in (links["self"], links["gpx"]):
        assert service.get(address).status_code == 200
        assert _check(service.get(f"{address}?language=nl"), 422, "invalid_request")["field"] == "language"


def test_an_unknown_mode_of_stops_is_named(service: Service) -> None:
    problem = _check(service.get("/v1/stops?mode=foo"), 422, "invalid_request")
    assert problem["field"] == "mode"
    assert "rail" in problem["detail"]


def test_a_full_queue_says_when_to_come_back(make_service: Callable[..., Service]) -> None:
    gate = threading.Event()

    def wait(*_: object, cancel: Cancel, **__: object) -> None:
        gate.wait(20)
        cancel.check()
        raise BudgetTooSmallError("released")

    service = make_service(plan=wait, threads=1, queue=1, retry_after_s=5)

    async def run() -> tuple[list[httpx.Response], httpx.Response, httpx.Response]:
        async with service.client() as client:
            waiting = [asyncio.create_task(client.post("/v1/itineraries", json=GOOD)) for _ in range(2)]
            await asyncio.sleep(0.2)
            refused = await client.post("/v1/itineraries", json=GOOD)
            alive = await client.get("/healthz")
            gate.set()
            return await asyncio.gather(*waiting), refused, alive

    answered, refused, alive = service.runner.run(run())
    _check(refused, 503, "overloaded")
    assert refused.headers["retry-after"] == "5"
    assert alive.status_code == 200
    assert [response.json()["code"] for response in answered] == ["budget_too_small"] * 2


def test_a_plan_past_its_deadline_is_given_up(make_service: Callable[..., Service]) -> None:
    def spin(*_: object, cancel: Cancel, **__: object) -> None:
        while True:
            cancel.check()
            threading.Event().wait(0.005)

    service = make_service(plan=spin, deadline_s=0.2)
    response = service.post("/v1/itineraries", GOOD)
    _check(response, 503, "overloaded")
    assert "0.2 s" in response.json()["detail"]


def test_a_fault_of_our_own_says_nothing_of_the_inside(make_service: Callable[..., Service]) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret 50.4312345")

    response = make_service(plan=fail).post("/v1/itineraries", GOOD, headers={"X-Request-ID": "abc"})
    _check(response, 500, "internal_error")
    assert "secret" not in response.text
    assert response.headers["x-request-id"] == "abc"


def test_a_damaged_store_is_told(make_service: Callable[..., Service], tmp_path: Any) -> None:  # noqa: ANN401
    service = make_service()
    for path in tmp_path.glob("store.sqlite*"):
        path.write_bytes(b"\x99" * 5000)
    _check(service.get("/v1/itineraries/abc-1"), 503, "store_unavailable")
    _check(service.get("/readyz"), 503, "store_unavailable")
    assert service.get("/healthz").status_code == 200


def test_problems_are_pure_ascii_json(service: Service) -> None:
    response = service.post("/v1/itineraries", {**GOOD, "start": {"stop": "caf\u00e9 \u2028"}})
    assert response.content.isascii()
    assert json.loads(response.content)["stop"] == "café \u2028"


def test_a_client_who_leaves_in_the_middle_of_a_body_is_no_fault(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    messages: list[dict[str, Any]] = [
        {"type": "http.request", "body": b"{", "more_body": True},
        {"type": "http.disconnect"},
    ]
    sent: list[object] = []

    async def receive() -> dict[str, Any]:
        return messages.pop(0)

    async def send(message: object) -> None:
        sent.append(message)

    headers = [(b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": "/v1/itineraries", "headers": headers, "query_string": b""}
    service.runner.run(service.app({**scope, "http_version": "1.1", "root_path": ""}, receive, send))
    assert sent == []
    captured = capsys.readouterr()
    assert "request failed" not in captured.out + captured.err
    assert 'status="499"' in service.get("/metrics").text
