"""How much of a line runs on streets that it runs on again."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import types

from graphs.kernels.types import WR_I8, kernel, local

__all__ = ["retraced_mm"]

Ints = npt.NDArray[np.int64]


@local
def _covered_again(
    rows: Ints, own: int, low_mm: Ints, high_mm: Ints, along_mm: Ints, round_mm: int, apart_mm: int
) -> int:
    """Part of one stretch that another of its edge covers: the longest overlap, less the turn at its tip."""
    i = rows[own]
    best = 0
    for b in range(len(rows)):
        if b == own:
            continue
        j = rows[b]
        shared = min(high_mm[i], high_mm[j]) - max(low_mm[i], low_mm[j])
        if shared <= 0:
            continue
        early, late = (i, j) if along_mm[i] < along_mm[j] else (j, i)
        gap = along_mm[late] - along_mm[early] - (high_mm[early] - low_mm[early])
        if round_mm > 0:
            gap = min(gap, round_mm - (along_mm[late] + high_mm[late] - low_mm[late]) + along_mm[early])
        tip = max(0, apart_mm - max(0, gap)) // 2
        best = max(best, shared - tip)
    return best


@kernel(types.int64(WR_I8, WR_I8, WR_I8, WR_I8, types.int64, types.int64))
def retraced_mm(edge: Ints, low_mm: Ints, high_mm: Ints, along_mm: Ints, round_mm: int, apart_mm: int) -> int:
    """Length in millimetres that lies on a street passed again, each pass counted.

    Parameters
    ----------
    edge, low_mm, high_mm, along_mm
        int64 (n,), one row per stretch in order of travel: its edge, the part of the edge it covers, and how far
        along the line it starts.
    round_mm
        Length of the line where it is closed, else 0: the way round the other end then counts as a distance along the
        line too.
    apart_mm
        Passes nearer to one another along the line than this are one pass, as at the tip of a turn.
    """
    count = len(edge)
    order = np.argsort(edge, kind="mergesort")
    total = 0
    first = 0
    while first < count:
        last = first
        while last < count and edge[order[last]] == edge[order[first]]:
            last += 1
        for a in range(first, last):
            total += _covered_again(order[first:last], a - first, low_mm, high_mm, along_mm, round_mm, apart_mm)
        first = last
    return total
