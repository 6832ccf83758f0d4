"""What is left out of a line that is too long."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.network import UNREACHABLE
from planner.plans.shedding import shed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.plans.survey import SiteField


@dataclass
class Plain:
    """A field of targets on a plane, a start and an end at its corner; as much of it as is asked for."""

    east: Sequence[int]
    scores: Sequence[int]
    stay: int = 0
    apart: tuple[int, int] | None = None
    """Vertices that no way joins."""

    def to_field(self) -> SiteField:
        at = np.array([0, *self.east, 0], np.int64)
        ways = np.abs(at[:, None] - at[None, :])
        if self.apart is not None:
            ways[self.apart] = int(UNREACHABLE)
        return cast(
            "SiteField",
            SimpleNamespace(
                targets=[SimpleNamespace(score=score) for score in self.scores],
                travel=SimpleNamespace(measures=lambda *, by_duration: ways * (2 if by_duration else 1)),
                visit_measures=lambda *, by_duration: np.array([0, *[self.stay * by_duration] * len(self.scores), 0]),
            ),
        )

    def list_legs(self, order: Sequence[int], *, by_duration: bool = False) -> list[int]:
        at = [0, *(self.east[k] for k in order), 0]
        return [abs(b - a) * (2 if by_duration else 1) for a, b in itertools.pairwise(at)]


def test_the_least_site_that_saves_enough_is_left_out_and_no_other() -> None:
    plain = Plain(east=[100, 900, 300, 500], scores=[1, 50, 9, 40])
    order = [0, 2, 3, 1]
    # Sites on the way to the farthest save nothing, however little they score.
    assert shed(plain.to_field(), order, plain.list_legs(order), 700, spare=order, by_duration=False) == {1}


def test_stays_count_where_time_is_short() -> None:
    plain = Plain(east=[100, 200, 300], scores=[5, 3, 7], stay=60)
    order = [0, 1, 2]
    legs = plain.list_legs(order, by_duration=True)
    assert shed(plain.to_field(), order, legs, 50, spare=order, by_duration=True) == {1}
    assert shed(plain.to_field(), order, legs, 110, spare=order, by_duration=True) == {2}


def test_named_sites_stay_and_all_others_go_where_that_is_not_enough() -> None:
    plain = Plain(east=[400, -300, 200], scores=[1, 2, 3])
    order = [0, 1, 2]
    assert shed(plain.to_field(), order, plain.list_legs(order), 10_000, spare=[0, 2], by_duration=False) == {0, 2}


def test_a_way_that_is_longer_for_what_is_ridden_already_is_not_reckoned_with_the_shortest() -> None:
    plain = Plain(east=[500, -100], scores=[9, 1])
    order = [0, 1]
    legs = [2 * leg for leg in plain.list_legs(order)]
    # Without the first, two legs of 1000 + 1200 give way to one of 200, not of 100.
    assert shed(plain.to_field(), order, legs, 2050, spare=order, by_duration=False) == {0, 1}
    assert shed(plain.to_field(), order, legs, 2000, spare=order, by_duration=False) == {0}


def test_what_is_saved_before_a_wait_is_waited_for_all_the_same() -> None:
    plain = Plain(east=[400, 100, -300], scores=[2, 3, 60], stay=10)
    order = [0, 1, 2]
    legs = plain.list_legs(order, by_duration=True)
    for waits, dropped in (((), {0}), ((0, 0, 200), {2}), ((0, 30, 0), {1}), ((90, 0, 0), {0})):
        assert shed(plain.to_field(), order, legs, 25, spare=order, waits=waits, by_duration=True) == dropped


def test_a_site_without_a_way_past_it_saves_its_stay_alone() -> None:
    plain = Plain(east=[500, 200], scores=[9, 1], stay=40, apart=(1, 3))
    order = [0, 1]
    legs = plain.list_legs(order, by_duration=True)
    assert shed(plain.to_field(), order, legs, 30, spare=order, by_duration=True) == {1}
    assert shed(plain.to_field(), order, legs, 50, spare=order, by_duration=True) == {0}


def test_a_part_of_the_excess_may_be_left_to_the_next_drawing() -> None:
    plain = Plain(east=[350, 1000, -475], scores=[20, 60, 40])
    order = [0, 1, 2]
    field, legs = plain.to_field(), plain.list_legs(order)
    assert shed(field, order, legs, 1000, spare=order, by_duration=False) == {1}
    assert shed(field, order, legs, 1000, spare=order, allowance=0.1, by_duration=False) == {2}


@settings(max_examples=80)
@given(
    sites=st.lists(st.tuples(st.integers(-900, 900), st.integers(0, 60), st.booleans()), min_size=1, max_size=9),
    excess=st.integers(-50, 3000),
    allowance=st.sampled_from([0.0, 0.4]),
)
def test_something_is_left_out_until_enough_is_saved_and_no_named_site(
    sites: list[tuple[int, int, bool]], excess: int, allowance: float
) -> None:
    plain = Plain(east=[east for east, _, _ in sites], scores=[score for _, score, _ in sites])
    order = list(range(len(sites)))
    spare = [k for k in order if sites[k][2]]
    legs = plain.list_legs(order)
    dropped = shed(plain.to_field(), order, legs, excess, spare=spare, allowance=allowance, by_duration=False)
    assert dropped <= set(spare)
    assert bool(dropped) == bool(spare)
    saved = sum(legs) - sum(plain.list_legs([k for k in order if k not in dropped]))
    least = (1 - allowance) * excess
    assert saved >= least - 1e-6 or dropped == set(spare)
    if len(dropped) > 1:
        for k in spare:
            assert sum(legs) - sum(plain.list_legs([other for other in order if other != k])) < least
