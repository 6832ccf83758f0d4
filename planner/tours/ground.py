"""What the choice of nights sees: beds, the ways between them, and what there is to see on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graphs.attributes import Vehicle
from graphs.geo import haversine_m, haversine_m_array
from graphs.matrix import Bounds, matrix
from graphs.network import UNREACHABLE
from planner.request import Target
from planner.tours.chain import NEVER, ChainProblem
from planner.tours.sleeping import list_beds

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from graphs.geo import Coordinate
    from graphs.view import NetworkView
    from planner.request import Tour, TripRequest
    from planner.targets import SiteTarget
    from planner.tours.gates import Gates
    from planner.tours.sleeping import Bed
    from planner.tours.task import TourTask

    Int64 = npt.NDArray[np.int64]
    Float64 = npt.NDArray[np.float64]
    Bool = npt.NDArray[np.bool_]

__all__ = ["Ground", "estimate_day_m", "state_chain", "survey_ground"]

_FASTEST_M_S = {Vehicle.FOOT: 1.6, Vehicle.WHEELCHAIR: 1.6, Vehicle.BIKE: 7.0, Vehicle.CARGO: 7.0}
_CRUISING_M_S = {Vehicle.FOOT: 1.2, Vehicle.WHEELCHAIR: 1.0, Vehicle.BIKE: 4.2, Vehicle.CARGO: 3.8}
_ON_THE_MOVE = 0.75
_LONGEST, _ROOMY, _SHORT = 0.97, 0.85, 0.35
"""Direct way of a day, as a share of what is asked of it: the most, where there is room for a detour, and for little
else."""
_LONGER = 1.5
"""The most where another length will do, or none is asked for."""
_TIGHT_COSTS, _SHORT_COSTS, _SITES_EARN, _CLOSE_COSTS, _UNEVEN_COSTS, _FAR_COSTS = 4000, 2000, 1500, 2500, 60000, 1000
_EVEN, _BEYOND = 0.06, 8.0
"""How far the direct way of a day may be from the even share, and what more costs."""
_BESIDE = 1.2
"""Straight ways by way of a bed, as a share of the straight way, where the direct way is wanted."""
_BESIDE_M, _A_TENTH = 1000.0, 0.1
"""Nearer than this, or than a tenth of a day, lies beside."""
_CLOSE = 0.3
_STRAIGHT = 0.7
"""Share of a day that the straight ways to a site and on to the night may take."""
_SITES_COUNTED = 12
_PAIRS_AT_ONCE = 512


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Beds and what lies between them. The first rows are the gates, where the tour may begin or end.

    Attributes
    ----------
    beds
        Of each row; the gates are none to sleep in.
    gates
        Those of the first rows.
    day
        What is asked of a day, in millimetres or milliseconds; the even share of the direct way where nothing is.
    day_m
        Metres that a day has, about.
    longest
        Direct way of a day, as a share of `day`, that is still possible.
    by_duration, free
        Whether a day is measured by time, and whether nothing is asked of it.
    lengths, durations
        Of the ways between the rows, int64 (n, n), in millimetres and milliseconds; `NEVER` out of reach.
    straight_m
        Between the rows, float64 (n, n).
    sites
        What could be visited, those that must be first, then by score.
    """

    beds: tuple[Bed, ...]
    gates: Gates
    day: int
    day_m: float
    longest: float
    by_duration: bool
    free: bool
    lengths: Int64
    durations: Int64
    straight_m: Float64
    sites: tuple[SiteTarget, ...]

    def list_ways_round(self, sites: Sequence[SiteTarget]) -> Float64:
        """Straight ways between two rows by way of each site, metres, float64 (n, n, sites)."""
        there = self.measure_to(sites)
        return there[:, None, :] + there[None, :, :]

    def measure_to(self, sites: Sequence[SiteTarget]) -> Float64:
        """Straight ways from each row to each site, metres, float64 (n, sites)."""
        lat, lon = (np.array([getattr(bed.terminal, name) for bed in self.beds]) for name in ("lat", "lon"))
        to_lat, to_lon = (np.array([getattr(item.terminal, name) for item in sites]) for name in ("lat", "lon"))
        return haversine_m_array(lat[:, None], lon[:, None], to_lat[None], to_lon[None])


def survey_ground(task: TourTask, tour: Tour, *, around: Sequence[Coordinate] = ()) -> Ground:
    """List beds and measure the ways between them, as far as a day may lead.

    Parameters
    ----------
    task, tour
        What is asked; `tour` goes before that of the task.
    around
        Only beds about these places are looked at; all that could be where there are none.
    """
    request, view = task.request, task.streets.view
    target = request.target
    by_duration = target is None or target.duration_s is not None
    day = _find_day(request, tour, task.direct_ms)
    longest = _LONGER if target is None or request.allow_other_length else _LONGEST
    points = task.gates.list_points()
    reach_m = longest * day / 1000 * (_FASTEST_M_S[view.profile.vehicle] / view.pace if by_duration else 1.0)
    found = list_beds(
        task.desk.territory,
        view,
        tour.lodging,
        ends=points,
        day_m=reach_m,
        most_m=tour.days * reach_m if target is not None else _BESIDE * haversine_m(points[0][0], points[1][0]),
        days=tour.days,
        around=around,
    )
    beds = (*task.gates.beds, *found)
    terminals = [bed.terminal for bed in beds]
    bound = round(longest * day)
    bounds = Bounds(max_duration_ms=bound) if by_duration else Bounds(max_length_mm=bound)
    ways = matrix(task.desk.searcher, view, terminals, terminals, bounds=bounds, threads=task.threads)
    lat, lon = np.array([place.lat for place in terminals]), np.array([place.lon for place in terminals])
    return Ground(
        beds=beds,
        gates=task.gates,
        day=day,
        day_m=estimate_day_m(view, target or Target(duration_s=day / 1000)),
        longest=longest,
        by_duration=by_duration,
        free=target is None,
        lengths=_to_signed(ways.lengths_mm),
        durations=_to_signed(ways.durations_ms),
        straight_m=haversine_m_array(lat[:, None], lon[:, None], lat[None], lon[None]),
        sites=tuple(sorted(task.sites, key=lambda item: (not item.named, -item.score, item.index))),
    )


def estimate_day_m(view: NetworkView, target: Target) -> float:
    """Metres that a day of an asked measure has, about."""
    if target.distance_m is not None:
        return target.distance_m
    return (target.duration_s or 0.0) * _CRUISING_M_S[view.profile.vehicle] / view.pace * _ON_THE_MOVE


def state_chain(ground: Ground, tour: Tour, *, shunned: Sequence[int] = ()) -> ChainProblem:
    """State the choice of nights.

    Parameters
    ----------
    shunned
        Rows of earlier alternatives: other nights are preferred.
    """
    cost = _price_days(ground, tour)
    _price_gates(ground, cost)
    gates, count = ground.gates, len(ground.gates.beds)
    close = _CLOSE_COSTS * np.maximum(0.0, 1 - ground.straight_m / (_CLOSE * ground.day_m))
    close = np.round(close).astype(np.int64)
    night = np.array([bed.cost for bed in ground.beds], np.int64) + 2 * close[:, list(shunned)].sum(axis=1)
    night[:count] = NEVER
    named = [item for item in ground.sites if item.named]
    passes = ground.list_ways_round(named) <= _LONGEST * ground.day_m
    ends = np.zeros((len(gates.starts), len(night)), np.bool_)
    ends[:, :count] = gates.ends
    return ChainProblem(cost, night, close, passes, gates.starts, ends, tour.days)


def _find_day(request: TripRequest, tour: Tour, direct_ms: int) -> int:
    target = request.target
    if target is None:
        return max(1, direct_ms // tour.days)
    if target.duration_s is not None:
        return max(1, round(target.duration_s * 1000))
    return max(1, round((target.distance_m or 0.0) * 1000))


def _to_signed(values: npt.NDArray[np.uint32]) -> Int64:
    signed: Int64 = np.where(values == UNREACHABLE, NEVER, values.astype(np.int64))
    return signed


def _price_days(ground: Ground, tour: Tour) -> Int64:
    """Price a day between each two rows: its room for a detour or its evenness, and what there is to see."""
    measures = ground.durations if ground.by_duration else ground.lengths
    share = measures / ground.day
    possible = (measures < NEVER) & (share <= ground.longest)
    np.fill_diagonal(possible, val=False)
    if tour.most_duration_s is not None:
        possible &= ground.durations <= tour.most_duration_s * 1000
    if tour.most_distance_m is not None:
        possible &= ground.lengths <= tour.most_distance_m * 1000
    if ground.free:
        off = np.abs(share - 1)
        price = _UNEVEN_COSTS * (off**2 + _BEYOND * np.maximum(0.0, off - _EVEN) ** 2) + _FAR_COSTS * share
    else:
        price = _TIGHT_COSTS * np.maximum(0.0, share - _ROOMY) / (_LONGEST - _ROOMY)
        price += _SHORT_COSTS * np.maximum(0.0, 1 - share / _SHORT)
        price += _SITES_EARN * (1 - _weigh(ground, possible))
    return np.where(possible, np.round(np.where(possible, price, 0.0)), NEVER).astype(np.int64)


def _price_gates(ground: Ground, cost: Int64) -> None:
    """Add what the ways there and home cost; bar last days behind which the way home is missed.

    Where there are several gates, no night is spent beside the one that a day begins or ends at.
    """
    gates, count = ground.gates, len(ground.gates.beds)
    cost[:count] += gates.start_cost[:, None]
    cost[:, :count] += gates.end_cost[None]
    most_ms = np.array([bed.most_s for bed in gates.beds]) * 1000
    cost[:, :count][ground.durations[:, :count] > most_ms[None]] = NEVER
    if not gates.are_known:
        beside = ground.straight_m[:count] < min(_BESIDE_M, _A_TENTH * ground.day_m)
        cost[:count][beside] = NEVER
        cost[:, :count][beside.T] = NEVER
    np.minimum(cost, NEVER, out=cost)


def _weigh(ground: Ground, possible: Bool) -> Float64:
    """Add up the best sites around each possible day, as a share of the most that any day has, float64 (n, n)."""
    worth = np.zeros(possible.shape)
    sites = sorted(ground.sites, key=lambda item: (-item.score, item.index))
    if not sites:
        return worth
    there = ground.measure_to(sites)
    score = np.array([item.score for item in sites], np.float64)
    rows, columns = np.nonzero(possible)
    for begin in range(0, len(rows), _PAIRS_AT_ONCE):
        first, last = rows[begin : begin + _PAIRS_AT_ONCE], columns[begin : begin + _PAIRS_AT_ONCE]
        near = there[first] + there[last] <= _STRAIGHT * ground.day_m
        near &= np.cumsum(near, axis=1, dtype=np.int32) <= _SITES_COUNTED
        worth[first, last] = near @ score
    return worth / max(1.0, float(worth.max()))
