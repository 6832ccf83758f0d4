"""Measured drafts: what they share and which are taken."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.path import Path
from planner import quality
from planner.circuit import Draft, Target, draft_of, pick_different, shared_share
from planner.circuit import draft as draft_module
from planner.circuit.draft import _Line, find_cheapest
from tests.networks import Street, build_network, grid_network, street_class
from tests.planner.circuit.checks import view_of
from tests.planner.kernels.test_beside import walk

if TYPE_CHECKING:
    from graphs.network import Network
    from planner.itinerary import Quality
    from planner.quality import Track

GRID = grid_network(6, 6, step_m=200.0)
VIEW = view_of(GRID)


def drawn(seed: int, *, pieces: int = 12) -> Draft:
    return draft_of(VIEW, [walk(GRID, seed, pieces=pieces)], closed=False, target=None)


def passes(draft: Draft) -> Counter[int]:
    covered: Counter[int] = Counter()
    for path in draft.paths:
        for edge, length in zip(path.edges.tolist(), path.piece_lengths_mm.tolist(), strict=True):
            covered[edge] += length
    return covered


@settings(max_examples=30)
@given(st.integers(0, 500), st.integers(0, 500))
def test_the_shared_part_agrees_with_a_count_per_street(one_seed: int, other_seed: int) -> None:
    one, other = drawn(one_seed), drawn(other_seed)
    common = (passes(one) & passes(other)).total()
    shorter = min(passes(one).total(), passes(other).total())
    assert shared_share(one, other) == pytest.approx(common / shorter)
    assert shared_share(one, other) == shared_share(other, one)
    assert shared_share(one, one) == 1.0


@settings(max_examples=20)
@given(st.lists(st.integers(0, 500), max_size=8), st.integers(1, 4), st.sampled_from([0.2, 0.5, 1.0]))
def test_those_picked_differ_are_the_cheapest_and_none_that_would_do_is_left_out(
    seeds: list[int], count: int, most: float
) -> None:
    drafts = [drawn(seed) for seed in seeds]
    picked = pick_different(drafts, count=count, shared_most=most)
    assert len(picked) <= count
    assert all(shared_share(a, b) <= most for a, b in itertools.combinations(picked, 2))
    if drafts:
        assert picked[0].cost == min(draft.cost for draft in drafts)
    if len(picked) < count:
        for draft in drafts:
            assert any(draft is kept or shared_share(draft, kept) > most for kept in picked)


@settings(max_examples=60)
@given(
    lines=st.lists(st.tuples(st.integers(0, 500), st.integers(1, 24)), max_size=8),
    value=st.integers(1_000_000, 4_000_000),
    margin=st.one_of(st.none(), st.sampled_from([-1.0, 0.0, 1e-9, 1.0, 100.0])),
    count=st.integers(1, 4),
    closed=st.booleans(),
)
def test_the_cheapest_lines_are_those_that_are_found_when_all_are_measured(
    lines: list[tuple[int, int]], value: int, margin: float | None, count: int, *, closed: bool
) -> None:
    paths = [[walk(GRID, seed, pieces=pieces)] for seed, pieces in lines]
    target = Target(value)
    costs = [draft_of(VIEW, line, closed=closed, target=target).cost for line in paths]
    below = math.inf if margin is None or not costs else min(costs) + margin
    found = find_cheapest(VIEW, paths, closed=closed, target=target, count=count, below=below)
    ranked = sorted((cost, index) for index, cost in enumerate(costs) if cost < below)
    assert [(draft.cost, index) for index, draft in found] == ranked[:count]
    for index, draft in found:
        assert list(draft.paths) == paths[index]


@settings(max_examples=60)
@given(
    st.integers(0, 500),
    st.integers(1, 24),
    st.one_of(st.none(), st.integers(1_000_000, 4_000_000)),
    st.booleans(),
)
def test_no_line_costs_less_than_its_floor(seed: int, pieces: int, value: int | None, closed: bool) -> None:  # noqa: FBT001
    line = _Line.of(VIEW, [walk(GRID, seed, pieces=pieces)], None if value is None else Target(value))
    assert line.floor(closed=closed) <= line.measure(closed=closed).cost


def test_lines_that_surely_cost_more_are_not_measured_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    near, far = [walk(GRID, 3, pieces=20)], [walk(GRID, 4, pieces=2)]
    target = Target(near[0].length_mm)
    measured: list[int] = []

    def measure(network: Network, track: Track, *, closed: bool) -> Quality:
        measured.append(track.length_mm)
        return quality.measure(network, track, closed=closed)

    monkeypatch.setattr(draft_module, "measure", measure)
    found = find_cheapest(VIEW, [far, near], closed=False, target=target)
    assert [index for index, _ in found] == [1]
    assert measured == [near[0].length_mm]


def square(*, kind: int | None = None) -> tuple[Network, list[int]]:
    side = 0.01
    nodes = [(50.4, 2.8), (50.4, 2.8 + 1.57 * side), (50.4 + side, 2.8 + 1.57 * side), (50.4 + side, 2.8)]
    street = street_class() if kind is None else street_class(highway=kind, major=1, calm=0, stress=4)
    return build_network(nodes, [Street(k, (k + 1) % 4, forward=street, backward=street) for k in range(4)]), [
        0,
        2,
        4,
        6,
    ]


def draft_round(network: Network, codes: list[int], target: Target | None) -> Draft:
    return draft_of(view_of(network), [Path.from_codes(network, np.array(codes, np.int32))], closed=True, target=target)


def test_a_calm_round_of_the_right_length_is_good_and_what_spoils_it_costs() -> None:
    network, codes = square()
    length = sum(int(network.edge_length_mm[code >> 1]) for code in codes)
    good = draft_round(network, codes, Target(length))
    assert good.good
    assert good.error == 0
    back = [code ^ 1 for code in codes[::-1]]
    there_and_back = draft_round(network, codes[:2] + [code ^ 1 for code in codes[1::-1]], Target(length))
    long = draft_round(network, codes, Target(round(length / 1.1)))
    main, main_codes = square(kind=3)
    busy = draft_round(main, main_codes, Target(length))
    for worse in (there_and_back, long, busy):
        assert not worse.good
        assert worse.cost > good.cost + 0.5
    assert draft_round(network, back, Target(length)).good


def test_a_measure_in_time_is_that_of_the_profile() -> None:
    network, codes = square()
    draft = draft_round(network, codes, Target(1_000_000, by_duration=True))
    view = view_of(network)
    assert draft.measure == sum(int(view.durations[arc]) for arc in draft.paths[0].arcs())
    assert draft.error == pytest.approx(draft.measure / 1_000_000 - 1)
