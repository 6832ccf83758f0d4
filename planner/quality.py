"""Figures of an itinerary, as an independent check of its drawn line against the map would find them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from graphs.attributes import ArcClass
from graphs.geo import EARTH_RADIUS_M
from graphs.network import UNREACHABLE
from planner.itinerary import Quality
from planner.kernels.overlap import retraced_m
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

__all__ = ["Track", "count_barriers", "glance", "illegal_share", "measure", "to_plane", "track_of"]

CORRIDOR_STEP_M = 25.0
CORRIDOR_WITHIN_M = 30.0
CORRIDOR_APART_M = 300.0
SPUR_STEP_M = 5.0
SPUR_WITHIN_M = 12.0
TURN_STEP_M = 10.0
JUMP_M = 5.0
_CALM = ArcClass.field_names().index("calm")
_MAJOR = ArcClass.field_names().index("major")

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """A line on the network ready to be measured.

    `x`, `y` are metres on the plane that touches the earth at the middle of the network, float64 (n,), and `breaks` the
    points that do not go on from the one before, as behind a ferry, int64 (b,); `span_mm` are the lengths of the
    stretches in order of travel, int64 (m,), and `arc_class` their rows of the class table.
    """

    x: Floats
    y: Floats
    breaks: Ints
    span_mm: Ints
    arc_class: Ints

    @property
    def length_mm(self) -> int:
        """Length of all stretches."""
        return int(self.span_mm.sum())


def track_of(network: Network, paths: Sequence[Path]) -> Track:
    """Join paths that follow one another into one track, broken where one does not start at the end of another."""
    drawn = [path for path in paths if len(path.codes)]
    points = [path.points() for path in drawn]
    lat, lon = (np.concatenate(parts) for parts in zip(*((part.lat, part.lon) for part in points), strict=True))
    x, y = to_plane(lat, lon, lat0=network.middle_lat, lon0=float(lon[0]))
    steps = np.hypot(np.diff(x), np.diff(y))
    keep = np.ones(len(x), np.bool_)
    keep[1:] = steps > 0
    begins = np.cumsum([len(part.lat) for part in points])[:-1]
    broken = begins[steps[begins - 1] > JUMP_M]
    return Track(
        x=x[keep],
        y=y[keep],
        breaks=(np.cumsum(keep) - 1)[broken].astype(np.int64),
        span_mm=np.concatenate([path.piece_lengths_mm for path in drawn]),
        arc_class=np.concatenate([network.arc_class[path.arcs()] for path in drawn]).astype(np.int64),
    )


def to_plane(lat: Floats, lon: Floats, *, lat0: float, lon0: float) -> tuple[Floats, Floats]:
    """Metres east and north of a point, for lines that fit into a region."""
    x = np.radians(lon - lon0) * (EARTH_RADIUS_M * math.cos(math.radians(lat0)))
    y = np.radians(lat - lat0) * EARTH_RADIUS_M
    return x, y


def measure(
    network: Network, track: Track, *, closed: bool, target_m: float | None = None, visit_gap_m: float = 0.0
) -> Quality:
    """Measure a track; `closed` says that it is meant to return to its start."""
    along = cumulative_m(track.x, track.y)
    drawn_m = float(along[-1])
    length_m = max(1, track.length_mm) / 1000
    wide_x, wide_y = resample(track.x, track.y, along, CORRIDOR_STEP_M)
    fine_x, fine_y = resample(track.x, track.y, along, SPUR_STEP_M)
    turn_x, turn_y = resample(track.x, track.y, along, TURN_STEP_M)
    return replace(
        glance(network, track),
        length_error=None if target_m is None else (length_m - target_m) / target_m,
        retraced_share=min(1.0, float(retraced_m(track.x, track.y, track.breaks, closed)) / length_m),
        corridor_share=float(
            beside_itself_share(wide_x, wide_y, CORRIDOR_STEP_M, drawn_m, closed, CORRIDOR_WITHIN_M, CORRIDOR_APART_M)
        ),
        spur_m=float(longest_spur_m(fine_x, fine_y, SPUR_STEP_M, SPUR_WITHIN_M)),
        turns_per_km=float(turns_per_km(turn_x, turn_y, length_m)),
        visit_gap_m=visit_gap_m,
    )


def glance(network: Network, track: Track) -> Quality:
    """Measure of a track what takes hardly any time: its shape and its streets; all else stands at 0."""
    length_mm = max(1, track.length_mm)
    rows = network.classes[track.arc_class]
    return Quality(
        length_error=None,
        retraced_share=0.0,
        corridor_share=0.0,
        spur_m=0.0,
        compactness=float(compactness(track.x, track.y, length_mm / 1000)),
        pleasant_share=float((track.span_mm * rows[:, _CALM]).sum() / length_mm),
        major_share=float((track.span_mm * rows[:, _MAJOR]).sum() / length_mm),
        turns_per_km=0.0,
        gap_m=0.0,
        closing_m=float(math.hypot(track.x[-1] - track.x[0], track.y[-1] - track.y[0])),
        visit_gap_m=0.0,
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
