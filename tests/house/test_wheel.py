"""The wheel holds the whole product and works away from the checkout."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.tree import PACKAGES, ROOT, list_tracked_files

SHOW = """
import importlib.resources, api, planner, graphs, data
print(*(module.__file__ for module in (api, planner, graphs, data)), sep="\\n")
assert importlib.resources.files("data").joinpath("py.typed").is_file()
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.mark.full
def test_wheel_holds_every_tracked_file_of_the_packages(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    names = {path.relative_to(ROOT).as_posix() for path in list_tracked_files()}
    missing = {name for name in names if name.startswith(tuple(f"{package}/" for package in PACKAGES))} - inside
    assert missing == set()
    assert not any(name.startswith("tests/") for name in inside)
    assert any(name.endswith("licenses/LICENSE") for name in inside)
    vendor = {
        "maplibre-gl.mjs",
        "maplibre-gl-worker.mjs",
        "maplibre-gl.css",
        "pmtiles.js",
        "font-latin.woff2",
        "own/main.js",
        "own/sources.json",
    }
    assert {f"api/web/vendor/{name}" for name in vendor} <= inside


@pytest.mark.full
def test_wheel_imports_and_runs_from_another_folder(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    install = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--target", str(site), str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    environment = {"PYTHONPATH": str(site), "PATH": "", "HOME": str(tmp_path)}
    command = [sys.executable, "-c", SHOW]
    done = subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True, text=True)
    assert [Path(line).is_relative_to(site) for line in done.stdout.splitlines()] == [True] * len(PACKAGES)
    assert (site / "bin" / "terrils").is_file()
