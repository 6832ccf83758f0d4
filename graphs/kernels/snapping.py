"""The nearest street to a point that a request may use and that leads somewhere."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numba import types

from graphs.kernels.types import (
    RO_I4,
    RO_I8,
    RO_U1,
    RO_U2,
    RO_U4,
    UNREACHED,
    WR_F8,
    WR_I4,
    WR_I8,
    bare,
    kernel,
)

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["BARRED", "PUSHED", "RIDDEN", "snap_points"]

BARRED = 0
PUSHED = 1
RIDDEN = 2
_FREE_USE = 1
_M_PER_E7 = 6_371_008.8 * math.pi / 180 * 1e-7
_RELUCTANCE = 1.5
_RELUCTANCE_M = 20.0


@bare
def _rate_edge(
    edge: int,
    edge_tail: Any,
    edge_head: Any,
    node_origin: Any,
    arc_first: Any,
    arc_head: Any,
    arc_edge: Any,
    arc_class: Any,
    weights: Any,
    part: Any,
    part_good: Any,
    class_use: Any,
) -> int:
    """Best use of an edge whose arcs lie inside a good part of the network."""
    best = BARRED
    for direction in range(2):
        origin = edge_head[edge] if direction else edge_tail[edge]
        node = origin
        while node < len(node_origin) and node_origin[node] == origin:
            inside = part[node]
            if inside >= 0 and part_good[inside]:
                for arc in range(arc_first[node], arc_first[node + 1]):
                    if arc_edge[arc] == 2 * edge + direction:
                        if weights[arc] == np.uint32(UNREACHED) or part[arc_head[arc]] != inside:
                            continue
                        best = max(best, RIDDEN if class_use[arc_class[arc]] == _FREE_USE else PUSHED)
            node += 1
    return best


@bare
def _project(
    edge: int,
    lat_e7: float,
    lon_e7: float,
    lon_scale: float,
    point_first: Any,
    point_lat: Any,
    point_lon: Any,
) -> tuple[float, int, float]:
    """Squared distance in metres to an edge, the segment and the share of it where the nearest point lies."""
    best, best_point, best_share = np.inf, point_first[edge], 0.0
    for point in range(point_first[edge], point_first[edge + 1] - 1):
        ay = (point_lat[point] - lat_e7) * _M_PER_E7
        ax = (point_lon[point] - lon_e7) * lon_scale
        dy = (point_lat[point + 1] - point_lat[point]) * _M_PER_E7
        dx = (point_lon[point + 1] - point_lon[point]) * lon_scale
        square = dx * dx + dy * dy
        share = 0.0 if square == 0.0 else min(1.0, max(0.0, -(ax * dx + ay * dy) / square))
        px, py = ax + share * dx, ay + share * dy
        gap = px * px + py * py
        if gap < best:
            best, best_point, best_share = gap, point, share
    return best, best_point, best_share


@bare
def _offset_mm(
    edge: int,
    segment: int,
    share: float,
    length_mm: int,
    lon_scale: float,
    point_first: Any,
    point_lat: Any,
    point_lon: Any,
) -> int:
    """Distance along an edge to a place on a segment, scaled so that the whole is the length of the edge."""
    before = 0.0
    whole = 0.0
    for point in range(point_first[edge], point_first[edge + 1] - 1):
        dy = (point_lat[point + 1] - point_lat[point]) * _M_PER_E7
        dx = (point_lon[point + 1] - point_lon[point]) * lon_scale
        step = math.sqrt(dx * dx + dy * dy)
        if point < segment:
            before += step
        elif point == segment:
            before += step * share
        whole += step
    if whole == 0.0:
        return 0
    return np.int64(round(length_mm * min(1.0, before / whole)))


@bare
def _search_cell(
    cell: int,
    near: tuple[float, int, float, int],
    lat_e7: float,
    lon_e7: float,
    lon_scale: float,
    max_gap_m: float,
    grid_first: Any,
    grid_edge: Any,
    point_first: Any,
    point_lat: Any,
    point_lon: Any,
    edge_tail: Any,
    edge_head: Any,
    node_origin: Any,
    arc_first: Any,
    arc_head: Any,
    arc_edge: Any,
    arc_class: Any,
    weights: Any,
    part: Any,
    part_good: Any,
    class_use: Any,
) -> tuple[float, int, float, int]:
    """Look for nearer edges in a cell: gap and edge of the nearest of any use, then of the nearest to ride on."""
    any_gap, any_edge, free_gap, free_edge = near
    for slot in range(grid_first[cell], grid_first[cell + 1]):
        edge = np.int64(grid_edge[slot])
        square, _, _ = _project(edge, lat_e7, lon_e7, lon_scale, point_first, point_lat, point_lon)
        gap = math.sqrt(square)
        if gap > max_gap_m or gap > free_gap or (gap == free_gap and edge >= free_edge):
            continue
        use = _rate_edge(
            edge, edge_tail, edge_head, node_origin, arc_first, arc_head, arc_edge, arc_class, weights, part, part_good,
            class_use,
        )  # fmt: skip
        if use >= PUSHED and (gap < any_gap or (gap == any_gap and edge < any_edge)):
            any_gap, any_edge = gap, edge
        if use == RIDDEN:
            free_gap, free_edge = gap, edge
    return any_gap, any_edge, free_gap, free_edge


@bare
def _place(
    index: int,
    edge: int,
    lat_e7: float,
    lon_e7: float,
    lon_scale: float,
    edge_length: Any,
    point_first: Any,
    point_lat: Any,
    point_lon: Any,
    offsets_mm: Any,
    snapped_lat: Any,
    snapped_lon: Any,
) -> None:
    _, segment, share = _project(edge, lat_e7, lon_e7, lon_scale, point_first, point_lat, point_lon)
    offsets_mm[index] = _offset_mm(
        edge, segment, share, edge_length[edge], lon_scale, point_first, point_lat, point_lon
    )
    snapped_lat[index] = round(point_lat[segment] + share * (point_lat[segment + 1] - point_lat[segment]))
    snapped_lon[index] = round(point_lon[segment] + share * (point_lon[segment + 1] - point_lon[segment]))


@kernel(
    types.void(
        WR_F8, WR_F8, types.float64, RO_I8, RO_I4, RO_I8, RO_I8, RO_I4, RO_I4, RO_I4, RO_I4, RO_U4, RO_I4,
        RO_I4, RO_I4, RO_I4, RO_U2, RO_U4, RO_I4, RO_U1, RO_U1, WR_I4, WR_I8, WR_I4, WR_I4, WR_F8,
    ),
    allocates=False,
)  # fmt: skip
def snap_points(
    lats: npt.NDArray[np.float64],
    lons: npt.NDArray[np.float64],
    max_gap_m: float,
    grid_first: npt.NDArray[np.int64],
    grid_edge: npt.NDArray[np.int32],
    grid: npt.NDArray[np.int64],
    point_first: npt.NDArray[np.int64],
    point_lat: npt.NDArray[np.int32],
    point_lon: npt.NDArray[np.int32],
    edge_tail: npt.NDArray[np.int32],
    edge_head: npt.NDArray[np.int32],
    edge_length: npt.NDArray[np.uint32],
    node_origin: npt.NDArray[np.int32],
    arc_first: npt.NDArray[np.int32],
    arc_head: npt.NDArray[np.int32],
    arc_edge: npt.NDArray[np.int32],
    arc_class: npt.NDArray[np.uint16],
    weights: npt.NDArray[np.uint32],
    part: npt.NDArray[np.int32],
    part_good: npt.NDArray[np.uint8],
    class_use: npt.NDArray[np.uint8],
    edges: npt.NDArray[np.int32],
    offsets_mm: npt.NDArray[np.int64],
    snapped_lat: npt.NDArray[np.int32],
    snapped_lon: npt.NDArray[np.int32],
    gaps_m: npt.NDArray[np.float64],
) -> None:
    """Snap points to edges.

    Rings of cells are searched outwards until no nearer edge can follow. A street that is only pushed along is taken
    when none to ride on lies within 1.5 times its distance plus 20 m.

    Parameters
    ----------
    lats, lons
        Points in degrees (n,).
    max_gap_m
        Farther edges are left out.
    grid_first, grid_edge, grid
        Edges of the cells, and south, west, height and width of a cell in 1e-7 degrees, rows, columns (6,).
    point_first, point_lat, point_lon
        Points of the edges (E+1,), (P,) in 1e-7 degrees.
    edge_tail, edge_head, edge_length, node_origin, arc_first, arc_head, arc_edge, arc_class, weights
        The network and the weights of the request.
    part, part_good
        Strongly connected part of each node (N,) and whether a part is large enough (parts,).
    class_use
        What the vehicle may do on each class of arc (K,).
    edges, offsets_mm, snapped_lat, snapped_lon, gaps_m
        Written (n,): the edge or -1, distance from its tail, the point on it in 1e-7 degrees, distance in metres.
    """
    cell_y, cell_x, rows, columns = grid[2], grid[3], grid[4], grid[5]
    for index in range(len(lats)):
        lat_e7, lon_e7 = lats[index] * 1e7, lons[index] * 1e7
        lon_scale = _M_PER_E7 * math.cos(math.radians(lats[index]))
        cell_m = min(cell_y * _M_PER_E7, cell_x * lon_scale)
        row: int = np.int64(math.floor((lat_e7 - grid[0]) / cell_y))
        column: int = np.int64(math.floor((lon_e7 - grid[1]) / cell_x))
        near = (np.inf, np.int64(-1), np.inf, np.int64(-1))
        ring = 0
        while True:
            for r in range(max(0, row - ring), min(rows - 1, row + ring) + 1):
                # Rows at the edge of the ring are searched whole, the others at both ends.
                step = 1 if abs(r - row) == ring else 2 * ring
                for c in range(column - ring, column + ring + 1, step):
                    if 0 <= c < columns:
                        near = _search_cell(
                            r * columns + c, near, lat_e7, lon_e7, lon_scale, max_gap_m, grid_first, grid_edge,
                            point_first, point_lat, point_lon, edge_tail, edge_head, node_origin, arc_first, arc_head,
                            arc_edge, arc_class, weights, part, part_good, class_use,
                        )  # fmt: skip
            reluctant_m = _RELUCTANCE * near[0] + _RELUCTANCE_M
            if ring * cell_m >= min(max_gap_m, near[2], reluctant_m):
                break
            ring += 1
        ridden = near[3] >= 0 and near[2] <= reluctant_m
        edge = near[3] if ridden else near[1]
        edges[index] = edge
        gaps_m[index] = near[2] if ridden else near[0]
        if edge >= 0:
            _place(
                index, edge, lat_e7, lon_e7, lon_scale, edge_length, point_first, point_lat, point_lon, offsets_mm,
                snapped_lat, snapped_lon,
            )  # fmt: skip
