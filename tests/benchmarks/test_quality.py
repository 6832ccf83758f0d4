"""A little of the benchmark with fixed work: fails where circuits or selections get worse."""

from __future__ import annotations

import random
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import pytest

from planner.selection import select
from tests.benchmarks.bench_circuits import OURS, SHORTEST, Cell, Tally, is_good, run_cell
from tests.benchmarks.bench_selection import draw_problem, get_score
from tests.benchmarks.rules import GRAPHHOPPER

if TYPE_CHECKING:
    from planner.territory import Territory

STARTS = 12


@pytest.mark.parametrize(("mode", "km"), [("foot", 10.0), ("bike", 30.0)])
def test_circuits_on_the_demo_territory_stay_good(demo: Territory, mode: str, km: float) -> None:
    tallies: dict[str, Tally] = defaultdict(Tally)
    run_cell(Cell(demo, "demo", mode, km), tallies, starts=STARTS, seed=5, rules=(GRAPHHOPPER,))
    ours, other = tallies[OURS], tallies[GRAPHHOPPER.name]
    assert (ours.asked, other.asked) == (STARTS, STARTS)
    assert ours.good_share >= 11 / 12, [item for item in ours.figures if not is_good(item)]
    errors = [abs(item.length_error or 0.0) for item in ours.figures]
    assert np.median(errors) <= 0.01
    assert max(errors) <= 0.03
    assert np.percentile([item.retraced_share for item in ours.figures], 95) <= 0.05
    assert np.median([item.corridor_share for item in ours.figures]) <= 0.05
    pleasant, plain = (np.mean([item.pleasant_share for item in tallies[name].figures]) for name in (OURS, SHORTEST))
    assert pleasant > plain
    assert other.good_share < ours.good_share


@pytest.mark.parametrize(("number", "routes", "least"), [(0, 1, 1343), (1, 2, 2194), (2, 1, 1378), (3, 3, 2368)])
def test_selections_of_fixed_work_stay_as_good(number: int, routes: int, least: int) -> None:
    problem = draw_problem(random.Random(number), size=60, routes=routes)  # noqa: S311 - the benchmark's own
    found = select(problem, seed=1, iterations=10_000)
    score = get_score(problem, [list(route.vertices) if route else [] for route in found.routes])
    assert score == found.score
    assert score is not None
    assert score >= 0.995 * least
