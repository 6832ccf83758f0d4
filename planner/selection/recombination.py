"""The pool of routes of one search, and plans recombined from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.selection.kernels.pool import FACTS, FRAME, MANDATORY_WORTH, WORD_BITS, WORTH, Pool, choose_routes

if TYPE_CHECKING:
    from planner.selection.problem import OrienteeringProblem

__all__ = ["choose_plan", "to_pool"]


def to_pool(problem: OrienteeringProblem, places: int) -> Pool:
    """Make room for a number of routes; for none where recombining cannot help or scores of routes do not add up."""
    m, slots = len(problem.routes), problem.size + 2
    used = places if m > 1 and problem.decay >= 1.0 else 0
    entries = 1 << (4 * used).bit_length()
    return Pool(
        routes=np.zeros((used, slots + 1), np.int64),
        facts=np.zeros((used, FACTS), np.int64),
        words=np.zeros((used, problem.size // WORD_BITS + 1), np.int64),
        table=np.full(entries, -1, np.int64),
        tally=np.zeros(1, np.int64),
        alike=all(frame == problem.routes[0] for frame in problem.routes)
        and bool((problem.windows == problem.windows[:1]).all()),
    )


def choose_plan(problem: OrienteeringProblem, pool: Pool, mandatory: int, score: int) -> list[list[int]] | None:
    """Give a plan of routes of the pool that beats a number of mandatory vertices and a score, None for none found."""
    m = len(problem.routes)
    order = np.argsort(-pool.facts[: min(int(pool.tally[0]), len(pool.routes)), WORTH], kind="stable")
    if len(order) < m:
        return None
    cursor, chosen, found = (np.zeros(m, np.int64) for _ in range(3))
    if not choose_routes(pool, order, cursor, chosen, found, mandatory * MANDATORY_WORTH + score):
        return None
    routes: list[list[int]] = [[] for _ in range(m)]
    for level, place in enumerate(found):
        frame = level if pool.alike else int(pool.facts[place, FRAME])
        routes[frame] = pool.routes[place, 1 : pool.routes[place, -1] + 1].tolist()
    return routes
