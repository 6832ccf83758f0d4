"""The command `build` by place, by box and from a recipe, against stand-ins for the servers."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from api.cli import main
from graphs.fetch import recipes
from graphs.fetch.addresses import PRIVATE_HOSTS_VARIABLE
from graphs.network import Network
from tests.drawing import write_drawing
from tests.graphs.fetch.stand_in import Answer, Request, StandIn, serve
from tests.graphs.fetch.test_places import answer as answer_as_osm

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RECIPE = """
country = "FR"
language = "fr"
clip = [[2.9, 50.3], [3.0025, 50.3], [3.0025, 50.5], [2.9, 50.5]]
[[source]]
kind = "osm"
url = "{url}/a.osm"
file = "a.osm"
licence = "ODbL-1.0"
attribution = "Les arpenteurs"
[[source]]
kind = "sites"
url = "{url}/s.geojson"
file = "s.geojson"
licence = "Licence Ouverte 2.0"
attribution = "Le bassin"
"""
MUSEUM = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [3.001, 50.4]},
    "properties": {"id": "m1", "name": "Musée de la mine", "kind": "museum"},
}


@pytest.fixture
def osm_servers() -> Iterator[StandIn]:
    """Nominatim and Overpass in one."""
    with serve(answer_as_osm) as running:
        yield running


def read_manifest(folder: Path) -> dict[str, object]:
    manifest: dict[str, object] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return manifest


def build(server: StandIn, out: Path, *where: str) -> int:
    servers = ["--overpass-url", f"{server.url}/api", "--nominatim-url", f"{server.url}/"]
    return main(["build", *where, *servers, "--out", str(out)])


@pytest.mark.parametrize(
    ("where", "asked"), [(["--place", "Lens, France"], "/search"), (["--bbox", "2.8,50.4,2.9,50.5"], "/api")]
)
def test_a_place_or_box_becomes_a_territory(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, osm_servers: StandIn, where: list[str], asked: str
) -> None:
    out = tmp_path / "lens"
    assert build(osm_servers, out, *where) == 0
    assert f"built {out}" in capsys.readouterr().out
    assert any(request.path.startswith(asked) for request in osm_servers.requests)
    assert Network.open(out / "network").way_osm_id.tolist() == [7]
    assert read_manifest(out)["lacks"] == ["turn restrictions", "signposted routes"]
    assert main(["check", "--territory", str(out)]) == 0


@pytest.mark.parametrize(
    ("where", "word"),
    [
        (["--place", "Atlantis"], "Atlantis"),
        (["--place", "a point"], "no borders"),
        (["--bbox", "2.8,50.4,2.9"], "--bbox must be west,south,east,north"),
        (["--bbox", "2.9,50.4,2.8,50.5"], "--bbox must be west,south,east,north"),
        (["--bbox", "nan,50.4,2.8,50.5"], "--bbox must be west,south,east,north"),
        (["--place", "Lens, France", "--bbox", "2.8,50.4,2.9,50.5"], "exactly one of"),
        (["--place", ""], "exactly one of"),
    ],
)
def test_what_cannot_be_fetched_is_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, osm_servers: StandIn, where: list[str], word: str
) -> None:
    out = tmp_path / "nothing"
    assert build(osm_servers, out, *where) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert word in captured.err
    assert "Traceback" not in captured.err
    assert not out.exists()
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def recipe_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """Files of the recipe `petit-bassin`, which ships for the length of a test; Last-Modified is in August 2026."""
    write_drawing(tmp_path / "a.osm", "A-B-C-D", {"ABCD": {"highway": "path"}})
    sites = json.dumps({"type": "FeatureCollection", "features": [MUSEUM]})
    content = {"/a.osm": (tmp_path / "a.osm").read_bytes(), "/s.geojson": sites.encode()}

    def answer(request: Request) -> Answer:
        return Answer(content[request.path], 200, {"Last-Modified": "Sat, 01 Aug 2026 00:00:00 GMT"})

    folder = tmp_path / "shipped" / "recipes"
    folder.mkdir(parents=True)
    monkeypatch.setenv(PRIVATE_HOSTS_VARIABLE, "1")
    monkeypatch.setattr(recipes, "resources", SimpleNamespace(files=lambda _: folder.parent))
    with serve(answer) as running:
        (folder / "petit-bassin.toml").write_text(RECIPE.format(url=running.url), encoding="utf-8")
        yield running


def test_a_recipe_becomes_a_territory(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, recipe_server: StandIn
) -> None:
    out, downloads = tmp_path / "basin", tmp_path / "downloads"
    arguments = ["build", "--territory", "petit-bassin", "--downloads", str(downloads), "--out", str(out)]
    assert main(arguments) == 0
    captured = capsys.readouterr()
    assert "1 sites" in captured.out
    assert "fetch a.osm" in captured.err
    assert [request.path for request in recipe_server.requests] == ["/a.osm", "/s.geojson"]
    assert int(Network.open(out / "network").edge_length_mm.sum()) == pytest.approx(100_000, abs=20), (
        "the rest is clipped"
    )
    sources = read_manifest(out)["sources"]
    assert isinstance(sources, list)
    assert [(source["kind"], source["attribution"], source["date"][:3]) for source in sources] == [
        ("osm", "Les arpenteurs", "Sat"),
        ("sites", "Le bassin", "Sat"),
    ]
    assert main(["check", "--territory", str(out)]) == 0


def test_an_unknown_recipe_names_the_known(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, recipe_server: StandIn
) -> None:
    assert main(["build", "--territory", "atlantis", "--out", str(tmp_path / "out")]) == 2
    error = capsys.readouterr().err
    assert "petit-bassin" in error
    assert error.count("\n") == 1
    assert recipe_server.requests == []
