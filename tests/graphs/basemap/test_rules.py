"""What the map makes of tags."""

import tomllib

import pytest

from graphs.basemap.reference import to_markdown
from graphs.basemap.rules import LAYERS_FILE, load_map_rules
from graphs.basemap.shapes import DEEPEST_ZOOM
from tests.house.tree import ROOT


def look(**tags: str) -> dict[str, dict[str, object]]:
    named = {key.replace("__", ":"): value for key, value in tags.items()}
    return {item.layer: dict(item.properties) for item in load_map_rules().list_looks(named)}


@pytest.mark.parametrize(
    ("tags", "layer", "name"),
    [
        ({"natural": "wood"}, "landcover", "wood"),
        ({"landuse": "forest"}, "landcover", "wood"),
        ({"landuse": "residential"}, "landuse", "built_up"),
        ({"landuse": "industrial"}, "landuse", "industrial"),
        ({"natural": "water"}, "water", "water"),
        ({"natural": "water", "water": "canal"}, "water", "river"),
        ({"waterway": "canal"}, "waterway", "canal"),
        ({"man_made": "spoil_heap"}, "terrils", "terril"),
        ({"building": "yes"}, "buildings", "building"),
        ({"highway": "motorway_link"}, "streets", "motorway"),
        ({"highway": "living_street"}, "streets", "minor"),
        ({"highway": "path", "bicycle": "designated"}, "streets", "cycleway"),
        ({"highway": "steps"}, "streets", "steps"),
        ({"railway": "rail", "service": "yard"}, "rail", "siding"),
        ({"route": "ferry"}, "ferries", "ferry"),
        ({"place": "hamlet", "name": "Hameau"}, "places", "hamlet"),
        ({"boundary": "administrative", "admin_level": "2"}, "boundaries", "country"),
    ],
)
def test_tags_give_a_layer_and_a_class(tags: dict[str, str], layer: str, name: str) -> None:
    assert look(**tags)[layer]["class"] == name


@pytest.mark.parametrize(
    "tags",
    [
        {},
        {"building": "no"},
        {"highway": "proposed"},
        {"highway": "residential", "proposed": "yes"},
        {"railway": "abandoned"},
        {"boundary": "administrative", "admin_level": "8"},
        {"natural": "coastline"},
    ],
)
def test_what_is_not_there_or_not_shown_gives_nothing(tags: dict[str, str]) -> None:
    assert look(**tags) == {}


def test_a_street_tells_name_surface_bridge_and_tunnel() -> None:
    street = look(highway="residential", name=" Rue du Puits ", surface="asphalt;gravel", bridge="yes", tunnel="no")
    assert street == {"streets": {"class": "minor", "name": "Rue du Puits", "surface": "unpaved", "bridge": True}}
    assert look(highway="residential", surface="sett:3")["streets"]["surface"] == "paved"
    assert "surface" not in look(highway="residential", surface="lava")["streets"]


def test_a_tram_in_a_street_is_both() -> None:
    assert set(look(highway="residential", railway="tram")) == {"streets", "rail"}


def test_a_square_of_paving_is_no_street() -> None:
    assert set(look(highway="pedestrian", area="yes")) == {"landuse"}


def test_every_rule_belongs_to_a_layer_and_a_zoom() -> None:
    rules = load_map_rules()
    for rule in rules.rules:
        assert rule.layer in rules.layers
        assert 6 <= rule.zoom <= DEEPEST_ZOOM


def test_the_page_is_what_the_rules_say() -> None:
    page = ROOT / "docs" / "reference" / "map-layers.md"
    assert page.read_text(encoding="utf-8") == to_markdown(), (
        "run: python -m graphs.basemap.reference docs/reference/map-layers.md"
    )


def test_every_layer_names_the_page_it_follows() -> None:
    document = tomllib.loads((ROOT / "data" / LAYERS_FILE).read_text(encoding="utf-8"))
    assert [name for name, table in document["layer"].items() if not table["wiki"][0].startswith("https://wiki.")] == []
