"""The frame of the territory: bounds, a flat metric plane and the types that all rooms share."""

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import Polygon

WEST, SOUTH, EAST, NORTH = 2.2, 50.25, 4.6, 50.65
MIDDLE = 3.4, 50.45
METRES = 111_320 * math.cos(math.radians(50.45)), 111_195.0  # in a degree of longitude and of latitude
CELL = 50.0  # metres, of the rasters that steer the streets

Points = NDArray[np.float64]  # in metres, shape (n, 2)
Row = dict[str, str]
Tags = dict[str, str]
Random = np.random.Generator

BARRIERS = ("rail", "canal", "motorway")  # kinds of line that streets do not join
NETWORK = ("street", "estate", "path", "foot", "climb", "towpath", "greenway", "road", "ferry")
"""Kinds of line that people use; where two lie on one another the later one is kept."""


@dataclass(slots=True)
class Line:
    """A line to be laid: points of shape (n, 2), what it is, its highway class and tags that it brings along."""

    points: Points
    kind: str
    highway: str = ""
    tags: Tags = field(default_factory=dict)

    def half_width(self) -> float:
        """Return the metres of ground to each side that a barrier takes."""
        return float(self.tags.get("width", 32.0)) / 2


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
    top: tuple[float, ...] = ()


@dataclass(slots=True)
class Field:
    """A raster over the territory, row 0 in the south."""

    values: NDArray[Any]

    def at(self, *points: Points | tuple[float, float]) -> float:
        """Return the greatest value at any of the points; those outside take the nearest cell."""
        column, row = np.clip(((np.array(points) - (X0, Y0)) / CELL).astype(int), 0, LAST_CELL).T
        return float(self.values[row, column].max())


def to_xy(lat: float, lon: float) -> tuple[float, float]:
    """Return metres east and north of the middle of the territory."""
    return (lon - MIDDLE[0]) * METRES[0], (lat - MIDDLE[1]) * METRES[1]


def is_inside(point: Points | tuple[float, ...], margin: float = 0.0) -> bool:
    """Return whether a point lies in the territory, at least ``margin`` metres from its rim."""
    return X0 + margin < point[0] < X1 - margin and Y0 + margin < point[1] < Y1 - margin


(X0, Y0), (X1, Y1) = to_xy(SOUTH, WEST), to_xy(NORTH, EAST)
LAST_CELL = int((X1 - X0) / CELL) + 1, int((Y1 - Y0) / CELL) + 1  # column, row
