"""What contraction leaves of a network, grown block by block as searches reach it, close together in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numba
import numpy as np
from numba import types

from graphs.kernels.contraction import GONE, PINNED, contract, lay_out
from graphs.kernels.types import ENDS, LABELS, UNREACHED, WR_I8, bare, kernel

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["CORE", "Core", "hang_goals", "load", "make_core"]

_SPARE_ARCS = 1 << 15
_NODES, _ARCS = 0, 1

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
def load(graph: Any, scratch: Any, core: Any, known: Any, touched: int, node: int) -> bool:
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
