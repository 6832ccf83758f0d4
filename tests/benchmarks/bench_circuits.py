"""Circuits of a given length from random starts: this engine and the published rules of others, on the same streets."""

from __future__ import annotations

import random
import statistics
import time
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from graphs.errors import GraphsError
from graphs.geo import Coordinate, haversine_m_array
from graphs.network import UNREACHABLE
from graphs.snap import snap
from planner import engine
from planner.desk import get_desk
from planner.errors import PlannerError
from planner.quality import measure, track_of
from planner.request import Target, TripRequest
from planner.streets import see_streets
from tests.benchmarks.bench_plans import list_misses
from tests.benchmarks.report import Picture, Section, Table
from tests.benchmarks.rules import BROUTER, GRAPHHOPPER, OPENROUTESERVICE, BestOf, Ground
from tests.benchmarks.starts import draw_starts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from matplotlib.axes import Axes

    from graphs.path import Path
    from graphs.view import NetworkView
    from planner.itinerary import Itinerary, Quality
    from planner.territory import Territory
    from tests.benchmarks.rules import Rule

__all__ = ["Cell", "Tally", "is_good", "measure_cells", "quality_over_time", "run_cell", "to_section"]

_T = TypeVar("_T")
OURS = "Terrils"
SHORTEST = "shortest ways through three places of ours"
RULES: tuple[Rule, ...] = (GRAPHHOPPER, OPENROUTESERVICE, BROUTER)
PATIENT: tuple[Rule, ...] = tuple(BestOf(rule) for rule in RULES)
_CLOSED_M = 50.0
_BUDGETS_MS = (20, 40, 80, 160, 320, None)


@dataclass(frozen=True)
class Cell:
    """Circuits of one length and mode on one territory."""

    territory: Territory
    name: str
    mode: str
    km: float

    @property
    def title(self) -> str:
        """Name the cell in a table."""
        return f"{self.name}, {self.mode} {self.km:g} km"


@dataclass
class Tally:
    """What one planner drew in one cell; a start without an answer counts."""

    asked: int = 0
    figures: list[Quality] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)

    def add(self, quality: Quality | None, seconds: float) -> None:
        """Note an answer, or that there was none."""
        self.asked += 1
        self.cpu_ms.append(1000 * seconds)
        if quality is not None:
            self.figures.append(quality)

    @property
    def good_share(self) -> float:
        """Share of the starts with a circuit that is good."""
        return sum(map(is_good, self.figures)) / self.asked

    def to_row(self) -> list[str]:
        """Write the cells of a table behind the name."""
        errors = [abs(item.length_error or 0.0) for item in self.figures]
        return [
            f"{100 * self.good_share:.0f} %",
            f"{100 * (1 - len(self.figures) / self.asked):.0f} %",
            _share(errors, 50),
            _share(errors, 95),
            _share([item.retraced_share for item in self.figures], 95),
            _share([item.corridor_share for item in self.figures], 50),
            _share([item.pleasant_share for item in self.figures], 50),
            f"{statistics.median([item.turns_per_km for item in self.figures] or [0]):.1f}",
            f"{statistics.median(self.cpu_ms):.0f}",
        ]


def is_good(quality: Quality) -> bool:
    """Whether a circuit has its length within 5 % and none of the faults that visitors complain of."""
    return not list_misses(quality) and quality.closing_m <= _CLOSED_M


def measure_cells(cells: Iterable[Cell], *, starts: int, seeds: Sequence[int]) -> dict[str, dict[str, Tally]]:
    """Draw circuits from random starts with every planner; give tallies by cell and planner."""
    found: dict[str, dict[str, Tally]] = {}
    for cell in cells:
        tallies: dict[str, Tally] = defaultdict(Tally)
        for seed in seeds:
            run_cell(cell, tallies, starts=starts, seed=seed)
        found[cell.title] = dict(tallies)
        print(
            f"{cell.title}: " + ", ".join(f"{name} {100 * t.good_share:.0f} %" for name, t in tallies.items()),
            flush=True,
        )
    return found


def run_cell(
    cell: Cell, tallies: dict[str, Tally], *, starts: int, seed: int, rules: Sequence[Rule] = RULES + PATIENT
) -> None:
    """Draw circuits from the starts of one seed."""
    desk = get_desk(cell.territory)
    ground = Ground(see_streets(desk, cell.mode).view, desk.searcher)
    shortest = Ground(by_length(ground.view), desk.searcher)
    rng = random.Random(seed)  # noqa: S311 - starts of a benchmark
    for number, start in enumerate(draw_starts(ground.view, rng, length_m=1000 * cell.km, count=starts)):
        ours, seconds = _timed(lambda: _plan(cell, start, seed=number))  # noqa: B023 - called at once
        tallies[OURS].add(None if ours is None else ours.quality, seconds)
        if ours is not None:
            tallies[SHORTEST].add(*_timed(lambda: _shorten(shortest, ours, 1000 * cell.km)))  # noqa: B023
        for rule in rules:
            drawn = random.Random(f"{seed}-{number}-{rule.name}")  # noqa: S311
            tallies[rule.name].add(*_timed(lambda: _follow(rule, ground, start, 1000 * cell.km, drawn)))  # noqa: B023


def quality_over_time(cell: Cell, *, starts: int, seed: int) -> tuple[Table, Picture]:
    """Draw the same circuits with less and less time, given as a limit on the clock."""
    view = see_streets(get_desk(cell.territory), cell.mode).view
    rng = random.Random(seed)  # noqa: S311 - starts of a benchmark
    places = draw_starts(view, rng, length_m=1000 * cell.km, count=starts)
    tallies = []
    for budget in _BUDGETS_MS:
        tally = Tally()
        for number, start in enumerate(places):
            found, seconds = _timed(lambda: _plan(cell, start, seed=number, time_budget_ms=budget))  # noqa: B023
            tally.add(None if found is None else found.quality, seconds)
        tallies.append(tally)
    names = [f"{budget} ms" if budget else "no limit" for budget in _BUDGETS_MS]
    table = Table(
        f"{cell.title}, {starts} starts, by the limit `time_budget_ms`.",
        ["limit", *_HEADER],
        [[name, *tally.to_row()] for name, tally in zip(names, tallies, strict=True)],
    )

    def draw(axes: Axes) -> None:
        axes.plot(names, [100 * tally.good_share for tally in tallies], marker="o", color="#1b6e5a")
        axes.set_ylim(0, 105)
        axes.set_ylabel("good circuits, %")

    return table, Picture("quality-over-time", f"Good circuits by the time allowed ({cell.title})", draw)


def to_section(
    found: dict[str, dict[str, Tally]], *, starts: int, more: tuple[Table, Picture] | None = None
) -> Section:
    """Write tables and pictures of what was measured."""
    tables = [
        Table(f"**{title}**", ["planner", *_HEADER], [[name, *tally.to_row()] for name, tally in tallies.items()])
        for title, tallies in found.items()
    ]
    pictures = [
        Picture(
            "length-errors", "Error of the length, all circuits (points beyond 100 % at the edge)", _draw_errors(found)
        )
    ]
    return Section(
        "Circuits of a given length",
        f"{_WHAT.format(starts=starts)}\n\nThe rules of the others are written from their descriptions: "
        + ", ".join(f"[{rule.name}]({rule.source})" for rule in RULES)
        + ".",
        tables=[*tables, *([more[0]] if more else [])],
        pictures=[*pictures, *([more[1]] if more else [])],
        not_comparable=_NOT_COMPARABLE,
    )


_WHAT = (
    "From {starts} random starts per table for every seed, drawn by street length where no single closure cuts the "
    "streets off. A circuit is good when its length lies within 5 %, at most 10 % are retraced or run beside "
    "themselves within 30 m, no spur is longer than 500 m, it encloses at least a tenth of the ground of a circle, and "
    "at most a quarter runs on major roads without a cycle facility. Starts without an answer count as not good. All "
    "planners search the same streets with the same weights and rights; times are processor time of one answer."
)
_NOT_COMPARABLE = (
    "The others run on networks and weights of their own, in Java; here their rules run on ours.",
    "Newer planners of BRouter search for loops; the fan of points of the versions before is what stands here.",
    "The shortest ways aim at no length: they show what pleasant streets cost, in turns and in kilometres.",
    "None of the others promises a length: they take it as a hint.",
)
_HEADER = (
    "good", "no answer", "length error p50", "p95", "retraced p95", "corridor p50", "pleasant p50", "turns/km",
    "CPU ms p50",
)  # fmt: skip


def _timed(work: Callable[[], _T]) -> tuple[_T, float]:
    begun = time.process_time()
    found = work()
    return found, time.process_time() - begun


def _plan(cell: Cell, start: Coordinate, *, seed: int, time_budget_ms: int | None = None) -> Itinerary | None:
    request = TripRequest(
        mode=cell.mode,
        start=start,
        target=Target(distance_m=1000 * cell.km),
        alternatives=1,
        seed=seed,
        time_budget_ms=time_budget_ms,
    )
    try:
        return engine.plan(cell.territory, request).itineraries[0]
    except (PlannerError, GraphsError):
        return None


def by_length(view: NetworkView) -> NetworkView:
    """Give the view of somebody who only wants to be there soon: weights are lengths."""
    weights = np.where(view.weights == UNREACHABLE, UNREACHABLE, view.network.arc_length_mm // 10).astype(np.uint32)
    weights.flags.writeable = False
    return replace(view, weights=weights)


def _shorten(ground: Ground, ours: Itinerary, length_m: float) -> Quality | None:
    """Join the start and three places a quarter of our circuit apart by the shortest ways."""
    lat, lon = (np.concatenate([getattr(leg.line, name) for leg in ours.legs]) for name in ("lat", "lon"))
    along = np.concatenate([[0.0], np.cumsum(haversine_m_array(lat[:-1], lon[:-1], lat[1:], lon[1:]))])
    at = np.searchsorted(along, along[-1] * np.array([0, 0.25, 0.5, 0.75, 1]))
    places = [snap(ground.view, Coordinate(float(lat[k]), float(lon[k]))) for k in np.minimum(at, len(lat) - 1)]
    return _measure(ground, ground.join(places, factor=1.0), length_m)


def _follow(rule: Rule, ground: Ground, start: Coordinate, length_m: float, rng: random.Random) -> Quality | None:
    return _measure(ground, rule.draw(ground, snap(ground.view, start), length_m, rng), length_m)


def _measure(ground: Ground, paths: list[Path] | None, length_m: float) -> Quality | None:
    if not paths or not sum(path.length_mm for path in paths):
        return None
    network = ground.view.network
    return measure(
        network, track_of(network, [path for path in paths if len(path.codes)]), closed=True, target_m=length_m
    )


def _share(values: Sequence[float], percentile: int) -> str:
    return f"{100 * float(np.percentile(values, percentile)):.1f} %" if values else "-"


def _draw_errors(found: dict[str, dict[str, Tally]]) -> Callable[[Axes], None]:
    errors: dict[str, list[float]] = defaultdict(list)
    for tallies in found.values():
        for name, tally in tallies.items():
            errors[name].extend(min(100.0, 100 * abs(item.length_error or 0.0)) for item in tally.figures)

    def draw(axes: Axes) -> None:
        axes.boxplot(list(errors.values()), orientation="horizontal", whis=(5, 95), showfliers=False)
        axes.set_yticks(range(1, len(errors) + 1), list(errors))
        axes.set_xlabel("error of the length, % (whiskers: 5th and 95th percentile)")
        axes.invert_yaxis()

    return draw
