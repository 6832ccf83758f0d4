"""Features of the map as columns: points on the grid of the deepest zoom, parts, shapes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["DEEPEST_ZOOM", "EXTENT", "EXTENT_BITS", "GRID_BITS", "Shapes", "Table", "ranges", "to_grid"]

EXTENT_BITS = 12
EXTENT = 1 << EXTENT_BITS
"""Units along the side of a tile."""
DEEPEST_ZOOM = 14
GRID_BITS = DEEPEST_ZOOM + EXTENT_BITS
"""The world is 2 ** GRID_BITS units wide and high."""

_LATITUDE_LIMIT = 85.0511287
Properties = tuple[tuple[str, str | bool], ...]


class Table:
    """Rows of layers and properties, numbered in order of their first use."""

    def __init__(self) -> None:
        self._index: dict[tuple[str, Properties], int] = {}
        self.rows: list[tuple[str, Properties]] = []

    def add(self, layer: str, properties: Properties) -> int:
        """Give the number of a row."""
        row = self._index.setdefault((layer, properties), len(self.rows))
        if row == len(self.rows):
            self.rows.append((layer, properties))
        return row


@dataclass(frozen=True, slots=True, eq=False)
class Shapes:
    """S shapes of Q parts of P points on a grid, x to the east, y to the south."""

    x: npt.NDArray[np.int32]
    y: npt.NDArray[np.int32]
    first: npt.NDArray[np.int64]
    """Points of part q are `first[q] .. first[q + 1]` (Q+1,)."""
    kind: npt.NDArray[np.uint8]
    """`graphs.kernels.tiles` POINT, LINE, OUTER or INNER (Q,)."""
    outline: npt.NDArray[np.int64]
    """Number of the outline that a ring is or belongs to (Q,)."""
    row: npt.NDArray[np.int32]
    """Row of the table of properties (Q,)."""
    zoom: npt.NDArray[np.uint8]
    """First zoom that shows it (Q,)."""

    @classmethod
    def empty(cls) -> Shapes:
        """Give none."""
        none = np.empty(0, np.int32)
        return cls(
            none,
            none,
            np.zeros(1, np.int64),
            np.empty(0, np.uint8),
            np.empty(0, np.int64),
            none,
            np.empty(0, np.uint8),
        )

    @classmethod
    def join(cls, several: Sequence[Shapes]) -> Shapes:
        """Put shapes one behind the other; numbers of outlines stay."""
        some = several or [cls.empty()]
        starts = np.cumsum([0, *(len(item.x) for item in some)])
        ends = [item.first[1:] + start for item, start in zip(some, starts, strict=False)]
        return cls(
            np.concatenate([item.x for item in some]),
            np.concatenate([item.y for item in some]),
            np.concatenate([np.zeros(1, np.int64), *ends]),
            np.concatenate([item.kind for item in some]),
            np.concatenate([item.outline for item in some]),
            np.concatenate([item.row for item in some]),
            np.concatenate([item.zoom for item in some]),
        )

    def take(self, parts: npt.NDArray[np.intp]) -> Shapes:
        """Give some of the parts, in the order of their numbers in `parts`."""
        first, points = ranges(self.first, parts)
        return Shapes(
            self.x[points],
            self.y[points],
            first,
            self.kind[parts],
            self.outline[parts],
            self.row[parts],
            self.zoom[parts],
        )


def ranges(
    first: npt.NDArray[np.int64], parts: npt.NDArray[np.intp]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Offsets (n+1,) and numbers of the points of some parts."""
    counts = first[parts + 1] - first[parts]
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    return offsets, np.repeat(first[parts] - offsets[:-1], counts) + np.arange(offsets[-1])


def to_grid(
    lat: npt.NDArray[np.float64], lon: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Web Mercator (EPSG:3857) on the grid; what lies beyond its limits is put on them."""
    size = 1 << GRID_BITS
    sine = np.sin(np.radians(np.clip(lat, -_LATITUDE_LIMIT, _LATITUDE_LIMIT)))
    x = (lon / 360 + 0.5) * size
    y = (0.5 - np.arctanh(sine) / (2 * np.pi)) * size
    limit = size - 1
    return np.clip(np.rint(x), 0, limit).astype(np.int32), np.clip(np.rint(y), 0, limit).astype(np.int32)
