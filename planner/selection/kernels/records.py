"""What the kernels of the solver share: the problem as arrays, the plan being changed, and room to work in.

Throughout: n vertices, m routes, w windows, c slots of a route (its two ends included), e exponents. A vertex that may not be chosen (an end of a
route, a forbidden one) has no open window, so that no kernel needs a list of them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import types

__all__ = [
    "FIGURES",
    "FIGURES_I8",
    "INSTANCE",
    "NEVER",
    "NO_PLACE",
    "PLACE_BITS",
    "PLAN",
    "RNG_U8",
    "SCORE_SHIFT",
    "UNBOUNDED",
    "WORKSPACE",
    "Instance",
    "Plan",
    "Workspace",
]

I8 = npt.NDArray[np.int64]
F8 = npt.NDArray[np.float64]
U1 = npt.NDArray[np.uint8]

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


class Instance(NamedTuple):
    """The problem; all arrays are read-only."""

    travel: I8  # (n, n) time from row to column, NEVER where there is no way
    back: I8  # (n, n) its transpose
    length: I8  # (n, n) what budgets count, (1, 1) without budgets
    length_back: I8  # (n, n) its transpose
    strain: I8  # (n, n) what a local search shortens: time, and length where it is bounded
    cost: I8  # (n, n) what is preferred small among equal scores
    near: I8  # (n, n) vertices by distance from each vertex
    visit: I8  # (n,) duration of the visit
    score: I8  # (n,)
    worth: F8  # (e, n) scores to the power of each exponent
    exponent: F8  # (e,)
    mandatory: U1  # (n,)
    opens: I8  # (m, w, n) windows in ascending order, 1 to 0 for none
    closes: I8  # (m, w, n)
    kind_of: I8  # (n,)
    kind_first: I8  # (kinds + 1,) where each kind begins in kind_member
    kind_member: I8  # (n,) vertices by kind, best score first
    share_q16: I8  # (n + 1,) share of its score that the j-th best visit of a kind earns
    first: I8  # (m,) start vertex
    last: I8  # (m,) end vertex
    earliest: I8  # (m,) departure
    latest_end: I8  # (m,)
    budget: I8  # (m,) most length, UNBOUNDED for none
    strain_per_length: float


class Plan(NamedTuple):
    """The routes being changed, with what makes an insertion checkable in constant time."""

    route: I8  # (m, c) vertices; slot 0 the start, slot size + 1 the end
    size: I8  # (m,) visits
    leave: I8  # (m, c) departure
    latest: I8  # (m, c) latest arrival from which the rest of the route can be kept
    length: I8  # (m,) length of the route
    where: I8  # (n,) route of each vertex, -1 for none


class Workspace(NamedTuple):
    """Room for one search."""

    done: I8  # (n,) end of the visit when inserted in the gap looked at
    extra: I8  # (n,) strain of the added length in the gap looked at, NEVER over the budget
    rank: I8  # (m, n) what the best insertion takes << PLACE_BITS | its gap
    value: F8  # (m, n) how much an insertion is wanted, negative for never
    fresh: U1  # (m, n) whether a rank is from after the last insertion into its route
    able: I8  # (m, n) the vertices that fit into each route
    ables: I8  # (m,) how many
    champion: I8  # (m,) the most wanted vertex of each route, -1 for none
    key: F8  # (n,) how much a vertex is wanted, whatever its insertion takes
    order: I8  # (n,)
    removed: U1  # (n,) removed in this round
    touched: U1  # (m,) routes already cut in this round, zero outside it
    line: I8  # (c,) a route being tried
    ahead: I8  # (c,) strain along the route up to each slot
    behind: I8  # (c,) the same, travelled the other way
    kept_route: I8  # (m, c) the plan before this round
    kept_size: I8  # (m,)
    best_route: I8  # (m, c) the best plan so far
    best_size: I8  # (m,)


def _array(dtype: Any, dimensions: int, *, readonly: bool) -> types.Array:
    return types.Array(dtype, dimensions, "C", readonly=readonly)


def _record(kind: Any, letters: str, *, readonly: bool) -> types.NamedTuple:
    """Give the numba type of a record: a letter per field, i/I integers of one/two/three dimensions as i, I, T; f, F floats; u, U bytes; s a float."""
    made = {
        "i": _array(types.int64, 1, readonly=readonly),
        "I": _array(types.int64, 2, readonly=readonly),
        "T": _array(types.int64, 3, readonly=readonly),
        "f": _array(types.float64, 1, readonly=readonly),
        "F": _array(types.float64, 2, readonly=readonly),
        "U": _array(types.uint8, 2, readonly=readonly),
        "u": _array(types.uint8, 1, readonly=readonly),
        "s": types.float64,
    }
    return types.NamedTuple([made[letter] for letter in letters], kind)


INSTANCE = _record(Instance, "IIIIIII" + "iiFfu" + "TT" + "iiii" + "iiiii" + "s", readonly=True)
PLAN = _record(Plan, "IiIIii", readonly=False)
WORKSPACE = _record(Workspace, "iiIFUIiifiuuiiiIiIi", readonly=False)
RNG_U8 = _array(types.uint64, 1, readonly=False)
FIGURES_I8 = _array(types.int64, 1, readonly=False)
