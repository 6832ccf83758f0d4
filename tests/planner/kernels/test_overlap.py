"""How much of a line is passed again."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.kernels.overlap import cut_into_pieces, cut_into_runs, retraced_m
from tests.planner.kernels.slow_shape import slow_retraced

Points = list[tuple[float, float]]
NO_BREAKS: tuple[int, ...] = ()


def count(points: Points, *, breaks: tuple[int, ...] = NO_BREAKS, closed: bool = False) -> float:
    x, y = (np.array(values, np.float64) for values in zip(*points, strict=True))
    return float(retraced_m(x, y, _frozen(breaks), closed))


def _frozen(breaks: tuple[int, ...]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    array = np.array(breaks, np.int64)
    array.flags.writeable = False
    return array


@st.composite
def lines(draw: st.DrawFn) -> tuple[Points, tuple[int, ...]]:
    """Draw a walk over the corners of a small chessboard, shaken a little, perhaps broken."""
    corners = draw(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=14))
    shaken = st.floats(-1.5, 1.5)
    points = [(40.0 * column + draw(shaken), 40.0 * row + draw(shaken)) for column, row in corners]
    breaks = draw(st.sets(st.integers(1, len(points) - 1), max_size=2))
    return points, tuple(sorted(breaks))


@settings(max_examples=80)
@given(lines(), st.booleans())
def test_it_agrees_with_all_pairs(drawn: tuple[Points, tuple[int, ...]], closed: bool) -> None:
    points, breaks = drawn
    expected = slow_retraced(points, breaks, closed=closed)
    assert count(points, breaks=breaks, closed=closed) == pytest.approx(expected, abs=1e-6)


def test_pieces_are_short_and_add_up_and_leave_out_the_breaks() -> None:
    x, y = np.array([0.0, 12.0, 112.0, 112.0]), np.array([0.0, 0.0, 0.0, 7.0])
    middle_x, _, lengths, segments = cut_into_pieces(x, y, _frozen((2,)))
    assert lengths.tolist() == [4.0, 4.0, 4.0, 3.5, 3.5]
    assert segments.tolist() == [0, 0, 0, 2, 2]
    assert middle_x.tolist() == [2.0, 6.0, 10.0, 112.0, 112.0]


@settings(max_examples=40)
@given(lines())
def test_runs_hold_all_pieces_in_order_in_small_boxes(drawn: tuple[Points, tuple[int, ...]]) -> None:
    points, breaks = drawn
    x, y = (np.array(values, np.float64) for values in zip(*points, strict=True))
    middle_x, middle_y, lengths, _ = cut_into_pieces(x, y, _frozen(breaks))
    first, west, east, south, north = cut_into_runs(middle_x, middle_y)
    assert first.tolist() == sorted({0, *first.tolist()})
    assert first[-1] == len(lengths)
    for run, (begin, end) in enumerate(itertools.pairwise(first.tolist())):
        own_x, own_y = middle_x[begin:end], middle_y[begin:end]
        assert (west[run], east[run]) == (own_x.min(), own_x.max())
        assert (south[run], north[run]) == (own_y.min(), own_y.max())
        assert max(east[run] - west[run], north[run] - south[run]) <= 40


def test_streets_passed_once_are_not_retraced() -> None:
    assert count([(0, 0), (100, 0), (100, 100), (0, 100)]) == 0


@pytest.mark.parametrize("closed", [False, True])
def test_out_and_back_counts_both_ways_less_the_turn_at_the_tip(*, closed: bool) -> None:
    tips = 2 if closed else 1
    assert count([(0, 0), (500, 0), (0, 0)], closed=closed) == pytest.approx(1000 - tips * 35, abs=12)


def test_a_street_ridden_again_later_counts_whole_and_one_across_or_beside_it_not_at_all() -> None:
    away: Points = [(80, 200), (300, 200), (300, -200), (0, -200)]
    assert count([(0, 0), (80, 0), *away, (0, 0), (80, 0)]) == pytest.approx(160, abs=12)
    assert count([(0, 0), (80, 0), *away[:3], (40, -90), (40, 150)]) == 0
    assert count([(0, 0), (80, 0), *away, (0, 8), (80, 8)]) == 0


def test_a_street_drawn_on_top_of_another_is_the_same() -> None:
    away: Points = [(80, 200), (300, 200), (300, -200), (0, -200)]
    assert count([(0, 0), (80, 0), *away, (0, 1), (80, 1)]) == pytest.approx(160, abs=12)
