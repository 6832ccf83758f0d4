"""From a problem to the arrays that the kernels read, and an empty plan for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from planner.selection.kernels.records import NEVER, UNBOUNDED, Instance, Plan, Workspace
from planner.selection.selection import decay_shares

if TYPE_CHECKING:
    import numpy.typing as npt

    from planner.selection.problem import OrienteeringProblem

__all__ = ["EXPONENTS", "to_instance", "to_plan", "to_workspace"]

EXPONENTS = tuple(round(0.7 + 0.1 * step, 1) for step in range(24))
"""Exponents of the score that a recreate step draws from."""


def to_instance(problem: OrienteeringProblem) -> Instance:
    """Lay out a problem for the kernels."""
    frames = problem.routes
    bounded = any(frame.budget is not None for frame in frames)
    lengths = problem.lengths if bounded else np.zeros((1, 1), np.int64)
    per_length = _strain_per_length(problem)
    strain = problem.travel + (problem.lengths * per_length).astype(np.int64) if per_length > 0 else problem.travel
    opens, closes = _windows(problem)
    kind_of, kind_first, kind_member = _kinds(problem)
    scores = problem.scores.astype(np.float64)
    fields: dict[str, Any] = {
        "travel": problem.travel,
        "back": problem.travel.T,
        "length": lengths,
        "length_back": lengths.T,
        "strain": strain,
        "cost": problem.costs,
        "near": np.argsort(problem.travel + problem.travel.T, axis=1, kind="stable"),
        "visit": problem.visits,
        "score": problem.scores,
        "worth": np.power(scores[None, :], np.array(EXPONENTS)[:, None]),
        "exponent": np.array(EXPONENTS),
        "mandatory": np.isin(np.arange(problem.size), problem.mandatory).astype(np.uint8),
        "opens": opens,
        "closes": closes,
        "kind_of": kind_of,
        "kind_first": kind_first,
        "kind_member": kind_member,
        "share_q16": np.array(decay_shares(problem.decay, problem.size + 1)),
        "first": np.array([frame.start for frame in frames]),
        "last": np.array([frame.end for frame in frames]),
        "earliest": np.array([frame.earliest_start for frame in frames]),
        "latest_end": np.array([frame.latest_end for frame in frames]),
        "budget": np.array([UNBOUNDED if frame.budget is None else frame.budget for frame in frames]),
    }
    return Instance(**{name: _frozen(array) for name, array in fields.items()}, strain_per_length=per_length)


def to_plan(problem: OrienteeringProblem) -> Plan:
    """Give the plan without any visit."""
    m, slots = len(problem.routes), problem.size + 2
    route = np.zeros((m, slots), np.int64)
    route[:, 0] = [frame.start for frame in problem.routes]
    route[:, 1] = [frame.end for frame in problem.routes]
    return Plan(
        route=route,
        size=np.zeros(m, np.int64),
        leave=np.zeros((m, slots), np.int64),
        latest=np.zeros((m, slots), np.int64),
        length=np.zeros(m, np.int64),
        where=np.full(problem.size, -1, np.int64),
    )


def to_workspace(problem: OrienteeringProblem) -> Workspace:
    """Make room for one search."""
    m, n, slots = len(problem.routes), problem.size, problem.size + 2
    return Workspace(
        done=np.zeros(n, np.int64),
        extra=np.zeros(n, np.int64),
        rank=np.zeros((m, n), np.int64),
        value=np.zeros((m, n)),
        fresh=np.zeros((m, n), np.uint8),
        able=np.zeros((m, n), np.int64),
        ables=np.zeros(m, np.int64),
        champion=np.full(m, -1, np.int64),
        key=np.zeros(n),
        order=np.zeros(n, np.int64),
        removed=np.zeros(n, np.uint8),
        touched=np.zeros(m, np.uint8),
        line=np.zeros(slots, np.int64),
        ahead=np.zeros(slots, np.int64),
        behind=np.zeros(slots, np.int64),
        kept_route=np.zeros((m, slots), np.int64),
        kept_size=np.zeros(m, np.int64),
        best_route=np.zeros((m, slots), np.int64),
        best_size=np.zeros(m, np.int64),
    )


def _frozen(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Give a contiguous read-only array of the kernels' types."""
    if array.dtype.kind in "iu" and array.dtype != np.uint8:
        array = array.astype(np.int64, copy=False)
    frozen = np.ascontiguousarray(array).view()
    frozen.flags.writeable = False
    return frozen


def _strain_per_length(problem: OrienteeringProblem) -> float:
    """Give the time that one unit of length stands for where budgets bind it: as budgets and spans of the routes compare."""
    bound = [frame for frame in problem.routes if frame.budget is not None]
    length = sum(frame.budget or 0 for frame in bound)
    span = sum(max(0, frame.latest_end - frame.earliest_start) for frame in bound)
    return span / length if length > 0 and problem.lengths is not problem.travel else 0.0


def _windows(problem: OrienteeringProblem) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Give openings and closings (m, w, n); what is no window, or may not be visited, never opens."""
    opens = problem.windows[..., 0].transpose(0, 2, 1).copy()
    closes = problem.windows[..., 1].transpose(0, 2, 1).copy()
    none = opens > closes
    none[:, :, list({*problem.ends, *problem.forbidden})] = True
    opens[none], closes[none] = NEVER, -NEVER
    return opens, closes


def _kinds(
    problem: OrienteeringProblem,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Number the kinds from 0; list their members, best score first, and where each kind begins."""
    n = problem.size
    own = np.where(problem.kinds >= 0, problem.kinds, -1 - np.arange(n))
    _, kind_of = np.unique(own, return_inverse=True)
    member = np.lexsort((np.arange(n), -problem.scores, kind_of))
    first = np.concatenate(([0], np.cumsum(np.bincount(kind_of))))
    return kind_of.astype(np.int64), first.astype(np.int64), member.astype(np.int64)
