"""Chains of nights beside all chains that there are."""

from __future__ import annotations

from itertools import pairwise, permutations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from planner.tours.chain import NEVER, BrokenChain, ChainProblem, find_chain


@st.composite
def problems(draw: st.DrawFn) -> ChainProblem:
    """Draw up to five beds between up to three gates, some days impossible, up to two sites that must be visited."""
    beds = draw(st.integers(1, 5))
    gates = draw(st.integers(1, 3))
    count = beds + gates
    costs = st.one_of(st.integers(0, 30), st.just(NEVER))
    cost = np.array([[draw(costs) for _ in range(count)] for _ in range(count)], np.int64)
    np.fill_diagonal(cost, NEVER)
    night = np.array([draw(st.integers(0, 9)) for _ in range(count)], np.int64)
    night[:gates] = NEVER
    starts = tuple(range(draw(st.integers(1, gates))))
    ends = np.zeros((len(starts), count), np.bool_)
    ends[:, :gates] = [[draw(st.booleans()) for _ in range(gates)] for _ in starts]
    sites = draw(st.integers(0, 2))
    passes = np.array([draw(st.booleans()) for _ in range(count * count * sites)], np.bool_)
    close = np.array([[draw(st.integers(0, 5)) for _ in range(count)] for _ in range(count)], np.int64)
    return ChainProblem(cost, night, close, passes.reshape(count, count, sites), starts, ends, draw(st.integers(1, 4)))


def list_all(problem: ChainProblem) -> list[tuple[int, ...]]:
    """Every chain that holds."""
    beds = [k for k in range(len(problem.night)) if problem.night[k] < NEVER]
    gates = [(problem.starts[k], int(end)) for k, end in np.argwhere(problem.ends)]
    chains = ((start, *nights, end) for nights in permutations(beds, problem.days - 1) for start, end in gates)
    return [chain for chain in chains if all(problem.cost[pair] < NEVER for pair in pairwise(chain))]


def price(problem: ChainProblem, chain: tuple[int, ...]) -> tuple[int, int]:
    """Sites that are not passed, and the cost."""
    passed = np.zeros(problem.passes.shape[2], np.bool_)
    for pair in pairwise(chain):
        passed |= problem.passes[pair]
    nights = chain[1:-1]
    close = sum(int(problem.close[a, b]) for k, b in enumerate(nights) for a in nights[:k])
    whole = sum(int(problem.cost[pair]) for pair in pairwise(chain)) + sum(int(problem.night[k]) for k in nights)
    return int((~passed).sum()), whole + close


@given(problems())
def test_a_chain_holds_and_is_one_of_the_best(problem: ChainProblem) -> None:
    chains = list_all(problem)
    found = find_chain(problem)
    if isinstance(found, BrokenChain):
        assert not chains
        assert 1 <= found.night <= max(1, problem.days - 1)
        return
    assert found in chains
    missed, cost = price(problem, found)
    best = min(price(problem, chain) for chain in chains)
    assert missed == best[0] or problem.days > 2, "what the beam leaves away can only matter behind the first night"
    if not problem.close.any() and not problem.passes.shape[2] and problem.days <= 3:
        assert cost == best[1]


def line(count: int, *, days: int, reach: int) -> ChainProblem:
    """Make beds in a row, with days that lead no farther than some of them."""
    rows = np.arange(count)
    apart = np.abs(rows[:, None] - rows[None])
    cost = np.where((apart > 0) & (apart <= reach), (apart - 2) ** 2, NEVER).astype(np.int64)
    night = np.zeros(count, np.int64)
    night[[0, -1]] = NEVER
    close, passes = np.zeros((count, count), np.int64), np.zeros((count, count, 0), np.bool_)
    return ChainProblem(cost, night, close, passes, (0,), rows[None] == count - 1, days)


def test_days_are_even_where_beds_stand_in_a_row() -> None:
    assert find_chain(line(9, days=4, reach=4)) == (0, 2, 4, 6, 8)


def test_an_end_too_far_away_breaks_the_last_night() -> None:
    assert find_chain(line(9, days=3, reach=2)) == BrokenChain(2, "between")


def test_the_night_without_a_bed_within_reach_is_named() -> None:
    problem = line(9, days=4, reach=2)
    problem.cost[2:4, 4:6] = NEVER
    assert find_chain(problem) == BrokenChain(3, "between")
    problem.night[1:7] = NEVER
    assert find_chain(problem) == BrokenChain(1, "reach")
    problem = line(9, days=4, reach=2)
    problem.night[5:8] = NEVER
    assert find_chain(problem) == BrokenChain(3, "end")


def test_nights_close_together_are_left_for_others() -> None:
    problem = line(6, days=3, reach=4)
    problem.cost[:] = np.where(problem.cost < NEVER, 1, NEVER)
    problem.close[:] = 10
    problem.close[1, 4] = problem.close[4, 1] = 0
    chain = find_chain(problem)
    assert isinstance(chain, tuple)
    assert set(chain[1:-1]) == {1, 4}
