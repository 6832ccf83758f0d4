"""Time on every arc for a profile, from surface, slope, steps, ferries and waits. Taste has no part in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from graphs.attributes import ArcClass, Highway, Structure, Use
from graphs.kernels.pace import GRADE_MAX_PCT, travel_times
from graphs.network import UNREACHABLE
from graphs.profiles import use_column

if TYPE_CHECKING:
    from graphs.network import Network
    from graphs.profiles import Profile

__all__ = ["compute_durations", "refused_classes", "scale_durations"]

Float64 = npt.NDArray[np.float64]
Classes = npt.NDArray[np.uint8]

_FERRY_M_S = 10.0 / 3.6
"""Of ferries without a tagged duration."""
_INCLINE_ZERO = 128
_NO_LIMIT_PCT = 100
_COLUMNS = {name: index for index, name in enumerate(ArcClass.field_names())}


def compute_durations(  # noqa: PLR0913 - the arrays of the network come in one by one, while it is still being built
    profile: Profile,
    *,
    classes: Classes,
    arc_class: npt.NDArray[np.uint16],
    arc_head: npt.NDArray[np.int32],
    arc_edge: npt.NDArray[np.int32],
    arc_length_mm: npt.NDArray[np.uint32],
    node_block: npt.NDArray[np.uint8],
    node_delay_s: npt.NDArray[np.uint16],
    point_first: npt.NDArray[np.int64],
    point_lat_e7: npt.NDArray[np.int32],
    point_lon_e7: npt.NDArray[np.int32],
    point_ele_dm: npt.NDArray[np.int16],
    edge_way: npt.NDArray[np.int32],
    way_duration_s: npt.NDArray[np.uint32],
) -> npt.NDArray[np.uint32]:
    """Work out the milliseconds that a profile takes for every arc.

    Parameters
    ----------
    profile
        Who travels.
    classes
        Class table, shape (K, F).
    arc_class, arc_head, arc_edge, arc_length_mm
        Of each arc, shape (A,).
    node_block
        Bit `1 << Vehicle` where that vehicle cannot pass, shape (N,).
    node_delay_s
        Wait of this profile's vehicle at the barriers of each node, shape (N,); it counts on the arcs into the node.
    point_first, point_lat_e7, point_lon_e7, point_ele_dm
        Points of the edges, shapes (E+1,) and (P,), with smoothed elevations; where these are unknown the tagged
        incline counts, without one the street is flat.
    edge_way
        Way of each edge, shape (E,), -1 for none.
    way_duration_s
        Tagged duration of each ferry, shape (W,), 0 where there is none; it is shared out over the edges of the way by
        length.

    Returns
    -------
    npt.NDArray[np.uint32]
        Shape (A,); `UNREACHABLE` where the arc is not allowed: no right of way, a barrier at its head, steps, width,
        slope or street that the profile refuses.
    """
    paces, refused = _class_paces(profile, classes), refused_classes(profile, classes)
    seconds = np.zeros(len(arc_edge), dtype=np.float64)
    limit_pct = profile.limits.max_measured_grade_pct
    max_grade_pct = float(limit_pct) if limit_pct < _NO_LIMIT_PCT else np.inf
    travel_times(
        paces,
        _tagged_pct(classes),
        arc_class,
        arc_edge,
        arc_length_mm,
        point_first,
        point_lat_e7,
        point_lon_e7,
        point_ele_dm,
        max_grade_pct,
        seconds,
    )
    highway = classes[:, _COLUMNS["highway"]][arc_class]
    steps = highway == Highway.STEPS
    length_m = arc_length_mm * 1e-3
    seconds[steps] = length_m[steps] * profile.costs.steps_s_per_m + profile.costs.steps_flight_s
    structure = classes[:, _COLUMNS["structure"]][arc_class]
    ferries = np.flatnonzero((structure == Structure.FERRY) | (highway == Highway.FERRY))
    seconds[ferries] = _ferry_s(ferries, arc_edge, arc_length_mm, edge_way, way_duration_s)
    seconds += node_delay_s[arc_head] * profile.costs.delay_factor
    allowed = (
        ~refused[arc_class] & ((node_block[arc_head] >> np.uint8(profile.vehicle)) & 1 == 0) & np.isfinite(seconds)
    )
    return _to_ms(seconds, arc_length_mm, allowed)


def scale_durations(
    network: Network, profile: Profile, durations: npt.NDArray[np.uint32], pace: float
) -> npt.NDArray[np.uint32]:
    """Give the milliseconds of somebody who moves faster or slower than the profile, shape (A,).

    Waits at barriers and ferries take as long as ever.

    Parameters
    ----------
    durations
        Milliseconds of every arc for the profile, shape (A,).
    pace
        What the time on the move is multiplied by.
    """
    waits = network.node_delay_s[network.arc_head, profile.vehicle] * (1000 * profile.costs.delay_factor)
    rows = network.classes[:, _COLUMNS["highway"]] == Highway.FERRY
    rows |= network.classes[:, _COLUMNS["structure"]] == Structure.FERRY
    fixed = np.where(rows[network.arc_class], durations, np.minimum(waits, durations))
    seconds = (fixed + (durations - fixed) * pace) / 1000
    return _to_ms(seconds, network.arc_length_mm, durations != UNREACHABLE)


def refused_classes(profile: Profile, classes: Classes) -> npt.NDArray[np.bool_]:
    """Say which rows, shape (K,), of the class table (K, F) a profile never uses, by law or by its own limits."""
    limits = profile.limits
    refused = use_column(classes, profile.vehicle) == Use.NONE
    width_dm = classes[:, _COLUMNS["width_dm"]]
    refused |= (width_dm > 0) & (width_dm < limits.min_width_dm)
    if limits.max_tagged_incline_pct < _NO_LIMIT_PCT:
        refused |= np.abs(_tagged_pct(classes)) > limits.max_tagged_incline_pct
    if not limits.steps:
        refused |= classes[:, _COLUMNS["highway"]] == Highway.STEPS
    for rule in limits.refused:
        refused |= rule.matches(classes, profile.vehicle)
    return np.asarray(refused)


def _class_paces(profile: Profile, classes: Classes) -> Float64:
    """Seconds per metre of every class at every percent of grade, shape (K, 2 * GRADE_MAX_PCT + 1)."""
    grades = np.arange(-GRADE_MAX_PCT, GRADE_MAX_PCT + 1, dtype=np.float64) / 100
    return np.ascontiguousarray(1.0 / profile.speeds.speeds_m_s(classes, grades, profile.vehicle))


def _tagged_pct(classes: Classes) -> Float64:
    """Signed incline in percent, 0 where untagged, shape (K,)."""
    column = classes[:, _COLUMNS["incline_pct"]].astype(np.float64)
    return np.where(column > 0, column - _INCLINE_ZERO, 0.0)


def _ferry_s(
    arcs: npt.NDArray[np.int64],
    arc_edge: npt.NDArray[np.int32],
    arc_length_mm: npt.NDArray[np.uint32],
    edge_way: npt.NDArray[np.int32],
    way_duration_s: npt.NDArray[np.uint32],
) -> Float64:
    """Seconds of ferry arcs: their share of the tagged duration, else a usual speed."""
    length_m = arc_length_mm[arcs] * 1e-3
    usual = length_m / _FERRY_M_S
    if not len(arcs) or not len(way_duration_s):
        return np.asarray(usual)
    edges, firsts = np.unique(arc_edge[arcs] >> 1, return_index=True)
    ways = edge_way[edges]
    way_m = np.bincount(ways[ways >= 0], weights=length_m[firsts][ways >= 0], minlength=len(way_duration_s))
    way = edge_way[arc_edge[arcs] >> 1]
    tagged = np.where(way >= 0, way_duration_s[way], 0)
    return np.asarray(np.where(tagged > 0, tagged * length_m / np.maximum(way_m[way], 1e-3), usual))


def _to_ms(
    seconds: Float64, arc_length_mm: npt.NDArray[np.uint32], allowed: npt.NDArray[np.bool_]
) -> npt.NDArray[np.uint32]:
    """Round to whole milliseconds, at least one on an arc with a length."""
    whole = np.rint(np.where(allowed, seconds, 0.0) * 1000)
    whole = np.clip(whole, (arc_length_mm > 0).astype(np.float64), float(UNREACHABLE) - 1)
    return np.where(allowed, whole.astype(np.uint32), UNREACHABLE)
