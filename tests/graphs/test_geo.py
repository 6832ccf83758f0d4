"""Points on the globe."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graphs.geo import Coordinate, haversine_m, keep_apart


@given(st.lists(st.tuples(st.floats(50.0, 50.02), st.floats(3.0, 3.03)), max_size=30), st.floats(10, 2000))
def test_points_kept_apart_are_the_first_and_leave_none_out_that_lies_apart(
    points: list[tuple[float, float]], apart_m: float
) -> None:
    lat, lon = (np.array([point[axis] for point in points], np.float64) for axis in (0, 1))
    kept = keep_apart(lat, lon, apart_m)
    slow: list[int] = []
    for k, (north, east) in enumerate(points):
        here = Coordinate(north, east)
        if all(haversine_m(here, Coordinate(*points[other])) >= apart_m for other in slow):
            slow.append(k)
    assert kept == slow
    free = np.arange(len(points)) % 2 == 0
    assert not set(keep_apart(lat, lon, apart_m, free=free)) & set(np.flatnonzero(~free).tolist())
