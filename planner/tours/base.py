"""Days from one base: a circuit each day, in directions that lie apart, on streets that the other days leave alone."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from graphs.errors import GraphsError
from graphs.geo import haversine_m_array
from planner.errors import CancelledError, PlannerError
from planner.request import COMPASS
from planner.tours.asking import DayOverError, ask_day, draw_within
from planner.tours.nights import Failure

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from planner.targets import SiteTarget
    from planner.tours.asking import DayAsk, DrawnDay, Errand
    from planner.tours.sleeping import Bed

__all__ = ["draw_from_base", "shared_share"]

_LITTLE_SHARED = 0.25
_MOST_TRIES = 4
_OFF_DEG = 60
_SITES_COUNTED = 12
_REACH = 0.4
"""How far from the base sites count, as a share of a day."""
_BESIDE = (3.0, 1.2, 0.4)
"""What an earlier day in the same direction, in the next one and in the one after costs."""


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
    taken: Counter[int] = Counter()
    named = _share_out(base, sites, errand.tour.days)
    for number in range(1, errand.tour.days + 1):
        errand.check()
        ask = ask_day(errand, (base, base), number, days, named[number - 1])
        visited = {site for day in days for site in day.visited}
        order = _rank_directions(base, [item for item in sites if item.site.id not in visited], day_m, taken)
        found = _draw_day(errand, ask, order, days)
        if isinstance(found, Failure):
            return replace(found, day=number)
        day, direction = found
        days.append(day)
        if direction is not None:
            taken[direction] += 1
    return days


def shared_share(day: DrawnDay, others: Sequence[DrawnDay]) -> float:
    """Share of the length of a day on streets that other days ride too."""
    known = [path.edges for other in others for path in other.paths]
    if not known or not day.paths:
        return 0.0
    edges = np.concatenate([path.edges for path in day.paths])
    lengths = np.concatenate([path.piece_lengths_mm for path in day.paths])
    both = np.isin(edges, np.concatenate(known))
    return float(lengths[both].sum() / max(1, lengths.sum()))


def _draw_day(
    errand: Errand, ask: DayAsk, order: Sequence[int], days: Sequence[DrawnDay]
) -> tuple[DrawnDay, int | None] | Failure:
    """Draw a day in one direction after the other until it shares little; at last in any."""
    best: tuple[float, DrawnDay, int | None] | None = None
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
        if best is None or shared < best[0]:
            best = (shared, day, direction)
        if shared <= _LITTLE_SHARED:
            break
    return failure if best is None else best[1:]


def _rank_directions(base: Bed, sites: Sequence[SiteTarget], day_m: float, taken: Counter[int]) -> list[int]:
    """Order the points of the compass by what there is to see, those beside earlier days last."""
    count = len(COMPASS)
    worth = _weigh(base, sites, day_m)
    cost = np.zeros(count)
    for direction, times in sorted(taken.items()):
        for off, price in enumerate(_BESIDE):
            for side in {(direction + off) % count, (direction - off) % count}:
                cost[side] += price * times
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


def _share_out(base: Bed, sites: Sequence[SiteTarget], days: int) -> list[tuple[str, ...]]:
    """Give the sites that must be visited to the days, round the compass, about as many to each."""
    here = base.terminal

    def bearing(item: SiteTarget) -> tuple[float, int]:
        north, east = item.terminal.lat - here.lat, item.terminal.lon - here.lon
        return math.atan2(east * math.cos(math.radians(here.lat)), north), item.index

    named = sorted((item for item in sites if item.named), key=bearing)
    each = math.ceil(len(named) / days) if named else 0
    ids = [item.site.id for item in named]
    return [tuple(ids[k * each : (k + 1) * each]) for k in range(days)]
