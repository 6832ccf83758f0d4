"""Reading the grid of cells over the streets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import types

from graphs.kernels.types import RO_I4, RO_I8, WR_I4, kernel

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["edges_in_cells"]


@kernel(WR_I4(RO_I8, RO_I4, types.int64, types.int64, types.int64, types.int64, types.int64))
def edges_in_cells(
    grid_first: npt.NDArray[np.int64],
    grid_edge: npt.NDArray[np.int32],
    columns: int,
    first_row: int,
    last_row: int,
    first_column: int,
    last_column: int,
) -> npt.NDArray[np.int32]:
    """List the edges of a block of cells within the grid, cell by cell, so that some come more than once."""
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
    return found
