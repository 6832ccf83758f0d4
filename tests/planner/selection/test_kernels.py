"""The compiled steps against slow twins."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from planner.selection import OrienteeringProblem, RouteFrame
from planner.selection.arrays import to_instance, to_plan, to_workspace
from planner.selection.kernels.anneal import anneal, begin_search
from planner.selection.kernels.appraise import appraise, appraise_again
from planner.selection.kernels.records import (
    ABLE,
    ABLES,
    BEST,
    FIGURES,
    LATEST,
    LEAVE,
    NO_PLACE,
    PLACE_BITS,
    RANK,
    ROUTE,
    ROUTE_LENGTH,
    SIZE,
    Instance,
    Plan,
    Workspace,
)
from planner.selection.kernels.recreate import insert
from planner.selection.kernels.scoring import note_all_shares
from planner.selection.recombination import to_pool
from planner.selection.selection import get_score_q16
from tests.planner.selection.problems import walk, worth_of


def town(seed: int, *, routes: int, budget: int | None) -> OrienteeringProblem:
    """Places on a plane, with two windows each, visits and different ends."""
    rng = np.random.default_rng(seed)
    at = rng.integers(0, 100, (24, 2))
    travel = np.abs(at[:, None] - at[None, :]).sum(axis=2)
    times = np.sort(rng.integers(0, 900, (routes, 24, 4)), axis=2) + np.arange(4)
    return OrienteeringProblem(
        travel=travel,
        lengths=travel * 2 + rng.integers(0, 9, (24, 24)),
        scores=rng.integers(1, 30, 24),
        visits=rng.integers(0, 20, 24),
        windows=times.reshape(routes, 24, 2, 2),
        routes=tuple(
            RouteFrame(start=0, end=1, earliest_start=5, latest_end=900, budget=budget) for _ in range(routes)
        ),
    )


def searched(problem: OrienteeringProblem, rounds: int) -> tuple[Instance, Plan, Workspace]:
    """Give the state after some rounds."""
    instance, plan, work = to_instance(problem), to_plan(problem), to_workspace(problem)
    current, best, room = (np.zeros(FIGURES, np.int64) for _ in range(3))
    assert begin_search(instance, plan, work, current, best)
    rng = np.array([12345], np.uint64)
    anneal(
        rounds,
        20.0,
        instance,
        plan,
        work,
        to_pool(problem, 9),
        current,
        best,
        room,
        rng,
        1e-3,
        8.0,
        0.05,
        0.5,
        0.3,
        0.1,
    )
    routes = [plan.slots[ROUTE, r, 1 : plan.sums[SIZE, r] + 1].tolist() for r in range(len(problem.routes))]
    worth = worth_of(problem, routes)
    assert current.tolist() == [worth.mandatory, worth.score_q16, -worth.cost]
    best_routes = [copy[1 : copy[-1] + 1].tolist() for copy in work.copies[BEST]]
    assert worth_of(problem, best_routes).score_q16 == best[1] >= current[1]
    return instance, plan, work


def slow_rank(problem: OrienteeringProblem, r: int, route: list[int], vertex: int) -> int | None:
    """Try every gap with the whole route; give the least added time among those that keep the limits."""
    frame = problem.routes[r]
    least = None
    for gap in range(len(route) + 1):
        if walk(problem, r, [*route[:gap], vertex, *route[gap:]]):
            stops = [frame.start, *route, frame.end]
            added = arrival_at(problem, r, [*route[:gap], vertex], stops[gap + 1]) - arrival_at(
                problem, r, route[:gap], stops[gap + 1]
            )
            least = added if least is None else min(least, added)
    return least


def arrival_at(problem: OrienteeringProblem, r: int, vertices: list[int], then: int) -> int:
    """Give the arrival at a vertex after others."""
    clock, at = problem.routes[r].earliest_start, problem.routes[r].start
    for vertex in vertices:
        clock += int(problem.travel[at, vertex])
        clock = min(max(clock, a) for a, b in problem.windows[r, vertex].tolist() if b >= clock)
        clock, at = clock + int(problem.visits[vertex]), vertex
    return clock + int(problem.travel[at, then])


@pytest.mark.parametrize(("seed", "routes", "budget"), [(1, 1, None), (2, 2, None), (3, 2, 700)])
def test_ranks_and_times_agree_with_trying_everything(seed: int, routes: int, budget: int | None) -> None:
    problem = town(seed, routes=routes, budget=budget)
    compared = 0
    for rounds in (1, 3, 20):
        instance, plan, work = searched(problem, rounds)
        for r in range(routes):
            size = int(plan.sums[SIZE, r])
            route = plan.slots[ROUTE, r, 1 : size + 1].tolist()
            assert walk(problem, r, route)
            route = route[::3]
            plan.slots[ROUTE, r, 1 : len(route) + 2] = [*route, problem.routes[r].end]
            plan.sums[SIZE, r] = len(route)
            assert begin_search(instance, plan, work, np.zeros(FIGURES, np.int64), np.zeros(FIGURES, np.int64))
            appraise(instance, plan, work, r, 0.0, np.array([1], np.uint64))
            for vertex in sorted(set(range(2, 24)) - set(route)):
                rank = int(work.ranks[RANK, r, vertex])
                slow = slow_rank(problem, r, route, vertex)
                assert (rank == NO_PLACE) == (slow is None)
                if budget is None and slow is not None:
                    assert rank >> PLACE_BITS == slow
                compared += slow is not None
    assert compared > 20


@pytest.mark.parametrize(("seed", "budget"), [(1, None), (2, None), (3, None), (4, 700), (5, 900)])
def test_ranks_after_an_insertion_agree_with_trying_everything(seed: int, budget: int | None) -> None:
    problem = town(seed, routes=1, budget=budget)
    instance, plan, work = to_instance(problem), to_plan(problem), to_workspace(problem)
    assert begin_search(instance, plan, work, np.zeros(FIGURES, np.int64), np.zeros(FIGURES, np.int64))
    appraise(instance, plan, work, 0, 0.0, np.array([1], np.uint64))
    moved = 0
    while (able := work.ranks[ABLE, 0, : work.tallies[ABLES, 0]].tolist()) != []:
        chosen = able[seed % len(able)]
        gap = int(work.ranks[RANK, 0, chosen]) & ((1 << PLACE_BITS) - 1)
        gaps = {vertex: int(work.ranks[RANK, 0, vertex]) & ((1 << PLACE_BITS) - 1) for vertex in able}
        insert(instance, plan, 0, gap, chosen)
        appraise_again(instance, plan, work, 0, gap)
        route = plan.slots[ROUTE, 0, 1 : plan.sums[SIZE, 0] + 1].tolist()
        now = work.ranks[ABLE, 0, : work.tallies[ABLES, 0]].tolist()
        assert now == [v for v in able if v != chosen and slow_rank(problem, 0, route, v) is not None]
        for vertex in now:
            rank = int(work.ranks[RANK, 0, vertex])
            place = rank & ((1 << PLACE_BITS) - 1)
            assert walk(problem, 0, [*route[:place], vertex, *route[place:]])
            was = gaps[vertex] + (gaps[vertex] > gap)
            tried = {gap, gap + 1} | (set() if gaps[vertex] == gap else {was})
            if budget is None:
                adds = {k: added_at(problem, route, k, vertex) for k in range(len(route) + 1)}
                among = tried if adds.get(was) is not None and gaps[vertex] != gap else set(adds)
                least = min((adds[k], k) for k in among if adds[k] is not None)
                assert (rank >> PLACE_BITS, place) == least
                moved += place != was
    assert budget is not None or moved > 0


def added_at(problem: OrienteeringProblem, route: list[int], gap: int, vertex: int) -> int | None:
    """Give the time that a vertex adds to route 0 in a gap, None where it does not fit."""
    if not walk(problem, 0, [*route[:gap], vertex, *route[gap:]]):
        return None
    then = [*route, problem.routes[0].end][gap]
    return arrival_at(problem, 0, [*route[:gap], vertex], then) - arrival_at(problem, 0, route[:gap], then)


def test_latest_arrivals_are_the_latest() -> None:
    problem = town(5, routes=1, budget=None)
    _, plan, _ = searched(problem, 30)
    size = int(plan.sums[SIZE, 0])
    route = plan.slots[ROUTE, 0, : size + 2].tolist()
    assert size > 3
    for k in range(1, size + 1):
        latest = int(plan.slots[LATEST, 0, k])
        assert plan.slots[LEAVE, 0, k] >= 0
        assert finishes(problem, route[k:], latest)
        assert not finishes(problem, route[k:], latest + 1)


def finishes(problem: OrienteeringProblem, stops: list[int], arrival: int) -> bool:
    """Say whether the rest of a route can be kept when its first stop is reached at a time."""
    clock = arrival
    for vertex, then in pairwise(stops):
        starts = [max(clock, a) for a, b in problem.windows[0, vertex].tolist() if b >= clock]
        if not starts:
            return False
        clock = min(starts) + int(problem.visits[vertex]) + int(problem.travel[vertex, then])
    return clock <= problem.routes[0].latest_end


def test_lengths_follow_the_routes() -> None:
    problem = town(6, routes=2, budget=600)
    _, plan, _ = searched(problem, 40)
    for r in range(2):
        stops = plan.slots[ROUTE, r, : plan.sums[SIZE, r] + 2].tolist()
        length = sum(int(problem.lengths[a, b]) for a, b in pairwise(stops))
        assert plan.sums[ROUTE_LENGTH, r] == length <= 600


@pytest.mark.parametrize("seed", range(6))
def test_shares_left_are_what_the_score_of_the_plan_would_grow_by(seed: int) -> None:
    rng = np.random.default_rng(seed)
    problem = replace(
        town(seed, routes=2, budget=None), kinds=rng.integers(-1, 4, 24), decay=0.6, mandatory=(5,), forbidden=(6,)
    )
    instance = to_instance(problem)
    visited = sorted(rng.choice(np.arange(7, 24), 7, replace=False).tolist())
    where = np.full(24, -1, np.int64)
    where[visited] = rng.integers(0, 2, len(visited))
    rank = np.where(rng.random((2, 24)) < 0.3, NO_PLACE, 1)
    shares = np.ones(24)
    note_all_shares(instance.vertices, where, rank, shares, 1.3)
    before = get_score_q16(problem, visited)
    for vertex in set(range(2, 24)) - set(visited):
        gain = get_score_q16(problem, [*visited, vertex]) - before
        share = (gain / (int(problem.scores[vertex]) << 16)) ** 1.3
        fits = bool((rank[:, vertex] < NO_PLACE).any())
        assert shares[vertex] == (pytest.approx(share) if fits and vertex != 5 else 1.0)
