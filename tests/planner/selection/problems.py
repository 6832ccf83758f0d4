"""Small random problems, a checker and an exhaustive solver that share no code with the solver under test."""

from __future__ import annotations

from itertools import combinations, pairwise, permutations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from hypothesis import strategies as st

from planner.selection import OrienteeringProblem, RouteFrame

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

__all__ = ["Worth", "best_worth", "problems", "walk", "worth_of"]


class Worth(NamedTuple):
    """What plans are compared by: mandatory vertices, score in 65536ths, and cost, negative so that more is better."""

    mandatory: int
    score_q16: int
    cost: int


def close(matrix: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Shorten every entry to the shortest way through others, so that the triangle inequality holds."""
    closed = matrix.copy()
    for k in range(len(closed)):
        closed = np.minimum(closed, closed[:, [k]] + closed[[k], :])
    np.fill_diagonal(closed, 0)
    return closed


@st.composite
def _windows(draw: st.DrawFn, routes: int, size: int) -> npt.NDArray[np.int64]:
    """Up to two windows per route and vertex, padded with what is no window; some vertices are closed."""
    windows = np.tile(np.array([1, 0]), (routes, size, 2, 1))
    for r in range(routes):
        for vertex in range(size):
            times = sorted(draw(st.lists(st.integers(0, 120), min_size=4, max_size=4, unique=True)))
            count = draw(st.sampled_from([0, 1, 1, 2, 2]))
            for w in range(count):
                windows[r, vertex, w] = times[2 * w : 2 * w + 2]
    return windows


@st.composite
def problems(draw: st.DrawFn, *, most_sites: int = 5, metric: bool = True) -> OrienteeringProblem:
    """Draw a problem: asymmetric, at times with windows, kinds, budgets, several routes, different ends."""
    routes = draw(st.integers(1, 2))
    size = 2 + draw(st.integers(0, most_sites if routes == 1 else most_sites - 1))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    travel = rng.integers(1, 40, (size, size))
    lengths = rng.integers(1, 40, (size, size))
    latest = draw(st.integers(30, 150))
    frames = tuple(
        RouteFrame(
            start=0,
            end=draw(st.sampled_from([0, 1])),
            earliest_start=draw(st.integers(0, 10)),
            latest_end=latest,
            budget=draw(st.one_of(st.none(), st.integers(20, 120))),
        )
        for _ in range(routes)
    )
    sites = list(range(2, size))
    picked = draw(st.lists(st.sampled_from(sites), max_size=3, unique=True)) if sites else []
    return OrienteeringProblem(
        travel=close(travel) if metric else travel,
        lengths=close(lengths) if metric else lengths,
        costs=rng.integers(0, 30, (size, size)),
        scores=rng.integers(0, 20, size),
        visits=rng.integers(0, 6, size),
        routes=frames,
        windows=draw(_windows(routes, size)) if draw(st.booleans()) else np.empty(0, np.int64),
        kinds=rng.integers(-1, 2, size),
        decay=draw(st.sampled_from([1.0, 1.0, 0.5, 0.0])),
        mandatory=tuple(picked[:2]),
        forbidden=tuple(picked[2:]),
    )


def walk(problem: OrienteeringProblem, r: int, vertices: Sequence[int]) -> bool:
    """Say whether a route keeps its windows, its end and its budget."""
    frame, clock, length, at = problem.routes[r], problem.routes[r].earliest_start, 0, problem.routes[r].start
    for vertex in vertices:
        clock += int(problem.travel[at, vertex])
        starts = [
            max(clock, opens) for opens, closes in problem.windows[r, vertex].tolist() if opens <= closes >= clock
        ]
        if not starts:
            return False
        clock = min(starts) + int(problem.visits[vertex])
        length += int(problem.lengths[at, vertex])
        at = vertex
    clock += int(problem.travel[at, frame.end])
    length += int(problem.lengths[at, frame.end])
    return clock <= frame.latest_end and (frame.budget is None or length <= frame.budget)


def worth_of(problem: OrienteeringProblem, routes: Sequence[Sequence[int]]) -> Worth:
    """Work out what a plan is worth."""
    kinds: dict[object, list[int]] = {}
    cost = 0
    for frame, route in zip(problem.routes, routes, strict=True):
        stops = [frame.start, *route, frame.end]
        cost += sum(int(problem.costs[a, b]) for a, b in pairwise(stops))
        for vertex in route:
            kind = int(problem.kinds[vertex])
            kinds.setdefault(kind if kind >= 0 else ("own", vertex), []).append(int(problem.scores[vertex]))
    score = 0
    for scores in kinds.values():
        for j, value in enumerate(sorted(scores, reverse=True)):
            score += value * round(65536 * problem.decay**j)
    visited = {vertex for route in routes for vertex in route}
    return Worth(len(visited & set(problem.mandatory)), score, -cost)


def best_worth(problem: OrienteeringProblem) -> Worth:
    """Try every plan; every route must be one that can be travelled empty."""
    sites = sorted(set(range(problem.size)) - set(problem.ends) - set(problem.forbidden))
    return max(worth_of(problem, plan) for plan in _plans(problem, 0, sites))


def _plans(problem: OrienteeringProblem, r: int, sites: list[int]) -> Iterator[list[tuple[int, ...]]]:
    if r == len(problem.routes):
        yield []
        return
    for count in range(len(sites) + 1):
        for chosen in combinations(sites, count):
            rest = [site for site in sites if site not in chosen]
            for route in permutations(chosen):
                if walk(problem, r, route):
                    yield from ([route, *others] for others in _plans(problem, r + 1, rest))
