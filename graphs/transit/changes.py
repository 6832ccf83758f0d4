"""Ways between stops: at one stop, between the platforms of a station, by rules of the feed, over the streets."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import cKDTree

from graphs.geo import EARTH_RADIUS_M
from graphs.matrix import Bounds, matrix
from graphs.network import UNREACHABLE
from graphs.profiles import get_profile
from graphs.search import Searcher
from graphs.snap import snap_many
from graphs.transit.feed_rules import FORBIDDEN
from graphs.view import NetworkView

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from graphs.network import Network
    from graphs.snap import Terminal
    from graphs.transit.feed_rules import ChangeRule

__all__ = ["ChangeKind", "ChangeParams", "Changes", "list_changes"]


class ChangeKind(IntEnum):
    """Where a way between stops comes from."""

    STOP = 0
    STATION = 1
    RULE = 2
    STREETS = 3
    STRAIGHT = 4


@dataclass(frozen=True, slots=True)
class ChangeParams:
    """How long changing takes where the feed does not say."""

    same_stop_s: int = 60
    station_s: int = 120
    near_m: float = 500.0
    """Stops are joined over the streets up to this distance in the air,"""
    longest_m: float = 800.0
    """and this length on the streets."""
    straight_m: float = 250.0
    """Stops that no street is known near are joined up to this distance in the air,"""
    detour: float = 1.4
    """on a way that is this many times longer,"""
    speed_m_s: float = 1.1
    """at this speed, which is also that from a stop to its street."""
    gap_m: float = 250.0


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """Ways by the stop that they lead from: change_first (S+1), change_to, change_s, change_kind (X)."""

    first: npt.NDArray[np.int32]
    to: npt.NDArray[np.int32]
    seconds: npt.NDArray[np.int32]
    kind: npt.NDArray[np.uint8]


def list_changes(
    lat: npt.NDArray[np.float64],
    lon: npt.NDArray[np.float64],
    station: npt.NDArray[np.int32],
    rules: Sequence[ChangeRule],
    network: Network | None,
    *,
    params: ChangeParams | None = None,
) -> Changes:
    """List the ways between stops; a rule of the feed comes before a station, and that before the streets.

    Parameters
    ----------
    lat, lon
        Places of the stops in degrees, NaN where unknown, (S,).
    station
        Row of the station of each stop, or its own, (S,).
    rules
        Rules of the feeds, by rows of stops.
    network
        Streets, None where there are none.
    params
        Times and distances.
    """
    params = params or ChangeParams()
    found: dict[tuple[int, int], tuple[int, ChangeKind]] = {}
    _join_near(found, lat, lon, network, params)
    members: dict[int, list[int]] = {}
    for stop, own in enumerate(station.tolist()):
        members.setdefault(own, []).append(stop)
    for stops in members.values():
        for pair in product(stops, stops):
            found[pair] = (params.station_s, ChangeKind.STATION)
    for stop in range(len(station)):
        found[stop, stop] = (params.same_stop_s, ChangeKind.STOP)
    for rule in rules:
        for pair in product(members.get(rule.origin, [rule.origin]), members.get(rule.target, [rule.target])):
            _apply(found, pair, rule, params)
    return _pack(found, len(station))


def _apply(
    found: dict[tuple[int, int], tuple[int, ChangeKind]],
    pair: tuple[int, int],
    rule: ChangeRule,
    params: ChangeParams,
) -> None:
    if rule.seconds == FORBIDDEN:
        found.pop(pair, None)
    elif rule.seconds is not None:
        found[pair] = (rule.seconds, ChangeKind.STATION if rule.indoors else ChangeKind.RULE)
    else:
        found.setdefault(pair, (params.station_s, ChangeKind.RULE))


def _pack(found: dict[tuple[int, int], tuple[int, ChangeKind]], count: int) -> Changes:
    pairs = sorted(found)
    origins = np.array([pair[0] for pair in pairs], np.int64)
    return Changes(
        np.searchsorted(origins, np.arange(count + 1)).astype(np.int32),
        np.array([pair[1] for pair in pairs], np.int32),
        np.array([found[pair][0] for pair in pairs], np.int32),
        np.array([found[pair][1] for pair in pairs], np.uint8),
    )


def _join_near(
    found: dict[tuple[int, int], tuple[int, ChangeKind]],
    lat: npt.NDArray[np.float64],
    lon: npt.NDArray[np.float64],
    network: Network | None,
    params: ChangeParams,
) -> None:
    placed = np.flatnonzero(np.isfinite(lat))
    pairs, metres = _list_pairs(lat[placed], lon[placed], params.near_m)
    terminals: dict[int, Terminal] = {}
    if network is not None:
        view = NetworkView.create(network, get_profile("foot"))
        terminals = _snap(view, lat, lon, placed, params)
        _join_by_streets(found, view, terminals, placed[pairs], params)
    for (a, b), distance in zip(placed[pairs].tolist(), metres.tolist(), strict=True):
        if distance <= params.straight_m and a not in terminals and b not in terminals:
            seconds = round(distance * params.detour / params.speed_m_s)
            found[a, b] = found[b, a] = (seconds, ChangeKind.STRAIGHT)


def _list_pairs(
    lat: npt.NDArray[np.float64], lon: npt.NDArray[np.float64], reach_m: float
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Pairs of points (n, 2) that lie within so many metres, and these."""
    phi, theta = np.radians(lat), np.radians(lon)
    points = EARTH_RADIUS_M * np.column_stack([np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi)])
    if not len(points):
        return np.empty((0, 2), np.int64), np.empty(0)
    pairs = cKDTree(points).query_pairs(reach_m, output_type="ndarray")
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))].astype(np.int64)
    return pairs, np.linalg.norm(points[pairs[:, 0]] - points[pairs[:, 1]], axis=1)


def _snap(
    view: NetworkView,
    lat: npt.NDArray[np.float64],
    lon: npt.NDArray[np.float64],
    placed: npt.NDArray[np.int64],
    params: ChangeParams,
) -> dict[int, Terminal]:
    snapped = snap_many(view, lat[placed], lon[placed], max_gap_m=params.gap_m)
    terminals = ((int(stop), snapped.find_terminal(place)) for place, stop in enumerate(placed))
    return {stop: terminal for stop, terminal in terminals if terminal is not None}


def _join_by_streets(
    found: dict[tuple[int, int], tuple[int, ChangeKind]],
    view: NetworkView,
    terminals: dict[int, Terminal],
    pairs: npt.NDArray[np.int64],
    params: ChangeParams,
) -> None:
    near: dict[int, list[int]] = {}
    for a, b in pairs.tolist():
        if a in terminals and b in terminals:
            near.setdefault(a, []).append(b)
            near.setdefault(b, []).append(a)
    searcher, bounds = Searcher(view.network), Bounds(max_length_mm=round(params.longest_m * 1000))
    for stop, others in sorted(near.items()):
        way = matrix(searcher, view, [terminals[stop]], [terminals[other] for other in others], bounds=bounds)
        for other, duration_ms in zip(others, way.durations_ms[0].tolist(), strict=True):
            if duration_ms == UNREACHABLE:
                continue
            gap_m = terminals[stop].gap_m + terminals[other].gap_m
            seconds = -(-duration_ms // 1000) + int(np.ceil(gap_m / params.speed_m_s))
            found[stop, other] = (seconds, ChangeKind.STREETS)
