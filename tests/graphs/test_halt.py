"""Searches end when nobody waits for them any more, wherever they are."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import numpy as np
import pytest

from graphs.alternatives import list_alternatives
from graphs.errors import HaltedError
from graphs.isochrones import Contour, isochrones
from graphs.kernels.tree import NODES_PER_LOOK
from graphs.matrix import matrix
from graphs.search import Searcher
from tests.graphs.test_search import draw_terminal, view_of
from tests.networks import grid_network

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphs.network import Network
    from graphs.view import NetworkView


@pytest.fixture(scope="module")
def grid_of_1600_nodes() -> Network:
    return grid_network(40, 40)


def list_work(network: Network) -> dict[str, Callable[[Searcher, NetworkView], object]]:
    nodes = list(range(0, 1600, 40))
    start = draw_terminal(network, np.random.default_rng(1))
    return {
        "tree": lambda searcher, view: searcher.tree(view, 0),
        "path": lambda searcher, view: searcher.path(view, 0, 1599),
        "alternatives": lambda searcher, view: list_alternatives(searcher, view, 0, 1599, count=3),
        "few rows": lambda searcher, view: matrix(searcher, view, [0, 1], [1599]),
        "many rows": lambda searcher, view: matrix(searcher, view, nodes, nodes),
        "rows in threads": lambda searcher, view: matrix(searcher, view, nodes, nodes, threads=3),
        "isochrones": lambda searcher, view: isochrones(searcher, view, start, [Contour("length", 900_000)]),
    }


@pytest.mark.parametrize(
    "name", ["tree", "path", "alternatives", "few rows", "many rows", "rows in threads", "isochrones"]
)
def test_searches_of_a_halted_view_end_and_give_their_workspaces_back(grid_of_1600_nodes: Network, name: str) -> None:
    searcher = Searcher(grid_of_1600_nodes)
    halt = np.zeros(1, dtype=np.uint8)
    view = view_of(grid_of_1600_nodes).with_halt(halt)
    work = list_work(grid_of_1600_nodes)[name]
    halt[0] = 1
    with pytest.raises(HaltedError):
        work(searcher, view)
    idle = searcher.pool.idle_count
    assert idle >= 1
    with pytest.raises(HaltedError):
        work(searcher, view)
    assert searcher.pool.idle_count >= idle
    halt[0] = 0
    assert work(searcher, view) is not None


def test_a_tree_looks_at_its_first_node_and_then_now_and_then(grid_of_1600_nodes: Network) -> None:
    """What it had found when it was told to stop is what it had settled by the next look."""
    searcher = Searcher(grid_of_1600_nodes)
    halted = view_of(grid_of_1600_nodes).with_halt(np.ones(1, dtype=np.uint8))
    with pytest.raises(HaltedError):
        searcher.tree(halted, 0)
    workspace = searcher.pool.take()
    done = np.count_nonzero(workspace.labels["stamp"] == 2 * workspace.generation + 1)
    assert done == 1 < NODES_PER_LOOK


def test_a_search_is_told_to_stop_from_another_thread(grid_of_1600_nodes: Network) -> None:
    searcher = Searcher(grid_of_1600_nodes)
    halt = np.zeros(1, dtype=np.uint8)
    view = view_of(grid_of_1600_nodes).with_halt(halt)
    ended = threading.Event()

    def search_for_ever() -> None:
        try:
            while True:
                matrix(searcher, view, [0, 800], [1599])
        except HaltedError:
            ended.set()

    thread = threading.Thread(target=search_for_ever, daemon=True)
    thread.start()
    time.sleep(0.05)
    assert not ended.is_set()
    halt[0] = 1
    assert ended.wait(20)
