"""The pool of routes against trying every choice, and plans recombined from it."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings

from planner.selection import OrienteeringProblem, RouteFrame, Tuning, select
from planner.selection.arrays import to_instance, to_plan
from planner.selection.kernels.pool import FRAME, WORTH, Pool, choose_routes, record_routes
from planner.selection.kernels.records import ROUTE, SIZE
from planner.selection.recombination import choose_plan, to_pool
from tests.planner.selection.problems import problems, walk

if TYPE_CHECKING:
    import numpy.typing as npt

VERTICES = 70
"""More than one word of bits."""


def town(*, routes: int, alike: bool = True, decay: float = 1.0) -> OrienteeringProblem:
    return OrienteeringProblem(
        travel=np.ones((VERTICES, VERTICES), np.int64),
        scores=np.arange(VERTICES) % 17,
        routes=tuple(
            RouteFrame(start=0, end=0, earliest_start=0, latest_end=900 + (0 if alike else r)) for r in range(routes)
        ),
        decay=decay,
        mandatory=(3,),
    )


def keep(problem: OrienteeringProblem, pool: Pool, routes: list[list[int]]) -> None:
    """Put the routes of one plan into a pool."""
    plan = to_plan(problem)
    for r, route in enumerate(routes):
        plan.slots[ROUTE, r, 1 : len(route) + 2] = [*route, problem.routes[r].end]
        plan.sums[SIZE, r] = len(route)
    record_routes(to_instance(problem), plan, pool)


def draw_plans(problem: OrienteeringProblem, seed: int, count: int) -> list[list[list[int]]]:
    rng = np.random.default_rng(seed)
    plans = []
    for _ in range(count):
        order = (1 + rng.permutation(VERTICES - 1)).tolist()
        sizes = rng.integers(0, 25, len(problem.routes)).tolist()
        plans.append([[order.pop() for _ in range(size)] for size in sizes])
    return plans


def worth(problem: OrienteeringProblem, routes: list[list[int]]) -> tuple[int, int]:
    visited = [vertex for route in routes for vertex in route]
    return sum(vertex in problem.mandatory for vertex in visited), int(problem.scores[visited].sum())


def slow_choice(problem: OrienteeringProblem, plans: list[list[list[int]]], *, alike: bool) -> tuple[int, int]:
    """Try every choice of one route per frame."""
    every = [route for plan in plans for route in plan]
    by_frame = [every if alike else [plan[r] for plan in plans] for r in range(len(problem.routes))]
    best = (0, 0)
    for routes in itertools.product(*by_frame):
        visited = [vertex for route in routes for vertex in route]
        if len(set(visited)) == len(visited):
            best = max(best, worth(problem, list(routes)))
    return best


@pytest.mark.parametrize("alike", [True, False])
@pytest.mark.parametrize(("seed", "routes"), [(1, 2), (2, 2), (3, 3), (4, 3)])
def test_chosen_routes_are_the_best_that_share_no_vertex(seed: int, routes: int, *, alike: bool) -> None:
    problem = town(routes=routes, alike=alike)
    pool = to_pool(problem, 100)
    assert pool.alike == alike
    plans = draw_plans(problem, seed, 12)
    for plan in plans:
        keep(problem, pool, plan)
    best = slow_choice(problem, plans, alike=alike)
    found = choose_plan(problem, pool, 0, 0)
    assert found is not None
    assert worth(problem, found) == best
    if not alike:
        assert all(found[r] in [plan[r] for plan in plans] for r in range(routes))
    assert choose_plan(problem, pool, best[0], best[1] - 1) is not None
    assert choose_plan(problem, pool, *best) is None


def test_a_route_is_kept_once_and_the_oldest_makes_room() -> None:
    problem = town(routes=2)
    pool = to_pool(problem, 4)
    keep(problem, pool, [[1, 2], [60, 61]])
    keep(problem, pool, [[61, 60], [2, 1]])
    assert pool.tally.tolist() == [2]
    keep(problem, pool, [[4], [5]])
    keep(problem, pool, [[3], [61, 60]])
    assert pool.tally.tolist() == [5]
    kept = [copy[1 : copy[-1] + 1].tolist() for copy in pool.routes]
    assert kept == [[3], [60, 61], [4], [5]]
    assert pool.facts[:, WORTH].argmax() == 0
    assert pool.facts[:, FRAME].tolist() == [-1] * 4


def test_search_of_routes_is_bounded() -> None:
    """Routes that never go together would otherwise be tried in all combinations."""
    problem = town(routes=4)
    pool = to_pool(problem, 600)
    rng = np.random.default_rng(1)
    for _ in range(150):
        keep(problem, pool, (1 + rng.permutation(VERTICES - 1))[:64].reshape(4, 16).tolist())
    room: list[npt.NDArray[np.int64]] = [np.zeros(4, np.int64) for _ in range(3)]
    order = np.argsort(-pool.facts[:, WORTH], kind="stable")
    assert not choose_routes(pool, order, room[0], room[1], room[2], 1 << 60)


def test_no_pool_where_scores_do_not_add_up_or_nothing_can_be_recombined() -> None:
    assert len(to_pool(town(routes=1), 50).routes) == 0
    assert len(to_pool(town(routes=2, decay=0.5), 50).routes) == 0
    assert len(to_pool(town(routes=2, decay=1.0), 50).routes) == 50


@settings(max_examples=30)
@given(problems(most_sites=9, metric=False))
def test_recombined_plans_keep_every_limit(problem: OrienteeringProblem) -> None:
    selection = select(replace(problem, decay=1.0), iterations=200, tuning=Tuning(pool=30, returns=50))
    visited = selection.vertices
    assert len(set(visited)) == len(visited)
    assert not set(visited) & ({*problem.forbidden} | {*problem.ends})
    assert set(selection.missing_mandatory) == set(problem.mandatory) - set(visited)
    for r, route in enumerate(selection.routes):
        assert route is None or walk(problem, r, route.vertices)
