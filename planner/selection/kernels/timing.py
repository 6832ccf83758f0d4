"""Times along a route: when one leaves each vertex, and how late one may reach it.

A visit starts within a window; whoever is early waits. To arrive earlier never hurts, so one number per slot, the
latest arrival, says whether what follows an insertion can be kept.

References
----------
Vansteenwegen, P., Souffriau, W., Vanden Berghe, G., Van Oudheusden, D. (2009). Iterated local search for the team
orienteering problem with time windows. Computers & Operations Research 36, 3281-3290.
https://doi.org/10.1016/j.cor.2009.03.008
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.selection.kernels.compiling import local
from planner.selection.kernels.records import (
    BUDGET,
    CLOSES,
    EARLIEST,
    LATEST,
    LATEST_END,
    LEAVE,
    LENGTH,
    NEVER,
    OPENS,
    ROUTE,
    ROUTE_LENGTH,
    SIZE,
    TRAVEL,
    UNBOUNDED,
    VISIT,
    Instance,
    Plan,
)

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["earliest_visit", "keeps_times", "latest_visit", "retime", "retime_around"]


@local
def earliest_visit(opens: npt.NDArray[np.int64], closes: npt.NDArray[np.int64], vertex: int, arrival: int) -> int:
    """Give when a visit can start for an arrival, NEVER when every window has passed; windows (w, n) of the route."""
    for w in range(opens.shape[0]):
        if arrival <= closes[w, vertex]:
            return max(arrival, opens[w, vertex])
    return NEVER


@local
def latest_visit(opens: npt.NDArray[np.int64], closes: npt.NDArray[np.int64], vertex: int, limit: int) -> int:
    """Give the latest start of a visit not after `limit`, -NEVER when every window is later; windows (w, n)."""
    for w in range(opens.shape[0] - 1, -1, -1):
        if opens[w, vertex] <= limit and opens[w, vertex] <= closes[w, vertex]:
            return min(limit, closes[w, vertex])
    return -NEVER


@local
def _length_of(route: npt.NDArray[np.int64], size: int, length: npt.NDArray[np.int64]) -> int:
    total = 0
    for k in range(size + 1):
        total += length[route[k], route[k + 1]]
    return total


@local
def retime(instance: Instance, plan: Plan, r: int) -> bool:
    """Fill times and length of route `r`, and say whether it keeps its windows, end and budget."""
    size, budget = plan.sums[SIZE, r], instance.frames[BUDGET, r]
    route, leave, latest = plan.slots[ROUTE, r], plan.slots[LEAVE, r], plan.slots[LATEST, r]
    travel, visit = instance.matrices[TRAVEL], instance.vertices[VISIT]
    opens, closes = instance.windows[OPENS, r], instance.windows[CLOSES, r]
    time = instance.frames[EARLIEST, r]
    leave[0] = time
    for k in range(1, size + 1):
        vertex = route[k]
        time = earliest_visit(opens, closes, vertex, time + travel[route[k - 1], vertex]) + visit[vertex]
        leave[k] = time
    end = time + travel[route[size], route[size + 1]]
    leave[size + 1] = end
    limit = instance.frames[LATEST_END, r]
    latest[size + 1] = limit
    for k in range(size, 0, -1):
        vertex = route[k]
        limit = latest_visit(opens, closes, vertex, limit - travel[vertex, route[k + 1]] - visit[vertex])
        latest[k] = limit
    length = _length_of(route, size, instance.matrices[LENGTH]) if budget < UNBOUNDED else 0
    plan.sums[ROUTE_LENGTH, r] = length
    return end <= instance.frames[LATEST_END, r] and length <= budget


@local
def retime_around(instance: Instance, plan: Plan, r: int, slot: int) -> None:
    """Bring route `r` up to date after a vertex came into `slot`: both ways until a wait takes up the change."""
    size = plan.sums[SIZE, r]
    route, leave, latest = plan.slots[ROUTE, r], plan.slots[LEAVE, r], plan.slots[LATEST, r]
    travel, visit = instance.matrices[TRAVEL], instance.vertices[VISIT]
    opens, closes = instance.windows[OPENS, r], instance.windows[CLOSES, r]
    time = leave[slot - 1]
    for k in range(slot, size + 1):
        vertex = route[k]
        time = earliest_visit(opens, closes, vertex, time + travel[route[k - 1], vertex]) + visit[vertex]
        if k > slot and time == leave[k]:
            break
        leave[k] = time
    leave[size + 1] = leave[size] + travel[route[size], route[size + 1]]
    limit = latest[slot + 1]
    for k in range(slot, 0, -1):
        vertex = route[k]
        limit = latest_visit(opens, closes, vertex, limit - travel[vertex, route[k + 1]] - visit[vertex])
        if k < slot and limit == latest[k]:
            break
        latest[k] = limit
    if instance.frames[BUDGET, r] < UNBOUNDED:
        length, p, v, q = instance.matrices[LENGTH], route[slot - 1], route[slot], route[slot + 1]
        plan.sums[ROUTE_LENGTH, r] += length[p, v] + length[v, q] - length[p, q]


@local
def keeps_times(instance: Instance, r: int, line: npt.NDArray[np.int64], size: int) -> bool:
    """Say whether `size` visits in `line` (slots 0 and size + 1 its ends) keep windows, end and budget of a route."""
    travel, visit = instance.matrices[TRAVEL], instance.vertices[VISIT]
    opens, closes = instance.windows[OPENS, r], instance.windows[CLOSES, r]
    time = instance.frames[EARLIEST, r]
    for k in range(1, size + 1):
        vertex = line[k]
        time = earliest_visit(opens, closes, vertex, time + travel[line[k - 1], vertex]) + visit[vertex]
        if time >= NEVER:
            return False
    if time + travel[line[size], line[size + 1]] > instance.frames[LATEST_END, r]:
        return False
    budget = instance.frames[BUDGET, r]
    return budget >= UNBOUNDED or _length_of(line, size, instance.matrices[LENGTH]) <= budget
