"""Lengths of edges along their points."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from graphs.geo import haversine_m_array

__all__ = ["measure_edges"]

_CHUNK = 1 << 20
_MOST_MM = 0xFFFFFFFE


def measure_edges(
    point_first: npt.NDArray[np.int64], lat_e7: npt.NDArray[np.int32], lon_e7: npt.NDArray[np.int32]
) -> npt.NDArray[np.uint32]:
    """Measure every edge in millimetres, rounded once and at least one.

    Parameters
    ----------
    point_first, lat_e7, lon_e7
        Points of the edges, shapes (E + 1,), (P,), (P,).
    """
    segment = np.zeros(max(1, len(lat_e7)))
    for start in range(0, len(lat_e7) - 1, _CHUNK):
        stop = min(start + _CHUNK, len(lat_e7) - 1)
        lat = lat_e7[start : stop + 1].astype(np.float64) * 1e-7
        lon = lon_e7[start : stop + 1].astype(np.float64) * 1e-7
        segment[start:stop] = haversine_m_array(lat[:-1], lon[:-1], lat[1:], lon[1:])
    segment[point_first[1:] - 1] = 0.0
    metres = np.add.reduceat(segment, point_first[:-1]) if len(point_first) > 1 else np.empty(0)
    return np.clip(np.rint(metres * 1000), 1, _MOST_MM).astype(np.uint32)
