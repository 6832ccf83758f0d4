"""What a problem refuses, and that it cannot be changed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from planner.errors import SelectionError
from planner.selection import TIME_LIMIT, OrienteeringProblem, RouteFrame, time_routes

FRAME = RouteFrame(start=0, end=0, earliest_start=0, latest_end=100)
GOOD: dict[str, Any] = {"travel": np.ones((3, 3), np.int64), "scores": np.array([0, 1, 2]), "routes": (FRAME,)}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"travel": np.ones((3, 2), np.int64)}, "travel"),
        ({"travel": np.ones((3, 3))}, "travel"),
        ({"travel": np.ones((0, 0), np.int64)}, "travel"),
        ({"travel": np.full((3, 3), -1)}, "travel"),
        ({"travel": np.full((3, 3), TIME_LIMIT)}, "travel"),
        ({"scores": np.array([0, 1])}, "scores"),
        ({"scores": np.array([0, 1, -1])}, "scores"),
        ({"visits": np.array([0, 1, -1])}, "visits"),
        ({"lengths": np.ones((2, 2), np.int64)}, "lengths"),
        ({"costs": np.ones((2, 2), np.int64)}, "costs"),
        ({"kinds": np.array([-2, 0, 0])}, "kinds"),
        ({"decay": 1.5}, "decay"),
        ({"routes": ()}, "routes"),
        ({"routes": (RouteFrame(start=0, end=3, earliest_start=0, latest_end=9),)}, "routes"),
        ({"routes": (RouteFrame(start=0, end=0, earliest_start=0, latest_end=TIME_LIMIT),)}, "routes"),
        ({"routes": (RouteFrame(start=0, end=0, earliest_start=0, latest_end=9, budget=-1),)}, "routes"),
        ({"mandatory": (3,)}, "mandatory"),
        ({"mandatory": (0,)}, "mandatory"),
        ({"mandatory": (1,), "forbidden": (1,)}, "mandatory"),
        ({"forbidden": (-1,)}, "forbidden"),
        ({"windows": np.zeros((1, 2, 1, 2), np.int64)}, "windows"),
        ({"windows": np.full((1, 3, 1, 2), TIME_LIMIT)}, "windows"),
        ({"windows": np.tile(np.array([[5, 9], [9, 12]]), (1, 3, 1, 1))}, "windows"),
    ],
)
def test_refuses_what_does_not_hold_together(change: dict[str, Any], field: str) -> None:
    with pytest.raises(SelectionError) as caught:
        OrienteeringProblem(**{**GOOD, **change})
    assert caught.value.details["field"] == field


def test_arrays_are_copies_that_cannot_be_written() -> None:
    scores = np.array([0, 1, 2])
    problem = OrienteeringProblem(**{**GOOD, "scores": scores})
    scores[1] = 50
    assert problem.scores[1] == 1
    for array in (problem.travel, problem.scores, problem.visits, problem.windows, problem.kinds):
        with pytest.raises(ValueError, match="read-only"):
            array.flat[0] = 1


def test_defaults_are_open_all_day_without_visits_and_kinds() -> None:
    problem = OrienteeringProblem(**GOOD)
    assert problem.visits.tolist() == [0, 0, 0]
    assert problem.kinds.tolist() == [-1, -1, -1]
    assert problem.windows.shape == (1, 3, 1, 2)
    assert problem.lengths is problem.travel
    assert problem.costs is problem.travel


def test_with_routes_forbids_the_ends_of_the_others() -> None:
    frames = (FRAME, RouteFrame(start=1, end=0, earliest_start=0, latest_end=9))
    kept = OrienteeringProblem(**{**GOOD, "routes": frames}).with_routes([0])
    assert (kept.routes, kept.forbidden, kept.windows.shape[0]) == ((FRAME,), (1,), 1)


@pytest.mark.parametrize(
    ("routes", "words"),
    [
        ([[1], [2]], "1 routes"),
        ([[1, 1]], "twice"),
        ([[0]], "may not be visited"),
        ([[1, 2]], "too late"),
    ],
)
def test_times_of_routes_that_break_the_rules_are_refused(routes: list[list[int]], words: str) -> None:
    frame = RouteFrame(start=0, end=0, earliest_start=0, latest_end=2)
    problem = OrienteeringProblem(**{**GOOD, "routes": (frame,)})
    with pytest.raises(SelectionError, match=words):
        time_routes(problem, routes)


def test_a_missed_window_and_a_missing_way_are_refused() -> None:
    windows = np.zeros((1, 3, 1, 2), np.int64)
    shut = OrienteeringProblem(**{**GOOD, "windows": windows})
    with pytest.raises(SelectionError, match="last window"):
        time_routes(shut, [[1]])
    travel = np.ones((3, 3), np.uint32)
    travel[0, 1] = 0xFFFFFFFF
    with pytest.raises(SelectionError, match="no way from vertex 0 to 1"):
        time_routes(OrienteeringProblem(**{**GOOD, "travel": travel}), [[1]])
