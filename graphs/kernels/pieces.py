"""Pieces of edges: whether they lie on their edges, and their share of what the whole arc takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import types

from graphs.kernels.types import RO_I4, RO_I8, RO_U4, UNREACHED, WR_I8, kernel

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["are_on_edges", "share_out"]


@kernel(types.boolean(RO_I4, RO_I8, RO_I8, RO_U4), allocates=False)
def are_on_edges(
    codes: npt.NDArray[np.int32],
    from_mm: npt.NDArray[np.int64],
    to_mm: npt.NDArray[np.int64],
    edge_length: npt.NDArray[np.uint32],
) -> bool:
    """Say whether all pieces are of edges that there are, run forward and end on them.

    Parameters
    ----------
    codes, from_mm, to_mm
        2 * edge + direction, and the part of it in the direction of travel, all (n,).
    edge_length
        Millimetres of each edge (E,).
    """
    if len(from_mm) != len(codes) or len(to_mm) != len(codes):
        return False
    for k in range(len(codes)):
        edge = codes[k] >> 1
        if edge < 0 or edge >= len(edge_length):
            return False
        length = np.int64(edge_length[edge])
        if from_mm[k] < 0 or from_mm[k] > to_mm[k] or to_mm[k] > length:
            return False
    return True


@kernel(types.boolean(RO_I4, RO_I4, RO_I8, RO_I8, RO_U4, RO_U4, WR_I8), allocates=False)
def share_out(
    arcs: npt.NDArray[np.int32],
    codes: npt.NDArray[np.int32],
    from_mm: npt.NDArray[np.int64],
    to_mm: npt.NDArray[np.int64],
    edge_length: npt.NDArray[np.uint32],
    per_arc: npt.NDArray[np.uint32],
    shares: npt.NDArray[np.int64],
) -> bool:
    """Give every piece its share of what its arc takes, so that the pieces of an arc add up to it.

    Parameters
    ----------
    arcs
        Arc of each piece, -1 where there is none (n,).
    codes, from_mm, to_mm, edge_length
        As in `are_on_edges`.
    per_arc
        Weight or milliseconds of each arc (A,).
    shares
        Written (n,).

    Returns
    -------
    bool
        False where a piece has no arc or one that may not be used; the shares behind it are then not written.
    """
    for k in range(len(codes)):
        arc = arcs[k]
        if arc < 0 or arc >= len(per_arc) or per_arc[arc] == UNREACHED:
            return False
        total, length = np.uint64(per_arc[arc]), np.uint64(edge_length[codes[k] >> 1])
        if length == 0:
            shares[k] = np.int64(total)
        else:
            before = total * np.uint64(from_mm[k]) // length
            shares[k] = np.int64(total * np.uint64(to_mm[k]) // length - before)
    return True
