"""The pool turns away what it cannot answer in time, and stops work nobody waits for."""

import asyncio
import threading
from typing import Any

import pytest
from starlette.requests import Request

from api.errors import OverloadedError
from api.planning import PlanningPool
from planner.cancel import Cancel
from planner.errors import CancelledError, InvalidRequestError


class Client:
    """A client that waits, or hangs up."""

    def __init__(self) -> None:
        self.left = asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        await self.left.wait()
        return {"type": "http.disconnect"}

    def to_request(self) -> Request:
        return Request({"type": "http"}, receive=self.receive)


def _make_pool(*, threads: int = 1, queue: int = 0, deadline_s: float = 30.0) -> PlanningPool:
    return PlanningPool(threads=threads, queue=queue, deadline_s=deadline_s, retry_after_s=7)


def test_the_answer_and_the_error_of_the_work_come_back() -> None:
    def refuse(_: Cancel) -> None:
        raise InvalidRequestError("no", field="mode")

    async def run() -> None:
        pool = _make_pool()
        assert await pool.run(Client().to_request(), lambda _: 42) == 42
        with pytest.raises(InvalidRequestError):
            await pool.run(Client().to_request(), refuse)
        assert pool.waiting == 0
        pool.close()

    asyncio.run(run())


def test_a_full_queue_turns_away_and_takes_again() -> None:
    async def run() -> None:
        pool, gate = _make_pool(threads=1, queue=1), threading.Event()
        waiting = [asyncio.create_task(pool.run(Client().to_request(), lambda _: gate.wait(20))) for _ in range(2)]
        await asyncio.sleep(0.05)
        with pytest.raises(OverloadedError) as caught:
            await pool.run(Client().to_request(), lambda _: True)
        assert caught.value.details["retry_after_s"] == 7
        gate.set()
        assert await asyncio.gather(*waiting) == [True, True]
        assert await pool.run(Client().to_request(), lambda _: 1) == 1
        pool.close()

    asyncio.run(run())


def test_work_ends_when_the_client_leaves() -> None:
    ended = threading.Event()

    def work(cancel: Cancel) -> None:
        while True:
            try:
                cancel.check()
            except CancelledError:
                ended.set()
                raise
            threading.Event().wait(0.005)

    async def run() -> None:
        pool, client = _make_pool(), Client()
        task = asyncio.create_task(pool.run(client.to_request(), work))
        await asyncio.sleep(0.05)
        client.left.set()
        with pytest.raises(OverloadedError):
            await task
        assert await asyncio.to_thread(ended.wait, 5)
        pool.close()

    asyncio.run(run())


def test_the_deadline_ends_work_that_checks_and_answers_for_work_that_does_not() -> None:
    gate = threading.Event()

    def check_often(cancel: Cancel) -> None:
        while True:
            cancel.check()
            threading.Event().wait(0.005)

    async def run() -> None:
        pool = _make_pool(threads=2, deadline_s=0.1)
        with pytest.raises(OverloadedError, match=r"within 0\.1 s"):
            await pool.run(Client().to_request(), check_often)
        with pytest.raises(OverloadedError):
            await pool.run(Client().to_request(), lambda _: gate.wait(20))
        assert pool.waiting == 1
        gate.set()
        pool.close()

    asyncio.run(run())


def test_a_plan_that_waits_is_dropped_when_its_client_leaves() -> None:
    started = threading.Event()

    async def run() -> None:
        pool, gate, client = _make_pool(queue=1), threading.Event(), Client()
        first = asyncio.create_task(pool.run(Client().to_request(), lambda _: gate.wait(20)))
        await asyncio.sleep(0.02)
        second = asyncio.create_task(pool.run(client.to_request(), lambda _: started.set()))
        await asyncio.sleep(0.02)
        client.left.set()
        with pytest.raises(OverloadedError):
            await second
        for _ in range(100):
            if pool.waiting == 1:
                break
            await asyncio.sleep(0.02)
        assert pool.waiting == 1
        gate.set()
        await first
        assert not started.is_set()
        pool.close()

    asyncio.run(run())


def test_the_event_loop_stays_free_while_plans_run() -> None:
    async def run() -> float:
        pool, gate = _make_pool(), threading.Event()
        task = asyncio.create_task(pool.run(Client().to_request(), lambda _: gate.wait(20)))
        begin = asyncio.get_running_loop().time()
        for _ in range(20):
            await asyncio.sleep(0.001)
        seconds = asyncio.get_running_loop().time() - begin
        gate.set()
        await task
        pool.close()
        return seconds

    assert asyncio.run(run()) < 2
