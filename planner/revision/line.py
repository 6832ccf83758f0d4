"""The line of an itinerary while it is edited: places in order, and the leg between each two of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from graphs.attributes import Vehicle
from graphs.path import Path, join
from graphs.snap import Terminal
from planner.kernels.shape import cumulative_m
from planner.quality import to_plane

if TYPE_CHECKING:
    from graphs.geo import Coordinate
    from graphs.view import NetworkView
    from planner.itinerary import Place
    from planner.plans import Climb
    from planner.targets import SiteTarget

__all__ = ["Line", "Stop", "cut_after", "cut_before", "find_nearest", "fold", "terminal_of"]

_SAME_PLACE_M = 0.5
_ON_FOOT = frozenset({Vehicle.FOOT, Vehicle.WHEELCHAIR})


@dataclass(frozen=True, slots=True, eq=False)
class Stop:
    """A place of the line; `target` says what is visited there, `climb` how those on wheels walk up."""

    terminal: Terminal
    place: Place
    target: SiteTarget | None = None
    climb: Climb | None = None

    def measure(self, *, by_duration: bool) -> int:
        """Milliseconds of the visit and its climb, or millimetres of the climb."""
        dwell = self.target.dwell_s * 1000 if self.target and by_duration else 0
        return dwell + (self.climb.measure(by_duration=by_duration) if self.climb else 0)


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """Places, start and end among them; leg k leads from place k to place k + 1."""

    stops: tuple[Stop, ...]
    legs: tuple[Path, ...]

    @property
    def length_mm(self) -> int:
        """Length of all legs."""
        return sum(leg.length_mm for leg in self.legs)

    def measure(self, view: NetworkView, *, by_duration: bool) -> int:
        """Milliseconds, or millimetres, of legs, visits and climbs."""
        ways = sum(leg.measure(view, by_duration=by_duration) for leg in self.legs if len(leg.codes))
        return ways + sum(stop.measure(by_duration=by_duration) for stop in self.stops)

    def with_leg(self, index: int, leg: Path) -> Line:
        """Give the line with another leg."""
        return replace(self, legs=(*self.legs[:index], leg, *self.legs[index + 1 :]))

    def with_stop(self, index: int, stop: Stop, before: Path, after: Path) -> Line:
        """Put a place into leg `index`; the halves of the leg are given."""
        return Line(
            (*self.stops[: index + 1], stop, *self.stops[index + 1 :]),
            (*self.legs[:index], before, after, *self.legs[index + 1 :]),
        )

    def without_stop(self, number: int, leg: Path) -> Line:
        """Take place `number` out; `leg` joins its neighbours."""
        return Line(
            (*self.stops[:number], *self.stops[number + 1 :]), (*self.legs[: number - 1], leg, *self.legs[number + 1 :])
        )


def cut_before(path: Path, at_mm: int) -> Path:
    """Give what lies before a place along a path."""
    ends = np.cumsum(path.piece_lengths_mm)
    last = int(np.searchsorted(ends, at_mm, side="left"))
    if at_mm <= 0 or last >= len(ends):
        return path if at_mm > 0 else _part(path, 0, 0)
    part = _part(path, 0, last + 1)
    part.to_mm[-1] -= ends[last] - at_mm
    return part


def cut_after(path: Path, at_mm: int) -> Path:
    """Give what lies behind a place along a path."""
    ends = np.cumsum(path.piece_lengths_mm)
    first = int(np.searchsorted(ends, at_mm, side="right"))
    if at_mm <= 0 or first >= len(ends):
        return path if at_mm <= 0 else _part(path, 0, 0)
    part = _part(path, first, len(ends))
    part.from_mm[0] += at_mm - (int(ends[first - 1]) if first else 0)
    return part


def terminal_of(path: Path, *, end: bool) -> Terminal:
    """Give the place where a path ends, or where it starts; a path without pieces has none."""
    network, position = path.network, -1 if end else 0
    points = _part(path, *((len(path.codes) - 1, len(path.codes)) if end else (0, 1))).points()
    code = int(path.codes[position])
    along = int(path.to_mm[-1] if end else path.from_mm[0])
    offset = int(network.edge_length_mm[code >> 1]) - along if code & 1 else along
    return Terminal(code >> 1, offset, float(points.lat[position]), float(points.lon[position]), 0.0)


def fold(view: NetworkView, one: Path, other: Path) -> Path | None:
    """Join two paths without what the second goes back over the first; None where the turn that is left is barred."""
    one, other = _copy(one), _copy(other)
    while len(one.codes) and len(other.codes) and one.codes[-1] == other.codes[0] ^ 1:
        back = min(int(one.to_mm[-1] - one.from_mm[-1]), int(other.to_mm[0] - other.from_mm[0]))
        one.to_mm[-1] -= back
        other.from_mm[0] += back
        one = one if one.to_mm[-1] > one.from_mm[-1] else _part(one, 0, len(one.codes) - 1)
        other = other if other.to_mm[0] > other.from_mm[0] else _part(other, 1, len(other.codes))
    if not _may_turn(view, one, other):
        return None
    return join([one, other])


def find_nearest(path: Path, point: Coordinate) -> tuple[int, float]:
    """Give the place along a path nearest to a point, in millimetres, and the metres between; the first of several."""
    points = path.points()
    x, y = to_plane(points.lat, points.lon, lat0=point.lat, lon0=point.lon)
    if len(x) == 1:
        return 0, float(np.hypot(x[0], y[0]))
    along = cumulative_m(x, y)
    dx, dy = np.diff(x), np.diff(y)
    square = np.maximum(dx * dx + dy * dy, 1e-9)
    share = np.clip(-(x[:-1] * dx + y[:-1] * dy) / square, 0.0, 1.0)
    gaps = np.hypot(x[:-1] + share * dx, y[:-1] + share * dy)
    best = int(np.flatnonzero(gaps <= gaps.min() + _SAME_PLACE_M)[0])
    at_m = along[best] + share[best] * (along[best + 1] - along[best])
    at_mm = round(at_m / max(1e-9, float(along[-1])) * path.length_mm)
    near_mm = round(_SAME_PLACE_M * 1000)
    if at_mm >= path.length_mm - near_mm:
        at_mm = path.length_mm
    return 0 if at_mm <= near_mm else at_mm, float(gaps[best])


def _may_turn(view: NetworkView, one: Path, other: Path) -> bool:
    """Whether wheels may go from the last piece of one path to the first of the other."""
    if not len(one.codes) or not len(other.codes) or view.profile.vehicle in _ON_FOOT:
        return True
    network = view.network
    before, after = int(one.codes[-1]), int(other.codes[0])
    if before == after or one.to_mm[-1] < network.edge_length_mm[before >> 1]:
        return before == after and bool(one.to_mm[-1] == other.from_mm[0])
    node = int(network.arc_head[one.arcs()[-1]])
    return after in network.arc_edge[network.arc_first[node] : network.arc_first[node + 1]]


def _part(path: Path, first: int, last: int) -> Path:
    return Path(
        path.network, path.codes[first:last].copy(), path.from_mm[first:last].copy(), path.to_mm[first:last].copy()
    )


def _copy(path: Path) -> Path:
    return _part(path, 0, len(path.codes))
