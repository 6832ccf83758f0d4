"""The points of a path: every vertex of its edges and the places where it is cut."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numba import types

from graphs.kernels.types import RO_I2, RO_I4, RO_I8, RO_U4, WR_F8, WR_I4, kernel, local

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["trace_points"]

_UNKNOWN_ELEVATION = -32768


@local
def _add(
    lat: float, lon: float, ele: float, owner: int, lats: Any, lons: Any, eles: Any, owners: Any, count: int
) -> int:
    lat_e7, lon_e7 = np.int32(round(lat)), np.int32(round(lon))
    if count > 0 and owners[count - 1] == owner and lats[count - 1] == lat_e7 and lons[count - 1] == lon_e7:
        return count
    lats[count] = lat_e7
    lons[count] = lon_e7
    eles[count] = ele
    owners[count] = owner
    return count + 1


@local
def _step(point: int, other: int, point_lat: Any, point_lon: Any) -> float:
    scale = math.cos(math.radians(point_lat[point] * 1e-7))
    dy = float(point_lat[other]) - float(point_lat[point])
    dx = (float(point_lon[other]) - float(point_lon[point])) * scale
    return math.sqrt(dx * dx + dy * dy)


@local
def _add_all(
    begin: int,
    sign: int,
    steps: int,
    owner: int,
    point_lat: Any,
    point_lon: Any,
    point_ele: Any,
    lats: Any,
    lons: Any,
    eles: Any,
    owners: Any,
    count: int,
) -> int:
    """Add the points of a whole edge, from `begin` on in the direction of `sign`."""
    for a in range(begin, begin + sign * (steps + 1), sign):
        ele = point_ele[a] / 10.0 if point_ele[a] != _UNKNOWN_ELEVATION else np.nan
        count = _add(float(point_lat[a]), float(point_lon[a]), ele, owner, lats, lons, eles, owners, count)
    return count


@kernel(types.int64(RO_I4, RO_I8, RO_I8, RO_U4, RO_I8, RO_I4, RO_I4, RO_I2, types.boolean, WR_I4, WR_I4, WR_F8, WR_I4))
def trace_points(
    codes: npt.NDArray[np.int32],
    from_mm: npt.NDArray[np.int64],
    to_mm: npt.NDArray[np.int64],
    edge_length: npt.NDArray[np.uint32],
    point_first: npt.NDArray[np.int64],
    point_lat: npt.NDArray[np.int32],
    point_lon: npt.NDArray[np.int32],
    point_ele: npt.NDArray[np.int16],
    apart: bool,
    lats: npt.NDArray[np.int32],
    lons: npt.NDArray[np.int32],
    eles: npt.NDArray[np.float64],
    owners: npt.NDArray[np.int32],
) -> int:
    """Write the points of stretches, consecutive doubles left out, and give their number.

    Parameters
    ----------
    codes, from_mm, to_mm
        2 * edge + direction, and the part of it in the direction of travel (n,).
    edge_length
        Length of each edge (E,).
    point_first, point_lat, point_lon, point_ele
        Points of the edges (E+1,), (P,).
    apart
        Whether every stretch is a line of its own, rather than all together one line.
    lats, lons, eles, owners
        Written: 1e-7 degrees and metres, NaN where unknown, and the stretch (0 when not apart); room for all points of
        the edges and two per stretch.
    """
    count = 0
    for index in range(len(codes)):
        edge = codes[index] >> 1
        back = codes[index] & 1
        owner = index if apart else 0
        first, last = point_first[edge], point_first[edge + 1] - 1
        begin, sign = (last, -1) if back else (first, 1)
        steps = last - first
        if from_mm[index] == 0 and to_mm[index] >= edge_length[edge] > 0:
            count = _add_all(
                begin, sign, steps, owner, point_lat, point_lon, point_ele, lats, lons, eles, owners, count
            )
            continue
        whole = 0.0
        for k in range(steps):
            a = begin + sign * k
            whole += _step(min(a, a + sign), max(a, a + sign), point_lat, point_lon)
        length = float(edge_length[edge])
        start = whole * (from_mm[index] / length) if length > 0 else 0.0
        stop = whole * (to_mm[index] / length) if length > 0 else whole
        if to_mm[index] >= edge_length[edge]:
            stop = np.inf
        position = 0.0
        for k in range(steps):
            a = begin + sign * k
            b = a + sign
            step = _step(min(a, b), max(a, b), point_lat, point_lon)
            for cut in (start, stop):
                if position <= cut < position + step:
                    share = (cut - position) / step
                    lat = point_lat[a] + share * (float(point_lat[b]) - point_lat[a])
                    lon = point_lon[a] + share * (float(point_lon[b]) - point_lon[a])
                    ele = np.nan
                    if point_ele[a] != _UNKNOWN_ELEVATION and point_ele[b] != _UNKNOWN_ELEVATION:
                        ele = (point_ele[a] + share * (float(point_ele[b]) - point_ele[a])) / 10.0
                    count = _add(lat, lon, ele, owner, lats, lons, eles, owners, count)
            position += step
            if start <= position <= stop:
                ele = point_ele[b] / 10.0 if point_ele[b] != _UNKNOWN_ELEVATION else np.nan
                count = _add(float(point_lat[b]), float(point_lon[b]), ele, owner, lats, lons, eles, owners, count)
    return count
