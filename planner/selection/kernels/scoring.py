"""What a plan is worth: mandatory vertices, score with diminishing return per kind, cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.selection.kernels.compiling import local
from planner.selection.kernels.records import (
    COST,
    KIND_FIRST,
    KIND_MEMBER,
    MANDATORY,
    NO_PLACE,
    ROUTE,
    SCORE,
    SCORE_SHIFT,
    SHARE_Q16,
    SIZE,
    Instance,
    Plan,
)

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["kind_total", "measure", "note_all_shares", "note_shares"]


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
def _fits(rank: npt.NDArray[np.int64], vertex: int) -> bool:
    """Say whether a vertex fits into any route; ranks (m, n)."""
    least = rank[0, vertex]
    for r in range(1, rank.shape[0]):
        least = min(least, rank[r, vertex])
    return least < NO_PLACE


@local
def note_shares(
    vertices: npt.NDArray[np.int64],
    where: npt.NDArray[np.int64],
    rank: npt.NDArray[np.int64],
    shares: npt.NDArray[np.float64],
    kind: int,
    power: float,
) -> None:
    """Write what share of its score each vertex of a kind that fits would earn with the plan as it is, to a power.

    What one more visit earns is its own part, less what the visited ones behind it lose, which move on by one. Nothing
    is written where no vertex of the kind is visited, for visited and for mandatory vertices: they earn all.

    Parameters
    ----------
    vertices, where
        Layers (VERTICES, n + 1) of the instance, route of each vertex (n,) or -1.
    rank
        Ranks (m, n) of the vertices for each route.
    shares
        Written (n,).
    kind, power
        The kind, and the exponent of the share.
    """
    first, last = vertices[KIND_FIRST, kind], vertices[KIND_FIRST, kind + 1]
    before, behind = 0, 0
    for slot in range(first, last):
        before += where[vertices[KIND_MEMBER, slot]] >= 0
    if before == 0:
        return
    for slot in range(last - 1, first - 1, -1):
        vertex = vertices[KIND_MEMBER, slot]
        score = vertices[SCORE, vertex]
        if where[vertex] >= 0:
            before -= 1
            behind += score * (vertices[SHARE_Q16, before + 1] - vertices[SHARE_Q16, before])
        elif not vertices[MANDATORY, vertex] and _fits(rank, vertex):
            gain = score * vertices[SHARE_Q16, before] + behind
            shares[vertex] = max(0.0, np.float64(gain) / np.float64(score << SCORE_SHIFT)) ** power


@local
def note_all_shares(
    vertices: npt.NDArray[np.int64],
    where: npt.NDArray[np.int64],
    rank: npt.NDArray[np.int64],
    shares: npt.NDArray[np.float64],
    power: float,
) -> None:
    """Write the shares of all kinds."""
    kind = 0
    while kind + 1 < vertices.shape[1] and vertices[KIND_FIRST, kind + 1] >= 0:
        note_shares(vertices, where, rank, shares, kind, power)
        kind += 1


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
