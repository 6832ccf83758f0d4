"""Work stops when nobody waits for it any more."""

import pytest

from graphs.errors import HaltedError
from planner.cancel import Cancel
from planner.errors import CancelledError


def test_work_goes_on_until_it_is_cancelled() -> None:
    cancel = Cancel()
    cancel.check()
    states = [cancel.is_cancelled]
    cancel.cancel()
    states.append(cancel.is_cancelled)
    assert states == [False, True]
    with pytest.raises(CancelledError, match="left"):
        cancel.check()


def test_work_goes_on_until_the_deadline() -> None:
    now = [100.0]
    cancel = Cancel(timeout_s=5, clock=lambda: now[0])
    now[0] = 104.9
    cancel.check()
    now[0] = 105.0
    with pytest.raises(CancelledError, match="within 5 s") as caught:
        cancel.check()
    assert caught.value.code == "overloaded"
    assert caught.value.details == {"deadline_s": 5}


def test_whoever_cancels_stops_the_searches_too() -> None:
    cancel = Cancel()
    assert cancel.halt.tolist() == [0]
    cancel.cancel()
    assert cancel.halt.tolist() == [1]
    with pytest.raises(CancelledError, match="left") as caught, cancel.stopping():
        raise HaltedError("told to stop")
    assert caught.value.code == "overloaded"
