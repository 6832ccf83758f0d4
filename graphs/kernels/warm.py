"""Compile every kernel once, so that later processes only load them: `python -m graphs.kernels.warm`."""

from __future__ import annotations

import importlib
import time
from typing import TYPE_CHECKING

import numba
from numba.core.dispatcher import Dispatcher

from graphs.kernels.cache import PACKAGE_ROOT, PACKAGES, kernel_sources

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

__all__ = ["import_kernels", "list_dispatchers", "warm"]


def import_kernels(packages: Sequence[str] = PACKAGES) -> list[ModuleType]:
    """Import every module that holds kernels, which compiles them or loads their machine code."""
    names = []
    for path in kernel_sources(packages=packages):
        parts = path.relative_to(PACKAGE_ROOT).with_suffix("").parts
        names.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return [importlib.import_module(name) for name in names if not name.endswith(".warm")]


def list_dispatchers(modules: list[ModuleType]) -> dict[str, Dispatcher]:
    """Give the compiled functions of modules by full name, those of other modules left out."""
    return {
        f"{module.__name__}.{name}": value
        for module in modules
        for name, value in sorted(vars(module).items())
        if isinstance(value, Dispatcher) and value.py_func.__module__ == module.__name__ and value.nopython_signatures
    }


def warm() -> dict[str, int]:
    """Compile or load all kernels; gives how many were compiled and how many found in the cache.

    Returns
    -------
    dict
        Counts under `compiled` and `loaded`.
    """
    stats = [dispatcher.stats for dispatcher in list_dispatchers(import_kernels()).values()]
    return {
        "compiled": sum(sum(stat.cache_misses.values()) for stat in stats),
        "loaded": sum(sum(stat.cache_hits.values()) for stat in stats),
    }


if __name__ == "__main__":
    started = time.monotonic()
    counts = warm()
    seconds = time.monotonic() - started
    print(  # noqa: T201 - a command speaks to its caller
        f"kernels: {counts['compiled']} compiled, {counts['loaded']} loaded in {seconds:.1f} s "
        f"into {numba.config.CACHE_DIR}"
    )
