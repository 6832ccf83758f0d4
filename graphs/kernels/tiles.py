"""Lines and rings of map tiles: thinned out, cut along a line, written as drawing commands.

Coordinates are whole numbers, x to the east and y to the south. Parts lie one behind the other: the points of part p
are `first[p] .. first[p + 1]`. A ring does not repeat its first point.

References
----------
Thinning: Douglas and Peucker (1973), doi:10.3138/FM57-6770-U75U-7727. Cutting of rings: Sutherland and Hodgman (1974),
doi:10.1145/360767.360802. The commands: https://github.com/mapbox/vector-tile-spec/tree/master/2.1
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import types

from graphs.kernels.types import RO_I4, RO_I8, RO_U1, WR_F8, WR_I4, WR_I8, WR_U1, WR_U4, kernel, local

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["INNER", "LINE", "OUTER", "POINT", "cut_parts", "measure_parts", "thin_parts", "write_commands"]

POINT, LINE, OUTER, INNER = 0, 1, 2, 3
"""What a part is: a point, a line, the outline of an area, a hole in the outline before it."""

_MOVE, _DRAW, _CLOSE = 1, 2, 7
_FEWEST_RING_POINTS = 3


@local
def _gap2(x: npt.NDArray[np.int32], y: npt.NDArray[np.int32], point: int, start: int, end: int) -> float:
    """Squared distance of a point from the stretch between two others."""
    px, py = float(x[point]) - float(x[start]), float(y[point]) - float(y[start])
    dx, dy = float(x[end]) - float(x[start]), float(y[end]) - float(y[start])
    length2 = dx * dx + dy * dy
    if length2 > 0:
        share = min(1.0, max(0.0, (px * dx + py * dy) / length2))
        px -= share * dx
        py -= share * dy
    return px * px + py * py


@local
def _thin_run(
    x: npt.NDArray[np.int32],
    y: npt.NDArray[np.int32],
    base: int,
    size: int,
    start: int,
    end: int,
    limit2: float,
    keep: npt.NDArray[np.uint8],
    stack: npt.NDArray[np.int64],
) -> None:
    """Mark the points between `start` and `end` that matter; numbers run around a ring of `size` points."""
    top = 2
    stack[0], stack[1] = start, end
    while top > 0:
        top -= 2
        a, b = stack[top], stack[top + 1]
        far, gap2 = -1, limit2
        for i in range(a + 1, b):
            found = _gap2(x, y, base + i % size, base + a % size, base + b % size)
            if found > gap2:
                far, gap2 = i, found
        if far >= 0:
            keep[base + far % size] = 1
            stack[top], stack[top + 1], stack[top + 2], stack[top + 3] = a, far, far, b
            top += 4


@kernel(types.void(RO_I4, RO_I4, RO_I8, RO_U1, types.float64, WR_U1))
def thin_parts(
    x: npt.NDArray[np.int32],
    y: npt.NDArray[np.int32],
    first: npt.NDArray[np.int64],
    kind: npt.NDArray[np.uint8],
    limit: float,
    keep: npt.NDArray[np.uint8],
) -> None:
    """Mark in `keep` (P,), zeros before, the points without which a part would move by more than `limit`."""
    longest = 0
    for part in range(len(kind)):
        longest = max(longest, first[part + 1] - first[part])
    stack = np.empty(2 * longest + 8, np.int64)
    for part in range(len(kind)):
        base, size = first[part], first[part + 1] - first[part]
        if size == 0:
            continue
        keep[base] = 1
        if kind[part] <= LINE:
            keep[base + size - 1] = 1
            _thin_run(x, y, base, size, 0, size - 1, limit * limit, keep, stack)
            continue
        far, gap2 = 0, 0.0
        for i in range(1, size):
            found = _gap2(x, y, base + i, base, base)
            if found > gap2:
                far, gap2 = i, found
        if far > 0:
            keep[base + far] = 1
            _thin_run(x, y, base, size, 0, far, limit * limit, keep, stack)
            _thin_run(x, y, base, size, far, size, limit * limit, keep, stack)


@local
def _area2(x: npt.NDArray[np.int32], y: npt.NDArray[np.int32], start: int, end: int) -> float:
    """Twice the area of a ring, positive where it runs clockwise on the screen."""
    total = 0.0
    before = end - 1
    for i in range(start, end):
        ax, ay = float(x[before]) - float(x[start]), float(y[before]) - float(y[start])
        bx, by = float(x[i]) - float(x[start]), float(y[i]) - float(y[start])
        total += ax * by - bx * ay
        before = i
    return total


@kernel(types.void(RO_I4, RO_I4, RO_I8, RO_U1, WR_I4, WR_F8))
def measure_parts(
    x: npt.NDArray[np.int32],
    y: npt.NDArray[np.int32],
    first: npt.NDArray[np.int64],
    kind: npt.NDArray[np.uint8],
    box: npt.NDArray[np.int32],
    area: npt.NDArray[np.float64],
) -> None:
    """Write least x, least y, greatest x, greatest y of each part (4 * Q,) and the area of each ring (Q,), else 0."""
    for part in range(len(kind)):
        start, end = first[part], first[part + 1]
        west, north, east, south = x[start], y[start], x[start], y[start]
        for i in range(start + 1, end):
            west, east = min(west, x[i]), max(east, x[i])
            north, south = min(north, y[i]), max(south, y[i])
        box[4 * part], box[4 * part + 1], box[4 * part + 2], box[4 * part + 3] = west, north, east, south
        area[part] = 0.0 if kind[part] <= LINE else abs(_area2(x, y, start, end)) / 2


@local
def _cross(a: np.int32, b: np.int32, other_a: np.int32, other_b: np.int32, limit: int) -> np.int32:
    """Where the stretch from a to b meets the limit, on the other axis."""
    share = (float(limit) - float(a)) / (float(b) - float(a))
    return np.int32(np.rint(float(other_a) + share * (float(other_b) - float(other_a))))


@local
def _put(
    along: int,
    across: int,
    count: int,
    out_along: npt.NDArray[np.int32],
    out_across: npt.NDArray[np.int32],
) -> int:
    out_along[count] = along
    out_across[count] = across
    return count + 1


@kernel(
    types.UniTuple(types.int64, 2)(RO_I4, RO_I4, RO_I8, RO_U1, types.int64, types.boolean, WR_I4, WR_I4, WR_I8, WR_I8)
)
def cut_parts(
    along: npt.NDArray[np.int32],
    across: npt.NDArray[np.int32],
    first: npt.NDArray[np.int64],
    kind: npt.NDArray[np.uint8],
    limit: int,
    upper: bool,
    out_along: npt.NDArray[np.int32],
    out_across: npt.NDArray[np.int32],
    out_first: npt.NDArray[np.int64],
    out_part: npt.NDArray[np.int64],
) -> tuple[int, int]:
    """Keep what lies on one side of a limit of the first axis; give the numbers of parts and of points that are left.

    A line may fall into several; a ring stays one, and runs along the limit where it was cut.

    Parameters
    ----------
    along, across
        Both axes (P,).
    first, kind
        Parts (Q+1,), (Q,).
    limit, upper
        Keep what is at least, else at most, the limit.
    out_along, out_across, out_first, out_part
        Written: points, parts, and the part each comes from; room for 2 P points and P + 1 parts.
    """
    parts, count = 0, 0
    out_first[0] = 0
    for part in range(len(kind)):
        start, end = first[part], first[part + 1]
        ring = kind[part] > LINE
        before = end - 1 if ring else start
        for i in range(start, end):
            inside = along[i] >= limit if upper else along[i] <= limit
            was = along[before] >= limit if upper else along[before] <= limit
            if inside != was:
                meet = _cross(along[before], along[i], across[before], across[i], limit)
                count = _put(limit, meet, count, out_along, out_across)
                if not inside and not ring:
                    parts += 1
                    out_first[parts], out_part[parts - 1] = count, part
            if inside:
                count = _put(along[i], across[i], count, out_along, out_across)
            before = i
        if count > out_first[parts]:
            parts += 1
            out_first[parts], out_part[parts - 1] = count, part
    return parts, count


@local
def _zigzag(value: int) -> np.uint32:
    return np.uint32((value << 1) ^ (value >> 63))


@local
def _gather(
    x: npt.NDArray[np.int32],
    y: npt.NDArray[np.int32],
    start: int,
    end: int,
    ring: bool,
    px: npt.NDArray[np.int32],
    py: npt.NDArray[np.int32],
) -> int:
    """Copy the points of a part without doubles in a row; give their number."""
    count = 0
    for i in range(start, end):
        if count == 0 or px[count - 1] != x[i] or py[count - 1] != y[i]:
            px[count] = x[i]
            py[count] = y[i]
            count += 1
    while ring and count > 1 and px[count - 1] == px[0] and py[count - 1] == py[0]:
        count -= 1
    return count


@local
def _turn(px: npt.NDArray[np.int32], py: npt.NDArray[np.int32], count: int) -> None:
    for i in range(count // 2):
        j = count - 1 - i
        px[i], px[j] = px[j], px[i]
        py[i], py[j] = py[j], py[i]


@local
def _draw(
    px: npt.NDArray[np.int32],
    py: npt.NDArray[np.int32],
    count: int,
    pen: npt.NDArray[np.int64],
    ring: bool,
    out: npt.NDArray[np.uint32],
    size: int,
) -> int:
    """Write the commands of one part from `size` on, the pen coming from where it is; give the new size."""
    for i in range(count):
        if i == 0:
            out[size] = _MOVE | (1 << 3)
            size += 1
        elif i == 1:
            out[size] = _DRAW | ((count - 1) << 3)
            size += 1
        out[size] = _zigzag(np.int64(px[i]) - pen[0])
        out[size + 1] = _zigzag(np.int64(py[i]) - pen[1])
        pen[0], pen[1] = px[i], py[i]
        size += 2
    if ring:
        out[size] = _CLOSE | (1 << 3)
        size += 1
    return size


@kernel(types.void(RO_I4, RO_I4, RO_I8, RO_U1, RO_I8, RO_I8, WR_U4, WR_I8))
def write_commands(
    x: npt.NDArray[np.int32],
    y: npt.NDArray[np.int32],
    first: npt.NDArray[np.int64],
    kind: npt.NDArray[np.uint8],
    outline: npt.NDArray[np.int64],
    feature_first: npt.NDArray[np.int64],
    out: npt.NDArray[np.uint32],
    out_first: npt.NDArray[np.int64],
) -> None:
    """Write the geometry of features: outlines clockwise on the screen, holes against, what has no extent left out.

    Parameters
    ----------
    x, y, first, kind
        Points relative to the corner of the tile, and parts (P,), (P,), (Q+1,), (Q,).
    outline
        What tells an outline from others; a hole bears that of its outline (Q,).
    feature_first
        Parts of each feature (F+1,); all of one kind, but for holes.
    out, out_first
        Written: commands of feature f are `out[out_first[f]:out_first[f + 1]]`; room for 2 P + 3 Q commands.
    """
    px, py = np.empty(len(x), np.int32), np.empty(len(x), np.int32)
    pen = np.zeros(2, np.int64)
    size = 0
    out_first[0] = 0
    for feature in range(len(feature_first) - 1):
        pen[:] = 0
        drawn = np.int64(-1)
        for part in range(feature_first[feature], feature_first[feature + 1]):
            ring = kind[part] > LINE
            count = _gather(x, y, first[part], first[part + 1], ring, px, py)
            if kind[part] == LINE and count < 2:  # noqa: PLR2004
                continue
            if ring:
                area2 = _area2(px, py, 0, count) if count >= _FEWEST_RING_POINTS else 0.0
                if kind[part] == OUTER:
                    drawn = outline[part] if area2 != 0 else np.int64(-1)
                if area2 == 0 or drawn != outline[part]:
                    continue
                if (area2 > 0) != (kind[part] == OUTER):
                    _turn(px, py, count)
            size = _draw(px, py, count, pen, ring, out, size)
        out_first[feature + 1] = size
