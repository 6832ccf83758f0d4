"""The frame of the territory: bounds, a flat metric plane and the types that all rooms share."""

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import Polygon

WEST, SOUTH, EAST, NORTH = 2.2, 50.25, 4.6, 50.65
_LON0, _LAT0 = 3.4, 50.45
_METRES_PER_LON, _METRES_PER_LAT = 111_320 * math.cos(math.radians(_LAT0)), 111_195.0
CELL = 50.0
"""Metres of a cell of the rasters that steer the streets."""

Points = NDArray[np.float64]
"""Points in metres, shape (n, 2)."""
Row = dict[str, str]
Tags = dict[str, str]
Random = np.random.Generator

X0, X1 = (WEST - _LON0) * _METRES_PER_LON, (EAST - _LON0) * _METRES_PER_LON
Y0, Y1 = (SOUTH - _LAT0) * _METRES_PER_LAT, (NORTH - _LAT0) * _METRES_PER_LAT
GRID_SHAPE = (int((Y1 - Y0) / CELL) + 2, int((X1 - X0) / CELL) + 2)

BARRIERS = ("rail", "canal", "motorway")
"""Kinds of line that streets do not join."""
NETWORK = ("road", "street", "estate", "path", "foot", "climb", "towpath", "greenway", "ferry")
"""Kinds of line that people use."""


@dataclass(slots=True)
class Line:
    """A line to be laid: points of shape (n, 2), what it is, its highway class and tags that it brings along."""

    points: Points
    kind: str
    highway: str = ""
    tags: Tags = field(default_factory=dict)


@dataclass(slots=True)
class Settlement:
    """A town, village or hamlet."""

    name: str
    x: float
    y: float
    population: int
    country: str


@dataclass(slots=True)
class Patch:
    """An area that streets go round or that has streets of its own: ``terril``, ``lake`` or ``estate``."""

    shape: Polygon
    kind: str
    site: Row
    angle: float = 0.0
    height_m: float = 0.0


@dataclass(slots=True)
class Field:
    """A raster over the territory, row 0 in the south."""

    values: NDArray[Any]

    def at(self, x: float, y: float) -> float:
        """Return the value of the cell that holds a point; points outside take the nearest cell."""
        row = min(GRID_SHAPE[0] - 1, max(0, int((y - Y0) / CELL)))
        column = min(GRID_SHAPE[1] - 1, max(0, int((x - X0) / CELL)))
        return float(self.values[row, column])

    def most(self, points: Points) -> float:
        """Return the greatest value at any of the points."""
        cells = ((points - (X0, Y0)) / CELL).astype(int)
        column, row = np.clip(cells, 0, (GRID_SHAPE[1] - 1, GRID_SHAPE[0] - 1)).T
        return float(self.values[row, column].max())


def to_xy(lat: float, lon: float) -> tuple[float, float]:
    """Return metres east and north of the middle of the territory."""
    return (lon - _LON0) * _METRES_PER_LON, (lat - _LAT0) * _METRES_PER_LAT


def to_lonlat(points: Points) -> Points:
    """Return longitudes and latitudes of points, rounded to six decimals."""
    return np.round(points / (_METRES_PER_LON, _METRES_PER_LAT) + (_LON0, _LAT0), 6)


def is_inside(point: Points | tuple[float, ...], margin: float = 0.0) -> bool:
    """Return whether a point lies in the territory, at least ``margin`` metres from its rim."""
    x, y = point
    return X0 + margin < x < X1 - margin and Y0 + margin < y < Y1 - margin
