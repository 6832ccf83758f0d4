"""Which stations to start from and to end at are worth a circuit: what lies between them, and how long one travels."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graphs.attributes import Vehicle
from graphs.geo import EARTH_RADIUS_M, BoundingBox, haversine_m_array, keep_apart
from planner.access.spots import APART_M, Pair

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from planner.access.frame import Frame
    from planner.access.spots import Spot
    from planner.desk import Desk
    from planner.request import TripRequest
    from planner.targets import SiteTarget

    Float64 = npt.NDArray[np.float64]

__all__ = ["SiteSpots", "bound_sites", "estimate", "is_joined", "leave_by", "list_pairs", "reach_at"]

_SPEEDS_M_S = {Vehicle.FOOT: 1.2, Vehicle.WHEELCHAIR: 1.0, Vehicle.BIKE: 4.2, Vehicle.CARGO: 3.8}
_STRAIGHT = 0.7
"""Share of a circuit that the straight ways to a site and on to the end may take."""
_ON_THE_MOVE = 0.75
"""Share of an asked time that is spent on the move."""
_AT_SITES = 1.15
"""What visits add to the time on the move, at the least."""
_LEISURELY = 1.6
"""What a circuit takes that stops at many sites, by the least that it takes; pairs without that time come behind."""
_SITES_COUNTED = 12
_SITE_MARGIN_M = 3000.0
"""From a site to the street that it is visited from, and to others of its name that stand for it."""
_MOST_STATIONS = 60
_SEEN_MOST = 2
_PAIRS_AT_ONCE = 256
_SHORTEST_TRAVERSE, _LONGEST_TRAVERSE = 0.15, 0.6
"""Straight distance from start to end, as a share of the length: farther apart, the direct way is too long already."""
_HOUR_COST = 0.12
"""What an hour of travel costs, as a share of the best that sites can give."""


@dataclass(frozen=True, slots=True, eq=False)
class SiteSpots:
    """Sites that the request could visit: degrees, scores, and whether each must be visited, (n,)."""

    lat: Float64
    lon: Float64
    score: Float64
    named: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, targets: Sequence[SiteTarget]) -> SiteSpots:
        """Take what is needed of sites."""
        return cls(
            np.array([item.terminal.lat for item in targets], np.float64),
            np.array([item.terminal.lon for item in targets], np.float64),
            np.array([item.score for item in targets], np.float64),
            np.array([item.named for item in targets], np.bool_),
        )


def reach_at(frame: Frame, spot: Spot) -> int:
    """Second at which one can be at a spot at the earliest; far in the future where no vehicle leads there."""
    return min(int(frame.arrive_s[row]) + seconds for row, seconds in spot.arriving.seconds.items())


def leave_by(frame: Frame, spot: Spot) -> int:
    """Second by which one must be done at a spot to get home; far in the past where no vehicle leads home."""
    slack = frame.slack_s
    return max(
        int(frame.leave_s[row]) - (max(slack, seconds) if spot.is_station else slack + seconds)
        for row, seconds in spot.leaving.seconds.items()
    )


def bound_sites(frame: Frame, request: TripRequest, spots: Sequence[Spot]) -> BoundingBox | None:
    """Bound what a circuit from one spot to another could visit; None where nothing does."""
    length_m, _ = estimate(frame, request)
    if not spots or length_m == float("inf"):
        return None
    lat, lon = _spread(spots)
    # On the way from one end to another, a site is no farther from the nearer one than half of it.
    margin = math.degrees((_STRAIGHT * length_m / 2 + _SITE_MARGIN_M) / EARTH_RADIUS_M)
    south, north = max(-90.0, float(lat.min()) - margin), min(90.0, float(lat.max()) + margin)
    wide = margin / max(0.01, math.cos(math.radians(max(abs(south), abs(north)))))
    return BoundingBox(max(-180.0, float(lon.min()) - wide), south, min(180.0, float(lon.max()) + wide), north)


def list_pairs(
    frame: Frame, request: TripRequest, starts: Sequence[Spot], ends: Sequence[Spot], sites: SiteSpots
) -> list[Pair]:
    """List where circuits may start and end, the most promising first; none where no connection leaves enough time.

    Parameters
    ----------
    starts, ends
        Spots; the same ones where both are left to the engine.
    sites
        What could be visited.
    """
    begin = np.array([reach_at(frame, spot) for spot in starts], np.int64)
    until = np.array([leave_by(frame, spot) for spot in ends], np.int64)
    if not len(begin) or not len(until):
        return []
    first, last = _choose_ends(frame, request, starts, ends, begin, until)
    if not len(first):
        return []
    length_m, duration_s = estimate(frame, request)
    at_first, at_last = (_spread(spots) for spots in (starts, ends))
    apart = haversine_m_array(at_first[0][first], at_first[1][first], at_last[0][last], at_last[1][last])
    least_s = np.maximum(duration_s, apart / _find_speed(frame))
    spare_s = until[last] - begin[first] - least_s
    possible = np.ones(len(first), np.bool_) if frame.home is None else spare_s >= 0
    if starts is ends:
        share = apart / length_m
        possible &= (first == last) | ((share >= _SHORTEST_TRAVERSE) & (share <= _LONGEST_TRAVERSE))
    first, last, roomy = first[possible], last[possible], (spare_s >= (_LEISURELY - 1) * least_s)[possible]
    worth, meets_all = _weigh(at_first, at_last, first, last, length_m, sites)
    travel_h = (begin[first] - frame.departure_s) / 3600
    travel_h = travel_h + np.minimum(travel_h, (begin[_twin(starts, ends, last)] - frame.departure_s) / 3600)
    value = worth / max(1.0, float(worth.max(initial=0.0))) - _HOUR_COST * travel_h
    order = np.lexsort((last, first, -np.round(value, 6), ~roomy))
    listed = [(int(first[k]), int(last[k])) for k in order.tolist() if meets_all[k]]
    return [Pair(starts[a], ends[b]) for a, b in _vary(listed)]


def _vary(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Put pairs that share an end with two better ones behind the others."""
    seen: Counter[int] = Counter()
    fresh, rest = [], []
    for pair in pairs:
        if max(seen[pair[0]], seen[pair[1]]) < _SEEN_MOST:
            fresh.append(pair)
            seen.update(set(pair))
        else:
            rest.append(pair)
    return [*fresh, *rest]


def _twin(starts: Sequence[Spot], ends: Sequence[Spot], last: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Spot whose way there stands for the way home from an end."""
    return last if starts is ends else np.zeros_like(last)


def _choose_ends(
    frame: Frame,
    request: TripRequest,
    starts: Sequence[Spot],
    ends: Sequence[Spot],
    begin: npt.NDArray[np.int64],
    until: npt.NDArray[np.int64],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """List pairs of indices that could be: circuits from each start, and ways from one to another."""
    reached = np.flatnonzero(begin < frame.deadline_s)
    left = np.flatnonzero(until > frame.departure_s) if frame.home is not None else np.arange(len(ends))
    if starts is not ends:
        return (np.repeat(reached, len(left)), np.tile(left, len(reached)))
    if frame.home is not None:
        reached = np.intersect1d(reached, left)
    # Those that are reached first: farther ones were tried, spread over the territory, and give no better days.
    ordered = reached[np.lexsort((reached, begin[reached]))].tolist()
    lat, lon = _spread([starts[k] for k in ordered])
    kept = np.array([ordered[k] for k in keep_apart(lat, lon, APART_M)[:_MOST_STATIONS]], np.int64)
    loops = (kept, kept)
    if request.direction is not None or (not frame.along and frame.wheels) or frame.home is None:
        return loops
    pairs = [(a, b) for a in kept.tolist() for b in kept.tolist() if a != b]
    other = np.array(pairs, np.int64).reshape(-1, 2)
    return np.concatenate([kept, other[:, 0]]), np.concatenate([kept, other[:, 1]])


def _spread(spots: Sequence[Spot]) -> tuple[Float64, Float64]:
    return np.array([spot.terminal.lat for spot in spots]), np.array([spot.terminal.lon for spot in spots])


def _find_speed(frame: Frame) -> float:
    """Usual speed on the streets, metres per second."""
    view = frame.streets.view
    return _SPEEDS_M_S[view.profile.vehicle] / view.pace


def estimate(frame: Frame, request: TripRequest) -> tuple[float, float]:
    """Metres that a circuit may have, and the least seconds that it takes."""
    speed = _find_speed(frame)
    target = request.target
    if target is None:
        return float("inf"), 0.0
    if target.duration_s is not None:
        return target.duration_s * _ON_THE_MOVE * speed, 0.9 * target.duration_s
    length_m = target.distance_m or 0.0
    return length_m, 0.8 * length_m / speed * (_AT_SITES if request.themes else 1.0)


def is_joined(desk: Desk, frame: Frame, request: TripRequest, pair: Pair) -> bool:
    """Whether streets lead from the start to the end of a pair, by no longer way than what is asked."""
    if pair.closed:
        return True
    view, target = frame.streets.view, request.target
    path = desk.searcher.find_path(view, pair.start.terminal, pair.end.terminal)
    if path is None or target is None:
        return path is not None
    if target.duration_s is not None:
        return path.duration_ms(view) <= 1000 * target.duration_s
    return path.length_mm <= 1000 * (target.distance_m or 0.0)


def _weigh(
    at_first: tuple[Float64, Float64],
    at_last: tuple[Float64, Float64],
    first: npt.NDArray[np.int64],
    last: npt.NDArray[np.int64],
    length_m: float,
    sites: SiteSpots,
) -> tuple[Float64, npt.NDArray[np.bool_]]:
    """Add up the best sites between the spots of each pair; say whether those that must be visited can be."""
    if not len(sites.score):
        return np.zeros(len(first)), np.ones(len(first), np.bool_)
    order = np.argsort(-sites.score, kind="stable")
    to_first, to_last = (_measure(at, used, sites, order) for at, used in ((at_first, first), (at_last, last)))
    first, last = (np.unique(used, return_inverse=True)[1] for used in (first, last))
    score, named = sites.score[order], sites.named[order]
    worth, meets_all = np.zeros(len(first)), np.ones(len(first), np.bool_)
    for begin in range(0, len(first), _PAIRS_AT_ONCE):
        part = slice(begin, begin + _PAIRS_AT_ONCE)
        around = to_first[first[part]] + to_last[last[part]]
        near = around <= _STRAIGHT * length_m
        near &= np.cumsum(near, axis=1, dtype=np.int32) <= _SITES_COUNTED
        worth[part] = near @ score
        meets_all[part] = (around[:, named] <= length_m).all(axis=1)
    return worth, meets_all


def _measure(
    at: tuple[Float64, Float64], used: npt.NDArray[np.int64], sites: SiteSpots, order: npt.NDArray[np.int64]
) -> Float64:
    """Metres from each spot that is used, rising, to each site, in an order of theirs."""
    lat, lon = (values[np.unique(used)][:, None] for values in at)
    return haversine_m_array(lat, lon, sites.lat[order][None], sites.lon[order][None])
