import heapq

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graphs.kernels.heap import pack
from graphs.kernels.queue import make_queue, queue_clear, queue_pop, queue_push, queue_ready

RING_SPAN = 4096 * 1024
KEYS = st.one_of(st.integers(0, 5000), st.integers(0, 3 * RING_SPAN), st.integers(0, 2**32 - 1))
STEPS = st.lists(st.one_of(st.tuples(KEYS, st.integers(0, 2**31 - 1)), st.none()), max_size=120)


@given(STEPS, STEPS)
def test_queue_agrees_with_heapq_in_any_order_of_keys_and_when_used_again(
    left_over: list[tuple[int, int] | None], steps: list[tuple[int, int] | None]
) -> None:
    queue = make_queue(150)
    queue_clear(queue)
    for step in left_over:
        if step is not None:
            queue_push(queue, np.uint64(pack(*step)))
        elif queue_ready(queue):
            queue_pop(queue)
    queue_clear(queue)
    twin: list[int] = []
    for step in [*steps, *[None] * len(steps)]:
        if step is not None:
            queue_push(queue, np.uint64(pack(*step)))
            heapq.heappush(twin, int(pack(*step)))
            continue
        assert queue_ready(queue) == bool(twin)
        if twin:
            assert int(queue.due[0]) == heapq.heappop(twin)
            queue_pop(queue)


@given(st.integers(0, 1000), st.integers(1, 3 * RING_SPAN))
def test_growing_keys_reuse_the_links(seed: int, step: int) -> None:
    """As in a search: what is pushed lies not far ahead of what came out, and the room needed is that of one moment."""
    rng = np.random.default_rng(seed)
    queue = make_queue(8)
    queue_clear(queue)
    queue_push(queue, np.uint64(pack(0, 0)))
    twin = [int(pack(0, 0))]
    for number in range(200):
        assert queue_ready(queue)
        entry = int(queue.due[0])
        queue_pop(queue)
        assert entry == heapq.heappop(twin)
        for _ in range(1 if len(twin) > 3 else 2):
            new = pack(min((entry >> 32) + int(rng.integers(step)), 2**32 - 1), number)
            queue_push(queue, np.uint64(new))
            heapq.heappush(twin, int(new))
