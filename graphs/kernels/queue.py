"""A queue of packed entries for searches whose keys grow: a ring of lists by key, and a heap for the list that is due.

It gives entries out in the order of one heap over all of them, by key and then by item, and costs less: an entry is
hung into the list of its bucket without a comparison, and only the few that are due together are put in order. Entries
too far ahead for the ring wait in a heap of their own; entries before the present bucket join those that are due, so
any order of keys is right, and growing keys are fast.

References
----------
Dial, R. B. (1969). Algorithm 360: shortest-path forest with topological ordering. Communications of the ACM 12(11),
632-633. https://doi.org/10.1145/363269.363610
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numba
import numpy as np
from numba import types

from graphs.kernels.heap import heap_pop, heap_push
from graphs.kernels.types import WR_I4, WR_I8, WR_U8, bare

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["QUEUE", "Queue", "make_queue", "queue_clear", "queue_pop", "queue_push", "queue_ready"]

_RING = 4096
_SHIFT = np.uint64(32 + 10)
"""Keys that differ by less than 1024 may share a bucket."""

_DUE, _HUNG, _FAR, _FREE, _USED, _BUCKET = range(6)
_STATE_SIZE = 6

LINK = np.dtype([("entry", np.uint64), ("next", np.int64)])
"""An entry in the list of a bucket, and the next one there or -1."""


class Queue(NamedTuple):
    """Arrays of one queue."""

    state: npt.NDArray[np.int64]
    """Entries due, entries in lists, entries far ahead, first free link, links ever used, present bucket."""
    ring: npt.NDArray[np.int32]
    """First link of each bucket, -1 for none."""
    links: npt.NDArray[np.void]
    """Records LINK (capacity,)."""
    due: npt.NDArray[np.uint64]
    """Heap of what is due (capacity,); its first entry is the least of all once `queue_ready` said so."""
    far: npt.NDArray[np.uint64]
    """Heap of what lies beyond the ring (capacity,)."""


QUEUE = types.NamedTuple(
    (WR_I8, WR_I4, types.Array(numba.from_dtype(LINK), 1, "C", readonly=False), WR_U8, WR_U8), Queue
)


def make_queue(capacity: int) -> Queue:
    """Reserve a queue for so many entries at once; memory that is never used is never backed by the machine."""
    return Queue(
        np.zeros(_STATE_SIZE, dtype=np.int64),
        np.empty(_RING, dtype=np.int32),
        np.empty(capacity, dtype=LINK),
        np.empty(capacity, dtype=np.uint64),
        np.empty(capacity, dtype=np.uint64),
    )


@bare
def queue_clear(queue: Any) -> None:
    """Forget what an earlier search left."""
    queue.state[:] = 0
    queue.state[_FREE] = -1
    queue.state[_BUCKET] = -1
    queue.ring[:] = -1


@bare
def queue_push(queue: Any, entry: np.uint64) -> None:
    """Add an entry."""
    state = queue.state
    ahead = np.int64(entry >> _SHIFT) - state[_BUCKET]
    if ahead <= 0:
        state[_DUE] = heap_push(queue.due, state[_DUE], entry)
        return
    if ahead >= _RING:
        state[_FAR] = heap_push(queue.far, state[_FAR], entry)
        return
    link = state[_FREE]
    if link >= 0:
        state[_FREE] = queue.links[link].next
    else:
        link = state[_USED]
        state[_USED] = link + 1
    slot = np.int64(entry >> _SHIFT) & (_RING - 1)
    queue.links[link].entry = entry
    queue.links[link].next = queue.ring[slot]
    queue.ring[slot] = link
    state[_HUNG] += 1


@bare
def _next_bucket(queue: Any) -> int:
    """Find the first bucket behind the present one that holds an entry; there must be one."""
    bucket = queue.state[_BUCKET] + 1
    far = queue.state[_FAR] > 0
    if queue.state[_HUNG] == 0:
        return np.int64(queue.far[0] >> _SHIFT)
    while queue.ring[bucket & (_RING - 1)] < 0:
        bucket += 1
    return min(bucket, np.int64(queue.far[0] >> _SHIFT)) if far else bucket


@bare
def _make_due(queue: Any, bucket: int) -> None:
    """Move what belongs to a bucket to the entries that are due."""
    state, slot = queue.state, bucket & (_RING - 1)
    size = np.int64(0)
    link = np.int64(queue.ring[slot])
    while link >= 0:
        size = heap_push(queue.due, size, queue.links[link].entry)
        after = queue.links[link].next
        queue.links[link].next = state[_FREE]
        state[_FREE] = link
        link = after
    queue.ring[slot] = -1
    state[_HUNG] -= size
    while state[_FAR] > 0 and np.int64(queue.far[0] >> _SHIFT) == bucket:
        size = heap_push(queue.due, size, queue.far[0])
        state[_FAR] = heap_pop(queue.far, state[_FAR])
    state[_DUE] = size
    state[_BUCKET] = bucket


@bare
def queue_ready(queue: Any) -> bool:
    """Bring the least entry to `queue.due[0]`; False where the queue is empty."""
    state = queue.state
    if state[_DUE] > 0:
        return True
    if state[_HUNG] == 0 and state[_FAR] == 0:
        return False
    _make_due(queue, _next_bucket(queue))
    return True


@bare
def queue_pop(queue: Any) -> None:
    """Take out the least entry, `queue.due[0]` (read it before)."""
    queue.state[_DUE] = heap_pop(queue.due, queue.state[_DUE])
