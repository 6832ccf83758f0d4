"""What it takes to insert each vertex into a route.

`appraise` runs gap by gap over all vertices, because rows of the matrices are then read in order and the compiler turns
the loops into vector instructions; each loop therefore does one thing with few arrays. `best_gap` looks at one vertex.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from planner.selection.kernels.compiling import local
from planner.selection.kernels.draws import draw_share
from planner.selection.kernels.records import (
    ABLE,
    ABLES,
    BACK,
    BUDGET,
    CLOSES,
    DONE,
    EXTRA,
    LATEST,
    LEAVE,
    LENGTH,
    LENGTH_BACK,
    LINE,
    NEVER,
    NO_PLACE,
    OPENS,
    ORDER,
    PLACE_BITS,
    RANK,
    ROUTE,
    ROUTE_LENGTH,
    SIZE,
    TRAVEL,
    UNBOUNDED,
    VISIT,
    Instance,
    Plan,
    Workspace,
)
from planner.selection.kernels.timing import earliest_visit

__all__ = ["appraise", "appraise_again", "best_gap"]


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
def _add_length(
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
    extra: npt.NDArray[np.int64],
    rank: npt.NDArray[np.int64],
) -> None:
    """Keep the gap where it beats the rank so far; `arrival` is the present one at the next vertex, arrays (n,)."""
    for i in range(len(rank)):
        there = done[i] + visit[i] + back[i]
        taken = ((max(0, there - arrival) + extra[i]) << PLACE_BITS) | gap
        rank[i] = min(rank[i], taken) if there <= latest and extra[i] < NEVER else rank[i]


@local
def _list_able(rank: npt.NDArray[np.int64], where: npt.NDArray[np.int64], able: npt.NDArray[np.int64]) -> int:
    """List the vertices that fit and are not visited; arrays (n,)."""
    count = 0
    for i in range(len(rank)):
        if rank[i] < NO_PLACE and where[i] < 0:
            able[count] = i
            count += 1
    return count


@local
def appraise(
    instance: Instance, plan: Plan, work: Workspace, r: int, overlook: float, rng: npt.NDArray[np.uint64]
) -> None:
    """Write the rank of every vertex for route `r`, and list those that fit and are not visited.

    A gap is overlooked with probability `overlook`, so that the same ruin is not always mended in the same way.
    """
    rank, done, extra = work.ranks[RANK, r], work.rows[DONE], work.rows[EXTRA]
    route, leave, latest = plan.slots[ROUTE, r], plan.slots[LEAVE, r], plan.slots[LATEST, r]
    travel, back, visit = instance.matrices[TRAVEL], instance.matrices[BACK], instance.vertices[VISIT]
    length, length_back = instance.matrices[LENGTH], instance.matrices[LENGTH_BACK]
    opens, closes = instance.windows[OPENS, r], instance.windows[CLOSES, r]
    slack = instance.frames[BUDGET, r] - plan.sums[ROUTE_LENGTH, r]
    rank[:] = NO_PLACE
    extra[:] = 0
    for k in range(plan.sums[SIZE, r] + 1):
        if overlook > 0.0 and draw_share(rng) < overlook:
            continue
        p, q = route[k], route[k + 1]
        done[:] = NEVER
        for w in range(opens.shape[0] - 1, -1, -1):
            _visit_after(leave[k], travel[p], opens[w], closes[w], done)
        if instance.frames[BUDGET, r] < UNBOUNDED:
            _add_length(length[p, q], slack, instance.strain_per_length, length[p], length_back[q], extra)
        _rank_gap(k, leave[k] + travel[p, q], latest[k + 1], back[q], visit, done, extra, rank)
    work.tallies[ABLES, r] = _list_able(rank, plan.where, work.ranks[ABLE, r])


@local
def _rank_at(
    gap: int,
    vertex: int,
    leave: int,
    arrival: int,
    latest: int,
    out: npt.NDArray[np.int64],
    home: npt.NDArray[np.int64],
    visit: int,
    opens: npt.NDArray[np.int64],
    closes: npt.NDArray[np.int64],
) -> int:
    """Give the rank of a vertex for one gap of a route without a budget.

    Parameters
    ----------
    gap, vertex, visit
        The gap, the vertex and the duration of the visit.
    leave, arrival, latest
        Departure before the gap, present and latest arrival behind it.
    out, home
        Travel times (n,) from the vertex before the gap and to the one behind it.
    opens, closes
        Windows (w, n) of the route.
    """
    there = earliest_visit(opens, closes, vertex, leave + out[vertex]) + visit + home[vertex]
    return NO_PLACE if there > latest else (max(0, there - arrival) << PLACE_BITS) | gap


@local
def best_gap(instance: Instance, plan: Plan, r: int, vertex: int, low: int, high: int) -> int:
    """Give the rank of one vertex for gaps `low` to `high` of a route, as `appraise` does for all.

    Departures grow along a route: behind the last closing no gap is looked at; a window that is none may stand last.
    """
    route, leave, latest = plan.slots[ROUTE, r], plan.slots[LEAVE, r], plan.slots[LATEST, r]
    travel, out, home = instance.matrices[TRAVEL], instance.matrices[BACK, vertex], instance.matrices[TRAVEL, vertex]
    length, visit = instance.matrices[LENGTH], instance.vertices[VISIT, vertex]
    opens, closes = instance.windows[OPENS, r], instance.windows[CLOSES, r]
    bounded = instance.frames[BUDGET, r] < UNBOUNDED
    slack = instance.frames[BUDGET, r] - plan.sums[ROUTE_LENGTH, r]
    best, last_close = NO_PLACE, closes[0, vertex]
    for w in range(1, closes.shape[0]):
        last_close = max(last_close, closes[w, vertex])
    for k in range(low, high + 1):
        if leave[k] > last_close:
            break
        p, q = route[k], route[k + 1]
        there = earliest_visit(opens, closes, vertex, leave[k] + out[p]) + visit + home[q]
        if there > latest[k + 1]:
            continue
        strain = max(0, there - leave[k] - travel[p, q])
        if bounded:
            added = length[p, vertex] + length[vertex, q] - length[p, q]
            if added > slack:
                continue
            strain += np.int64(max(0, added) * instance.strain_per_length)
        best = min(best, (strain << PLACE_BITS) | k)
    return best


@local
def _keep_able(work: Workspace, r: int, count: int, vertex: int, rank: int) -> int:
    """Write the rank of a listed vertex, keep it in the list where it fits, and give the new length of the list."""
    work.ranks[RANK, r, vertex] = rank
    if rank < NO_PLACE:
        work.ranks[ABLE, r, count] = vertex
        return count + 1
    return count


@local
def _appraise_bounded(instance: Instance, plan: Plan, work: Workspace, r: int, gap: int) -> None:
    """As `appraise_again`, for a route with a budget: what is left of it changes the rank of every gap."""
    count = 0
    for index in range(work.tallies[ABLES, r]):
        i = work.ranks[ABLE, r, index]
        if plan.where[i] >= 0:
            continue
        was = work.ranks[RANK, r, i] & ((1 << PLACE_BITS) - 1)
        rank = NO_PLACE
        if was != gap:
            was = was + 1 if was > gap else was
            rank = best_gap(instance, plan, r, i, was, was)
        low, high = (0, plan.sums[SIZE, r]) if rank == NO_PLACE else (gap, gap + 1)
        rank = min(rank, best_gap(instance, plan, r, i, low, high))
        count = _keep_able(work, r, count, i, rank)
    work.tallies[ABLES, r] = count


@local
def _scan(instance: Instance, plan: Plan, work: Workspace, r: int, count: int) -> None:
    """Write the ranks of `count` vertices listed in ORDER for a route without a budget.

    As in `appraise`, gap by gap: rows of the matrices are then read in order.
    """
    rank, order = work.ranks[RANK, r], work.rows[ORDER]
    route, leave, latest = plan.slots[ROUTE, r], plan.slots[LEAVE, r], plan.slots[LATEST, r]
    travel, visit = instance.matrices[TRAVEL], instance.vertices[VISIT]
    opens, closes = instance.windows[OPENS, r], instance.windows[CLOSES, r]
    for index in range(count):
        rank[order[index]] = NO_PLACE
    for k in range(plan.sums[SIZE, r] + 1):
        out, home = travel[route[k]], instance.matrices[BACK, route[k + 1]]
        arrival = leave[k] + travel[route[k], route[k + 1]]
        for index in range(count):
            i = order[index]
            found = _rank_at(k, i, leave[k], arrival, latest[k + 1], out, home, visit[i], opens, closes)
            rank[i] = min(rank[i], found)


@local
def _list_displaced(instance: Instance, plan: Plan, work: Workspace, r: int, gap: int) -> int:
    """List in ORDER what no longer fits where it fitted best, bring the other ranks up to date, and give the count.

    Before what came in departures are as they were: there what an insertion takes is known, and only compared with what
    the route now leaves (`spare`).
    """
    able, ranks, spare, order = work.ranks[ABLE, r], work.ranks[RANK, r], work.lines[LINE], work.rows[ORDER]
    route, leave, latest = plan.slots[ROUTE, r], plan.slots[LEAVE, r], plan.slots[LATEST, r]
    travel, visits = instance.matrices[TRAVEL], instance.vertices[VISIT]
    opens, closes = instance.windows[OPENS, r], instance.windows[CLOSES, r]
    p, v, q = route[gap], route[gap + 1], route[gap + 2]
    to_p, from_p = travel[p], instance.matrices[BACK, v]
    to_v, from_v = travel[v], instance.matrices[BACK, q]
    at_v, at_q = leave[gap] + travel[p, v], leave[gap + 1] + travel[v, q]
    for k in range(gap):
        spare[k] = latest[k + 1] - leave[k] - travel[route[k], route[k + 1]]
    displaced = 0
    for index in range(work.tallies[ABLES, r]):
        i = able[index]
        if plan.where[i] >= 0:
            continue
        rank = ranks[i]
        was = rank & ((1 << PLACE_BITS) - 1)
        if was > gap:
            rank = best_gap(instance, plan, r, i, was + 1, was + 1)
        elif was == gap or (rank >> PLACE_BITS) > spare[was]:
            rank = NO_PLACE
        if rank == NO_PLACE:
            order[displaced] = i
            displaced += 1
        else:
            visit = visits[i]
            here = _rank_at(gap, i, leave[gap], at_v, latest[gap + 1], to_p, from_p, visit, opens, closes)
            behind = _rank_at(gap + 1, i, leave[gap + 1], at_q, latest[gap + 2], to_v, from_v, visit, opens, closes)
            ranks[i] = min(rank, here, behind)
    return displaced


@local
def appraise_again(instance: Instance, plan: Plan, work: Workspace, r: int, gap: int) -> None:
    """Bring the ranks of the listed vertices up to date after an insertion into a gap of route `r`.

    Each is tried where it fitted best and on both sides of what came in; all gaps are looked at only where it no longer
    fits there. A vertex that fits nowhere leaves the list: with more visits it does not fit either, but where a matrix
    breaks the triangle inequality.
    """
    if instance.frames[BUDGET, r] < UNBOUNDED:
        _appraise_bounded(instance, plan, work, r, gap)
        return
    _scan(instance, plan, work, r, _list_displaced(instance, plan, work, r, gap))
    count = 0
    for index in range(work.tallies[ABLES, r]):
        i = work.ranks[ABLE, r, index]
        if plan.where[i] < 0:
            count = _keep_able(work, r, count, i, work.ranks[RANK, r, i])
    work.tallies[ABLES, r] = count
