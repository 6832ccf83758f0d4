"""The tree of least weight: Dijkstra's algorithm from one or several seeds, with length and duration carried along.

References
----------
Dijkstra, E. W. (1959). A note on two problems in connexion with graphs. Numerische Mathematik 1, 269-271.
https://doi.org/10.1007/BF01386390
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numba import types

from graphs.kernels.heap import heap_pop, heap_push, pack
from graphs.kernels.types import ENDS, LABELS, RO_I4, RO_U1, RO_U4, UNREACHED, WR_F8, WR_I4, WR_U4, WR_U8, bare, kernel

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["NODES_PER_LOOK", "grow_tree", "penalised", "weight_of"]

_PENALTY_SHIFT = np.uint64(3)
NODES_PER_LOOK = 1024
"""Nodes settled between two looks at whether the search is to stop, after the first."""
_M_PER_E7 = math.pi / 180.0 * 6_371_008.8 * 1e-7
_CAUTION = 0.99


@bare
def penalised(weight: int, penalty: int) -> np.uint64:
    """Weight of an arc with `penalty` eighths added on top."""
    wide = np.uint64(weight)
    return wide + ((wide * np.uint64(penalty)) >> _PENALTY_SHIFT)


@bare
def weight_of(arc: int, weights: Any, arc_edge: Any, penalties: Any) -> np.uint64:
    """Weight of an arc that is not barred, with the penalty of its edge where there are any."""
    if len(penalties) > 0:
        return penalised(weights[arc], penalties[arc_edge[arc] >> 1])
    return np.uint64(weights[arc])


@bare
def _touch(labels: Any, node: int, touched: int) -> None:
    label = labels[node]
    if label.stamp < touched:
        label.stamp = touched
        label.weight = np.uint32(UNREACHED)
        label.goal = -1


@bare
def _plant(labels: Any, heap: Any, seeds: Any, touched: int) -> int:
    size = 0
    for index in range(len(seeds)):
        seed = seeds[index]
        _touch(labels, seed.node, touched)
        label = labels[seed.node]
        if seed.weight < label.weight:
            label.weight = seed.weight
            label.parent_arc = -2 - index
            size = heap_push(heap, size, pack(seed.weight, seed.node))
    return size


@bare
def _enter_places(heap: Any, size: int, place_weight: Any, first_place: int) -> int:
    """Enter targets that are known to be reached along one edge."""
    for place in range(len(place_weight)):
        if place_weight[place] != np.uint32(UNREACHED):
            size = heap_push(heap, size, pack(place_weight[place], first_place + place))
    return size


@bare
def _hang_goals(labels: Any, goals: Any, touched: int) -> None:
    for index in range(len(goals)):
        goal = goals[index]
        _touch(labels, goal.node, touched)
        goal.next = labels[goal.node].goal
        labels[goal.node].goal = index


@bare
def _settle(labels: Any, node: int, seeds: Any, arc_from: Any, arc_length: Any, durations: Any) -> None:
    label = labels[node]
    arc = label.parent_arc
    if arc < 0:
        seed = seeds[-2 - arc]
        label.length_mm = seed.length_mm
        label.duration_ms = seed.duration_ms
    else:
        parent = labels[arc_from[arc]]
        label.length_mm = parent.length_mm + arc_length[arc]
        label.duration_ms = parent.duration_ms + durations[arc]


@bare
def _is_beyond(label: Any, lat_e7: int, lon_e7: int, focus: Any, max_length_mm: int, max_duration_ms: int) -> bool:
    """Say whether a bound is met before the straight way from a node to the focus is behind one."""
    north = float(lat_e7) - focus[0]
    east = (float(lon_e7) - focus[1]) * focus[2]
    metres = math.sqrt(north * north + east * east) * (_M_PER_E7 * _CAUTION)
    return (
        float(label.length_mm) + 1000.0 * metres > max_length_mm
        or float(label.duration_ms) + focus[3] * metres > max_duration_ms
    )


@bare
def _reach_goals(
    heap: Any, size: int, key: int, index: int, goals: Any, place_weight: Any, place_goal: Any, first_place: int
) -> int:
    """Enter the targets behind a settled node into the heap, as items above all nodes."""
    while index >= 0:
        goal = goals[index]
        total = np.uint64(key) + np.uint64(goal.weight)
        if total < place_weight[goal.place]:
            place_weight[goal.place] = np.uint32(total)
            place_goal[goal.place] = index
            size = heap_push(heap, size, pack(total, first_place + goal.place))
        index = goal.next
    return size


@bare
def _improve(labels: Any, heap: Any, size: int, node: int, total: int, arc: int, touched: int) -> int:
    """Give a node a lighter way to it, when it is one."""
    label = labels[node]
    if label.stamp < touched:
        label.stamp = touched
        label.goal = -1
    elif total >= label.weight:
        return size
    label.weight = np.uint32(total)
    label.parent_arc = arc
    return heap_push(heap, size, pack(total, node))


@bare
def _expand(
    first: Any,
    slot_arc: Any,
    arc_to: Any,
    arc_edge: Any,
    weights: Any,
    penalties: Any,
    labels: Any,
    heap: Any,
    size: int,
    node: int,
    key: int,
    touched: int,
    max_weight: int,
) -> int:
    """Offer every neighbour the way over a settled node."""
    indirect = len(slot_arc) > 0
    for slot in range(first[node], first[node + 1]):
        arc = np.int64(slot_arc[slot]) if indirect else np.int64(slot)
        if weights[arc] == np.uint32(UNREACHED):
            continue
        total = np.uint64(key) + weight_of(arc, weights, arc_edge, penalties)
        if total <= max_weight:
            size = _improve(labels, heap, size, arc_to[arc], total, arc, touched)
    return size


@kernel(
    types.UniTuple(types.int64, 2)(
        RO_I4, RO_I4, RO_I4, RO_I4, RO_I4, RO_U4, RO_U4, RO_U4, RO_U1,
        ENDS, ENDS, LABELS, WR_I4, WR_U8, types.uint32, types.uint32, types.uint32, types.uint32, WR_U4, WR_I4,
        RO_U1,
        RO_I4, RO_I4, WR_F8,
    ),
    allocates=False,
)  # fmt: skip
def grow_tree(
    first: npt.NDArray[np.int32],
    slot_arc: npt.NDArray[np.int32],
    arc_from: npt.NDArray[np.int32],
    arc_to: npt.NDArray[np.int32],
    arc_edge: npt.NDArray[np.int32],
    weights: npt.NDArray[np.uint32],
    arc_length: npt.NDArray[np.uint32],
    durations: npt.NDArray[np.uint32],
    penalties: npt.NDArray[np.uint8],
    seeds: npt.NDArray[np.void],
    goals: npt.NDArray[np.void],
    labels: npt.NDArray[np.void],
    settled: npt.NDArray[np.int32],
    heap: npt.NDArray[np.uint64],
    generation: int,
    max_weight: int,
    max_length_mm: int,
    max_duration_ms: int,
    place_weight: npt.NDArray[np.uint32],
    place_goal: npt.NDArray[np.int32],
    halt: npt.NDArray[np.uint8],
    node_lat_e7: npt.NDArray[np.int32],
    node_lon_e7: npt.NDArray[np.int32],
    focus: npt.NDArray[np.float64],
) -> tuple[int, int]:
    """Grow a tree until the bounds, the last target or the end of the network is met.

    Parameters
    ----------
    first, slot_arc
        Slots of each node (N+1,) and the arc in each slot (A,); an empty `slot_arc` means that slots are arcs.
    arc_from, arc_to
        Nodes that an arc is taken from and leads to, in the direction of the search (A,).
    arc_edge
        2 * edge + direction (A,).
    weights, arc_length, durations
        Of each arc (A,); weight 4294967295 bars the arc.
    penalties
        Eighths added to the weight of each edge (E,), or empty.
    seeds, goals
        Records END: where the search starts and what leads to targets; `next` of the goals is filled here.
    labels, settled, heap
        Workspace: LABEL (N,), nodes in order of settling (N,), packed entries (A + number of seeds and goals).
    generation
        Stamps below twice this number are of older searches.
    max_weight, max_length_mm, max_duration_ms
        A node beyond one of these is neither settled nor left.
    place_weight, place_goal
        Per target (T,): its weight, 4294967295 where not reached, and the goal used. A smaller weight given from the
        start stands for a way along one edge and is kept unless the tree finds a better one.
    halt
        (1,): other than 0 ends the search soon, unfinished; another thread may ask for that.
    node_lat_e7, node_lon_e7
        Where the nodes lie (N,).
    focus
        Latitude and longitude in 1e-7 degrees of a place to which one goes on, the least cosine of a latitude and the
        milliseconds that a metre takes at least (4,): a node from which the straight way there leads beyond the bounds
        of length or duration is neither settled nor left. Empty for none.

    Returns
    -------
    tuple of int
        Number of settled nodes and number of targets that were reached for certain.
    """
    touched = np.uint32(2 * generation)
    done = np.uint32(2 * generation + 1)
    first_place = np.int64(len(first)) - 1
    left = len(place_weight)
    size = _plant(labels, heap, seeds, touched)
    size = _enter_places(heap, size, place_weight, first_place)
    _hang_goals(labels, goals, touched)
    count = 0
    reached = 0
    while size > 0:
        entry = heap[0]
        size = heap_pop(heap, size)
        key = np.uint32(entry >> np.uint64(32))
        node = np.int64(entry & np.uint64(UNREACHED))
        if key > max_weight:
            break
        if node >= first_place:
            reached += place_weight[node - first_place] == key
            if reached == left:
                break
            continue
        label = labels[node]
        if key != label.weight:
            continue
        _settle(labels, node, seeds, arc_from, arc_length, durations)
        if label.length_mm > max_length_mm or label.duration_ms > max_duration_ms:
            continue
        if len(focus) > 0 and _is_beyond(
            label, node_lat_e7[node], node_lon_e7[node], focus, max_length_mm, max_duration_ms
        ):
            continue
        label.stamp = done
        settled[count] = node
        count += 1
        if count % NODES_PER_LOOK == 1 and halt[0] != 0:
            break
        size = _reach_goals(heap, size, key, label.goal, goals, place_weight, place_goal, first_place)
        size = _expand(
            first, slot_arc, arc_to, arc_edge, weights, penalties, labels, heap, size, node, key, touched, max_weight
        )
    return count, reached
