"""A way out of work that nobody waits for any more."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, TypeVar

from planner.errors import CancelledError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["Cancel"]

Thing = TypeVar("Thing")


class Cancel:
    """Ends a plan between two steps: when the caller has left, or when the deadline has passed.

    Parameters
    ----------
    timeout_s
        Seconds from now until the deadline; None for no deadline.
    clock
        Seconds that only grow, for tests.
    """

    __slots__ = ("_clock", "_deadline", "_left", "_timeout_s")

    def __init__(self, *, timeout_s: float | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._timeout_s = timeout_s
        self._deadline = None if timeout_s is None else clock() + timeout_s
        self._left = threading.Event()

    def cancel(self) -> None:
        """Say that nobody waits any more; safe from any thread."""
        self._left.set()

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
            raise CancelledError("the caller left before there was an answer")
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
