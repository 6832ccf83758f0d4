"""The steps of a leg: one for each street, without those of a few metres that nobody could follow."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from graphs.attributes import Highway, Vehicle
from graphs.geo import EARTH_RADIUS_M, Coordinate
from graphs.path import trace
from planner.itinerary import Step
from planner.signposts import get_signposts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import numpy.typing as npt

    from graphs.path import Path, Stretch
    from graphs.view import NetworkView

__all__ = ["ON_FOOT", "steps_of"]

ON_FOOT = frozenset({Vehicle.FOOT, Vehicle.WHEELCHAIR})
_BEARING_REACH_M = 15.0
_STRAIGHT_DEG, _SLIGHT_DEG, _TURN_DEG, _SHARP_DEG = 25.0, 60.0, 130.0, 170.0
_SHORT_STEP_M = _BEARING_REACH_M
"""Shorter ones say nothing of where they lead: the step after them does."""
_MOST_PASSED_M = 30.0
_ALWAYS_TOLD = frozenset({Highway.STEPS, Highway.FERRY, Highway.ELEVATOR})


def steps_of(
    view: NetworkView, path: Path, stretches: Sequence[Stretch], durations: npt.NDArray[np.int64]
) -> tuple[Step, ...]:
    """Describe the stretches of a leg street by street; lengths and durations add up to those of the leg.

    Parameters
    ----------
    path
        Holds the stretches, which follow one another.
    durations
        Milliseconds of each piece of the path.
    """
    wheels = view.profile.vehicle not in ON_FOOT
    begin, end = stretches[0].first, stretches[-1].last
    line = _Corners.of(path, begin, end)
    labels_of = _label_reader(view, wheels=wheels)
    along_mm = _totals(path.to_mm[begin:end] - path.from_mm[begin:end])
    clock_ms = _totals(durations[begin:end])
    steps: list[Step] = []
    before: float | None = None
    for first, run, last in _join_short(list(_runs(stretches))):
        out, arriving = line.bearings(run[0].first, run[-1].last)
        labels = dict.fromkeys(label for stretch in run for label in labels_of(stretch.way))
        step = Step(
            turn="depart" if before is None else _turn(out - before),
            kind=Highway(max(run, key=lambda stretch: stretch.length_mm).arc_class.highway).name.lower(),
            name=next((text for stretch in run for text in (stretch.name or stretch.ref,) if text), ""),
            length_m=(along_mm[last - begin] - along_mm[first - begin]) / 1000,
            duration_s=(clock_ms[last - begin] - clock_ms[first - begin]) / 1000,
            point=line.point_at(run[0].first),
            routes=tuple(labels),
            junction=_junction(view, path, first, wheels=wheels) or _junction(view, path, run[0].first, wheels=wheels),
        )
        before = arriving
        if steps and _is_more_of(steps[-1], step):
            steps[-1] = _prolong(steps[-1], step)
        else:
            steps.append(step)
    return tuple(steps)


def _join_short(runs: Sequence[list[Stretch]]) -> Iterator[tuple[int, list[Stretch], int]]:
    """Give each street worth a step with the first piece and the one behind the last that its step covers.

    Streets of a few metres belong to the step after them, the last ones to the step before them.
    """
    told = list(_list_told(runs)) or [max(runs, key=_length_mm)]
    first = runs[0][0].first
    for run in told:
        last = runs[-1][-1].last if run is told[-1] else run[-1].last
        yield first, run, last
        first = last


def _list_told(runs: Iterable[list[Stretch]]) -> Iterator[list[Stretch]]:
    """Pass short streets over as long as they do not add up."""
    passed_mm = 0
    for run in runs:
        passed_mm += _length_mm(run)
        if not _is_short(run) or passed_mm >= 1000 * _MOST_PASSED_M:
            yield run
            passed_mm = 0


def _is_short(run: Sequence[Stretch]) -> bool:
    return _length_mm(run) < 1000 * _SHORT_STEP_M and not any(
        stretch.arc_class.highway in _ALWAYS_TOLD for stretch in run
    )


def _length_mm(run: Sequence[Stretch]) -> int:
    return sum(stretch.length_mm for stretch in run)


def _totals(pieces: npt.NDArray[np.int64]) -> list[int]:
    """Give the total before every piece, and that of all."""
    totals: list[int] = np.concatenate([[0], np.cumsum(pieces)]).tolist()
    return totals


def _is_more_of(step: Step, following: Step) -> bool:
    """Say whether a step goes on straight along the street of the one before it, past nothing that is worth a word."""
    same = (step.name, step.kind, step.routes) == (following.name, following.kind, following.routes)
    return same and following.turn == "straight" and not following.junction


def _prolong(step: Step, following: Step) -> Step:
    return replace(step, length_m=step.length_m + following.length_m, duration_s=step.duration_s + following.duration_s)


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
    return (
        not stretch.name and stretch.length_mm < 1000 * _SHORT_STEP_M and stretch.arc_class.highway not in _ALWAYS_TOLD
    )


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
