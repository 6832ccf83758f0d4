"""A pool of routes met while searching, and the choice of routes of it that share no vertex and score most together.

A search that changes several routes at once seldom holds the best form of each at the same time. Its routes are kept
one by one, and now and then recombined by branch and bound.

References
----------
Hu, Q., Lim, A. (2014). An iterative three-component heuristic for the team orienteering problem with time windows.
European Journal of Operational Research 232, 276-286. https://doi.org/10.1016/j.ejor.2013.06.011
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import types

from planner.selection.kernels.compiling import kernel, local
from planner.selection.kernels.records import MANDATORY, ROUTE, SCORE, SIZE, Instance, Plan

__all__ = [
    "FACTS",
    "FRAME",
    "HASH",
    "MANDATORY_WORTH",
    "POOL",
    "WORD_BITS",
    "WORTH",
    "Pool",
    "choose_routes",
    "record_routes",
]

WORD_BITS = 60
"""Vertices that a word of the pool stands for."""

MANDATORY_WORTH = 1 << 48
"""What a mandatory vertex adds to the worth of a route: more than all scores together."""

# Columns of Pool.facts.
HASH = 0  # of the vertices, whatever their order
WORTH = 1
FRAME = 2  # of the route; -1 where every frame will do
FACTS = 3

_MOST_TRIALS = 50_000
_STRIDE, _MIXER = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9


class Pool(NamedTuple):
    """Routes met so far: p of them in a ring, over n vertices in slots of c; none where p is 0."""

    routes: npt.NDArray[np.int64]  # (p, c + 1) as in the copies of the workspace, sizes last
    facts: npt.NDArray[np.int64]  # (p, FACTS)
    words: npt.NDArray[np.int64]  # (p, n // WORD_BITS + 1) vertices as bits
    table: npt.NDArray[np.int64]  # (a power of 2,) place in the ring by hash, -1 for none
    tally: npt.NDArray[np.int64]  # (1,) routes recorded so far, those written over included
    alike: bool  # whether all frames are


POOL = types.NamedTuple([*(types.Array(types.int64, d, "C") for d in (2, 2, 2, 1, 1)), types.boolean], Pool)


@local
def _mix(vertex: int) -> int:
    """Scatter a number over 64 bits."""
    x = np.uint64(vertex + 1) * np.uint64(_STRIDE)
    x ^= x >> np.uint64(29)
    x *= np.uint64(_MIXER)
    x ^= x >> np.uint64(32)
    return np.int64(x)


@local
def _write(instance: Instance, plan: Plan, pool: Pool, r: int, place: int, hashed: int) -> None:
    """Write route `r` to a place of the ring."""
    route, size = plan.slots[ROUTE, r], plan.sums[SIZE, r]
    copy, words, facts = pool.routes[place], pool.words[place], pool.facts[place]
    words[:] = 0
    copy[len(copy) - 1] = size
    worth = 0
    for k in range(1, size + 1):
        vertex = route[k]
        copy[k] = vertex
        words[vertex // WORD_BITS] |= 1 << (vertex % WORD_BITS)
        worth += instance.vertices[SCORE, vertex] + instance.vertices[MANDATORY, vertex] * MANDATORY_WORTH
    facts[HASH], facts[WORTH], facts[FRAME] = hashed, worth, -1 if pool.alike else r


@local
def record_routes(instance: Instance, plan: Plan, pool: Pool) -> None:
    """Keep each route of a plan whose vertices are new to the pool, in the place of the oldest."""
    for r in range(plan.sums.shape[1]):
        hashed = 0 if pool.alike else _mix(len(plan.where) + r)
        for k in range(1, plan.sums[SIZE, r] + 1):
            hashed += _mix(plan.slots[ROUTE, r, k])
        entry = hashed & (len(pool.table) - 1)
        known = pool.table[entry]
        if known >= 0 and pool.facts[known, HASH] == hashed:
            continue
        place = pool.tally[0] % len(pool.routes)
        pool.tally[0] += 1
        pool.table[entry] = place
        _write(instance, plan, pool, r, place, hashed)


@local
def _clashes(pool: Pool, chosen: npt.NDArray[np.int64], depth: int, route: int) -> bool:
    """Say whether a route shares a vertex or its frame with one of the `depth` chosen."""
    for level in range(depth):
        other = chosen[level]
        if pool.facts[other, FRAME] >= 0 and pool.facts[other, FRAME] == pool.facts[route, FRAME]:
            return True
        for word in range(pool.words.shape[1]):
            if pool.words[other, word] & pool.words[route, word]:
                return True
    return False


@kernel(types.boolean(POOL, *(types.Array(types.int64, 1, "C") for _ in range(4)), types.int64))
def choose_routes(
    pool: Pool,
    order: npt.NDArray[np.int64],
    cursor: npt.NDArray[np.int64],
    chosen: npt.NDArray[np.int64],
    found: npt.NDArray[np.int64],
    floor: int,
) -> bool:
    """Choose routes of the pool that share no vertex and are worth more than `floor` together.

    Parameters
    ----------
    pool
        The routes.
    order
        Places of the routes in the ring, those worth most first.
    cursor, chosen
        Room (m,) for the branches being tried.
    found
        Written (m,): places of the routes chosen.
    floor
        What the choice must exceed.

    Returns
    -------
    bool
        Whether there is such a choice, within a bounded number of trials.
    """
    wanted, depth, total, better = len(chosen), 0, 0, False
    cursor[0] = 0
    for _ in range(_MOST_TRIALS):
        index = cursor[depth]
        if index == len(order) or total + (wanted - depth) * pool.facts[order[index], WORTH] <= floor:
            if depth == 0:
                break
            depth -= 1
            total -= pool.facts[chosen[depth], WORTH]
            continue
        cursor[depth] += 1
        route = order[index]
        if _clashes(pool, chosen, depth, route):
            continue
        chosen[depth] = route
        if depth + 1 == wanted:
            floor, better = total + pool.facts[route, WORTH], True
            for level in range(wanted):
                found[level] = chosen[level]
        else:
            depth += 1
            total += pool.facts[route, WORTH]
            cursor[depth] = index + 1
    return better
