"""What lengths are feasible, found by drawing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

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
    drafts = (found.least, found.most, found.nearest)
    if found.least is None or found.most is None or found.nearest is None:
        assert drafts == (None, None, None)
        return
    for draft in (found.least, found.most, found.nearest):
        assert least <= draft.measure <= least + span
        assert draft.measure in asked
    assert found.least.measure <= found.nearest.measure <= found.most.measure
    assert abs(found.nearest.measure - value) <= min(abs(d.measure - value) for d in (found.least, found.most))


def test_the_ends_of_a_wide_range_are_found_within_a_rung() -> None:
    found = explore(90_000, draw_between(1000, 9000, []), smallest=200, largest=200_000)
    assert found.least is not None
    assert found.most is not None
    assert found.nearest is found.most or found.nearest == found.most
    assert 1000 <= found.least.measure <= 1500
    assert 6000 <= found.most.measure <= 9000


def test_where_nothing_can_be_drawn_nothing_is_feasible() -> None:
    found = explore(5000, lambda _value: None, smallest=100, largest=10_000)
    assert (found.least, found.most, found.nearest) == (None, None, None)
