"""Where a benchmark ran, and with which versions."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

__all__ = ["describe_machine", "version_of"]

_PACKAGES = ("terrils", "numba", "numpy", "scipy", "networkx", "igraph", "rustworkx", "pyvrp", "ortools", "pyvroom")
_CPU_INFO = Path("/proc/cpuinfo")


def version_of(package: str) -> str | None:
    """Version of an installed distribution, None where there is none."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def describe_machine() -> str:
    """Say processor, cores, system and versions in one paragraph."""
    found = [f"{name} {number}" for name in _PACKAGES if (number := version_of(name))]
    return (
        f"{_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.release().partition('-')[0]}, "
        f"Python {platform.python_version()}; {', '.join(found)}."
    )


def _processor() -> str:
    if _CPU_INFO.is_file():
        for line in _CPU_INFO.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
