"""Exchange with networkx in the conventions of OSMnx."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import osmnx
import pytest
from shapely import LineString, MultiLineString

from graphs.attributes import Vehicle
from graphs.errors import BuildError, EmptyNetworkError
from graphs.network import Network
from tests.drawing import Drawn, draw
from tests.house.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

ART = """
A--B--C
|  |  |
D-----E
"""
WAYS = {
    "ABC": {"highway": "residential", "name": "Rue A", "surface": "asphalt"},
    "AD": {"highway": "footway"},
    "DE": {"highway": "tertiary", "oneway": "yes", "maxspeed": "30"},
    "BE": {"highway": "track", "width": "2.5"},
    "CE": {"highway": "steps"},
}

LOOP = LineString([(3, 50), (3.001, 50.001), (3, 50.001), (3, 50)])
BOW = LineString([(3, 50), (3.0005, 50.0002), (3.001, 50)])


@pytest.fixture
def drawn(tmp_path: Path) -> Drawn:
    """Five streets of different rights."""
    return draw(tmp_path, ART, WAYS)


def test_graph_bears_the_attributes_of_osmnx(drawn: Drawn) -> None:
    graph = drawn.network.to_networkx()
    a, b = drawn.node_ids["A"], drawn.node_ids["B"]
    data = graph.edges[a, b, 0]
    assert data["osmid"] == drawn.way_ids["ABC"]
    assert (data["highway"], data["name"], data["surface"]) == ("residential", "Rue A", "asphalt")
    assert (data["oneway"], data["reversed"], data["bicycle"]) == (False, False, "yes")
    assert data["length"] == pytest.approx(150, abs=0.1)
    assert graph.edges[b, a, 0]["reversed"] is True
    assert list(graph.edges[b, a, 0]["geometry"].coords) == list(data["geometry"].coords)[::-1]
    assert graph.nodes[b]["street_count"] == 3
    assert "elevation" not in graph.nodes[b]
    assert graph.graph["crs"] == "epsg:4326"


def test_osmnx_takes_the_graph(drawn: Drawn) -> None:
    graph = drawn.network.to_networkx()
    stats = osmnx.stats.basic_stats(graph)
    assert (stats["n"], stats["m"]) == (5, 12)
    assert stats["street_length_total"] == pytest.approx(drawn.report.street_length_m, abs=1)
    nodes, edges = osmnx.graph_to_gdfs(graph)
    assert (len(nodes), len(edges)) == (5, 12)
    assert osmnx.routing.shortest_path(graph, 1, 3, weight="length") == [1, 2, 3]


def test_only_what_a_vehicle_may_use(drawn: Drawn) -> None:
    cargo = drawn.network.to_networkx(vehicle=Vehicle.CARGO)
    ids = drawn.node_ids
    assert not cargo.has_edge(ids["C"], ids["E"])
    assert drawn.network.to_networkx(vehicle=Vehicle.FOOT).has_edge(ids["C"], ids["E"])


@pytest.mark.parametrize("vehicle", [Vehicle.FOOT, Vehicle.BIKE, Vehicle.CARGO])
def test_there_and_back_again(drawn: Drawn, tmp_path: Path, vehicle: Vehicle) -> None:
    before = drawn.network.to_networkx(vehicle=vehicle)
    back = Network.from_networkx(drawn.network.to_networkx(), tmp_path / "back")
    after = back.to_networkx(vehicle=vehicle)
    assert sorted(before.edges(keys=True)) == sorted(after.edges(keys=True))
    for tail, head, key, data in before.edges(keys=True, data=True):
        found = after.edges[tail, head, key]
        assert found["length"] == pytest.approx(data["length"], abs=0.001)
        assert [found.get(name) for name in ("highway", "bicycle", "width", "name")] == [
            data.get(name) for name in ("highway", "bicycle", "width", "name")
        ]


def test_graph_of_osmnx_with_lists_and_names(tmp_path: Path) -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(crs="epsg:4326")
    graph.add_node("a", x=3.0, y=50.0)
    graph.add_node("b", x=3.001, y=50.0)
    graph.add_edge(
        "a", "b", osmid=[5, 6], highway=["residential", "tertiary"], oneway=True, length=70.0, lanes=["1", "2"]
    )
    net = Network.from_networkx(graph, tmp_path / "net")
    assert net.edge_count == 1
    exported = net.to_networkx(vehicle=Vehicle.BIKE)
    assert exported.edges[1, 2, 0]["bicycle"] == "yes"
    assert exported.edges[2, 1, 0]["bicycle"] == "dismount"
    assert exported.edges[1, 2, 0]["highway"] == "residential"


def test_ways_that_osmnx_has_joined_are_one_street(tmp_path: Path) -> None:
    # Simplified, the two edges of a street list its ways in opposite orders, and `reversed` may be a list.
    graph: nx.MultiDiGraph[int] = nx.MultiDiGraph(crs="epsg:4326", simplified=True)
    graph.add_node(1, x=3.0, y=50.0)
    graph.add_node(2, x=3.001, y=50.0)
    street = {"highway": "path", "oneway": False, "length": 71.5}
    graph.add_edge(1, 2, osmid=[5, 6], reversed=[False, True], **street)
    graph.add_edge(2, 1, osmid=[6, 5], reversed=[True, False], **street)
    graph.add_edge(1, 1, osmid=7, reversed=False, geometry=LOOP, **street)
    graph.add_edge(1, 1, osmid=7, reversed=True, geometry=LOOP.reverse(), **street)
    graph.add_edge(2, 1, osmid=8, reversed=True, geometry=BOW.reverse(), bicycle="no", **street)
    graph.add_edge(1, 2, osmid=8, reversed=False, geometry=BOW, bicycle="yes", **street)
    net = Network.from_networkx(graph, tmp_path / "net")
    assert net.edge_count == 3
    edges = net.to_networkx(vehicle=Vehicle.BIKE).edges(data=True)
    turned = {(tail, head): data["bicycle"] for tail, head, data in edges if len(data["geometry"].coords) == 3}
    assert turned == {(1, 2): "yes", (2, 1): "dismount"}


def test_graphs_that_cannot_be_built(tmp_path: Path) -> None:
    graph: nx.MultiDiGraph[int] = nx.MultiDiGraph(crs="epsg:2154")
    with pytest.raises(BuildError, match="2154"):
        Network.from_networkx(graph, tmp_path)
    graph = nx.MultiDiGraph()
    with pytest.raises(EmptyNetworkError):
        Network.from_networkx(graph, tmp_path)
    graph.add_edge(1, 2, highway="path")
    with pytest.raises(BuildError, match="x and y"):
        Network.from_networkx(graph, tmp_path)
    graph.add_node(1, x=3.0, y=50.0)
    graph.add_node(2, x=3.001, y=50.0)
    for geometry in ("LINESTRING (3", "POINT (3 50)", MultiLineString([[(3, 50), (3.001, 50)]]), 7):
        graph.edges[1, 2, 0]["geometry"] = geometry
        with pytest.raises(BuildError, match="no line as its geometry"):
            Network.from_networkx(graph, tmp_path)


def test_lines_and_lengths_of_graphml_are_text(tmp_path: Path) -> None:
    graph: nx.MultiDiGraph[int] = nx.MultiDiGraph(crs="epsg:4326")
    graph.add_node(1, x="3.0", y="50.0")
    graph.add_node(2, x="3.001", y="50.0")
    graph.add_edge(1, 2, highway="path", length="71.5", geometry=BOW.wkt)
    graph.add_edge(2, 1, highway="path", length=None, geometry=BOW.reverse().wkt)
    net = Network.from_networkx(graph, tmp_path / "net")
    assert np.diff(net.point_first).tolist() == [3, 3]


def test_the_how_to_page_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its blocks run one after the other on the five streets, one of them steps."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "territories" / "lens").mkdir(parents=True)
    draw(tmp_path, ART, WAYS).folder.rename(tmp_path / "territories" / "lens" / "network")
    page = (ROOT / "docs" / "how-to" / "analyse-with-networkx.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    exec(compile("\n".join(blocks), "analyse-with-networkx.md", "exec"), {})  # noqa: S102 - the page of this project
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "5 nodes, 12 edges"
    assert said[1].startswith("0.4 km of quiet streets")
    assert said[-1] == "5 of 6 edges are left"
    assert (tmp_path / "lens.graphml").is_file()
