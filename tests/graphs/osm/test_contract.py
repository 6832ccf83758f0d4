"""Cutting ways into edges."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

from graphs.attributes import Vehicle
from graphs.geo import haversine_m_array
from graphs.osm.contract import Streets, contract
from graphs.osm.lengths import measure_edges
from graphs.osm.records import NodeTable, WayTable
from tests.drawing import METRES, NORTH, WEST, draw

if TYPE_CHECKING:
    from pathlib import Path

STREET = {"highway": "residential"}


def test_chain_is_one_edge_with_all_points(tmp_path: Path) -> None:
    net = draw(tmp_path, "A-B-C-D", {"ABCD": STREET}).network
    assert (net.node_count, net.edge_count, len(net.point_lat_e7)) == (2, 1, 4)
    assert abs(int(net.edge_length_mm[0]) - 6 * METRES * 1000) < 50
    assert net.arc_length_mm.tolist() == [int(net.edge_length_mm[0])] * 2
    assert sorted(net.arc_edge.tolist()) == [0, 1]


def test_edge_never_spans_two_ways(tmp_path: Path) -> None:
    drawn = draw(tmp_path, "A-B-C", {"AB": STREET, "BC": STREET})
    assert drawn.network.edge_count == 2


def test_loops_and_parallel_edges_stay(tmp_path: Path) -> None:
    drawn = draw(
        tmp_path,
        """
        A--B
        |  |
        C--D
        """,
        {"ABDCA": STREET, "AB:2": {"highway": "path"}},
    )
    net = drawn.network
    assert net.edge_count == 3
    assert len(drawn.list_edges("ABDCA")) == 2
    loop = draw(tmp_path, "A--B\n|  |\nC--D", {"ABDCA": STREET}).network
    assert loop.edge_count == 1
    assert loop.edge_tail[0] == loop.edge_head[0]
    assert loop.arc_count == 2


def test_crossing_without_a_shared_node_does_not_join(tmp_path: Path) -> None:
    drawn = draw(tmp_path, "  N\nW-X-E\n  S", {"WE": STREET, "NS": STREET})
    assert drawn.find_path(Vehicle.FOOT, "W", "N") is None
    assert drawn.network.scc_foot.max() == 1


def test_way_is_cut_at_missing_nodes(tmp_path: Path) -> None:
    drawn = draw(tmp_path, "A-B-C-D-E", {"ABCDE": STREET}, missing="C")
    assert drawn.find_path(Vehicle.FOOT, "A", "B") == "AB"
    assert drawn.find_path(Vehicle.FOOT, "D", "E") == "DE"
    assert drawn.find_path(Vehicle.FOOT, "A", "E") is None
    assert drawn.report.dropped == {"missing_node": 1, "way_cut": 1}


def test_part_of_one_node_is_left_out(tmp_path: Path) -> None:
    drawn = draw(tmp_path, "A-B-C-D", {"ABCD": STREET}, missing="B")
    assert drawn.report.dropped == {"missing_node": 1, "part_of_one_node": 1, "way_cut": 1}
    assert drawn.find_path(Vehicle.FOOT, "C", "D") == "CD"


def test_neighbours_at_one_place_become_one_node(tmp_path: Path) -> None:
    file = tmp_path / "same.osm"
    file.write_text(
        """<osm version="0.6">
        <node id="1" lat="50" lon="3"/><node id="2" lat="50.001" lon="3"/><node id="3" lat="50.001" lon="3">
        <tag k="barrier" v="stile"/></node><node id="4" lat="50.002" lon="3"/><node id="5" lat="50.001" lon="3.001"/>
        <way id="1"><nd ref="1"/><nd ref="2"/><nd ref="2"/><nd ref="3"/><nd ref="4"/><tag k="highway" v="path"/></way>
        <way id="2"><nd ref="5"/><nd ref="3"/><tag k="highway" v="path"/></way></osm>""",
        encoding="utf-8",
    )
    from graphs.build import build_network
    from graphs.network import Network

    report = build_network([file], tmp_path / "network")
    net = Network.open(tmp_path / "network")
    assert report.mended == {"coincident_node": 1, "repeated_node": 2}
    assert (net.edge_count, net.node_count) == (3, 4)
    assert int(net.edge_length_mm.min()) > 50_000
    middle = next(v for v in range(4) if net.node_osm_id[v] == 2)
    assert net.node_block[middle] & (1 << Vehicle.BIKE)


def test_clip_cuts_ways_at_the_border(tmp_path: Path) -> None:
    east = WEST + 0.0025
    drawn = draw(tmp_path, "A-B-C-D-E", {"ABCDE": STREET}, clip=box(WEST - 1, NORTH - 1, east, NORTH + 1))
    assert drawn.find_path(Vehicle.FOOT, "A", "B") == "AB"
    assert drawn.network.bounding_box.east < east
    assert drawn.report.dropped["way_cut"] == 1


def test_nodes_lie_in_morton_order_and_arcs_by_tail(tmp_path: Path) -> None:
    from graphs.geo import morton_codes

    net = draw(
        tmp_path, "A-B-C\n| | |\nD-E-F", {"ABC": STREET, "DEF": STREET, "AD": STREET, "BE": STREET, "CF": STREET}
    ).network
    codes = morton_codes(np.asarray(net.node_lat_e7), np.asarray(net.node_lon_e7))
    assert (np.diff(codes.astype(np.float64)) >= 0).all()
    for node in range(net.node_count):
        assert (net.arc_tail[net.arc_first[node] : net.arc_first[node + 1]] == node).all()
        assert (net.arc_head[net.in_arc[net.in_first[node] : net.in_first[node + 1]]] == node).all()
    assert sorted(net.in_arc.tolist()) == list(range(net.arc_count))


def _contract(ways: list[list[int]], present: list[bool], barriers: set[int]) -> tuple[Streets, NodeTable]:
    count = len(present)
    rng = np.random.default_rng(7)
    block = np.zeros(count, np.uint8)
    block[sorted(barriers)] = 15
    nodes = NodeTable(
        np.arange(count, dtype=np.int64),
        rng.integers(500_000_000, 501_000_000, count).astype(np.int32),
        rng.integers(30_000_000, 31_000_000, count).astype(np.int32),
        np.array(present),
        block,
        np.zeros((count, 4), np.uint8),
    )
    first = np.concatenate([[0], np.cumsum([len(way) for way in ways])]).astype(np.int64)
    empty = np.zeros(len(ways), np.int32)
    refs = np.array([ref for way in ways for ref in way], np.int32)
    table = WayTable(np.arange(len(ways), dtype=np.int64), first, refs, empty, empty, empty)
    return contract(table, nodes, nodes.present, np.empty(0, np.int32), Counter(), Counter()), nodes


_NODES = 12


@given(
    ways=st.lists(st.lists(st.integers(0, _NODES - 1), min_size=2, max_size=9), min_size=1, max_size=6),
    present=st.lists(st.booleans() | st.just(value=True), min_size=_NODES, max_size=_NODES),
    barriers=st.sets(st.integers(0, _NODES - 1), max_size=3),
)
def test_contraction_keeps_every_segment_and_cuts_where_it_must(
    ways: list[list[int]], present: list[bool], barriers: set[int]
) -> None:
    streets, nodes = _contract(ways, present, barriers)
    edges = streets.edges
    walks = [
        (int(edges.way[e]), edges.point[edges.point_first[e] : edges.point_first[e + 1]].tolist())
        for e in range(len(edges.way))
    ]
    kept = [
        (way, a, b) for way, refs in enumerate(ways) for a, b in pairwise(refs) if present[a] and present[b] and a != b
    ]
    assert sorted(kept) == sorted((way, a, b) for way, walk in walks for a, b in pairwise(walk))
    ends = {node for _, walk in walks for node in (walk[0], walk[-1])}
    inner = [node for _, walk in walks for node in walk[1:-1]]
    assert len(inner) == len(set(inner))
    assert not ends & set(inner)
    assert not barriers & set(inner)
    assert edges.tail.tolist() == [walk[0] for _, walk in walks]
    assert edges.head.tolist() == [walk[-1] for _, walk in walks]
    lengths = measure_edges(edges.point_first, nodes.lat_e7[edges.point], nodes.lon_e7[edges.point])
    lat, lon = nodes.lat_e7 * 1e-7, nodes.lon_e7 * 1e-7
    for (_, walk), length_mm in zip(walks, lengths.tolist(), strict=True):
        whole = haversine_m_array(lat[walk[:-1]], lon[walk[:-1]], lat[walk[1:]], lon[walk[1:]]).sum()
        assert abs(length_mm - whole * 1000) <= 0.51
