"""How much of a line is passed again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.kernels.overlap import retraced_mm
from tests.planner.kernels.slow_shape import slow_retraced

Rows = list[tuple[int, int, int]]
APART = 35_000


@st.composite
def stretches(draw: st.DrawFn) -> Rows:
    edges = draw(st.lists(st.integers(0, 4), min_size=1, max_size=14))
    rows = []
    for edge in edges:
        low = draw(st.integers(0, 90_000))
        rows.append((edge, low, draw(st.integers(low, 100_000))))
    return rows


def count(rows: Rows, *, closed: bool = False) -> int:
    table = np.array(rows, np.int64)
    span = table[:, 2] - table[:, 1]
    along = np.cumsum(span) - span
    columns = (np.ascontiguousarray(table[:, k]) for k in range(3))
    return int(retraced_mm(*columns, along, int(span.sum()) if closed else 0, APART))


@given(stretches(), st.booleans())
def test_it_agrees_with_all_pairs(rows: Rows, closed: bool) -> None:
    length = sum(high - low for _, low, high in rows)
    assert count(rows, closed=closed) == slow_retraced(rows, length if closed else 0, APART)


def test_streets_passed_once_are_not_retraced() -> None:
    assert count([(0, 0, 100_000), (1, 0, 100_000), (2, 0, 50_000)]) == 0


@pytest.mark.parametrize("closed", [False, True])
def test_out_and_back_counts_both_ways_less_the_turn_at_the_tip(closed: bool) -> None:
    tips = 2 if closed else 1
    rows = [(0, 0, 200_000), (1, 0, 300_000), (1, 0, 300_000), (0, 0, 200_000)]
    expected = 2 * 500_000 - tips * APART
    assert count(rows, closed=closed) == pytest.approx(expected, abs=2)


def test_a_street_ridden_again_later_counts_whole_and_parts_that_do_not_meet_not_at_all() -> None:
    far = (9, 0, 400_000)
    assert count([(0, 0, 80_000), far, (0, 0, 80_000)]) == 160_000
    assert count([(0, 0, 40_000), far, (0, 40_000, 80_000)]) == 0
    assert count([(0, 0, 50_000), far, (0, 40_000, 80_000)]) == 20_000
