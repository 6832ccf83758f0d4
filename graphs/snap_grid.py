"""The spatial index of edges: built once with the network, read when points are snapped or areas closed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from graphs.kernels.grid import count_cells, edges_in_cells, fill_cells

if TYPE_CHECKING:
    import numpy.typing as npt

    from graphs.network import Network

__all__ = ["GRID_FIELDS", "build_grid", "get_grid", "list_edges_in_box"]

GRID_FIELDS = ("south_e7", "west_e7", "cell_lat_e7", "cell_lon_e7", "rows", "columns")
"""Keys of `facts["grid"]`."""

_CELL_LAT_E7 = 22_500  # 250 m
_MAX_CELLS = 4_000_000
_E7 = 10_000_000


def build_grid(
    point_first: npt.NDArray[np.int64],
    point_lat_e7: npt.NDArray[np.int32],
    point_lon_e7: npt.NDArray[np.int32],
) -> tuple[dict[str, int], npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """Sort the edges into cells of about 250 m, larger where the network is vast.

    Parameters
    ----------
    point_first, point_lat_e7, point_lon_e7
        Points of each edge, shapes (E+1,), (P,), (P,).

    Returns
    -------
    tuple
        `facts["grid"]`; `grid_first` (cells+1,), cell = row * columns + column, rows from the south; `grid_edge`, rising in every cell.

    Raises
    ------
    ValueError
        There is no point at all.
    """
    if len(point_lat_e7) == 0:
        msg = "a network without points has no grid"
        raise ValueError(msg)
    facts = _lay_out(point_lat_e7, point_lon_e7)
    grid = _to_array(facts)
    cells = facts["rows"] * facts["columns"]
    first = np.zeros(cells + 1, dtype=np.int64)
    last = np.full(cells, -1, dtype=np.int32)
    count_cells(point_first, point_lat_e7, point_lon_e7, grid, last, first[1:])
    np.cumsum(first, out=first)
    edges = np.empty(int(first[-1]), dtype=np.int32)
    last.fill(-1)
    fill_cells(point_first, point_lat_e7, point_lon_e7, grid, last, first[:-1].copy(), edges)
    return facts, first, edges


def get_grid(network: Network) -> npt.NDArray[np.int64]:
    """Give the layout of the grid, shape (6,), in the order of `GRID_FIELDS`."""
    return _to_array(network.tables["facts"]["grid"])


def list_edges_in_box(
    network: Network, west: float, south: float, east: float, north: float
) -> npt.NDArray[np.int32]:
    """List the edges, sorted, that may meet a box in degrees: those of all cells that it touches."""
    grid = get_grid(network)
    first_row, last_row = _span(south, north, grid[0], grid[2], grid[4])
    first_column, last_column = _span(west, east, grid[1], grid[3], grid[5])
    if first_row > last_row or first_column > last_column:
        return np.empty(0, dtype=np.int32)
    found: npt.NDArray[np.int32] = edges_in_cells(
        network.grid_first, network.grid_edge, grid, first_row, last_row, first_column, last_column
    )
    return found


def _lay_out(lat_e7: npt.NDArray[np.int32], lon_e7: npt.NDArray[np.int32]) -> dict[str, int]:
    south, north = int(lat_e7.min()), int(lat_e7.max())
    west, east = int(lon_e7.min()), int(lon_e7.max())
    cell_lat = _CELL_LAT_E7
    while True:
        cell_lon = round(cell_lat / max(0.1, math.cos(math.radians((south + north) / 2 / _E7))))
        rows, columns = (north - south) // cell_lat + 1, (east - west) // cell_lon + 1
        if rows * columns <= _MAX_CELLS:
            return dict(zip(GRID_FIELDS, (south, west, cell_lat, cell_lon, rows, columns), strict=True))
        cell_lat *= 2


def _to_array(facts: dict[str, int]) -> npt.NDArray[np.int64]:
    return np.array([facts[name] for name in GRID_FIELDS], dtype=np.int64)


def _span(low: float, high: float, origin_e7: int, cell_e7: int, cells: int) -> tuple[int, int]:
    first = math.floor((low * _E7 - int(origin_e7)) / int(cell_e7))
    last = math.floor((high * _E7 - int(origin_e7)) / int(cell_e7))
    if last < 0 or first >= cells:
        return 1, 0
    return max(0, first), min(int(cells) - 1, last)
