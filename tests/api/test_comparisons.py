"""Comparisons over HTTP and from the command line."""

import json
from pathlib import Path
from typing import Any

import pytest

from api.cli import main
from api.convert_variants import collection_to_variants
from api.schemas import ComparisonAnswer
from planner.errors import InvalidRequestError
from tests.api.conftest import Service
from tests.api.drawn import CENTRE

REQUEST: dict[str, Any] = {"mode": "bike", "start": CENTRE, "distance_km": 6, "alternatives": 1, "language": "en"}
LINE = [[2.812, 50.4125], [2.83, 50.4195], [2.845, 50.4305]]
STREET: dict[str, Any] = {
    "type": "Feature",
    "geometry": {"type": "LineString", "coordinates": LINE},
    "properties": {"highway": "cycleway", "surface": "asphalt"},
}
GREENWAY: dict[str, Any] = {"name": "greenway", "add": [STREET]}
SQUARE = [[[2.835, 50.415], [2.845, 50.415], [2.845, 50.425], [2.835, 50.425], [2.835, 50.415]]]
CLOSED: dict[str, Any] = {"name": "closed", "close": [{"type": "Polygon", "coordinates": SQUARE}]}


def test_a_comparison_answers_each_variant_and_the_differences(service: Service) -> None:
    response = service.post(
        "/v1/comparisons", {"request": REQUEST, "variants": [{"name": "nothing"}, GREENWAY, CLOSED]}
    )
    assert response.status_code == 200, response.text
    body = response.json()
    ComparisonAnswer.model_validate(body)
    assert next(iter(body.items())) == ("notice", "DEMO - DO NOT FOLLOW")
    plain = service.post("/v1/itineraries", REQUEST).json()
    assert body["base"]["itineraries"] == body["variants"][0]["itineraries"] == plain["itineraries"]
    assert body["variants"][0]["differences"]["identical"] is True
    assert body["variants"][1]["streets"]["added_m"] > 2000
    assert body["variants"][2]["streets"]["closed_m"] > 1000


def test_itineraries_of_variants_are_kept(service: Service) -> None:
    body = service.post("/v1/comparisons", {"request": REQUEST, "variants": [GREENWAY]}).json()
    links = body["variants"][0]["itineraries"][0]["links"]
    assert service.get(links["gpx"]).status_code == 200
    assert service.get(links["png"]).headers["content-type"] == "image/png"


@pytest.mark.parametrize(
    ("variant", "field"),
    [
        ({"name": "x", "close": ["A1"]}, "variants[0].close[0]"),
        ({"name": "x", "close": [{"type": "Point", "coordinates": [2, 50]}]}, "variants[0].close[0].type"),
        ({"name": "x", "close": [7]}, "variants[0].close[0]"),
        ({"name": "x", "open": [7]}, "variants[0].open[0]"),
        ({"name": "x", "change": [{"way": 7, "tags": {}}]}, "variants[0].change[0].tags"),
        ({"name": "x", "add": [{**STREET, "properties": {"highway": "motorway"}}]}, "variants[0].add[0]"),
        ({"name": "x", "add": [{**STREET, "geometry": None}]}, "variants[0].add[0].geometry"),
        ({"name": ""}, "variants[0].name"),
        ({"name": "x", "colour": "red"}, "variants[0].colour"),
        (
            {
                "name": "x",
                "close": [{"type": "Polygon", "coordinates": [[[2, 50], [3, 51], [3, 50], [2, 51], [2, 50]]]}],
            },
            "variants[0].close[0]",
        ),
    ],
)
def test_a_broken_variant_is_refused_by_name(service: Service, variant: dict[str, Any], field: str) -> None:
    response = service.post("/v1/comparisons", {"request": REQUEST, "variants": [variant]})
    assert response.status_code == 422
    problem = response.json()
    assert (problem["code"], problem["field"]) == ("invalid_request", field)


def test_variants_of_one_name_are_refused(service: Service) -> None:
    variants = [{"name": "x"}, {"name": "y"}, {"name": "x"}]
    response = service.post("/v1/comparisons", {"request": REQUEST, "variants": variants})
    assert (response.status_code, response.json()["field"]) == (422, "variants[2].name")


def test_the_request_inside_is_checked_as_ever(service: Service) -> None:
    trains = {"access": {"from": {"stop": "Lille"}}, "departure": "2026-06-13T09:30:00+02:00"}
    for change, code in (({"mode": "camel"}, "invalid_request"), ({"days": 2} | trains, "not_available")):
        body: dict[str, Any] = {"request": REQUEST | change, "variants": [GREENWAY]}
        assert service.post("/v1/comparisons", body).json()["code"] == code
    assert service.post("/v1/comparisons", {"request": REQUEST, "variants": []}).json()["field"] == "variants"


def feature(action: str, geometry: dict[str, Any] | None = None, **properties: object) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": {"action": action, **properties}}


def test_a_collection_drawn_in_qgis_is_read() -> None:
    line = {"type": "LineString", "coordinates": LINE}
    found = collection_to_variants(
        {
            "type": "FeatureCollection",
            "features": [
                feature("add", line, fid=1, tags="highway=cycleway; surface=asphalt", lit=None, variant="a"),
                feature("close", {"type": "Polygon", "coordinates": SQUARE}, variant="a"),
                feature("open", way=12.0, variant="b"),
                feature("change", way="13", tags="oneway=no", variant="b"),
            ],
        }
    )
    assert [variant["name"] for variant in found] == ["a", "b"]
    assert found[0]["add"][0]["properties"] == {"highway": "cycleway", "surface": "asphalt"}
    assert found[0]["close"] == [{"type": "Polygon", "coordinates": SQUARE}]
    assert found[1]["open"] == [12]
    assert found[1]["change"] == [{"way": 13, "tags": {"oneway": "no"}}]


def test_layers_of_several_lines_and_typed_columns_are_read() -> None:
    lines = {"type": "MultiLineString", "coordinates": [LINE[:2], LINE[1:]]}
    item = feature("add", lines, highway="cycleway", lit=True, maxspeed=20.0, width=2.5, layer=0)
    (found,) = collection_to_variants({"features": [item]})
    assert [street["geometry"]["coordinates"] for street in found["add"]] == [LINE[:2], LINE[1:]]
    tags = {"highway": "cycleway", "lit": "yes", "maxspeed": "20", "width": "2.5", "layer": "0"}
    assert all(street["properties"] == tags for street in found["add"])


@pytest.mark.parametrize(
    ("item", "field"),
    [
        (feature("open", way=True), "variants.features[0].properties.way"),
        (feature("open", way="9" * 5000), "variants.features[0].properties.way"),
        (feature("paint"), "variants.features[0].properties.action"),
        (feature("open"), "variants.features[0].properties.way"),
        (
            feature("add", {"type": "LineString", "coordinates": LINE}, tags="highway"),
            "variants.features[0].properties.tags",
        ),
        (None, "variants.features[0].properties.action"),
    ],
)
def test_a_feature_that_says_too_little_is_refused(item: dict[str, Any] | None, field: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        collection_to_variants({"features": [item]})
    assert caught.value.details["field"] == field


@pytest.mark.parametrize(
    ("format_", "start"), [("text", "DEMO"), ("csv", "DEMO"), ("json", '{"notice"'), ("geojson", '{"type"')]
)
def test_the_command_compares(
    drawn_territory_784: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], format_: str, start: str
) -> None:
    request, variants = tmp_path / "request.json", tmp_path / "variants.geojson"
    request.write_text(json.dumps(REQUEST), encoding="utf-8")
    drawn = {"type": "FeatureCollection", "features": [feature("close", {"type": "Polygon", "coordinates": SQUARE})]}
    variants.write_text(json.dumps(drawn), encoding="utf-8")
    arguments = [
        "compare",
        "--territory",
        str(drawn_territory_784),
        "--request",
        str(request),
        "--variants",
        str(variants),
    ]
    assert main([*arguments, "--format", format_]) == 0
    assert capsys.readouterr().out.startswith(start)


def test_the_command_draws_and_refuses(
    drawn_territory_784: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    request, variants, out = tmp_path / "request.json", tmp_path / "variants.json", tmp_path / "map.png"
    request.write_text(json.dumps(REQUEST), encoding="utf-8")
    variants.write_text(json.dumps([GREENWAY]), encoding="utf-8")
    arguments = [
        "compare",
        "--territory",
        str(drawn_territory_784),
        "--request",
        str(request),
        "--variants",
        str(variants),
    ]
    assert main([*arguments, "--format", "png", "--out", str(out)]) == 0
    assert out.read_bytes().startswith(b"\x89PNG")
    assert main([*arguments, "--format", "png"]) == 2
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("planner.comparison.compare", lambda *_, **__: pytest.fail("planned before it was refused"))
        assert main([*arguments, "--format", "png", "--out", str(out), "--picture", "2"]) == 2
    variants.write_text("{", encoding="utf-8")
    assert main(arguments) == 2
    assert "is no JSON file" in capsys.readouterr().err
