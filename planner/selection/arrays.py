"""From a problem to the arrays that the kernels read, and an empty plan for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from planner.selection.kernels.records import (
    BACK,
    BUDGET,
    CLOSES,
    COST,
    EARLIEST,
    FIRST,
    FRAMES,
    KIND,
    KIND_FIRST,
    KIND_MEMBER,
    LAST,
    LATEST_END,
    LENGTH,
    LENGTH_BACK,
    MANDATORY,
    MATRICES,
    NEAR,
    NEVER,
    OPENS,
    ROUTE,
    SCORE,
    SHARE_Q16,
    STRAIN,
    TRAVEL,
    UNBOUNDED,
    VERTICES,
    VISIT,
    Instance,
    Plan,
    Workspace,
)
from planner.selection.selection import decay_shares

if TYPE_CHECKING:
    import numpy.typing as npt

    from planner.selection.problem import OrienteeringProblem

__all__ = ["EXPONENTS", "to_instance", "to_plan", "to_routes", "to_workspace"]

EXPONENTS = tuple(round(0.7 + 0.1 * step, 1) for step in range(24))
"""Exponents of the score that a recreate step draws from."""


def to_instance(problem: OrienteeringProblem) -> Instance:
    """Lay out a problem for the kernels."""
    per_length = _strain_per_length(problem)
    exponents = np.array(EXPONENTS)[:, None]
    worth = np.power(problem.scores[None, :].astype(np.float64), exponents)
    return Instance(
        matrices=_frozen(_matrices(problem, per_length)),
        vertices=_frozen(_vertices(problem)),
        windows=_frozen(_windows(problem)),
        frames=_frozen(_frames(problem)),
        worth=_frozen(np.hstack([worth, exponents])),
        decays=problem.decay < 1.0,
        strain_per_length=per_length,
    )


def to_plan(problem: OrienteeringProblem) -> Plan:
    """Give the plan without any visit."""
    m, slots = len(problem.routes), problem.size + 2
    plan = Plan(
        slots=np.zeros((3, m, slots), np.int64),
        sums=np.zeros((2, m), np.int64),
        where=np.full(problem.size, -1, np.int64),
    )
    plan.slots[ROUTE, :, 0] = [frame.start for frame in problem.routes]
    plan.slots[ROUTE, :, 1] = [frame.end for frame in problem.routes]
    return plan


def to_workspace(problem: OrienteeringProblem) -> Workspace:
    """Make room for one search."""
    m, n, slots = len(problem.routes), problem.size, problem.size + 2
    return Workspace(
        ranks=np.zeros((2, m, n), np.int64),
        values=np.zeros((m + 2, n)),
        rows=np.zeros((4, n), np.int64),
        tallies=np.zeros((3, m), np.int64),
        lines=np.zeros((3, slots), np.int64),
        copies=np.zeros((2, m, slots + 1), np.int64),
    )


def to_routes(work: Workspace, layer: int) -> list[list[int]]:
    """List the vertices of each route of a copy in the workspace."""
    return [[int(vertex) for vertex in copy[1 : copy[-1] + 1]] for copy in work.copies[layer]]


def _frozen(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Give a contiguous array that cannot be written."""
    frozen = np.ascontiguousarray(array)
    frozen.flags.writeable = False
    return frozen


def _matrices(problem: OrienteeringProblem, per_length: float) -> npt.NDArray[np.int64]:
    layers = np.zeros((MATRICES, problem.size, problem.size), np.int64)
    layers[TRAVEL], layers[BACK] = problem.travel, problem.travel.T
    layers[LENGTH], layers[LENGTH_BACK] = problem.lengths, problem.lengths.T
    layers[STRAIN] = problem.travel
    if per_length > 0.0:
        layers[STRAIN] += (problem.lengths * per_length).astype(np.int64)
    layers[COST] = problem.costs
    layers[NEAR] = np.argsort(problem.travel + problem.travel.T, axis=1, kind="stable")
    return layers


def _vertices(problem: OrienteeringProblem) -> npt.NDArray[np.int64]:
    n = problem.size
    layers = np.zeros((VERTICES, n + 1), np.int64)
    layers[VISIT, :n], layers[SCORE, :n] = problem.visits, problem.scores
    layers[MANDATORY, list(problem.mandatory)] = 1
    own = np.where(problem.kinds >= 0, problem.kinds, -1 - np.arange(n))
    _, kind_of = np.unique(own, return_inverse=True)
    first = np.concatenate(([0], np.cumsum(np.bincount(kind_of))))
    layers[KIND, :n] = kind_of
    layers[KIND_MEMBER, :n] = np.lexsort((np.arange(n), -problem.scores, kind_of))
    layers[KIND_FIRST] = -1
    layers[KIND_FIRST, : len(first)] = first
    layers[SHARE_Q16] = decay_shares(problem.decay, n + 1)
    return layers


def _windows(problem: OrienteeringProblem) -> npt.NDArray[np.int64]:
    """Give openings and closings (2, m, w, n); what is no window, or is not to be visited, never opens."""
    windows = problem.windows.transpose(3, 0, 2, 1).copy()
    none = windows[OPENS] > windows[CLOSES]
    idle = np.flatnonzero(problem.scores == 0).tolist()
    none[:, :, sorted({*problem.ends, *problem.forbidden, *idle} - {*problem.mandatory})] = True
    windows[OPENS][none], windows[CLOSES][none] = NEVER, -NEVER
    return windows


def _frames(problem: OrienteeringProblem) -> npt.NDArray[np.int64]:
    layers = np.zeros((FRAMES, len(problem.routes)), np.int64)
    layers[FIRST] = [frame.start for frame in problem.routes]
    layers[LAST] = [frame.end for frame in problem.routes]
    layers[EARLIEST] = [frame.earliest_start for frame in problem.routes]
    layers[LATEST_END] = [frame.latest_end for frame in problem.routes]
    layers[BUDGET] = [UNBOUNDED if frame.budget is None else frame.budget for frame in problem.routes]
    return layers


def _strain_per_length(problem: OrienteeringProblem) -> float:
    """Give the time that one unit of length stands for where budgets bind it, as budgets and spans compare."""
    bound = [frame for frame in problem.routes if frame.budget is not None]
    length = sum(frame.budget or 0 for frame in bound)
    span = sum(max(0, frame.latest_end - frame.earliest_start) for frame in bound)
    return span / length if length > 0 and problem.lengths is not problem.travel else 0.0
