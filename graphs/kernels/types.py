"""Record types shared by the kernels and the callers, and the numba types of arrays.

A search keeps all it knows of a node in one record, so that touching a node costs one cache line.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numba
import numpy as np
from numba import types

from graphs.kernels.cache import compiled_into

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "END",
    "ENDS",
    "LABEL",
    "LABELS",
    "RO_I2",
    "RO_I4",
    "RO_I8",
    "RO_U1",
    "RO_U2",
    "RO_U4",
    "UNREACHED",
    "WR_F8",
    "WR_I4",
    "WR_I8",
    "WR_U1",
    "WR_U4",
    "WR_U8",
    "bare",
    "kernel",
    "local",
]

UNREACHED = 0xFFFFFFFF

LABEL = np.dtype(
    [
        ("weight", np.uint32),
        ("length_mm", np.uint32),
        ("duration_ms", np.uint32),
        ("parent_arc", np.int32),  # -2 - index of the seed at a root
        ("stamp", np.uint32),  # 2 * generation: touched, 2 * generation + 1: settled
        ("goal", np.int32),  # first goal that starts at this node
    ],
)
"""What a search knows of a node."""

END = np.dtype(
    [
        ("node", np.int32),
        ("code", np.int32),  # 2 * edge + direction ridden between place and node, -1 where the place is the node
        ("place", np.int32),  # index of the place asked for
        ("weight", np.uint32),
        ("length_mm", np.uint32),
        ("duration_ms", np.uint32),
        ("next", np.int32),  # next end at the same node, filled by a search
    ],
)
"""One way to leave or reach a place: the node where the network begins, and what the part of an edge up to it takes."""


_njit: Any = numba.njit  # typed without the option _nrt, which numba documents for its extensions


def _array(dtype: Any, *, readonly: bool) -> types.Array:
    return types.Array(dtype, 1, "C", readonly=readonly)


RO_U1 = _array(types.uint8, readonly=True)
RO_U2 = _array(types.uint16, readonly=True)
RO_U4 = _array(types.uint32, readonly=True)
RO_I2 = _array(types.int16, readonly=True)
RO_I4 = _array(types.int32, readonly=True)
RO_I8 = _array(types.int64, readonly=True)
WR_U1 = _array(types.uint8, readonly=False)
WR_U4 = _array(types.uint32, readonly=False)
WR_U8 = _array(types.uint64, readonly=False)
WR_I4 = _array(types.int32, readonly=False)
WR_I8 = _array(types.int64, readonly=False)
WR_F8 = _array(types.float64, readonly=False)
LABELS = _array(numba.from_dtype(LABEL), readonly=False)
ENDS = _array(numba.from_dtype(END), readonly=False)


def kernel(*signatures: Any, allocates: bool = True) -> Callable[[Callable[..., Any]], Any]:
    """Compile when the module is loaded, for the given signatures, keep the machine code, release the GIL.

    Parameters
    ----------
    signatures
        Types of the arguments, one signature per form.
    allocates
        Whether the kernel makes arrays. One that makes none need not count references, which is felt in tight loops;
        its steps are then `bare`.
    """

    def compile_or_load(function: Callable[..., Any]) -> Any:
        options = {} if allocates else {"_nrt": False}
        with compiled_into(Path(function.__code__.co_filename).resolve()):
            return _njit(list(signatures), nogil=True, cache=True, error_model="numpy", **options)(function)

    return compile_or_load


local = _njit(nogil=True, error_model="numpy")
"""Decorator of steps that are only called by kernels and compiled into them."""

bare = _njit(nogil=True, error_model="numpy", _nrt=False)
"""As `local`, for steps that make no arrays and count no references."""
