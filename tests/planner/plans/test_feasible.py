"""What lengths are feasible, found by drawing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.plans.feasible import explore

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.circuit import Draft


@dataclass(frozen=True, slots=True)
class Drawn:
    """As much of a draft as is looked at."""

    measure: int


def draw_between(least: int, most: int, asked: list[int]) -> Callable[[int], Draft | None]:
    """Draw what lies between two measures, and note what is asked."""

    def draw(value: int) -> Draft | None:
        asked.append(value)
        return cast("Draft", Drawn(value)) if least <= value <= most else None

    return draw


@given(
    value=st.integers(100, 10_000_000),
    least=st.integers(1, 10_000_000),
    span=st.integers(0, 10_000_000),
    smallest=st.integers(1, 1_000_000),
    factor=st.integers(1, 100),
)
def test_everything_named_as_feasible_was_drawn(value: int, least: int, span: int, smallest: int, factor: int) -> None:
    asked: list[int] = []
    found = explore(value, draw_between(least, least + span, asked), smallest=smallest, largest=smallest * factor)
    assert all(smallest <= measure <= smallest * factor for measure in asked)
    if found is None:
        assert not any(least <= measure <= least + span for measure in asked)
        return
    named = (found.least, found.most, found.near)
    drawn = (*found.ends, found.nearest)
    assert [draft.measure for draft in drawn] == list(named)
    assert all(least <= measure <= least + span and measure in asked for measure in named)
    assert found.least <= found.near <= found.most
    assert abs(found.near - value) <= min(abs(measure - value) for measure in (found.least, found.most))
    low, high = found.around(value)
    assert {low, high} <= set(named)
    assert value <= low or value >= high or value in named


def test_the_ends_of_a_wide_range_are_found_within_a_rung() -> None:
    found = explore(90_000, draw_between(1000, 9000, []), smallest=200, largest=200_000)
    assert found is not None
    assert found.near == found.most
    assert 1000 <= found.least <= 1500
    assert 6000 <= found.most <= 9000


def test_the_most_is_not_looked_for_far_beyond_what_is_asked() -> None:
    asked: list[int] = []
    found = explore(800, draw_between(1000, 10**9, asked), smallest=200, largest=10**9, spare=5000)
    assert found is not None
    assert 1000 <= found.least <= 2000
    assert found.least < found.most <= 1.5 * found.least + 5000
    assert max(asked) == found.most


def test_what_is_named_lies_near_the_edge_of_what_can_be_had() -> None:
    """From below, and from both sides into a gap; the rungs themselves are 30 % apart."""
    found = explore(300, draw_between(1000, 9000, []), smallest=200, largest=200_000)
    assert found is not None
    assert 1000 <= found.least <= 1040

    def draw(value: int) -> Draft | None:
        return cast("Draft", Drawn(value)) if value <= 1500 or value >= 6000 else None

    for value, least, most in ((5000, 6000, 6250), (1800, 1430, 1500)):
        found = explore(value, draw, smallest=1000, largest=10_000)
        assert found is not None
        assert (found.least, found.most) == (1000, 10_000)
        assert least <= found.near <= most


def test_rungs_are_whole_steps() -> None:
    asked: list[int] = []
    found = explore(5, draw_between(1, 10**6, asked), smallest=123, largest=98_765, step=100)
    assert found is not None
    assert (found.least, found.most) == (100, 98_800)
    assert all(measure % 100 == 0 for measure in asked)


def test_a_measure_between_two_that_can_be_had_is_told_the_side_of_the_nearer() -> None:
    def draw(value: int) -> Draft | None:
        return cast("Draft", Drawn(value)) if value <= 1500 or value >= 6000 else None

    found = explore(5000, draw, smallest=1000, largest=10_000)
    assert found is not None
    low, high = found.around(5000)
    assert 5000 < low < 9000
    assert high == 10_000
    low, high = found.around(1600)
    assert (low, high) == (found.near, found.most) or high <= 1500


def test_where_nothing_can_be_drawn_nothing_is_feasible() -> None:
    assert explore(5000, lambda _value: None, smallest=100, largest=10_000) is None


@pytest.mark.parametrize("least", [130, 1500, 7000])
def test_a_narrow_range_between_wide_rungs_is_found_where_it_is_looked_for(least: int) -> None:
    draw = draw_between(least, round(1.1 * least), [])
    found = explore(50_000, draw, smallest=100, largest=200_000, thorough=True)
    assert found is not None
    assert least <= found.least <= 1.1 * least
    assert least <= found.near <= 1.1 * least


def test_wide_rungs_step_over_a_narrow_range() -> None:
    assert explore(50_000, draw_between(1600, 1610, []), smallest=100, largest=200_000) is None
