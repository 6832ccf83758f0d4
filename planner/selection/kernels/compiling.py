"""How the kernels of the solver are compiled: without reference counts.

They make no array, and those who call them hold every array they are given. Counting references to the views they take
would cost more than the search itself.
"""

from __future__ import annotations

from typing import Any

import numba

__all__ = ["kernel", "local"]

_compile: Any = numba.njit  # its stubs do not know `_nrt`


def kernel(*signatures: Any) -> Any:
    """Compile when the module is loaded, for the given signatures, keep the machine code, release the GIL."""
    return _compile(list(signatures), nogil=True, cache=True, error_model="numpy", _nrt=False)


local: Any = _compile(nogil=True, error_model="numpy", _nrt=False)
"""Decorator of steps that are only called by kernels and compiled into them."""
