"""Streets beside a line, against plain geometry."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graphs.geo import EARTH_RADIUS_M
from graphs.path import Path
from graphs.view import edge_geometries
from planner.circuit import CircuitParams
from planner.circuit.reuse import Reuse
from planner.kernels.beside import count_streets
from tests.networks import Street, build_network, grid_network, random_network

if TYPE_CHECKING:
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from graphs.network import Network

REACH_M = 32.0
CELL_M = 15.0
SAMPLE_M = 30.0


def in_metres(network: Network) -> list[shapely.LineString]:
    lines = edge_geometries(network, np.arange(network.edge_count, dtype=np.int32))
    squeeze = math.cos(math.radians(50.4))
    degree_m = math.radians(1) * EARTH_RADIUS_M
    return [shapely.transform(line, lambda at: at * [degree_m * squeeze, degree_m]) for line in lines]


def walk(network: Network, seed: int, *, pieces: int) -> Path:
    """Give a path of whole edges from arc to arc, drawn."""
    rng = np.random.default_rng(seed)
    node = int(rng.integers(0, network.node_count))
    codes = []
    for _ in range(pieces):
        first, last = int(network.arc_first[node]), int(network.arc_first[node + 1])
        if first == last:
            break
        arc = int(rng.integers(first, last))
        codes.append(int(network.arc_edge[arc]))
        node = int(network.arc_head[arc])
    return Path.from_codes(network, np.array(codes, np.int32))


def share_within(line: shapely.LineString, zone: BaseGeometry) -> float:
    """Share of a line, piece by piece: one that comes back on itself counts twice."""
    if not line.length:
        return float(zone.intersects(line))
    pieces = [shapely.LineString(ends) for ends in pairwise(line.coords)]
    return float(sum(piece.intersection(zone).length for piece in pieces) / line.length)


@settings(max_examples=60)
@example(seed=131, on_grid=False)
@given(st.integers(0, 10_000), st.booleans())
def test_the_edges_found_are_those_that_lie_beside_the_line(seed: int, on_grid: bool) -> None:
    network = grid_network(5, 5, step_m=40.0) if on_grid else random_network(seed, nodes=25, streets=50)
    path = walk(network, seed, pieces=6)
    if not len(path.codes):
        return
    found = set(Reuse(network, CircuitParams()).list_beside(path).tolist())
    lines = in_metres(network)
    line = shapely.union_all([lines[edge] for edge in path.edges])
    sure, perhaps = line.buffer(REACH_M - CELL_M), line.buffer(REACH_M + CELL_M)
    for edge, drawn in enumerate(lines):
        blur = min(1.0, 2 * SAMPLE_M / max(drawn.length, 1.0))
        if share_within(drawn, sure) >= min(1.0, 0.5 + blur):
            assert edge in found, f"edge {edge} runs beside the line"
        if share_within(drawn, perhaps) < 0.5 - blur:
            assert edge not in found, f"edge {edge} runs elsewhere"


@pytest.mark.parametrize(("apart_m", "beside"), [(12, True), (24, True), (60, False), (200, False)])
def test_a_parallel_street_is_beside_only_when_it_is_near(apart_m: float, beside: bool) -> None:
    north = apart_m / 111_195
    nodes = [(50.4, 2.8), (50.4, 2.81), (50.4 + north, 2.8), (50.4 + north, 2.81)]
    network = build_network(nodes, [Street(0, 1), Street(2, 3)])
    path = Path.from_codes(network, np.array([0], np.int32))
    found = Reuse(network, CircuitParams()).list_beside(path).tolist()
    assert found == ([0, 1] if beside else [0])


def test_a_street_that_only_crosses_is_not_beside() -> None:
    nodes = [(50.4, 2.8), (50.4, 2.81), (50.402, 2.805), (50.398, 2.805)]
    network = build_network(nodes, [Street(0, 1), Street(2, 3)])
    assert Reuse(network, CircuitParams()).list_beside(Path.from_codes(network, np.array([0], np.int32))).tolist() == [
        0
    ]


def test_two_lines_in_turn_do_not_mix() -> None:
    network = grid_network(3, 12, step_m=300.0)
    reuse = Reuse(network, CircuitParams())
    one, other = (Path.from_codes(network, np.array([code], np.int32)) for code in (0, 40))
    first = reuse.list_beside(one).tolist()
    assert reuse.list_beside(other).tolist() != first
    assert reuse.list_beside(one).tolist() == first


def test_a_line_along_the_very_edge_of_the_network_is_seen() -> None:
    network = grid_network(5, 5, step_m=40.0)
    for edge in range(network.edge_count):
        found = Reuse(network, CircuitParams()).list_beside(Path.from_codes(network, np.array([2 * edge], np.int32)))
        assert edge in found.tolist()


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.sets(st.integers(0, 5)), st.sets(st.integers(0, 5))), min_size=1, max_size=4),
    st.lists(st.integers(0, 1), min_size=6, max_size=6),
    st.data(),
)
def test_the_price_of_a_street_is_that_of_the_paths_that_are_counted_in(
    paths: list[tuple[set[int], set[int]]], avoided: list[int], data: st.DataObject
) -> None:
    prices = np.array([24, 12, 4], np.uint8)
    shut = np.array(avoided, np.uint8)
    ridden, beside, eighths = (np.zeros(6, np.uint8) for _ in range(3))
    eighths[:] = 4 * shut
    counted: list[tuple[set[int], set[int]]] = []
    for path in paths:
        counted.append(path)
        count_streets(as_edges(path[0]), as_edges(path[1]), 1, shut, prices, ridden, beside, eighths)
        if data.draw(st.booleans()):
            gone = counted.pop(data.draw(st.integers(0, len(counted) - 1)))
            count_streets(as_edges(gone[0]), as_edges(gone[1]), -1, shut, prices, ridden, beside, eighths)
        for edge in range(6):
            ridden_by = sum(edge in on for on, _ in counted)
            beside_of = sum(edge in by for _, by in counted)
            price = 24 if ridden_by else 12 if beside_of else 4 * avoided[edge]
            assert (ridden[edge], beside[edge], eighths[edge]) == (ridden_by, beside_of, price)


def as_edges(edges: set[int]) -> npt.NDArray[np.int32]:
    return np.array(sorted(edges), np.int32)
