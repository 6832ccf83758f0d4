"""Work stops when nobody waits for it any more."""

import pytest

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
