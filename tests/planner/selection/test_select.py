"""The solver against an exhaustive one, and its promises one by one."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import assume, given, settings

from planner.errors import SelectionError
from planner.selection import UNREACHABLE, OrienteeringProblem, RouteFrame, Selection, select, select_within
from tests.planner.selection.problems import Worth, best_worth, problems, walk, worth_of

ROUNDS = 1000


def line(*places: int) -> npt.NDArray[np.int64]:
    """Travel times between places on a line."""
    at = np.array(places)
    apart: npt.NDArray[np.int64] = np.abs(at[:, None] - at[None, :])
    return apart


def loop(latest_end: int, *, budget: int | None = None, earliest_start: int = 0, end: int = 0) -> RouteFrame:
    return RouteFrame(start=0, end=end, earliest_start=earliest_start, latest_end=latest_end, budget=budget)


def vertices(selection: Selection, r: int = 0) -> tuple[int, ...]:
    route = selection.routes[r]
    assert route is not None
    return route.vertices


def can_leave(problem: OrienteeringProblem) -> bool:
    return all(walk(problem, r, ()) for r in range(len(problem.routes)))


@settings(max_examples=60)
@given(problems())
def test_finds_the_optimum_of_small_problems(problem: OrienteeringProblem) -> None:
    assume(can_leave(problem))
    selection = select(problem, iterations=ROUNDS)
    worth = worth_of(problem, [vertices(selection, r) for r in range(len(problem.routes))])
    assert worth[:2] == best_worth(problem)[:2]


def test_a_plan_of_more_score_counts_even_where_it_costs_too_much_to_go_on_from() -> None:
    travel = np.array([[0, 12, 2, 2], [9, 0, 11, 11], [18, 10, 0, 20], [15, 11, 1, 0]])
    problem = OrienteeringProblem(
        travel=travel,
        lengths=np.array([[0, 20, 25, 35], [22, 0, 7, 21], [31, 17, 0, 14], [23, 24, 23, 0]]),
        costs=np.array([[16, 5, 7, 25], [3, 11, 17, 9], [27, 2, 29, 20], [10, 28, 7, 5]]),
        scores=np.array([14, 18, 16, 18]),
        visits=np.array([5, 5, 5, 2]),
        routes=(loop(30, budget=59, end=1),),
    )
    assert {vertices(select(problem, seed=seed, iterations=60)) for seed in range(20)} == {(3,)}


def test_a_window_that_is_none_may_stand_behind_one_that_is() -> None:
    windows = np.array([[[[1, 0], [1, 0]], [[0, 16], [1, 0]], [[0, 23], [1, 0]], [[0, 1], [2, 12]]]])
    problem = OrienteeringProblem(
        travel=np.array([[0, 15, 23, 12], [11, 0, 8, 20], [11, 21, 0, 18], [8, 3, 11, 0]]),
        scores=np.array([0, 11, 11, 4]),
        visits=np.array([0, 1, 4, 1]),
        windows=windows,
        routes=(loop(38),),
        mandatory=(2, 3),
    )
    assert {vertices(select(problem, seed=seed, iterations=60)) for seed in range(20)} == {(3, 1)}


@settings(max_examples=60)
@given(problems(most_sites=9, metric=False))
def test_keeps_every_limit_where_the_triangle_inequality_fails(problem: OrienteeringProblem) -> None:
    selection = select(problem, iterations=100)
    visited = selection.vertices
    assert len(set(visited)) == len(visited)
    assert not set(visited) & ({*problem.forbidden} | {*problem.ends})
    assert set(selection.missing_mandatory) == set(problem.mandatory) - set(visited)
    for r, route in enumerate(selection.routes):
        assert (route is None) == (not walk(problem, r, ()))
        assert route is None or walk(problem, r, route.vertices)
    if None not in selection.routes:
        worth = worth_of(problem, [vertices(selection, r) for r in range(len(problem.routes))])
        assert worth == Worth(worth.mandatory, selection.score_q16, -selection.cost)


@settings(max_examples=20)
@given(problems(most_sites=9))
def test_same_seed_same_selection(problem: OrienteeringProblem) -> None:
    assert select(problem, seed=7, iterations=80) == select(problem, seed=7, iterations=80)


def test_seeds_and_work_change_the_search() -> None:
    rng = np.random.default_rng(4)
    at = rng.integers(0, 1000, (60, 2))
    travel = np.abs(at[:, None] - at[None, :]).sum(axis=2)
    problem = OrienteeringProblem(travel=travel, scores=rng.integers(1, 99, 60), routes=(loop(3000),))
    few = [select(problem, seed=seed, iterations=3) for seed in range(4)]
    assert len({selection.routes for selection in few}) > 1
    many = select(problem, iterations=1500)
    assert many.score > max(selection.score for selection in few)
    assert (many.iterations, many.truncated) == (1500, False)


def test_times_of_visits_with_waits_and_two_windows() -> None:
    windows = np.tile(np.array([1, 0]), (1, 3, 2, 1))
    windows[0, 1, 0] = (30, 40)
    windows[0, 2] = [(0, 20), (55, 60)]
    problem = OrienteeringProblem(
        travel=line(0, 10, 20),
        scores=np.array([0, 5, 5]),
        visits=np.array([0, 7, 3]),
        windows=windows,
        routes=(loop(100),),
    )
    route = select(problem, iterations=50).routes[0]
    assert route is not None
    # The far place first, within its first window, is shorter than to wait for its second one.
    assert [(v.vertex, v.arrival, v.start, v.departure) for v in route.visits] == [(2, 20, 20, 23), (1, 33, 33, 40)]
    assert (route.departure, route.arrival, route.travel) == (0, 50, 40)


def test_closed_day_moves_the_visit_to_the_other() -> None:
    windows = np.zeros((2, 3, 1, 2), np.int64)
    windows[..., 1] = 100
    windows[0, 1, 0] = (1, 0)
    windows[1, 2, 0] = (1, 0)
    problem = OrienteeringProblem(
        travel=line(0, 10, 12), scores=np.array([0, 5, 5]), windows=windows, routes=(loop(100), loop(100))
    )
    selection = select(problem, iterations=50)
    assert (vertices(selection, 0), vertices(selection, 1)) == ((2,), (1,))


def test_directions_may_differ() -> None:
    travel = np.array([[0, 1, 2], [2, 0, 1], [1, 2, 0]])
    problem = OrienteeringProblem(travel=travel, scores=np.array([0, 1, 1]), routes=(loop(3),))
    assert vertices(select(problem, iterations=50)) == (1, 2)
    turned = OrienteeringProblem(travel=travel.T, scores=np.array([0, 1, 1]), routes=(loop(3),))
    assert vertices(select(turned, iterations=50)) == (2, 1)


def test_each_route_has_its_own_ends() -> None:
    problem = OrienteeringProblem(
        travel=line(0, 100, 10, 90, 50),
        scores=np.array([9, 9, 1, 1, 1]),
        routes=(loop(20), RouteFrame(start=1, end=0, earliest_start=0, latest_end=100)),
    )
    selection = select(problem, iterations=100)
    assert selection.score == 3
    assert set(vertices(selection, 1)) >= {3, 4}
    assert not {0, 1} & set(selection.vertices)


def test_budget_counts_lengths_and_not_times() -> None:
    problem = OrienteeringProblem(
        travel=line(0, 10, 20), lengths=line(0, 30, 20), scores=np.array([0, 9, 5]), routes=(loop(1000, budget=50),)
    )
    selection = select(problem, iterations=50)
    assert vertices(selection) == (2,)
    assert selection.routes[0] is not None
    assert (selection.routes[0].length, selection.routes[0].travel) == (40, 40)


def test_mandatory_comes_before_score() -> None:
    problem = OrienteeringProblem(
        travel=line(0, -10, 10), scores=np.array([0, 1, 99]), mandatory=(1,), routes=(loop(20),)
    )
    selection = select(problem, iterations=50)
    assert (vertices(selection), selection.missing_mandatory, selection.is_complete) == ((1,), (), True)


def test_mandatory_that_cannot_be_met_is_named() -> None:
    problem = OrienteeringProblem(
        travel=line(0, -10, 10, 500), scores=np.array([0, 5, 6, 7]), mandatory=(1, 2, 3), routes=(loop(20),)
    )
    selection = select(problem, iterations=50)
    assert vertices(selection) in {(1,), (2,)}
    assert set(selection.missing_mandatory) == {1, 2, 3} - set(selection.vertices)
    assert not selection.is_complete


def test_forbidden_is_passed_over() -> None:
    problem = OrienteeringProblem(travel=line(0, 5, 6), scores=np.array([0, 9, 1]), forbidden=(1,), routes=(loop(50),))
    assert vertices(select(problem, iterations=50)) == (2,)


def test_second_visit_of_a_kind_earns_less() -> None:
    scores, kinds = np.array([0, 10, 9, 6]), np.array([-1, 0, 0, 1])
    travel = line(0, 10, 10, -10)
    alike = OrienteeringProblem(travel=travel, scores=scores, kinds=kinds, decay=0.5, routes=(loop(40),))
    selection = select(alike, iterations=50)
    assert sorted(vertices(selection)) == [1, 2, 3]
    assert selection.score_q16 == int((10 + 4.5 + 6) * 65536)
    assert selection.score == 20
    visits = np.array([0, 10, 10, 10])
    tight = OrienteeringProblem(
        travel=line(0, 1, 1, 1), scores=scores, kinds=kinds, visits=visits, decay=0.5, routes=(loop(22),)
    )
    assert sorted(vertices(select(tight, iterations=50))) == [1, 3]


def test_least_cost_among_equal_scores() -> None:
    costs = np.array([[0, 9, 1, 0], [1, 0, 0, 1], [9, 1, 0, 9], [9, 1, 9, 0]])
    scores = np.array([0, 1, 1, 1])
    problem = OrienteeringProblem(travel=line(0, 1, 1, 1), costs=costs, scores=scores, routes=(loop(2),))
    selection = select(problem, iterations=200)
    assert selection.score == 3
    orders = [(0, *order, 0) for order in itertools.permutations([1, 2, 3])]
    assert selection.cost == min(sum(int(costs[a, b]) for a, b in itertools.pairwise(order)) for order in orders)


def test_no_visit_that_earns_nothing() -> None:
    travel = line(0, 1, 1, 1)
    idle = OrienteeringProblem(travel=travel, scores=np.array([0, 5, 0, 0]), mandatory=(3,), routes=(loop(9),))
    assert sorted(vertices(select(idle, iterations=50))) == [1, 3]
    kinds = np.array([-1, 0, 0, -1])
    apart = line(0, 1, 2, 1)
    alike = OrienteeringProblem(travel=apart, scores=np.array([0, 5, 4, 3]), kinds=kinds, decay=0.0, routes=(loop(9),))
    assert sorted(vertices(select(alike, iterations=50))) == [1, 3]


def test_no_candidate_gives_the_empty_route() -> None:
    selection = select(
        OrienteeringProblem(travel=np.zeros((1, 1), np.int64), scores=np.zeros(1, np.int64), routes=(loop(0),))
    )
    assert (selection.vertices, selection.score, selection.is_complete) == ((), 0, True)


def test_route_that_cannot_be_travelled_is_none() -> None:
    travel = line(0, 50, 10)
    travel[0, 1] = UNREACHABLE
    frames = (RouteFrame(start=0, end=1, earliest_start=0, latest_end=1000), loop(30))
    problem = OrienteeringProblem(travel=travel, scores=np.array([0, 0, 4]), routes=frames, mandatory=(2,))
    selection = select(problem, iterations=30)
    assert selection.routes[0] is None
    assert vertices(selection, 1) == (2,)
    assert not selection.is_complete
    alone = select(OrienteeringProblem(travel=travel, scores=np.array([0, 0, 4]), routes=frames[:1], mandatory=(2,)))
    assert (alone.routes, alone.missing_mandatory, alone.score) == ((None,), (2,), 0)


def test_unreachable_of_a_matrix_of_the_networks() -> None:
    travel: npt.NDArray[Any] = line(0, 5, 6).astype(np.uint32)
    travel[:, 1] = 0xFFFFFFFF
    problem = OrienteeringProblem(travel=travel, scores=np.array([0, 9, 1]), routes=(loop(50),))
    assert problem.travel[0, 1] == UNREACHABLE
    assert vertices(select(problem, iterations=50)) == (2,)


def test_deadline_cuts_the_work_and_says_so() -> None:
    problem = OrienteeringProblem(travel=line(0, 1, 2), scores=np.array([0, 1, 1]), routes=(loop(50),))
    answers = itertools.chain([False, False], itertools.repeat(object=True))
    selection = select(problem, iterations=1000, is_late=lambda: next(answers))
    assert (selection.truncated, selection.iterations) == (True, 20)
    assert selection.score == 2


def test_a_caller_may_stop_the_work_by_raising() -> None:
    problem = OrienteeringProblem(travel=line(0, 1), scores=np.array([0, 1]), routes=(loop(50),))

    def leave() -> bool:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        select(problem, is_late=leave)


def test_given_time_is_kept_by_the_clock() -> None:
    ticks = itertools.count()
    problem = OrienteeringProblem(travel=line(0, 1, 2), scores=np.array([0, 1, 1]), routes=(loop(50),))
    selection = select_within(problem, seconds=10, clock=lambda: float(next(ticks)))
    assert selection.score == 2
    assert 0 < selection.iterations < 100
    assert not selection.truncated


def test_work_and_time_must_make_sense() -> None:
    problem = OrienteeringProblem(travel=line(0, 1), scores=np.array([0, 1]), routes=(loop(50),))
    assert select(problem, iterations=0).score == 0
    with pytest.raises(SelectionError, match="iterations"):
        select(problem, iterations=-1)
    with pytest.raises(SelectionError, match="seconds"):
        select_within(problem, seconds=0)
