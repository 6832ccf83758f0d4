"""Places and boxes through osmnx, against stand-ins for Nominatim and Overpass."""

from __future__ import annotations

import json
import socket
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from graphs.attributes import ArcClass, Use
from graphs.build import build_network
from graphs.errors import FetchError
from graphs.fetch import Services, fetch_bbox, fetch_place
from graphs.geo import BoundingBox
from graphs.network import Network
from tests.graphs.fetch.stand_in import Answer, Request, StandIn, serve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STATUS = (
    b"Connected as: 1\nCurrent time: 2026-08-01T00:00:00Z\nAnnounced: none\nRate limit: 2\n2 slots available now.\n"
)
NODES = [
    {"type": "node", "id": 1, "lat": 50.43, "lon": 2.83},
    {"type": "node", "id": 2, "lat": 50.431, "lon": 2.83, "tags": {"barrier": "stile"}},
    {"type": "node", "id": 3, "lat": 50.432, "lon": 2.831},
]
STREETS = [*NODES, {"type": "way", "id": 7, "nodes": [1, 2, 3], "tags": {"highway": "path", "name": "Sentier"}}]
SITES = [
    {"type": "node", "id": 9, "lat": 50.4305, "lon": 2.8305, "tags": {"tourism": "museum", "name": "Louvre-Lens"}},
    {
        "type": "relation",
        "id": 4,
        "members": [{"type": "way", "ref": 7, "role": "outer"}],
        "tags": {"type": "multipolygon", "man_made": "spoil_heap"},
    },
]
SQUARE = [[2.8, 50.4], [2.9, 50.4], [2.9, 50.5], [2.8, 50.5], [2.8, 50.4]]


def place(geometry: dict[str, object]) -> dict[str, object]:
    return {
        "place_id": 1,
        "osm_type": "relation",
        "osm_id": 1,
        "lat": "50.43",
        "lon": "2.83",
        "display_name": "Lens, France",
        "name": "Lens",
        "class": "boundary",
        "type": "administrative",
        "importance": 0.6,
        "boundingbox": ["50.4", "50.5", "2.8", "2.9"],
        "geojson": geometry,
    }


def answer(request: Request) -> Answer:
    """Answer as Nominatim on /search and as Overpass on /api."""
    url = urlsplit(request.path)
    if url.path.endswith("/status"):
        return Answer(STATUS)
    if url.path.endswith("/search"):
        asked = parse_qs(url.query)["q"][0]
        known = {
            "Lens, France": [place({"type": "Polygon", "coordinates": [SQUARE]})],
            "a point": [place({"type": "Point", "coordinates": [2.83, 50.43]})],
        }
        return Answer(json.dumps(known.get(asked, [])).encode(), 200, {"Content-Type": "application/json"})
    query = parse_qs(request.body.decode())["data"][0]
    if '["highway"](' in query and "way" in query and "node[" not in query:
        return Answer(json.dumps({"elements": STREETS}).encode())
    if "tourism" in query:
        return Answer(json.dumps({"elements": SITES}).encode())
    return Answer(json.dumps({"elements": []}).encode())


@pytest.fixture
def server() -> Iterator[StandIn]:
    """Nominatim and Overpass in one."""
    with serve(answer) as running:
        yield running


def services(server: StandIn) -> Services:
    return Services(f"{server.url}/api", f"{server.url}/", timeout_s=10)


def check(folder: Path, file: Path) -> None:
    build_network([file], folder / "network")
    net = Network.open(folder / "network")
    assert net.way_osm_id.tolist() == [7]
    assert net.edge_count == 2
    stile = next(v for v in range(net.node_count) if net.node_osm_id[v] == 2)
    assert net.node_block[stile]
    assert (net.classes[net.arc_class, ArcClass.field_names().index("use_foot")] == Use.FREE).all()
    text = file.read_text(encoding="utf-8")
    assert "Louvre-Lens" in text
    assert "spoil_heap" in text


def test_a_box_is_fetched_and_built(tmp_path: Path, server: StandIn) -> None:
    import osmnx

    before = (osmnx.settings.overpass_url, osmnx.settings.cache_only_mode, socket.getaddrinfo)
    fetched = fetch_bbox(BoundingBox(2.8, 50.4, 2.9, 50.5), tmp_path / "box.osm", services=services(server))
    assert (osmnx.settings.overpass_url, osmnx.settings.cache_only_mode, socket.getaddrinfo) == before
    assert fetched.lacks == ("turn restrictions", "signposted routes")
    assert fetched.clip.bounds == (2.8, 50.4, 2.9, 50.5)
    check(tmp_path, fetched.path)


def test_a_place_is_fetched_and_built(tmp_path: Path, server: StandIn) -> None:
    fetched = fetch_place("Lens, France", tmp_path / "lens.osm", services=services(server))
    assert fetched.name == "Lens, France"
    assert fetched.clip.bounds == (2.8, 50.4, 2.9, 50.5)
    check(tmp_path, fetched.path)


@pytest.mark.parametrize(("name", "word"), [("Atlantis", "Atlantis"), ("a point", "no borders"), (" ", "empty")])
def test_places_that_cannot_be_fetched(tmp_path: Path, server: StandIn, name: str, word: str) -> None:
    with pytest.raises(FetchError, match=word):
        fetch_place(name, tmp_path / "x.osm", services=services(server))


@pytest.mark.parametrize(
    ("box", "word"),
    [
        (BoundingBox(-180, -90, 180, 90), "too large"),
        (BoundingBox(-1, -1, 1, 1), "too large"),
        (BoundingBox(2, 50, 2, 50), "no extent"),
        (BoundingBox(2, 50, 3, 50), "no extent"),
    ],
)
def test_a_box_that_nobody_should_be_asked_for_is_refused_unasked(tmp_path: Path, box: BoundingBox, word: str) -> None:
    def fail(request: Request) -> Answer:
        raise AssertionError(request.path)

    with serve(fail) as server, pytest.raises(FetchError, match=word):
        fetch_bbox(box, tmp_path / "x.osm", services=services(server))


def test_an_area_without_streets(tmp_path: Path) -> None:
    def nothing(request: Request) -> Answer:
        return Answer(STATUS) if request.path.endswith("/status") else Answer(b'{"elements": []}')

    with serve(nothing) as server, pytest.raises(FetchError, match="no street"):
        fetch_bbox(BoundingBox(2.8, 50.4, 2.9, 50.5), tmp_path / "sea.osm", services=services(server))


@pytest.mark.parametrize(
    "answered",
    [
        Answer(b"<html>busy</html>", 400),
        Answer(b"not json"),
        Answer(b"[1, 2]"),
        Answer(b'{"elements": 3}'),
        Answer(b'{"elements": [7]}'),
        Answer(b'{"elements": [{"type": "way", "id": "x"}]}'),
        Answer(b'{"elements": [{"type": "way", "id": 1, "nodes": ["x"]}]}'),
        Answer(b'{"elements": [{"type": "way", "id": 1}, {"type": "node", "id": 2}]}'),
        Answer(b'{"elements": [{"type": "way", "id": 1, "tags": ["highway"]}]}'),
    ],
)
def test_servers_that_answer_nonsense(tmp_path: Path, answered: Answer) -> None:
    def nonsense(request: Request) -> Answer:
        return Answer(STATUS) if request.path.endswith("/status") else answered

    with serve(nonsense) as server, pytest.raises(FetchError):
        fetch_bbox(BoundingBox(2.8, 50.4, 2.9, 50.5), tmp_path / "x.osm", services=services(server))


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    gone = Services("http://127.0.0.1:9/api", "http://127.0.0.1:9/", timeout_s=2)
    with pytest.raises(FetchError, match="cannot be asked"):
        fetch_place("Lens, France", tmp_path / "x.osm", services=gone)
