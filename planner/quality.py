"""Figures of an itinerary, as an independent check of its drawn line against the map would find them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from graphs.attributes import ArcClass
from graphs.geo import EARTH_RADIUS_M
from graphs.network import UNREACHABLE
from graphs.path import join
from planner.itinerary import Quality
from planner.kernels.overlap import retraced_mm
from planner.kernels.shape import (
    beside_itself_share,
    compactness,
    cumulative_m,
    longest_spur_m,
    resample,
    turns_per_km,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphs.network import Network
    from graphs.path import Path
    from graphs.view import NetworkView

__all__ = ["Track", "count_barriers", "illegal_share", "measure", "to_plane", "track_of"]

CORRIDOR_STEP_M = 25.0
CORRIDOR_WITHIN_M = 30.0
CORRIDOR_APART_M = 300.0
SPUR_STEP_M = 5.0
SPUR_WITHIN_M = 12.0
TURN_STEP_M = 10.0
TIP_MM = 35_000
_CALM = ArcClass.field_names().index("calm")
_MAJOR = ArcClass.field_names().index("major")

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """A line on the network ready to be measured.

    `x`, `y` are metres on a plane that touches the earth at the first point, float64 (n,); `edge`, `low_mm`,
    `high_mm` name the stretches in order of travel,
    int64 (m,); `arc_class` holds their rows of the class table.
    """

    x: Floats
    y: Floats
    edge: Ints
    low_mm: Ints
    high_mm: Ints
    arc_class: Ints

    @property
    def length_mm(self) -> int:
        """Length of all stretches."""
        return int((self.high_mm - self.low_mm).sum())


def track_of(network: Network, paths: Sequence[Path]) -> Track:
    """Join paths that follow one another into one track."""
    whole = join(paths)
    points = whole.points()
    x, y = to_plane(points.lat, points.lon, lat0=float(points.lat[0]), lon0=float(points.lon[0]))
    keep = np.ones(len(x), np.bool_)
    keep[1:] = (np.diff(x) != 0) | (np.diff(y) != 0)
    codes, from_mm, to_mm = whole.codes, whole.from_mm, whole.to_mm
    edge = codes.astype(np.int64) >> 1
    length = network.edge_length_mm[edge].astype(np.int64)
    forth = (codes & 1) == 0
    return Track(
        x=np.ascontiguousarray(x[keep]),
        y=np.ascontiguousarray(y[keep]),
        edge=edge,
        low_mm=np.where(forth, from_mm, length - to_mm),
        high_mm=np.where(forth, to_mm, length - from_mm),
        arc_class=network.arc_class[whole.arcs()].astype(np.int64),
    )


def to_plane(lat: Floats, lon: Floats, *, lat0: float, lon0: float) -> tuple[Floats, Floats]:
    """Metres east and north of a point, for lines that fit into a region."""
    x = np.radians(lon - lon0) * EARTH_RADIUS_M * math.cos(math.radians(lat0))
    y = np.radians(lat - lat0) * EARTH_RADIUS_M
    return x, y


def measure(
    network: Network, track: Track, *, closed: bool, target_m: float | None = None, visit_gap_m: float = 0.0
) -> Quality:
    """Measure a track; `closed` says that it is meant to return to its start."""
    along = cumulative_m(track.x, track.y)
    total_m = float(along[-1])
    length_mm = max(1, track.length_mm)
    wide_x, wide_y = resample(track.x, track.y, along, CORRIDOR_STEP_M)
    fine_x, fine_y = resample(track.x, track.y, along, SPUR_STEP_M)
    turn_x, turn_y = resample(track.x, track.y, along, TURN_STEP_M)
    span_mm = track.high_mm - track.low_mm
    start_mm = np.cumsum(span_mm) - span_mm
    again_mm = retraced_mm(track.edge, track.low_mm, track.high_mm, start_mm, length_mm if closed else 0, TIP_MM)
    rows = network.classes[track.arc_class]
    return Quality(
        length_error=None if target_m is None else (length_mm / 1000 - target_m) / target_m,
        retraced_share=min(1.0, again_mm / length_mm),
        corridor_share=float(
            beside_itself_share(wide_x, wide_y, CORRIDOR_STEP_M, total_m, closed, CORRIDOR_WITHIN_M, CORRIDOR_APART_M)
        ),
        spur_m=float(longest_spur_m(fine_x, fine_y, SPUR_STEP_M, SPUR_WITHIN_M)),
        compactness=float(compactness(track.x, track.y, total_m)),
        pleasant_share=float((span_mm * rows[:, _CALM]).sum() / length_mm),
        major_share=float((span_mm * rows[:, _MAJOR]).sum() / length_mm),
        turns_per_km=float(turns_per_km(turn_x, turn_y, total_m)),
        gap_m=0.0,
        closing_m=float(math.hypot(track.x[-1] - track.x[0], track.y[-1] - track.y[0])),
        visit_gap_m=visit_gap_m,
    )


def illegal_share(view: NetworkView, paths: Sequence[Path]) -> float:
    """Share of the length on streets, or in directions, that the profile may not use."""
    total = wrong = 0
    for path in paths:
        arcs, lengths = path.arcs(), path.piece_lengths_mm
        barred = (arcs < 0) | (view.durations[arcs] == UNREACHABLE)
        total += int(lengths.sum())
        wrong += int(lengths[barred].sum())
    return wrong / total if total else 0.0


def count_barriers(view: NetworkView, paths: Sequence[Path]) -> int:
    """Count the barriers within paths that the vehicle of a view cannot pass."""
    network, bit = view.network, 1 << view.profile.vehicle
    found = 0
    for path in paths:
        passed = path.codes[:-1]
        nodes = np.where(passed & 1, network.edge_tail[passed >> 1], network.edge_head[passed >> 1])
        found += int(((network.node_block[nodes] & bit) > 0).sum())
    return found
