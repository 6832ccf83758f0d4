"""How long the engine may go on: until the caller leaves, the deadline passes, or the asked time is used."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.cancel import Cancel

__all__ = ["Work"]


class Work:
    """Asked between rounds of work.

    Parameters
    ----------
    cancel
        Ends the work with an error.
    time_budget_ms
        Ends the work early with what there is; None lets it take its course. What is done before stays the same in
        every run.
    clock
        Seconds that only grow, for tests.
    """

    __slots__ = ("_cancel", "_clock", "_end", "settled", "truncated")

    def __init__(
        self, cancel: Cancel, *, time_budget_ms: int | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._cancel = cancel
        self._clock = clock
        self._end = None if time_budget_ms is None else clock() + time_budget_ms / 1000
        self.truncated = False
        """Whether the time cut the work."""
        self.settled = 0
        """Nodes that the trees of the drawing have settled: the same in every run, as time is not."""

    def check(self) -> None:
        """Go on, or stop here.

        Raises
        ------
        CancelledError
            The caller left or the deadline passed.
        """
        self._cancel.check()

    def is_late(self) -> bool:
        """Whether to come to an end with what there is.

        Raises
        ------
        CancelledError
            The caller left or the deadline passed.
        """
        self.check()
        if self._end is not None and self._clock() >= self._end:
            self.truncated = True
        return self.truncated
