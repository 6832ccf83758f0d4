"""Metres around a middle latitude, for distances of some hundred metres."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import shapely

from graphs.geo import EARTH_RADIUS_M, BoundingBox, Coordinate

if TYPE_CHECKING:
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

__all__ = ["MetricFrame"]

_PER_DEGREE_M = math.pi * EARTH_RADIUS_M / 180
_Shape = TypeVar("_Shape", bound="BaseGeometry")


@dataclass(frozen=True, slots=True)
class MetricFrame:
    """Equirectangular frame; lengths are right to a hundredth within a degree of its latitude."""

    lat: float

    @classmethod
    def around(cls, box: BoundingBox) -> MetricFrame:
        """Frame of the middle of a box."""
        return cls((box.south + box.north) / 2)

    @property
    def scale(self) -> npt.NDArray[np.float64]:
        """Metres per degree of longitude and of latitude."""
        return np.array([_PER_DEGREE_M * math.cos(math.radians(self.lat)), _PER_DEGREE_M])

    def to_metres(self, geometry: _Shape) -> _Shape:
        """Geometry in metres, from degrees with x the longitude."""
        scale = self.scale
        return shapely.transform(geometry, lambda points: points * scale)

    def to_metres_all(self, geometries: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
        """Geometries (n,) in metres, from degrees with x the longitude."""
        scale = self.scale
        turned: npt.NDArray[np.object_] = shapely.transform(geometries, lambda points: points * scale)
        return turned

    def to_degrees(self, geometry: _Shape) -> _Shape:
        """Geometry in degrees with x the longitude, from metres."""
        scale = self.scale
        return shapely.transform(geometry, lambda points: points / scale)

    def to_point(self, position: Coordinate) -> shapely.Point:
        """Point in metres."""
        x, y = np.array([position.lon, position.lat]) * self.scale
        return shapely.Point(x, y)

    def to_coordinate(self, point: shapely.Point) -> Coordinate:
        """Coordinate of a point in metres, to 7 decimals."""
        lon, lat = np.array([point.x, point.y]) / self.scale
        return Coordinate(round(float(lat), 7), round(float(lon), 7))

    def box_in_degrees(self, geometry: BaseGeometry, margin_m: float) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees of a geometry in metres, widened."""
        west, south, east, north = geometry.bounds
        x, y = self.scale.tolist()
        return (west - margin_m) / x, (south - margin_m) / y, (east + margin_m) / x, (north + margin_m) / y
