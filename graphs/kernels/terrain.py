"""Reading a raster between its pixels, and profiles of streets over it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numba import types

from graphs.kernels.types import RO_I4, RO_I8, RO_U1, WR_F8, WR_I8, kernel, local

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["bilinear", "climbs", "count_samples", "place_samples", "smooth_edges"]

_DEGREE_M = 111_195.08
_RO_F4_2D = types.Array(types.float32, 2, "C", readonly=True)
_RO_F8 = types.Array(types.float64, 1, "C", readonly=True)
_HALF = 0.5


@kernel(WR_F8(_RO_F4_2D, _RO_F8, _RO_F8))
def bilinear(
    raster: npt.NDArray[np.float32], row: npt.NDArray[np.float64], column: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Interpolate between the four pixels around each point.

    Void pixels are left out as long as the nearest pixel is known; where it is not, the point is unknown.

    Parameters
    ----------
    raster
        Metres, NaN where void, shape (h, w).
    row, column
        Places in pixels, whole at the centres, shapes (n,), within [0, h - 1] and [0, w - 1].

    Returns
    -------
    npt.NDArray[np.float64]
        Metres, shape (n,), NaN where unknown.
    """
    height, width = raster.shape
    found = np.empty(len(row), dtype=np.float64)
    for place in range(len(row)):
        top = min(max(math.floor(row[place]), 0), height - 2)
        left = min(max(math.floor(column[place]), 0), width - 2)
        down, right = row[place] - top, column[place] - left
        nearest = raster[top + (1 if down > _HALF else 0), left + (1 if right > _HALF else 0)]
        found[place] = math.nan
        if math.isnan(nearest):
            continue
        total, weight = 0.0, 0.0
        for corner in range(4):
            below, beside = corner >> 1, corner & 1
            value = raster[top + below, left + beside]
            share = (down if below else 1.0 - down) * (right if beside else 1.0 - right)
            if share > 0.0 and not math.isnan(value):
                total += share * value
                weight += share
        found[place] = total / weight
    return found


@local
def _segment_m(lat_e7: npt.NDArray[np.int32], lon_e7: npt.NDArray[np.int32], point: int) -> float:
    """Length from a point to the next."""
    shrink = math.cos(math.radians(1e-7 * lat_e7[point]))
    north = 1e-7 * (float(lat_e7[point + 1]) - float(lat_e7[point]))
    east = 1e-7 * (float(lon_e7[point + 1]) - float(lon_e7[point])) * shrink
    return math.sqrt(north * north + east * east) * _DEGREE_M


@kernel(types.void(RO_I8, RO_I4, RO_I4, types.float64, WR_I8))
def count_samples(
    point_first: npt.NDArray[np.int64],
    lat_e7: npt.NDArray[np.int32],
    lon_e7: npt.NDArray[np.int32],
    step_m: float,
    counts: npt.NDArray[np.int64],
) -> None:
    """Count the samples of every edge: its points, and enough between them to be at most `step_m` apart.

    Parameters
    ----------
    point_first
        Points of each edge, shape (E+1,).
    lat_e7, lon_e7
        Of each point, 1e-7 degrees, shapes (P,).
    step_m
        Greatest distance between samples.
    counts
        Filled, shape (E,).
    """
    for edge in range(len(counts)):
        first, last = point_first[edge], point_first[edge + 1] - 1
        counts[edge] = 1 if last >= first else 0
        for point in range(first, last):
            counts[edge] += max(1, math.ceil(_segment_m(lat_e7, lon_e7, point) / step_m))


@kernel(types.void(RO_I8, RO_I4, RO_I4, RO_I8, types.float64, WR_F8, WR_F8, WR_F8, WR_I8))
def place_samples(
    point_first: npt.NDArray[np.int64],
    lat_e7: npt.NDArray[np.int32],
    lon_e7: npt.NDArray[np.int32],
    sample_first: npt.NDArray[np.int64],
    step_m: float,
    lat: npt.NDArray[np.float64],
    lon: npt.NDArray[np.float64],
    distance_m: npt.NDArray[np.float64],
    sample_of_point: npt.NDArray[np.int64],
) -> None:
    """Lay the samples of every edge.

    Parameters
    ----------
    point_first, lat_e7, lon_e7, step_m
        As in `count_samples`.
    sample_first
        Samples of each edge, shape (E+1,).
    lat, lon, distance_m
        Filled: degrees, and metres from the tail of the edge, shapes (S,).
    sample_of_point
        Filled: the sample at each point, shape (P,).
    """
    for edge in range(len(point_first) - 1):
        first, last = point_first[edge], point_first[edge + 1] - 1
        sample, run_m = sample_first[edge], 0.0
        for point in range(first, last + 1):
            sample_of_point[point] = sample
            lat[sample], lon[sample], distance_m[sample] = 1e-7 * lat_e7[point], 1e-7 * lon_e7[point], run_m
            sample += 1
            if point == last:
                break
            length_m = _segment_m(lat_e7, lon_e7, point)
            parts = max(1, math.ceil(length_m / step_m))
            for part in range(1, parts):
                share = part / parts
                lat[sample] = 1e-7 * (lat_e7[point] + share * (lat_e7[point + 1] - lat_e7[point]))
                lon[sample] = 1e-7 * (lon_e7[point] + share * (lon_e7[point + 1] - lon_e7[point]))
                distance_m[sample] = run_m + share * length_m
                sample += 1
            run_m += length_m


@local
def _width(distance_m: npt.NDArray[np.float64], sample: int, first: int, last: int) -> float:
    """Length of street that a sample stands for."""
    return 0.5 * (distance_m[min(sample + 1, last)] - distance_m[max(sample - 1, first)])


@local
def _smooth_rest(
    rest: npt.NDArray[np.float64],
    distance_m: npt.NDArray[np.float64],
    sample: int,
    bounds: tuple[int, int],
    reach_m: float,
) -> float:
    """Weigh what rises over the chord around a sample by a triangle.

    Beyond its ends the street goes on turned over, so that the ends stay on the chord and slopes there are kept.
    """
    first, last = bounds
    here, end = distance_m[sample], distance_m[last]
    total, weight = 0.0, 0.0
    for way in range(2):
        other = sample - way
        while first <= other <= last and abs(distance_m[other] - here) < reach_m:
            if not math.isnan(rest[other]):
                width, there = _width(distance_m, other, first, last), distance_m[other]
                direct = reach_m - abs(there - here)
                turned = max(0.0, reach_m - there - here) + max(0.0, reach_m - (end - there) - (end - here))
                total += width * (direct - turned) * rest[other]
                weight += width * (direct + turned)
            other += 1 - 2 * way
    return total / weight if weight > 0.0 else 0.0


@kernel(types.void(RO_I8, RO_U1, _RO_F8, _RO_F8, _RO_F8, types.float64, WR_F8, WR_F8))
def smooth_edges(
    sample_first: npt.NDArray[np.int64],
    spanning: npt.NDArray[np.uint8],
    end_m: npt.NDArray[np.float64],
    distance_m: npt.NDArray[np.float64],
    raw_m: npt.NDArray[np.float64],
    reach_m: float,
    rest: npt.NDArray[np.float64],
    smooth_m: npt.NDArray[np.float64],
) -> None:
    """Smooth the elevations along every edge between those of its ends, which stay.

    Parameters
    ----------
    sample_first
        Samples of each edge, shape (E+1,).
    spanning
        1 where the edge does not follow the ground but the chord between its ends, shape (E,).
    end_m
        Elevations at tail and head of each edge, one after the other, shape (2 E,), NaN where unknown.
    distance_m, raw_m
        Metres from the tail and elevations of the samples, shapes (S,).
    reach_m
        Half the width of the window.
    rest
        Room for the elevations over the chord, shape (S,).
    smooth_m
        Filled: elevations in metres, shape (S,), NaN where unknown.
    """
    for edge in range(len(spanning)):
        first, last = sample_first[edge], sample_first[edge + 1] - 1
        if last < first:
            continue
        low, high = end_m[2 * edge], end_m[2 * edge + 1]
        length_m = distance_m[last]
        if math.isnan(low) or math.isnan(high):
            for sample in range(first, last + 1):
                smooth_m[sample] = math.nan if spanning[edge] else raw_m[sample]
            smooth_m[first], smooth_m[last] = low, high
            continue
        slope = (high - low) / length_m if length_m > 0.0 else 0.0
        for sample in range(first, last + 1):
            rest[sample] = raw_m[sample] - (low + slope * distance_m[sample])
        rest[first], rest[last] = 0.0, 0.0
        for sample in range(first, last + 1):
            chord = low + slope * distance_m[sample]
            inner = first < sample < last
            if spanning[edge] or not inner:
                smooth_m[sample] = high if sample == last else chord
            elif math.isnan(rest[sample]):
                smooth_m[sample] = math.nan
            else:
                smooth_m[sample] = chord + _smooth_rest(rest, distance_m, sample, (first, last), reach_m)
        if last == first:
            smooth_m[first] = low


@kernel(types.void(RO_I8, _RO_F8, types.float64, WR_F8, WR_F8))
def climbs(
    sample_first: npt.NDArray[np.int64],
    smooth_m: npt.NDArray[np.float64],
    threshold_m: float,
    ascent_m: npt.NDArray[np.float64],
    descent_m: npt.NDArray[np.float64],
) -> None:
    """Add up climbs along every edge; a turn from up to down counts once it has gone on for the threshold.

    Whatever the threshold, ascent less descent is the difference between the ends.

    Parameters
    ----------
    sample_first
        Samples of each edge, shape (E+1,).
    smooth_m
        Elevations of the samples, shape (S,).
    threshold_m
        Turns smaller than this are noise.
    ascent_m, descent_m
        Filled: metres, shapes (E,), NaN where an elevation is unknown.
    """
    for edge in range(len(ascent_m)):
        ascent_m[edge], descent_m[edge] = 0.0, 0.0
        first, last = sample_first[edge], sample_first[edge + 1]
        if first == last:
            continue
        begin = smooth_m[first]
        pivot, extreme, trend = begin, begin, 0.0
        for sample in range(first, last):
            value = smooth_m[sample]
            if math.isnan(value):
                ascent_m[edge], descent_m[edge] = math.nan, math.nan
                pivot = math.nan
                break
            if trend == 0.0:
                if abs(value - begin) >= threshold_m:
                    trend, extreme = math.copysign(1.0, value - begin), value
            elif trend * (value - extreme) >= 0.0:
                extreme = value
            elif abs(value - extreme) >= threshold_m:
                ascent_m[edge] += max(0.0, extreme - pivot)
                descent_m[edge] += max(0.0, pivot - extreme)
                pivot, extreme, trend = extreme, value, -trend
        if not math.isnan(pivot):
            ascent_m[edge] += max(0.0, smooth_m[last - 1] - pivot)
            descent_m[edge] += max(0.0, pivot - smooth_m[last - 1])
