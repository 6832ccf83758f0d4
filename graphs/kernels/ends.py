"""From places on edges to the nodes where a search starts and stops."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import types

from graphs.kernels.tree import penalised
from graphs.kernels.types import END, ENDS, RO_I4, RO_I8, RO_U1, RO_U4, UNREACHED, WR_I4, kernel, local

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["find_arcs", "list_ends", "share"]


@local
def share(total: int, part_mm: int, length_mm: int) -> np.uint32:
    """Part of a total that belongs to the first `part_mm` of an arc, rounded down; none of an arc without length."""
    if length_mm == 0:
        return np.uint32(0)
    return np.uint32(np.uint64(total) * np.uint64(part_mm) // np.uint64(length_mm))


@local
def _find_arc(arc_first: npt.NDArray[np.int32], arc_edge: npt.NDArray[np.int32], node: int, code: int) -> int:
    for arc in range(arc_first[node], arc_first[node + 1]):
        if arc_edge[arc] == code:
            return arc
    return -1


@kernel(types.void(RO_I4, RO_I4, RO_I4, RO_I4, RO_I4, WR_I4))
def find_arcs(
    codes: npt.NDArray[np.int32],
    edge_tail: npt.NDArray[np.int32],
    edge_head: npt.NDArray[np.int32],
    arc_first: npt.NDArray[np.int32],
    arc_edge: npt.NDArray[np.int32],
    arcs: npt.NDArray[np.int32],
) -> None:
    """Write the arc of each code (n,), that out of the original node; -1 where the edge has none in that direction."""
    for index in range(len(codes)):
        code = codes[index]
        edge = code >> 1
        node = edge_head[edge] if code & 1 else edge_tail[edge]
        arcs[index] = _find_arc(arc_first, arc_edge, node, code)


@local
def _count_copies(node_origin: npt.NDArray[np.int32], origin: int) -> int:
    """Count a node and its copies, which stand behind it."""
    last = origin + 1
    while last < len(node_origin) and node_origin[last] == origin:
        last += 1
    return last - origin


@local
def _count_ends(
    edges: npt.NDArray[np.int32],
    edge_tail: npt.NDArray[np.int32],
    edge_head: npt.NDArray[np.int32],
    node_origin: npt.NDArray[np.int32],
) -> int:
    """Count the ends that places can have at most."""
    count = 0
    for place in range(len(edges)):
        edge = edges[place]
        if edge < 0:
            count += 1
        else:
            count += _count_copies(node_origin, edge_tail[edge]) + _count_copies(node_origin, edge_head[edge])
    return count


@local
def _fill(
    end: np.void,
    offset_mm: int,
    arriving: bool,
    length: int,
    weight: int,
    duration: int,
    penalty: int,
) -> None:
    before_mm = length - offset_mm if end.code & 1 else offset_mm
    total = min(penalised(weight, penalty), np.uint64(UNREACHED - 1))
    weight_before = share(total, before_mm, length)
    duration_before = share(duration, before_mm, length)
    if arriving:
        end.weight = weight_before
        end.length_mm = before_mm
        end.duration_ms = duration_before
    else:
        end.weight = np.uint32(total) - weight_before
        end.length_mm = length - before_mm
        end.duration_ms = duration - duration_before


@kernel(
    ENDS(
        RO_I4, RO_I8, types.boolean, RO_I4, RO_I4, RO_I4, RO_I4, RO_I4, RO_I4, RO_U4, RO_U4, RO_U4, RO_U1,
    ),
)  # fmt: skip
def list_ends(
    edges: npt.NDArray[np.int32],
    offsets_mm: npt.NDArray[np.int64],
    arriving: bool,
    edge_tail: npt.NDArray[np.int32],
    edge_head: npt.NDArray[np.int32],
    node_origin: npt.NDArray[np.int32],
    arc_first: npt.NDArray[np.int32],
    arc_head: npt.NDArray[np.int32],
    arc_edge: npt.NDArray[np.int32],
    edge_length: npt.NDArray[np.uint32],
    weights: npt.NDArray[np.uint32],
    durations: npt.NDArray[np.uint32],
    penalties: npt.NDArray[np.uint8],
) -> npt.NDArray[np.void]:
    """List the nodes behind or before places, with the share of their edge.

    Parameters
    ----------
    edges, offsets_mm
        Each place (n,): its edge and the distance from the tail of the edge; for edge -1 the offset is a node.
    arriving
        Whether to list the nodes from which a place is reached, rather than those that are reached from it.
    edge_tail, edge_head, edge_length
        Of each edge (E,).
    node_origin
        Original of each node (N,): copies follow it and may have the same edges.
    arc_first, arc_head, arc_edge, weights, durations
        The arcs (N+1,), (A,).
    penalties
        Eighths added per edge (E,), or empty.

    Returns
    -------
    numpy.ndarray
        Records END, by place.
    """
    ends = np.zeros(_count_ends(edges, edge_tail, edge_head, node_origin), dtype=END)
    count = 0
    for place in range(len(edges)):
        edge = edges[place]
        if edge < 0:
            ends[count].node = offsets_mm[place]
            ends[count].code = -1
            ends[count].place = place
            count += 1
            continue
        penalty = penalties[edge] if len(penalties) > 0 else np.uint8(0)
        for direction in range(2):
            code = 2 * edge + direction
            origin = edge_head[edge] if direction else edge_tail[edge]
            for node in range(origin, origin + _count_copies(node_origin, origin)):
                arc = _find_arc(arc_first, arc_edge, node, code)
                if arc >= 0 and weights[arc] != np.uint32(UNREACHED):
                    end = ends[count]
                    count += 1
                    end.node = node if arriving else arc_head[arc]
                    end.code = code
                    end.place = place
                    _fill(end, offsets_mm[place], arriving, edge_length[edge], weights[arc], durations[arc], penalty)
                    if not arriving:
                        break
    return ends[:count].copy()
