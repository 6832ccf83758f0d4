"""Figures of a drawn line: where it runs beside itself, turns back, turns, and how much ground it encloses.

All kernels take points in metres on a local plane, float64 (n,), in order of travel.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from numba import types

from graphs.kernels.types import WR_F8, kernel, local

__all__ = ["beside_itself_share", "compactness", "cumulative_m", "longest_spur_m", "resample", "turns_per_km"]

_A_LITTLE_MORE = 1.000001

Floats = npt.NDArray[np.float64]


@kernel(WR_F8(WR_F8, WR_F8))
def cumulative_m(x: Floats, y: Floats) -> Floats:
    """Distance along the line at every point, float64 (n,), starting at 0."""
    along = np.zeros(len(x))
    for i in range(1, len(x)):
        along[i] = along[i - 1] + math.hypot(x[i] - x[i - 1], y[i] - y[i - 1])
    return along


@kernel(types.UniTuple(WR_F8, 2)(WR_F8, WR_F8, WR_F8, types.float64))
def resample(x: Floats, y: Floats, along: Floats, step_m: float) -> tuple[Floats, Floats]:
    """Points every `step_m` metres along the line from its first point on, the last point left out."""
    total = along[-1]
    count = max(1, math.ceil(total / step_m))
    out_x, out_y = np.empty(count), np.empty(count)
    segment = 0
    for k in range(count):
        at = k * step_m
        while segment < len(x) - 2 and along[segment + 1] < at:
            segment += 1
        span = along[segment + 1] - along[segment]
        share = (at - along[segment]) / span if span > 0.0 else 0.0
        out_x[k] = x[segment] + share * (x[segment + 1] - x[segment])
        out_y[k] = y[segment] + share * (y[segment + 1] - y[segment])
    return out_x, out_y


@local
def _bucket(column: int, row: int, mask: int) -> int:
    return ((column * 73_856_093) ^ (row * 19_349_663)) & mask


@kernel(types.float64(WR_F8, WR_F8, types.float64, types.float64, types.boolean, types.float64, types.float64))
def beside_itself_share(
    x: Floats, y: Floats, step_m: float, total_m: float, closed: bool, within_m: float, apart_m: float
) -> float:
    """Share of samples that have another pass within `within_m`, more than `apart_m` away along the line.

    `x`, `y` are samples every `step_m` of a line of `total_m`; on a closed line the way round the other end counts too.
    """
    count = len(x)
    mask = 63
    while mask < 2 * count:
        mask = 2 * mask + 1
    heads, following = np.full(mask + 1, -1, np.int32), np.empty(count, np.int32)
    beside = np.zeros(count, np.bool_)
    cell_m, reach_m = 2.0 * within_m, within_m * _A_LITTLE_MORE
    for i in range(count):
        low_column, high_column = math.floor((x[i] - reach_m) / cell_m), math.floor((x[i] + reach_m) / cell_m)
        low_row, high_row = math.floor((y[i] - reach_m) / cell_m), math.floor((y[i] + reach_m) / cell_m)
        for column in range(low_column, high_column + 1):
            for row in range(low_row, high_row + 1):
                j = heads[_bucket(column, row, mask)]
                while j >= 0:
                    apart = abs(i - j) * step_m
                    if closed:
                        apart = min(apart, total_m - apart)
                    if apart > apart_m and math.hypot(x[i] - x[j], y[i] - y[j]) <= within_m:
                        beside[i] = True
                        beside[j] = True
                    j = following[j]
        bucket = _bucket(math.floor(x[i] / cell_m), math.floor(y[i] / cell_m), mask)
        following[i] = heads[bucket]
        heads[bucket] = i
    return beside.sum() / max(1, count)


@kernel(types.float64(WR_F8, WR_F8, types.float64, types.float64))
def longest_spur_m(x: Floats, y: Floats, step_m: float, within_m: float) -> float:
    """Length of the longest stretch that runs out and straight back, one way, on samples every `step_m`."""
    longest = 0
    surely_far_m2, surely_near_m2 = within_m * within_m * _A_LITTLE_MORE, within_m * within_m / _A_LITTLE_MORE
    for tip in range(1, len(x) - 1):
        reach = 1
        while tip - reach >= 0 and tip + reach < len(x):
            east, north = x[tip - reach] - x[tip + reach], y[tip - reach] - y[tip + reach]
            squared = east * east + north * north
            if squared > surely_far_m2 or (squared > surely_near_m2 and math.hypot(east, north) > within_m):
                break
            reach += 1
        longest = max(longest, reach - 1)
    return longest * step_m


@kernel(types.float64(WR_F8, WR_F8, types.float64))
def compactness(x: Floats, y: Floats, total_m: float) -> float:
    """Enclosed area over that of a circle as long as the line; 1 for a circle, 0 for a line there and back.

    References
    ----------
    Polsby, D. D., Popper, R. D. (1991). The third criterion. Yale Law & Policy Review 9(2), 301-353.
    """
    doubled = 0.0
    for i in range(len(x)):
        before = i - 1 if i > 0 else len(x) - 1
        doubled += (x[before] - x[0]) * (y[i] - y[0]) - (x[i] - x[0]) * (y[before] - y[0])
    return 4.0 * math.pi * abs(doubled) / 2.0 / (total_m * total_m) if total_m > 0.0 else 0.0


@local
def _is_sharp(x: float, y: float, next_x: float, next_y: float) -> bool:
    """Say whether a direction (x, y) changes by more than 45 degrees to the next."""
    ahead, aside = x * next_x + y * next_y, abs(x * next_y - y * next_x)
    if ahead > aside * _A_LITTLE_MORE:
        return False
    change = math.atan2(next_y, next_x) - math.atan2(y, x)
    return abs((change + math.pi) % (2.0 * math.pi) - math.pi) > math.pi / 4.0


@kernel(types.float64(WR_F8, WR_F8, types.float64))
def turns_per_km(x: Floats, y: Floats, total_m: float) -> float:
    """Count changes of direction over 45 degrees within two samples, per kilometre, on samples every 10 m."""
    turns = 0
    sharp_before = False
    for i in range(3, len(x)):
        sharp = _is_sharp(x[i - 2] - x[i - 3], y[i - 2] - y[i - 3], x[i] - x[i - 1], y[i] - y[i - 1])
        if sharp and not sharp_before:
            turns += 1
        sharp_before = sharp
    return 1000.0 * turns / total_m if total_m > 0.0 else 0.0
