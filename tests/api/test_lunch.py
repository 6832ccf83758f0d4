"""A lunch on the way, over REST."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest

from api.schemas import ItinerariesAnswer
from planner.territory_build import build_territory
from planner.territory_config import TerritoryConfig
from tests.api.drawn import CENTRE, write_osm

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.api.conftest import Service

BODY: dict[str, Any] = {
    "mode": "foot", "start": CENTRE, "duration_min": 120, "departure": "2026-06-13T11:30:00+02:00", "alternatives": 1,
    "lunch": {}, "language": "fr",
}  # fmt: skip


def test_a_break_is_an_entry_of_the_answer(make_service: Callable[..., Service], tmp_path: Path) -> None:
    write_osm(tmp_path / "drawn.osm")
    tags = '<tag k="amenity" v="cafe"/><tag k="opening_hours" v="Sa 09:00-17:00"/>'
    lines = [
        f'<node id="{9000 + 30 * row + column}" version="1" '
        f'lat="{50.4001 + 0.0015 * row}" lon="{2.8 + 0.00235 * column}">'
        f'{tags}<tag k="name" v="Café {row}-{column}"/></node>'
        for row, column in itertools.product(range(1, 27, 2), repeat=2)
    ]
    osm = (tmp_path / "drawn.osm").read_text(encoding="utf-8")
    (tmp_path / "cafes.osm").write_text(osm.replace("</osm>", "\n".join([*lines, "</osm>"])), encoding="utf-8")
    config = TerritoryConfig(name="cafes", country="FR", language="fr")
    build_territory(osm=[tmp_path / "cafes.osm"], out=tmp_path / "cafes", config=config, basemap=False)
    service = make_service(territory=tmp_path / "cafes")
    answer = service.post("/v1/itineraries", BODY).json()
    ItinerariesAnswer.model_validate(answer)
    (found,) = answer["itineraries"]
    (stop,) = found["breaks"]
    assert stop["name"].startswith("Café ")
    assert (stop["known"], stop["opening_hours"], stop["kind_name"]) == (True, "Sa 09:00-17:00", "Café")
    assert "2026-06-13T12:00:00+02:00" <= stop["arrival"] <= "2026-06-13T14:00:00+02:00"
    assert found["summary"]["break_s"] == 2700
    assert found["summary"]["duration_s"] == pytest.approx(7200, rel=0.05)
    edits = {"edits": [{"op": "remove", "stop": 1}]}
    assert service.post(f"/v1/itineraries/{found['id']}/edits", edits).json()["field"] == "lunch"
    words = service.get(f"/v1/itineraries/{found['id']}.txt").text
    assert stop["name"] in words


def test_without_a_place_a_warning_says_so(service: Service) -> None:
    (found,) = service.post("/v1/itineraries", BODY).json()["itineraries"]
    assert "breaks" not in found
    (told,) = [warning["text"] for warning in found["warnings"] if warning["code"] == "no_lunch"]
    assert "entre 12:00 et 14:00" in told


@pytest.mark.parametrize(("lunch", "field"), [
    ({"minutes": 5}, "lunch.minutes"),
    ({"minutes": 120}, "lunch.minutes"),
    ({"from": "noon"}, "lunch.from"),
    ({"from": "12:00\n"}, "lunch.from"),
    ({"to": "11:00"}, "lunch.to"),
    ({"at": "12:00"}, "lunch.at"),
    (True, "lunch"),
])  # fmt: skip
def test_a_wrong_lunch_names_its_member(service: Service, lunch: object, field: str) -> None:
    answer = service.post("/v1/itineraries", {**BODY, "lunch": lunch})
    assert answer.status_code == 422
    assert answer.json()["field"] == field


def test_a_lunch_needs_a_departure_and_one_day(service: Service) -> None:
    for changes in ({"departure": None}, {"days": 2}, {"bike": "hire", "mode": "bike"}):
        answer = service.post("/v1/itineraries", {**BODY, **changes})
        assert (answer.status_code, answer.json()["field"]) == (422, "lunch")
