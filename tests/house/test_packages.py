"""What the four packages expose, and what importing them does."""

import importlib
import json
import subprocess
import sys
from types import ModuleType

import pytest

from graphs.kernels.cache import default_cache_root
from tests.house.tree import PACKAGES, ROOT

# Loaded by building a territory only: serving must start fast and stay small.
HEAVY = ("networkx", "osmium", "osmnx", "rasterio")
BUILDING = ("graphs.build", "graphs.elevation", "graphs.exchange", "graphs.fetch", "graphs.osm")

IMPORT_ALL = """
import importlib, json, pkgutil, sys
building = tuple(json.loads(sys.argv[1]))
for package in ("graphs", "planner", "api"):
    importlib.import_module(package)
    for module in pkgutil.walk_packages(importlib.import_module(package).__path__, package + "."):
        inside = module.name.startswith(tuple(name + "." for name in building)) or module.name in building
        if not inside and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
print(json.dumps(sorted(sys.modules)))
"""

IMPORT_WATCHED = """
import json, logging, os, sys
root, kernels, seen = sys.argv[1], sys.argv[2], []
def watch(event, args):
    if kernels in str(args):
        return
    if event.startswith(("socket.", "subprocess.", "sqlite3.", "os.system", "os.mkdir", "os.remove", "os.rename")):
        if "__pycache__" not in str(args):
            seen.append([event, str(args)])
    elif event == "open" and isinstance(args[0], str):
        path = os.path.abspath(args[0])
        inside = path.startswith(root + os.sep) and not path.startswith(os.path.join(root, ".venv") + os.sep)
        if inside and "__pycache__" not in path and not path.endswith((".py", ".pyc")):
            seen.append([event, path])
sys.path.insert(0, root)
import numba, numpy, scipy
before, variables = list(logging.getLogger().handlers), dict(os.environ)
sys.addaudithook(watch)
import graphs, planner, api, data
seen = list(seen)
if logging.getLogger().handlers != before:
    seen.append(["logging", "handlers were added"])
if dict(os.environ) != variables:
    seen.append(["environment", "was changed"])
print(json.dumps(seen))
"""


def _run(script: str, *arguments: str) -> object:
    command = [sys.executable, "-W", "ignore", "-c", script, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("package", PACKAGES)
def test_package_ships_its_types(package: str) -> None:
    assert (ROOT / package / "py.typed").is_file()


@pytest.mark.parametrize("package", PACKAGES)
def test_package_lists_exactly_what_it_exposes(package: str) -> None:
    module = importlib.import_module(package)
    assert module.__doc__
    exposed = {
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and name != "annotations" and not isinstance(value, ModuleType)
    }
    listed = module.__all__
    assert len(listed) == len(set(listed))
    assert exposed <= set(listed), "exposed but not in __all__"
    assert [name for name in listed if not hasattr(module, name)] == [], "in __all__ but not there"


@pytest.mark.parametrize("package", PACKAGES)
def test_every_exposed_name_is_documented(package: str) -> None:
    module = importlib.import_module(package)
    values = {name: getattr(module, name) for name in module.__all__}
    assert [name for name, value in values.items() if callable(value) and not value.__doc__] == []


def test_importing_the_packages_touches_nothing() -> None:
    # Compiled kernels are code: loading them is part of an import.
    assert _run(IMPORT_WATCHED, str(ROOT), str(default_cache_root())) == []


def test_only_building_loads_the_heavy_libraries() -> None:
    loaded = _run(IMPORT_ALL, json.dumps(BUILDING))
    assert isinstance(loaded, list)
    assert "graphs" in loaded
    assert [name for name in HEAVY if name in loaded] == []
