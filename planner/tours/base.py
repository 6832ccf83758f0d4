"""Days from one base: a circuit each day, in directions that lie apart, on streets that the other days leave alone."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from graphs.errors import GraphsError
from graphs.geo import haversine_m_array
from planner.errors import CancelledError, PlannerError
from planner.request import COMPASS
from planner.tours.asking import DayOverError, ask_day, draw_within, keeps, stretch
from planner.tours.named import share_evenly
from planner.tours.nights import EVEN, Failure, even_out, find_odd, share_for, spread_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from planner.catalogue.lodging_table import LodgingTable
    from planner.targets import SiteTarget
    from planner.tours.asking import DayAsk, DrawnDay, Errand
    from planner.tours.gates import Gates
    from planner.tours.sleeping import Bed

    Float64 = npt.NDArray[np.float64]

__all__ = ["draw_from_base", "rank_bases", "shared_share"]

_LITTLE_SHARED = 0.25
_MOST_TRIES = 4
_MOST_EXCHANGES = 2
_MOST_TWICE, _LONGEST_SPUR_M, _LEAST_COMPACT = 0.085, 460.0, 0.115
_OFF_DEG = 60
_SITES_COUNTED = 12
_REACH = 0.4
"""How far from the base sites count, as a share of a day."""
_HAS_LODGING_M, _WITHOUT_LODGING = 2000.0, 1500
"""How far around a base known lodgings count, and what it costs where there is none."""
_WORTH = 1500
"""What the best sites around a base are worth a day, in the unit of `planner.tours.chain`."""
_BESIDE = (3.0, 1.2, 0.4)
"""What an earlier day in the same direction, in the next one and in the one after costs."""


def rank_bases(
    gates: Gates, *, sites: Sequence[SiteTarget], lodgings: LodgingTable | None, day_m: float, days: int
) -> list[Bed]:
    """Order the places that could be the base by what there is to see around, less what the way there costs.

    Those with a known lodging around are preferred.
    """
    bases = gates.loops
    if len(bases) == 1:
        return bases
    lat, lon = (np.array([getattr(item.terminal, name) for item in sites], np.float64) for name in ("lat", "lon"))
    score = np.array([item.score for item in sites], np.float64)
    named = np.array([item.named for item in sites], np.bool_)
    worth, meets_all, cost = [], [], []
    for base in bases:
        away = _measure_from(base, lat, lon)
        worth.append(float(np.sort(score[away <= _REACH * day_m])[-_SITES_COUNTED * days :].sum()))
        meets_all.append(bool((away[named] <= day_m / 2).all()))
        price = int(gates.start_cost[gates.beds.index(base)])
        if lodgings is not None:
            beds = _measure_from(base, lodgings.lat_e7 / 1e7, lodgings.lon_e7 / 1e7)
            price += 0 if (beds <= _HAS_LODGING_M).any() else _WITHOUT_LODGING
        cost.append(price)
    value = days * _WORTH * np.array(worth) / max(1.0, float(np.max(worth))) - np.array(cost)
    order = np.lexsort((np.arange(len(bases)), -np.round(value), ~np.array(meets_all)))
    return [bases[k] for k in order.tolist()]


def _measure_from(base: Bed, lat: Float64, lon: Float64) -> Float64:
    """Straight ways from a base, metres, float64 (n,)."""
    here = base.terminal
    return haversine_m_array(np.full(len(lat), here.lat), np.full(len(lat), here.lon), lat, lon)


def draw_from_base(base: Bed, errand: Errand, *, sites: Sequence[SiteTarget], day_m: float) -> list[DrawnDay] | Failure:
    """Draw a circuit for each day; the day that cannot be drawn where there is none.

    Parameters
    ----------
    base
        Where every day begins and ends.
    sites
        What could be visited.
    day_m
        Metres that a day has, about.
    """
    days: list[DrawnDay] = []
    named = _share_out(base, errand, sites)
    for number in range(1, errand.tour.days + 1):
        errand.check()
        ask = ask_day(errand, (base, base), number, days, named)
        found = _draw_day(errand, ask, _rank_directions(base, sites, day_m, days), days)
        if isinstance(found, Failure):
            return replace(found, day=number)
        days.append(found)
    days = even_out(days, errand)
    for _ in range(_MOST_EXCHANGES):
        if spread_of(days) <= EVEN or errand.request.max_ascent_m is not None or errand.is_late():
            break
        days = _exchange(base, errand, days, sites, day_m)
    return days


def _exchange(
    base: Bed, errand: Errand, days: list[DrawnDay], sites: Sequence[SiteTarget], day_m: float
) -> list[DrawnDay]:
    """Draw the day that is the farthest from the others in another direction; the same days where none is better."""
    odd = find_odd(days)
    others = [day for k, day in enumerate(days) if k != odd]
    ask = days[odd].ask
    if ask.request.must_visit:
        return days
    visited = {site for day in others for site in day.visited}
    changed = stretch(ask, share_for(days[odd], days), without=visited)
    best = days
    for direction in _rank_directions(base, sites, day_m, others)[:_MOST_TRIES]:
        errand.check()
        if COMPASS[direction] == ask.request.direction:
            continue
        try:
            day = draw_within(errand, replace(changed, request=replace(changed.request, direction=COMPASS[direction])))
        except CancelledError:
            raise
        except (DayOverError, PlannerError, GraphsError):
            continue
        trial = [*days[:odd], day, *days[odd + 1 :]]
        fits = keeps(day, errand.request.target) and shared_share(day, others) <= _LITTLE_SHARED
        if fits and spread_of(trial) < spread_of(best):
            best = trial
    return best


def shared_share(day: DrawnDay, others: Sequence[DrawnDay]) -> float:
    """Share of the length of a day on streets that other days ride too."""
    known = [path.edges for other in others for path in other.paths]
    if not known or not day.paths:
        return 0.0
    edges = np.concatenate([path.edges for path in day.paths])
    lengths = np.concatenate([path.piece_lengths_mm for path in day.paths])
    both = np.isin(edges, np.concatenate(known))
    return float(lengths[both].sum() / max(1, lengths.sum()))


def _draw_day(errand: Errand, ask: DayAsk, order: Sequence[int], days: Sequence[DrawnDay]) -> DrawnDay | Failure:
    """Draw a day in one direction after the other until it shares little and is no odd line; at last in any."""
    best: tuple[tuple[bool, bool, float], DrawnDay] | None = None
    failure = Failure(start=ask.start.place.name, end=ask.end.place.name, named=bool(ask.request.must_visit))
    tries: list[int | None] = [*order[:_MOST_TRIES], None]
    if ask.request.must_visit:
        tries = [None]
    for direction in tries:
        named = None if direction is None else COMPASS[direction]
        try:
            day = draw_within(errand, replace(ask, request=replace(ask.request, direction=named)))
        except CancelledError:
            raise
        except DayOverError as error:
            failure.field, failure.message = error.field, error.message
            continue
        except (PlannerError, GraphsError) as error:
            failure.field, failure.message = str(error.details.get("field", "")), error.message
            continue
        shared = shared_share(day, days)
        rank = (shared > _LITTLE_SHARED, not _is_fair(day), shared)
        if best is None or rank < best[0]:
            best = (rank, day)
        if not any(rank[:2]) or errand.is_late():
            break
    return failure if best is None else best[1]


def _is_fair(day: DrawnDay) -> bool:
    """Whether a circuit is none that goes out and back, or is flat."""
    quality = day.itinerary.quality
    odd = max(quality.retraced_share, quality.corridor_share) > _MOST_TWICE or quality.spur_m > _LONGEST_SPUR_M
    return not odd and quality.compactness >= _LEAST_COMPACT


def _rank_directions(base: Bed, sites: Sequence[SiteTarget], day_m: float, days: Sequence[DrawnDay]) -> list[int]:
    """Order the points of the compass by what there is left to see, those beside the other days last."""
    count = len(COMPASS)
    visited = {site for day in days for site in day.visited}
    worth = _weigh(base, [item for item in sites if item.site.id not in visited], day_m)
    cost = np.zeros(count)
    for day in days:
        if day.ask.request.direction is None:
            continue
        direction = COMPASS.index(day.ask.request.direction)
        for off, price in enumerate(_BESIDE):
            for side in {(direction + off) % count, (direction - off) % count}:
                cost[side] += price
    return [int(k) for k in np.argsort(np.round(cost - worth, 6), kind="stable")]


def _weigh(base: Bed, sites: Sequence[SiteTarget], day_m: float) -> npt.NDArray[np.float64]:
    """Add up the best sites in each direction within reach, as a share of the most that any has, float64 (8,)."""
    count = len(COMPASS)
    worth = np.zeros(count)
    if not sites:
        return worth
    here = base.terminal
    lat, lon = (np.array([getattr(item.terminal, name) for item in sites]) for name in ("lat", "lon"))
    score = np.array([item.score for item in sites], np.float64)
    away = haversine_m_array(np.full(len(lat), here.lat), np.full(len(lat), here.lon), lat, lon)
    bearing = np.degrees(np.arctan2((lon - here.lon) * math.cos(math.radians(here.lat)), lat - here.lat))
    for direction in range(count):
        off = np.abs((bearing - 45 * direction + 180) % 360 - 180)
        worth[direction] = np.sort(score[(off <= _OFF_DEG) & (away <= _REACH * day_m)])[-_SITES_COUNTED:].sum()
    return worth / max(1.0, float(worth.max()))


def _share_out(base: Bed, errand: Errand, sites: Sequence[SiteTarget]) -> list[tuple[str, ...]]:
    """Give the sites that must be visited to the days, round the compass, about as many to each."""
    here = base.terminal

    def bearing(item: SiteTarget) -> tuple[float, int]:
        north, east = item.terminal.lat - here.lat, item.terminal.lon - here.lon
        return math.atan2(east * math.cos(math.radians(here.lat)), north), item.index

    named = sorted((item for item in sites if item.named), key=bearing)
    return share_evenly(errand.open_days, named, errand.tour.days)
