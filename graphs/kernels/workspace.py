"""Workspaces of searches: taken from a pool by any thread and given back."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graphs.kernels.contraction import make_scratch
from graphs.kernels.core import make_core
from graphs.kernels.queue import make_queue
from graphs.kernels.types import LABEL

if TYPE_CHECKING:
    from graphs.kernels.contraction import Scratch
    from graphs.kernels.core import Core
    from graphs.kernels.queue import Queue

__all__ = ["ENDS_ROOM", "RowsRoom", "Workspace", "WorkspacePool"]

ENDS_ROOM = 1 << 16
"""Ends of a search, seeds and goals together, that there is always room for."""
_LAST_GENERATION = 2**31 - 2


class RowsRoom(NamedTuple):
    """What the rows of a matrix need beside a workspace, see `graphs.kernels.rows`."""

    scratch: Scratch
    core: Core
    queue: Queue


class Workspace:
    """Arrays of one search, used again and again: a stamp tells what belongs to the present search.

    Memory is reserved but only what searches touch is ever backed by the machine; it is bounded by 28 bytes per node
    and 8 per arc, and for the rows of a matrix by 32 more per node and 48 per arc.

    Parameters
    ----------
    node_count, arc_count
        Size of the network.
    """

    __slots__ = ("_rows", "generation", "heap", "labels", "settled")

    def __init__(self, node_count: int, arc_count: int) -> None:
        self.labels = np.zeros(node_count, dtype=LABEL)
        self.settled = np.empty(node_count, dtype=np.int32)
        self.heap = np.empty(arc_count + ENDS_ROOM, dtype=np.uint64)
        self.generation = 0
        self._rows: RowsRoom | None = None

    @property
    def rows(self) -> RowsRoom:
        """Room for the rows of a matrix, reserved when it is first asked for."""
        if self._rows is None:
            core = make_core(len(self.labels), len(self.heap))
            self._rows = RowsRoom(make_scratch(), core, make_queue(len(core.arcs) + ENDS_ROOM))
        return self._rows

    def start(self, end_count: int) -> int:
        """Begin a search with so many seeds, goals and targets, and give its generation."""
        if self.generation >= _LAST_GENERATION:
            self.labels["stamp"] = 0
            self.generation = 0
        if end_count > ENDS_ROOM:
            self.heap = np.empty(len(self.heap) + end_count, dtype=np.uint64)
        self.generation += 1
        return self.generation


class WorkspacePool:
    """Workspaces of one network for many threads.

    Parameters
    ----------
    node_count, arc_count
        Size of the network.
    max_idle
        Workspaces kept for later; more than that may be in use at once.
    """

    def __init__(self, node_count: int, arc_count: int, *, max_idle: int = 2) -> None:
        self._size = (node_count, arc_count)
        self._max_idle = max_idle
        self._idle: list[Workspace] = []
        self._lock = threading.Lock()

    def take(self) -> Workspace:
        """Give a workspace that nobody else uses until it is given back."""
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return Workspace(*self._size)

    def give_back(self, workspace: Workspace) -> None:
        """Take back a workspace; nothing may look at it afterwards."""
        with self._lock:
            if len(self._idle) < self._max_idle:
                self._idle.append(workspace)

    @property
    def idle_count(self) -> int:
        """Workspaces that wait for use."""
        return len(self._idle)
