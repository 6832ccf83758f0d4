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
    from collections.abc import Iterable, Sequence

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
    rule_longest_m: float = 3000.0
    """Streets up to this length keep a rule of the feed from making a change between stations shorter than they are."""
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

    No rule makes a change between stations shorter than the way on the streets, where these are known to lead there.

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
    walks = None if network is None else _Walks.of(network, lat, lon, params)
    _join_near(found, lat, lon, walks, params)
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
    if walks is not None:
        _walk_rules(found, station, walks, params)
    return _pack(found, len(station))


@dataclass(frozen=True, slots=True, eq=False)
class _Walks:
    """The streets as those on foot see them, and the places on them of the stops that lie near one."""

    searcher: Searcher
    view: NetworkView
    terminals: dict[int, Terminal]
    speed_m_s: float
    """From a stop to its street."""

    @classmethod
    def of(
        cls, network: Network, lat: npt.NDArray[np.float64], lon: npt.NDArray[np.float64], params: ChangeParams
    ) -> _Walks:
        """Look for the street of each stop."""
        view = NetworkView.create(network, get_profile("foot"))
        placed = np.flatnonzero(np.isfinite(lat))
        snapped = snap_many(view, lat[placed], lon[placed], max_gap_m=params.gap_m)
        terminals = ((int(stop), snapped.find_terminal(place)) for place, stop in enumerate(placed))
        known = {stop: terminal for stop, terminal in terminals if terminal is not None}
        return cls(Searcher(network), view, known, params.speed_m_s)

    def find_seconds(self, pairs: Iterable[tuple[int, int]], *, longest_m: float) -> dict[tuple[int, int], int]:
        """Give the time of the ways between pairs of stops, without those that have none up to this length."""
        by_first: dict[int, list[int]] = {}
        for a, b in pairs:
            if a in self.terminals and b in self.terminals:
                by_first.setdefault(a, []).append(b)
        bounds = Bounds(max_length_mm=round(longest_m * 1000))
        found = {}
        for stop, others in sorted(by_first.items()):
            ends = [self.terminals[other] for other in others]
            way = matrix(self.searcher, self.view, [self.terminals[stop]], ends, bounds=bounds)
            for other, end, duration_ms in zip(others, ends, way.durations_ms[0].tolist(), strict=True):
                if duration_ms != UNREACHABLE:
                    gap_m = self.terminals[stop].gap_m + end.gap_m
                    found[stop, other] = -(-duration_ms // 1000) + int(np.ceil(gap_m / self.speed_m_s))
        return found


def _walk_rules(
    found: dict[tuple[int, int], tuple[int, ChangeKind]],
    station: npt.NDArray[np.int32],
    walks: _Walks,
    params: ChangeParams,
) -> None:
    """Let changes between stations by a rule of the feed take as long as it takes to walk there, at the least."""
    ruled = [
        pair for pair, (_, kind) in found.items() if kind == ChangeKind.RULE and station[pair[0]] != station[pair[1]]
    ]
    for pair, seconds in walks.find_seconds(ruled, longest_m=params.rule_longest_m).items():
        found[pair] = (max(seconds, found[pair][0]), ChangeKind.RULE)


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
    walks: _Walks | None,
    params: ChangeParams,
) -> None:
    placed = np.flatnonzero(np.isfinite(lat))
    rows, metres = _list_pairs(lat[placed], lon[placed], params.near_m)
    pairs = placed[rows].tolist()
    on_streets = {} if walks is None else walks.terminals
    if walks is not None:
        both = [pair for a, b in pairs for pair in ((a, b), (b, a))]
        for pair, seconds in walks.find_seconds(both, longest_m=params.longest_m).items():
            found[pair] = (seconds, ChangeKind.STREETS)
    for (a, b), distance in zip(pairs, metres.tolist(), strict=True):
        if distance <= params.straight_m and a not in on_streets and b not in on_streets:
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
