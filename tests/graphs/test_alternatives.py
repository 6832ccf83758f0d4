from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.alternatives import AlternativeRules, list_alternatives
from graphs.errors import NoPathError
from graphs.path import shared_share
from graphs.search import Searcher
from tests.graphs.test_search import view_of
from tests.networks import Street, build_network, grid_network, random_network


@settings(max_examples=30)
@given(st.integers(0, 10_000), st.integers(1, 4))
def test_alternatives_differ_and_are_no_great_detours(seed: int, count: int) -> None:
    network = random_network(seed, nodes=60, streets=180)
    view, searcher = view_of(network), Searcher(network)
    try:
        best = searcher.path(view, 0, 30)
    except NoPathError:
        return
    found = list_alternatives(searcher, view, 0, 30, count=count)
    assert 1 <= len(found) <= count
    assert found[0].codes.tolist() == best.codes.tolist()
    weights = [path.weight(view) for path in found]
    assert weights == sorted(weights)
    assert weights[-1] <= 1.5 * weights[0]
    assert all(shared_share(a, b) <= 0.5 for a, b in combinations(found, 2))
    again = list_alternatives(searcher, view, 0, 30, count=count)
    assert [path.codes.tolist() for path in again] == [path.codes.tolist() for path in found]


def test_a_city_has_three_ways_across() -> None:
    network = grid_network(12, 12)
    found = list_alternatives(Searcher(network), view_of(network), 0, 143, count=3)
    assert len(found) == 3


def test_a_single_street_has_no_alternative() -> None:
    network = build_network([(50.4, 2.8), (50.4, 2.81)], [Street(0, 1)])
    found = list_alternatives(Searcher(network), view_of(network), 0, 1, count=3)
    assert [path.codes.tolist() for path in found] == [[0]]
    assert shared_share(found[0], found[0].reversed()) == 1.0


def test_rules_refuse_nonsense() -> None:
    with pytest.raises(ValueError, match="stretch"):
        AlternativeRules(max_stretch=0.5)
