"""Which country and region a place lies in, by the borders of the extracts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely
from shapely import STRtree

from graphs.geo import BoundingBox
from graphs.osm.partition import Partition, partition

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphs.areas import Area
    from graphs.geo import Coordinate
    from graphs.osm.borders import Borders

__all__ = ["Countries"]

Float64 = npt.NDArray[np.float64]
Int32 = npt.NDArray[np.int32]

_CELLS = 64
_UNKNOWN, _MIXED = -1, -2
_BESIDE_DEG = 0.05
_ROOM_DEG = 1e-4
_SURE_RATIO = 4.0
"""A place outside the box belongs to what lies inside beside it when borders are so many times farther off."""


@dataclass(frozen=True, slots=True, eq=False)
class _Sheet:
    """A partition with a grid that answers for most places at once.

    `cell` (64, 64), south to north and west to east, holds the number of the one area a cell lies in, -1 where it
    lies in none, -2 where it must be looked at closely.
    """

    partition: Partition
    number: tuple[int, ...]
    cell: Int32
    tree: STRtree

    def find(self, lat: Float64, lon: Float64) -> Int32:
        """Numbers of the areas, -1 where unknown."""
        box = self.partition.box
        row = _to_cells(lat, box.south, box.north)
        column = _to_cells(lon, box.west, box.east)
        inside = (lat >= box.south) & (lat <= box.north) & (lon >= box.west) & (lon <= box.east)
        found = np.where(inside, self.cell[row, column], _UNKNOWN).astype(np.int32)
        close = np.flatnonzero(found == _MIXED)
        found[close] = self._look_closely(lat[close], lon[close])
        self._look_outside(lat, lon, ~inside, found)
        return found

    def _look_closely(self, lat: Float64, lon: Float64) -> Int32:
        found = np.full(len(lat), _UNKNOWN, np.int32)
        for polygon, number in zip(self.partition.polygons, self.number, strict=True):
            found[shapely.contains_xy(polygon, lon, lat)] = number
        return found

    def _look_outside(self, lat: Float64, lon: Float64, outside: npt.NDArray[np.bool_], found: Int32) -> None:
        box = self.partition.box
        near_lat, near_lon = np.clip(lat, box.south, box.north), np.clip(lon, box.west, box.east)
        gap = np.hypot(lat - near_lat, lon - near_lon)
        chosen = np.flatnonzero(outside & (gap <= _BESIDE_DEG))
        if len(chosen) == 0:
            return
        inward = 1e-9
        near = self.find(
            np.clip(near_lat[chosen], box.south + inward, box.north - inward),
            np.clip(near_lon[chosen], box.west + inward, box.east - inward),
        )
        if len(self.partition.lines):
            points = shapely.points(lon[chosen], lat[chosen])
            reach = gap[chosen] * _SURE_RATIO
            near[np.unique(self.tree.query(points, predicate="dwithin", distance=reach)[0])] = _UNKNOWN
        found[chosen] = near


@dataclass(frozen=True, slots=True, eq=False)
class Countries:
    """Finder of countries and regions; `areas` are what it may find."""

    areas: tuple[Area, ...]
    _sheets: tuple[_Sheet, ...] = ()

    @classmethod
    def nowhere(cls) -> Countries:
        """Give a finder that knows nothing."""
        return cls(())

    @classmethod
    def from_borders(cls, borders: Borders, boxes: Sequence[BoundingBox | None]) -> Countries:
        """Close the borders at the edges of the extracts.

        Parameters
        ----------
        borders
            As read.
        boxes
            What each extract holds, None for one without a place; what its header says narrows it down.
        """
        if not borders.realms:
            return cls.nowhere()
        frames = dict.fromkeys(
            frame
            for box, header in zip(boxes, borders.boxes, strict=True)
            if box is not None and (frame := _narrow(box, header)) is not None
        )
        found = [partition(borders, frame) for frame in frames]
        areas = tuple(dict.fromkeys(area for item in found for area in item.areas))
        return cls(areas, tuple(_to_sheet(item, areas) for item in found))

    def find(self, lat: Float64, lon: Float64) -> Int32:
        """Rows of `areas` for places in degrees, shape (n,) each; -1 where the borders do not tell.

        Of two extracts that hold a place the first that tells counts.
        """
        found = np.full(len(lat), _UNKNOWN, np.int32)
        for sheet in self._sheets:
            left = np.flatnonzero(found == _UNKNOWN)
            if len(left):
                found[left] = sheet.find(lat[left], lon[left])
        return found

    def find_area(self, point: Coordinate) -> Area:
        """Country and region of one place, None where the borders do not tell."""
        row = int(self.find(np.array([point.lat]), np.array([point.lon]))[0])
        return self.areas[row] if row >= 0 else (None, None)


def _narrow(box: BoundingBox, header: BoundingBox | None) -> BoundingBox | None:
    """Box of an extract with some room, within what its header says."""
    west, south = max(box.west - _ROOM_DEG, -180.0), max(box.south - _ROOM_DEG, -90.0)
    east, north = min(box.east + _ROOM_DEG, 180.0), min(box.north + _ROOM_DEG, 90.0)
    if header is not None:
        west, south = max(west, header.west), max(south, header.south)
        east, north = min(east, header.east), min(north, header.north)
    return BoundingBox(west, south, east, north) if west < east and south < north else None


def _to_cells(values: Float64, low: float, high: float) -> npt.NDArray[np.intp]:
    return np.clip(((values - low) / (high - low) * _CELLS), 0, _CELLS - 1).astype(np.intp)


def _to_sheet(item: Partition, areas: Sequence[Area]) -> _Sheet:
    number = tuple(areas.index(area) for area in item.areas)
    box = item.box
    lons, lats = np.linspace(box.west, box.east, _CELLS + 1), np.linspace(box.south, box.north, _CELLS + 1)
    cells = shapely.box(lons[None, :-1], lats[:-1, None], lons[None, 1:], lats[1:, None])
    cell = np.full((_CELLS, _CELLS), _UNKNOWN, np.int32)
    for polygon, own in zip(item.polygons, number, strict=True):
        shapely.prepare(polygon)
        cell[shapely.intersects(polygon, cells)] = _MIXED
        cell[shapely.covers(polygon, cells)] = own
    tree = STRtree(list(item.lines))
    crossed = tree.query(cells.reshape(-1), predicate="intersects")[0]
    cell.reshape(-1)[np.unique(crossed)] = _MIXED
    return _Sheet(item, number, cell, tree)
