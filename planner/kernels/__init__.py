"""Compiled kernels of the planner: plain arrays in, plain arrays out."""

from __future__ import annotations

import graphs.kernels as _kernels

__all__: list[str] = []

del _kernels
