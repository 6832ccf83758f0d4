"""What a plan is worth: mandatory vertices, score with diminishing return per kind, cost."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from graphs.kernels.types import local
from planner.selection.kernels.records import SCORE_SHIFT, Instance, Plan

__all__ = ["gain_of", "has_decay", "measure"]


@local
def has_decay(instance: Instance) -> bool:
    """Say whether a second visit of a kind earns less than the first."""
    return instance.share_q16[1] < instance.share_q16[0]


@local
def _kind_total(instance: Instance, plan: Plan, kind: int, guest: int) -> int:
    """Sum what the visited vertices of a kind, and `guest` with them, earn in 65536ths: the best fully, the next best less."""
    total, count = 0, 0
    member, where, score, share_q16 = instance.kind_member, plan.where, instance.score, instance.share_q16
    for slot in range(instance.kind_first[kind], instance.kind_first[kind + 1]):
        vertex = member[slot]
        if where[vertex] >= 0 or vertex == guest:
            total += score[vertex] * share_q16[count]
            count += 1
    return total


@local
def gain_of(instance: Instance, plan: Plan, vertex: int) -> int:
    """Give what one more visit would earn, in 65536ths."""
    kind = instance.kind_of[vertex]
    return _kind_total(instance, plan, kind, vertex) - _kind_total(instance, plan, kind, -1)


@local
def measure(instance: Instance, plan: Plan, figures: npt.NDArray[np.int64]) -> None:
    """Write the figures of a plan (3,): mandatory vertices visited, score in 65536ths, cost."""
    mandatory, score, cost = 0, 0, 0
    decays = has_decay(instance)
    costs, scores, must = instance.cost, instance.score, instance.mandatory
    for r in range(len(plan.size)):
        route = plan.route[r]
        for k in range(plan.size[r] + 1):
            cost += costs[route[k], route[k + 1]]
            if k > 0:
                mandatory += must[route[k]]
                score += scores[route[k]]
    score <<= SCORE_SHIFT
    if decays:
        score = 0
        for kind in range(len(instance.kind_first) - 1):
            score += _kind_total(instance, plan, kind, -1)
    figures[0], figures[1], figures[2] = mandatory, score, cost
