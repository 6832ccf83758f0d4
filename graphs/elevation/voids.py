"""Pixels without a value: small gaps are filled from around them, wide ones stay unknown."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import ndimage

__all__ = ["fill_small_voids"]

_ROUNDS_PER_PIXEL = 8
_NEIGHBOURS = np.array([[0.5, 1.0, 0.5], [1.0, 0.0, 1.0], [0.5, 1.0, 0.5]], dtype=np.float64)


def fill_small_voids(raster: npt.NDArray[np.float32], *, half_width: int) -> None:
    """Fill, in place, every void of a raster (h, w) whose middle is at most `half_width` pixels from a known value.

    Values grow inwards from the rim as means of known neighbours and are then relaxed, so that the fill is smooth and
    meets the rim. A void that touches the border of the raster is wide, for all that can be seen of it, where its part
    inside is.
    """
    void = np.isnan(raster)
    if not void.any() or void.all():
        return
    labels, count = ndimage.label(void, structure=np.ones((3, 3)))
    depth = ndimage.distance_transform_cdt(void, metric="chessboard")
    deepest = np.asarray(ndimage.maximum(depth, labels, np.arange(1, count + 1)))
    for label, box in enumerate(ndimage.find_objects(labels), start=1):
        if deepest[label - 1] > half_width:
            continue
        rows, columns = (slice(max(0, part.start - 1), part.stop + 1) for part in box)
        _fill(raster[rows, columns], labels[rows, columns] == label, half_width)


def _fill(part: npt.NDArray[np.float32], gap: npt.NDArray[np.bool_], half_width: int) -> None:
    """Fill one gap of a small part of the raster, in place; voids around it that belong to others stay out of it."""
    values = np.where(gap, np.nan, part.astype(np.float64))
    while True:
        known = np.isfinite(values)
        weight = ndimage.convolve(known.astype(np.float64), _NEIGHBOURS, mode="constant")
        total = ndimage.convolve(np.where(known, values, 0.0), _NEIGHBOURS, mode="constant")
        rim = gap & ~known & (weight > 0)
        if not rim.any():
            break
        values[rim] = total[rim] / weight[rim]
    known = np.isfinite(values)
    weight = ndimage.convolve(known.astype(np.float64), _NEIGHBOURS, mode="constant")
    for _ in range(_ROUNDS_PER_PIXEL * half_width):
        total = ndimage.convolve(np.where(known, values, 0.0), _NEIGHBOURS, mode="constant")
        values[gap] = total[gap] / weight[gap]
    part[gap] = values[gap].astype(np.float32)
