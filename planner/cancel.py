"""A way out of work that nobody waits for any more."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from graphs.errors import HaltedError
from planner.errors import CancelledError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import numpy.typing as npt

__all__ = ["Cancel"]

Thing = TypeVar("Thing")

_LEFT = "the caller left before there was an answer"


class Cancel:
    """Ends work between two steps, when the caller has left or the deadline has passed, and a search on its way.

    Searches look at `halt`, which `cancel` sets: give it to their view (`NetworkView.with_halt`) and run them under
    `stopping`. The deadline alone is only looked at between steps, so whoever sets one calls `cancel` when it passes.

    Parameters
    ----------
    timeout_s
        Seconds from now until the deadline; None for no deadline.
    clock
        Seconds that only grow, for tests.
    """

    __slots__ = ("_clock", "_deadline", "_left", "_timeout_s", "halt")

    def __init__(self, *, timeout_s: float | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._timeout_s = timeout_s
        self._deadline = None if timeout_s is None else clock() + timeout_s
        self._left = threading.Event()
        self.halt: npt.NDArray[np.uint8] = np.zeros(1, dtype=np.uint8)
        """(1,): 1 from when nobody waits any more."""

    def cancel(self) -> None:
        """Say that nobody waits any more; safe from any thread."""
        self._left.set()
        self.halt[0] = 1

    @contextmanager
    def stopping(self) -> Iterator[None]:
        """Run searches that look at `halt`.

        Raises
        ------
        CancelledError
            The caller left, and a search stopped.
        """
        try:
            yield
        except HaltedError as error:
            raise CancelledError(_LEFT) from error

    @property
    def is_cancelled(self) -> bool:
        """Whether the caller left or the deadline passed."""
        return self._left.is_set() or self._is_late()

    def check(self) -> None:
        """Go on, or stop here.

        Raises
        ------
        CancelledError
            The caller left or the deadline passed.
        """
        if self._left.is_set():
            raise CancelledError(_LEFT)
        if self._is_late():
            msg = f"no answer within {self._timeout_s:g} s: ask for less, or later"
            raise CancelledError(msg, deadline_s=self._timeout_s)

    def watch(self, things: Iterable[Thing]) -> Iterator[Thing]:
        """Go through things, and stop before the next one where nobody waits any more.

        Raises
        ------
        CancelledError
            The caller left or the deadline passed.
        """
        for thing in things:
            self.check()
            yield thing

    def _is_late(self) -> bool:
        return self._deadline is not None and self._clock() >= self._deadline
