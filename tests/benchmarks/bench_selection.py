"""The selection solver and solvers for vehicle routing on the same problems, with the same time on one core."""

from __future__ import annotations

import csv
import os
import random
import statistics
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from planner.selection import OrienteeringProblem, RouteFrame, select_within
from planner.selection.instances import is_tourist, list_instances, load_instance
from tests.benchmarks.machine import version_of
from tests.benchmarks.report import Picture, Section, Table
from tests.benchmarks.selection_peers import PEERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from matplotlib.axes import Axes

__all__ = ["Run", "draw_problem", "get_score", "list_problems", "measure_selection", "to_section"]

OURS = "Terrils"
_SIDE, _HORIZON = 1000, 6000


@dataclass(frozen=True)
class Named:
    """A problem and the best score that anybody published for it, None where there is none."""

    name: str
    group: str
    problem: OrienteeringProblem
    best_known: int | None


@dataclass(frozen=True)
class Run:
    """What one solver found on one problem; `score` is None where its routes break a limit."""

    problem: Named
    solver: str
    score: int | None


def list_problems(*, m: Sequence[int], drawn: int) -> list[Named]:
    """List published instances, where TERRILS_TEST_DATA has them, and drawn ones, in as many numbers of routes."""
    found = []
    folder = Path(os.environ.get("TERRILS_TEST_DATA", "")) / "toptw"
    if (folder / "bks.csv").is_file():
        with (folder / "bks.csv").open(encoding="utf-8") as file:
            best = {(row["instance"], int(row["m"])): int(row["best_known"]) for row in csv.DictReader(file)}
        for path in list_instances(folder):
            if not is_tourist(path):
                found += [
                    Named(f"{path.stem}, m = {k}", "published", load_instance(path, k), best.get((path.stem, k)))
                    for k in m
                ]
    for number in range(drawn):
        for k in m:
            rng = random.Random(number)  # noqa: S311 - problems of a benchmark
            found.append(Named(f"drawn {number}, m = {k}", "drawn", draw_problem(rng, size=60, routes=k), None))
    return found


def draw_problem(rng: random.Random, *, size: int, routes: int) -> OrienteeringProblem:
    """Draw a field of sites with scores, visits and windows, and a day to see them in."""
    places = np.array([[rng.uniform(0, _SIDE), rng.uniform(0, _SIDE)] for _ in range(size)])
    places[0] = _SIDE / 2
    windows = np.zeros((1, size, 1, 2), np.int64)
    windows[0, 0, 0] = 0, _HORIZON
    for vertex in range(1, size):
        opens = rng.randrange(0, _HORIZON // 2)
        windows[0, vertex, 0] = opens, min(_HORIZON, opens + rng.randrange(300, _HORIZON))
    gaps = places[:, None] - places[None]
    return OrienteeringProblem(
        travel=np.ceil(np.hypot(gaps[..., 0], gaps[..., 1])).astype(np.int64),
        scores=np.array([0] + [rng.randrange(1, 100) for _ in range(size - 1)], np.int64),
        visits=np.array([0] + [rng.randrange(60, 240) for _ in range(size - 1)], np.int64),
        windows=np.tile(windows, (routes, 1, 1, 1)),
        routes=(RouteFrame(start=0, end=0, earliest_start=0, latest_end=_HORIZON),) * routes,
    )


def get_score(problem: OrienteeringProblem, routes: Iterable[Sequence[int]]) -> int | None:
    """Score of routes by plain arithmetic; None where a window, the end of the day or a repeat breaks them."""
    seen: set[int] = set()
    for frame, route in zip(problem.routes, routes, strict=False):
        clock = frame.earliest_start
        for one, other in pairwise([frame.start, *route, frame.end]):
            clock += int(problem.travel[one, other])
            if other == frame.end:
                break
            opens, closes = (int(value) for value in problem.windows[0, other, 0])
            clock = max(clock, opens)
            if clock > closes or other in seen:
                return None
            seen.add(other)
            clock += int(problem.visits[other])
        if clock > frame.latest_end:
            return None
    return sum(int(problem.scores[vertex]) for vertex in seen)


def measure_selection(problems: Sequence[Named], *, seconds: float, seeds: Sequence[int]) -> list[Run]:
    """Run every solver that is installed on every problem."""
    peers = [peer for peer in PEERS if version_of(peer.package)]
    select_within(draw_problem(random.Random(0), size=20, routes=1), seconds=0.05)  # noqa: S311 - loads the kernels
    runs = []
    for named in problems:
        for seed in seeds:
            found = select_within(named.problem, seconds=seconds, seed=seed)
            ours = [list(route.vertices) if route else [] for route in found.routes]
            runs.append(Run(named, OURS, get_score(named.problem, ours)))
            for peer in peers:
                routes = peer.solve(named.problem, seconds=seconds, seed=seed)
                runs.append(Run(named, peer.name, get_score(named.problem, routes)))
        scores = [f"{run.solver} {run.score}" for run in runs if run.problem is named]
        print(f"{named.name}: {', '.join(scores)}", flush=True)
    return runs


def to_section(runs: Sequence[Run], *, seconds: float) -> Section:
    """Write tables of the gaps to the best score known, or found by any of the solvers where none is known."""
    best: dict[str, int] = defaultdict(int)
    for run in runs:
        best[run.problem.name] = max(best[run.problem.name], run.problem.best_known or 0, run.score or 0)
    gaps: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for run in runs:
        gap = 1 - (run.score or 0) / max(1, best[run.problem.name])
        gaps[run.problem.group][run.solver].append(100 * gap)
    tables = [
        Table(
            f"**{_GROUPS[group]}**, {len(next(iter(by_solver.values())))} runs each",
            ("solver", "mean gap", "median", "worst", "best or equal"),
            [
                (
                    name,
                    f"{statistics.mean(values):.2f} %",
                    f"{statistics.median(values):.2f} %",
                    f"{max(values):.1f} %",
                    f"{100 * sum(value <= 0 for value in values) / len(values):.0f} %",
                )
                for name, values in by_solver.items()
            ],
        )
        for group, by_solver in gaps.items()
    ]
    return Section(
        "Selection of sites",
        f"Orienteering with time windows: visits with scores, durations and opening times, one to {_most_routes(runs)} "
        f"days, {seconds:g} s per run on one core. A gap is what is missing to the best score known, "
        "or, where none is, to the best that any of them found here.",
        tables=tables,
        pictures=[Picture("selection-gaps", "Gap to the best known score", _draw_gaps(gaps))],
        not_comparable=(
            "The others are made to serve all clients of a fleet; prizes for some of them are a feature beside.",
            "VROOM takes whole priorities up to 100 and has no seed; OR-Tools has no seed in this setting.",
            "Reading and modelling an instance is not counted in the time, for none of them.",
        ),
    )


_GROUPS = {"published": "Published instances (TOPTW)", "drawn": "Drawn fields of 60 sites"}


def _most_routes(runs: Sequence[Run]) -> int:
    return max(len(run.problem.problem.routes) for run in runs)


def _draw_gaps(gaps: dict[str, dict[str, list[float]]]) -> Callable[[Axes], None]:
    def draw(axes: Axes) -> None:
        names, values = [], []
        for group, by_solver in gaps.items():
            for name, found in by_solver.items():
                names.append(f"{name}, {group}")
                values.append(found)
        axes.boxplot(values, orientation="horizontal", whis=(0, 100))
        axes.set_yticks(range(1, len(names) + 1), names)
        axes.invert_yaxis()
        axes.set_xlabel("gap, % (box: quartiles, whiskers: all runs)")

    return draw
