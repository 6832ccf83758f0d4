import heapq

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graphs.kernels.heap import heap_pop, heap_push, pack


@given(st.lists(st.one_of(st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 2**31 - 1)), st.none()), max_size=80))
def test_heap_agrees_with_heapq(steps: list[tuple[int, int] | None]) -> None:
    heap = np.empty(100, dtype=np.uint64)
    twin: list[int] = []
    size = 0
    for step in steps:
        if step is not None:
            entry = pack(*step)
            assert int(entry) == step[0] * 2**32 + step[1]
            size = heap_push(heap, size, np.uint64(entry))
            heapq.heappush(twin, int(entry))
        elif twin:
            assert int(heap[0]) == heapq.heappop(twin)
            size = heap_pop(heap, size)
        assert size == len(twin)
    while twin:
        assert int(heap[0]) == heapq.heappop(twin)
        size = heap_pop(heap, size)
