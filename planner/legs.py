"""From paths on the network to the legs and steps a visitor reads."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from graphs.attributes import Highway, Use, Vehicle
from graphs.geo import EARTH_RADIUS_M, Coordinate
from graphs.path import Path, trace
from planner.itinerary import Leg, LegMode, LegPart, Line, Place, Step
from planner.signposts import get_signposts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import numpy.typing as npt

    from graphs.path import Stretch
    from graphs.view import NetworkView

__all__ = ["legs_of", "travel_mode"]

_ON_FOOT = frozenset({Vehicle.FOOT, Vehicle.WHEELCHAIR})
_BEARING_REACH_M = 15.0
_STRAIGHT_DEG, _SLIGHT_DEG, _TURN_DEG, _SHARP_DEG = 25.0, 60.0, 130.0, 170.0
_SHORT_STEP_M = 12.0


def legs_of(view: NetworkView, path: Path, start: Place, end: Place, *, departure_s: float, part: LegPart) -> list[Leg]:
    """Cut a path where the mode changes and describe each part.

    Parameters
    ----------
    path
        From `start` to `end`; an empty one gives no leg.
    departure_s
        Seconds since the start of the itinerary.
    """
    durations = path.piece_durations_ms(view)
    legs: list[Leg] = []
    clock_ms = round(departure_s * 1000)
    runs = list(_mode_runs(view, path))
    for index, (mode, stretches) in enumerate(runs):
        first, last = stretches[0].first, stretches[-1].last
        piece = _slice(path, first, last)
        points = piece.points()
        if len(points.lat) < 2:  # noqa: PLR2004
            continue
        spent_ms = int(durations[first:last].sum())
        ascent, descent = piece.ascent_descent_m() if piece.unknown_climb_mm() == 0 else (None, None)
        legs.append(
            Leg(
                mode=mode,
                part=part,
                start=start if index == 0 else Place(Coordinate(float(points.lat[0]), float(points.lon[0]))),
                end=end if index == len(runs) - 1 else Place(Coordinate(float(points.lat[-1]), float(points.lon[-1]))),
                departure_s=clock_ms / 1000,
                arrival_s=(clock_ms + spent_ms) / 1000,
                length_m=piece.length_mm / 1000,
                duration_s=spent_ms / 1000,
                ascent_m=ascent,
                descent_m=descent,
                line=Line(lat=points.lat, lon=points.lon, ele=points.ele_m),
                steps=tuple(_steps(view, path, stretches, durations)),
            )
        )
        clock_ms += spent_ms
    return legs


def travel_mode(vehicle: Vehicle, highway: int, use: int) -> LegMode:
    """Mode in which a street is travelled."""
    if highway == Highway.FERRY:
        return "ferry"
    if vehicle in _ON_FOOT:
        return "foot"
    return "push" if use == Use.PUSH else "bike"


def _mode_runs(view: NetworkView, path: Path) -> Iterator[tuple[LegMode, list[Stretch]]]:
    """Longest runs of stretches in one mode."""

    def mode_of(stretch: Stretch) -> LegMode:
        return travel_mode(view.profile.vehicle, stretch.arc_class.highway, stretch.use)

    for mode, run in groupby(path.stretches(view), mode_of):
        yield mode, list(run)


def _slice(path: Path, first: int, last: int) -> Path:
    return Path(path.network, path.codes[first:last], path.from_mm[first:last], path.to_mm[first:last])


def _steps(
    view: NetworkView, path: Path, stretches: Sequence[Stretch], durations: npt.NDArray[np.int64]
) -> Iterator[Step]:
    wheels = view.profile.vehicle not in _ON_FOOT
    line = _Corners.of(path, stretches[0].first, stretches[-1].last)
    labels_of = _label_reader(view, wheels=wheels)
    before: float | None = None
    for run in _runs(stretches):
        first, last = run[0].first, run[-1].last
        out, arriving = line.bearings(first, last)
        labels = dict.fromkeys(label for stretch in run for label in labels_of(stretch.way))
        yield Step(
            turn="depart" if before is None else _turn(out - before),
            kind=Highway(max(run, key=lambda stretch: stretch.length_mm).arc_class.highway).name.lower(),
            name=next((text for stretch in run for text in (stretch.name or stretch.ref,) if text), ""),
            length_m=sum(stretch.length_mm for stretch in run) / 1000,
            duration_s=int(durations[first:last].sum()) / 1000,
            point=line.point_at(first),
            routes=tuple(labels),
            junction=_junction(view, path, first, wheels=wheels),
        )
        before = arriving


def _label_reader(view: NetworkView, *, wheels: bool) -> Callable[[int], list[str]]:
    """Give a look-up of the labels of a way's routes that keeps what it has read."""
    signposts = get_signposts(view.network)

    @cache
    def read(way: int) -> list[str]:
        labels = [signposts.get_label(route) for route in signposts.list_routes(way, wheels=wheels)]
        return [label for label in labels if label]

    return read


def _runs(stretches: Iterable[Stretch]) -> Iterator[list[Stretch]]:
    """Group stretches by street; a street goes on through short bits of another kind without a name."""
    group: list[Stretch] = []
    for stretch in stretches:
        if group and not _goes_on(group, stretch):
            yield group
            group = []
        group.append(stretch)
    if group:
        yield group


def _goes_on(group: list[Stretch], stretch: Stretch) -> bool:
    own = next((member for member in group if member.name), group[0])
    if own.name and own.name == stretch.name:
        return True
    if (own.name, own.arc_class.highway) == (stretch.name, stretch.arc_class.highway):
        return True
    return not stretch.name and stretch.length_mm < _SHORT_STEP_M * 1000


def _junction(view: NetworkView, path: Path, piece: int, *, wheels: bool) -> str:
    code = int(path.codes[piece])
    if path.from_mm[piece] > 0:
        return ""
    network = view.network
    node = int(network.edge_head[code >> 1] if code & 1 else network.edge_tail[code >> 1])
    return get_signposts(network).find_number(node, wheels=wheels)


@dataclass(frozen=True, slots=True)
class _Corners:
    """The points of some pieces of a path, in degrees, and where those of each piece begin."""

    lat: list[float]
    lon: list[float]
    first: list[int]
    offset: int
    """The piece that `first` begins with."""

    @classmethod
    def of(cls, path: Path, first: int, last: int) -> _Corners:
        """Trace the pieces from `first` to before `last`, each as a line of its own."""
        part = slice(first, last)
        points, owner = trace(path.network, path.codes[part], path.from_mm[part], path.to_mm[part], apart=True)
        begins = np.searchsorted(owner, np.arange(last - first + 1)).tolist()
        return cls(points.lat.tolist(), points.lon.tolist(), begins, first)

    def point_at(self, piece: int) -> Coordinate:
        """Give the place where a piece begins."""
        at = self.first[piece - self.offset]
        return Coordinate(self.lat[at], self.lon[at])

    def bearings(self, first: int, last: int) -> tuple[float, float]:
        """Give the bearing of the first and of the last metres of pieces, in degrees."""
        begin, end = self.first[first - self.offset], self.first[last - self.offset]
        squeeze = math.cos(math.radians(self.lat[begin]))
        north, east = self._far(begin, range(begin + 1, end), squeeze)
        south, west = self._far(end - 1, range(end - 2, begin - 1, -1), squeeze)
        return math.degrees(math.atan2(east, north)), math.degrees(math.atan2(-west, -south))

    def _far(self, here: int, others: range, squeeze: float) -> tuple[float, float]:
        """Metres north and east from a point to the first of others that is some metres away, or else the last."""
        north = east = 0.0
        for k in others:
            north = math.radians(self.lat[k] - self.lat[here]) * EARTH_RADIUS_M
            east = math.radians(self.lon[k] - self.lon[here]) * EARTH_RADIUS_M * squeeze
            if math.hypot(north, east) >= _BEARING_REACH_M:
                break
        return north, east


def _turn(angle_deg: float) -> str:
    """Name of a change of direction, clockwise positive."""
    angle = (angle_deg + 180) % 360 - 180
    size, side = abs(angle), "right" if angle > 0 else "left"
    if size < _STRAIGHT_DEG:
        return "straight"
    if size < _SLIGHT_DEG:
        return f"slight_{side}"
    if size < _TURN_DEG:
        return side
    return f"sharp_{side}" if size < _SHARP_DEG else "u_turn"
