"""Ways to take vertices out of a plan. Each marks them as removed; `take_out` closes the gaps.

References
----------
Christiaens, J., Vanden Berghe, G. (2020). Slack induction by string removals for vehicle routing problems.
Transportation Science 54, 417-433. https://doi.org/10.1287/trsc.2019.0914
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from planner.selection.kernels.compiling import local
from planner.selection.kernels.draws import draw_below, draw_share
from planner.selection.kernels.records import (
    EARLIEST,
    KEPT,
    LAST,
    LATEST_END,
    LEAVE,
    NEAR,
    ORDER,
    REMOVED,
    ROUTE,
    SCORE,
    SIZE,
    STRAIN,
    TOUCHED,
    VISIT,
    Instance,
    Plan,
    Workspace,
)
from planner.selection.kernels.timing import retime

__all__ = ["mark_any", "mark_hour", "mark_poor", "mark_strings", "restore", "take_out"]

_MOST_ROUTES = 3
_SPLIT_SHARE = 0.5


@local
def _slot_of(route: npt.NDArray[np.int64], vertex: int) -> int:
    slot = 1
    while route[slot] != vertex:
        slot += 1
    return slot


@local
def _mark_string(
    route: npt.NDArray[np.int64],
    size: int,
    slot: int,
    longest: float,
    removed: npt.NDArray[np.int64],
    rng: npt.NDArray[np.uint64],
) -> None:
    """Mark a string of a route that holds `slot`, at times with one vertex inside it left alone."""
    count: int = min(size, 1 + int(draw_share(rng) * min(longest, float(size))))
    begin: int = min(max(1, slot - draw_below(rng, count)), size - count + 1)
    spared = -1
    if count > 1 and begin + count <= size and draw_share(rng) < _SPLIT_SHARE:
        spared = begin + draw_below(rng, count + 1)
        count += 1
    for k in range(begin, begin + count):
        if k != spared:
            removed[route[k]] = 1


@local
def mark_strings(
    instance: Instance, plan: Plan, work: Workspace, total: int, most: float, rng: npt.NDArray[np.uint64]
) -> None:
    """Mark strings of neighbouring routes around a random vertex; `total` visits in the plan, `most` in a string."""
    routes, vertices = plan.sums.shape[1], len(plan.where)
    longest = min(most, 0.5 * max(1.0, total / routes) + 1.0)
    wanted = 1 + draw_below(rng, min(routes, _MOST_ROUTES)) if routes > 1 else 1
    near, where, cut = instance.matrices[NEAR, draw_below(rng, vertices)], plan.where, work.tallies[TOUCHED]
    for index in range(vertices):
        vertex = near[index]
        r = where[vertex]
        if r < 0 or cut[r]:
            continue
        route = plan.slots[ROUTE, r]
        _mark_string(route, plan.sums[SIZE, r], _slot_of(route, vertex), longest, work.rows[REMOVED], rng)
        cut[r] = 1
        wanted -= 1
        if wanted == 0:
            break
    cut[:] = 0


@local
def mark_any(plan: Plan, work: Workspace, total: int, most: float, rng: npt.NDArray[np.uint64]) -> None:
    """Mark a few random vertices."""
    count = 1 + draw_below(rng, np.int64(min(most, max(1.0, total * 0.4))) + 1)
    for _ in range(count):
        r = draw_below(rng, plan.sums.shape[1])
        size = plan.sums[SIZE, r]
        if size > 0:
            work.rows[REMOVED, plan.slots[ROUTE, r, 1 + draw_below(rng, size)]] = 1


@local
def mark_poor(
    instance: Instance, plan: Plan, work: Workspace, total: int, most: float, rng: npt.NDArray[np.uint64]
) -> None:
    """Mark the vertices that earn least for what they take, with noise."""
    count = min(total, 1 + draw_below(rng, np.int64(min(most, max(1.0, total * 0.3))) + 1))
    key, order, removed = work.values[work.values.shape[0] - 1], work.rows[ORDER], work.rows[REMOVED]
    strain, score, visit = instance.matrices[STRAIN], instance.vertices[SCORE], instance.vertices[VISIT]
    seen = 0
    for r in range(plan.sums.shape[1]):
        route = plan.slots[ROUTE, r]
        for k in range(1, plan.sums[SIZE, r] + 1):
            p, v, q = route[k - 1], route[k], route[k + 1]
            detour = max(0, strain[p, v] + strain[v, q] - strain[p, q])
            key[seen] = score[v] / (1.0 + detour + visit[v]) * (0.5 + draw_share(rng))
            order[seen] = v
            seen += 1
    for picked in range(count):
        least = picked
        for other in range(picked + 1, seen):
            if key[other] < key[least]:
                least = other
        key[picked], key[least] = key[least], key[picked]
        order[picked], order[least] = order[least], order[picked]
        removed[order[picked]] = 1


@local
def mark_hour(instance: Instance, plan: Plan, work: Workspace, rng: npt.NDArray[np.uint64]) -> None:
    """Mark what is visited within the same stretch of time on all routes."""
    share, width = draw_share(rng), 0.05 + 0.25 * draw_share(rng)
    visit, removed = instance.vertices[VISIT], work.rows[REMOVED]
    for r in range(plan.sums.shape[1]):
        span = np.float64(instance.frames[LATEST_END, r] - instance.frames[EARLIEST, r])
        begin = instance.frames[EARLIEST, r] + share * span
        route, leave = plan.slots[ROUTE, r], plan.slots[LEAVE, r]
        for k in range(1, plan.sums[SIZE, r] + 1):
            start = leave[k] - visit[route[k]]
            if start >= begin and start <= begin + width * span:
                removed[route[k]] = 1


@local
def restore(instance: Instance, plan: Plan, work: Workspace, r: int, layer: int) -> None:
    """Make route `r` what a copy says; its vertices must not be visited elsewhere."""
    copy, route, where, removed = work.copies[layer, r], plan.slots[ROUTE, r], plan.where, work.rows[REMOVED]
    size = copy[len(copy) - 1]
    plan.sums[SIZE, r] = size
    for k in range(size + 2):
        route[k] = copy[k]
    for k in range(1, size + 1):
        removed[route[k]] = 0
        where[route[k]] = r
    retime(instance, plan, r)


@local
def take_out(instance: Instance, plan: Plan, work: Workspace) -> None:
    """Take the marked vertices out of their routes.

    Where the matrix breaks the triangle inequality a shorter list can take longer: a route that would then break its
    limits stays as it was before this round.
    """
    where, removed = plan.where, work.rows[REMOVED]
    for r in range(plan.sums.shape[1]):
        size, route = plan.sums[SIZE, r], plan.slots[ROUTE, r]
        kept = 0
        for k in range(1, size + 1):
            vertex = route[k]
            if removed[vertex]:
                where[vertex] = -1
            else:
                kept += 1
                route[kept] = vertex
        if kept == size:
            continue
        route[kept + 1] = instance.frames[LAST, r]
        plan.sums[SIZE, r] = kept
        if not retime(instance, plan, r):
            restore(instance, plan, work, r, KEPT)
