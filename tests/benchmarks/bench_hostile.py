"""Processor time of plans on ground that is hard to plan on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.request import Target, TripRequest
from tests.benchmarks.asking import ask
from tests.benchmarks.report import Section, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.territory import Territory
    from tests.benchmarks.rough_ground import Scene

__all__ = ["Hardship", "measure_hostile", "to_section"]

_THEMES = (("memory", 1.0), ("nature", 0.5))
_WORK: tuple[tuple[str, float, tuple[tuple[str, float], ...]], ...] = (
    ("scenic, bike 60 km", 60.0, ()),
    ("themed, bike 40 km", 40.0, _THEMES),
    ("themed, foot 12 km", 12.0, _THEMES),
    ("scenic, bike 200 km", 200.0, ()),
    ("themed, bike 200 km", 200.0, _THEMES),
)
_ALTERNATIVES = 3


@dataclass(frozen=True)
class Hardship:
    """Milliseconds of processor time of every answer to one kind of request from one place."""

    scene: str
    work: str
    cpu_ms: Sequence[float]
    circuits: int
    refusals: Sequence[str]


def measure_hostile(territory: Territory, scenes: Sequence[Scene], *, seeds: int) -> list[Hardship]:
    """Ask for circuits from every place, each kind with as many seeds; the first answer to a kind is not counted."""
    found = []
    for work, km, themes in _WORK:
        for number, scene in enumerate(scenes):
            answers = []
            for seed in range(-1 if number == 0 else 0, seeds):
                request = TripRequest(
                    mode=work.split(", ")[1].split()[0],
                    start=scene.start,
                    target=Target(distance_m=1000 * km),
                    themes=themes,
                    alternatives=_ALTERNATIVES,
                    seed=max(0, seed),
                )
                answers.append(ask(territory, request))
            times, circuits, refusals = zip(*answers[-seeds:], strict=True)
            found.append(Hardship(scene.name, work, times, sum(circuits), [code for code in refusals if code]))
            print(f"{scene.name}, {work}: {np.median(found[-1].cpu_ms):.0f} ms", flush=True)
    return found


def to_section(found: Sequence[Hardship], *, ground: str) -> Section:
    """Write the table of what was measured."""
    rows = [
        (
            f"{hardship.work}, {hardship.scene}",
            *(f"{value:.0f} ms" for value in np.percentile(hardship.cpu_ms, [50, 99])),
            str(hardship.circuits),
            ", ".join(f"{code} {hardship.refusals.count(code)}" for code in sorted(set(hardship.refusals))) or "-",
        )
        for hardship in found
    ]
    return Section(
        "Hard ground",
        f"Processor time of one answer with {_ALTERNATIVES} alternatives on one core, on {ground} with hard places "
        f"added to it; {len(found[0].cpu_ms)} seeds each.",
        tables=[Table("", ("request and start", "p50", "p99", "circuits", "refused"), rows)],
    )
