"""Strongly connected parts, numbered by street length."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graphs.attributes import Vehicle
from graphs.osm.components import find_components
from tests.drawing import draw

if TYPE_CHECKING:
    from pathlib import Path

_NODES = 8


def test_longest_part_comes_first(tmp_path: Path) -> None:
    drawn = draw(
        tmp_path,
        """
        A-B   C------D

        E--------F   G
        """,
        {
            "AB": {"highway": "residential"},
            "CD": {"highway": "residential"},
            "EF": {"highway": "footway", "bicycle": "no"},
        },
    )
    parts, lengths_m = drawn.network.get_components(Vehicle.FOOT)
    assert [int(parts[drawn.get_node(letter)]) for letter in "ABCDEF"] == [2, 2, 1, 1, 0, 0]
    assert lengths_m.tolist() == [450, 350, 100]


def test_one_way_street_out_is_a_part_of_its_own(tmp_path: Path) -> None:
    tags = {"highway": "residential", "oneway": "yes", "foot": "no"}
    drawn = draw(tmp_path, "A-B-C", {"AB": {"highway": "residential"}, "BC": tags})
    parts, lengths_m = drawn.network.get_components(Vehicle.BIKE)
    assert [int(parts[drawn.get_node(letter)]) for letter in "ABC"] == [0, 0, 1]
    assert lengths_m.tolist() == [100, 0]
    assert drawn.network.scc_foot[drawn.get_node("C")] == -1


def test_nobody_gets_past_a_barrier(tmp_path: Path) -> None:
    drawn = draw(tmp_path, "A--B-C", {"ABC": {"highway": "track"}}, nodes={"B": {"barrier": "stile"}})
    assert drawn.network.scc_foot.tolist() == [0, 0, 0]
    bike = drawn.network.scc_bike
    assert len({int(bike[drawn.get_node(letter)]) for letter in "ABC"}) == 3


@given(
    arcs=st.lists(
        st.tuples(st.integers(0, _NODES - 1), st.integers(0, _NODES - 1), st.integers(1, 9), st.booleans()),
        min_size=1,
        max_size=20,
    )
)
def test_parts_agree_with_networkx(arcs: list[tuple[int, int, int, bool]]) -> None:
    tail, head = (np.array([arc[end] for arc in arcs], np.int32) for end in (0, 1))
    usable = np.array([arc[3] for arc in arcs])
    part, length_m = find_components(
        node_count=_NODES,
        arc_tail=tail,
        arc_head=head,
        arc_edge=2 * np.arange(len(arcs), dtype=np.int32),
        usable=usable,
        edge_length_mm=np.array([1000 * arc[2] for arc in arcs], np.uint32),
    )
    graph = nx.DiGraph([(a, b) for a, b, _, may in arcs if may])
    found = defaultdict(set)
    for node in range(_NODES):
        if part[node] >= 0:
            found[int(part[node])].add(node)
    expected = [set(nodes) for nodes in nx.strongly_connected_components(graph)]
    assert sorted(map(sorted, found.values())) == sorted(map(sorted, expected))
    sums = [sum(length for a, b, length, may in arcs if may and part[a] == part[b] == k) for k in range(len(length_m))]
    assert length_m.tolist() == sums
    assert sorted(sums, reverse=True) == sums
