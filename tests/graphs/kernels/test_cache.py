import subprocess
import sys
from pathlib import Path
from typing import Any

import numba
import pytest

from graphs.kernels import cache
from graphs.kernels.warm import import_kernels, list_dispatchers

PLAN = """
import json, threading
from graphs.kernels.warm import import_kernels, list_dispatchers
from tests.graphs.test_search import view_of
from tests.networks import random_network
from graphs.alternatives import list_alternatives
from graphs.geo import Coordinate
from graphs.isochrones import Contour, isochrones
from graphs.matrix import matrix
from graphs.search import Searcher
from graphs.snap import snap
import shapely
from graphs.view import NetworkView
from tests.networks import plain_profile

network = random_network(3, nodes=60, streets=200, restrictions=5)
view = NetworkView.create(network, plain_profile("foot"), avoid_areas=shapely.box(2.8001, 50.4001, 2.801, 50.401))
searcher = Searcher(network)
a, b = (snap(view, Coordinate(lat, lon)) for lat, lon in ((50.405, 2.805), (50.415, 2.815)))
paths = list_alternatives(searcher, view, a, b, count=2)
paths[0].points()
with searcher.tree(view, a, backward=True, measure="duration") as tree:
    tree.path_to(b)
matrix(searcher, view, [a, b], [a, b])
isochrones(searcher, view, a, [Contour("length", 300_000)])
own = list_dispatchers(import_kernels(["graphs"]))
kept = {n: d for n, d in own.items() if d.stats.cache_hits or d.stats.cache_misses}
print(json.dumps([len(kept), sum(sum(d.stats.cache_misses.values()) for d in own.values())]))
"""


def test_a_plan_with_a_warm_cache_compiles_nothing() -> None:
    command = [sys.executable, "-c", PLAN]
    root = Path(__file__).parents[3]
    subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)  # the first one may compile
    second = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)
    used, compiled = eval(second.stdout)  # noqa: S307 - two numbers that this test printed
    assert used >= 10
    assert compiled == 0


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_fingerprint_follows_what_a_module_imports(tmp_path: Path) -> None:
    caller = write(tmp_path / "graphs/kernels/caller.py", "from graphs.kernels.callee import step\n")
    callee = write(tmp_path / "graphs/kernels/callee.py", "import numpy\nfrom graphs.words import WORD\n")
    words = write(tmp_path / "graphs/words.py", "WORD = 1\n")
    other = write(tmp_path / "planner/kernels/other.py", "import math\n")
    assert cache.source_closure(caller, tmp_path) == sorted([caller, callee, words])
    assert cache.kernel_sources(tmp_path) == [callee, caller, other]
    before = cache.fingerprint(caller, tmp_path), cache.fingerprint(other, tmp_path)
    words.write_text("WORD = 2\n", encoding="utf-8")
    after = cache.fingerprint(caller, tmp_path), cache.fingerprint(other, tmp_path)
    assert before[0] != after[0]
    assert before[1] == after[1]


def test_cache_folder_follows_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    monkeypatch.delenv(cache.CACHE_VARIABLE, raising=False)
    assert cache.default_cache_root() == tmp_path / "xdg" / "terrils"
    monkeypatch.setenv(cache.CACHE_VARIABLE, str(tmp_path / "named"))
    assert cache.default_cache_root() == tmp_path / "named"


def test_a_folder_that_cannot_be_written_is_copied(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    config: Any = numba.config
    monkeypatch.setattr(config, "CACHE_DIR", config.CACHE_DIR)
    write(tmp_path / "kernels/abc/code.nbc", "code")
    monkeypatch.setattr(cache, "_is_writable", lambda _folder: False)
    private = cache.configure(tmp_path)
    assert private != tmp_path / "kernels"
    assert (private / "abc/code.nbc").read_text(encoding="utf-8") == "code"
    assert str(private) == config.CACHE_DIR


def test_a_file_in_the_way_is_not_writable(tmp_path: Path) -> None:
    in_the_way = write(tmp_path / "file", "")
    assert not cache._is_writable(in_the_way / "kernels")
    assert cache._is_writable(tmp_path / "new")
    assert (tmp_path / "new").is_dir()


def test_every_kernel_is_found_by_the_warm_up() -> None:
    names = list_dispatchers(import_kernels(["graphs"]))
    assert {
        "graphs.kernels.tree.grow_tree",
        "graphs.kernels.bidirectional.meet",
        "graphs.kernels.snapping.snap_points",
    } <= set(names)
    assert all(dispatcher.nopython_signatures for dispatcher in names.values())
