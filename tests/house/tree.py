"""The files of the repository, as git knows them."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("api", "planner", "graphs", "data")


@cache
def list_tracked_files() -> tuple[Path, ...]:
    """List every tracked file that is there, as absolute paths in git's order."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S607
    paths = (ROOT / name for name in listing.stdout.split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def list_python_files() -> list[Path]:
    """List every tracked Python file."""
    return [path for path in list_tracked_files() if path.suffix == ".py"]
