"""Whole requests to a running service, over HTTP, from one client and from several at once."""

from __future__ import annotations

import random
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle
from typing import TYPE_CHECKING, Any

import httpx
import numpy as np

from planner.desk import get_desk
from planner.streets import see_streets
from tests.api.serving import run_server
from tests.benchmarks.report import Section, Table
from tests.benchmarks.starts import draw_starts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from planner.territory import Territory

__all__ = ["Load", "ask_all", "draw_bodies", "measure_service", "to_section"]

KINDS: dict[str, dict[str, Any]] = {
    "scenic circuit, bike 20 km": {"mode": "bike", "distance_km": 20, "alternatives": 1},
    "themed circuits, bike 30 km, 3 alternatives": {
        "mode": "bike",
        "distance_km": 30,
        "themes": {"mining": 1, "nature": 0.5},
        "alternatives": 3,
    },
    "themed circuits, foot 8 km, 3 alternatives": {
        "mode": "foot",
        "distance_km": 8,
        "themes": {"mining": 1},
        "alternatives": 3,
    },
}


@dataclass(frozen=True)
class Load:
    """What some clients saw; milliseconds of each answer, and the answers that were no plan."""

    kind: str
    clients: int
    answer_ms: Sequence[float]
    refused: int
    seconds: float

    def to_row(self) -> list[str]:
        """Write a row of the table."""
        p50, p95, p99 = np.percentile(self.answer_ms, [50, 95, 99])
        return [
            f"{self.kind}, {self.clients} client{'s' if self.clients > 1 else ''}",
            str(len(self.answer_ms)),
            str(self.refused),
            f"{p50:.0f} ms",
            f"{p95:.0f} ms",
            f"{p99:.0f} ms",
            f"{len(self.answer_ms) / self.seconds:.1f}/s",
        ]


def draw_bodies(territory: Territory, asked: dict[str, Any], *, count: int, seed: int) -> list[dict[str, Any]]:
    """Draw requests of one kind from random starts."""
    view = see_streets(get_desk(territory), asked["mode"]).view
    rng = random.Random(seed)  # noqa: S311 - starts of a benchmark
    starts = draw_starts(view, rng, length_m=1000 * asked["distance_km"], count=count)
    return [asked | {"start": {"lat": place.lat, "lon": place.lon}, "seed": k} for k, place in enumerate(starts)]


def measure_service(
    territory: Territory, folder: Path, scratch: Path, *, count: int, clients: Sequence[int], workers: int, seed: int
) -> list[Load]:
    """Serve a territory and ask; every kind of request is asked `count` times by each number of clients."""
    loads = []
    with run_server(folder, scratch, workers=workers) as address:
        for kind, asked in KINDS.items():
            bodies = draw_bodies(territory, asked, count=count, seed=seed)
            for number in clients:
                ask_all(address, kind, bodies[:1], 1)
                loads.append(ask_all(address, kind, bodies, number))
                print(" | ".join(loads[-1].to_row()), flush=True)
    return loads


def to_section(loads: Sequence[Load], *, workers: int) -> Section:
    """Write the table of what was measured."""
    return Section(
        "Whole requests over HTTP",
        f"`POST /v1/itineraries` on the demo territory, {workers} workers and clients on one machine: wall time from "
        "sending to the last byte, keeping the answer among it. Every request has a start of its own, so nothing "
        "is answered from a cache.",
        tables=[Table("", _HEADER, [load.to_row() for load in loads])],
    )


_HEADER = ("request", "answers", "no plan", "p50", "p95", "p99", "throughput")


def ask_all(address: str, kind: str, bodies: Sequence[dict[str, Any]], clients: int) -> Load:
    """Send all requests, by several clients at once; an answer is an itinerary or a refusal."""

    def send(job: tuple[httpx.Client, dict[str, Any]]) -> tuple[float, bool]:
        client, body = job
        begun = time.perf_counter()
        status = client.post("/v1/itineraries", json=body).status_code
        if status not in {200, 422}:
            msg = f"the service answered {status}"
            raise RuntimeError(msg)
        return 1000 * (time.perf_counter() - begun), status == httpx.codes.OK

    with ThreadPoolExecutor(clients) as pool:
        sessions = [httpx.Client(base_url=address, timeout=60) for _ in range(clients)]
        begun = time.perf_counter()
        answers = list(pool.map(send, zip(cycle(sessions), bodies, strict=False)))
        seconds = time.perf_counter() - begun
        for session in sessions:
            session.close()
    return Load(kind, clients, [ms for ms, _ in answers], sum(not given for _, given in answers), seconds)
