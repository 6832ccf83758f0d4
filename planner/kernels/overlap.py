"""How much of a line runs on streets that it runs on again, or along ones drawn on top of them."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from numba import types

from graphs.kernels.types import RO_I8, WR_F8, kernel, local

__all__ = ["cut_into_pieces", "retraced_m"]

_PIECE_M = 5.0
_SHORTEST_M = 0.01
_NEAR_M = 6.0
_SURELY_FAR_M2 = 36.001
_CELL_M = 32.0
_REACH_M = 6.001
_BESIDE_M = 2.0
_SAME_WAY = 0.7
_APART_M = 25.0

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@kernel(types.Tuple((WR_F8, WR_F8, WR_F8, types.Array(types.int64, 1, "C")))(WR_F8, WR_F8, RO_I8))
def cut_into_pieces(x: Floats, y: Floats, breaks: Ints) -> tuple[Floats, Floats, Floats, Ints]:
    """Cut a line into pieces of at most 5 m, each within one segment.

    Parameters
    ----------
    x, y
        Points in metres, (n,).
    breaks
        Points that do not go on from the one before, rising.

    Returns
    -------
    tuple
        Middles x and y of the pieces, their lengths, and the segment of each, by its first point, all (pieces,).
    """
    parts = np.zeros(max(0, len(x) - 1), np.int64)
    for i in range(len(parts)):
        length = math.hypot(x[i + 1] - x[i], y[i + 1] - y[i])
        parts[i] = math.ceil(length / _PIECE_M) if length >= _SHORTEST_M else 0
    parts[breaks - 1] = 0
    count = parts.sum()
    middle_x, middle_y, lengths = np.empty(count), np.empty(count), np.empty(count)
    segments = np.empty(count, np.int64)
    piece = 0
    for i in range(len(parts)):
        dx, dy = x[i + 1] - x[i], y[i + 1] - y[i]
        length = math.hypot(dx, dy)
        for k in range(parts[i]):
            share = (k + 0.5) / parts[i]
            middle_x[piece], middle_y[piece] = x[i] + share * dx, y[i] + share * dy
            lengths[piece] = length / parts[i]
            segments[piece] = i
            piece += 1
    return middle_x, middle_y, lengths, segments


@local
def _bucket(column: int, row: int, mask: int) -> int:
    return ((column * 73_856_093) ^ (row * 19_349_663)) & mask


@local
def _runs_along(x: Floats, y: Floats, segment: int, own: int, at_x: float, at_y: float) -> bool:
    """Whether a segment passes a place within 2 m in the direction, or against it, of the segment of the place."""
    dx, dy = x[segment + 1] - x[segment], y[segment + 1] - y[segment]
    own_x, own_y = x[own + 1] - x[own], y[own + 1] - y[own]
    squared = dx * dx + dy * dy
    if abs(dx * own_x + dy * own_y) < _SAME_WAY * math.sqrt(squared * (own_x * own_x + own_y * own_y)):
        return False
    share = min(1.0, max(0.0, ((at_x - x[segment]) * dx + (at_y - y[segment]) * dy) / squared))
    return math.hypot(x[segment] + share * dx - at_x, y[segment] + share * dy - at_y) <= _BESIDE_M


@local
def _are_one_street(
    x: Floats, y: Floats, middle_x: Floats, middle_y: Floats, segments: Ints, one: int, other: int
) -> bool:
    """Whether two pieces lie within 6 m of each other and one of them runs along the segment of the other."""
    east, north = middle_x[one] - middle_x[other], middle_y[one] - middle_y[other]
    if east * east + north * north > _SURELY_FAR_M2 or math.hypot(east, north) > _NEAR_M:
        return False
    return _runs_along(x, y, segments[other], segments[one], middle_x[one], middle_y[one]) or _runs_along(
        x, y, segments[one], segments[other], middle_x[other], middle_y[other]
    )


@kernel(types.float64(WR_F8, WR_F8, RO_I8, types.boolean))
def retraced_m(x: Floats, y: Floats, breaks: Ints, closed: bool) -> float:
    """Length in metres that lies on a street passed again, each pass counted.

    A street is passed again where two pieces of the line, farther than 25 m from one another along it, lie within 6 m
    of each other and one of them runs along the segment of the other.

    Parameters
    ----------
    x, y, breaks
        The line, as in `cut_into_pieces`.
    closed
        Whether the way round the other end counts as a distance along the line too.
    """
    middle_x, middle_y, lengths, segments = cut_into_pieces(x, y, breaks)
    count = len(lengths)
    along = np.cumsum(lengths)
    mask = 63
    while 2 * mask < count:
        mask = 2 * mask + 1
    heads, following = np.full(mask + 1, -1, np.int32), np.empty(count, np.int32)
    again = np.zeros(count, np.bool_)
    entered = 0
    for i in range(count):
        # Only pieces that are far enough behind are in the table, so that most places in it are empty.
        while along[i] - along[entered] > _APART_M:
            bucket = _bucket(math.floor(middle_x[entered] / _CELL_M), math.floor(middle_y[entered] / _CELL_M), mask)
            following[entered] = heads[bucket]
            heads[bucket] = entered
            entered += 1
        low_column, high_column = (
            math.floor((middle_x[i] - _REACH_M) / _CELL_M),
            math.floor((middle_x[i] + _REACH_M) / _CELL_M),
        )
        low_row, high_row = (
            math.floor((middle_y[i] - _REACH_M) / _CELL_M),
            math.floor((middle_y[i] + _REACH_M) / _CELL_M),
        )
        for column in range(low_column, high_column + 1):
            for row in range(low_row, high_row + 1):
                j = heads[_bucket(column, row, mask)]
                while j >= 0:
                    apart, least = along[i] - along[j], _APART_M + lengths[i] + lengths[j]
                    far = apart > least and not (closed and along[-1] - apart <= least)
                    if far and _are_one_street(x, y, middle_x, middle_y, segments, i, j):
                        again[i] = again[j] = True
                    j = following[j]
    return lengths[again].sum()
