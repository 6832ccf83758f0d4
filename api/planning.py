"""Work that takes long, off the event loop: threads, a bounded queue, a deadline, and an end when the caller leaves."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

from api.errors import OverloadedError
from api.turns import Turns
from planner.cancel import Cancel
from planner.errors import CancelledError

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

__all__ = ["PlanningPool"]

Result = TypeVar("Result")

_LONG_S = 3.0
"""How long a plan has its place for sure while others wait: most are done by then."""
_GRACE_S = 0.5
"""How long a plan past its deadline may take to notice, before the caller is answered without it."""


class PlanningPool:
    """Runs plans in threads; the kernels let go of the interpreter lock.

    Parameters
    ----------
    threads
        Plans worked on at once; while others wait, as many more beside those that take longer than three seconds.
    queue
        Plans that may wait beside them.
    deadline_s
        Seconds from arrival to answer.
    retry_after_s
        What those who are turned away are told to wait.
    """

    def __init__(self, *, threads: int, queue: int, deadline_s: float, retry_after_s: int) -> None:
        # One more than are worked on: it waits for its turn.
        self._executor = ThreadPoolExecutor(max_workers=2 * threads + 1, thread_name_prefix="plan")
        self._turns = Turns(threads, long_s=_LONG_S)
        self._most = threads + queue
        self._deadline_s = deadline_s
        self._retry_after_s = retry_after_s
        self._lock = threading.Lock()
        self._waiting = 0

    @property
    def waiting(self) -> int:
        """Plans in work or in the queue."""
        return self._waiting

    async def run(self, request: Request, work: Callable[[Cancel], Result]) -> Result:
        """Run work in a thread and wait for it; whoever leaves or waits too long ends it.

        Raises
        ------
        OverloadedError
            The queue is full, or there was no answer before the deadline.
        """
        self._take_place()
        cancel = Cancel(timeout_s=self._deadline_s)
        try:
            thread = self._executor.submit(self._do_in_turn, work, cancel)
        except BaseException:
            self._leave_place()
            raise
        thread.add_done_callback(lambda _: self._leave_place())
        answer = asyncio.wrap_future(thread)
        left = asyncio.create_task(_wait_until_left(request))
        first: set[asyncio.Future[Any]] = {answer, left}
        try:
            await asyncio.wait(first, timeout=self._deadline_s + _GRACE_S, return_when=asyncio.FIRST_COMPLETED)
            if not answer.done():
                cancel.cancel()
                thread.cancel()
                raise self._to_overloaded()
            return answer.result()
        except CancelledError as error:
            raise self._to_overloaded() from error
        finally:
            cancel.cancel()
            left.cancel()
            answer.add_done_callback(_retrieve)

    def close(self) -> None:
        """Let no more work in and drop what waits."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _do_in_turn(self, work: Callable[[Cancel], Result], cancel: Cancel) -> Result:
        with self._turns.take(cancel):
            return work(cancel)

    def _take_place(self) -> None:
        with self._lock:
            if self._waiting >= self._most:
                msg = f"{self._waiting} plans are waiting already: try again in {self._retry_after_s} s"
                raise OverloadedError(msg, retry_after_s=self._retry_after_s)
            self._waiting += 1

    def _leave_place(self) -> None:
        with self._lock:
            self._waiting -= 1

    def _to_overloaded(self) -> OverloadedError:
        msg = f"there was no answer within {self._deadline_s:g} s: ask for less, or try again later"
        return OverloadedError(msg, retry_after_s=self._retry_after_s)


async def _wait_until_left(request: Request) -> None:
    """Return when the client hangs up; the body has been read before."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _retrieve(answer: asyncio.Future[Result]) -> None:
    """Take note of an outcome that nobody waits for any more."""
    if not answer.cancelled():
        answer.exception()
