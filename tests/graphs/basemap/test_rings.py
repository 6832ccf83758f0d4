"""Rings of ways, also of those that lack some."""

import numpy as np
import pytest

from graphs.basemap.rings import assemble_rings, nest_rings

# Node n stands at (x[n], y[n]).
X = np.array([0, 100, 100, 0, 20, 40, 40, 20, 25, 30, 30, 25], np.int32)
Y = np.array([0, 0, 100, 100, 20, 20, 40, 40, 25, 25, 30, 30], np.int32)
OUTER, HOLE, ISLAND = [0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]


def chain(*nodes: int) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return np.array(nodes, np.int32)


def as_set(rings: list[np.ndarray[tuple[int], np.dtype[np.int32]]]) -> set[frozenset[int]]:
    return {frozenset(ring.tolist()) for ring in rings}


@pytest.mark.parametrize(
    "chains",
    [
        [chain(0, 1, 2, 3, 0)],
        [chain(0, 1, 2), chain(2, 3, 0)],
        [chain(2, 1, 0), chain(2, 3, 0)],
        [chain(3, 0), chain(1, 2), chain(1, 0), chain(3, 2)],
    ],
)
def test_chains_join_whichever_way_they_run(chains: list[np.ndarray[tuple[int], np.dtype[np.int32]]]) -> None:
    made = assemble_rings(chains, X, Y)
    assert [len(ring) for ring in made.rings] == [4]
    assert as_set(made.rings) == {frozenset(OUTER)}
    assert (made.bridged, made.dropped) == (0, 0)


def test_a_missing_side_is_bridged() -> None:
    made = assemble_rings([chain(0, 1, 2, 3)], X, Y)
    assert as_set(made.rings) == {frozenset(OUTER)}
    assert (made.bridged, made.dropped) == (1, 0)


def test_two_banks_of_a_cut_river_become_one_ring() -> None:
    x = np.array([0, 500, 1000, 0, 500, 1000], np.int32)
    y = np.array([0, 300, 0, 40, 340, 40], np.int32)
    made = assemble_rings([chain(0, 1, 2), chain(3, 4, 5)], x, y)
    assert [ring.tolist() for ring in made.rings] in ([[0, 1, 2, 5, 4, 3]], [[2, 1, 0, 3, 4, 5]])
    assert made.bridged == 1


def test_a_single_bank_is_no_river() -> None:
    made = assemble_rings([chain(0, 1)], X, Y)
    assert (made.rings, made.bridged, made.dropped) == ([], 0, 1)


def test_a_lonely_node_and_a_ring_of_two_are_left_out() -> None:
    assert assemble_rings([chain(3), chain(0, 1, 0)], X, Y).rings == []


def test_holes_and_islands_are_told_by_how_deep_they_lie() -> None:
    rings = [np.array(ring, np.int32) for ring in (ISLAND, HOLE, OUTER)]
    nested = [(outer.tolist(), [hole.tolist() for hole in holes]) for outer, holes in nest_rings(rings, X, Y)]
    assert nested == [(OUTER, [HOLE]), (ISLAND, [])]
