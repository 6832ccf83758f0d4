"""What is asked of one day, and what was drawn for it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from planner.request import Target
from planner.tours.clock import later

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import TypeAlias
    from zoneinfo import ZoneInfo

    from graphs.path import Path
    from planner.assembly import Stage
    from planner.itinerary import Itinerary
    from planner.request import Tour, TripRequest
    from planner.tours.named import OpenDays
    from planner.tours.sleeping import Bed

__all__ = [
    "DayAsk",
    "DayOverError",
    "DrawDay",
    "DrawnDay",
    "Errand",
    "ask_day",
    "draw_within",
    "effort_of",
    "keeps",
    "stretch",
]

_A_DAY_S = 86_400
_BELOW = 0.998
"""How much less than a limit is asked for where a day exceeds it."""
_MORE_TRIES = 3
_KEPT = 0.05


class DayOverError(Exception):
    """A day was drawn that exceeds a limit; `field` names it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


@dataclass(frozen=True, slots=True, eq=False)
class DayAsk:
    """One day: from where to where, what is asked of it, which streets it should leave alone, how many visits fit.

    `number` counts the days from 1; `most_s` is what it may take, so that the way home behind it is not missed.
    """

    start: Bed
    end: Bed
    request: TripRequest
    number: int = 1
    most_s: float = math.inf
    avoided: tuple[Path, ...] = ()
    most_visits: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class DrawnDay:
    """The itinerary of a day, with times from its own start, and the lines that it was made of.

    `whole` has the ways there and home around the itinerary, on the days that have one; None on any other.
    """

    ask: DayAsk
    itinerary: Itinerary
    stages: tuple[Stage, ...]
    whole: Itinerary | None = None

    @property
    def told(self) -> Itinerary:
        """The day as the visitor has it, with the ways there and home."""
        return self.whole or self.itinerary

    @property
    def paths(self) -> tuple[Path, ...]:
        """Streets that are ridden."""
        return tuple(path for stage in self.stages for path in stage.paths if len(path.codes))

    @property
    def visited(self) -> tuple[str, ...]:
        """Ids of the sites visited."""
        return tuple(visit.site.id for visit in self.itinerary.visits)


DrawDay: TypeAlias = "Callable[[DayAsk], DrawnDay]"
"""Draws one day; raises an error of `planner.errors` or `graphs.errors` where there is none."""


@dataclass(frozen=True, slots=True, eq=False)
class Errand:
    """What all days of one tour have in common.

    Attributes
    ----------
    request, tour
        What is asked.
    draw
        Draws one day.
    zone
        Time of the place, for a departure at the same hour every day; None without a departure.
    beside
        Days of earlier alternatives, whose streets are left alone.
    check
        Called before every day; raises where nobody waits any more.
    is_late
        Whether to come to an end with what there is.
    open_days
        When sites that must be visited can be.
    """

    request: TripRequest
    tour: Tour
    draw: DrawDay
    zone: ZoneInfo | None
    beside: tuple[DrawnDay, ...]
    check: Callable[[], None]
    is_late: Callable[[], bool]
    open_days: OpenDays


def ask_day(
    errand: Errand, ends: tuple[Bed, Bed], number: int, earlier: Sequence[DrawnDay], named: Sequence[Sequence[str]]
) -> DayAsk:
    """State one day of a request for several.

    Parameters
    ----------
    ends
        Where it begins and ends.
    number
        From 1.
    earlier
        The days before, whose sites are not visited again and whose streets are left alone.
    named
        Ids of the sites that must be visited, for each day; those of other days are left to them.
    """
    request, tour = errand.request, errand.tour
    start, end = ends
    visited = (site for day in earlier for site in day.visited)
    elsewhere = (site for k, day in enumerate(named, start=1) if k != number for site in day)
    shunned = dict.fromkeys((*request.avoid_sites, *visited, *elsewhere))
    limits = [] if tour.most_ascent_m is None else [tour.most_ascent_m]
    if request.max_ascent_m is not None:
        climbed_m = sum(day.itinerary.summary.ascent_m or 0.0 for day in earlier)
        limits.append(max(0.0, request.max_ascent_m - climbed_m) / (tour.days - number + 1))
    asked = replace(
        request,
        tour=None,
        access=None,
        start=start.terminal.point,
        end=None if start.terminal == end.terminal else end.terminal.point,
        departure=None if request.departure is None else later(request.departure, number - 1, errand.zone),
        avoid_sites=tuple(site for site in shunned if site not in named[number - 1]),
        must_visit=tuple(named[number - 1]),
        max_ascent_m=min(limits, default=None),
        alternatives=1,
    )
    return DayAsk(
        start,
        end,
        asked,
        number=number,
        most_s=end.most_s if number == tour.days else math.inf,
        avoided=tuple(path for day in (*errand.beside, *earlier) for path in day.paths),
    )


def draw_within(errand: Errand, ask: DayAsk) -> DrawnDay:
    """Draw a day within the limits, with fewer visits where they take too long, a little less where it is too much.

    Raises
    ------
    DayOverError
        A limit is exceeded however few sites are visited.
    PlannerError, GraphsError
        There is no such day.
    """
    draw, tour = errand.draw, errand.tour
    drawn = draw(ask)
    for _ in range(_MORE_TRIES):
        summary = drawn.itinerary.summary
        most_s = min(ask.most_s, tour.most_duration_s or math.inf, _until_next(drawn, errand))
        over_s = summary.duration_s - most_s
        free = len(drawn.visited) - len(ask.request.must_visit)
        if over_s <= 0 or free <= 0:
            break
        each_s = max(1.0, summary.visit_s / max(1, len(drawn.visited)))
        fewer = max(0, len(drawn.visited) - max(1, -int(-over_s // each_s)))
        ask = replace(ask, most_visits=fewer)
        drawn = draw(ask)
    share = 1.0
    for _ in range(_MORE_TRIES):
        share *= _share_within(drawn, tour)
        if not 1 - _KEPT <= share < 1:
            break
        drawn = replace(draw(stretch(ask, share, without=())), ask=ask)
    _require_within(drawn, errand)
    return drawn


def _until_next(drawn: DrawnDay, errand: Errand) -> float:
    """Seconds from the begin of a day, with a train when one is there, to that of the next."""
    if drawn.ask.number == errand.tour.days:
        return math.inf
    begun, first = drawn.itinerary.departure, errand.request.departure
    if begun is None or first is None:
        return _A_DAY_S
    return (later(first, drawn.ask.number, errand.zone) - begun).total_seconds()


def _share_within(drawn: DrawnDay, tour: Tour) -> float:
    """Say what share of its measure keeps a day within the limit for that measure; 1 where it is."""
    target, summary = drawn.ask.request.target, drawn.itinerary.summary
    has, most = (summary.duration_s, tour.most_duration_s)
    if target is not None and target.duration_s is None:
        has, most = (summary.length_m, tour.most_distance_m)
    return 1.0 if target is None or most is None or has <= most else _BELOW * most / has


def _require_within(drawn: DrawnDay, errand: Errand) -> None:
    summary, left_s, tour = drawn.itinerary.summary, drawn.ask.most_s, errand.tour
    if summary.duration_s > _until_next(drawn, errand):
        hours = summary.duration_s / 3600
        raise DayOverError("days", f"it takes {hours:.1f} hours, and the next day would have begun: ask for less a day")
    if summary.duration_s > left_s:
        took_min, left_min = (round(seconds / 60) for seconds in (summary.duration_s, left_s))
        msg = f"the day takes {took_min} min, the last way home in time leaves no more than {left_min}"
        raise DayOverError("access.return", msg)
    limits = (
        ("distance_km", summary.length_m / 1000, tour.most_distance_m, 1000, "km"),
        ("duration_min", summary.duration_s / 60, tour.most_duration_s, 60, "min"),
    )
    for name, value, most, unit, word in limits:
        if most is not None and value > most / unit:
            raise DayOverError(f"day_limits.{name}", f"a day takes {value:.1f} {word}, the limit is {most / unit:g}")


def stretch(ask: DayAsk, share: float, *, without: Iterable[str]) -> DayAsk:
    """Ask a day for a little more or less of what it should have, without the sites of the other days."""
    asked = ask.request
    target = asked.target
    if target is not None and target.duration_s is not None:
        target = Target(duration_s=target.duration_s * share)
    elif target is not None and target.distance_m is not None:
        target = Target(distance_m=target.distance_m * share)
    kept = dict.fromkeys((*asked.avoid_sites, *sorted(without)))
    return replace(ask, request=replace(asked, target=target, avoid_sites=tuple(kept)))


def keeps(drawn: DrawnDay, asked: Target | None) -> bool:
    """Whether a day has the length or the time that is asked for."""
    if asked is None:
        return True
    if asked.duration_s is not None:
        return abs(drawn.itinerary.summary.duration_s - asked.duration_s) <= _KEPT * asked.duration_s
    length_m = asked.distance_m or 0.0
    return abs(drawn.itinerary.summary.length_m - length_m) <= _KEPT * length_m


def effort_of(day: DrawnDay) -> float:
    """Seconds that a day takes: those on the move, which know climbs and surfaces; all where a time is asked."""
    target, summary = day.ask.request.target, day.itinerary.summary
    return summary.duration_s if target is not None and target.duration_s is not None else summary.moving_s
