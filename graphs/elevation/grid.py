"""Rasters on one grid as one surface: read in blocks, small voids filled, interpolated between pixels."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from graphs.elevation.voids import fill_small_voids
from graphs.kernels.terrain import bilinear

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

__all__ = ["GridPlace", "Member", "Mosaic"]

Float32 = npt.NDArray[np.float32]
Float64 = npt.NDArray[np.float64]

_BLOCK = 512
_BLOCKS_KEPT = 96
_VOID_M = 1000.0
_MAX_VOID_PIXELS = 12


@dataclass(frozen=True, slots=True)
class GridPlace:
    """Where a raster lies on the grid it shares with its neighbours, in whole pixels."""

    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a mosaic."""

    path: Path
    place: GridPlace
    read: Callable[[int, int, int, int], Float32]
    """Reads rows [a, b) and columns [c, d) of the file, called as read(a, b, c, d); NaN where void."""


class Mosaic:
    """Files whose pixels fall on one grid, sampled as one surface.

    Parameters
    ----------
    members
        The files; where they overlap the first that knows a value holds.
    to_grid
        Turns latitudes and longitudes into rows and columns, shapes (n,), centres of pixels being whole numbers.
    resolution_m
        Size of a pixel on the ground.
    """

    def __init__(
        self,
        members: Sequence[Member],
        to_grid: Callable[[Float64, Float64], tuple[Float64, Float64]],
        resolution_m: float,
    ) -> None:
        self.resolution_m = resolution_m
        self._members = tuple(members)
        self._to_grid = to_grid
        self._margin = int(np.clip(_VOID_M / resolution_m / 2, 1, _MAX_VOID_PIXELS))
        self._blocks: OrderedDict[tuple[int, int], Float32 | None] = OrderedDict()

    def sample(self, lat: Float64, lon: Float64) -> Float64:
        """Give elevations in metres, shape (n,), NaN where unknown, at points in degrees, shapes (n,)."""
        row, column = self._to_grid(lat, lon)
        found = np.full(len(lat), np.nan)
        usable = np.flatnonzero(np.isfinite(row) & np.isfinite(column))
        block_row = np.floor(row[usable] / _BLOCK).astype(np.int64)
        block_column = np.floor(column[usable] / _BLOCK).astype(np.int64)
        order = np.lexsort((block_column, block_row))
        usable, block_row, block_column = usable[order], block_row[order], block_column[order]
        change = np.flatnonzero((np.diff(block_row) != 0) | (np.diff(block_column) != 0)) + 1
        bounds = [0, *change.tolist(), len(usable)]
        for first, last in pairwise(bounds):
            if first == last:
                continue
            key = (int(block_row[first]), int(block_column[first]))
            block = self._get_block(key)
            if block is not None:
                chosen = usable[first:last]
                found[chosen] = bilinear(block, row[chosen] - key[0] * _BLOCK + 1, column[chosen] - key[1] * _BLOCK + 1)
        return found

    def _get_block(self, key: tuple[int, int]) -> Float32 | None:
        """Give one block with a pixel of its neighbours on every side, None where no file has any."""
        if key in self._blocks:
            self._blocks.move_to_end(key)
            return self._blocks[key]
        margin = self._margin + 1
        wide = self._read(key[0] * _BLOCK - margin, key[1] * _BLOCK - margin, _BLOCK + 2 * margin)
        block = None
        if wide is not None:
            fill_small_voids(wide, half_width=self._margin)
            block = np.ascontiguousarray(wide[margin - 1 : 1 - margin or None, margin - 1 : 1 - margin or None])
        self._blocks[key] = block
        if len(self._blocks) > _BLOCKS_KEPT:
            self._blocks.popitem(last=False)
        return block

    def _read(self, row: int, column: int, size: int) -> Float32 | None:
        """Join what the files have of a square, (size, size), NaN elsewhere; None where no file reaches it."""
        square: Float32 | None = None
        for member in self._members:
            place = member.place
            top, bottom = max(row, place.row), min(row + size, place.row + place.rows)
            left, right = max(column, place.column), min(column + size, place.column + place.columns)
            if top >= bottom or left >= right:
                continue
            if square is None:
                square = np.full((size, size), np.nan, dtype=np.float32)
            part = member.read(top - place.row, bottom - place.row, left - place.column, right - place.column)
            target = square[top - row : bottom - row, left - column : right - column]
            np.copyto(target, part, where=np.isnan(target))
        return square
