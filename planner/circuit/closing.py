"""The rest of a circuit: from the last fixed place to the end, over one more turn, so that the whole has the asked measure."""

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
    from graphs.search import Searcher
    from graphs.tree import Place, Tree
    from graphs.view import NetworkView
    from planner.circuit.draft import Target
    from planner.circuit.params import CircuitParams
    from planner.circuit.reuse import Reuse

__all__ = ["Base", "bounds", "close", "place_of"]

_E7 = 1e7


@dataclass(frozen=True, slots=True)
class Base:
    """What is fixed already: its totals, where the circuit starts and where the fixed part ends."""

    weight: int
    length_mm: int
    measure: int
    start: Coordinate
    last: Coordinate


def bounds(target: Target, most: int) -> dict[str, int]:
    """Bound of a tree as keyword of `Searcher.tree`: no farther than `most` of the target's measure."""
    return {"max_duration_ms" if target.by_duration else "max_length_mm": max(0, most)}


def place_of(view: NetworkView, node: int) -> tuple[int, int]:
    """Latitude and longitude of a node in 1e-7 degrees."""
    return int(view.network.node_lat_e7[node]), int(view.network.node_lon_e7[node])


def close(
    searcher: Searcher,
    view: NetworkView,
    source: Place,
    end: Place,
    *,
    base: Base,
    target: Target,
    reuse: Reuse,
    params: CircuitParams,
    count: int,
) -> list[tuple[Path, Path]]:
    """Find pairs of paths from `source` over a turn to `end` so that base and pair have the target's measure, most promising first.

    Parameters
    ----------
    source, end
        Where the fixed part ends, and where the circuit ends.
    base
        What is fixed.
    reuse
        Penalties to be obeyed.
    count
        Number of pairs wanted at most.
    """
    left = target.value - base.measure
    if left <= 0:
        return []
    most = int(left * (1 + params.closing_tolerances[-1]))
    with (
        searcher.tree(view, source, penalty=reuse.penalty, **bounds(target, most)) as there,
        searcher.tree(view, end, backward=True, penalty=reuse.penalty, **bounds(target, most)) as back,
    ):
        nodes = _turns(view, there, back, base=base, target=target, params=params, count=count)
        return [(there.path_to(node), back.path_to(node)) for node in nodes]


def _turns(
    view: NetworkView,
    there: Tree,
    back: Tree,
    *,
    base: Base,
    target: Target,
    params: CircuitParams,
    count: int,
) -> Sequence[int]:
    """Nodes to turn at, one per cell at most, the best first, with the least tolerance that gives any."""
    network = view.network
    cells = params.cells * params.cells
    best_node = np.full(cells, -1, np.int32)
    best_score = np.empty(cells, np.float64)
    touched = np.empty(cells, np.int32)
    metres = target.value / 1000 * (_typical_m_s(there) if target.by_duration else 1.0)
    for tolerance in params.closing_tolerances:
        used = best_per_cell(
            there.settled,
            there.labels,
            there.settled_stamp,
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
            max(50.0, params.cell_share * metres),
            params.shape_wish,
            params.shape_price,
            params.error_price,
            best_node,
            best_score,
            touched,
        )
        if used:
            order = np.argsort(best_score[touched[:used]], kind="stable")[:count]
            return [int(node) for node in best_node[touched[:used]][order]]
    return []


def _typical_m_s(tree: Tree) -> float:
    """Length over duration at the farthest node of a tree, for the size of cells only."""
    if len(tree.settled) == 0:
        return 1.0
    last = tree.labels[tree.settled[-1]]
    speed = float(last["length_mm"]) / max(1.0, float(last["duration_ms"]))
    return speed if math.isfinite(speed) and speed > 0 else 1.0
