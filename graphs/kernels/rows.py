"""Many rows of a matrix on one network: blocks of streets are contracted when a search first comes to them.

Rows that start near one another cross the same streets. Each block is therefore contracted once, into nodes that touch
other blocks or hold an end and a few between them, and all rows search what is left, which lies close together in
memory. What a row finds is what a tree of `graphs.kernels.tree` finds, or the row says that it is in doubt: ways of one
weight that differ in length or duration came together, or a way beyond a bound may hide one within. Such a row is for a
tree to decide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numba
import numpy as np
from numba import types

from graphs.kernels.contraction import GONE, GRAPH, PINNED, SCRATCH, contract, lay_out
from graphs.kernels.heap import pack
from graphs.kernels.queue import QUEUE, queue_clear, queue_pop, queue_push, queue_ready
from graphs.kernels.types import ENDS, LABELS, RO_I8, RO_U1, UNREACHED, WR_I8, WR_U1, bare, kernel

if TYPE_CHECKING:
    import numpy.typing as npt

    from graphs.kernels.contraction import Graph, Scratch
    from graphs.kernels.queue import Queue

__all__ = ["CORE", "Core", "fill_rows", "hang_goals", "make_core"]

_SPARE_ARCS = 1 << 15
_NODES, _ARCS = 0, 1
_IN_DOUBT, _SETTLED = np.uint32(1), np.uint32(2)
_STAMP = 4
_PLACES = np.uint64(1 << 31)
"""Items of the queue from here on are places."""
_STEPS_PER_LOOK = 256

CORE_NODE = np.dtype(
    [
        ("node", np.int32),  # of the network
        ("first", np.int32),  # of its arcs, -1 where its block was not looked at
        ("last", np.int32),
        ("goal", np.int32),  # first goal that starts here
    ]
)
CORE_ARC = np.dtype(
    [
        ("head", np.int32),  # node of the core, or -1 - node where the way is in doubt
        ("weight", np.uint32),
    ]
)
CORE_MEASURE = np.dtype(
    [
        ("length_mm", np.uint32),
        ("duration_ms", np.uint32),
    ]
)
"""What of an arc is only read where it is taken."""
CORE_LABEL = np.dtype(
    [
        ("weight", np.uint32),
        ("length_mm", np.uint32),
        ("duration_ms", np.uint32),
        ("stamp", np.uint32),  # 4 * number of the row, plus 1 in doubt, plus 2 settled
    ]
)


class Core(NamedTuple):
    """What contraction leaves, grown as searches reach it."""

    counts: npt.NDArray[np.int64]  # nodes and arcs
    nodes: npt.NDArray[np.void]  # records CORE_NODE
    arcs: npt.NDArray[np.void]  # records CORE_ARC
    measures: npt.NDArray[np.void]  # records CORE_MEASURE, one per arc
    labels: npt.NDArray[np.void]  # records CORE_LABEL


def _records(dtype: np.dtype[np.void]) -> types.Array:
    return types.Array(numba.from_dtype(dtype), 1, "C", readonly=False)


CORE = types.NamedTuple(
    (WR_I8, _records(CORE_NODE), _records(CORE_ARC), _records(CORE_MEASURE), _records(CORE_LABEL)), Core
)
BOUNDS = types.Array(types.int64, 2, "C", readonly=False)
WANTED = types.Array(types.uint8, 2, "C", readonly=False)
FOUND = types.Array(types.uint32, 3, "C", readonly=False)


def make_core(node_count: int, arc_count: int) -> Core:
    """Reserve a core for a network; memory that no search touches is never backed by the machine."""
    return Core(
        np.zeros(2, dtype=np.int64),
        np.empty(node_count, dtype=CORE_NODE),
        np.empty(arc_count + _SPARE_ARCS, dtype=CORE_ARC),
        np.empty(arc_count + _SPARE_ARCS, dtype=CORE_MEASURE),
        np.empty(node_count, dtype=CORE_LABEL),
    )


@bare
def _number(core: Any, known: Any, touched: int, node: int) -> int:
    """Give the number of a node in the core, and enter it where it is not there yet."""
    label = known[node]
    if label.stamp == touched:
        return np.int64(label.goal)
    number = core.counts[_NODES]
    core.counts[_NODES] = number + 1
    label.stamp = touched
    label.goal = number
    entry = core.nodes[number]
    entry.node = node
    entry.first = -1
    entry.goal = -1
    core.labels[number].stamp = 0
    return number


@bare
def _write_arc(core: Any, head: int, weight: int, length: int, duration: int) -> None:
    arc = core.arcs[core.counts[_ARCS]]
    arc.head = head
    arc.weight = weight
    measure = core.measures[core.counts[_ARCS]]
    measure.length_mm = length
    measure.duration_ms = duration
    core.counts[_ARCS] += 1


@bare
def _write_node(graph: Any, scratch: Any, core: Any, known: Any, touched: int, low: int, high: int, node: int) -> None:
    """Write what is left of a node: its shortcuts within the block, and its arcs out of it."""
    number = _number(core, known, touched, node)
    core.nodes[number].first = core.counts[_ARCS]
    first = scratch.first[node - low]
    for place in range(first, first + scratch.count[node - low]):
        tie = scratch.ties[place]
        if tie.weight_out != np.uint32(UNREACHED):
            head = _number(core, known, touched, low + tie.node)
            head = -1 - head if tie.doubt & np.uint32(1) else head
            _write_arc(core, head, tie.weight_out, tie.length_out, tie.duration_out)
    for arc in range(graph.first[node], graph.first[node + 1]):
        head = np.int64(graph.head[arc])
        if graph.weight[arc] != np.uint32(UNREACHED) and not low <= head < high:
            head = _number(core, known, touched, head)
            _write_arc(core, head, graph.weight[arc], graph.length[arc], graph.duration[arc])
    core.nodes[number].last = core.counts[_ARCS]


@bare
def _load(graph: Any, scratch: Any, core: Any, known: Any, touched: int, node: int) -> bool:
    """Contract the block of a node into the core; False where it finds no room."""
    block = len(scratch.line)
    low = node // block * block
    high = min(low + block, len(graph.first) - 1)
    for near in range(low, high):
        scratch.state[near - low] = PINNED if known[near].stamp == touched else np.uint8(0)
    if not lay_out(graph, scratch, low, high):
        return False
    contract(scratch, high - low)
    needed = np.int64(0)
    for near in range(low, high):
        if scratch.state[near - low] & GONE == 0:
            needed += scratch.count[near - low] + graph.first[near + 1] - graph.first[near]
    if core.counts[_ARCS] + needed > len(core.arcs):
        return False
    for near in range(low, high):
        if scratch.state[near - low] & GONE == 0:
            _write_node(graph, scratch, core, known, touched, low, high, near)
    return True


@kernel(types.void(ENDS, ENDS, CORE, LABELS, types.uint32), allocates=False)
def hang_goals(
    seeds: npt.NDArray[np.void], goals: npt.NDArray[np.void], core: Core, known: npt.NDArray[np.void], touched: int
) -> None:
    """Begin a core with the nodes of all ends, which are then never contracted.

    Parameters
    ----------
    seeds, goals
        Records END of all sources and targets; `node` becomes the number in the core and `next` of the goals is filled.
    core
        Emptied.
    known
        Labels (N,) of a workspace, which keep the number of each node that is in the core.
    touched
        Stamp of this core, larger than any in `known`.
    """
    core.counts[:] = 0
    for index in range(len(seeds)):
        seeds[index].node = _number(core, known, touched, seeds[index].node)
    for index in range(len(goals)):
        number = _number(core, known, touched, goals[index].node)
        goals[index].node = number
        goals[index].next = core.nodes[number].goal
        core.nodes[number].goal = index


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
    stop: Any,
) -> bool:
    """Search one row until nothing is left to find; False where a block found no room or the work is to stop."""
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
        if steps % _STEPS_PER_LOOK == 0 and stop[0] != 0:
            return False
        if core.nodes[number].first < 0 and not _load(
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
    stop: npt.NDArray[np.uint8],
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
    stop
        (1,): other than 0 ends the work soon, which another thread may ask for.

    Returns
    -------
    int
        The first row that was not done, for want of room or because the work was to stop; `last_row` otherwise.
    """
    for row in range(first_row, last_row):
        if not _search(
            graph, scratch, core, queue, known, touched, seeds[seed_first[row] : seed_first[row + 1]], goals,
            bounds[row], wanted[row], found[row], doubts, tally, row + 1, stop,
        ):  # fmt: skip
            return row
        sure[row] = _is_sure(found[row], doubts, wanted[row], bounds[row], tally)
    return last_row
