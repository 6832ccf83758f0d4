"""The compiled inner loops: numba only, on plain arrays, releasing the GIL.

Every kernel has explicit signatures for read-only arrays (writable ones pass too), so importing this package loads
machine code from the cache and a request never compiles. `python -m graphs.kernels.warm` fills the cache.
"""

from graphs.kernels.cache import configure

__all__ = ["configure"]

configure()
