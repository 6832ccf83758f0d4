"""Local search within a route: move a string elsewhere, turn a string round, as long as it saves strain.

References
----------
Or, I. (1976). Traveling salesman-type combinatorial problems and their relation to the logistics of regional blood
banking. PhD thesis, Northwestern University.
Croes, G. A. (1958). A method for solving traveling-salesman problems. Operations Research 6, 791-812. https://doi.org/10.1287/opre.6.6.791
"""

from __future__ import annotations

from planner.selection.kernels.compiling import local
from planner.selection.kernels.records import AHEAD, BEHIND, LINE, ROUTE, SIZE, STRAIN, Instance, Plan, Workspace
from planner.selection.kernels.timing import keeps_times, retime

__all__ = ["shorten"]

_LONGEST_STRING = 3


@local
def _sum_strain(instance: Instance, plan: Plan, work: Workspace, r: int) -> None:
    """Fill `ahead` and `behind`: strain up to each slot, travelled forwards and backwards."""
    route, strain, ahead, behind = (
        plan.slots[ROUTE, r],
        instance.matrices[STRAIN],
        work.lines[AHEAD],
        work.lines[BEHIND],
    )
    ahead[0], behind[0] = 0, 0
    for k in range(plan.sums[SIZE, r] + 1):
        ahead[k + 1] = ahead[k] + strain[route[k], route[k + 1]]
        behind[k + 1] = behind[k] + strain[route[k + 1], route[k]]


@local
def _lay_move(plan: Plan, work: Workspace, r: int, begin: int, end: int, gap: int, turned: bool) -> None:
    """Write to `line` the route with slots begin to end moved behind slot `gap`, which lies outside them."""
    route, line = plan.slots[ROUTE, r], work.lines[LINE]
    at = 0
    for k in range(plan.sums[SIZE, r] + 2):
        if begin <= k <= end:
            continue
        line[at] = route[k]
        at += 1
        if k == gap:
            for j in range(end - begin + 1):
                line[at] = route[end - j if turned else begin + j]
                at += 1


@local
def _lay_turn(plan: Plan, work: Workspace, r: int, begin: int, end: int) -> None:
    """Write to `line` the route with slots begin to end in reverse."""
    route, line = plan.slots[ROUTE, r], work.lines[LINE]
    for k in range(plan.sums[SIZE, r] + 2):
        line[k] = route[begin + end - k if begin <= k <= end else k]


@local
def _adopt(instance: Instance, plan: Plan, work: Workspace, r: int) -> bool:
    """Take `line` as route `r` if it keeps its limits, and say so."""
    route, line, size = plan.slots[ROUTE, r], work.lines[LINE], plan.sums[SIZE, r]
    if not keeps_times(instance, r, line, size):
        return False
    for k in range(1, size + 1):
        route[k] = line[k]
    retime(instance, plan, r)
    return True


@local
def _move_string(instance: Instance, plan: Plan, work: Workspace, r: int, begin: int, end: int) -> bool:
    """Move slots begin to end to the first gap that saves strain and keeps the limits."""
    strain, route = instance.matrices[STRAIN], plan.slots[ROUTE, r]
    head, tail = route[begin], route[end]
    inside = work.lines[AHEAD, end] - work.lines[AHEAD, begin]
    turned_inside = work.lines[BEHIND, end] - work.lines[BEHIND, begin]
    before, after = route[begin - 1], route[end + 1]
    saved = strain[before, head] + inside + strain[tail, after] - strain[before, after]
    for gap in range(plan.sums[SIZE, r] + 1):
        if begin - 1 <= gap <= end:
            continue
        p, q = route[gap], route[gap + 1]
        straight = strain[p, head] + inside + strain[tail, q] - strain[p, q]
        if straight < saved:
            _lay_move(plan, work, r, begin, end, gap, False)
            if _adopt(instance, plan, work, r):
                return True
        turned = strain[p, tail] + turned_inside + strain[head, q] - strain[p, q]
        if end > begin and turned < saved:
            _lay_move(plan, work, r, begin, end, gap, True)
            if _adopt(instance, plan, work, r):
                return True
    return False


@local
def _turn_string(instance: Instance, plan: Plan, work: Workspace, r: int, begin: int, end: int) -> bool:
    """Turn slots begin to end round if that saves strain and keeps the limits."""
    strain, route = instance.matrices[STRAIN], plan.slots[ROUTE, r]
    before, after = route[begin - 1], route[end + 1]
    now = strain[before, route[begin]] + work.lines[AHEAD, end] - work.lines[AHEAD, begin] + strain[route[end], after]
    then = (
        strain[before, route[end]] + work.lines[BEHIND, end] - work.lines[BEHIND, begin] + strain[route[begin], after]
    )
    if then >= now:
        return False
    _lay_turn(plan, work, r, begin, end)
    return _adopt(instance, plan, work, r)


@local
def _step(instance: Instance, plan: Plan, work: Workspace, r: int) -> bool:
    """Make the first move that helps, and say whether there was one."""
    size = plan.sums[SIZE, r]
    _sum_strain(instance, plan, work, r)
    for begin in range(1, size + 1):
        for end in range(begin, min(size, begin + _LONGEST_STRING - 1) + 1):
            if _move_string(instance, plan, work, r, begin, end):
                return True
    for begin in range(1, size):
        for end in range(begin + 1, size + 1):
            if _turn_string(instance, plan, work, r, begin, end):
                return True
    return False


@local
def shorten(instance: Instance, plan: Plan, work: Workspace, r: int) -> bool:
    """Shorten route `r` until no move helps, and say whether any did."""
    moved = False
    while _step(instance, plan, work, r):
        moved = True
    return moved
