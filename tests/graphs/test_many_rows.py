from collections.abc import Sequence

import networkx as nx
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.kernels.contraction import make_scratch
from graphs.kernels.core import hang_goals, make_core
from graphs.kernels.queue import make_queue
from graphs.kernels.rows import fill_rows
from graphs.kernels.types import UNREACHED
from graphs.many_rows import graph_of, is_worth_contracting
from graphs.matrix import Bounds, matrix
from graphs.network import UNREACHABLE
from graphs.search import Searcher
from graphs.tree import Place, ends_of
from graphs.view import NetworkView
from tests.graphs.test_matrix import rows_of_trees
from tests.graphs.test_search import draw_terminal, view_of
from tests.networks import grid_network, random_network

FREE = UNREACHED - 1
BLOCKS = (1, 3, 16, 1000)


class Rows:
    """Rows worked out by the kernel alone, with blocks of any size."""

    def __init__(self, view: NetworkView, sources: Sequence[Place], targets: Sequence[Place], *, block: int) -> None:
        network = view.network
        self.count = len(sources)
        self.graph = graph_of(view)
        self.seeds = ends_of(view, sources, arriving=False, weights=view.weights)
        self.goals = ends_of(view, targets, arriving=True, weights=view.weights)
        self.first = np.searchsorted(self.seeds["place"], np.arange(self.count + 1)).astype(np.int64)
        self.found = np.full((self.count, 3, len(targets)), UNREACHED, dtype=np.uint32)
        self.sure = np.zeros(self.count, dtype=np.uint8)
        self.known = Searcher(network).pool.take().labels
        self.scratch, self.core = make_scratch(block), make_core(network.node_count, network.arc_count)

    def fill(self, bounds: tuple[int, int, int] = (FREE, FREE, FREE), *, halt: int = 0) -> int:
        width = self.found.shape[2]
        hang_goals(self.seeds, self.goals, self.core, self.known, 2)
        return int(
            fill_rows(
                self.graph, self.scratch, self.core, make_queue(1 << 16), self.known, 2, self.seeds, self.first,
                self.goals, np.full((self.count, 3), bounds, dtype=np.int64), np.ones((self.count, width), np.uint8),
                self.found, np.empty(width, np.uint8), self.sure, np.empty(4, np.int64), 0, self.count,
                np.array([halt], np.uint8),
            )
        )  # fmt: skip


def slow_ways(view: NetworkView, start: int) -> dict[int, set[tuple[int, int, int]]]:
    """Give all values of ways of least weight to every node, by walking back over all of them."""
    network = view.network
    graph: nx.MultiDiGraph[int] = nx.MultiDiGraph()
    graph.add_node(start)
    for arc in np.flatnonzero(view.weights != UNREACHABLE).tolist():
        graph.add_edge(int(network.arc_tail[arc]), int(network.arc_head[arc]), weight=int(view.weights[arc]), arc=arc)
    least = nx.single_source_dijkstra_path_length(graph, start)
    found: dict[int, set[tuple[int, int, int]]] = {start: {(0, 0, 0)}}
    for node in sorted(least, key=lambda node: least[node])[1:]:
        found[node] = {
            (int(least[node]), length + int(network.arc_length_mm[arc]), duration + int(view.durations[arc]))
            for tail, _, data in graph.in_edges(node, data=True)
            for arc in [data["arc"]]
            if tail in found and least[tail] + data["weight"] == least[node]
            for _, length, duration in found[tail]
        }
    return found


@settings(max_examples=60)
@given(st.integers(0, 100_000), st.sampled_from(BLOCKS))
def test_rows_hold_the_only_values_of_least_ways_or_are_in_doubt(seed: int, block: int) -> None:
    network = random_network(seed, restrictions=6)
    view = view_of(network)
    nodes = np.random.default_rng(seed).choice(network.node_count, 6).tolist()
    rows = Rows(view, nodes, nodes, block=block)
    assert rows.fill() == len(nodes)
    for row, start in enumerate(nodes):
        ways = slow_ways(view, start)
        nothing = {(UNREACHED, UNREACHED, UNREACHED)}
        values = [ways.get(node, nothing) for node in nodes]
        assert rows.found[row, 0].tolist() == [min(value)[0] for value in values]
        if rows.sure[row]:
            assert [{tuple(found)} for found in rows.found[row].T.tolist()] == values
        else:
            assert any(len(value) > 1 for value in values)


@settings(max_examples=60)
@given(st.integers(0, 100_000), st.sampled_from(BLOCKS))
def test_sure_rows_between_places_on_streets_are_those_of_trees(seed: int, block: int) -> None:
    network = random_network(seed, restrictions=6)
    view = view_of(network)
    rng = np.random.default_rng(seed)
    places = [draw_terminal(network, rng) for _ in range(5)]
    rows = Rows(view, places[:3], places[2:], block=block)
    expected = rows_of_trees(Searcher(network), view, places[:3], places[2:])
    rows.found[2, :, 0] = 0
    assert rows.fill() == 3
    sure = rows.sure.astype(np.bool_)
    on_one_edge = np.array([[a.edge == b.edge for b in places[2:]] for a in places[:3]])
    for layer in range(3):
        same = rows.found[:, layer] == expected[layer]
        assert (same | on_one_edge)[sure].all()
    assert sure.any()


def test_ways_of_one_weight_and_another_length_put_a_row_in_doubt() -> None:
    network = grid_network(5, 5)
    view = view_of(network)
    weights = np.where(view.weights == UNREACHABLE, UNREACHABLE, 1000).astype(np.uint32)
    even = NetworkView(network, view.profile, weights, view.durations, view.closed_edges)
    for block in BLOCKS:
        rows = Rows(even, [0, 12], [0, 1, 24], block=block)
        rows.fill()
        assert len(slow_ways(even, 0)[24]) > 1
        assert not rows.sure.any()
        assert rows.found[0, 0].tolist() == [0, 1000, 8000]


@pytest.mark.parametrize("layer", [0, 1, 2])
@settings(max_examples=25)
@given(st.integers(0, 100_000), st.sampled_from(BLOCKS), st.floats(0.1, 1.2))
def test_bounded_rows_are_those_of_bounded_trees_or_in_doubt(layer: int, seed: int, block: int, share: float) -> None:
    network = random_network(seed, restrictions=6)
    view = view_of(network)
    nodes = np.random.default_rng(seed).choice(network.node_count, 6).tolist()
    searcher = Searcher(network)
    whole = rows_of_trees(searcher, view, nodes, nodes)[layer]
    limit = round(share * float(whole[whole != UNREACHED].max())) + 1
    name = ("max_weight", "max_length_mm", "max_duration_ms")[layer]
    trees = matrix(searcher, view, nodes, nodes, bounds=Bounds(**{name: limit}))
    bounds = [FREE, FREE, FREE]
    bounds[layer] = limit
    rows = Rows(view, nodes, nodes, block=block)
    rows.fill((bounds[0], bounds[1], bounds[2]))
    for row in np.flatnonzero(rows.sure):
        assert rows.found[row, 0].tolist() == trees.weights[row].tolist()
        assert rows.found[row, 1].tolist() == trees.lengths_mm[row].tolist()
    if layer == 0:
        assert rows.sure.any()


def test_work_that_is_to_stop_ends_before_its_rows_are_done() -> None:
    network = grid_network(30, 30)
    rows = Rows(view_of(network), [0, 1], [899], block=1)
    assert rows.fill(halt=1) == 0
    assert rows.fill() == 2


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 100_000), st.sampled_from([1, 3]), st.sampled_from([0.7, 1.0]))
def test_a_matrix_of_many_rows_is_that_of_trees(seed: int, threads: int, share: float) -> None:
    network = random_network(seed, restrictions=6)
    view = view_of(network)
    rng = np.random.default_rng(seed)
    places: list[Place] = [draw_terminal(network, rng) for _ in range(40)]
    wanted = rng.random((40, 40)) < share
    assert is_worth_contracting(network, places, places, wanted)
    searcher = Searcher(network)
    found = matrix(searcher, view, places, places, wanted=wanted, threads=threads)
    expected = rows_of_trees(searcher, view, places, places)
    expected[:, ~wanted] = UNREACHABLE
    layers: list[npt.NDArray[np.uint32]] = [found.weights, found.lengths_mm, found.durations_ms]
    assert np.array_equal(np.array(layers), expected)


def test_few_rows_and_rows_far_apart_are_not_worth_contracting() -> None:
    network = grid_network(40, 40)
    nodes = np.arange(1600)
    everywhere = nodes[::40].tolist()
    everything = np.ones((len(everywhere), len(everywhere)), np.bool_)
    assert is_worth_contracting(network, everywhere, everywhere, everything)
    assert not is_worth_contracting(network, everywhere[:2], everywhere, everything[:2])
    assert not is_worth_contracting(network, everywhere, everywhere, np.eye(len(everywhere), dtype=np.bool_))
    assert not is_worth_contracting(network, everywhere, everywhere, ~everything)
