"""How far places are from a start and an end."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.network import UNREACHABLE
from graphs.search import Searcher
from graphs.snap import Terminal
from planner.circuit import Target
from planner.plans.distances import reach_of
from tests.networks import grid_network, random_network
from tests.planner.circuit.checks import at, view_of


@settings(max_examples=25)
@given(seed=st.integers(0, 5000), by_duration=st.booleans())
def test_they_are_those_of_single_searches(seed: int, *, by_duration: bool) -> None:
    network = random_network(seed, nodes=30, streets=80)
    view = view_of(network)
    rng = np.random.default_rng(seed)
    places = []
    for edge in rng.choice(np.flatnonzero(network.edge_way >= 0), 8):
        part = int(rng.integers(0, int(network.edge_length_mm[edge]) + 1))
        places.append(Terminal(int(edge), part, 50.41, 2.81, 0.0))
    start, end, *others = places
    searcher = Searcher(network)
    value = 1_000_000 if by_duration else 4_000_000
    named = np.zeros(len(others), np.bool_)
    reach = reach_of(searcher, view, start, end, others, target=Target(value, by_duration=by_duration), named=named)
    assert (reach.budget, reach.by_duration) == (value, by_duration)
    for index, place in enumerate(others):
        for got, pair in ((reach.out[index], (start, place)), (reach.home[index], (place, end))):
            path = searcher.find_path(view, *pair)
            if path is None:
                assert got == int(UNREACHABLE)
                continue
            expected = path.duration_ms(view) if by_duration else path.length_mm
            if expected <= value and pair[0].edge != pair[1].edge:
                assert got == pytest.approx(expected, abs=5), "the best way fits, and so do all its parts"


def test_a_named_place_counts_beyond_the_measure_and_others_do_not() -> None:
    network = grid_network(9, 9, step_m=100.0)
    view = view_of(network)
    start, near, far, farther = (at(view, x, 400.0) for x in (50.0, 250.0, 650.0, 750.0))
    named = np.array([False, False, True])
    reach = reach_of(Searcher(network), view, start, start, [near, far, farther], target=Target(900_000), named=named)
    assert reach.out[0] == pytest.approx(200_000, abs=500)
    assert reach.out[1] == int(UNREACHABLE)
    assert reach.out[2] == pytest.approx(700_000, abs=1500)
    assert reach.home[2] == pytest.approx(700_000, abs=1500)
