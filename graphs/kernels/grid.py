"""A regular grid over the streets: which edges pass through each cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numba import types

from graphs.kernels.types import RO_I4, RO_I8, WR_I4, WR_I8, kernel, local

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["count_cells", "edges_in_cells", "fill_cells"]


@local
def _clamp(value: int, last: int) -> int:
    return min(max(value, 0), last)


@local
def _cells_of_row(y0: int, x0: int, y1: int, x1: int, row: int, cell_y: int, cell_x: int) -> tuple[int, int]:
    """First and last column that a segment meets within one row; y and x count from the corner of the grid."""
    if y0 == y1:
        return min(x0, x1) // cell_x, max(x0, x1) // cell_x
    low = max(min(y0, y1), row * cell_y)
    high = min(max(y0, y1), (row + 1) * cell_y)
    xa = x0 + (x1 - x0) * (low - y0) / (y1 - y0)
    xb = x0 + (x1 - x0) * (high - y0) / (y1 - y0)
    return int(np.floor((min(xa, xb) - 1) / cell_x)), int(np.floor((max(xa, xb) + 1) / cell_x))


@local
def _visit_edges(
    point_first: Any,
    point_lat: Any,
    point_lon: Any,
    grid: Any,
    last: Any,
    cursor: Any,
    found: Any,
    counting: bool,
) -> None:
    south, west, cell_y, cell_x, rows, columns = grid[0], grid[1], grid[2], grid[3], grid[4], grid[5]
    for edge in range(len(point_first) - 1):
        for point in range(point_first[edge], point_first[edge + 1] - 1):
            y0, x0 = point_lat[point] - south, point_lon[point] - west
            y1, x1 = point_lat[point + 1] - south, point_lon[point + 1] - west
            for row in range(_clamp(min(y0, y1) // cell_y, rows - 1), _clamp(max(y0, y1) // cell_y, rows - 1) + 1):
                begin, end = _cells_of_row(y0, x0, y1, x1, row, cell_y, cell_x)
                for column in range(_clamp(begin, columns - 1), _clamp(end, columns - 1) + 1):
                    cell = row * columns + column
                    if last[cell] == edge:
                        continue
                    last[cell] = edge
                    if not counting:
                        found[cursor[cell]] = edge
                    cursor[cell] += 1


@kernel(types.void(RO_I8, RO_I4, RO_I4, RO_I8, WR_I4, WR_I8))
def count_cells(
    point_first: npt.NDArray[np.int64],
    point_lat: npt.NDArray[np.int32],
    point_lon: npt.NDArray[np.int32],
    grid: npt.NDArray[np.int64],
    last: npt.NDArray[np.int32],
    counts: npt.NDArray[np.int64],
) -> None:
    """Count the edges of each cell.

    Parameters
    ----------
    point_first, point_lat, point_lon
        Points of each edge (E+1,) and their coordinates in 1e-7 degrees (P,).
    grid
        South, west, height and width of a cell in 1e-7 degrees, rows, columns (6,).
    last
        Workspace (cells,), filled with -1.
    counts
        Written (cells,), zeros before.
    """
    _visit_edges(point_first, point_lat, point_lon, grid, last, counts, last, True)


@kernel(types.void(RO_I8, RO_I4, RO_I4, RO_I8, WR_I4, WR_I8, WR_I4))
def fill_cells(
    point_first: npt.NDArray[np.int64],
    point_lat: npt.NDArray[np.int32],
    point_lon: npt.NDArray[np.int32],
    grid: npt.NDArray[np.int64],
    last: npt.NDArray[np.int32],
    cursor: npt.NDArray[np.int64],
    found: npt.NDArray[np.int32],
) -> None:
    """Write the edges of each cell, rising; parameters as in `count_cells`.

    Parameters
    ----------
    point_first, point_lat, point_lon, grid, last
        As in `count_cells`.
    cursor
        Where the edges of each cell begin (cells,); used up.
    found
        Written: the edges, cell by cell.
    """
    _visit_edges(point_first, point_lat, point_lon, grid, last, cursor, found, False)


@kernel(WR_I4(RO_I8, RO_I4, RO_I8, types.int64, types.int64, types.int64, types.int64))
def edges_in_cells(
    grid_first: npt.NDArray[np.int64],
    grid_edge: npt.NDArray[np.int32],
    grid: npt.NDArray[np.int64],
    first_row: int,
    last_row: int,
    first_column: int,
    last_column: int,
) -> npt.NDArray[np.int32]:
    """List the edges of a block of cells, sorted and each once; the block lies in the grid."""
    columns = grid[5]
    count = 0
    for row in range(first_row, last_row + 1):
        start = row * columns
        count += grid_first[start + last_column + 1] - grid_first[start + first_column]
    found = np.empty(count, dtype=np.int32)
    count = 0
    for row in range(first_row, last_row + 1):
        start = row * columns
        for slot in range(grid_first[start + first_column], grid_first[start + last_column + 1]):
            found[count] = grid_edge[slot]
            count += 1
    return np.unique(found)
