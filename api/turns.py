"""Turns of plans in one process: so many at once, and one that takes long makes room for the next that waits."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from planner.cancel import Cancel

__all__ = ["Turns"]

_LOOK_EVERY_S = 0.1


class Turns:
    """Places for plans at once.

    A plan that has had its place for long is put aside when another one waits: it goes on beside the others without a
    place. As many as there are places may be aside, so that at most twice as many plans are worked on.

    Parameters
    ----------
    places
        Plans that have a place at once.
    long_s
        Seconds after which a plan may be put aside.
    clock
        Seconds that only grow, for tests.
    """

    def __init__(self, places: int, *, long_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._free = self._room_aside = places
        self._long_s = long_s
        self._clock = clock
        self._changed = threading.Condition()
        self._since: dict[object, float] = {}
        """Plans that have a place, the oldest first, and since when."""

    @contextmanager
    def take(self, cancel: Cancel) -> Iterator[None]:
        """Wait for a place and give it back in the end.

        Raises
        ------
        CancelledError
            Nobody waits any more for the plan.
        """
        plan = object()
        with self._changed:
            while not self._free and not self._put_aside():
                cancel.check()
                self._changed.wait(_LOOK_EVERY_S)
            self._free -= 1
            self._since[plan] = self._clock()
        try:
            yield
        finally:
            with self._changed:
                if self._since.pop(plan, None) is None:
                    self._room_aside += 1
                else:
                    self._free += 1
                self._changed.notify()

    def _put_aside(self) -> bool:
        """Free the place of the plan that has had one longest, if that is long enough; all places are taken."""
        if not self._room_aside:
            return False
        oldest = next(iter(self._since))
        if self._clock() - self._since[oldest] < self._long_s:
            return False
        del self._since[oldest]
        self._room_aside -= 1
        self._free += 1
        return True
