"""Strongly connected parts of the network, per vehicle."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from graphs.attributes import ArcClass, Use, Vehicle

__all__ = ["find_components", "usable_arcs"]

_COLUMNS = {name: index for index, name in enumerate(ArcClass.field_names())}

Int32 = npt.NDArray[np.int32]


def find_components(
    *,
    node_count: int,
    arc_tail: Int32,
    arc_head: Int32,
    arc_edge: Int32,
    usable: npt.NDArray[np.bool_],
    edge_length_mm: npt.NDArray[np.uint32],
) -> tuple[Int32, npt.NDArray[np.uint32]]:
    """Rank the strongly connected parts by falling street length, equal ones by their first node.

    Parameters
    ----------
    node_count
        Number of nodes.
    arc_tail, arc_head, arc_edge
        Of each arc, shape (A,); `arc_edge` is 2 * edge + direction.
    usable
        Arcs that the vehicle may use up to their head, shape (A,).
    edge_length_mm
        Shape (E,).

    Returns
    -------
    tuple
        Part of each node (N,), -1 where the vehicle has no arc; street length of each part in metres.
    """
    tail, head = arc_tail[usable], arc_head[usable]
    order = np.argsort(tail, kind="stable")
    first = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.bincount(tail, minlength=node_count))])
    matrix = csr_array(
        (np.ones(len(tail), np.int8), head[order], first.astype(np.int32)), shape=(node_count, node_count)
    )
    count, label = connected_components(matrix, directed=True, connection="strong")
    inside = label[tail] == label[head]
    edge, position = np.unique(arc_edge[usable][inside] >> 1, return_index=True)
    length_mm = np.bincount(
        label[tail[inside][position]], weights=edge_length_mm[edge].astype(np.float64), minlength=count
    )
    touched = np.zeros(node_count, bool)
    touched[tail] = True
    touched[head] = True
    smallest = np.full(count, node_count, np.int64)
    nodes = np.flatnonzero(touched)
    np.minimum.at(smallest, label[nodes], nodes)
    ranked = np.lexsort((smallest, -length_mm))
    ranked = ranked[smallest[ranked] < node_count]
    number = np.full(count, -1, np.int32)
    number[ranked] = np.arange(len(ranked), dtype=np.int32)
    part = np.where(touched, number[label], -1).astype(np.int32)
    return part, np.rint(length_mm[ranked] / 1000).astype(np.uint32)


def usable_arcs(
    vehicle: Vehicle,
    *,
    classes: npt.NDArray[np.uint8],
    arc_class: npt.NDArray[np.uint16],
    arc_head: Int32,
    node_block: npt.NDArray[np.uint8],
) -> npt.NDArray[np.bool_]:
    """Say which arcs, shape (A,), a vehicle may use up to their head.

    Parameters
    ----------
    vehicle
        Who travels.
    classes
        Class table, shape (K, F).
    arc_class, arc_head
        Of each arc, shape (A,).
    node_block
        Bit `1 << Vehicle` where that vehicle cannot pass, shape (N,).
    """
    use = classes[:, _COLUMNS[f"use_{vehicle.name.lower()}"]]
    blocked = (node_block >> np.uint8(vehicle)) & 1
    return np.asarray((use[arc_class] != Use.NONE) & (blocked[arc_head] == 0))
