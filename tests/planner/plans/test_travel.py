"""Ways between candidates: exact side by side, estimated across the field."""

from __future__ import annotations

import numpy as np
import pytest

from graphs.matrix import matrix
from graphs.network import UNREACHABLE
from graphs.search import Searcher
from planner.circuit import Target
from planner.plans.distances import reach_of
from planner.plans.travel import measure_travel
from tests.networks import Street, build_network, grid_network
from tests.planner.circuit.checks import at, part_way, view_of

GRID = view_of(grid_network(31, 31, step_m=100.0))
SEARCHER = Searcher(GRID.network)
START = at(GRID, 1500, 1500)
PLACES = [at(GRID, 100.0 + 450 * (k % 7), 130.0 + 640 * (k // 7)) for k in range(35)]
NOBODY = np.zeros(len(PLACES), np.bool_)


@pytest.mark.parametrize("by_duration", [False, True])
def test_near_ways_are_measured_and_far_ones_estimated_between_the_straight_line_and_the_way_over_the_start(
    *, by_duration: bool
) -> None:
    target = Target(3_000_000, by_duration=True) if by_duration else Target(12_000_000)
    reach = reach_of(SEARCHER, GRID, START, START, PLACES, target=target, named=NOBODY)
    travel = measure_travel(SEARCHER, GRID, START, START, PLACES, reach, named=NOBODY)
    whole = matrix(SEARCHER, GRID, [START, *PLACES, START], [START, *PLACES, START])
    exact = whole.weights.astype(np.int64)
    assert travel.weights[0, 1:-1].tolist() == exact[0, 1:-1].tolist()
    assert travel.weights[1:-1, -1].tolist() == exact[1:-1, -1].tolist()
    inner, own = travel.weights[1:-1, 1:-1], exact[1:-1, 1:-1]
    for row in range(len(PLACES)):
        nearest = np.argsort(own[row], kind="stable")[:5]
        assert inner[row, nearest].tolist() == own[row, nearest].tolist()
    estimated = inner != own
    assert estimated.any(), "far pairs are not searched"
    over_start = exact[1:-1, -1][:, None] + exact[0, 1:-1][None, :]
    assert (inner[estimated] <= over_start[estimated]).all()
    assert (inner[estimated] >= 0.6 * own[estimated]).all()
    for layer in (travel.lengths_mm, travel.durations_ms):
        assert (layer < int(UNREACHABLE))[1:-1, 1:-1].all()


def test_every_way_of_a_named_place_is_measured() -> None:
    named = NOBODY.copy()
    named[34] = True
    reach = reach_of(SEARCHER, GRID, START, START, PLACES, target=Target(4_000_000), named=named)
    travel = measure_travel(SEARCHER, GRID, START, START, PLACES, reach, named=named)
    reached = reach.out < int(UNREACHABLE)
    whole = matrix(SEARCHER, GRID, PLACES, [PLACES[34]]).weights[:, 0]
    assert travel.weights[1:-1, 35][reached].tolist() == whole[reached].tolist()
    back = matrix(SEARCHER, GRID, [PLACES[34]], PLACES).weights[0]
    assert travel.weights[35, 1:-1][reached].tolist() == back[reached].tolist()


def test_between_two_places_every_fitting_way_is_measured() -> None:
    end = at(GRID, 1500, 2500)
    reach = reach_of(SEARCHER, GRID, START, end, PLACES, target=Target(20_000_000), named=NOBODY)
    travel = measure_travel(SEARCHER, GRID, START, end, PLACES, reach, named=NOBODY)
    whole = matrix(SEARCHER, GRID, [START, *PLACES], [*PLACES, end])
    assert travel.weights[:-1, 1:].tolist() == whole.weights.tolist()


def test_what_no_street_leads_to_stays_out_of_reach() -> None:
    nodes = [(50.4, 2.8), (50.4, 2.85), (50.41, 2.8), (50.42, 2.8), (50.42, 2.85)]
    view = view_of(build_network(nodes, [Street(0, 1), Street(1, 2), Street(2, 0), Street(3, 4)]))
    searcher = Searcher(view.network)
    start, near, island = part_way(view, 0, 0.5), part_way(view, 1, 0.5), part_way(view, 3, 0.5)
    named = np.zeros(2, np.bool_)
    reach = reach_of(searcher, view, start, start, [near, island], target=Target(20_000_000), named=named)
    travel = measure_travel(searcher, view, start, start, [near, island], reach, named=named)
    gone = travel.weights == int(UNREACHABLE)
    assert gone[2, 1]
    assert gone[1, 2]
    assert gone[0, 2]
    assert not gone[0, 1]
    assert travel.lengths_mm[0, 3] == 0
