"""How long the engine may go on."""

from __future__ import annotations

import pytest

from planner.cancel import Cancel
from planner.errors import CancelledError
from planner.work import Work


class Clock:
    """Seconds set by the test."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_without_a_budget_work_takes_its_course() -> None:
    clock = Clock()
    work = Work(Cancel(), clock=clock)
    clock.now += 1e9
    assert not work.is_late()
    assert not work.truncated


def test_work_is_late_from_its_budget_on_and_stays_so() -> None:
    clock = Clock()
    work = Work(Cancel(), time_budget_ms=250, clock=clock)
    clock.now += 0.249
    assert not work.is_late()
    assert not work.truncated
    clock.now += 0.001
    assert work.is_late()
    clock.now -= 0.2
    assert work.is_late()
    assert work.truncated


def test_a_caller_who_left_ends_the_work_late_or_not() -> None:
    cancel = Cancel()
    work = Work(cancel, time_budget_ms=0)
    assert work.is_late()
    cancel.cancel()
    with pytest.raises(CancelledError):
        work.check()
    with pytest.raises(CancelledError):
        work.is_late()
