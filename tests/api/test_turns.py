"""Turns: so many plans at once, and a long one makes room for one that waits."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.turns import Turns
from planner.cancel import Cancel
from planner.errors import CancelledError

PATIENCE_S = 20.0


class Plan:
    """A plan in a thread of its own, which ends when it is told."""

    def __init__(self, turns: Turns) -> None:
        self.cancel = Cancel()
        self.began, self.end = threading.Event(), threading.Event()
        self._turns = turns
        self._thread = ThreadPoolExecutor(1)
        self.done = self._thread.submit(self._work)

    def _work(self) -> None:
        with self._turns.take(self.cancel):
            self.began.set()
            self.end.wait(PATIENCE_S)

    def finish(self) -> None:
        self.end.set()
        self.done.result(PATIENCE_S)


class Clock:
    """Time that passes when it is told."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_short_plan_passes_a_long_one_and_no_more_than_that() -> None:
    clock = Clock()
    turns = Turns(1, long_s=3.0, clock=clock)
    long = Plan(turns)
    assert long.began.wait(PATIENCE_S)
    short = Plan(turns)
    clock.now = 2.9
    assert not short.began.wait(0.4), "it waits while the other may still be quick"
    clock.now = 3.1
    assert short.began.wait(PATIENCE_S)
    clock.now = 10.0
    third = Plan(turns)
    assert not third.began.wait(0.4), "one may be aside of one place"
    long.finish()
    assert third.began.wait(PATIENCE_S), "the second takes long by now, and there is room aside again"
    for plan in (short, third):
        plan.finish()
    again = Plan(turns)
    assert again.began.wait(PATIENCE_S)
    again.finish()


def test_without_anybody_waiting_nothing_is_put_aside() -> None:
    clock = Clock()
    turns = Turns(1, long_s=3.0, clock=clock)
    long = Plan(turns)
    assert long.began.wait(PATIENCE_S)
    clock.now = 100.0
    long.finish()
    one, other = Plan(turns), Plan(turns)
    assert one.began.wait(PATIENCE_S) or other.began.wait(PATIENCE_S)
    threading.Event().wait(0.3)
    assert one.began.is_set() != other.began.is_set(), "one place, one plan"
    one.end.set()
    other.end.set()
    one.finish()
    other.finish()


def test_whoever_leaves_while_waiting_gives_up() -> None:
    turns = Turns(1, long_s=1000.0)
    first = Plan(turns)
    assert first.began.wait(PATIENCE_S)
    second = Plan(turns)
    second.cancel.cancel()
    with pytest.raises(CancelledError):
        second.done.result(PATIENCE_S)
    first.finish()
    third = Plan(turns)
    assert third.began.wait(PATIENCE_S)
    third.finish()


def test_a_plan_that_fails_gives_its_place_back() -> None:
    turns = Turns(1, long_s=3.0)
    with pytest.raises(RuntimeError), turns.take(Cancel()):
        raise RuntimeError
    with turns.take(Cancel()):
        pass


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 3), st.integers(1, 12), st.sampled_from([0.0, 0.002, 100.0]))
def test_never_more_than_twice_the_places_are_worked_on(places: int, plans: int, long_s: float) -> None:
    turns = Turns(places, long_s=long_s)
    lock, at_once, most = threading.Lock(), 0, 0

    def work() -> None:
        nonlocal at_once, most
        with turns.take(Cancel()):
            with lock:
                at_once += 1
                most = max(most, at_once)
            threading.Event().wait(0.004)
            with lock:
                at_once -= 1

    with ThreadPoolExecutor(plans) as executor:
        for done in [executor.submit(work) for _ in range(plans)]:
            done.result(PATIENCE_S)
    assert at_once == 0
    assert 1 <= most <= (places if long_s > 1 else 2 * places)
