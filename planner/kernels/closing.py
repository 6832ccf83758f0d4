"""Where a circuit should turn: nodes that two trees reach so that the whole has the asked measure.

References
----------
Gemsa, A., Pajor, T., Wagner, D., Zündorf, T. (2013). Efficient computation of jogging routes. SEA 2013, LNCS 7933,
272-283.
https://doi.org/10.1007/978-3-642-38527-8_25
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import types

from graphs.kernels.types import LABELS, RO_I4, WR_F8, WR_I4, kernel, local

__all__ = ["best_per_cell", "best_per_sector"]

_E7_M = math.pi / 180.0 * 6_371_008.8 * 1e-7


@local
def _measure(label: Any, by_duration: bool) -> np.int64:
    return np.int64(label.duration_ms) if by_duration else np.int64(label.length_mm)


@local
def _jitter(node: int, seed: int) -> float:
    """Give a number in [0, 1) that depends on node and seed alone."""
    mixed = np.uint64(node) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(seed) * np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(31)
    mixed *= np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(29)
    return np.float64(mixed >> np.uint64(11)) / 9007199254740992.0


@kernel(
    types.void(
        RO_I4, LABELS, LABELS, types.uint32, RO_I4, RO_I4, types.boolean, types.int64, types.int64, types.int64,
        types.int64, types.int64, types.float64, WR_I4, WR_F8,
    )
)  # fmt: skip
def best_per_sector(
    settled: npt.NDArray[np.int32],
    out: npt.NDArray[np.void],
    home: npt.NDArray[np.void],
    home_done: int,
    node_lat_e7: npt.NDArray[np.int32],
    node_lon_e7: npt.NDArray[np.int32],
    by_duration: bool,
    least: int,
    most: int,
    lat_e7: int,
    lon_e7: int,
    seed: int,
    jitter: float,
    best_node: npt.NDArray[np.int32],
    best_score: npt.NDArray[np.float64],
) -> None:
    """Find, per sector of bearing around a point, the node whose ways out and home are the pleasantest.

    Parameters
    ----------
    settled
        Nodes of the tree out (n,).
    out, home
        Labels (N,) of the tree from the point and of the tree back to it; `home_done` stamps those settled in the
        latter.
    by_duration, least, most
        Whether the measure is milliseconds (else millimetres), and what it must lie between, both out and home.
    lat_e7, lon_e7
        The point.
    seed, jitter
        A share of `jitter`, drawn from node and seed, is added to a node's score.
    best_node, best_score
        Written (sectors,): sector 0 starts at north and they go clockwise; node -1 where there is none; score is
        weight over length, about 1 to 6.
    """
    sectors = len(best_node)
    best_node[:] = -1
    best_score[:] = np.inf
    squeeze = math.cos(math.radians(lat_e7 * 1e-7))
    for index in range(len(settled)):
        node = settled[index]
        measure = _measure(out[node], by_duration)
        if measure < least or measure > most or home[node].stamp != home_done:
            continue
        back = _measure(home[node], by_duration)
        if back < least or back > most:
            continue
        length = np.float64(out[node].length_mm) + np.float64(home[node].length_mm)
        if length <= 0.0:
            continue
        score = (np.float64(out[node].weight) + np.float64(home[node].weight)) * 10.0 / length
        score += jitter * _jitter(node, seed)
        east = (node_lon_e7[node] - lon_e7) * squeeze
        north = np.float64(node_lat_e7[node] - lat_e7)
        turn = math.atan2(east, north) / (2.0 * math.pi)
        sector = (math.floor((turn + 1.0) * sectors)) % sectors
        if score < best_score[sector]:
            best_score[sector] = score
            best_node[sector] = node


@kernel(
    types.int64(
        RO_I4, LABELS, LABELS, types.uint32, RO_I4, RO_I4, RO_I4, types.boolean,
        types.int64, types.int64, types.int64, types.int64, types.int64,
        types.int64, types.int64, types.int64, types.int64, types.float64, types.float64, types.float64, types.float64,
        WR_I4, WR_F8, WR_I4,
    )
)  # fmt: skip
def best_per_cell(
    settled: npt.NDArray[np.int32],
    there: npt.NDArray[np.void],
    back: npt.NDArray[np.void],
    back_done: int,
    arc_edge: npt.NDArray[np.int32],
    node_lat_e7: npt.NDArray[np.int32],
    node_lon_e7: npt.NDArray[np.int32],
    by_duration: bool,
    base_weight: int,
    base_length_mm: int,
    base_measure: int,
    target: int,
    tolerance: int,
    from_lat_e7: int,
    from_lon_e7: int,
    via_lat_e7: int,
    via_lon_e7: int,
    cell_m: float,
    shape_wish: float,
    shape_price: float,
    error_price: float,
    best_node: npt.NDArray[np.int32],
    best_score: npt.NDArray[np.float64],
    touched: npt.NDArray[np.int32],
) -> int:
    """Find, per cell of a grid, the node through which the rest of a circuit is pleasantest and of the right measure.

    A node counts where the way there and the way back do not run over the same street at the node itself.

    Parameters
    ----------
    settled
        Nodes of the tree there (n,).
    there, back
        Labels (N,) of the tree from the last fixed place and of the tree to the end.
    base_weight, base_length_mm, base_measure
        Of what is fixed before.
    target, tolerance
        Asked measure of the whole and how far from it is allowed.
    from_lat_e7 .. via_lon_e7
        Start of the circuit and last fixed place, for the triangle with the node.
    cell_m
        Side of a cell. The grid is square, `sqrt(len(best_node))` cells wide, centred on the start; nodes outside it
        are left out.
    shape_wish, shape_price, error_price
        Compactness of the triangle that is enough, price of each unit short of it, price of each unit of error.
    best_node, best_score, touched
        Workspace and result (cells,): all -1 in `best_node` before; the first cells of `touched`, as many as are
        returned, hold the cells used.

    Returns
    -------
    int
        Number of cells with a node.
    """
    wide = int(math.sqrt(len(best_node)))
    squeeze = math.cos(math.radians(from_lat_e7 * 1e-7))
    via_x = (via_lon_e7 - from_lon_e7) * squeeze * _E7_M
    via_y = (via_lat_e7 - from_lat_e7) * _E7_M
    used = 0
    for index in range(len(settled)):
        node = settled[index]
        if back[node].stamp != back_done:
            continue
        measure = base_measure + _measure(there[node], by_duration) + _measure(back[node], by_duration)
        error = abs(measure - target)
        if error > tolerance:
            continue
        arc_in, arc_out = there[node].parent_arc, back[node].parent_arc
        if arc_in >= 0 and arc_out >= 0 and arc_edge[arc_in] >> 1 == arc_edge[arc_out] >> 1:
            continue
        length = base_length_mm + np.int64(there[node].length_mm) + np.int64(back[node].length_mm)
        if length <= 0:
            continue
        x = (node_lon_e7[node] - from_lon_e7) * squeeze * _E7_M
        y = (node_lat_e7[node] - from_lat_e7) * _E7_M
        column = (math.floor(x / cell_m)) + wide // 2
        row = (math.floor(y / cell_m)) + wide // 2
        if column < 0 or row < 0 or column >= wide or row >= wide:
            continue
        weight = base_weight + np.int64(there[node].weight) + np.int64(back[node].weight)
        metres = length / 1000.0
        compact = 2.0 * math.pi * abs(via_x * y - via_y * x) / (metres * metres)
        score = weight * 10.0 / length + error_price * error / target + shape_price * max(0.0, shape_wish - compact)
        cell = row * wide + column
        if best_node[cell] < 0:
            touched[used] = cell
            used += 1
        elif score >= best_score[cell]:
            continue
        best_node[cell] = node
        best_score[cell] = score
    return used
