"""Figures of drawn lines: agreement with plain Python, and lines whose figures everybody knows."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.kernels.shape import (
    beside_itself_share,
    compactness,
    cumulative_m,
    longest_spur_m,
    resample,
    turns_per_km,
)
from tests.planner.kernels.slow_shape import (
    Point,
    slow_beside,
    slow_compactness,
    slow_cumulative,
    slow_resample,
    slow_spur,
    slow_turns,
)

Floats = npt.NDArray[np.float64]

coordinates = st.floats(-400, 400, allow_nan=False, width=32)
lines = st.lists(st.tuples(coordinates, coordinates), min_size=2, max_size=40)
straight_steps = st.lists(st.sampled_from([(60, 0), (-60, 0), (0, 60), (0, -60)]), min_size=2, max_size=40)


def split(points: list[Point]) -> tuple[Floats, Floats]:
    return np.array([p[0] for p in points], np.float64), np.array([p[1] for p in points], np.float64)


def walk(steps: list[tuple[int, int]]) -> list[Point]:
    corners = np.cumsum([(0, 0), *steps], axis=0)
    return [(float(x), float(y)) for x, y in corners]


def sample(points: list[Point], step_m: float) -> tuple[Floats, Floats, float]:
    x, y = split(points)
    along = cumulative_m(x, y)
    return *resample(x, y, along, step_m), float(along[-1])


@given(lines)
def test_distances_along_a_line_agree_with_plain_python(points: list[Point]) -> None:
    assert cumulative_m(*split(points)) == pytest.approx(slow_cumulative(points))


@given(lines, st.sampled_from([5.0, 10.0, 25.0]))
def test_samples_agree_with_interpolation(points: list[Point], step_m: float) -> None:
    x, y, total = sample(points, step_m)
    expected = slow_resample(points, step_m)
    assert abs(len(x) - len(expected)) <= 1, "rounding may tell whether the very end is a sample"
    for got, wanted in zip(zip(x, y, strict=True), expected, strict=False):
        assert math.dist(got, wanted) < 1e-3 + 1e-9 * total


@given(straight_steps, st.booleans())
def test_running_beside_itself_agrees_with_all_pairs(steps: list[tuple[int, int]], closed: bool) -> None:
    x, y, total = sample(walk(steps), 25.0)
    points = list(zip(x.tolist(), y.tolist(), strict=True))
    expected = slow_beside(points, 25.0, total, closed=closed, within_m=30.0, apart_m=300.0)
    assert beside_itself_share(x, y, 25.0, total, closed, 30.0, 300.0) == pytest.approx(expected)


@given(straight_steps)
def test_spurs_agree_with_plain_python(steps: list[tuple[int, int]]) -> None:
    x, y, _ = sample(walk(steps), 5.0)
    points = list(zip(x.tolist(), y.tolist(), strict=True))
    assert longest_spur_m(x, y, 5.0, 12.0) == slow_spur(points, 5.0, 12.0)


@given(lines)
def test_compactness_agrees_with_plain_python(points: list[Point]) -> None:
    total = slow_cumulative(points)[-1]
    assert compactness(*split(points), total) == pytest.approx(slow_compactness(points, total), abs=1e-9)


@given(lines)
def test_turns_agree_with_plain_python(points: list[Point]) -> None:
    x, y, total = sample(points, 10.0)
    sampled = list(zip(x.tolist(), y.tolist(), strict=True))
    assert turns_per_km(x, y, total) == pytest.approx(slow_turns(sampled, total))


def test_a_circle_is_as_compact_as_can_be() -> None:
    turn = np.linspace(0, 2 * math.pi, 400)
    x, y = 500 * np.cos(turn), 500 * np.sin(turn)
    assert compactness(x, y, cumulative_m(x, y)[-1]) == pytest.approx(1.0, abs=1e-3)


def test_a_square_has_a_compactness_of_a_quarter_of_pi_three_turns_and_no_spur() -> None:
    x, y, total = sample([(0, 0), (1000, 0), (1000, 1000), (0, 1000), (0, 0)], 10.0)
    assert compactness(x, y, total) == pytest.approx(math.pi / 4, abs=2e-3)
    assert turns_per_km(x, y, total) == pytest.approx(3 / 4)
    assert longest_spur_m(*sample([(0, 0), (1000, 0), (1000, 1000), (0, 1000), (0, 0)], 5.0)[:2], 5.0, 12.0) <= 10


def test_there_and_back_is_one_spur_and_encloses_nothing() -> None:
    points = [(0.0, 0.0), (700.0, 0.0), (0.0, 0.0)]
    x, y, total = sample(points, 5.0)
    assert longest_spur_m(x, y, 5.0, 12.0) == pytest.approx(700, abs=5)
    assert compactness(*split(points), total) == 0.0
    wide_x, wide_y, _ = sample(points, 25.0)
    share = beside_itself_share(wide_x, wide_y, 25.0, total, False, 30.0, 300.0)
    assert share == pytest.approx((700 - 150) / 700, abs=0.03)


def test_the_way_round_the_other_end_counts_only_where_the_line_is_closed() -> None:
    x, y, total = sample([(0, 0), (500, 0), (500, 500), (0, 500), (0, 20)], 25.0)
    assert beside_itself_share(x, y, 25.0, total, True, 30.0, 300.0) == 0.0
    assert beside_itself_share(x, y, 25.0, total, False, 30.0, 300.0) > 0.0
