"""Times along a route: when one leaves each vertex, and how late one may reach it.

A visit starts within a window; whoever is early waits. To arrive earlier never hurts, so one number per slot, the latest arrival, says whether what
follows an insertion can be kept.

References
----------
Vansteenwegen, P., Souffriau, W., Vanden Berghe, G., Van Oudheusden, D. (2009). Iterated local search for the team orienteering problem with time
windows. Computers & Operations Research 36, 3281-3290. https://doi.org/10.1016/j.cor.2009.03.008
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from graphs.kernels.types import local
from planner.selection.kernels.records import NEVER, UNBOUNDED, Instance, Plan

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
    """Give the latest start of a visit that is not after `limit`, -NEVER when every window comes later; windows (w, n) of the route."""
    for w in range(opens.shape[0] - 1, -1, -1):
        if opens[w, vertex] <= limit and opens[w, vertex] <= closes[w, vertex]:
            return min(limit, closes[w, vertex])
    return -NEVER


@local
def _travel_forwards(
    route: npt.NDArray[np.int64],
    size: int,
    earliest: int,
    travel: npt.NDArray[np.int64],
    visit: npt.NDArray[np.int64],
    opens: npt.NDArray[np.int64],
    closes: npt.NDArray[np.int64],
    leave: npt.NDArray[np.int64],
) -> int:
    """Fill the departures (c,) of a route and give its end, NEVER or later where a window is missed."""
    time = earliest
    leave[0] = time
    for k in range(1, size + 1):
        vertex = route[k]
        time = earliest_visit(opens, closes, vertex, time + travel[route[k - 1], vertex]) + visit[vertex]
        leave[k] = time
    time += travel[route[size], route[size + 1]]
    leave[size + 1] = time
    return time


@local
def _limit_backwards(
    route: npt.NDArray[np.int64],
    size: int,
    latest_end: int,
    travel: npt.NDArray[np.int64],
    visit: npt.NDArray[np.int64],
    opens: npt.NDArray[np.int64],
    closes: npt.NDArray[np.int64],
    latest: npt.NDArray[np.int64],
) -> None:
    """Fill the latest arrivals (c,) of a route."""
    limit = latest_end
    latest[size + 1] = limit
    for k in range(size, 0, -1):
        vertex = route[k]
        limit = latest_visit(opens, closes, vertex, limit - travel[vertex, route[k + 1]] - visit[vertex])
        latest[k] = limit


@local
def _length_of(route: npt.NDArray[np.int64], size: int, length: npt.NDArray[np.int64]) -> int:
    total = 0
    for k in range(size + 1):
        total += length[route[k], route[k + 1]]
    return total


@local
def retime(instance: Instance, plan: Plan, r: int) -> bool:
    """Fill departures, latest arrivals and length of route `r`, and say whether it keeps its windows, end and budget."""
    size, route = plan.size[r], plan.route[r]
    travel, visit, opens, closes = instance.travel, instance.visit, instance.opens[r], instance.closes[r]
    end = _travel_forwards(route, size, instance.earliest[r], travel, visit, opens, closes, plan.leave[r])
    _limit_backwards(route, size, instance.latest_end[r], travel, visit, opens, closes, plan.latest[r])
    budget = instance.budget[r]
    length = _length_of(route, size, instance.length) if budget < UNBOUNDED else 0
    plan.length[r] = length
    return end <= instance.latest_end[r] and length <= budget


@local
def retime_around(instance: Instance, plan: Plan, r: int, slot: int) -> None:
    """Bring route `r` up to date after a vertex came into `slot`: forwards until a wait takes up the delay, backwards likewise."""
    size, route, leave, latest = plan.size[r], plan.route[r], plan.leave[r], plan.latest[r]
    travel, visit, opens, closes = instance.travel, instance.visit, instance.opens[r], instance.closes[r]
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
    if instance.budget[r] < UNBOUNDED:
        length, p, v, q = instance.length, route[slot - 1], route[slot], route[slot + 1]
        plan.length[r] += length[p, v] + length[v, q] - length[p, q]


@local
def keeps_times(instance: Instance, r: int, line: npt.NDArray[np.int64], size: int) -> bool:
    """Say whether a route of `size` visits in `line` (slot 0 and slot size + 1 its ends) keeps windows, end and budget of route `r`."""
    travel, visit, opens, closes = instance.travel, instance.visit, instance.opens[r], instance.closes[r]
    time = instance.earliest[r]
    for k in range(1, size + 1):
        vertex = line[k]
        time = earliest_visit(opens, closes, vertex, time + travel[line[k - 1], vertex]) + visit[vertex]
        if time >= NEVER:
            return False
    if time + travel[line[size], line[size + 1]] > instance.latest_end[r]:
        return False
    budget = instance.budget[r]
    return budget >= UNBOUNDED or _length_of(line, size, instance.length) <= budget
