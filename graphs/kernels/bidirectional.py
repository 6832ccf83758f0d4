"""From one place to another: two searches that meet, each drawn towards the other side.

Forward and backward keys are changed by one potential, half the difference of the straight distances to both places, so
that both searches see the same reduced weights and the usual rule for stopping holds. Weights are whole centimetres,
rounded down, so an arc may weigh a little less than its length; distances are underrated by 1 % and the search goes on
for `_SLACK_CM` beyond the stopping rule. To miss the best path (by centimetres) a street would need more than that many
successive arcs of less than a metre.

References
----------
Ikeda, T., et al. (1994). A fast algorithm for finding better routes by AI search techniques. Proc. Vehicle Navigation
and Information Systems Conference, 291-296. https://doi.org/10.1109/VNIS.1994.396824
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numba import types

from graphs.kernels.heap import heap_pop, heap_push, pack
from graphs.kernels.tree import NODES_PER_LOOK, weight_of
from graphs.kernels.types import ENDS, LABELS, RO_I4, RO_U1, RO_U4, UNREACHED, WR_I8, WR_U8, bare, kernel

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["NEVER_MET", "meet"]

NEVER_MET = -1
_SHIFT = 1 << 30
_CM_PER_E7 = 6_371_008.8 * math.pi / 180 * 1e-5
_CAUTION = 0.99
_SLACK_CM = 256
_LIMIT = 3_000_000_000


@bare
def _straight_cm(lat: int, lon: int, other_lat: int, other_lon: int, cos_lat: float) -> float:
    dy = float(lat) - float(other_lat)
    dx = (float(lon) - float(other_lon)) * cos_lat
    return math.sqrt(dx * dx + dy * dy) * _CM_PER_E7


@bare
def _potential(node: int, places: Any, node_lat: Any, node_lon: Any, cos_lat: float, scale: float) -> int:
    """Half of how much nearer, in weight, a node lies to the start than to the stop."""
    to_stop = _straight_cm(node_lat[node], node_lon[node], places[2], places[3], cos_lat)
    to_start = _straight_cm(node_lat[node], node_lon[node], places[0], places[1], cos_lat)
    return np.int64(math.floor(scale * _CAUTION * (to_stop - to_start)))


@bare
def _key(heap: Any) -> int:
    return np.int64(heap[0] >> np.uint64(32)) - _SHIFT


@bare
def _enter(label: Any, heap: Any, size: int, node: int, sign: int) -> int:
    return heap_push(heap, size, pack(np.int64(label.weight) + sign * np.int64(label.goal) + _SHIFT, node))


@bare
def _plant(
    ends: Any,
    labels: Any,
    heap: Any,
    touched: int,
    sign: int,
    places: Any,
    node_lat: Any,
    node_lon: Any,
    cos_lat: float,
    scale: float,
) -> int:
    """Start one of the searches; `sign` is 1 ahead and -1 behind."""
    size = 0
    for index in range(len(ends)):
        end = ends[index]
        label = labels[end.node]
        if label.stamp < touched or label.weight > end.weight:
            label.stamp = touched
            label.weight = end.weight
            label.parent_arc = -2 - index
            label.goal = _potential(end.node, places, node_lat, node_lon, cos_lat, scale)
            size = _enter(label, heap, size, end.node, sign)
    return size


@bare
def _meet_at_ends(goals: Any, ahead: Any, touched: int, best: int) -> tuple[int, int]:
    """Weight and node of the best meeting at a node that is both behind the start and before the stop."""
    meeting = np.int64(NEVER_MET)
    for index in range(len(goals)):
        label = ahead[goals[index].node]
        total = np.int64(label.weight) + np.int64(goals[index].weight)
        if label.stamp >= touched and total < best:
            best = total
            meeting = np.int64(goals[index].node)
    return best, meeting


@bare
def _take(labels: Any, heap: Any, size: int, touched: int, sign: int) -> tuple[int, int]:
    """Take the next node out of a heap, -1 where the entry is outdated, and give the new size of the heap."""
    node = np.int64(heap[0] & np.uint64(UNREACHED))
    key = _key(heap)
    size = heap_pop(heap, size)
    label = labels[node]
    if label.stamp != touched or key != np.int64(label.weight) + sign * np.int64(label.goal):
        node = np.int64(-1)
    else:
        label.stamp = touched + np.uint32(1)
    return node, size


@bare
def _expand(
    first: Any,
    slot_arc: Any,
    arc_to: Any,
    arc_edge: Any,
    weights: Any,
    penalties: Any,
    labels: Any,
    others: Any,
    heap: Any,
    size: int,
    node: int,
    touched: int,
    touched_there: int,
    sign: int,
    best: int,
    meeting: int,
    places: Any,
    node_lat: Any,
    node_lon: Any,
    cos_lat: float,
    scale: float,
) -> tuple[int, int, int]:
    """Offer every neighbour the way over a settled node, and see whether the other search was there."""
    key = np.int64(labels[node].weight)
    for slot in range(first[node], first[node + 1]):
        arc = np.int64(slot_arc[slot]) if sign < 0 else np.int64(slot)
        if weights[arc] == np.uint32(UNREACHED):
            continue
        total = key + np.int64(weight_of(arc, weights, arc_edge, penalties))
        near = np.int64(arc_to[arc])
        label = labels[near]
        other = others[near]
        fresh = label.stamp < touched
        if total >= best or (not fresh and total >= np.int64(label.weight)):
            continue
        known_there = other.stamp >= touched_there
        if fresh:
            label.goal = other.goal if known_there else _potential(near, places, node_lat, node_lon, cos_lat, scale)
        label.stamp = touched
        label.weight = np.uint32(total)
        label.parent_arc = arc
        if known_there and total + np.int64(other.weight) < best:
            best = total + np.int64(other.weight)
            meeting = near
        size = _enter(label, heap, size, near, sign)
    return size, best, meeting


@kernel(
    types.Tuple((types.int64, types.int64, types.int64, types.int64))(
        RO_I4, RO_I4, RO_I4, RO_I4, RO_I4, RO_I4, RO_U4, RO_U1, RO_I4, RO_I4, WR_I8, types.float64, types.float64,
        ENDS, ENDS, LABELS, LABELS, WR_U8, WR_U8, types.uint32, types.uint32, types.int64, RO_U1,
    ),
    allocates=False,
)  # fmt: skip
def meet(
    arc_first: npt.NDArray[np.int32],
    arc_tail: npt.NDArray[np.int32],
    arc_head: npt.NDArray[np.int32],
    arc_edge: npt.NDArray[np.int32],
    in_first: npt.NDArray[np.int32],
    in_arc: npt.NDArray[np.int32],
    weights: npt.NDArray[np.uint32],
    penalties: npt.NDArray[np.uint8],
    node_lat: npt.NDArray[np.int32],
    node_lon: npt.NDArray[np.int32],
    places: npt.NDArray[np.int64],
    cos_lat: float,
    scale: float,
    seeds: npt.NDArray[np.void],
    goals: npt.NDArray[np.void],
    ahead: npt.NDArray[np.void],
    behind: npt.NDArray[np.void],
    ahead_heap: npt.NDArray[np.uint64],
    behind_heap: npt.NDArray[np.uint64],
    ahead_generation: int,
    behind_generation: int,
    known: int,
    halt: npt.NDArray[np.uint8],
) -> tuple[int, int, int, int]:
    """Find the path of least weight between the seeds and the goals.

    Parameters
    ----------
    arc_first, arc_tail, arc_head, arc_edge, in_first, in_arc, weights
        The network (N+1,), (A,).
    penalties
        Eighths added to the weight of each edge (E,), or empty.
    node_lat, node_lon
        In 1e-7 degrees (N,).
    places
        Latitude and longitude of start and stop in 1e-7 degrees (4,).
    cos_lat
        Of the latitude in the territory where it is least, so that distances are never overrated.
    scale
        Half of the least weight per straight centimetre; 0 searches without direction.
    seeds, goals
        Records END behind the start and before the stop.
    ahead, behind, ahead_heap, behind_heap, ahead_generation, behind_generation
        Workspaces of the two searches.
    known
        Weight of a way that is known already; only lighter ones are looked for.
    halt
        (1,): other than 0 ends the search soon, unfinished; another thread may ask for that.

    Returns
    -------
    tuple of int
        Weight, node where the searches met or -1, settled nodes ahead and behind.
    """
    touched = np.uint32(2 * ahead_generation)
    touched_behind = np.uint32(2 * behind_generation)
    size = _plant(seeds, ahead, ahead_heap, touched, 1, places, node_lat, node_lon, cos_lat, scale)
    size_behind = _plant(goals, behind, behind_heap, touched_behind, -1, places, node_lat, node_lon, cos_lat, scale)
    best, meeting = _meet_at_ends(goals, ahead, touched, min(np.int64(known), np.int64(_LIMIT)))
    count = 0
    count_behind = 0
    steps = 0
    while size > 0 and size_behind > 0:
        steps += 1
        if steps % NODES_PER_LOOK == 1 and halt[0] != 0:
            break
        if _key(ahead_heap) + _key(behind_heap) >= best + _SLACK_CM:
            break
        if size <= size_behind:
            node, size = _take(ahead, ahead_heap, size, touched, 1)
            if node >= 0:
                count += 1
                size, best, meeting = _expand(
                    arc_first, in_arc, arc_head, arc_edge, weights, penalties, ahead, behind, ahead_heap, size, node,
                    touched, touched_behind, 1, best, meeting, places, node_lat, node_lon, cos_lat, scale,
                )  # fmt: skip
        else:
            node, size_behind = _take(behind, behind_heap, size_behind, touched_behind, -1)
            if node >= 0:
                count_behind += 1
                size_behind, best, meeting = _expand(
                    in_first, in_arc, arc_tail, arc_edge, weights, penalties, behind, ahead, behind_heap, size_behind,
                    node, touched_behind, touched, -1, best, meeting, places, node_lat, node_lon, cos_lat, scale,
                )  # fmt: skip
    return best, meeting, count, count_behind
