"""What workers of a service hold in memory, and how soon they answer."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.territory import Territory
from tests.api.serving import run_server
from tests.benchmarks.bench_service import ask_all
from tests.benchmarks.report import Section, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Crew", "Memory", "measure_crews", "measure_opening_ms", "read_memory", "to_section"]

_PROC = Path("/proc")
_CLIENTS = 4
_OPENINGS = 5


@dataclass(frozen=True)
class Memory:
    """Megabytes of one process: what it wrote itself, its share of what several hold, and all that it maps."""

    private_mb: float
    share_mb: float
    resident_mb: float


@dataclass(frozen=True)
class Crew:
    """Workers of a service after some answers.

    `ready_s` are the seconds from the command until all are ready, `first_s` those of the first answer then.
    """

    workers: Sequence[Memory]
    whole_mb: float
    """What all processes of the service take of the machine, what they share counted once."""
    ready_s: float
    first_s: float


def read_memory(pid: int) -> Memory:
    """Read what a process holds (Linux)."""
    sums = dict.fromkeys(("Pss", "Rss", "Private_Dirty"), 0)
    for line in (_PROC / str(pid) / "smaps_rollup").read_text(encoding="ascii").splitlines():
        name, _, value = line.partition(":")
        if name in sums:
            sums[name] = int(value.split()[0])
    return Memory(sums["Private_Dirty"] / 1024, sums["Pss"] / 1024, sums["Rss"] / 1024)


def measure_opening_ms(folder: Path) -> list[float]:
    """Open a territory some times."""
    found = []
    for _ in range(_OPENINGS):
        begun = time.perf_counter()
        Territory.open(folder)
        found.append(1000 * (time.perf_counter() - begun))
    return found


def measure_crews(folder: Path, scratch: Path, bodies: Sequence[dict[str, Any]], *, crews: Iterable[int]) -> list[Crew]:
    """Serve a territory with several numbers of workers, ask all requests, and read the memory."""
    found = []
    for workers in crews:
        store = scratch / str(workers)
        store.mkdir()
        others = set(_list_descendants(os.getpid()))
        begun = time.perf_counter()
        with run_server(folder, store, workers=workers) as address:
            ready_s = time.perf_counter() - begun
            first = ask_all(address, "first", bodies[:1], 1)
            ask_all(address, "all", bodies, _CLIENTS)
            memories = [read_memory(pid) for pid in _list_descendants(os.getpid()) if pid not in others]
        largest = sorted(memories, key=lambda memory: -memory.private_mb)[:workers]
        whole = sum(memory.share_mb for memory in memories)
        found.append(Crew(largest, whole, ready_s, first.answer_ms[0] / 1000))
        print(f"{workers} workers: {found[-1]}", flush=True)
    return found


def to_section(crews: Sequence[Crew], opening_ms: Sequence[float], *, ground: str, requests: int) -> Section:
    """Write the table of what was measured."""
    rows = [
        (
            str(len(crew.workers)),
            f"{max(worker.private_mb for worker in crew.workers):.0f} MB",
            f"{max(worker.resident_mb for worker in crew.workers):.0f} MB",
            f"{crew.whole_mb:.0f} MB",
            f"{crew.ready_s:.1f} s",
            f"{1000 * crew.first_s:.0f} ms",
        )
        for crew in crews
    ]
    return Section(
        "Workers",
        f"A service for {ground} after {requests} themed requests from {_CLIENTS} clients: private memory is what a "
        "worker wrote itself, the largest of all; what it maps holds the arrays of the network too, which all workers "
        "share. The first answer is one of a service just ready. Opening the territory took "
        f"{np.median(opening_ms):.0f} ms (median of {len(opening_ms)}).",
        tables=[Table("", ("workers", "private", "mapped", "whole service", "ready", "first answer"), rows)],
    )


def _list_descendants(pid: int) -> list[int]:
    """List the processes below one."""
    found = []
    for task in (_PROC / str(pid) / "task").iterdir():
        try:
            children = (task / "children").read_text(encoding="ascii").split()
        except FileNotFoundError:
            continue  # a thread that has just ended
        for child in children:
            found += [int(child), *_list_descendants(int(child))]
    return found
