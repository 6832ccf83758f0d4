"""Where compiled kernels are kept, so that only the first process ever compiles them.

numba's own cache looks at one source file at a time: it does not see that a function called from another file has changed. So the
folder is named by a hash of all kernel sources, of numba, llvmlite and the processor: whatever changes, another folder is used.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import platform
import shutil
import tempfile
from pathlib import Path

import llvmlite
import llvmlite.binding
import numba

__all__ = ["CACHE_VARIABLE", "configure", "default_cache_root", "fingerprint", "kernel_sources"]

CACHE_VARIABLE = "TERRILS_CACHE_DIR"
"""Environment variable that names the folder of compiled kernels; the one thing read from the environment here."""

_PACKAGES = ("graphs", "planner")
_PACKAGE_ROOT = Path(__file__).resolve().parents[2]


def kernel_sources(root: Path = _PACKAGE_ROOT) -> list[Path]:
    """List every file that holds kernels: `kernels*.py` and the files of `kernels` folders of this distribution."""
    found: set[Path] = set()
    for package in _PACKAGES:
        found.update((root / package).rglob("kernels/*.py"))
        found.update((root / package).rglob("kernels*.py"))
    return sorted(found)


def fingerprint(root: Path = _PACKAGE_ROOT) -> str:
    """Hash all that compiled code depends on: sources, compiler versions, processor."""
    digest = hashlib.sha256()
    cpu = (llvmlite.binding.get_host_cpu_name(), str(llvmlite.binding.get_host_cpu_features()))
    for text in (numba.__version__, llvmlite.__version__, platform.python_version(), *cpu):
        digest.update(text.encode() + b"\0")
    for path in kernel_sources(root):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()[:20]


def default_cache_root() -> Path:
    """Folder named by TERRILS_CACHE_DIR, else `terrils` in the user's cache folder."""
    named = os.environ.get(CACHE_VARIABLE)
    if named:
        return Path(named)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "terrils"


def configure(root: Path | None = None) -> Path:
    """Point numba at the folder of the present sources.

    A folder that may be read but not written (an image with a read-only disk) is copied to a private one, since numba insists on
    writing; without any usable folder the kernels are compiled into a private one. Private folders vanish with the process.

    Parameters
    ----------
    root
        Folder that holds one folder per fingerprint; by default that of `default_cache_root`.

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


def _shared_folder(root: Path | None) -> Path | None:
    try:
        return (root or default_cache_root()) / "kernels" / fingerprint()
    except RuntimeError:  # no home folder
        return None


def _is_writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
