"""Streets that run beside a line: the other carriageway, the path along the road."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from numba import types

from graphs.kernels.types import RO_I4, RO_I8, RO_U1, WR_F8, WR_I4, WR_U1, WR_U4, bare, kernel, local

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["count_streets", "edges_beside"]

_E7_M = math.pi / 180.0 * 6_371_008.8 * 1e-7
_SAMPLE_M = 15.0
_LEAST_SHARE = 0.5


@local
def _mark_disc(raster: npt.NDArray[np.uint8], columns: int, x: float, y: float, cell_m: float, reach_m: float) -> None:
    """Mark the raster cells whose centre lies within reach of a point, all in metres from the raster's corner."""
    rows = len(raster) // columns
    low_row, high_row = int((y - reach_m) / cell_m), int((y + reach_m) / cell_m)
    low_column, high_column = int((x - reach_m) / cell_m), int((x + reach_m) / cell_m)
    for row in range(max(0, low_row), min(rows - 1, high_row) + 1):
        dy = (row + 0.5) * cell_m - y
        for column in range(max(0, low_column), min(columns - 1, high_column) + 1):
            dx = (column + 0.5) * cell_m - x
            if dx * dx + dy * dy <= reach_m * reach_m:
                raster[row * columns + column] = 1


@local
def _share_marked(
    raster: npt.NDArray[np.uint8],
    columns: int,
    cell_m: float,
    west_e7: int,
    south_e7: int,
    squeeze: float,
    lat_e7: npt.NDArray[np.int32],
    lon_e7: npt.NDArray[np.int32],
    first: int,
    last: int,
) -> float:
    """Share of the samples along points `first` to `last` that lie on marked cells."""
    rows = len(raster) // columns
    hits, samples = 0, 0
    for k in range(first, last):
        x0, y0 = (lon_e7[k] - west_e7) * _E7_M * squeeze, (lat_e7[k] - south_e7) * _E7_M
        x1, y1 = (lon_e7[k + 1] - west_e7) * _E7_M * squeeze, (lat_e7[k + 1] - south_e7) * _E7_M
        pieces = max(1, int(math.hypot(x1 - x0, y1 - y0) / _SAMPLE_M))
        for p in range(pieces):
            share = (p + 0.5) / pieces
            column = math.floor((x0 + share * (x1 - x0)) / cell_m)
            row = math.floor((y0 + share * (y1 - y0)) / cell_m)
            samples += 1
            if 0 <= column < columns and 0 <= row < rows and raster[row * columns + column]:
                hits += 1
    return hits / max(1, samples)


@kernel(
    types.int64(
        WR_F8, WR_F8, types.float64, WR_U1, types.int64, types.float64, types.int64, types.int64, types.float64,
        RO_I8, RO_I4, RO_I8,
        RO_I8, RO_I4, RO_I4, WR_U4, types.uint32, WR_I4,
    )
)  # fmt: skip
def edges_beside(
    x: npt.NDArray[np.float64],
    y: npt.NDArray[np.float64],
    reach_m: float,
    raster: npt.NDArray[np.uint8],
    raster_columns: int,
    cell_m: float,
    west_e7: int,
    south_e7: int,
    squeeze: float,
    grid_first: npt.NDArray[np.int64],
    grid_edge: npt.NDArray[np.int32],
    grid: npt.NDArray[np.int64],
    point_first: npt.NDArray[np.int64],
    point_lat_e7: npt.NDArray[np.int32],
    point_lon_e7: npt.NDArray[np.int32],
    edge_stamp: npt.NDArray[np.uint32],
    stamp: int,
    found: npt.NDArray[np.int32],
) -> int:
    """Find the edges of which at least half lies within reach of a line.

    Parameters
    ----------
    x, y
        Samples of the line, at most `reach_m` apart, in metres from the raster's corner (n,).
    raster, raster_columns, cell_m, west_e7, south_e7, squeeze
        Zeroed workspace (rows * columns,), its width, the side of its cells, its south-west corner and the cosine of
        its latitude.
    grid_first, grid_edge, grid
        The network's grid of edges and its layout: south, west, cell height, cell width (1e-7 degrees), rows, columns.
    point_first, point_lat_e7, point_lon_e7
        The network's points.
    edge_stamp, stamp
        Workspace (E,): edges seen bear the stamp.
    found
        Written (E,): the edges, in order of the cells along the line.

    Returns
    -------
    int
        Number of edges found.
    """
    for k in range(len(x)):
        _mark_disc(raster, raster_columns, x[k], y[k], cell_m, reach_m)
    count = 0
    last_row, last_column = -2, -2
    for k in range(len(x)):
        lon_e7 = west_e7 + int(x[k] / (_E7_M * squeeze))
        lat_e7 = south_e7 + int(y[k] / _E7_M)
        row, column = (lat_e7 - grid[0]) // grid[2], (lon_e7 - grid[1]) // grid[3]
        if row == last_row and column == last_column:
            continue
        last_row, last_column = row, column
        for r in range(max(0, row - 1), min(grid[4] - 1, row + 1) + 1):
            for c in range(max(0, column - 1), min(grid[5] - 1, column + 1) + 1):
                cell = r * grid[5] + c
                for slot in range(grid_first[cell], grid_first[cell + 1]):
                    edge = grid_edge[slot]
                    if edge_stamp[edge] == stamp:
                        continue
                    edge_stamp[edge] = stamp
                    share = _share_marked(
                        raster, raster_columns, cell_m, west_e7, south_e7, squeeze, point_lat_e7, point_lon_e7,
                        point_first[edge], point_first[edge + 1] - 1,
                    )  # fmt: skip
                    if share >= _LEAST_SHARE:
                        found[count] = edge
                        count += 1
    return count


@bare
def _price(edge: int, ridden: Any, beside: Any, avoided: Any, prices: Any) -> int:
    if ridden[edge] > 0:
        return int(prices[0])
    if beside[edge] > 0:
        return int(prices[1])
    return int(prices[2]) if avoided[edge] else 0


@kernel(types.void(RO_I4, RO_I4, types.int64, RO_U1, RO_U1, WR_U1, WR_U1, WR_U1), allocates=False)
def count_streets(
    on_path: npt.NDArray[np.int32],
    by_path: npt.NDArray[np.int32],
    step: int,
    avoided: npt.NDArray[np.uint8],
    prices: npt.NDArray[np.uint8],
    ridden: npt.NDArray[np.uint8],
    beside: npt.NDArray[np.uint8],
    eighths: npt.NDArray[np.uint8],
) -> None:
    """Count a path in or out, and price its streets and those beside it anew.

    Parameters
    ----------
    on_path, by_path
        Edges of the path and edges beside it, each once (n,), (m,).
    step
        1 to count the path in, -1 to count it out.
    avoided
        1 for edges of other itineraries (E,).
    prices
        Eighths for an edge ridden, beside what is ridden, and avoided (3,).
    ridden, beside
        Written (E,): paths that ride each edge or run beside it.
    eighths
        Written (E,): the highest price that holds for each edge.
    """
    for edge in on_path:
        ridden[edge] += step
    for edge in by_path:
        beside[edge] += step
    for edge in on_path:
        eighths[edge] = _price(edge, ridden, beside, avoided, prices)
    for edge in by_path:
        eighths[edge] = _price(edge, ridden, beside, avoided, prices)
