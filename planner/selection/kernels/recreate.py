"""Filling a plan again: the most wanted insertion first, until nothing fits."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from graphs.kernels.types import local
from planner.selection.kernels.appraise import appraise, appraise_beside, best_gap
from planner.selection.kernels.draws import draw_share
from planner.selection.kernels.records import NO_PLACE, PLACE_BITS, SCORE_SHIFT, Instance, Plan, Workspace
from planner.selection.kernels.scoring import gain_of, has_decay
from planner.selection.kernels.timing import retime_around

__all__ = ["fill", "insert", "want_by_order", "want_by_ratio"]

_MANDATORY_BOOST = 1e12
_LEAST_KEY = 1e-6
_TIE = 1e-9


@local
def insert(instance: Instance, plan: Plan, r: int, gap: int, vertex: int) -> None:
    """Put a vertex into a gap of route `r` and bring its times up to date."""
    route, leave, latest = plan.route[r], plan.leave[r], plan.latest[r]
    for k in range(plan.size[r] + 1, gap, -1):
        route[k + 1] = route[k]
        leave[k + 1] = leave[k]
        latest[k + 1] = latest[k]
    route[gap + 1] = vertex
    plan.size[r] += 1
    plan.where[vertex] = r
    retime_around(instance, plan, r, gap + 1)


@local
def _gain_share(instance: Instance, plan: Plan, vertex: int) -> float:
    """Give the share of its score that a vertex would earn with the plan as it is."""
    if instance.score[vertex] == 0:
        return 1.0
    return max(0.0, np.float64(gain_of(instance, plan, vertex)) / np.float64(instance.score[vertex] << SCORE_SHIFT))


@local
def want_by_ratio(
    instance: Instance, work: Workspace, exponent: int, noise: float, rng: npt.NDArray[np.uint64]
) -> None:
    """Want vertices by score to the power of an exponent, with noise up to `noise`; `fill` divides by what they take."""
    key, worth, mandatory = work.key, instance.worth[exponent], instance.mandatory
    for i in range(len(key)):
        boost = _MANDATORY_BOOST if mandatory[i] else 1.0
        key[i] = boost * max(_LEAST_KEY, worth[i]) * (1.0 - noise * draw_share(rng))


@local
def want_by_order(instance: Instance, work: Workspace, rng: npt.NDArray[np.uint64]) -> None:
    """Want vertices in one of four orders, each with noise: random, best score, shortest opening, best score near the start."""
    style = draw_share(rng)
    nearness = draw_share(rng)
    key, score, visit, mandatory = work.key, instance.score, instance.visit, instance.mandatory
    opens, closes, from_start = instance.opens[0, 0], instance.closes[0, 0], instance.travel[instance.first[0]]
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
def _damp_keys(instance: Instance, plan: Plan, work: Workspace, r: int, power: float) -> None:
    """Write to `value` what the listed vertices are wanted for where returns diminish."""
    value, key, able = work.value[r], work.key, work.able[r]
    for index in range(work.ables[r]):
        i = able[index]
        value[i] = key[i] * _gain_share(instance, plan, i) ** power


@local
def _value_of(wanted: float, rank: int, by_ratio: bool) -> float:
    """Give how much an insertion is wanted, -1 where there is none."""
    if rank >= NO_PLACE:
        return -1.0
    taken = np.float64(rank >> PLACE_BITS)
    return wanted / (taken + 1.0) if by_ratio else wanted + _TIE / (taken + 1.0)


@local
def _weigh(
    able: npt.NDArray[np.int64],
    ables: int,
    wanted: npt.NDArray[np.float64],
    rank: npt.NDArray[np.int64],
    removed: npt.NDArray[np.uint8],
    by_ratio: bool,
    spare_removed: bool,
    value: npt.NDArray[np.float64],
) -> int:
    """Write how much the insertion of each listed vertex is wanted, and give the most wanted; what was just removed waits if asked."""
    champion, most = -1, -1.0
    for index in range(ables):
        i = able[index]
        if spare_removed and removed[i]:
            value[i] = -1.0
            continue
        worth = _value_of(wanted[i], rank[i], by_ratio)
        value[i] = worth
        if worth > most:
            champion, most = i, worth
    return champion


@local
def _weigh_route(
    instance: Instance,
    plan: Plan,
    work: Workspace,
    r: int,
    by_ratio: bool,
    spare_removed: bool,
    decays: bool,
    power: float,
) -> None:
    """Bring `value` and `champion` of route `r` up to date with its ranks."""
    _drop_visited(work.able[r], work.ables, plan.where, r)
    wanted = work.key
    if decays:
        _damp_keys(instance, plan, work, r, power)
        wanted = work.value[r]
    work.champion[r] = _weigh(
        work.able[r], work.ables[r], wanted, work.rank[r], work.removed, by_ratio, spare_removed, work.value[r]
    )


@local
def _choose_again(
    able: npt.NDArray[np.int64], ables: int, where: npt.NDArray[np.int64], value: npt.NDArray[np.float64]
) -> int:
    """Give the most wanted vertex of a route whose last one went elsewhere."""
    champion, most = -1, -1.0
    for index in range(ables):
        i = able[index]
        if value[i] > most and where[i] < 0:
            champion, most = i, value[i]
    return champion


@local
def _best_route(champion: npt.NDArray[np.int64], value: npt.NDArray[np.float64]) -> int:
    """Give the route with the most wanted insertion, -1 when nothing fits."""
    best, most = -1, -1.0
    for r in range(len(champion)):
        i = champion[r]
        if i >= 0 and value[r, i] > most:
            best, most = r, value[r, i]
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
        `work.key` says what is wanted.
    by_ratio
        Divide what is wanted by what the insertion takes; else strictly in the order of `work.key`.
    spare_removed
        Try all that was not just removed first.
    power
        Exponent of the share that a vertex still earns where returns diminish.
    overlook
        Probability with which a gap is overlooked in the first appraisal.
    rng
        State of the draws (1,).
    """
    routes = len(plan.size)
    decays = has_decay(instance)
    champion, value, able, ables, fresh = work.champion, work.value, work.able, work.ables, work.fresh
    for r in range(routes):
        appraise(instance, plan, work, r, overlook, rng)
        fresh[r, :] = 1
    for phase in range(0 if spare_removed else 1, 2):
        spare = phase == 0
        for r in range(routes):
            _weigh_route(instance, plan, work, r, by_ratio, spare, decays, power)
        r = _best_route(champion, value)
        while r >= 0:
            vertex = champion[r]
            if fresh[r, vertex]:
                gap = work.rank[r, vertex] & ((1 << PLACE_BITS) - 1)
                insert(instance, plan, r, gap, vertex)
                fresh[r, :] = 0
                appraise_beside(instance, plan, work, r, gap)
                for other in range(routes):
                    if other == r or decays:
                        _weigh_route(instance, plan, work, other, by_ratio, spare, decays, power)
                    elif champion[other] == vertex:
                        champion[other] = _choose_again(able[other], ables[other], plan.where, value[other])
            else:
                _look_again(instance, plan, work, r, vertex, by_ratio, decays, power)
                champion[r] = _choose_again(able[r], ables[r], plan.where, value[r])
            r = _best_route(champion, value)


@local
def _look_again(
    instance: Instance, plan: Plan, work: Workspace, r: int, vertex: int, by_ratio: bool, decays: bool, power: float
) -> None:
    """Bring rank and value of one vertex on route `r` up to date; where it fits no more its value is negative."""
    work.rank[r, vertex] = best_gap(instance, plan, r, vertex)
    work.fresh[r, vertex] = 1
    wanted = work.key[vertex]
    if decays:
        wanted *= _gain_share(instance, plan, vertex) ** power
    work.value[r, vertex] = _value_of(wanted, work.rank[r, vertex], by_ratio)


@local
def _drop_visited(
    able: npt.NDArray[np.int64], ables: npt.NDArray[np.int64], where: npt.NDArray[np.int64], r: int
) -> None:
    """Take visited vertices off the list of route `r`."""
    count = 0
    for index in range(ables[r]):
        if where[able[index]] < 0:
            able[count] = able[index]
            count += 1
    ables[r] = count
