"""Time along an arc, piece by piece, each piece with its own grade."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from numba import types

from graphs.kernels.types import RO_I2, RO_I4, RO_I8, RO_U2, RO_U4, WR_F8, kernel, local

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["GRADE_MAX_PCT", "PIECE_M", "travel_times"]

GRADE_MAX_PCT = 40
"""Grades are held between minus and plus this percentage; a table of paces has a column for each percent."""
PIECE_M = 30.0
"""Elevations are compared over at least this length where the edge is long enough, since they are whole decimetres."""

_UNKNOWN_DM = -32768
_DEGREE_E7_M = 0.011119508
_RO_F8 = types.Array(types.float64, 1, "C", readonly=True)
_RO_F8_2D = types.Array(types.float64, 2, "C", readonly=True)


@local
def _grade_pct(rise_dm: float, run_m: float) -> float:
    """Grade in percent, held within the table; 0 on a piece without length."""
    if run_m <= 0.0:
        return 0.0
    return max(-float(GRADE_MAX_PCT), min(float(GRADE_MAX_PCT), 10.0 * rise_dm / run_m))


@local
def _pace_at(paces: npt.NDArray[np.float64], grade_pct: float) -> float:
    """Pace (seconds per metre) between the two nearest columns of one row."""
    place = grade_pct + GRADE_MAX_PCT
    column = min(int(place), 2 * GRADE_MAX_PCT - 1)
    share = place - column
    return float(paces[column] * (1.0 - share) + paces[column + 1] * share)


@local
def _segment_m(lat_e7: npt.NDArray[np.int32], lon_e7: npt.NDArray[np.int32], point: int, shrink: float) -> float:
    """Length from a point to the next; `shrink` is the cosine of the latitude."""
    north = float(lat_e7[point + 1] - lat_e7[point])
    east = float(lon_e7[point + 1] - lon_e7[point]) * shrink
    return math.sqrt(north * north + east * east) * _DEGREE_E7_M


@kernel(
    types.void(_RO_F8_2D, _RO_F8, RO_U2, RO_I4, RO_U4, RO_I8, RO_I4, RO_I4, RO_I2, types.float64, WR_F8),
)
def travel_times(
    paces: npt.NDArray[np.float64],
    tagged_pct: npt.NDArray[np.float64],
    arc_class: npt.NDArray[np.uint16],
    arc_edge: npt.NDArray[np.int32],
    arc_length_mm: npt.NDArray[np.uint32],
    point_first: npt.NDArray[np.int64],
    point_lat_e7: npt.NDArray[np.int32],
    point_lon_e7: npt.NDArray[np.int32],
    point_ele_dm: npt.NDArray[np.int16],
    max_grade_pct: float,
    out_s: npt.NDArray[np.float64],
) -> None:
    """Work out the seconds along every arc.

    Parameters
    ----------
    paces
        Seconds per metre of each class at each percent of grade, shape (K, 2 * GRADE_MAX_PCT + 1).
    tagged_pct
        Signed grade of each class that holds where elevations are unknown, in percent, shape (K,).
    arc_class, arc_edge, arc_length_mm
        Of each arc, shape (A,); `arc_edge` is twice the edge plus the direction.
    point_first
        Points of each edge, shape (E+1,).
    point_lat_e7, point_lon_e7, point_ele_dm
        Of each point, shape (P,), 1e-7 degrees and decimetres (-32768 unknown).
    max_grade_pct
        An arc with a steeper piece, up or down, gets infinity.
    out_s
        Filled: seconds, shape (A,).
    """
    for arc in range(len(arc_edge)):
        edge, reverse = arc_edge[arc] >> 1, arc_edge[arc] & 1
        first, last = point_first[edge], point_first[edge + 1] - 1
        row = paces[arc_class[arc]]
        tagged = _grade_pct(tagged_pct[arc_class[arc]], 10.0)
        shrink = math.cos(math.radians(1e-7 * point_lat_e7[first])) if last >= first else 1.0
        whole_m = 0.0
        for point in range(first, last):
            whole_m += _segment_m(point_lat_e7, point_lon_e7, point, shrink)
        length_m = 0.001 * arc_length_mm[arc]
        if whole_m <= 0.0:
            out_s[arc] = length_m * _pace_at(row, tagged)
            continue
        seconds, run_m, done_m, begin = 0.0, 0.0, 0.0, first
        for point in range(first, last):
            run_m += _segment_m(point_lat_e7, point_lon_e7, point, shrink)
            if point + 1 < last and (run_m < PIECE_M or whole_m - done_m - run_m < PIECE_M):
                continue
            low, high = point_ele_dm[begin], point_ele_dm[point + 1]
            grade = tagged
            if low != _UNKNOWN_DM and high != _UNKNOWN_DM:  # noqa: PLR1714 - numba
                rise_dm = float(high) - float(low)
                grade = _grade_pct(-rise_dm if reverse else rise_dm, run_m)
                if run_m >= PIECE_M and abs(grade) > max_grade_pct:
                    seconds = math.inf
            seconds += run_m * _pace_at(row, grade)
            done_m += run_m
            run_m, begin = 0.0, point + 1
        out_s[arc] = seconds * (length_m / whole_m)
