"""Changes to kept itineraries over HTTP."""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from api.itinerary_store import ItineraryStore
from api.schemas import ItinerariesAnswer
from planner.sketch import Sketch
from tests.api.drawn import CENTRE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.api.conftest import Service

NORTH = {"lat": 50.4275, "lon": 2.8315}
THEMED: dict[str, Any] = {
    "mode": "bike", "start": CENTRE, "distance_km": 8, "themes": {"mining": 1}, "alternatives": 2, "language": "nl",
}  # fmt: skip


@pytest.fixture(scope="module")
def planned(service: Service) -> dict[str, Any]:
    found: dict[str, Any] = service.post("/v1/itineraries", THEMED).json()["itineraries"][0]
    assert len(found["visits"]) >= 2
    return found


def edit(service: Service, planned: dict[str, Any], *edits: dict[str, Any], **more: str) -> Any:  # noqa: ANN401
    return service.post(f"/v1/itineraries/{planned['id']}/edits", {"edits": edits, **more})


def visited(itinerary: dict[str, Any]) -> list[str]:
    return [visit["site"]["id"] for visit in itinerary["visits"]]


def test_a_removed_site_is_gone_and_the_answer_follows_its_schema(service: Service, planned: dict[str, Any]) -> None:
    gone = visited(planned)[0]
    response = edit(service, planned, {"op": "remove", "stop": gone})
    assert response.status_code == 200, response.text
    answer = response.json()
    ItinerariesAnswer.model_validate(answer)
    (edited,) = answer["itineraries"]
    assert visited(edited) == visited(planned)[1:]
    assert answer["diagnostics"]["edited"] == planned["id"]
    assert [stop["site"] for stop in answer["diagnostics"]["stops"]] == visited(edited)
    assert answer["notice"] == planned["notice"], "the language of the request stays"
    line = [point for leg in edited["legs"] for point in leg["geometry"]["coordinates"]]
    assert line[0][:2] == line[-1][:2]


def test_every_alternative_can_be_edited(service: Service) -> None:
    for itinerary in service.post("/v1/itineraries", THEMED).json()["itineraries"]:
        response = edit(
            service, itinerary, {"op": "shorten", "lat": CENTRE["lat"], "lon": CENTRE["lon"], "distance_km": 7}
        )
        assert response.status_code == 200, response.text


def test_an_edited_itinerary_is_kept_in_every_format_and_edited_again(
    service: Service, planned: dict[str, Any]
) -> None:
    first = edit(service, planned, {"op": "add", **NORTH}, language="en").json()["itineraries"][0]
    for suffix in ("", ".gpx", ".geojson", ".txt"):
        assert service.get(f"/v1/itineraries/{first['id']}{suffix}").status_code == 200
    assert first["links"]["gpx"].endswith(f"{first['id']}.gpx")
    answer = edit(service, first, {"op": "move", "stop": 1, "to": 2}, {"op": "remove", "stop": visited(first)[-1]})
    assert answer.status_code == 200, answer.text
    assert len(visited(answer.json()["itineraries"][0])) == len(visited(first)) - 1
    assert edit(service, planned, {"op": "remove", "stop": 1}).status_code == 200, "the first one stays"


def test_the_same_edits_give_the_same_bytes(service: Service, planned: dict[str, Any]) -> None:
    one, other = (edit(service, planned, {"op": "remove", "stop": 1}) for _ in range(2))
    assert one.content == other.content
    assert edit(service, planned, {"op": "remove", "stop": 1}, language="fr").json()["notice"] != one.json()["notice"]


@pytest.mark.parametrize(
    ("edits", "field", "text"),
    [
        ([], "edits", "at least 1"),
        ([{"op": "remove", "stop": 1}] * 21, "edits", "at most 20"),
        ([{"op": "fly"}], "edits[0]", "add, remove, move, avoid or shorten"),
        ([{"stop": 1}], "edits[0]", "add, remove, move, avoid or shorten"),
        (["remove"], "edits[0]", "add, remove, move, avoid or shorten"),
        ([{"op": "remove"}], "edits[0].stop", "required"),
        ([{"op": "remove", "stop": 0}], "edits[0].stop", "greater than or equal to 1"),
        ([{"op": "remove", "stop": 1}, {"op": "remove", "stop": "nothing-here"}], "edits[1].stop", "does not visit"),
        ([{"op": "add"}], "edits[0].site", "either a site or a point"),
        ([{"op": "add", "lat": 50.4}], "edits[0].lon", "missing beside lat"),
        ([{"op": "add", "lat": 50.4, "lon": "NaN"}], "edits[0].lon", "valid number"),
        ([{"op": "add", "site": "unknown-site"}], "edits[0].site", "unknown-site"),
        ([{"op": "move", "stop": 1}], "edits[0].to", "either a number in the order or a point"),
        ([{"op": "avoid"}], "edits[0].way", "either the id of a way or a point"),
        ([{"op": "avoid", "way": 5}], "edits[0].way", "does not use the way 5"),
        ([{"op": "shorten", **CENTRE, "distance_km": 1, "duration_min": 5}], "edits[0].distance_km", "not both"),
        ([{"op": "shorten", **CENTRE, "distance_km": 0}], "edits[0].distance_km", "greater than 0"),
        ([{"op": "shorten", **CENTRE, "left": 1}], "edits[0].left", "there is no field"),
    ],
)
def test_bad_edits_name_the_field(
    service: Service, planned: dict[str, Any], edits: list[Any], field: str, text: str
) -> None:
    response = service.post(f"/v1/itineraries/{planned['id']}/edits", {"edits": edits})
    assert response.status_code in {404, 422}, response.text
    problem = response.json()
    assert problem["field"] == field, problem
    assert text in problem["detail"], problem


def test_an_itinerary_that_is_not_kept_cannot_be_edited(service: Service) -> None:
    response = service.post("/v1/itineraries/nothing-1/edits", {"edits": [{"op": "remove", "stop": 1}]})
    assert response.status_code == 404
    assert response.json()["code"] == "not_found"
    assert "plan it again" in response.json()["detail"]


def test_an_itinerary_of_another_territory_is_planned_again(
    make_service: Callable[..., Service], tmp_path: Path
) -> None:
    path = tmp_path / "store.sqlite"
    service = make_service(store_path=path)
    planned = service.post("/v1/itineraries", THEMED).json()["itineraries"][0]
    store = ItineraryStore(path, ttl_s=1e6, count=10)
    draft = store.find_draft(planned["id"])
    assert draft is not None
    sketch = replace(Sketch.from_json(draft.sketch), territory="another")
    store.put([planned], [replace(draft, sketch=sketch.to_json())])
    response = edit(service, planned, {"op": "remove", "stop": 1})
    assert response.status_code == 404
    assert response.json()["code"] == "not_found"
    assert "plan it again" in response.json()["detail"]


def test_a_file_of_the_version_before_drafts_still_serves(make_service: Callable[..., Service], tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    planned = make_service(store_path=path).post("/v1/itineraries", THEMED).json()["itineraries"][0]
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("ALTER TABLE itineraries DROP COLUMN draft")
        connection.execute("PRAGMA user_version = 1")
    service = make_service(store_path=path)
    assert service.get(f"/v1/itineraries/{planned['id']}").json()["id"] == planned["id"]
    assert edit(service, planned, {"op": "remove", "stop": 1}).status_code == 404
    again = service.post("/v1/itineraries", THEMED).json()["itineraries"][0]
    assert edit(service, again, {"op": "remove", "stop": 1}).status_code == 200
    assert ItineraryStore(path, ttl_s=1e6, count=10).find_draft(again["id"]) is not None
