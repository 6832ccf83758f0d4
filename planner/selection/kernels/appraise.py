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
    NEVER,
    NO_PLACE,
    OPENS,
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
def best_gap(
    vertex: int,
    low: int,
    high: int,
    route: npt.NDArray[np.int64],
    leave: npt.NDArray[np.int64],
    latest: npt.NDArray[np.int64],
    travel: npt.NDArray[np.int64],
    visit: int,
    opens: npt.NDArray[np.int64],
    closes: npt.NDArray[np.int64],
    length: npt.NDArray[np.int64],
    slack: int,
    per_length: float,
) -> int:
    """Give the rank of one vertex for gaps `low` to `high` of a route, as `appraise` does for all.

    Departures grow along a route: behind the last closing no gap is looked at; a window that is none may stand last.

    Parameters
    ----------
    vertex, low, high, visit
        The vertex, the gaps to look at and the duration of the visit.
    route, leave, latest
        Slots (c,) of the route.
    travel, length
        Matrices (n, n).
    opens, closes
        Windows (w, n) of the route.
    slack, per_length
        Length left, UNBOUNDED for no budget, and the strain of a unit of length.
    """
    best, last_close = NO_PLACE, closes[0, vertex]
    for w in range(1, closes.shape[0]):
        last_close = max(last_close, closes[w, vertex])
    for k in range(low, high + 1):
        if leave[k] > last_close:
            break
        p, q = route[k], route[k + 1]
        there = earliest_visit(opens, closes, vertex, leave[k] + travel[p, vertex]) + visit + travel[vertex, q]
        if there > latest[k + 1]:
            continue
        strain = max(0, there - leave[k] - travel[p, q])
        if slack < UNBOUNDED:
            added = length[p, vertex] + length[vertex, q] - length[p, q]
            if added > slack:
                continue
            strain += np.int64(max(0, added) * per_length)
        best = min(best, (strain << PLACE_BITS) | k)
    return best


@local
def appraise_again(instance: Instance, plan: Plan, work: Workspace, r: int, gap: int) -> None:
    """Bring the ranks of the listed vertices up to date after an insertion into a gap of route `r`.

    Each is tried where it fitted best and on both sides of what came in; all gaps are looked at only where it no longer
    fits there. A vertex that fits nowhere leaves the list: with more visits it does not fit either, but where a matrix
    breaks the triangle inequality.
    """
    able, ranks, where, size = work.ranks[ABLE, r], work.ranks[RANK, r], plan.where, plan.sums[SIZE, r]
    route, leave, latest = plan.slots[ROUTE, r], plan.slots[LEAVE, r], plan.slots[LATEST, r]
    travel, length, visits = instance.matrices[TRAVEL], instance.matrices[LENGTH], instance.vertices[VISIT]
    opens, closes, per_length = instance.windows[OPENS, r], instance.windows[CLOSES, r], instance.strain_per_length
    budget = instance.frames[BUDGET, r]
    slack = budget - plan.sums[ROUTE_LENGTH, r] if budget < UNBOUNDED else UNBOUNDED
    count = 0
    for index in range(work.tallies[ABLES, r]):
        i = able[index]
        if where[i] >= 0:
            continue
        was = ranks[i] & ((1 << PLACE_BITS) - 1)
        visit, rank = visits[i], NO_PLACE
        if was != gap:
            low = was + 1 if was > gap else was
            rank = best_gap(i, low, low, route, leave, latest, travel, visit, opens, closes, length, slack, per_length)
        low, high = (0, size) if rank == NO_PLACE else (gap, gap + 1)
        other = best_gap(i, low, high, route, leave, latest, travel, visit, opens, closes, length, slack, per_length)
        ranks[i] = min(rank, other)
        if ranks[i] < NO_PLACE:
            able[count] = i
            count += 1
    work.tallies[ABLES, r] = count
