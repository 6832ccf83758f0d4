"""Random draws from a state of their own, so that nothing else that runs in the thread can change them.

References
----------
Vigna, S. (2016). An experimental exploration of Marsaglia's xorshift generators, scrambled. ACM Transactions on
Mathematical Software 42, 30. https://doi.org/10.1145/2845077
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from planner.selection.kernels.compiling import local

__all__ = ["draw_below", "draw_share"]


@local
def _draw(rng: npt.NDArray[np.uint64]) -> np.uint64:
    """Give the next 64 bits (xorshift64*); `rng` (1,) must not be zero."""
    x = rng[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    rng[0] = x
    return x * np.uint64(0x2545F4914F6CDD1D)


@local
def draw_share(rng: npt.NDArray[np.uint64]) -> float:
    """Give a number in [0, 1)."""
    return np.float64(_draw(rng) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@local
def draw_below(rng: npt.NDArray[np.uint64], count: int) -> int:
    """Give an integer from 0 to count - 1."""
    return np.int64(draw_share(rng) * count)
