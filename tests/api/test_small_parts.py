"""Links, languages, boxes, logs and settings."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from starlette.requests import Request

from api.boxes import list_boxes, parse_box
from api.languages import pick_language
from api.links import list_page_links, with_links
from api.logs import blur_coordinates
from api.settings import Settings
from graphs.geo import Coordinate
from planner.errors import InvalidRequestError


@pytest.mark.parametrize(
    ("asked", "header", "language"),
    [
        ("nl", "en", "nl"),
        (None, "", "fr"),
        (None, "nl-BE,nl;q=0.9,en;q=0.8", "nl"),
        (None, "de, en;q=0.5, fr;q=0.7", "fr"),
        (None, "en;q=0, nl;q=0.1", "nl"),
        (None, "fr;q=abc, en;q=0.2", "en"),
        (None, "fr;q=²", "fr"),
        (None, ";;;,,,q=1", "fr"),
    ],
)
def test_the_language_is_the_one_asked_for_or_the_best_known(asked: str | None, header: str, language: str) -> None:
    request = Request({"type": "http", "headers": [(b"accept-language", header.encode())]})
    assert pick_language(request, asked) == language


@pytest.mark.parametrize(
    "text", ["", "1,2,3", "a,b,c,d", "3,50,2,51", "2,50,3,nan", "2,50,3,inf", "2,50,3,95", "1,2,3,4,5"]
)
def test_a_broken_box_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequestError, match="west,south,east,north"):
        parse_box(text)


@pytest.mark.parametrize(
    ("text", "held", "left_out"),
    [
        ("2,50,3,51", [(50.5, 2.5)], [(50.5, 3.5), (51.5, 2.5)]),
        ("2,50,-10,3,51,900", [(50.5, 2.5)], [(50.5, 3.5)]),
        ("170,-20,-170,-10", [(-15, 175), (-15, -175), (-15, 180)], [(-15, 0), (-15, 165), (5, 175)]),
    ],
)
def test_a_box_of_a_query_may_have_heights_and_cross_the_antimeridian(
    text: str, held: list[tuple[float, float]], left_out: list[tuple[float, float]]
) -> None:
    boxes = list_boxes(text)
    for places, expected in ((held, True), (left_out, False)):
        assert all(any(box.contains(Coordinate(*place)) for box in boxes) is expected for place in places)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1,2,3",
        "a,b,c,d",
        "3,50,2,51",
        "2,51,3,50",
        "2,50,3,nan",
        "2,50,3,95",
        "190,1,-170,2",
        "1,2,3,4,5",
        "1,2,9,3,4,5",
    ],
)
def test_a_broken_box_of_a_query_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequestError, match="west,south,east,north"):
        list_boxes(text)


def test_every_itinerary_gets_its_links() -> None:
    answer = with_links({"itineraries": [{"id": "ab-1"}]}, "https://terrils.test/api")
    assert answer["itineraries"][0]["links"] == {
        "self": "https://terrils.test/api/v1/itineraries/ab-1",
        **{
            name: f"https://terrils.test/api/v1/itineraries/ab-1.{name}"
            for name in ("json", "geojson", "gpx", "txt", "png")
        },
    }
    assert with_links({"id": "ab-1"}, "")["links"]["gpx"] == "/v1/itineraries/ab-1.gpx"


def test_pages_link_to_their_neighbours_and_keep_the_query() -> None:
    query = {"limit": 10, "offset": 10, "kind": "terril", "q": "fosse n°9", "bbox": None}
    links = list_page_links("/v1/sites", query, base_url="", matched=25, limit=10, offset=10)
    assert [link["rel"] for link in links] == ["self", "next", "prev"]
    assert links[1]["href"] == "/v1/sites?kind=terril&q=fosse+n%C2%B09&limit=10&offset=20"
    assert [link["rel"] for link in list_page_links("/x", {}, base_url="", matched=5, limit=10, offset=0)] == ["self"]


def test_logs_hold_no_fine_coordinate() -> None:
    event: dict[str, Any] = {
        "event": "start at 50.4312345,2.8312345",
        "start": {"lat": 50.4312345, "lon": 2.8312345},
        "points": [{"lat": -0.123456}],
        "ms": 1.2345,
        "coordinates": [[2.8312345, 50.43]],
    }
    assert blur_coordinates(None, "info", event) == {
        "event": "start at 50.43,2.83",
        "start": {"lat": 50.43, "lon": 2.83},
        "points": [{"lat": -0.12}],
        "ms": 1.2345,
        "coordinates": [[2.83, 50.43]],
    }


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TERRILS_PORT", "9000")
    monkeypatch.setenv("TERRILS_CORS_ORIGINS", '["https://office.test"]')
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    settings = Settings()
    assert (settings.port, settings.cors_origins) == (9000, ["https://office.test"])
    assert settings.get_store_path() == tmp_path / "terrils" / "itineraries.sqlite"


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "70000"), ("BASE_URL", "ftp://x"), ("DEADLINE_S", "nan"), ("LOG_LEVEL", "loud")]
)
def test_a_wrong_setting_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"TERRILS_{name}", value)
    with pytest.raises(ValidationError):
        Settings()


def test_several_workers_plan_one_thing_each_at_a_time() -> None:
    assert Settings(workers=1).get_threads() == 2
    assert Settings(workers=4).get_threads() == 1
    assert Settings(workers=4, threads=3).get_threads() == 3
