"""Filling a plan again: the most wanted insertion first, until nothing fits."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from planner.selection.kernels.appraise import appraise, appraise_again
from planner.selection.kernels.compiling import local
from planner.selection.kernels.draws import draw_share
from planner.selection.kernels.records import (
    ABLE,
    ABLES,
    CHAMPION,
    CLOSES,
    FIRST,
    KIND,
    LATEST,
    LEAVE,
    MANDATORY,
    NO_PLACE,
    OPENS,
    PLACE_BITS,
    RANK,
    REMOVED,
    ROUTE,
    SCORE,
    SIZE,
    TRAVEL,
    VISIT,
    Instance,
    Plan,
    Workspace,
)
from planner.selection.kernels.scoring import note_all_shares, note_shares
from planner.selection.kernels.timing import retime_around

__all__ = ["fill", "insert", "want_by_order", "want_by_ratio"]

_MANDATORY_BOOST = 1e12
_LEAST_KEY = 1e-6
_TIE = 1e-9


@local
def insert(instance: Instance, plan: Plan, r: int, gap: int, vertex: int) -> None:
    """Put a vertex into a gap of route `r` and bring its times up to date."""
    route, leave, latest = plan.slots[ROUTE, r], plan.slots[LEAVE, r], plan.slots[LATEST, r]
    for k in range(plan.sums[SIZE, r] + 1, gap, -1):
        route[k + 1] = route[k]
        leave[k + 1] = leave[k]
        latest[k + 1] = latest[k]
    route[gap + 1] = vertex
    plan.sums[SIZE, r] += 1
    plan.where[vertex] = r
    retime_around(instance, plan, r, gap + 1)


@local
def want_by_ratio(
    instance: Instance, work: Workspace, exponent: int, noise: float, rng: npt.NDArray[np.uint64]
) -> None:
    """Want vertices by score to the power of an exponent, with noise; `fill` divides by what they take."""
    key, worth = work.values[work.values.shape[0] - 1], instance.worth[exponent]
    mandatory = instance.vertices[MANDATORY]
    for i in range(len(key)):
        boost = _MANDATORY_BOOST if mandatory[i] else 1.0
        key[i] = boost * max(_LEAST_KEY, worth[i]) * (1.0 - noise * draw_share(rng))


@local
def want_by_order(instance: Instance, work: Workspace, rng: npt.NDArray[np.uint64]) -> None:
    """Want vertices in one of four orders, with noise: any, best score, shortest opening, best score near the start."""
    style, nearness = draw_share(rng), draw_share(rng)
    key, vertices = work.values[work.values.shape[0] - 1], instance.vertices
    score, visit, mandatory = vertices[SCORE], vertices[VISIT], vertices[MANDATORY]
    opens, closes = instance.windows[OPENS, 0, 0], instance.windows[CLOSES, 0, 0]
    from_start = instance.matrices[TRAVEL, instance.frames[FIRST, 0]]
    for i in range(len(key)):
        noise = 0.5 + draw_share(rng)
        if style < 0.3:  # noqa: PLR2004
            wanted = noise
        elif style < 0.6:  # noqa: PLR2004
            wanted = score[i] * noise
        elif style < 0.8:  # noqa: PLR2004
            wanted = 1.0 / (1.0 + noise * max(0, closes[i] - opens[i]))
        else:
            wanted = score[i] / (1.0 + visit[i] + from_start[i] * nearness) * noise
        key[i] = (_MANDATORY_BOOST if mandatory[i] else 1.0) * max(_LEAST_KEY, wanted)


@local
def _value_of(wanted: float, rank: int, by_ratio: bool) -> float:
    """Give how much an insertion is wanted, -1 where there is none."""
    if rank >= NO_PLACE:
        return -1.0
    taken = np.float64(rank >> PLACE_BITS)
    return wanted / (taken + 1.0) if by_ratio else wanted + _TIE / (taken + 1.0)


@local
def _weigh(plan: Plan, work: Workspace, r: int, by_ratio: bool, spare_removed: bool) -> None:
    """Write how much each insertion into route `r` is wanted, and the most wanted; what was just removed may wait."""
    able, rank, value = work.ranks[ABLE, r], work.ranks[RANK, r], work.values[r]
    key, shares = work.values[work.values.shape[0] - 1], work.values[work.values.shape[0] - 2]
    removed, where = work.rows[REMOVED], plan.where
    champion, most, count = -1, -1.0, 0
    for index in range(work.tallies[ABLES, r]):
        i = able[index]
        if where[i] >= 0:
            continue
        able[count] = i
        count += 1
        waits = spare_removed and removed[i]
        value[i] = -1.0 if waits or shares[i] <= 0.0 else _value_of(key[i] * shares[i], rank[i], by_ratio)
        if value[i] > most:
            champion, most = i, value[i]
    work.tallies[ABLES, r] = count
    work.tallies[CHAMPION, r] = champion


@local
def _best_route(champion: npt.NDArray[np.int64], values: npt.NDArray[np.float64]) -> int:
    """Give the route with the most wanted insertion, -1 when nothing fits."""
    best, most = -1, -1.0
    for r in range(len(champion)):
        i = champion[r]
        if i >= 0 and values[r, i] > most:
            best, most = r, values[r, i]
    return best


@local
def fill(
    instance: Instance,
    plan: Plan,
    work: Workspace,
    by_ratio: bool,
    spare_removed: bool,
    power: float,
    overlook: float,
    rng: npt.NDArray[np.uint64],
) -> None:
    """Insert the most wanted vertex, at its best gap, until nothing fits.

    Parameters
    ----------
    instance, plan, work
        The last row of `work.values` says what is wanted.
    by_ratio
        Divide what is wanted by what the insertion takes; else strictly in the order of what is wanted.
    spare_removed
        Try all that was not just removed first.
    power
        Exponent of the share that a vertex still earns where returns diminish.
    overlook
        Probability with which a gap is overlooked in the first appraisal.
    rng
        State of the draws (1,).
    """
    routes = plan.sums.shape[1]
    champion, shares = work.tallies[CHAMPION], work.values[work.values.shape[0] - 2]
    for r in range(routes):
        appraise(instance, plan, work, r, overlook, rng)
    shares[:] = 1.0
    if instance.decays:
        note_all_shares(instance.vertices, plan.where, work.ranks[RANK], shares, power)
    for phase in range(0 if spare_removed else 1, 2):
        spare = phase == 0
        for r in range(routes):
            _weigh(plan, work, r, by_ratio, spare)
        r = _best_route(champion, work.values)
        while r >= 0:
            vertex = champion[r]
            gap = work.ranks[RANK, r, vertex] & ((1 << PLACE_BITS) - 1)
            insert(instance, plan, r, gap, vertex)
            appraise_again(instance, plan, work, r, gap)
            if instance.decays:
                kind = instance.vertices[KIND, vertex]
                note_shares(instance.vertices, plan.where, work.ranks[RANK], shares, kind, power)
            for other in range(routes):
                if other == r or champion[other] == vertex or instance.decays:
                    _weigh(plan, work, other, by_ratio, spare)
            r = _best_route(champion, work.values)
