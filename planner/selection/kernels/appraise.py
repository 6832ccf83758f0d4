"""What it takes to insert each vertex into a route, for all vertices and gaps.

The loops run gap by gap over all vertices, because rows of the matrices are then read in order and the compiler turns the loops into vector
instructions; each loop therefore does one thing with few arrays.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from graphs.kernels.types import local
from planner.selection.kernels.draws import draw_share
from planner.selection.kernels.records import NEVER, NO_PLACE, PLACE_BITS, UNBOUNDED, Instance, Plan, Workspace
from planner.selection.kernels.timing import earliest_visit

__all__ = ["appraise", "appraise_beside", "best_gap"]


@local
def _visit_after(
    leave: int,
    to: npt.NDArray[np.int64],
    opens: npt.NDArray[np.int64],
    closes: npt.NDArray[np.int64],
    done: npt.NDArray[np.int64],
) -> None:
    """Where one window lets the visit start, write its start to `done`; all arrays (n,)."""
    for i in range(len(done)):
        arrival = leave + to[i]
        start = max(arrival, opens[i])
        done[i] = start if arrival <= closes[i] else done[i]


@local
def _added_length(
    before: int,
    slack: int,
    per_length: float,
    out: npt.NDArray[np.int64],
    home: npt.NDArray[np.int64],
    extra: npt.NDArray[np.int64],
) -> None:
    """Write the strain of the added length to `extra`, NEVER where the budget forbids it; all arrays (n,)."""
    for i in range(len(extra)):
        added = out[i] + home[i] - before
        extra[i] = np.int64(max(0, added) * per_length) if added <= slack else NEVER


@local
def _rank_gap(
    gap: int,
    arrival: int,
    latest: int,
    back: npt.NDArray[np.int64],
    visit: npt.NDArray[np.int64],
    done: npt.NDArray[np.int64],
    rank: npt.NDArray[np.int64],
) -> None:
    """Keep the gap where it beats the rank so far; `arrival` is the present arrival at the next vertex, all arrays (n,)."""
    for i in range(len(rank)):
        there = done[i] + visit[i] + back[i]
        taken = (max(0, there - arrival) << PLACE_BITS) | gap
        rank[i] = min(rank[i], taken) if there <= latest else rank[i]


@local
def _rank_bounded_gap(
    gap: int,
    arrival: int,
    latest: int,
    back: npt.NDArray[np.int64],
    visit: npt.NDArray[np.int64],
    done: npt.NDArray[np.int64],
    extra: npt.NDArray[np.int64],
    rank: npt.NDArray[np.int64],
) -> None:
    """Do as `_rank_gap` with the strain of the added length on top."""
    for i in range(len(rank)):
        there = done[i] + visit[i] + back[i]
        taken = ((max(0, there - arrival) + extra[i]) << PLACE_BITS) | gap
        rank[i] = min(rank[i], taken) if there <= latest and extra[i] < NEVER else rank[i]


@local
def appraise(
    instance: Instance, plan: Plan, work: Workspace, r: int, overlook: float, rng: npt.NDArray[np.uint64]
) -> None:
    """Write the rank of every vertex for route `r`, NO_PLACE where it fits into no gap, and list those that fit and are not visited.

    A gap is overlooked with probability `overlook`, so that the same ruin is not always mended in the same way.
    """
    rank, done, extra, route, leave = work.rank[r], work.done, work.extra, plan.route[r], plan.leave[r]
    travel, back, visit, opens, closes = (
        instance.travel,
        instance.back,
        instance.visit,
        instance.opens[r],
        instance.closes[r],
    )
    latest = plan.latest[r]
    slack = instance.budget[r] - plan.length[r]
    bounded = instance.budget[r] < UNBOUNDED
    rank[:] = NO_PLACE
    for k in range(plan.size[r] + 1):
        if overlook > 0.0 and draw_share(rng) < overlook:
            continue
        p, q = route[k], route[k + 1]
        done[:] = NEVER
        for w in range(opens.shape[0] - 1, -1, -1):
            _visit_after(leave[k], travel[p], opens[w], closes[w], done)
        arrival = leave[k] + travel[p, q]
        if bounded:
            before = instance.length[p, q]
            _added_length(before, slack, instance.strain_per_length, instance.length[p], instance.length_back[q], extra)
            _rank_bounded_gap(k, arrival, latest[k + 1], back[q], visit, done, extra, rank)
        else:
            _rank_gap(k, arrival, latest[k + 1], back[q], visit, done, rank)
    _list_able(rank, plan.where, work.able[r], work.ables, r)


@local
def _list_able(
    rank: npt.NDArray[np.int64],
    where: npt.NDArray[np.int64],
    able: npt.NDArray[np.int64],
    ables: npt.NDArray[np.int64],
    r: int,
) -> None:
    """List the vertices that fit into route `r` and are not visited."""
    count = 0
    for i in range(len(rank)):
        if rank[i] < NO_PLACE and where[i] < 0:
            able[count] = i
            count += 1
    ables[r] = count


@local
def _rank_in_gap(
    instance: Instance, plan: Plan, r: int, vertex: int, k: int, opens: npt.NDArray[np.int64], closes: npt.NDArray[np.int64]
) -> int:
    """Give the rank of one vertex in one gap, NO_PLACE where it does not fit; windows (w, n) of the route."""
    p, q = plan.route[r, k], plan.route[r, k + 1]
    leave = plan.leave[r, k]
    done = earliest_visit(opens, closes, vertex, leave + instance.travel[p, vertex])
    there = done + instance.visit[vertex] + instance.travel[vertex, q]
    if there > plan.latest[r, k + 1]:
        return NO_PLACE
    strain = max(0, there - leave - instance.travel[p, q])
    if instance.budget[r] < UNBOUNDED:
        added = instance.length[p, vertex] + instance.length[vertex, q] - instance.length[p, q]
        if added > instance.budget[r] - plan.length[r]:
            return NO_PLACE
        strain += np.int64(max(0, added) * instance.strain_per_length)
    return (strain << PLACE_BITS) | k


@local
def best_gap(instance: Instance, plan: Plan, r: int, vertex: int) -> int:
    """Give the rank of one vertex for one route, as `appraise` does for all.

    Departures and latest arrivals grow along a route, so that the gaps of which a window allows anything lie together.
    """
    opens, closes = instance.opens[r], instance.closes[r]
    leave, latest = plan.leave[r], plan.latest[r]
    last_close = closes[closes.shape[0] - 1, vertex]
    first_done = opens[0, vertex] + instance.visit[vertex]
    low, high = 0, plan.size[r]
    while low < high:
        middle = (low + high) >> 1
        if latest[middle + 1] < first_done:
            low = middle + 1
        else:
            high = middle
    best = NO_PLACE
    for k in range(low, plan.size[r] + 1):
        if leave[k] > last_close:
            break
        best = min(best, _rank_in_gap(instance, plan, r, vertex, k, opens, closes))
    return best


@local
def appraise_beside(instance: Instance, plan: Plan, work: Workspace, r: int, gap: int) -> None:
    """Let the listed vertices gain from an insertion into a gap of route `r`: see whether they fit better on one of its two sides.

    Their ranks may now promise too much, for they are from before the insertion; `fill` asks `best_gap` before it relies on one. A vertex that
    fitted nowhere is not looked at again: with more visits it does not fit either, but where a matrix breaks the triangle inequality.
    """
    able, rank, where = work.able[r], work.rank[r], plan.where
    opens, closes = instance.opens[r], instance.closes[r]
    count = 0
    for index in range(work.ables[r]):
        i = able[index]
        if where[i] >= 0:
            continue
        before = _rank_in_gap(instance, plan, r, i, gap, opens, closes)
        behind = _rank_in_gap(instance, plan, r, i, gap + 1, opens, closes)
        rank[i] = min(rank[i], min(before, behind))
        able[count] = i
        count += 1
    work.ables[r] = count
