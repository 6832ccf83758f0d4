"""What a plan is worth: mandatory vertices, score with diminishing return per kind, cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.selection.kernels.compiling import local
from planner.selection.kernels.records import (
    COST,
    KIND,
    KIND_FIRST,
    KIND_MEMBER,
    MANDATORY,
    ROUTE,
    SCORE,
    SCORE_SHIFT,
    SHARE_Q16,
    SIZE,
    Instance,
    Plan,
)

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["gain_of", "kind_total", "measure"]


@local
def kind_total(vertices: npt.NDArray[np.int64], where: npt.NDArray[np.int64], kind: int, guest: int) -> int:
    """Sum what the visited vertices of a kind, and `guest`, earn in 65536ths: the best fully, the next best less.

    Parameters
    ----------
    vertices, where
        Layers (VERTICES, n + 1) of the instance, route of each vertex (n,) or -1.
    kind, guest
        The kind, and a vertex that counts as visited, -1 for none.
    """
    total, count = 0, 0
    for slot in range(vertices[KIND_FIRST, kind], vertices[KIND_FIRST, kind + 1]):
        vertex = vertices[KIND_MEMBER, slot]
        if where[vertex] >= 0 or vertex == guest:
            total += vertices[SCORE, vertex] * vertices[SHARE_Q16, count]
            count += 1
    return total


@local
def gain_of(vertices: npt.NDArray[np.int64], where: npt.NDArray[np.int64], vertex: int) -> int:
    """Give what one more visit would earn, in 65536ths; arrays as in `kind_total`."""
    kind = vertices[KIND, vertex]
    return kind_total(vertices, where, kind, vertex) - kind_total(vertices, where, kind, -1)


@local
def measure(instance: Instance, plan: Plan, figures: npt.NDArray[np.int64]) -> None:
    """Write the figures of a plan (3,): mandatory vertices visited, score in 65536ths, cost."""
    mandatory, score, cost = 0, 0, 0
    costs, vertices = instance.matrices[COST], instance.vertices
    for r in range(plan.sums.shape[1]):
        route = plan.slots[ROUTE, r]
        for k in range(plan.sums[SIZE, r] + 1):
            cost += costs[route[k], route[k + 1]]
            if k > 0:
                mandatory += vertices[MANDATORY, route[k]]
                score += vertices[SCORE, route[k]]
    score <<= SCORE_SHIFT
    if instance.decays:
        score = 0
        kind = 0
        while kind + 1 < vertices.shape[1] and vertices[KIND_FIRST, kind + 1] >= 0:
            score += kind_total(vertices, plan.where, kind, -1)
            kind += 1
    figures[0], figures[1], figures[2] = mandatory, score, cost
