"""Penalties of one request."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.path import Path
from planner.circuit import CircuitParams
from planner.circuit.reuse import Reuse
from tests.networks import grid_network
from tests.planner.kernels.test_beside import walk

GRID = grid_network(5, 5, step_m=150.0)
PARAMS = CircuitParams()


def expected(paths: list[Path], avoided: list[Path]) -> np.ndarray:
    eighths = np.zeros(GRID.edge_count, np.int64)
    lister = Reuse(GRID, PARAMS)
    for path in avoided:
        eighths[path.edges] = np.maximum(eighths[path.edges], PARAMS.avoided_eighths)
    for path in paths:
        beside = lister.list_beside(path)
        eighths[beside] = np.maximum(eighths[beside], PARAMS.beside_eighths)
        eighths[path.edges] = PARAMS.reuse_eighths
    return eighths


@settings(max_examples=20)
@given(
    st.lists(st.lists(st.integers(0, 200), max_size=3), min_size=1, max_size=4),
    st.lists(st.integers(0, 200), max_size=2),
)
def test_each_setting_forgets_the_one_before_but_not_the_other_itineraries(
    settings_in_turn: list[list[int]], avoided: list[int]
) -> None:
    others = [walk(GRID, seed, pieces=5) for seed in avoided]
    reuse = Reuse(GRID, PARAMS, avoided=others)
    for seeds in settings_in_turn:
        paths = [walk(GRID, seed, pieces=5) for seed in seeds]
        reuse.set_paths(paths)
        assert reuse.penalty.eighths.tolist() == expected(paths, others).tolist()
    reuse.set_paths([])
    assert reuse.penalty.eighths.tolist() == expected([], others).tolist()


def test_taking_a_path_back_leaves_the_streets_of_the_others_penalised() -> None:
    one, other = walk(GRID, 1, pieces=6), walk(GRID, 1, pieces=4)
    reuse = Reuse(GRID, PARAMS)
    reuse.add_path(one)
    reuse.add_path(other)
    reuse.remove_path(one)
    assert reuse.penalty.eighths.tolist() == expected([other], []).tolist()


def test_a_path_that_is_ridden_twice_is_taken_back_twice() -> None:
    twice, other = walk(GRID, 1, pieces=6), walk(GRID, 7, pieces=4)
    reuse = Reuse(GRID, PARAMS)
    for paths in ([twice, other, twice], [twice], [other], [twice, twice], [twice, other], []):
        reuse.set_paths(paths)
        assert reuse.penalty.eighths.tolist() == expected(paths, []).tolist()
    reuse.add_path(twice)
    reuse.add_path(twice)
    reuse.remove_path(twice)
    assert reuse.penalty.eighths.tolist() == expected([twice], []).tolist()
    reuse.add_path(twice)
    reuse.set_paths([])
    assert not reuse.penalty.eighths.any()
    with pytest.raises(ValueError, match="not penalised"):
        reuse.remove_path(twice)
    assert not reuse.penalty.eighths.any()


def test_a_path_without_pieces_costs_nothing() -> None:
    reuse = Reuse(GRID, PARAMS)
    reuse.set_paths([Path.from_codes(GRID, np.empty(0, np.int32))])
    assert not reuse.penalty.eighths.any()
