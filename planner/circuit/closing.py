"""The rest of a circuit: from the last fixed place over one more turn to the end, as long as asked."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.kernels.closing import best_per_cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphs.geo import Coordinate
    from graphs.path import Path
    from graphs.tree import Place, Tree
    from planner.circuit.context import CircuitContext
    from planner.circuit.draft import Target
    from planner.circuit.reuse import Reuse

__all__ = ["Base", "close"]

_E7 = 1e7
_SMALLEST_CELL_M = 50.0


@dataclass(frozen=True, slots=True)
class Base:
    """What is fixed already: its totals, where the circuit starts and where the fixed part ends."""

    weight: int
    length_mm: int
    measure: int
    start: Coordinate
    last: Coordinate
    is_open: bool = False
    """Whether what is closed is a leg between two places: its shape then does not matter."""


def close(
    context: CircuitContext,
    source: Place,
    end: Place,
    *,
    base: Base,
    target: Target,
    reuse: Reuse,
) -> list[tuple[Path, Path]]:
    """Find pairs of paths from `source` over a turn to `end`; base and pair have the target's measure.

    Parameters
    ----------
    context
        What to work with.
    source, end
        Where the fixed part ends, and where the circuit ends.
    base
        What is fixed.
    target
        Asked measure of the whole.
    reuse
        Penalties to be obeyed.

    Returns
    -------
    list of tuple
        The most promising first, as many as the params say at most.
    """
    left = target.value - base.measure
    if left <= 0:
        return []
    most = left + int(context.params.closing_tolerances[-1] * target.value)
    with (
        context.grow(source, target, most, penalty=reuse.penalty, going_on_to=end) as there,
        context.grow(end, target, most, backward=True, penalty=reuse.penalty, going_on_to=source) as back,
    ):
        nodes = _turns(context, there, back, base, target)
        return [(there.path_to(node), back.path_to(node)) for node in nodes]


def _turns(context: CircuitContext, there: Tree, back: Tree, base: Base, target: Target) -> Sequence[int]:
    """Nodes to turn at, one per cell at most, the best first, with the least tolerance that gives any."""
    network, params = context.view.network, context.params
    cells = params.cells * params.cells
    best_node = np.full(cells, -1, np.int32)
    best_score = np.empty(cells, np.float64)
    touched = np.empty(cells, np.int32)
    metres = target.value / 1000 * (_typical_m_s(there) if target.by_duration else 1.0)
    for tolerance in params.closing_tolerances:
        used = best_per_cell(
            there.settled,
            there.labels,
            back.labels,
            back.settled_stamp,
            network.arc_edge,
            network.node_lat_e7,
            network.node_lon_e7,
            target.by_duration,
            base.weight,
            base.length_mm,
            base.measure,
            target.value,
            int(tolerance * target.value),
            round(base.start.lat * _E7),
            round(base.start.lon * _E7),
            round(base.last.lat * _E7),
            round(base.last.lon * _E7),
            max(_SMALLEST_CELL_M, params.cell_share * metres),
            params.shape_wish,
            0.0 if base.is_open else params.shape_price,
            params.error_price,
            best_node,
            best_score,
            touched,
        )
        if used:
            order = np.argsort(best_score[touched[:used]], kind="stable")[: params.second_turns]
            return [int(node) for node in best_node[touched[:used]][order]]
    return []


def _typical_m_s(tree: Tree) -> float:
    """Length over duration at the farthest node of a tree, for the size of cells only."""
    if len(tree.settled) == 0:
        return 1.0
    last = tree.labels[tree.settled[-1]]
    speed = float(last["length_mm"]) / max(1.0, float(last["duration_ms"]))
    return speed if math.isfinite(speed) and speed > 0 else 1.0
