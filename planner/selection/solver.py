"""The search: ruin and recreate with simulated annealing, in chunks between which it can be cut."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from planner.errors import SelectionError
from planner.selection.arrays import to_instance, to_plan, to_routes, to_workspace
from planner.selection.kernels.anneal import anneal, begin_search
from planner.selection.kernels.records import BEST, FIGURES, ROUTE, SCORE_SHIFT, SIZE
from planner.selection.recombination import choose_plan, to_pool
from planner.selection.selection import SelectedRoute, Selection, get_score_q16, time_routes

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.selection.kernels.records import Instance, Plan, Workspace
    from planner.selection.problem import OrienteeringProblem

__all__ = ["DEFAULT_ITERATIONS", "Tuning", "select", "select_within"]

DEFAULT_ITERATIONS = 2000
"""Rounds of ruin and recreate of a request: some tens of milliseconds for 60 candidates on one route."""

_CHUNKS = 100
_CHUNK_S = 0.01
_MOST_CHUNK = 5000
_SEED_MIX = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuning:
    """How the search behaves; the defaults were set on benchmark instances of several families together, never on one.

    Parameters
    ----------
    cost_share
        Share of a mean score that the cost of a full plan is worth while searching.
    most_removed
        Most vertices removed from one route in a round.
    overlook
        Probability with which a gap is overlooked.
    noise
        Most noise on what is wanted.
    order_share
        Share of rounds that insert in a drawn order, not by score over time.
    polish_share
        Share of rounds with a local search.
    hot, cold
        Temperature at the beginning and at the end, as a share of the best score.
    returns
        How often the search goes back to the best plan.
    pool
        Most routes kept for recombining, where there are several routes.
    recombinations
        How often routes that were kept are recombined.
    """

    cost_share: float = 0.2
    most_removed: float = 12.0
    overlook: float = 0.02
    noise: float = 0.9
    order_share: float = 0.35
    polish_share: float = 0.05
    hot: float = 0.04
    cold: float = 0.004
    returns: int = 25
    pool: int = 0
    recombinations: int = 0


_TIMED = Tuning(hot=0.08, cold=0.001, returns=10, pool=1500, recombinations=30)
"""For tens of thousands of rounds; with the few of a request the search would cool too fast to gain from it."""


class _Pace(Protocol):
    """How far the work has come, and how much to do before asking again."""

    def progress(self, done: int) -> float:
        """Give the share of the work that is done; 1 or more ends it."""

    def chunk(self, done: int) -> int:
        """Give the rounds to do next."""


class _FixedWork:
    """A fixed number of rounds."""

    def __init__(self, iterations: int) -> None:
        self._iterations = iterations
        self._chunk = max(1, iterations // _CHUNKS)

    def progress(self, done: int) -> float:
        return done / self._iterations if self._iterations else 1.0

    def chunk(self, done: int) -> int:
        return min(self._chunk, self._iterations - done)


class _FixedTime:
    """As many rounds as a time allows."""

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self._seconds, self._clock = seconds, clock
        self._begin = self._last = clock()
        self._chunk, self._done = 2, 0

    def progress(self, done: int) -> float:  # noqa: ARG002
        return (self._clock() - self._begin) / self._seconds

    def chunk(self, done: int) -> int:
        now = self._clock()
        if done > self._done:
            fitting = self._chunk * min(4.0, _CHUNK_S / max(now - self._last, 1e-6))
            self._chunk = max(1, min(_MOST_CHUNK, int(fitting)))
        self._last, self._done = now, done
        return self._chunk


class _Search:
    """One search on one problem, advanced chunk by chunk."""

    def __init__(self, problem: OrienteeringProblem, *, seed: int, tuning: Tuning) -> None:
        self.problem, self.tuning = problem, tuning
        self.instance: Instance = to_instance(problem)
        self.plan: Plan = to_plan(problem)
        self.work: Workspace = to_workspace(problem)
        self.rng = np.array([((seed + 1) * _SEED_MIX) & _MASK or 1], np.uint64)
        self.current, self.best = np.zeros(FIGURES, np.int64), np.zeros(FIGURES, np.int64)
        self.figures = np.zeros(FIGURES, np.int64)
        self.cost_price = self._cost_price()
        self.pool = to_pool(problem, tuning.pool)
        self.done = 0
        if not begin_search(self.instance, self.plan, self.work, self.current, self.best):
            raise SelectionError("the first plan breaks its limits", field="routes")

    def _cost_price(self) -> float:
        """Give what one unit of cost is worth: a full plan costs a share of a mean score."""
        problem = self.problem
        positive = problem.scores[problem.scores > 0]
        spans = sum(frame.latest_end - frame.earliest_start for frame in problem.routes)
        reach = (problem.travel > 0) & (problem.travel < spans) & (problem.costs < 1 << 39)
        per_time = problem.costs[reach].sum() / problem.travel[reach].sum() if reach.any() else 1.0
        return float(self.tuning.cost_share * positive.mean() / max(1.0, spans * per_time)) if len(positive) else 0.0

    def temperature(self, progress: float) -> float:
        tuning = self.tuning
        score = max(1.0, float(self.best[1]) / 65536.0)
        return float(max(1e-9, score * tuning.hot * (tuning.cold / tuning.hot) ** progress))

    def advance(self, rounds: int, temperature: float) -> None:
        tuning = self.tuning
        anneal(
            rounds, temperature, self.instance, self.plan, self.work, self.pool, self.current, self.best, self.figures,
            self.rng, self.cost_price, tuning.most_removed, tuning.overlook, tuning.noise, tuning.order_share,
            tuning.polish_share,
        )  # fmt: skip
        self.done += rounds

    def return_to_best(self) -> None:
        """Go on from the best plan, whatever became of it since."""
        self._load(to_routes(self.work, BEST))

    def recombine(self) -> None:
        """Go on from a plan made of routes met before, where one is better than the best."""
        met = choose_plan(self.problem, self.pool, int(self.best[0]), int(self.best[1]) >> SCORE_SHIFT)
        if met is not None:
            kept = to_routes(self.work, BEST)
            if not self._load(met):
                self._load(kept)

    def _load(self, routes: list[list[int]]) -> bool:
        """Take routes as the present and the best plan, and say whether they keep their limits."""
        for r, route in enumerate(routes):
            self.plan.slots[ROUTE, r, 1 : len(route) + 2] = [*route, self.problem.routes[r].end]
            self.plan.sums[SIZE, r] = len(route)
        return bool(begin_search(self.instance, self.plan, self.work, self.current, self.best))


def select(
    problem: OrienteeringProblem,
    *,
    seed: int = 0,
    iterations: int = DEFAULT_ITERATIONS,
    is_late: Callable[[], bool] | None = None,
    tuning: Tuning | None = None,
) -> Selection:
    """Choose vertices and their order with a fixed amount of work.

    Parameters
    ----------
    problem
        What to solve.
    seed
        Seed of the draws; the same problem, seed and iterations give the same selection.
    iterations
        Rounds of ruin and recreate.
    is_late
        Asked about a hundred times along the work; true cuts it, and the best plan so far is given as truncated. It may
        also raise.
    tuning
        How the search behaves.

    Returns
    -------
    Selection
        The best plan found. Mandatory vertices come before score: what is missing of them is named.

    Raises
    ------
    SelectionError
        `iterations` is negative.
    """
    if iterations < 0:
        raise SelectionError("iterations must be 0 or more", field="iterations")
    return _solve(problem, _FixedWork(iterations), seed=seed, is_late=is_late, tuning=tuning or Tuning())


def select_within(
    problem: OrienteeringProblem,
    *,
    seconds: float,
    seed: int = 0,
    clock: Callable[[], float] = time.perf_counter,
    tuning: Tuning | None = None,
) -> Selection:
    """Choose vertices and their order in a given time, for benchmarks; the result depends on the machine.

    Raises
    ------
    SelectionError
        `seconds` is not above 0.
    """
    if not seconds > 0:
        raise SelectionError("seconds must be above 0", field="seconds")
    return _solve(problem, _FixedTime(seconds, clock), seed=seed, is_late=None, tuning=tuning or _TIMED)


def _solve(
    problem: OrienteeringProblem,
    pace: _Pace,
    *,
    seed: int,
    is_late: Callable[[], bool] | None,
    tuning: Tuning,
) -> Selection:
    open_frames = [r for r in range(len(problem.routes)) if _can_travel(problem, r)]
    if not open_frames:
        return _to_selection(problem, problem, [], None, truncated=False)
    usable = problem if len(open_frames) == len(problem.routes) else problem.with_routes(open_frames)
    search = _Search(usable, seed=seed, tuning=tuning)
    truncated = False
    returns = recombined = 0
    while (progress := pace.progress(search.done)) < 1.0:
        if is_late is not None and is_late():
            truncated = True
            break
        if int(progress * tuning.recombinations) > recombined:
            recombined = int(progress * tuning.recombinations)
            search.recombine()
        if int(progress * tuning.returns) > returns:
            returns = int(progress * tuning.returns)
            search.return_to_best()
        search.advance(pace.chunk(search.done), search.temperature(progress))
    return _to_selection(problem, usable, open_frames, search, truncated=truncated)


def _can_travel(problem: OrienteeringProblem, r: int) -> bool:
    """Say whether a route can be travelled without any visit."""
    frame = problem.routes[r]
    length = int(problem.lengths[frame.start, frame.end])
    end = frame.earliest_start + int(problem.travel[frame.start, frame.end])
    return end <= frame.latest_end and (frame.budget is None or length <= frame.budget)


def _to_selection(
    problem: OrienteeringProblem,
    usable: OrienteeringProblem,
    frames: list[int],
    search: _Search | None,
    *,
    truncated: bool,
) -> Selection:
    """Time the best plan with code of its own, so that a fault of the kernels would show here."""
    routes = to_routes(search.work, BEST) if search else []
    timed = time_routes(usable, routes) if search else ()
    placed: list[SelectedRoute | None] = [None] * len(problem.routes)
    for frame, route in zip(frames, timed, strict=True):
        placed[frame] = route
    visited = [vertex for route in routes for vertex in route]
    return Selection(
        routes=tuple(placed),
        score_q16=get_score_q16(problem, visited),
        cost=int(search.best[2]) if search else 0,
        missing_mandatory=tuple(sorted(set(problem.mandatory) - set(visited))),
        truncated=truncated,
        iterations=search.done if search else 0,
    )
