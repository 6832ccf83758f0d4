"""Recipes: what ships, what is refused, and a whole one fetched from a stand-in."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from shapely import Point

from graphs.build import build_network
from graphs.errors import FetchError
from graphs.fetch import fetch_recipe, list_recipes, load_recipe
from graphs.fetch.addresses import PRIVATE_HOSTS_VARIABLE
from tests.drawing import write_drawing
from tests.graphs.fetch.stand_in import Answer, Request, serve

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = """
[[source]]
kind = "osm"
url = "https://example.org/a.osm.pbf"
file = "a.osm.pbf"
licence = "ODbL-1.0"
attribution = "© OpenStreetMap contributors"
"""


def write(folder: Path, text: str) -> str:
    file = folder / "land.toml"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_the_mining_basin_ships() -> None:
    assert "bassin-minier" in list_recipes()
    recipe = load_recipe("bassin-minier")
    kinds = [source.kind for source in recipe.sources]
    assert kinds.count("osm") == 2
    assert {"gtfs", "elevation", "sites"} <= set(kinds)
    assert [source.area for source in recipe.sources if source.kind == "osm"] == ["FR", "BE-WAL"]
    assert all(source.url.startswith("https://") for source in recipe.sources)
    assert recipe.clip is not None
    towns = {
        "Béthune": (2.64, 50.53),
        "Lens": (2.83, 50.43),
        "Valenciennes": (3.52, 50.36),
        "Mons": (3.95, 50.45),
        "Charleroi": (4.44, 50.41),
    }
    assert all(recipe.clip.contains(Point(place)) for place in towns.values())
    assert not recipe.clip.contains(Point(3.06, 50.72))  # the middle of Lille


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "no source of kind osm"),
        ("[[source]]\nkind = 'osm'\n", "a source bears"),
        ("source = 3", "list of tables"),
        ("x = [", "no TOML"),
        (SOURCE.replace("https://example.org/a.osm.pbf", "file:///etc/passwd"), "only http"),
        (SOURCE.replace("https://example.org/a.osm.pbf", "/etc/passwd"), "only http"),
        (SOURCE.replace('file = "a.osm.pbf"', 'file = "../../evil.pbf"'), "plain file name"),
        (SOURCE.replace('file = "a.osm.pbf"', 'file = "/etc/cron.d/evil"'), "plain file name"),
        (SOURCE.replace('file = "a.osm.pbf"', 'file = ".hidden"'), "plain file name"),
        (SOURCE.replace('"osm"', '"poem"'), "kind must be"),
        (SOURCE.replace("ODbL-1.0", ""), "licence"),
        (SOURCE + 'sha256 = "abc"', "64 hexadecimal"),
        (SOURCE + 'size_bytes = "many"', "whole number"),
        (SOURCE + "size_bytes = 0", "whole number"),
        (SOURCE + "area = 5", "area must be"),
        (SOURCE + 'area = "Wallonie"', "area: 'Wallonie' is no code"),
        (SOURCE.replace('"osm"', '"gtfs"') + 'area = "FR"', "only a source of kind osm"),
        (SOURCE + SOURCE, "a file twice"),
        ("clip = [[2, 50], [3, 51]]\n" + SOURCE, "corners"),
        ("clip = [[2, 50], [3, 51], [4, 95]]\n" + SOURCE, "corners"),
        ("clip = [[2, 50], [3, 51], [3, 50], [2, 51]]\n" + SOURCE, "crosses itself"),
    ],
)
def test_wrong_recipes(tmp_path: Path, text: str, word: str) -> None:
    with pytest.raises(FetchError, match=word):
        load_recipe(write(tmp_path, text))


def test_a_recipe_nested_without_end_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="is no TOML"):
        load_recipe(write(tmp_path, "a = " + "[" * 5000))


def test_unknown_recipes_name_the_known() -> None:
    with pytest.raises(FetchError, match="bassin-minier"):
        load_recipe("atlantis")
    with pytest.raises(FetchError, match="no recipe"):
        load_recipe("/etc/passwd")


def test_a_private_address_in_a_recipe_is_refused(tmp_path: Path) -> None:
    recipe = load_recipe(write(tmp_path, SOURCE.replace("https://example.org", "http://127.0.0.1:9")))
    with pytest.raises(FetchError, match="no public address"):
        fetch_recipe(recipe, tmp_path / "files")


def test_a_recipe_is_fetched_clipped_and_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PRIVATE_HOSTS_VARIABLE, "1")
    write_drawing(tmp_path / "a.osm", "A-B-C-D", {"ABCD": {"highway": "path"}})
    content = {"/a.osm": (tmp_path / "a.osm").read_bytes(), "/t.zip": b"a timetable", "/s.geojson": b"{}"}

    def answer(request: Request) -> Answer:
        found = content.get(request.path)
        return (
            Answer(b"", 404)
            if found is None
            else Answer(found, 200, {"Last-Modified": "Sat, 01 Aug 2026 00:00:00 GMT"})
        )

    with serve(answer) as server:
        text = "clip = [[2.9, 50.3], [3.0025, 50.3], [3.0025, 50.5], [2.9, 50.5]]\ncountry = 'FR'\n"
        for kind, name in (("osm", "a.osm"), ("gtfs", "t.zip"), ("sites", "s.geojson")):
            text += f"[[source]]\nkind = '{kind}'\nurl = '{server.url}/{name}'\nfile = '{name}'\n"
            text += "licence = 'L'\nattribution = 'A'\n"
        text += f"sha256 = '{hashlib.sha256(b'{}').hexdigest()}'\nsize_bytes = 2\n"
        recipe = load_recipe(write(tmp_path, text))
        fetched = fetch_recipe(recipe, tmp_path / "files")
        again = fetch_recipe(recipe, tmp_path / "files")
    assert fetched.files == again.files
    assert [path.name for kind in ("osm", "gtfs", "sites") for path in fetched.files[kind]] == [
        "a.osm",
        "t.zip",
        "s.geojson",
    ]
    assert [(source.kind, source.licence, source.date[:3]) for source in fetched.sources[:1]] == [("osm", "L", "Sat")]
    assert recipe.config == {"country": "FR"}
    assert sum(request.path == "/s.geojson" for request in server.requests) == 1
    report = build_network(fetched.files["osm"], tmp_path / "network", clip=recipe.clip, areas=fetched.areas)
    assert (report.edges, report.street_length_m) == (1, 100)
