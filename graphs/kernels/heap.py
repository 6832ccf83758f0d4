"""A heap with four children per node on packed entries: the key in the upper 32 bits, the item in the lower.

One comparison orders entries by key and then by item, so equal keys come out in the same order everywhere. Four
children halve the depth of a binary heap and lie in half a cache line.

References
----------
Johnson, D. B. (1975). Priority queues with update and finding minimum spanning trees. Information Processing Letters
4(3), 53-57. https://doi.org/10.1016/0020-0190(75)90001-0
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graphs.kernels.types import bare

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["heap_pop", "heap_push", "pack"]

_SHIFT = np.uint64(32)


@bare
def pack(key: int, item: int) -> np.uint64:
    """Join a key and an item, both below 2**32."""
    return (np.uint64(key) << _SHIFT) | np.uint64(item)


@bare
def heap_push(heap: npt.NDArray[np.uint64], size: int, entry: np.uint64) -> int:
    """Add an entry to the `size` entries of a heap (capacity,) and give the new size."""
    hole = size
    while hole > 0:
        parent = (hole - 1) >> 2
        above = heap[parent]
        if above <= entry:
            break
        heap[hole] = above
        hole = parent
    heap[hole] = entry
    return size + 1


@bare
def _least_child(heap: npt.NDArray[np.uint64], child: int, end: int) -> int:
    least = child
    value = heap[child]
    for other in range(child + 1, end):
        if heap[other] < value:
            value = heap[other]
            least = other
    return least


@bare
def heap_pop(heap: npt.NDArray[np.uint64], size: int) -> int:
    """Take the least entry, `heap[0]` (read it before), out of the `size` entries of a heap and give the new size."""
    size -= 1
    entry = heap[size]
    hole = 0
    child = 1
    # Groups of four have a fixed length, which the compiler unrolls; only the last one may be short.
    while child + 4 <= size:
        least = _least_child(heap, child, child + 4)
        if heap[least] >= entry:
            heap[hole] = entry
            return size
        heap[hole] = heap[least]
        hole = least
        child = 4 * hole + 1
    if child < size:
        least = _least_child(heap, child, size)
        if heap[least] < entry:
            heap[hole] = heap[least]
            hole = least
    heap[hole] = entry
    return size
