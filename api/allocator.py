"""How a served process gives memory back: freed arrays at once, not when the heap above them is free too."""

from __future__ import annotations

import ctypes
import sys

__all__ = ["return_large_blocks"]

_LARGE_BYTES = 1 << 20
"""Blocks of this size and more have a mapping of their own, which ends when they are freed."""
_M_MMAP_THRESHOLD = -3


def return_large_blocks() -> bool:
    """Have large blocks go back to the machine as soon as they are freed; say whether the C library can do that.

    glibc starts out so, but raises its threshold up to 32 MB with each large block that is freed. Later ones, as
    long as an array over all arcs, then lie on the heap, which seldom shrinks: mallopt(3), M_MMAP_THRESHOLD.
    """
    if not sys.platform.startswith("linux"):
        return False
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    return set_option is not None and set_option(_M_MMAP_THRESHOLD, _LARGE_BYTES) == 1
