"""What was selected: the routes with their times, and what could not be met."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.errors import SelectionError
from planner.selection.problem import UNREACHABLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.selection.problem import OrienteeringProblem

__all__ = ["SHARE_ONE", "SelectedRoute", "SelectedVisit", "Selection", "decay_shares", "get_score_q16", "time_routes"]

SHARE_ONE = 1 << 16
"""A whole score, in the fixed point of `score_q16`."""


@dataclass(frozen=True, slots=True)
class SelectedVisit:
    """One visit: one arrives, waits until `start`, leaves at `departure`."""

    vertex: int
    arrival: int
    start: int
    departure: int


@dataclass(frozen=True, slots=True)
class SelectedRoute:
    """One route: departure from its start, visits in order, arrival at its end, travel time, length of the budgets."""

    departure: int
    visits: tuple[SelectedVisit, ...]
    arrival: int
    travel: int
    length: int

    @property
    def vertices(self) -> tuple[int, ...]:
        """The vertices visited, in order."""
        return tuple(visit.vertex for visit in self.visits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The best plan found.

    `routes` holds one route per frame, None for a frame whose start and end cannot be joined within its limits even
    without a visit. `missing_mandatory` lists the mandatory vertices that no plan found could hold; a caller must not
    pass over it. `score_q16` is the score in 65536ths. `truncated` says that a deadline cut the work.
    """

    routes: tuple[SelectedRoute | None, ...]
    score_q16: int
    cost: int
    missing_mandatory: tuple[int, ...]
    truncated: bool
    iterations: int

    @property
    def score(self) -> int:
        """The score, rounded down."""
        return self.score_q16 // SHARE_ONE

    @property
    def vertices(self) -> tuple[int, ...]:
        """All vertices visited, route by route."""
        return tuple(vertex for route in self.routes if route is not None for vertex in route.vertices)

    @property
    def is_complete(self) -> bool:
        """Whether every route can be travelled and every mandatory vertex is visited."""
        return not self.missing_mandatory and None not in self.routes


def decay_shares(decay: float, count: int) -> list[int]:
    """Give the share of its score, in 65536ths, that the j-th best visit of a kind earns, for j from 1 to count."""
    return [round(SHARE_ONE * decay**j) for j in range(count)]


def get_score_q16(problem: OrienteeringProblem, vertices: Sequence[int]) -> int:
    """Sum what the vertices earn together, in 65536ths."""
    by_kind: dict[int, list[int]] = {}
    for vertex in sorted(vertices):
        kind = int(problem.kinds[vertex])
        by_kind.setdefault(kind if kind >= 0 else -1 - vertex, []).append(int(problem.scores[vertex]))
    shares = decay_shares(problem.decay, len(vertices))
    return sum(
        score * share
        for scores in by_kind.values()
        for score, share in zip(sorted(scores, reverse=True), shares, strict=False)
    )


def time_routes(problem: OrienteeringProblem, routes: Sequence[Sequence[int]]) -> tuple[SelectedRoute, ...]:
    """Travel the routes step by step, each as early as it can.

    Raises
    ------
    SelectionError
        A vertex is visited twice or may not be visited, a window, an end or a budget is missed, or there is no way.
    """
    if len(routes) != len(problem.routes):
        raise SelectionError(f"there are {len(problem.routes)} routes, not {len(routes)}", field="routes")
    visited = [vertex for route in routes for vertex in route]
    barred = set(problem.ends) | set(problem.forbidden)
    if len(set(visited)) < len(visited) or barred & set(visited):
        raise SelectionError("a vertex is visited twice, or may not be visited", field="routes")
    return tuple(_time_route(problem, r, route) for r, route in enumerate(routes))


def _time_route(problem: OrienteeringProblem, r: int, vertices: Sequence[int]) -> SelectedRoute:
    frame = problem.routes[r]
    at, clock, travel, length = frame.start, frame.earliest_start, 0, 0
    visits: list[SelectedVisit] = []
    for vertex in (*vertices, frame.end):
        step = int(problem.travel[at, vertex])
        if step >= UNREACHABLE or (frame.budget is not None and int(problem.lengths[at, vertex]) >= UNREACHABLE):
            raise SelectionError(f"route {r}: no way from vertex {at} to {vertex}", field="routes", route=r)
        clock, travel, length, at = clock + step, travel + step, length + int(problem.lengths[at, vertex]), vertex
        if len(visits) < len(vertices):
            start = _visit_start(problem, r, vertex, clock)
            visits.append(SelectedVisit(int(vertex), clock, start, start + int(problem.visits[vertex])))
            clock = visits[-1].departure
    if clock > frame.latest_end or (frame.budget is not None and length > frame.budget):
        raise SelectionError(f"route {r} ends too late or is too long", field="routes", route=r)
    return SelectedRoute(frame.earliest_start, tuple(visits), clock, travel, length)


def _visit_start(problem: OrienteeringProblem, r: int, vertex: int, arrival: int) -> int:
    """Give the earliest start of a visit."""
    windows = problem.windows[r, vertex]
    fitting = windows[(windows[:, 0] <= windows[:, 1]) & (windows[:, 1] >= arrival)]
    if not len(fitting):
        raise SelectionError(f"route {r} reaches vertex {vertex} after its last window", field="routes", route=r)
    return int(np.maximum(fitting[:, 0], arrival).min())
