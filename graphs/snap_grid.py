"""The spatial index of edges for snapping: a grid of cells of about 150 m, each with the edges that pass it.

Layout
------
`facts.json["grid"]` holds `west_e7`, `south_e7` (south-western corner), `cell_e7_lat`, `cell_e7_lon` (size of a
cell), `columns` and `rows`, all
integers. The cell of a place is::

    column = (lon_e7 - west_e7) // cell_e7_lon        0 <= column < columns
    row    = (lat_e7 - south_e7) // cell_e7_lat       0 <= row < rows
    cell   = row * columns + column

`grid_edge[grid_first[cell]:grid_first[cell + 1]]` (i8 and i4) are the edges with a segment that passes the cell,
rising, each once. Transfers are left out.
All nodes and points lie inside the grid. Sizes grow where the territory is so wide that there would be many more
cells than edges.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

from graphs.geo import EARTH_RADIUS_M
from graphs.kernels.grid import visit_cells

if TYPE_CHECKING:
    import numpy.typing as npt

    from graphs.network import Network

__all__ = ["GridFrame", "build_snap_grid", "read_grid"]

_KERNEL_FIELDS = ("south_e7", "west_e7", "cell_e7_lat", "cell_e7_lon", "rows", "columns")

CELL_M = 150.0
_LEAST_CELLS = 1 << 20
_CELLS_PER_EDGE = 4


@dataclass(frozen=True, slots=True)
class GridFrame:
    """Place and size of the cells, as written to facts.json."""

    west_e7: int
    south_e7: int
    cell_e7_lat: int
    cell_e7_lon: int
    columns: int
    rows: int

    def __post_init__(self) -> None:
        if min(self.cell_e7_lat, self.cell_e7_lon, self.columns, self.rows) < 1:
            msg = f"a grid has at least one cell of at least 1e-7 degrees, got {self}"
            raise ValueError(msg)

    @classmethod
    def around(
        cls, lat_e7: npt.NDArray[np.int32], lon_e7: npt.NDArray[np.int32], *, edge_count: int, cell_m: float = CELL_M
    ) -> GridFrame:
        """Frame points of shape (n,), n > 0, with cells of about `cell_m`, larger where the land is wide and empty."""
        west, east = int(lon_e7.min()), int(lon_e7.max())
        south, north = int(lat_e7.min()), int(lat_e7.max())
        middle = math.radians((south + north) / 2 * 1e-7)
        lat_step = math.degrees(cell_m / EARTH_RADIUS_M) * 1e7
        lon_step = lat_step / max(0.01, math.cos(middle))
        cells = ((east - west) / lon_step + 1) * ((north - south) / lat_step + 1)
        stretch = math.sqrt(max(1.0, cells / max(_LEAST_CELLS, _CELLS_PER_EDGE * edge_count)))
        lat_cell, lon_cell = round(lat_step * stretch), round(lon_step * stretch)
        return cls(west, south, lat_cell, lon_cell, (east - west) // lon_cell + 1, (north - south) // lat_cell + 1)

    def to_dict(self) -> dict[str, int]:
        """Give the fields as JSON knows them."""
        return asdict(self)


def read_grid(network: Network) -> npt.NDArray[np.int64]:
    """Give the grid of a network for kernels, i8 (6,): south, west, height and width of a cell, rows, columns."""
    facts = network.tables["facts"]["grid"]
    return np.array([facts[name] for name in _KERNEL_FIELDS], dtype=np.int64)


def build_snap_grid(
    frame: GridFrame,
    point_first: npt.NDArray[np.int64],
    point_lat_e7: npt.NDArray[np.int32],
    point_lon_e7: npt.NDArray[np.int32],
    edge_way: npt.NDArray[np.int32],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """List the edges of every cell.

    Parameters
    ----------
    frame
        Cells that hold all points.
    point_first, point_lat_e7, point_lon_e7
        Points of the edges, shapes (E + 1,), (P,), (P,).
    edge_way
        Way of each edge, shape (E,); those without (-1) are left out.

    Returns
    -------
    tuple
        `grid_first` (cells + 1,) and `grid_edge`, as the module says.
    """
    cells = frame.columns * frame.rows
    lines = (point_first, point_lat_e7, point_lon_e7, edge_way)
    shape = (frame.west_e7, frame.south_e7, frame.cell_e7_lon, frame.cell_e7_lat, frame.columns)
    first = np.zeros(cells + 1, np.int64)
    nothing = np.empty(0, np.int32)
    visit_cells(*lines, *shape, np.full(cells, -1, np.int32), first[1:], nothing)
    np.cumsum(first, out=first)
    edges = np.empty(first[-1], np.int32)
    cursor = first[:-1].copy()
    visit_cells(*lines, *shape, np.full(cells, -1, np.int32), cursor, edges)
    return first, edges
