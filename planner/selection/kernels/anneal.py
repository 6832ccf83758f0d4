"""Rounds of ruin and recreate, accepted as in simulated annealing.

References
----------
Schrimpf, G., Schneider, J., Stamm-Wilbrandt, H., Dueck, G. (2000). Record breaking optimization results using the ruin
and recreate principle. Journal of Computational Physics 159, 139-171. https://doi.org/10.1006/jcph.1999.6413
Kirkpatrick, S., Gelatt, C. D., Vecchi, M. P. (1983). Optimization by simulated annealing. Science 220, 671-680.
https://doi.org/10.1126/science.220.4598.671
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from numba import types

from planner.selection.kernels.compiling import kernel, local
from planner.selection.kernels.draws import draw_below, draw_share
from planner.selection.kernels.pool import POOL, Pool, record_routes
from planner.selection.kernels.records import (
    BEST,
    FIGURES_I8,
    INSTANCE,
    KEPT,
    PLAN,
    REMOVED,
    RNG_U8,
    ROUTE,
    SCORE_SHIFT,
    SIZE,
    WORKSPACE,
    Instance,
    Plan,
    Workspace,
)
from planner.selection.kernels.recreate import fill, want_by_order, want_by_ratio
from planner.selection.kernels.ruin import mark_any, mark_hour, mark_poor, mark_strings, restore, take_out
from planner.selection.kernels.scoring import measure
from planner.selection.kernels.shorten import shorten
from planner.selection.kernels.timing import retime

__all__ = ["anneal", "begin_search"]

_STRINGS, _ANY, _POOR = 0.55, 0.75, 0.9
_SPARE_SHARE = 0.3
_POOLED_SHARE = 0.95
_PER_MANDATORY = 1e9


@local
def _keep(plan: Plan, copy: npt.NDArray[np.int64]) -> None:
    """Copy the routes of a plan to `copy` (m, c + 1)."""
    for r in range(copy.shape[0]):
        size = plan.sums[SIZE, r]
        copy[r, copy.shape[1] - 1] = size
        for k in range(size + 2):
            copy[r, k] = plan.slots[ROUTE, r, k]


@local
def _ruin(instance: Instance, plan: Plan, work: Workspace, most: float, rng: npt.NDArray[np.uint64]) -> None:
    """Remove part of the plan in one of four ways; `most` bounds how many."""
    work.rows[REMOVED, :] = 0
    total = 0
    for r in range(plan.sums.shape[1]):
        total += plan.sums[SIZE, r]
    if total == 0:
        return
    style = draw_share(rng)
    if style < _STRINGS:
        mark_strings(instance, plan, work, total, most, rng)
    elif style < _ANY:
        mark_any(plan, work, total, most, rng)
    elif style < _POOR:
        mark_poor(instance, plan, work, total, most, rng)
    else:
        mark_hour(instance, plan, work, rng)
    take_out(instance, plan, work)


@local
def _recreate(
    instance: Instance,
    plan: Plan,
    work: Workspace,
    noise: float,
    overlook: float,
    order_share: float,
    rng: npt.NDArray[np.uint64],
) -> None:
    """Fill the plan again, by ratio with a drawn exponent or in a drawn order."""
    spare = draw_share(rng) < _SPARE_SHARE
    by_ratio = draw_share(rng) >= order_share
    power = 1.0
    if by_ratio:
        exponent = draw_below(rng, instance.worth.shape[0])
        power = instance.worth[exponent, instance.worth.shape[1] - 1]
        want_by_ratio(instance, work, exponent, noise * draw_share(rng), rng)
    else:
        want_by_order(instance, work, rng)
    fill(instance, plan, work, by_ratio, spare, power, overlook, rng)


@local
def _polish(instance: Instance, plan: Plan, work: Workspace) -> bool:
    """Shorten every route, and say whether that made room."""
    moved = False
    for r in range(plan.sums.shape[1]):
        moved = shorten(instance, plan, work, r) or moved
    return moved


@local
def _value(figures: npt.NDArray[np.int64], cost_price: float) -> float:
    score = np.float64(figures[1]) / np.float64(1 << SCORE_SHIFT)
    return figures[0] * _PER_MANDATORY + score - cost_price * figures[2]


@local
def _is_better(figures: npt.NDArray[np.int64], best: npt.NDArray[np.int64]) -> bool:
    """Say whether a plan beats the best: more mandatory vertices, then more score, then less cost."""
    if figures[0] != best[0]:
        return figures[0] > best[0]
    if figures[1] != best[1]:
        return figures[1] > best[1]
    return figures[2] < best[2]


@local
def _note(figures: npt.NDArray[np.int64], to: npt.NDArray[np.int64]) -> None:
    """Copy figures (3,)."""
    for index in range(len(to)):
        to[index] = figures[index]


@kernel(types.boolean(INSTANCE, PLAN, WORKSPACE, FIGURES_I8, FIGURES_I8))
def begin_search(
    instance: Instance,
    plan: Plan,
    work: Workspace,
    current: npt.NDArray[np.int64],
    best: npt.NDArray[np.int64],
) -> bool:
    """Time the routes that `plan` holds and take them as the best so far.

    Parameters
    ----------
    instance, plan, work
        The routes of `plan` and their sizes are given, the rest is written.
    current, best
        Written (3,): figures of the plan and of the best plan.

    Returns
    -------
    bool
        Whether the routes keep every window, end and budget.
    """
    fits = True
    plan.where[:] = -1
    for r in range(plan.sums.shape[1]):
        fits = retime(instance, plan, r) and fits
        for k in range(1, plan.sums[SIZE, r] + 1):
            plan.where[plan.slots[ROUTE, r, k]] = r
    measure(instance, plan, current)
    _note(current, best)
    _keep(plan, work.copies[BEST])
    return fits


@kernel(
    types.void(
        types.int64, types.float64, INSTANCE, PLAN, WORKSPACE, POOL, FIGURES_I8, FIGURES_I8, FIGURES_I8, RNG_U8,
        types.float64, types.float64, types.float64, types.float64, types.float64, types.float64,
    )
)  # fmt: skip
def anneal(
    rounds: int,
    temperature: float,
    instance: Instance,
    plan: Plan,
    work: Workspace,
    pool: Pool,
    current: npt.NDArray[np.int64],
    best: npt.NDArray[np.int64],
    figures: npt.NDArray[np.int64],
    rng: npt.NDArray[np.uint64],
    cost_price: float,
    most_removed: float,
    overlook: float,
    noise: float,
    order_share: float,
    polish_share: float,
) -> None:
    """Ruin and recreate a plan a number of times at one temperature.

    Parameters
    ----------
    rounds, temperature
        How often, and the loss of value that is accepted with probability 1/e.
    instance, plan, work
        The problem, the present plan and the workspace, which also holds the best plan.
    pool
        Where the routes of plans that are taken and nearly as good as the best are kept.
    current, best
        Figures (3,) of the present and of the best plan, brought up to date.
    figures
        Room (3,) for those of a plan being judged.
    rng
        State of the draws (1,).
    cost_price
        Score that one unit of cost is worth in what is accepted; the best plan is told by score first.
    most_removed, overlook, noise, order_share, polish_share
        See `planner.selection.solver.Tuning`.
    """
    for _ in range(rounds):
        _keep(plan, work.copies[KEPT])
        _ruin(instance, plan, work, most_removed, rng)
        again = True
        while again:
            _recreate(instance, plan, work, noise, overlook, order_share, rng)
            again = draw_share(rng) < polish_share and _polish(instance, plan, work)
        measure(instance, plan, figures)
        gained = _value(figures, cost_price) - _value(current, cost_price)
        better = _is_better(figures, best)
        if better:
            _note(figures, best)
            _keep(plan, work.copies[BEST])
        if better or gained > 0.0 or draw_share(rng) < math.exp(gained / temperature):
            _note(figures, current)
            if gained != 0.0 and len(pool.routes) > 0 and figures[1] >= _POOLED_SHARE * best[1]:
                record_routes(instance, plan, pool)
        else:
            plan.where[:] = -1
            for r in range(plan.sums.shape[1]):
                restore(instance, plan, work, r, KEPT)
