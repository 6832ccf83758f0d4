"""Ascent and descent of one line."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from graphs.kernels.terrain import climbs, smooth_edges
from graphs.network import UNKNOWN_CLIMB_DM

__all__ = ["climb", "threshold_m"]

Float64 = npt.NDArray[np.float64]

_THRESHOLD_LEAST_M, _THRESHOLD_PER_PIXEL_M = 1.0, 0.03
_NO_PLACE = 2


def threshold_m(resolution_m: float) -> float:
    """Give the smallest turn from up to down that is no noise, for pixels of a size: 2 m for those of 30 m."""
    return _THRESHOLD_LEAST_M + _THRESHOLD_PER_PIXEL_M * resolution_m


def climb(
    elevations_m: Float64, distances_m: Float64, *, window_m: float = 120.0, resolution_m: float = 30.0
) -> tuple[int, int]:
    """Add up ascent and descent along a line, after smoothing it between its ends.

    Parameters
    ----------
    elevations_m
        Elevations along the line, shape (n,).
    distances_m
        Metres from its beginning, rising, shape (n,).
    window_m
        Width over which noise is smoothed.
    resolution_m
        Size of a pixel of the source of the elevations.

    Returns
    -------
    tuple[int, int]
        Ascent and descent in decimetres, 65535 each where an elevation is unknown.
    """
    if len(elevations_m) < _NO_PLACE:
        return 0, 0
    first = np.array([0, len(elevations_m)], dtype=np.int64)
    raw = np.ascontiguousarray(elevations_m, dtype=np.float64)
    along = np.ascontiguousarray(distances_m - distances_m[0], dtype=np.float64)
    smooth, ascent, descent = np.empty_like(raw), np.zeros(1), np.zeros(1)
    smooth_edges(first, np.zeros(1, np.uint8), raw[[0, -1]], along, raw, window_m / 2, np.empty_like(raw), smooth)
    climbs(first, smooth, threshold_m(resolution_m), ascent, descent)
    if np.isnan(ascent[0]):
        return UNKNOWN_CLIMB_DM, UNKNOWN_CLIMB_DM
    return round(ascent[0] * 10), round(descent[0] * 10)
