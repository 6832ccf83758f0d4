"""Which cells of a grid the edges pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numba import types

from graphs.kernels.types import RO_I4, RO_I8, WR_I4, WR_I8, kernel, local

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["visit_cells"]


@local
def _enter(
    cell: int, edge: int, seen: npt.NDArray[np.int32], cursor: npt.NDArray[np.int64], edges: npt.NDArray[np.int32]
) -> None:
    if seen[cell] == edge:
        return
    seen[cell] = edge
    if len(edges) > 0:
        edges[cursor[cell]] = edge
    cursor[cell] += 1


@local
def _between(x0: float, y0: float, x1: float, y1: float, row: int) -> tuple[float, float]:
    """Least and greatest x of the part of a rising segment that lies in a row."""
    low, high = min(x0, x1), max(x0, x1)
    if y1 <= y0:
        return low, high
    slope = (x1 - x0) / (y1 - y0)
    first = x0 + (max(float(row), y0) - y0) * slope
    last = x0 + (min(float(row + 1), y1) - y0) * slope
    return max(low, min(first, last)), min(high, max(first, last))


@kernel(
    types.void(
        RO_I8,
        RO_I4,
        RO_I4,
        RO_I4,
        types.int64,
        types.int64,
        types.int64,
        types.int64,
        types.int64,
        WR_I4,
        WR_I8,
        WR_I4,
    )
)
def visit_cells(
    point_first: npt.NDArray[np.int64],
    lat_e7: npt.NDArray[np.int32],
    lon_e7: npt.NDArray[np.int32],
    edge_way: npt.NDArray[np.int32],
    west_e7: int,
    south_e7: int,
    cell_e7_lon: int,
    cell_e7_lat: int,
    columns: int,
    seen: npt.NDArray[np.int32],
    cursor: npt.NDArray[np.int64],
    edges: npt.NDArray[np.int32],
) -> None:
    """Advance the cursor of every cell that an edge passes; write the edge there unless `edges` is empty.

    Parameters
    ----------
    point_first, lat_e7, lon_e7
        Points of the edges, shapes (E + 1,), (P,), (P,), in 1e-7 degrees.
    edge_way
        Shape (E,); edges with a negative one are left out.
    west_e7, south_e7, cell_e7_lon, cell_e7_lat, columns
        Corner, size of a cell, cells in a row.
    seen
        Shape (cells,), -1 everywhere; the last edge that entered each cell.
    cursor
        Shape (cells,): where the next edge of each cell goes.
    edges
        Edges cell by cell, or empty.
    """
    for edge in range(len(point_first) - 1):
        if edge_way[edge] < 0:
            continue
        for i in range(point_first[edge], point_first[edge + 1] - 1):
            x0, y0 = (lon_e7[i] - west_e7) / cell_e7_lon, (lat_e7[i] - south_e7) / cell_e7_lat
            x1, y1 = (lon_e7[i + 1] - west_e7) / cell_e7_lon, (lat_e7[i + 1] - south_e7) / cell_e7_lat
            if y0 > y1:
                x0, y0, x1, y1 = x1, y1, x0, y0
            for row in range(int(y0), int(y1) + 1):
                low, high = _between(x0, y0, x1, y1, row)
                for column in range(int(low), int(high) + 1):
                    _enter(row * columns + column, edge, seen, cursor, edges)
