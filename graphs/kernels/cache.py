"""Where compiled kernels are kept, so that only the first process ever compiles them.

numba's own cache looks at one source file at a time: it does not see that a function called from another file has
changed. So the machine code of each module lies in a folder named by a hash of its source, of all modules it imports
from, of numba, llvmlite and the processor: whatever changes, another folder is used, and what does not depend on the
change stays compiled.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import platform
import re
import shutil
import tempfile
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import llvmlite
import llvmlite.binding
import numba

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = [
    "CACHE_VARIABLE",
    "PACKAGES",
    "PACKAGE_ROOT",
    "compiled_into",
    "configure",
    "default_cache_root",
    "fingerprint",
    "kernel_sources",
    "source_closure",
]

CACHE_VARIABLE = "TERRILS_CACHE_DIR"
"""Environment variable that names the folder of compiled kernels; the one thing read from the environment here."""

PACKAGES = ("graphs", "planner")
"""Packages that hold kernels."""
PACKAGE_ROOT = Path(__file__).resolve().parents[2]
"""Folder of the packages."""
_IMPORT = re.compile(r"^from ([\w.]+) import|^import ([\w.]+)", re.MULTILINE)


def kernel_sources(root: Path = PACKAGE_ROOT, packages: Sequence[str] = PACKAGES) -> list[Path]:
    """List every file in the `kernels` folders of packages of this distribution."""
    return sorted(path for package in packages for path in (root / package).rglob("kernels/*.py"))


def source_closure(path: Path, root: Path = PACKAGE_ROOT) -> list[Path]:
    """List the files that the kernels of a module are compiled from: its own and all it imports, directly or not."""
    found: set[Path] = set()
    waiting = [path]
    while waiting:
        file = waiting.pop()
        if file in found:
            continue
        found.add(file)
        for match in _IMPORT.finditer(file.read_text(encoding="utf-8")):
            module = match.group(1) or match.group(2)
            stem = root.joinpath(*module.split("."))
            if module.split(".")[0] in PACKAGES:
                waiting += [file for file in (stem.with_suffix(".py"), stem / "__init__.py") if file.is_file()]
    return sorted(found)


def fingerprint(path: Path, root: Path = PACKAGE_ROOT) -> str:
    """Hash all that the machine code of a module depends on: sources, versions, processor."""
    digest = hashlib.sha256(_environment())
    for file in source_closure(path, root):
        digest.update(file.name.encode() + b"\0")
        digest.update(file.read_bytes() + b"\0")
    return digest.hexdigest()[:20]


def default_cache_root() -> Path:
    """Folder named by TERRILS_CACHE_DIR, else `terrils` in the user's cache folder.

    Raises
    ------
    RuntimeError
        The user has no home folder.
    """
    named = os.environ.get(CACHE_VARIABLE)
    if named:
        return Path(named)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "terrils"


def configure(root: Path | None = None) -> Path:
    """Find the folder for machine code and point numba at it.

    A folder that may be read but not written (an image with a read-only disk) is copied to a private one, since numba
    insists on writing; without any usable folder the kernels are compiled into a private one. Private folders vanish
    with the process.

    Parameters
    ----------
    root
        By default that of `default_cache_root`.

    Returns
    -------
    Path
        The folder that numba uses from now on.
    """
    folder = _shared_folder(root)
    if folder is None or not _is_writable(folder):
        private = Path(tempfile.mkdtemp(prefix="terrils-kernels-"))
        atexit.register(shutil.rmtree, private, ignore_errors=True)
        if folder is not None and folder.is_dir():
            shutil.copytree(folder, private, dirs_exist_ok=True)
        folder = private
    numba.config.CACHE_DIR = str(folder)
    return folder


@contextmanager
def compiled_into(path: Path) -> Iterator[None]:
    """Keep what is compiled in the block in the folder of a module's fingerprint."""
    usual = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(Path(usual) / _fingerprint_once(path))
    try:
        yield
    finally:
        numba.config.CACHE_DIR = usual


@cache
def _fingerprint_once(path: Path) -> str:
    return fingerprint(path)


@cache
def _environment() -> bytes:
    processor = (llvmlite.binding.get_host_cpu_name(), str(llvmlite.binding.get_host_cpu_features()))
    return "\0".join((numba.__version__, llvmlite.__version__, platform.python_version(), *processor)).encode()


def _shared_folder(root: Path | None) -> Path | None:
    try:
        return (root or default_cache_root()) / "kernels"
    except RuntimeError:  # no home folder
        return None


def _is_writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
