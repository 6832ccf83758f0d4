"""Metres around a new street, and what lies nearest there."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from graphs.geo import EARTH_RADIUS_M
from graphs.overlay.line import Cut

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["M_PER_E7", "JoinRules", "Nearest", "Plane", "find_nearest", "measure_flat"]

M_PER_E7 = math.radians(1e-7) * EARTH_RADIUS_M


@dataclass(frozen=True, slots=True)
class JoinRules:
    """How near counts as joined, in metres."""

    end_m: float = 15.0
    """From an end of the new street to a street there is."""
    vertex_m: float = 1.0
    """From a vertex on the way; nearer places on one line are one."""
    most: int = 5000
    """Places where a new street may meet others on the way, and where all of a variant may."""


class Vertices(Protocol):
    """Vertices of a line in 1e-7 degrees, i4 (n,)."""

    @property
    def lat_e7(self) -> npt.NDArray[np.int32]: ...

    @property
    def lon_e7(self) -> npt.NDArray[np.int32]: ...


class Nearest(NamedTuple):
    """The place of a line nearest to another place: metres between them, how far along the line, and where."""

    gap_m: float
    position: float
    x: float
    y: float


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """Metres around a place."""

    lat_e7: float
    lon_e7: float
    squeeze: float

    @classmethod
    def around(cls, street: Vertices) -> Plane:
        """Plane that touches the earth at the middle of a street."""
        lat_e7, lon_e7 = float(street.lat_e7.mean()), float(street.lon_e7.mean())
        return cls(lat_e7, lon_e7, math.cos(math.radians(lat_e7 * 1e-7)))

    def to_line(self, line: Vertices) -> npt.NDArray[np.float64]:
        """Vertices in metres, f8 (n, 2)."""
        x = (line.lon_e7.astype(np.float64) - self.lon_e7) * M_PER_E7 * self.squeeze
        y = (line.lat_e7.astype(np.float64) - self.lat_e7) * M_PER_E7
        return np.column_stack([x, y])

    def to_cut(self, position: float, x: float, y: float) -> Cut:
        """Cut at a place in metres."""
        lat_e7 = round(y / M_PER_E7 + self.lat_e7)
        return Cut(position, lat_e7, round(x / (M_PER_E7 * self.squeeze) + self.lon_e7))

    def cut(self, line: Vertices, flat: npt.NDArray[np.float64], nearest: Nearest, vertex_m: float) -> Cut:
        """Cut a line at its nearest place, or at the vertex beside it within some metres."""
        segment = int(nearest.position)
        for vertex in (segment, min(segment + 1, len(flat) - 1)):
            if math.hypot(*(flat[vertex] - (nearest.x, nearest.y))) <= vertex_m:
                return Cut(float(vertex), int(line.lat_e7[vertex]), int(line.lon_e7[vertex]))
        return self.to_cut(nearest.position, nearest.x, nearest.y)


def find_nearest(place: npt.NDArray[np.float64], flat: npt.NDArray[np.float64]) -> Nearest:
    """Find the place of a line, f8 (n, 2) metres, that is nearest to a place."""
    step = np.diff(flat, axis=0)
    square = np.maximum((step**2).sum(axis=1), 1e-12)
    share = np.clip(((place - flat[:-1]) * step).sum(axis=1) / square, 0.0, 1.0)
    near = flat[:-1] + share[:, None] * step
    gaps = np.hypot(*(near - place).T)
    segment = int(np.argmin(gaps))
    return Nearest(
        float(gaps[segment]), segment + float(share[segment]), float(near[segment, 0]), float(near[segment, 1])
    )


def measure_flat(flat: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Metres from the beginning of a line to each vertex, f8 (n,)."""
    return np.concatenate([np.zeros(1), np.cumsum(np.hypot(*np.diff(flat, axis=0).T))])
