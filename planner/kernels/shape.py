"""Figures of a drawn line: where it runs beside itself, turns back, turns, and how much ground it encloses.

All kernels take points in metres on a local plane, float64 (n,), in order of travel.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from numba import types

from graphs.kernels.types import WR_F8, kernel

__all__ = ["beside_itself_share", "compactness", "cumulative_m", "longest_spur_m", "resample", "turns_per_km"]

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


@kernel(types.float64(WR_F8, WR_F8, types.float64, types.float64, types.boolean, types.float64, types.float64))
def beside_itself_share(
    x: Floats, y: Floats, step_m: float, total_m: float, closed: bool, within_m: float, apart_m: float
) -> float:
    """Share of samples that have another pass within `within_m`, more than `apart_m` away along the line.

    `x`, `y` are samples every `step_m` of a line of `total_m`; on a closed line the way round the other end counts too.
    """
    count = len(x)
    order = np.argsort(x)
    beside = np.zeros(count, np.bool_)
    for a in range(count):
        i = order[a]
        for b in range(a + 1, count):
            j = order[b]
            if x[j] - x[i] > within_m:
                break
            apart = abs(i - j) * step_m
            if closed:
                apart = min(apart, total_m - apart)
            if apart > apart_m and math.hypot(x[i] - x[j], y[i] - y[j]) <= within_m:
                beside[i] = True
                beside[j] = True
    return beside.sum() / max(1, count)


@kernel(types.float64(WR_F8, WR_F8, types.float64, types.float64))
def longest_spur_m(x: Floats, y: Floats, step_m: float, within_m: float) -> float:
    """Length of the longest stretch that runs out and straight back, one way, on samples every `step_m`."""
    longest = 0
    for tip in range(1, len(x) - 1):
        reach = 1
        while (
            tip - reach >= 0
            and tip + reach < len(x)
            and math.hypot(x[tip - reach] - x[tip + reach], y[tip - reach] - y[tip + reach]) <= within_m
        ):
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


@kernel(types.float64(WR_F8, WR_F8, types.float64))
def turns_per_km(x: Floats, y: Floats, total_m: float) -> float:
    """Count changes of direction over 45 degrees within two samples, per kilometre, on samples every 10 m."""
    turns = 0
    sharp_before = False
    for i in range(3, len(x)):
        before = math.atan2(y[i - 2] - y[i - 3], x[i - 2] - x[i - 3])
        after = math.atan2(y[i] - y[i - 1], x[i] - x[i - 1])
        change = abs((after - before + math.pi) % (2.0 * math.pi) - math.pi)
        sharp = change > math.pi / 4.0
        if sharp and not sharp_before:
            turns += 1
        sharp_before = sharp
    return 1000.0 * turns / total_m if total_m > 0.0 else 0.0
