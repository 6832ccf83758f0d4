"""Every fault of a body is one error that names the field and what would be right."""

import json
from typing import Any

import pytest

from api.bodies import parse_model
from api.schemas import ItineraryRequest, MatrixRequest, RoutesRequest
from planner.errors import InvalidRequestError

START = {"lat": 50.43, "lon": 2.83}
GOOD: dict[str, Any] = {"mode": "bike", "start": START, "distance_km": 30}


def _refuse(body: str | bytes | dict[str, Any]) -> InvalidRequestError:
    text = json.dumps(body) if isinstance(body, dict) else body
    with pytest.raises(InvalidRequestError) as caught:
        parse_model(text, ItineraryRequest)
    return caught.value


def test_a_good_body_has_defaults() -> None:
    wire = parse_model(json.dumps(GOOD), ItineraryRequest)
    assert (wire.alternatives, wire.days, wire.seed, wire.language, wire.end) == (3, 1, 0, "fr", None)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"mode": 3}, "mode"),
        ({"start": {"lat": 50.4}}, "start.lon"),
        ({"start": {"lat": "50.4", "lon": 2.8}}, "start.lat"),
        ({"start": {"lat": 95, "lon": 2.8}}, "start.lat"),
        ({"start": {"lat": True, "lon": 2.8}}, "start.lat"),
        ({"start": {"stop": ""}}, "start.stop"),
        ({"start": {"site": "x", "lat": 1}}, "start"),
        ({"start": {}}, "start.lat"),
        ({"end": {"lat": 50.4, "lon": 2.8, "stop": "x"}}, "end"),
        ({"end": []}, "end"),
        ({"distance_km": "30"}, "distance_km"),
        ({"distance_km": -1}, "distance_km"),
        ({"distance_km": 0}, "distance_km"),
        ({"distance_km": 10**400}, "distance_km"),
        ({"duration_min": 1e300}, "duration_min"),
        ({"departure": "2026-06-13T09:30:00"}, "departure"),
        ({"departure": 1750000000}, "departure"),
        ({"departure": "tomorrow"}, "departure"),
        ({"departure": "1781335800"}, "departure"),
        ({"departure": "1781335800000"}, "departure"),
        ({"departure": "2026-06-13"}, "departure"),
        ({"departure": "2026-02-30T09:30:00Z"}, "departure"),
        ({"themes": {"mining": 2}}, "themes.mining"),
        ({"themes": ["mining"]}, "themes"),
        ({"must_visit": "x"}, "must_visit"),
        ({"must_visit": [""]}, "must_visit[0]"),
        ({"avoid_areas": {"type": "Point", "coordinates": [1, 2]}}, "avoid_areas"),
        ({"avoid_areas": {"type": "Polygon", "coordinates": [[[1, 2], [3, 4]]]}}, "avoid_areas.coordinates[0]"),
        ({"follow": [1.5]}, "follow[0]"),
        ({"follow": [0]}, "follow[0]"),
        ({"follow": ["V31", ""]}, "follow[1]"),
        ({"follow": [None]}, "follow[0]"),
        ({"follow": [True]}, "follow[0]"),
        ({"days": 0}, "days"),
        ({"alternatives": 11}, "alternatives"),
        ({"alternatives": 1.5}, "alternatives"),
        ({"direction": "NNE"}, "direction"),
        ({"seed": -1}, "seed"),
        ({"seed": 10**30}, "seed"),
        ({"language": "de"}, "language"),
        ({"time_budget_ms": 0}, "time_budget_ms"),
        ({"distance": 30}, "distance"),
    ],
)
def test_a_wrong_field_is_named(change: dict[str, Any], field: str) -> None:
    error = _refuse({**GOOD, **change})
    assert error.code == "invalid_request"
    named = str(error.details["field"])
    assert named == field
    assert named.partition(".")[0].partition("[")[0] in error.message


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"\xff\xfe",
        b'{"mode": "bike", "start": {"lat": NaN, "lon": 2.8}, "distance_km": 5}',
        b'{"mode": "bike", "start": {"lat": 50, "lon": 2.8}, "distance_km": Infinity}',
        b'{"mode": "bike", "start": {"lat": 1e999, "lon": 2.8}, "distance_km": 5}',
        b'{"mode": "bike\\ud800", "start": {"lat": 50, "lon": 2.8}, "distance_km": 5}',
        b"[" * 100_000,
        b'{"access":' * 50_000,
        b'{"seed": ' + b"9" * 10_000 + b"}",
    ],
)
def test_what_is_no_request_is_refused(body: bytes) -> None:
    assert _refuse(body).details["field"]


def test_a_place_is_one_of_three() -> None:
    error = _refuse({**GOOD, "start": {**START, "stop": "x"}})
    assert error.message == "start: give either lat and lon, or stop, or site"


@pytest.mark.parametrize("moment", ["2026-06-13T09:30:00+02:00", "2026-06-13T07:30:00Z", "2026-06-13T09:30+0200"])
def test_a_departure_is_iso_8601_with_offset(moment: str) -> None:
    wire = parse_model(json.dumps({**GOOD, "departure": moment}), ItineraryRequest)
    assert wire.departure is not None
    assert wire.departure.timestamp() == 1781335800
    assert "2026-06-13T09:30:00+02:00" in _refuse({**GOOD, "departure": "1781335800"}).message


def test_a_misspelt_field_is_recognised() -> None:
    assert _refuse({**GOOD, "distance_kms": 3}).message == "there is no field distance_kms; did you mean distance_km?"


def test_a_field_that_a_place_does_not_have_is_not_taken_for_the_place() -> None:
    assert _refuse({**GOOD, "start": {**START, "alt": 3}}).message == "there is no field start.alt"


def test_an_unknown_field_is_told_before_what_it_causes() -> None:
    assert _refuse({"mode": "bike", "begin": START}).details["field"] == "begin"


def test_routes_need_two_points_and_a_matrix_has_a_limit() -> None:
    with pytest.raises(InvalidRequestError, match="points"):
        parse_model(json.dumps({"mode": "bike", "points": [START]}), RoutesRequest)
    with pytest.raises(InvalidRequestError, match="targets"):
        parse_model(json.dumps({"mode": "bike", "sources": [START], "targets": [START] * 1000}), MatrixRequest)
