"""GeoJSON, GPX, text and picture, each from an itinerary or from its document."""

import io
import re
from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree as ET

import gpxpy
import pytest
from PIL import Image

from planner.render import to_bytes, to_geojson, to_gpx, to_json, to_map_png, to_text
from planner.render.wording import format_distance
from tests.networks import grid_network
from tests.planner.render.samples import NOTICES, make_itinerary

_GPX = "{http://www.topografix.com/GPX/1/1}"
# The order in which the schema of GPX 1.1 asks for the parts of each element.
_ORDER = {
    "gpx": ["metadata", "wpt", "rte", "trk", "extensions"],
    "metadata": ["name", "desc", "author", "copyright", "link", "time", "keywords", "bounds", "extensions"],
    "wpt": ["ele", "time", "magvar", "geoidheight", "name", "cmt", "desc", "src", "link", "sym", "type"],
    "trk": ["name", "cmt", "desc", "src", "link", "number", "type", "extensions", "trkseg"],
}
TERRITORY: Any = SimpleNamespace(network=grid_network(24, 24, step_m=200.0))


@pytest.mark.parametrize("render", [to_geojson, to_gpx, to_text])
def test_a_stored_document_renders_like_the_itinerary(render: Any) -> None:  # noqa: ANN401
    itinerary = make_itinerary(departs=True)
    assert render(itinerary) == render(to_json(itinerary))


def test_geojson_has_legs_in_order_and_visits_where_one_stands() -> None:
    collection = to_geojson(make_itinerary())
    features = collection["features"]
    assert [(item["properties"]["kind"], item["properties"]["sequence"]) for item in features] == [
        ("leg", 1),
        ("leg", 2),
        ("visit", 1),
    ]
    assert features[0]["geometry"]["coordinates"][-1][:2] == features[1]["geometry"]["coordinates"][0]
    assert features[0]["properties"]["mode"] == "bike"
    assert features[2]["geometry"] == {"type": "Point", "coordinates": [2.8412345, 50.4345678]}
    assert features[2]["properties"]["access_m"] == 31.0
    assert collection["notice"] == NOTICES["fr"]
    assert collection["attribution"][0].startswith("© OpenStreetMap")
    assert collection["quality"]["spur_m"] == 35.0
    assert to_bytes(collection)


def test_gpx_elements_stand_in_the_order_of_the_schema() -> None:
    root = ET.fromstring(to_gpx(make_itinerary()))  # noqa: S314
    for element in root.iter():
        order = _ORDER.get(element.tag.removeprefix(_GPX))
        if order is not None:
            ranks = [order.index(child.tag.removeprefix(_GPX)) for child in element]
            assert ranks == sorted(ranks)


def test_gpx_is_read_by_others() -> None:
    gpx = gpxpy.parse(to_gpx(make_itinerary()))
    assert gpx.version == "1.1"
    (track,) = gpx.tracks
    assert [len(segment.points) for segment in track.segments] == [3, 3]
    assert track.segments[0].points[1].elevation == 41.2
    assert track.segments[1].points[1].elevation is None
    assert [point.name for point in gpx.waypoints] == [
        "DÉMO - NE PAS SUIVRE - Départ - Gare de Lens",
        "DÉMO - NE PAS SUIVRE - 1. Terril 84 <& co> $x$",
    ]
    assert str(track.name).startswith("DÉMO - NE PAS SUIVRE - Circuit")
    assert str(gpx.copyright_author).startswith("© OpenStreetMap contributors")
    assert "Mission Bassin Minier" in str(gpx.description)


def test_gpx_leaves_out_what_xml_cannot_hold() -> None:
    gpx = gpxpy.parse(to_gpx(make_itinerary(title="a\x00b\x0bc", notice=False, attribution=("d\x08e\ufffff",))))
    assert gpx.tracks[0].name == "abc"
    assert gpx.copyright_author == "def"


def test_gpx_keeps_spaces_that_do_not_break() -> None:
    title = "Circuit à vélo, 42,5\xa0km"
    assert gpxpy.parse(to_gpx(make_itinerary(title=title, notice=False))).tracks[0].name == title


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "En fauteuil roulant"), ("en", "By wheelchair"), ("nl", "Met de rolstoel")]
)
def test_nobody_in_a_wheelchair_is_told_to_walk(language: str, words: str) -> None:
    itinerary = make_itinerary(mode="wheelchair", language=language)
    wheeled = replace(itinerary, legs=tuple(replace(leg, mode="foot") for leg in itinerary.own_legs))
    headings = [line for line in to_text(wheeled).splitlines() if line.startswith("[")]
    assert len(headings) == len(wheeled.legs)
    assert all(heading.startswith(f"[{words}") for heading in headings)


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_text_begins_with_the_notice_and_ends_with_the_attribution(language: str) -> None:
    text = to_text(make_itinerary(language=language))
    assert text.startswith(NOTICES[language] + "\n\n")
    assert text.endswith("- Mission Bassin Minier, Licence Ouverte 2.0\n")
    assert "{" not in text


def test_text_in_french_tells_the_whole_way() -> None:
    text = to_text(make_itinerary(departs=True)).replace("\u00a0", " ")
    expected = [
        "Circuit à vélo, 2,5 km",
        "Heure de départ : samedi 13 juin 2026, 09:30",
        "Lieu de départ : Gare de Lens",
        "Durée : 42 min, dont 12 min de trajet et 30 min sur les sites",
        "Dénivelé : inconnu",
        "1. Terril 84 <& co> $x$ (terril)",
        "Arrivée : 09:35 ; horaires non vérifiés",
        "- Terril que l'on peut gravir",
        "[À vélo jusqu'à Terril 84, 1,2 km, 5 min]",
        "Départ : Rue de la Gare (rue résidentielle, 350 m)",
        "Étape 1 : Terril 84",
        "Prenez franchement à droite un escalier (30 m)",
        "Vous êtes arrivé à destination",
        "Bon à savoir",
    ]
    places = [text.find(part) for part in expected]
    assert -1 not in places, expected[places.index(-1)]
    assert places == sorted(places)


def test_text_without_a_departure_counts_from_the_start() -> None:
    assert "Arrival: after 5 min; opening hours not checked" in to_text(make_itinerary(language="en")).replace(
        "\u00a0", " "
    )


def test_the_picture_is_1200_by_900_and_the_same_each_time() -> None:
    png = to_map_png(make_itinerary(), TERRITORY)
    image = Image.open(io.BytesIO(png))
    assert image.size == (1200, 900)
    assert "© OpenStreetMap" in image.info["Copyright"]
    assert png == to_map_png(to_json(make_itinerary()), TERRITORY)


def test_the_picture_shows_way_start_streets_and_notice() -> None:
    shown = Image.open(io.BytesIO(to_map_png(make_itinerary(), TERRITORY))).convert("RGB")
    plain = Image.open(io.BytesIO(to_map_png(make_itinerary(notice=False), TERRITORY))).convert("RGB")
    colours = {colour for _, colour in shown.getcolors(1_000_000) or []}
    assert {(0xD1, 0x49, 0x5B), (0x2E, 0x7D, 0x32), (0x22, 0x31, 0x3F), (0xD3, 0xD0, 0xC8)} <= colours
    red = (0xC1, 0x12, 0x1F)
    assert sum(colour == red for colour in shown.get_flattened_data()) > 500
    assert red not in {colour for _, colour in plain.getcolors(1_000_000) or []}


def test_no_output_is_written_in_two_languages() -> None:
    english = set(re.findall(r"[a-z]{5,}", to_text(make_itinerary(language="en", notice=False)).lower()))
    dutch = set(re.findall(r"[a-z]{5,}", to_text(make_itinerary(language="nl", notice=False)).lower()))
    names = {"terril", "openstreetmap", "contributors", "mission", "bassin", "minier", "licence", "ouverte", "routes"}
    names |= {"element"}  # the same word in both
    assert (english & dutch) <= names


@pytest.mark.parametrize(
    ("length_m", "text"), [(3949, "3,9"), (3950, "4"), (4050, "4,1"), (4150, "4,2"), (102_340, "102,3")]
)
def test_lengths_are_rounded_half_up_as_on_the_page(length_m: float, text: str) -> None:
    assert format_distance("nl", length_m) == f"{text}\u00a0km"
