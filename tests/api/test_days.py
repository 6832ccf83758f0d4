"""Several days over HTTP: the whole, its days, every format of both, and what is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from api.schemas import ItinerariesAnswer, ItineraryDocument
from planner.territory_build import build_territory
from planner.territory_config import TerritoryConfig
from tests.api.drawn import build_drawn_territory

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.api.conftest import Service

WEST, EAST = {"lat": 50.42, "lon": 2.803}, {"lat": 50.422, "lon": 2.8585}
BODY: dict[str, Any] = {
    "mode": "bike", "start": WEST, "end": EAST, "days": 3, "distance_km": 5, "themes": {"mining": 1}, "alternatives": 1,
    "departure": "2026-06-12T09:30:00+02:00", "lodging": "known", "language": "en",
}  # fmt: skip
HOTELS = (
    (50.4105, 2.815, {"name": "Hôtel du Nord", "bicycle_parking": "shed", "website": "https://nord.example"}),
    (50.4105, 2.838, {"name": "Hôtel du Sud"}),
    (50.4300, 2.815, {"name": "Auberge du Puits"}),
    (50.4300, 2.840, {"name": "Auberge du Pont", "service:bicycle:repair": "yes"}),
)


@pytest.fixture(scope="module")
def hotels_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Drawn territory with four hotels."""
    folder = tmp_path_factory.mktemp("hotels")
    build_drawn_territory(folder)
    lines = [
        f'<node id="{9000 + k}" version="1" lat="{lat}" lon="{lon}"><tag k="tourism" v="hotel"/>'
        + "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())
        + "</node>"
        for k, (lat, lon, tags) in enumerate(HOTELS)
    ]
    osm = (folder / "drawn.osm").read_text(encoding="utf-8")
    (folder / "hotels.osm").write_text(osm.replace("</osm>", "\n".join([*lines, "</osm>"])), encoding="utf-8")
    build_territory(
        osm=[folder / "hotels.osm"],
        sites=[folder / "sites.csv"],
        stops=[folder / "stops.csv"],
        out=folder / "hotels",
        config=TerritoryConfig(name="hotels", country="FR", language="fr"),
        basemap=False,
    )
    return folder / "hotels"


@pytest.fixture
def hotels(make_service: Callable[..., Service], hotels_folder: Path) -> Service:
    return make_service(territory=hotels_folder)


def plan(service: Service, **changes: Any) -> dict[str, Any]:  # noqa: ANN401
    response = service.post("/v1/itineraries", {**BODY, **changes})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    ItinerariesAnswer.model_validate(answer)
    found: dict[str, Any] = answer["itineraries"][0]
    return found


def test_the_whole_holds_its_days_and_each_day_is_an_itinerary_of_its_own(hotels: Service) -> None:
    whole = plan(hotels)
    assert whole["tour"]["days"] == 3
    assert whole["tour"]["nights"] == "lodgings"
    assert 0 <= whole["tour"]["effort_spread"] <= 0.15
    assert whole["title"].endswith("3 days")
    assert [leg["stage"] for leg in whole["legs"]] == sorted(leg["stage"] for leg in whole["legs"])
    assert {leg["stage"] for leg in whole["legs"]} == {1, 2, 3}
    assert [stage["night"] is None for stage in whole["stages"]] == [False, False, True]
    assert [stage["departure"][:10] for stage in whole["stages"]] == ["2026-06-12", "2026-06-13", "2026-06-14"]
    for stage in whole["stages"]:
        response = hotels.get(stage["links"]["self"])
        assert response.status_code == 200
        day = response.json()
        ItineraryDocument.model_validate(day)
        assert day["stage_of"] == {"id": whole["id"], "day": stage["day"], "days": 3}
        assert (day["title"], day["summary"], day["quality"]) == (stage["title"], stage["summary"], stage["quality"])
        own = [{**leg, "stage": stage["day"]} for leg in day["legs"]]
        assert own == [leg for leg in whole["legs"] if leg["stage"] == stage["day"]]
        assert day["summary"]["length_m"] == pytest.approx(5000, rel=0.05)
    assert whole["summary"]["length_m"] == pytest.approx(sum(s["summary"]["length_m"] for s in whole["stages"]), abs=1)
    names = {stage["night"]["place"]["name"] for stage in whole["stages"][:-1]}
    assert names <= {str(tags["name"]) for _, _, tags in HOTELS}
    assert hotels.get(whole["links"]["self"]).json() == whole
    assert plan(hotels) == whole


def test_every_format_tells_the_days(hotels: Service) -> None:
    whole = plan(hotels, lodging="bike", days=2)
    night = whole["stages"][0]["night"]
    assert night["known"]
    assert night["services"]
    features = hotels.get(whole["links"]["geojson"]).json()["features"]
    (told,) = [feature for feature in features if feature["properties"]["kind"] == "night"]
    assert told["properties"]["name"] == night["place"]["name"]
    assert told["properties"]["lodging"] == night["lodging"]
    legs = [feature for feature in features if feature["properties"]["kind"] == "leg"]
    assert {feature["properties"]["stage"] for feature in legs} == {1, 2}
    gpx = ET.fromstring(hotels.get(whole["links"]["gpx"]).text)  # noqa: S314
    names = [track.findtext("{*}name", "") for track in gpx.findall("{*}trk")]
    assert [name.partition(":")[0] for name in names] == ["Day 1", "Day 2"]
    assert f"Night 1: {night['place']['name']}" in [point.findtext("{*}name") for point in gpx.findall("{*}wpt")]
    text = hotels.get(whole["links"]["txt"]).text
    assert text.index("Day 1:") < text.index(f"Night: {night['place']['name']} (hotel)") < text.index("Day 2:")
    assert "For bikes: " in text
    assert hotels.get(whole["links"]["png"]).content.startswith(b"\x89PNG")
    day = hotels.get(whole["stages"][1]["links"]["gpx"]).text
    assert day.count("<trk>") == 1


def test_without_a_departure_times_go_on_over_the_days_and_texts_begin_anew(hotels: Service) -> None:
    whole = plan(hotels, departure=None)
    starts = [next(leg["departure"] for leg in whole["legs"] if leg["stage"] == day) for day in (1, 2, 3)]
    assert starts == [0, 86400, 172800]
    text = hotels.get(whole["links"]["txt"]).text
    assert "after 24 h" not in text
    assert "after 48 h" not in text


def test_a_base_is_slept_at_every_night(hotels: Service) -> None:
    body = {name: value for name, value in BODY.items() if name not in {"end", "lodging"}}
    response = hotels.post("/v1/itineraries", {**body, "nights": "base", "day_limits": {"duration_min": 120}})
    assert response.status_code == 200, response.text
    whole = response.json()["itineraries"][0]
    assert whole["tour"]["nights"] == "base"
    assert whole["circuit"]
    assert [stage["night"]["kind_name"] for stage in whole["stages"][:-1]] == ["back at the start"] * 2
    assert all(stage["summary"]["duration_s"] <= 7200 for stage in whole["stages"])


def test_the_whole_is_not_edited_and_a_day_is(hotels: Service) -> None:
    whole = plan(hotels, themes={"mining": 1, "memory": 1})
    refused = hotels.post(f"/v1/itineraries/{whole['id']}/edits", {"edits": [{"op": "remove", "stop": 1}]})
    assert (refused.status_code, refused.json()["code"], refused.json()["field"]) == (422, "not_available", "id")
    assert whole["stages"][0]["id"] in refused.json()["detail"]
    stage = next(stage for stage in whole["stages"] if any(v["stage"] == stage["day"] for v in whole["visits"]))
    edited = hotels.post(f"/v1/itineraries/{stage['id']}/edits", {"edits": [{"op": "remove", "stop": 1}]})
    assert edited.status_code == 200, edited.text
    (changed,) = edited.json()["itineraries"]
    count = sum(visit["stage"] == stage["day"] for visit in whole["visits"])
    assert len(changed["visits"]) == count - 1
    day = hotels.get(stage["links"]["self"]).json()
    for place, old in (("from", day["legs"][0]), ("to", day["legs"][-1])):
        new = changed["legs"][0 if place == "from" else -1]
        assert (new[place]["lat"], new[place]["lon"]) == pytest.approx((old[place]["lat"], old[place]["lon"]), abs=1e-6)


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"days": 1}, "invalid_request", "lodging"),
        ({"days": 1, "lodging": "any", "nights": "base"}, "invalid_request", "nights"),
        ({"days": 31}, "invalid_request", "days"),
        ({"nights": "base"}, "invalid_request", "lodging"),
        ({"nights": "base", "lodging": "any"}, "invalid_request", "end"),
        ({"day_limits": {"distance_km": 4}}, "invalid_request", "day_limits.distance_km"),
        ({"day_limits": {"hours": 4}}, "invalid_request", "day_limits.hours"),
        ({"direction": "N", "end": None}, "invalid_request", "direction"),
        ({"access": {"from": {"stop": "station-lens"}}}, "not_available", "access"),
        ({"distance_km": 1}, "no_path", "days"),
    ],
)
def test_what_several_days_cannot_have_names_its_field(
    hotels: Service, change: dict[str, Any], code: str, field: str
) -> None:
    response = hotels.post("/v1/itineraries", {**BODY, **change})
    assert (response.status_code, response.json()["code"], response.json()["field"]) == (422, code, field)


def test_an_impossible_night_is_named(hotels: Service) -> None:
    problem = hotels.post("/v1/itineraries", {**BODY, "distance_km": 1}).json()
    assert problem["night"] == 1
    assert "night 1 fails" in problem["detail"]


def test_the_bodies_of_days_are_small_requests(hotels: Service) -> None:
    whole = plan(hotels)
    draft = hotels.app.state.terrils.store.find_draft(whole["stages"][1]["id"])
    body = json.loads(draft.request)
    assert "days" not in body
    assert body["departure"].startswith("2026-06-13T09:30:00")
    assert body["distance_km"] == 5
    assert set(body["start"]) == set(body["end"]) == {"lat", "lon"}


def test_variants_are_compared_over_several_days(hotels: Service) -> None:
    body = {"request": {**BODY, "days": 2, "lodging": "any"}, "variants": [{"name": "shut", "close": [1010, 1011]}]}
    response = hotels.post("/v1/comparisons", body)
    assert response.status_code == 200, response.text
    for outcome in (response.json()["base"], response.json()["variants"][0]):
        for stage in outcome["itineraries"][0]["stages"]:
            assert hotels.get(stage["links"]["self"]).status_code == 200
