"""Compiled steps of the selection solver."""

from __future__ import annotations

import graphs.kernels as _kernels

__all__: list[str] = []

del _kernels
