"""How much of a line runs on streets that it runs on again, or along ones drawn on top of them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import types

from graphs.kernels.types import RO_I8, WR_F8, WR_I8, bare, kernel

__all__ = ["cut_into_pieces", "cut_into_runs", "retraced_m"]

_PIECE_M = 5.0
_SHORTEST_M = 0.01
_NEAR_M = 6.0
_SURELY_FAR_M2 = 36.001
_CELL_M = 96.0
_RUN_PIECES = 6
_RUN_M = 40.0
_REACH_M = 6.001
_BESIDE_M = 2.0
_SAME_WAY = 0.7
_APART_M = 25.0

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@kernel(types.Tuple((WR_F8, WR_F8, WR_F8, WR_I8))(WR_F8, WR_F8, RO_I8))
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


@bare
def _bucket(column: int, row: int, mask: int) -> int:
    return ((column * 73_856_093) ^ (row * 19_349_663)) & mask


@bare
def _runs_along(x: Floats, y: Floats, segment: int, own: int, at_x: float, at_y: float) -> bool:
    """Whether a segment passes a place within 2 m in the direction, or against it, of the segment of the place."""
    dx, dy = x[segment + 1] - x[segment], y[segment + 1] - y[segment]
    own_x, own_y = x[own + 1] - x[own], y[own + 1] - y[own]
    squared = dx * dx + dy * dy
    if abs(dx * own_x + dy * own_y) < _SAME_WAY * math.sqrt(squared * (own_x * own_x + own_y * own_y)):
        return False
    share = min(1.0, max(0.0, ((at_x - x[segment]) * dx + (at_y - y[segment]) * dy) / squared))
    return math.hypot(x[segment] + share * dx - at_x, y[segment] + share * dy - at_y) <= _BESIDE_M


@bare
def _are_one_street(
    x: Floats, y: Floats, middle_x: Floats, middle_y: Floats, segments: Ints, one: int, other: int
) -> bool:
    """Whether two pieces lie within 6 m of each other and one of them runs along the segment of the other."""
    east, north = middle_x[one] - middle_x[other], middle_y[one] - middle_y[other]
    if math.hypot(east, north) > _NEAR_M:
        return False
    return _runs_along(x, y, segments[other], segments[one], middle_x[one], middle_y[one]) or _runs_along(
        x, y, segments[one], segments[other], middle_x[other], middle_y[other]
    )


@kernel(types.Tuple((WR_I8, WR_F8, WR_F8, WR_F8, WR_F8))(WR_F8, WR_F8))
def cut_into_runs(middle_x: Floats, middle_y: Floats) -> tuple[Ints, Floats, Floats, Floats, Floats]:
    """Group pieces that follow one another, so few and so near that most groups have no other one nearby.

    Parameters
    ----------
    middle_x, middle_y
        Middles of the pieces in metres, (pieces,).

    Returns
    -------
    tuple
        First piece of each run and the number of pieces behind the last, (runs + 1,); least x, most x, least y and most
        y of the middles of each run, all (runs,): no run is wider or higher than 40 m.
    """
    count = len(middle_x)
    first = np.empty(count + 1, np.int64)
    west, east, south, north = np.empty(count), np.empty(count), np.empty(count), np.empty(count)
    runs = 0
    for i in range(count):
        x, y = middle_x[i], middle_y[i]
        last = runs - 1
        if last >= 0 and i - first[last] < _RUN_PIECES:
            wide_west, wide_east = min(west[last], x), max(east[last], x)
            wide_south, wide_north = min(south[last], y), max(north[last], y)
            if wide_east - wide_west <= _RUN_M and wide_north - wide_south <= _RUN_M:
                west[last], east[last], south[last], north[last] = wide_west, wide_east, wide_south, wide_north
                continue
        first[runs] = i
        west[runs], east[runs], south[runs], north[runs] = x, x, y, y
        runs += 1
    first[runs] = count
    return first[: runs + 1], west[:runs], east[:runs], south[:runs], north[:runs]


@bare
def _mark_again(
    x: Floats,
    y: Floats,
    middle_x: Floats,
    middle_y: Floats,
    lengths: Floats,
    segments: Ints,
    along: Floats,
    closed: bool,
    late: int,
    late_end: int,
    early: int,
    early_end: int,
    west: float,
    east: float,
    south: float,
    north: float,
    again: Any,
) -> None:
    """Mark the pieces of two runs that lie on one street, the run from `late` behind that from `early` or the same.

    What lies out of the box is too far from any piece of the early run.
    """
    total = along[-1]
    for i in range(late, late_end):
        if not (west <= middle_x[i] <= east and south <= middle_y[i] <= north):
            continue
        for j in range(early, early_end):
            apart = along[i] - along[j]
            if apart <= _APART_M:
                break
            dx, dy = middle_x[i] - middle_x[j], middle_y[i] - middle_y[j]
            if dx * dx + dy * dy > _SURELY_FAR_M2 or (again[i] and again[j]):
                continue
            least = _APART_M + lengths[i] + lengths[j]
            far = apart > least and not (closed and total - apart <= least)
            if far and _are_one_street(x, y, middle_x, middle_y, segments, i, j):
                again[i] = again[j] = True


@kernel(types.float64(WR_F8, WR_F8, RO_I8, types.boolean))
def retraced_m(x: Floats, y: Floats, breaks: Ints, closed: bool) -> float:
    """Length in metres that lies on a street passed again, each pass counted.

    A street is passed again where two pieces of the line, farther than 25 m from one another along it, lie within 6 m
    of each other and one of them runs along the segment of the other. Runs of pieces are compared by their boxes first.

    Parameters
    ----------
    x, y, breaks
        The line, as in `cut_into_pieces`.
    closed
        Whether the way round the other end counts as a distance along the line too.
    """
    middle_x, middle_y, lengths, segments = cut_into_pieces(x, y, breaks)
    along = np.cumsum(lengths)
    first, west, east, south, north = cut_into_runs(middle_x, middle_y)
    runs = len(west)
    mask = 63
    while mask < runs:
        mask = 2 * mask + 1
    heads, following = np.full(mask + 1, -1, np.int32), np.empty(runs, np.int32)
    again = np.zeros(len(lengths), np.bool_)
    for run in range(runs):
        middle_east, middle_north = (west[run] + east[run]) / 2.0, (south[run] + north[run]) / 2.0
        bucket = _bucket(math.floor(middle_east / _CELL_M), math.floor(middle_north / _CELL_M), mask)
        following[run] = heads[bucket]
        heads[bucket] = run
        low_column = math.floor((middle_east - _RUN_M - _REACH_M) / _CELL_M)
        high_column = math.floor((middle_east + _RUN_M + _REACH_M) / _CELL_M)
        low_row = math.floor((middle_north - _RUN_M - _REACH_M) / _CELL_M)
        high_row = math.floor((middle_north + _RUN_M + _REACH_M) / _CELL_M)
        for column in range(low_column, high_column + 1):
            for row in range(low_row, high_row + 1):
                other = heads[_bucket(column, row, mask)]
                while other >= 0:
                    meet_x = west[other] - east[run] <= _REACH_M and west[run] - east[other] <= _REACH_M
                    meet_y = south[other] - north[run] <= _REACH_M and south[run] - north[other] <= _REACH_M
                    if meet_x and meet_y and along[first[run + 1] - 1] - along[first[other]] > _APART_M:
                        _mark_again(
                            x,
                            y,
                            middle_x,
                            middle_y,
                            lengths,
                            segments,
                            along,
                            closed,
                            first[run],
                            first[run + 1],
                            first[other],
                            first[other + 1],
                            west[other] - _REACH_M,
                            east[other] + _REACH_M,
                            south[other] - _REACH_M,
                            north[other] + _REACH_M,
                            again,
                        )
                    other = following[other]
    return lengths[again].sum()
