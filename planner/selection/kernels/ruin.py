"""Ways to take vertices out of a plan. Each marks them in `removed`; `take_out` closes the gaps.

References
----------
Christiaens, J., Vanden Berghe, G. (2020). Slack induction by string removals for vehicle routing problems. Transportation Science 54, 417-433.
https://doi.org/10.1287/trsc.2019.0914
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from graphs.kernels.types import local
from planner.selection.kernels.draws import draw_below, draw_share
from planner.selection.kernels.records import Instance, Plan, Workspace
from planner.selection.kernels.timing import retime

__all__ = ["mark_any", "mark_hour", "mark_poor", "mark_strings", "take_out"]

_MOST_ROUTES = 3
_SPLIT_SHARE = 0.5


@local
def _slot_of(plan: Plan, r: int, vertex: int) -> int:
    route = plan.route[r]
    for k in range(1, plan.size[r] + 1):
        if route[k] == vertex:
            return k
    return 1


@local
def _mark_string(plan: Plan, work: Workspace, r: int, slot: int, longest: float, rng: npt.NDArray[np.uint64]) -> None:
    """Mark a string of route `r` that holds `slot`, at times with one vertex inside it left alone."""
    size = plan.size[r]
    count = min(size, 1 + np.int64(draw_share(rng) * min(longest, np.float64(size))))
    begin = min(max(1, slot - draw_below(rng, count)), size - count + 1)
    spared = -1
    if count > 1 and begin + count <= size and draw_share(rng) < _SPLIT_SHARE:
        spared = begin + draw_below(rng, count + 1)
        count += 1
    for k in range(begin, begin + count):
        if k != spared:
            work.removed[plan.route[r, k]] = 1


@local
def mark_strings(
    instance: Instance, plan: Plan, work: Workspace, total: int, most: float, rng: npt.NDArray[np.uint64]
) -> None:
    """Mark strings of neighbouring routes around a random vertex, visited or not; `total` visits, `most` in a string."""
    routes = len(plan.size)
    vertices = len(plan.where)
    longest = min(most, 0.5 * max(1.0, total / routes) + 1.0)
    wanted = 1 + draw_below(rng, min(routes, _MOST_ROUTES)) if routes > 1 else 1
    around = draw_below(rng, vertices)
    touched = 0
    near, where, cut = instance.near[around], plan.where, work.touched
    for index in range(vertices):
        vertex = near[index]
        r = where[vertex]
        if r < 0 or cut[r]:
            continue
        _mark_string(plan, work, r, _slot_of(plan, r, vertex), longest, rng)
        cut[r] = 1
        touched += 1
        if touched == wanted:
            break
    cut[:] = 0


@local
def mark_any(plan: Plan, work: Workspace, total: int, most: float, rng: npt.NDArray[np.uint64]) -> None:
    """Mark a few random vertices."""
    count = 1 + draw_below(rng, np.int64(min(most, max(1.0, total * 0.4))) + 1)
    for _ in range(count):
        r = draw_below(rng, len(plan.size))
        if plan.size[r] > 0:
            work.removed[plan.route[r, 1 + draw_below(rng, plan.size[r])]] = 1


@local
def mark_poor(
    instance: Instance, plan: Plan, work: Workspace, total: int, most: float, rng: npt.NDArray[np.uint64]
) -> None:
    """Mark the vertices that earn least for what they take, with noise."""
    count = min(total, 1 + draw_below(rng, np.int64(min(most, max(1.0, total * 0.3))) + 1))
    seen = 0
    key, order, strain, score, visit = work.key, work.order, instance.strain, instance.score, instance.visit
    for r in range(len(plan.size)):
        route = plan.route[r]
        for k in range(1, plan.size[r] + 1):
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
        work.removed[order[picked]] = 1


@local
def mark_hour(instance: Instance, plan: Plan, work: Workspace, rng: npt.NDArray[np.uint64]) -> None:
    """Mark what is visited within the same stretch of time on all routes."""
    share, width = draw_share(rng), 0.05 + 0.25 * draw_share(rng)
    for r in range(len(plan.size)):
        span = np.float64(instance.latest_end[r] - instance.earliest[r])
        begin = instance.earliest[r] + share * span
        route, leave = plan.route[r], plan.leave[r]
        for k in range(1, plan.size[r] + 1):
            start = leave[k] - instance.visit[route[k]]
            if start >= begin and start <= begin + width * span:
                work.removed[route[k]] = 1


@local
def _put_back(instance: Instance, plan: Plan, work: Workspace, r: int) -> None:
    """Restore route `r` as it was before this round."""
    plan.size[r] = work.kept_size[r]
    for k in range(plan.size[r] + 2):
        plan.route[r, k] = work.kept_route[r, k]
    for k in range(1, plan.size[r] + 1):
        work.removed[plan.route[r, k]] = 0
        plan.where[plan.route[r, k]] = r
    retime(instance, plan, r)


@local
def take_out(instance: Instance, plan: Plan, work: Workspace) -> None:
    """Take the marked vertices out of their routes.

    Where the matrix breaks the triangle inequality a shorter list can take longer: a route that would then break its limits stays as it was.
    """
    for r in range(len(plan.size)):
        size, route, where, removed = plan.size[r], plan.route[r], plan.where, work.removed
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
        route[kept + 1] = instance.last[r]
        plan.size[r] = kept
        if not retime(instance, plan, r):
            _put_back(instance, plan, work, r)
