"""From the parents in a tree to the arcs of a path."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graphs.kernels.types import LABELS, RO_I4, WR_I4, kernel

if TYPE_CHECKING:
    import numpy.typing as npt

from numba import types

__all__ = ["trace_path"]


@kernel(types.UniTuple(types.int64, 2)(LABELS, RO_I4, types.int64, WR_I4))
def trace_path(
    labels: npt.NDArray[np.void],
    arc_from: npt.NDArray[np.int32],
    node: int,
    arcs: npt.NDArray[np.int32],
) -> tuple[int, int]:
    """Follow the parents from a settled node to its root.

    Parameters
    ----------
    labels
        Records LABEL of the search (N,).
    arc_from
        Node that each arc was taken from (A,).
    node
        Settled node.
    arcs
        Written: the arcs, from the node to the root, as many as there is room for.

    Returns
    -------
    tuple of int
        Number of arcs of the path, and index of the seed at the root.
    """
    count = 0
    arc = labels[node].parent_arc
    while arc >= 0:
        if count < len(arcs):
            arcs[count] = arc
        count += 1
        arc = labels[arc_from[arc]].parent_arc
    return count, np.int64(-2 - arc)
