"""How the kernels of the solver are compiled: without reference counts, for they make no array.

Counting references to the views they take would cost more than the search itself.
"""

from __future__ import annotations

import functools
from typing import Any

import numba

from graphs.kernels.types import kernel as _kernel

__all__ = ["kernel", "local"]

kernel = functools.partial(_kernel, allocates=False)
"""Decorator of what is called from Python: compiled when the module is loaded, for the given signatures."""

_compile: Any = numba.njit  # its stubs do not know `_nrt`

local: Any = _compile(nogil=True, error_model="numpy", _nrt=False)
"""Decorator of steps that kernels call. Most are large, so that it is left to the compiler which to inline."""
