"""From paths on the network to the legs and steps a visitor reads."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graphs.attributes import Highway, Use, Vehicle
from graphs.geo import EARTH_RADIUS_M, Coordinate
from graphs.path import Path
from planner.itinerary import Leg, LegMode, LegPart, Line, Place, Step
from planner.signposts import get_signposts

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from graphs.path import PathPoints, Stretch
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
    bounds = list(_mode_runs(view, path))
    for index, (mode, first, last) in enumerate(bounds):
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
                end=end
                if index == len(bounds) - 1
                else Place(Coordinate(float(points.lat[-1]), float(points.lon[-1]))),
                departure_s=clock_ms / 1000,
                arrival_s=(clock_ms + spent_ms) / 1000,
                length_m=piece.length_mm / 1000,
                duration_s=spent_ms / 1000,
                ascent_m=ascent,
                descent_m=descent,
                line=Line(lat=points.lat, lon=points.lon, ele=points.ele_m),
                steps=tuple(_steps(view, piece)),
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


def _mode_runs(view: NetworkView, path: Path) -> Iterator[tuple[LegMode, int, int]]:
    """Longest runs of pieces in one mode."""
    run: tuple[LegMode, int, int] | None = None
    for stretch in path.stretches(view):
        mode = travel_mode(view.profile.vehicle, stretch.arc_class.highway, stretch.use)
        if run is not None and run[0] == mode:
            run = (mode, run[1], stretch.last)
            continue
        if run is not None:
            yield run
        run = (mode, stretch.first, stretch.last)
    if run is not None:
        yield run


def _slice(path: Path, first: int, last: int) -> Path:
    return Path(path.network, path.codes[first:last], path.from_mm[first:last], path.to_mm[first:last])


@dataclass(frozen=True, slots=True)
class _Run:
    """Stretches that follow one another on one street."""

    stretches: tuple[Stretch, ...]
    points: PathPoints


def _steps(view: NetworkView, path: Path) -> Iterator[Step]:
    signposts = get_signposts(view.network)
    wheels = view.profile.vehicle not in _ON_FOOT
    durations = path.piece_durations_ms(view)
    before: float | None = None
    for run in _runs(view, path):
        first, last = run.stretches[0].first, run.stretches[-1].last
        out, arriving = _bearings(run.points)
        labels: dict[str, None] = {}
        for stretch in run.stretches:
            for route in signposts.list_routes(stretch.way, wheels=wheels):
                label = signposts.get_label(route)
                if label:
                    labels[label] = None
        yield Step(
            turn="depart" if before is None else _turn(out - before),
            kind=Highway(max(run.stretches, key=lambda stretch: stretch.length_mm).arc_class.highway).name.lower(),
            name=next((text for stretch in run.stretches for text in (stretch.name or stretch.ref,) if text), ""),
            length_m=sum(stretch.length_mm for stretch in run.stretches) / 1000,
            duration_s=int(durations[first:last].sum()) / 1000,
            point=Coordinate(float(run.points.lat[0]), float(run.points.lon[0])),
            routes=tuple(labels),
            junction=_junction(view, path, first, wheels=wheels),
        )
        before = arriving


def _runs(view: NetworkView, path: Path) -> Iterator[_Run]:
    """Group stretches by street; a street goes on through short bits of another kind without a name."""
    group: list[Stretch] = []
    for stretch in path.stretches(view):
        if group and not _goes_on(group, stretch):
            yield _run(path, group)
            group = []
        group.append(stretch)
    if group:
        yield _run(path, group)


def _goes_on(group: list[Stretch], stretch: Stretch) -> bool:
    own = next((member for member in group if member.name), group[0])
    if own.name and own.name == stretch.name:
        return True
    if (own.name, own.arc_class.highway) == (stretch.name, stretch.arc_class.highway):
        return True
    return not stretch.name and stretch.length_mm < _SHORT_STEP_M * 1000


def _run(path: Path, group: list[Stretch]) -> _Run:
    return _Run(tuple(group), _slice(path, group[0].first, group[-1].last).points())


def _junction(view: NetworkView, path: Path, piece: int, *, wheels: bool) -> str:
    code = int(path.codes[piece])
    if path.from_mm[piece] > 0:
        return ""
    network = view.network
    node = int(network.edge_head[code >> 1] if code & 1 else network.edge_tail[code >> 1])
    return get_signposts(network).find_number(node, wheels=wheels)


def _bearings(points: PathPoints) -> tuple[float, float]:
    """Bearing of the first and of the last metres of a line, in degrees."""
    squeeze = math.cos(math.radians(float(points.lat[0])))
    x = np.radians(points.lon - points.lon[0]) * EARTH_RADIUS_M * squeeze
    y = np.radians(points.lat - points.lat[0]) * EARTH_RADIUS_M
    return _bearing(x, y), _bearing(-x[::-1] + x[-1], -y[::-1] + y[-1])


def _bearing(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> float:
    """Bearing from the first point to the one some metres on; for reversed input the same of the last metres."""
    far = np.flatnonzero(np.hypot(x - x[0], y - y[0]) >= _BEARING_REACH_M)
    k = int(far[0]) if len(far) else len(x) - 1
    return math.degrees(math.atan2(float(x[k] - x[0]), float(y[k] - y[0])))


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
