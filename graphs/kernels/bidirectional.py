"""From one place to another: two searches that meet, each drawn towards the other side.

Forward and backward keys are changed by one potential, half the difference of the straight distances to both places, so that both searches
see the same reduced weights and the usual rule for stopping holds. Weights are whole centimetres, rounded down, so an arc may weigh a little
less than its length; distances are underrated by 1 % and the search goes on for `_SLACK_CM` beyond the stopping rule. To miss the best path
(by centimetres) a street would need more than that many successive arcs of less than a metre.

References
----------
Ikeda, T., et al. (1994). A fast algorithm for finding better routes by AI search techniques. Proc. Vehicle Navigation and Information
Systems Conference, 291-296. https://doi.org/10.1109/VNIS.1994.396824
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numba import types

from graphs.kernels.heap import heap_pop, heap_push, pack
from graphs.kernels.tree import penalised
from graphs.kernels.types import ENDS, LABELS, RO_I4, RO_U1, RO_U4, UNREACHED, WR_I8, WR_U8, kernel, local

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["NEVER_MET", "meet"]

NEVER_MET = -1
_SHIFT = 1 << 30
_CM_PER_E7 = 6_371_008.8 * math.pi / 180 * 1e-5
_CAUTION = 0.99
_SLACK_CM = 256
_LIMIT = 3_000_000_000


@local
def _straight_cm(lat: int, lon: int, other_lat: int, other_lon: int, cos_lat: float) -> float:
    dy = float(lat) - float(other_lat)
    dx = (float(lon) - float(other_lon)) * cos_lat
    return math.sqrt(dx * dx + dy * dy) * _CM_PER_E7


@local
def _potential(node: int, places: Any, node_lat: Any, node_lon: Any, cos_lat: float, scale: float) -> int:
    """Half of how much nearer, in weight, a node lies to the start than to the stop; `places` is lat, lon, lat, lon in 1e-7 degrees."""
    to_stop = _straight_cm(node_lat[node], node_lon[node], places[2], places[3], cos_lat)
    to_start = _straight_cm(node_lat[node], node_lon[node], places[0], places[1], cos_lat)
    return np.int64(math.floor(scale * _CAUTION * (to_stop - to_start)))


@kernel(
    types.Tuple((types.int64, types.int64, types.int64, types.int64))(
        RO_I4, RO_I4, RO_I4, RO_I4, RO_I4, RO_I4, RO_U4, RO_U1, RO_I4, RO_I4, WR_I8, types.float64, types.float64,
        ENDS, ENDS, LABELS, LABELS, WR_U8, WR_U8, types.uint32, types.uint32, types.int64,
    ),
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

    Returns
    -------
    tuple of int
        Weight, node where the searches met or -1, settled nodes ahead and behind.
    """
    touched = (np.uint32(2 * ahead_generation), np.uint32(2 * behind_generation))
    with_penalties = len(penalties) > 0
    sizes = np.zeros(2, dtype=np.int64)
    counts = np.zeros(2, dtype=np.int64)
    best = min(np.int64(known), np.int64(_LIMIT))
    meeting = np.int64(NEVER_MET)
    for side in range(2):
        ends = goals if side else seeds
        labels = behind if side else ahead
        heap = behind_heap if side else ahead_heap
        for index in range(len(ends)):
            end = ends[index]
            label = labels[end.node]
            if label.stamp >= touched[side] and label.weight <= end.weight:
                continue
            pull = _potential(end.node, places, node_lat, node_lon, cos_lat, scale)
            label.stamp = touched[side]
            label.weight = end.weight
            label.parent_arc = -2 - index
            label.goal = pull
            key = np.int64(end.weight) + (-pull if side else pull) + _SHIFT
            sizes[side] = heap_push(heap, sizes[side], pack(key, end.node))
            other = ahead[end.node]
            if side and other.stamp >= touched[0] and np.int64(other.weight) + end.weight < best:
                best = np.int64(other.weight) + end.weight
                meeting = np.int64(end.node)
    while sizes[0] > 0 and sizes[1] > 0:
        top_ahead = np.int64(ahead_heap[0] >> np.uint64(32)) - _SHIFT
        top_behind = np.int64(behind_heap[0] >> np.uint64(32)) - _SHIFT
        if top_ahead + top_behind >= best + _SLACK_CM:
            break
        side = 1 if sizes[1] < sizes[0] else 0
        labels = behind if side else ahead
        others = ahead if side else behind
        heap = behind_heap if side else ahead_heap
        node = np.int64(heap[0] & np.uint64(UNREACHED))
        top = top_behind if side else top_ahead
        sizes[side] = heap_pop(heap, sizes[side])
        label = labels[node]
        pull = np.int64(label.goal)
        if top != np.int64(label.weight) + (-pull if side else pull) or label.stamp != touched[side]:
            continue
        label.stamp = touched[side] + np.uint32(1)
        counts[side] += 1
        begin, end_slot = (in_first[node], in_first[node + 1]) if side else (arc_first[node], arc_first[node + 1])
        for slot in range(begin, end_slot):
            arc = np.int64(in_arc[slot]) if side else np.int64(slot)
            weight = weights[arc]
            if weight == np.uint32(UNREACHED):
                continue
            total = np.int64(label.weight) + np.int64(weight)
            if with_penalties:
                total = np.int64(label.weight) + np.int64(penalised(weight, penalties[arc_edge[arc] >> 1]))
            if total >= best:
                continue
            near_node = arc_tail[arc] if side else arc_head[arc]
            near = labels[near_node]
            if near.stamp < touched[side]:
                far = others[near_node]
                seen = far.stamp >= touched[1 - side]
                near.goal = far.goal if seen else _potential(near_node, places, node_lat, node_lon, cos_lat, scale)
            elif total >= np.int64(near.weight):
                continue
            near.stamp = touched[side]
            near.weight = np.uint32(total)
            near.parent_arc = arc
            far = others[near_node]
            if far.stamp >= touched[1 - side] and total + np.int64(far.weight) < best:
                best = total + np.int64(far.weight)
                meeting = np.int64(near_node)
            pull = np.int64(near.goal)
            key = total + (-pull if side else pull) + _SHIFT
            sizes[side] = heap_push(heap, sizes[side], pack(key, near_node))
    return best, meeting, counts[0], counts[1]
