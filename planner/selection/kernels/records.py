"""What the kernels of the solver share: the problem as arrays, the plan being changed, and room to work in.

Throughout: n vertices, m routes, w windows, c slots of a route (its two ends included), e exponents. Arrays of one
shape are stacked, and a constant names each layer: a call then passes few arrays, which is what keeps both compiling
and calling cheap. A vertex that may not be chosen (an end of a route, a forbidden one, one without score) has no open
window, so that no kernel needs a list of them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np  # noqa: TC002 - numba reads the annotations of records
import numpy.typing as npt  # noqa: TC002
from numba import types

__all__ = [
    "ABLE",
    "ABLES",
    "AHEAD",
    "BACK",
    "BEHIND",
    "BEST",
    "BUDGET",
    "CHAMPION",
    "CLOSES",
    "COST",
    "DONE",
    "EARLIEST",
    "EXTRA",
    "FIGURES",
    "FIGURES_I8",
    "FIRST",
    "FRAMES",
    "INSTANCE",
    "KEPT",
    "KIND",
    "KIND_FIRST",
    "KIND_MEMBER",
    "LAST",
    "LATEST",
    "LATEST_END",
    "LEAVE",
    "LENGTH",
    "LENGTH_BACK",
    "LINE",
    "MANDATORY",
    "MATRICES",
    "NEAR",
    "NEVER",
    "NO_PLACE",
    "OPENS",
    "ORDER",
    "PLACE_BITS",
    "PLAN",
    "RANK",
    "REMOVED",
    "RNG_U8",
    "ROUTE",
    "ROUTE_LENGTH",
    "SCORE",
    "SCORE_SHIFT",
    "SHARE_Q16",
    "SIZE",
    "STRAIN",
    "TOUCHED",
    "TRAVEL",
    "UNBOUNDED",
    "VERTICES",
    "VISIT",
    "WORKSPACE",
    "Instance",
    "Plan",
    "Workspace",
]

NEVER = 1 << 40
"""A travel time no route has: not reachable, or a window that has passed."""

UNBOUNDED = 1 << 40
"""A budget that binds nothing."""

PLACE_BITS = 16
"""Low bits of a rank that hold the gap; the others hold what the insertion takes."""

NO_PLACE = 1 << 62
"""The rank of a vertex that fits nowhere."""

SCORE_SHIFT = 16
"""Scores are kept in 65536ths, so that a share of a score stays an integer."""

FIGURES = 3
"""A plan's figures: mandatory vertices visited, score in 65536ths, cost."""

# Layers of Instance.matrices.
TRAVEL = 0  # time from row to column, NEVER where there is no way
BACK = 1  # its transpose
LENGTH = 2  # what budgets count
LENGTH_BACK = 3  # its transpose
STRAIN = 4  # what a local search shortens: time, and length where it is bounded
COST = 5  # what is preferred small among equal scores
NEAR = 6  # vertices by distance from each vertex
MATRICES = 7

# Layers of Instance.vertices.
VISIT = 0  # duration of a visit
SCORE = 1
MANDATORY = 2  # 1 or 0
KIND = 3
KIND_MEMBER = 4  # vertices by kind, best score first
KIND_FIRST = 5  # where each kind begins in KIND_MEMBER; -1 beyond the last kind's end
SHARE_Q16 = 6  # share of its score that the j-th best visit of a kind earns
VERTICES = 7

# Layers of Instance.frames.
FIRST = 0  # start vertex
LAST = 1  # end vertex
EARLIEST = 2  # departure
LATEST_END = 3
BUDGET = 4  # most length, UNBOUNDED for none
FRAMES = 5

# Layers of Instance.windows.
OPENS = 0
CLOSES = 1

# Layers of Plan.slots and of Plan.sums.
ROUTE = 0  # vertices; slot 0 the start, slot size + 1 the end
LEAVE = 1  # departure
LATEST = 2  # latest arrival from which the rest of the route can be kept
SIZE = 0  # visits
ROUTE_LENGTH = 1  # where a budget binds it

# Layers of Workspace.ranks, .rows, .tallies, .lines and .copies.
RANK = 0  # what the best insertion takes << PLACE_BITS | its gap
ABLE = 1  # the vertices that fit into each route
DONE = 0  # start of the visit when inserted in the gap looked at
EXTRA = 1  # strain of the added length in the gap looked at, NEVER over the budget
ORDER = 2
REMOVED = 3  # removed in this round
ABLES = 0  # how many fit into each route
CHAMPION = 1  # the most wanted vertex of each route, -1 for none
TOUCHED = 2  # whether a route is already cut in this round, zero outside it
LINE = 0  # a route being tried
AHEAD = 1  # strain along the route up to each slot
BEHIND = 2  # the same, travelled the other way
KEPT = 0  # the plan before this round
BEST = 1  # the best plan so far


class Instance(NamedTuple):
    """The problem; all arrays are read-only."""

    matrices: npt.NDArray[np.int64]  # (MATRICES, n, n)
    vertices: npt.NDArray[np.int64]  # (VERTICES, n + 1)
    windows: npt.NDArray[np.int64]  # (2, m, w, n), ascending; NEVER to -NEVER for none
    frames: npt.NDArray[np.int64]  # (FRAMES, m)
    worth: npt.NDArray[np.float64]  # (e, n + 1) scores to the power of an exponent, the exponent itself last
    decays: bool  # whether a second visit of a kind earns less
    strain_per_length: float


class Plan(NamedTuple):
    """The routes being changed, with what makes an insertion checkable in constant time."""

    slots: npt.NDArray[np.int64]  # (3, m, c)
    sums: npt.NDArray[np.int64]  # (2, m)
    where: npt.NDArray[np.int64]  # (n,) route of each vertex, -1 for none


class Workspace(NamedTuple):
    """Room for one search."""

    ranks: npt.NDArray[np.int64]  # (2, m, n)
    values: npt.NDArray[np.float64]  # (m + 2, n) wanted insertions by route, shares left, wanted vertices
    rows: npt.NDArray[np.int64]  # (4, n)
    tallies: npt.NDArray[np.int64]  # (3, m)
    lines: npt.NDArray[np.int64]  # (3, c)
    copies: npt.NDArray[np.int64]  # (2, m, c + 1) routes, their sizes last


def _array(dtype: Any, dimensions: int, *, readonly: bool = False) -> types.Array:
    return types.Array(dtype, dimensions, "C", readonly=readonly)


def _integers(dimensions: int, *, readonly: bool = False) -> types.Array:
    return _array(types.int64, dimensions, readonly=readonly)


_PROBLEM_ARRAYS = [_integers(dimensions, readonly=True) for dimensions in (3, 2, 4, 2)]
INSTANCE = types.NamedTuple(
    [*_PROBLEM_ARRAYS, _array(types.float64, 2, readonly=True), types.boolean, types.float64], Instance
)
PLAN = types.NamedTuple([_integers(3), _integers(2), _integers(1)], Plan)
WORKSPACE = types.NamedTuple(
    [_integers(3), _array(types.float64, 2), _integers(2), _integers(2), _integers(2), _integers(3)], Workspace
)
RNG_U8 = _array(types.uint64, 1)
FIGURES_I8 = _integers(1)
