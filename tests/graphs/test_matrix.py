from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.matrix import Bounds, matrix
from graphs.network import UNREACHABLE
from graphs.search import Searcher
from graphs.tree import Place
from graphs.view import NetworkView
from tests.graphs.test_search import draw_terminal, view_of
from tests.networks import grid_network, random_network


def rows_of_trees(
    searcher: Searcher, view: NetworkView, sources: Sequence[Place], targets: Sequence[Place]
) -> npt.NDArray[np.uint32]:
    values = np.full((3, len(sources), len(targets)), UNREACHABLE, dtype=np.uint32)
    for row, source in enumerate(sources):
        with searcher.tree(view, source) as tree:
            for column, target in enumerate(targets):
                label = tree.find_label(target)
                if label is not None:
                    values[:, row, column] = (label.weight, label.length_mm, label.duration_ms)
    return values


@settings(max_examples=40)
@given(st.integers(0, 100_000), st.sampled_from([1, 2]))
def test_rows_agree_with_trees(seed: int, threads: int) -> None:
    network = random_network(seed, restrictions=6)
    view = view_of(network)
    rng = np.random.default_rng(seed)
    sources = [draw_terminal(network, rng) for _ in range(4)]
    targets: list[Place] = [*sources[:2], *(draw_terminal(network, rng) for _ in range(3)), 0, 5]
    searcher = Searcher(network)
    found = matrix(searcher, view, sources, targets, threads=threads)
    expected = rows_of_trees(searcher, view, sources, targets)
    assert np.array_equal(found.weights, expected[0])
    assert np.array_equal(found.lengths_mm, expected[1])
    assert np.array_equal(found.durations_ms, expected[2])
    assert np.array_equal(found.reached, expected[0] != UNREACHABLE)
    assert (found.weights[[0, 1], [0, 1]] == 0).all()


@pytest.mark.parametrize("column", ["max_weight", "max_length_mm", "max_duration_ms"])
def test_pairs_beyond_a_bound_are_out_of_reach(column: str) -> None:
    network = grid_network(6, 6)
    view = view_of(network)
    searcher = Searcher(network)
    nodes = list(range(36))
    whole = matrix(searcher, view, nodes[:3], nodes)
    values = {"max_weight": whole.weights, "max_length_mm": whole.lengths_mm, "max_duration_ms": whole.durations_ms}
    limit = int(np.median(values[column]))
    cut = matrix(searcher, view, nodes[:3], nodes, bounds=Bounds(**{column: limit}))
    within = values[column] <= limit
    assert np.array_equal(cut.reached, within)
    assert np.array_equal(cut.weights[within], whole.weights[within])
    assert 0 < within.sum() < within.size


def test_every_row_may_have_a_bound_of_its_own() -> None:
    network = grid_network(1, 10)
    lengths = int(network.edge_length_mm[0])
    found = matrix(
        Searcher(network),
        view_of(network),
        [0, 0],
        list(range(10)),
        bounds=Bounds(max_length_mm=[lengths, 3 * lengths + 5]),
    )
    assert found.reached.sum(axis=1).tolist() == [2, 4]


@settings(max_examples=40)
@given(st.integers(0, 100_000), st.sampled_from([1, 2]))
def test_wanted_pairs_are_as_in_the_whole_matrix_and_others_stay_out_of_reach(seed: int, threads: int) -> None:
    network = random_network(seed, restrictions=6)
    view = view_of(network)
    rng = np.random.default_rng(seed)
    sources = [draw_terminal(network, rng) for _ in range(4)]
    targets: list[Place] = [*sources[:2], *(draw_terminal(network, rng) for _ in range(3)), 0, 5]
    wanted = rng.random((4, len(targets))) < 0.4
    wanted[2] = False
    searcher = Searcher(network)
    whole = matrix(searcher, view, sources, targets)
    found = matrix(searcher, view, sources, targets, wanted=wanted, threads=threads)
    for name in ("weights", "lengths_mm", "durations_ms"):
        assert np.array_equal(getattr(found, name)[wanted], getattr(whole, name)[wanted])
        assert (getattr(found, name)[~wanted] == UNREACHABLE).all()


def test_wanted_pairs_of_another_shape_are_refused() -> None:
    network = grid_network(2, 2)
    with pytest.raises(ValueError, match=r"wanted must have the shape \(1, 2\)"):
        matrix(Searcher(network), view_of(network), [0], [1, 2], wanted=np.ones((2, 1), np.bool_))


def test_empty_matrices_and_silly_threads() -> None:
    network = grid_network(2, 2)
    searcher = Searcher(network)
    assert matrix(searcher, view_of(network), [], [1]).weights.shape == (0, 1)
    with pytest.raises(ValueError, match="threads must be at least 1"):
        matrix(searcher, view_of(network), [0], [1], threads=0)
