"""How the time of an answer grows with the network."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.desk import get_desk
from planner.request import Target, TripRequest
from planner.streets import see_streets
from tests.benchmarks.asking import ask
from tests.benchmarks.report import Picture, Section, Table
from tests.benchmarks.starts import draw_starts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.axes import Axes

    from planner.territory import Territory

__all__ = ["Growth", "measure_sizes", "to_section"]

_WORK: dict[str, tuple[float, tuple[tuple[str, float], ...], int]] = {
    "scenic circuit, bike 20 km": (20.0, (), 1),
    "scenic circuit, bike 60 km": (60.0, (), 1),
    "themed circuits, bike 40 km, 3 alternatives": (40.0, (("memory", 1.0), ("nature", 0.5)), 3),
}


@dataclass(frozen=True)
class Growth:
    """Milliseconds of processor time of every answer to one kind of request on one network."""

    ground: str
    arcs: int
    work: str
    cpu_ms: Sequence[float]
    refused: int


def measure_sizes(grounds: Sequence[tuple[str, Territory]], *, starts: int, seed: int) -> list[Growth]:
    """Ask for the same kinds of circuits on networks of several sizes."""
    found = []
    for name, territory in grounds:
        for work, (km, themes, alternatives) in _WORK.items():
            view = see_streets(get_desk(territory), "bike", themes=themes).view
            rng = random.Random(seed)  # noqa: S311 - starts of a benchmark
            places = draw_starts(view, rng, length_m=1000 * km, count=starts)
            answers = []
            for number, start in enumerate([places[0], *places]):
                request = TripRequest(
                    mode="bike",
                    start=start,
                    target=Target(distance_m=1000 * km),
                    themes=themes,
                    alternatives=alternatives,
                    seed=number,
                )
                answers.append(ask(territory, request))
            times, _, refusals = zip(*answers[1:], strict=True)
            found.append(Growth(name, territory.network.arc_count, work, times, sum(map(bool, refusals))))
            print(f"{name}, {work}: p50 {np.median(times):.0f} ms", flush=True)
    return found


def to_section(found: Sequence[Growth], *, starts: int) -> Section:
    """Write the table and the picture of what was measured."""
    rows = [
        (
            f"{growth.ground}, {growth.work}",
            f"{growth.arcs:,}",
            *(f"{value:.0f} ms" for value in np.percentile(growth.cpu_ms, [50, 95, 99])),
            str(growth.refused),
        )
        for growth in found
    ]
    return Section(
        "Time over the size of the network",
        f"Processor time of one answer on one core, {starts} starts each; the networks are one extract laid side by "
        "side and joined by streets drawn with a seed.",
        tables=[Table("", ("work", "arcs", "p50", "p95", "p99", "no plan"), rows)],
        pictures=[Picture("time-over-size", "Median processor time over the size of the network", _draw(found))],
    )


def _draw(found: Sequence[Growth]) -> Callable[[Axes], None]:
    def draw(axes: Axes) -> None:
        for work, color in zip(_WORK, ("#1b6e5a", "#3d6fb0", "#b5541c"), strict=True):
            kind = [growth for growth in found if growth.work == work]
            line = sorted((growth.arcs / 1e6, float(np.median(growth.cpu_ms))) for growth in kind)
            axes.plot([size for size, _ in line], [ms for _, ms in line], marker="o", label=work, color=color)
        axes.set_xlabel("arcs, millions")
        axes.set_ylabel("ms")
        axes.set_ylim(bottom=0)
        axes.legend(frameon=False)

    return draw
