"""Many rows of a matrix on one network: blocks of streets are contracted when a search first comes to them.

Rows that start near one another cross the same streets. Each block is therefore contracted once, into nodes that touch
other blocks or hold an end and a few between them, and all rows search what is left, which lies close together in
memory. What a row finds is what a tree of `graphs.kernels.tree` finds, or the row says that it is in doubt: ways of one
weight that differ in length or duration came together, or a way beyond a bound may hide one within. Such a row is for a
tree to decide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numba import types

from graphs.kernels.contraction import GRAPH, SCRATCH
from graphs.kernels.core import CORE, load
from graphs.kernels.heap import pack
from graphs.kernels.queue import QUEUE, queue_clear, queue_pop, queue_push, queue_ready
from graphs.kernels.tree import NODES_PER_LOOK
from graphs.kernels.types import ENDS, LABELS, RO_I8, RO_U1, UNREACHED, WR_I8, WR_U1, bare, kernel

if TYPE_CHECKING:
    import numpy.typing as npt

    from graphs.kernels.contraction import Graph, Scratch
    from graphs.kernels.core import Core
    from graphs.kernels.queue import Queue

__all__ = ["fill_rows"]

_IN_DOUBT, _SETTLED = np.uint32(1), np.uint32(2)
_STAMP = 4
_PLACES = np.uint64(1 << 31)
"""Items of the queue from here on are places."""

BOUNDS = types.Array(types.int64, 2, "C", readonly=False)
WANTED = types.Array(types.uint8, 2, "C", readonly=False)
FOUND = types.Array(types.uint32, 3, "C", readonly=False)


@bare
def _offer(
    core: Any,
    queue: Any,
    tally: Any,
    bounds: Any,
    number: int,
    weight: int,
    length: int,
    duration: int,
    doubt: bool,
    row: int,
) -> None:
    """Give a node a way to it; `tally` counts unsettled nodes within the bounds, those beyond, and doubts."""
    label = core.labels[number]
    stamp = np.uint32(_STAMP * row)
    fresh = label.stamp < stamp
    if not fresh and weight >= label.weight:
        if weight == label.weight and (doubt or length != label.length_mm or duration != label.duration_ms):
            tally[2] += (label.stamp & _SETTLED) != 0
            label.stamp |= _IN_DOUBT
        return
    within = length <= bounds[1] and duration <= bounds[2]
    if not fresh:
        tally[0] -= label.length_mm <= bounds[1] and label.duration_ms <= bounds[2]
    tally[0] += within
    tally[1] += not within
    label.weight = weight
    label.length_mm = length
    label.duration_ms = duration
    label.stamp = stamp | (_IN_DOUBT if doubt else np.uint32(0))
    queue_push(queue, pack(weight, number))


@bare
def _reach_goals(
    core: Any, queue: Any, tally: Any, goals: Any, wanted: Any, found: Any, doubts: Any, number: int
) -> None:
    """Offer the places behind a settled node the way over it."""
    label = core.labels[number]
    doubt = (label.stamp & _IN_DOUBT) != 0
    index = np.int64(core.nodes[number].goal)
    while index >= 0:
        goal = goals[index]
        index = np.int64(goal.next)
        place = np.int64(goal.place)
        if wanted[place] == 0:
            continue
        weight = np.uint64(label.weight) + np.uint64(goal.weight)
        length = label.length_mm + goal.length_mm
        duration = label.duration_ms + goal.duration_ms
        if weight < found[0, place]:
            tally[3] += found[0, place] == np.uint32(UNREACHED)
            found[0, place] = np.uint32(weight)
            found[1, place] = length
            found[2, place] = duration
            doubts[place] = doubt
            queue_push(queue, pack(weight, _PLACES + np.uint64(place)))
        elif weight == found[0, place] and (doubt or length != found[1, place] or duration != found[2, place]):
            doubts[place] = 1


@bare
def _expand(core: Any, queue: Any, tally: Any, bounds: Any, number: int, row: int) -> None:
    label = core.labels[number]
    stamp = np.uint32(_STAMP * row)
    doubt = (label.stamp & _IN_DOUBT) != 0
    for index in range(core.nodes[number].first, core.nodes[number].last):
        arc = core.arcs[index]
        head = np.int64(arc.head)
        weight = np.uint64(label.weight) + np.uint64(arc.weight)
        unsure = doubt
        if head < 0:
            head = -1 - head
            unsure = True
        near = core.labels[head]
        if weight > np.uint64(bounds[0]) or (near.stamp >= stamp and weight > near.weight):
            continue
        measure = core.measures[index]
        _offer(
            core, queue, tally, bounds, head, np.uint32(weight), label.length_mm + measure.length_mm,
            label.duration_ms + measure.duration_ms, unsure, row,
        )  # fmt: skip


@bare
def _settle(core: Any, tally: Any, bounds: Any, key: int, number: int) -> bool:
    """Settle a node unless the entry is outdated."""
    label = core.labels[number]
    if key != label.weight or (label.stamp & _SETTLED) != 0:
        return False
    label.stamp |= _SETTLED
    tally[0] -= label.length_mm <= bounds[1] and label.duration_ms <= bounds[2]
    return True


@bare
def _start(
    core: Any, queue: Any, seeds: Any, bounds: Any, tally: Any, found: Any, doubts: Any, wanted: Any, row: int
) -> int:
    """Begin a row; gives the number of places that it looks for."""
    queue_clear(queue)
    tally[:] = 0
    looked_for = np.int64(0)
    for place in range(len(wanted)):
        doubts[place] = 0
        looked_for += wanted[place] != 0
        if wanted[place] != 0 and found[0, place] != np.uint32(UNREACHED):
            tally[3] += 1
            queue_push(queue, pack(found[0, place], _PLACES + np.uint64(place)))
    for index in range(len(seeds)):
        seed = seeds[index]
        if seed.weight <= bounds[0]:
            _offer(
                core, queue, tally, bounds, np.int64(seed.node), seed.weight, seed.length_mm, seed.duration_ms,
                False, row,
            )  # fmt: skip
    return looked_for


@bare
def _is_sure(found: Any, doubts: Any, wanted: Any, bounds: Any, tally: Any) -> bool:
    """Say whether a finished row is what a tree would have found."""
    if tally[2] > 0:
        return False
    for place in range(len(wanted)):
        if wanted[place] == 0:
            continue
        if found[0, place] == np.uint32(UNREACHED):
            if tally[1] > 0:
                return False
        elif doubts[place] or found[1, place] > bounds[1] or found[2, place] > bounds[2]:
            return False
    return True


@bare
def _search(
    graph: Any,
    scratch: Any,
    core: Any,
    queue: Any,
    known: Any,
    touched: int,
    seeds: Any,
    goals: Any,
    bounds: Any,
    wanted: Any,
    found: Any,
    doubts: Any,
    tally: Any,
    row: int,
    halt: Any,
) -> bool:
    """Search one row until nothing is left to find; False where a block found no room or the search is to stop."""
    left = _start(core, queue, seeds, bounds, tally, found, doubts, wanted, row)
    steps = np.int64(0)
    while left > 0 and queue_ready(queue):
        entry = queue.due[0]
        queue_pop(queue)
        key = np.uint32(entry >> np.uint64(32))
        item = entry & np.uint64(UNREACHED)
        if key > bounds[0]:
            break
        if item >= _PLACES:
            sure = found[0, np.int64(item - _PLACES)] == key
            left -= sure
            tally[3] -= sure
            continue
        number = np.int64(item)
        if not _settle(core, tally, bounds, key, number):
            continue
        steps += 1
        if steps % NODES_PER_LOOK == 1 and halt[0] != 0:
            return False
        if core.nodes[number].first < 0 and not load(
            graph, scratch, core, known, touched, np.int64(core.nodes[number].node)
        ):
            return False
        _reach_goals(core, queue, tally, goals, wanted, found, doubts, number)
        _expand(core, queue, tally, bounds, number, row)
        if tally[0] == 0 and tally[3] == 0:
            break
    return True


@kernel(
    types.int64(
        GRAPH, SCRATCH, CORE, QUEUE, LABELS, types.uint32, ENDS, RO_I8, ENDS, BOUNDS, WANTED, FOUND, WR_U1, WR_U1,
        WR_I8, types.int64, types.int64, RO_U1,
    ),
    allocates=False,
)  # fmt: skip
def fill_rows(
    graph: Graph,
    scratch: Scratch,
    core: Core,
    queue: Queue,
    known: npt.NDArray[np.void],
    touched: int,
    seeds: npt.NDArray[np.void],
    seed_first: npt.NDArray[np.int64],
    goals: npt.NDArray[np.void],
    bounds: npt.NDArray[np.int64],
    wanted: npt.NDArray[np.uint8],
    found: npt.NDArray[np.uint32],
    doubts: npt.NDArray[np.uint8],
    sure: npt.NDArray[np.uint8],
    tally: npt.NDArray[np.int64],
    first_row: int,
    last_row: int,
    halt: npt.NDArray[np.uint8],
) -> int:
    """Fill rows `first_row` to `last_row` (not included) of a matrix of S sources and T targets.

    Parameters
    ----------
    graph
        The network under the weights of a view.
    scratch, queue
        Room to work in.
    core, known, touched
        As `hang_goals` left them, or an earlier call for the same ends and weights.
    seeds, seed_first
        Records END of the sources, those of a row from `seed_first` (S + 1,) on.
    goals
        Records END of the targets.
    bounds
        Largest weight, length (mm) and duration (ms) of each row (S, 3), below 4294967295.
    wanted
        Pairs to work out (S, T), 0 for no.
    found
        Written: weight (cm), length (mm) and duration (ms) of each pair (S, 3, T), 4294967295 where not reached. A way
        along one edge given from the start is kept unless the search finds a lighter one.
    doubts, tally
        Room (T,) and (4,).
    sure
        Written (S,): 1 where the row is what a tree within the bounds finds.
    halt
        (1,): other than 0 ends the search soon, unfinished; another thread may ask for that.

    Returns
    -------
    int
        The first row that was not done, for want of room or because the search was to stop; `last_row` otherwise.
    """
    for row in range(first_row, last_row):
        if not _search(
            graph, scratch, core, queue, known, touched, seeds[seed_first[row] : seed_first[row + 1]], goals,
            bounds[row], wanted[row], found[row], doubts, tally, row + 1, halt,
        ):  # fmt: skip
            return row
        sure[row] = _is_sure(found[row], doubts, wanted[row], bounds[row], tally)
    return last_row
