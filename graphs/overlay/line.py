"""Lines of edges on the plane of 1e-7 degrees, and places on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graphs.network import UNKNOWN_ELEVATION_DM
from graphs.osm.lengths import measure_edges

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

__all__ = ["Cut", "Line"]


class Cut(NamedTuple):
    """A place on a line: a whole `position` is a vertex, 2.25 a quarter of the way from the third to the fourth."""

    position: float
    lat_e7: int
    lon_e7: int


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """Vertices in order: 1e-7 degrees i4 (n,) and decimetres i2 (n,), -32768 where unknown."""

    lat_e7: npt.NDArray[np.int32]
    lon_e7: npt.NDArray[np.int32]
    ele_dm: npt.NDArray[np.int16]

    def with_cuts(self, cuts: Sequence[Cut]) -> tuple[Line, list[int]]:
        """Put places in as vertices and say at which index each then stands; vertices serve as they are.

        Parameters
        ----------
        cuts
            Places, no two of them the same.
        """
        inner = [cut for cut in cuts if not cut.position.is_integer()]
        position = np.concatenate([np.arange(len(self.lat_e7)), [cut.position for cut in inner]])
        order = np.argsort(position, kind="stable")
        lat = np.concatenate([self.lat_e7, np.array([cut.lat_e7 for cut in inner], np.int32)])
        lon = np.concatenate([self.lon_e7, np.array([cut.lon_e7 for cut in inner], np.int32)])
        ele = np.concatenate([self.ele_dm, np.array([self._height(cut.position) for cut in inner], np.int16)])
        where = np.searchsorted(position[order], [cut.position for cut in cuts])
        return Line(lat[order], lon[order], ele[order]), [int(index) for index in where]

    def part(self, first: int, last: int) -> Line:
        """Vertices from `first` to `last`, both included."""
        kept = slice(first, last + 1)
        return Line(self.lat_e7[kept], self.lon_e7[kept], self.ele_dm[kept])

    def get_box(self) -> tuple[int, int, int, int]:
        """West, south, east and north, 1e-7 degrees."""
        lat, lon = self.lat_e7, self.lon_e7
        return int(lon.min()), int(lat.min()), int(lon.max()), int(lat.max())

    def length_mm(self) -> int:
        """Length as the network measures it, at least one."""
        return int(measure_edges(np.array([0, len(self.lat_e7)], np.int64), self.lat_e7, self.lon_e7)[0])

    def _height(self, position: float) -> int:
        before = int(position)
        low, high = int(self.ele_dm[before]), int(self.ele_dm[before + 1])
        if UNKNOWN_ELEVATION_DM in {low, high}:
            return UNKNOWN_ELEVATION_DM
        return round(low + (position - before) * (high - low))
