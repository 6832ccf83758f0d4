"""Coordinates, distances on the sphere and the spatial order of nodes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = [
    "EARTH_RADIUS_M",
    "BoundingBox",
    "Coordinate",
    "haversine_m",
    "haversine_m_array",
    "keep_apart",
    "morton_codes",
]

EARTH_RADIUS_M = 6_371_008.8
"""Mean earth radius (IUGG) in metres."""

_LATITUDE_LIMIT = 90.0
_LONGITUDE_LIMIT = 180.0


@dataclass(frozen=True, slots=True)
class Coordinate:
    """A point on WGS 84, in degrees; latitude first, always by name."""

    lat: float
    lon: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.lat) and abs(self.lat) <= _LATITUDE_LIMIT):
            msg = f"lat must lie between -90 and 90, got {self.lat}"
            raise ValueError(msg)
        if not (math.isfinite(self.lon) and abs(self.lon) <= _LONGITUDE_LIMIT):
            msg = f"lon must lie between -180 and 180, got {self.lon}"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class BoundingBox:
    """A box in degrees that does not cross the antimeridian."""

    west: float
    south: float
    east: float
    north: float

    def __post_init__(self) -> None:
        Coordinate(self.south, self.west)
        Coordinate(self.north, self.east)
        if self.west > self.east or self.south > self.north:
            msg = f"bounding box must be west,south,east,north, got {self.to_tuple()}"
            raise ValueError(msg)

    def to_tuple(self) -> tuple[float, float, float, float]:
        """Give west, south, east, north."""
        return self.west, self.south, self.east, self.north

    def contains(self, point: Coordinate, *, margin_m: float = 0.0) -> bool:
        """Say whether the point lies in the box widened by `margin_m` metres."""
        lat_margin = math.degrees(margin_m / EARTH_RADIUS_M)
        lon_margin = lat_margin / max(0.01, math.cos(math.radians(point.lat)))
        return (
            self.south - lat_margin <= point.lat <= self.north + lat_margin
            and self.west - lon_margin <= point.lon <= self.east + lon_margin
        )


def haversine_m(a: Coordinate, b: Coordinate) -> float:
    """Great-circle distance between two points in metres."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half_lat = math.sin((lat_b - lat_a) / 2)
    half_lon = math.sin(math.radians(b.lon - a.lon) / 2)
    chord = half_lat * half_lat + math.cos(lat_a) * math.cos(lat_b) * half_lon * half_lon
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, chord)))


def haversine_m_array(
    lat_a: npt.NDArray[np.float64],
    lon_a: npt.NDArray[np.float64],
    lat_b: npt.NDArray[np.float64],
    lon_b: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    """Great-circle distances in metres between points given in degrees, shapes (n,)."""
    phi_a, phi_b = np.radians(lat_a), np.radians(lat_b)
    half_lat = np.sin((phi_b - phi_a) / 2)
    half_lon = np.sin(np.radians(lon_b - lon_a) / 2)
    chord = half_lat * half_lat + np.cos(phi_a) * np.cos(phi_b) * half_lon * half_lon
    distance: npt.NDArray[np.float64] = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(chord, 0.0, 1.0)))
    return distance


def keep_apart(
    lat: npt.NDArray[np.float64],
    lon: npt.NDArray[np.float64],
    apart_m: float,
    *,
    free: npt.NDArray[np.bool_] | None = None,
) -> list[int]:
    """Go through points in order and keep each one that lies far enough from all that were kept before it.

    Parameters
    ----------
    lat, lon
        Degrees, (n,).
    apart_m
        Points nearer than this to a kept one are left out.
    free
        Points that may be kept, (n,); all when left out.

    Returns
    -------
    list of int
        Positions of those that are kept, rising.
    """
    left = np.ones(len(lat), np.bool_) if free is None else free.copy()
    kept = []
    for position in range(len(lat)):
        if left[position]:
            kept.append(position)
            here = np.full(len(lat), lat[position]), np.full(len(lon), lon[position])
            left &= haversine_m_array(*here, lat, lon) >= apart_m
    return kept


def morton_codes(lat_e7: npt.NDArray[np.int32], lon_e7: npt.NDArray[np.int32]) -> npt.NDArray[np.uint64]:
    """Interleave the bits of latitude and longitude, shapes (n,): near points get near codes.

    References
    ----------
    Morton, G. M. (1966). A computer oriented geodetic data base and a new technique in file sequencing. IBM.
    """
    return _spread(lon_e7) | (_spread(lat_e7) << np.uint64(1))


def _spread(values: npt.NDArray[np.int32]) -> npt.NDArray[np.uint64]:
    bits = (values.astype(np.int64) + 2**31).astype(np.uint64)
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        bits = (bits | (bits << np.uint64(shift))) & np.uint64(mask)
    return bits
