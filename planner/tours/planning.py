"""Several days as a whole: alternatives that sleep elsewhere and ride other streets, or what stands in the way."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from planner.request import MAX_DAYS, Target
from planner.tours.asking import Errand
from planner.tours.base import draw_from_base, rank_bases, shared_share
from planner.tours.chain import BrokenChain, find_chain
from planner.tours.ground import estimate_day_m, state_chain, survey_ground
from planner.tours.nights import Failure, draw_chain, spread_of
from planner.tours.refusals import refuse_chain, refuse_day

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from planner.tours.asking import DrawDay, DrawnDay
    from planner.tours.ground import Ground
    from planner.tours.sleeping import Bed
    from planner.tours.task import TourTask

__all__ = ["DrawnTour", "draw_tours"]

_MOST_SHARED = 0.5
_MORE_DAYS = 3
_ROOM_FOR_SITES = 1.3
_BELOW_LIMIT = 0.97
_MOST_BASES = 4
"""Bases that are tried for one alternative."""


@dataclass(frozen=True, slots=True, eq=False)
class DrawnTour:
    """The days of one alternative, and where the nights between them are spent."""

    days: tuple[DrawnDay, ...]
    beds: tuple[Bed, ...]

    @property
    def spread(self) -> float:
        """How much more than the least effort of a day the greatest is, as a share."""
        return spread_of(self.days)


def draw_tours(task: TourTask, draw: DrawDay) -> list[DrawnTour]:
    """Draw as many alternatives as are asked for and differ, the best first.

    Parameters
    ----------
    draw
        Draws one day.

    Raises
    ------
    NoItineraryError
        There are none; `details["night"]` says which night fails.
    CancelledError
        The caller left.
    """
    task = _with_room(task)
    draw_one = _from_base(task, draw) if task.tour.nights == "base" else _from_night_to_night(task, draw)
    found: list[DrawnTour] = []
    for _ in range(task.request.alternatives):
        if found and task.work.is_late():
            break
        tour = draw_one(found)
        if tour is None or (found and _is_like(tour, found)):
            break
        found.append(tour)
    return found


def _is_like(tour: DrawnTour, found: Sequence[DrawnTour]) -> bool:
    """Whether a tour shares more than half of its streets with one of the others."""
    own_m = [day.itinerary.summary.length_m for day in tour.days]
    for other in found:
        shared_m = sum(shared_share(day, other.days) * length for day, length in zip(tour.days, own_m, strict=True))
        if shared_m > _MOST_SHARED * sum(own_m):
            return True
    return False


def _from_base(task: TourTask, draw: DrawDay) -> Callable[[Sequence[DrawnTour]], DrawnTour | None]:
    """Give what draws the next alternative of days from one base, at another base where there are several."""
    target = task.request.target
    if target is None:
        raise ValueError("days from a base need a target")
    day_m = estimate_day_m(task.streets.view, target)
    lodgings = task.desk.territory.lodgings
    bases = rank_bases(task.gates, sites=task.sites, lodgings=lodgings, day_m=day_m, days=task.tour.days)

    def draw_one(found: Sequence[DrawnTour]) -> DrawnTour | None:
        failure = Failure()
        for base in bases[:_MOST_BASES]:
            days = draw_from_base(base, _make_errand(task, draw, found), sites=task.sites, day_m=day_m)
            if not isinstance(days, Failure):
                bases.remove(base)
                bases.append(base)
                return DrawnTour(tuple(days), (base,) * (task.tour.days - 1))
            failure = failure if failure.day else days
        if found:
            return None
        raise refuse_day(task.tour, failure)

    return draw_one


def _from_night_to_night(task: TourTask, draw: DrawDay) -> Callable[[Sequence[DrawnTour]], DrawnTour | None]:
    """Give what draws the next alternative of days from one night to the next."""
    ground = _look_closer(task, survey_ground(task, task.tour))
    slept: list[int] = []

    def draw_one(found: Sequence[DrawnTour]) -> DrawnTour | None:
        drawn = draw_chain(ground, _make_errand(task, draw, found), shunned=slept)
        if isinstance(drawn, BrokenChain | Failure):
            if found:
                return None
            if isinstance(drawn, Failure):
                raise refuse_day(task.tour, drawn)
            by_train = task.request.access is not None
            # Other trains run on the day on which a longer tour would end.
            least_days = None if by_train else _find_least_days(task)
            raise refuse_chain(task.desk.territory, task.tour, drawn, least_days, by_train=by_train)
        rows, days = drawn
        slept.extend(rows[1:-1])
        return DrawnTour(tuple(days), tuple(ground.beds[row] for row in rows[1:-1]))

    return draw_one


def _make_errand(task: TourTask, draw: DrawDay, found: Sequence[DrawnTour]) -> Errand:
    beside = tuple(day for tour in found for day in tour.days)
    return Errand(task.request, task.tour, draw, task.zone, beside, task.work.check, task.work.is_late, task.open_days)


def _look_closer(task: TourTask, ground: Ground) -> Ground:
    """Look at more beds about those that would be chosen, where days are as even as the nights let them be."""
    chain = find_chain(state_chain(ground, task.tour))
    if not ground.free or isinstance(chain, BrokenChain):
        return ground
    around = [ground.beds[row].terminal.point for row in chain[1:-1]]
    closer = survey_ground(task, task.tour, around=around)
    found = find_chain(state_chain(closer, task.tour))
    return ground if isinstance(found, BrokenChain) else closer


def _find_least_days(task: TourTask) -> int | None:
    """Find with how many more days of this measure there are nights, None where a few more do not help."""
    target = task.request.target
    if not task.direct_m or target is None:
        return None
    direct, day = (
        (task.direct_m, target.distance_m)
        if target.distance_m is not None
        else (task.direct_ms / 1000, target.duration_s)
    )
    least = max(2, math.ceil(direct / (day or 1.0)))
    for days in range(least, min(MAX_DAYS, least + _MORE_DAYS) + 1):
        tour = replace(task.tour, days=days)
        chain = find_chain(state_chain(survey_ground(task, tour), tour))
        if not isinstance(chain, BrokenChain):
            return days
    return None


def _with_room(task: TourTask) -> TourTask:
    """Ask each day for its share of the direct way with some room, where sites are wanted and nothing is asked for."""
    request, tour = task.request, task.tour
    if request.target is not None or not task.sites:
        return task
    day_m = _ROOM_FOR_SITES * task.direct_m / tour.days
    if tour.most_distance_m is not None:
        day_m = min(day_m, _BELOW_LIMIT * tour.most_distance_m)
    return replace(task, request=replace(request, target=Target(distance_m=max(1.0, day_m))))
