"""A break for lunch at a place to eat by the line: where one gets there in time, and it is open as far as is known.

The way is drawn for what the break leaves of an asked time, on a clock that stands still while it lasts. Then the break
is put where the line passes a place to eat between the hours asked for, if no visit behind it comes too late by that.
"""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from graphs.errors import PointNotOnNetworkError
from graphs.geo import EARTH_RADIUS_M, BoundingBox
from graphs.path import join
from graphs.snap import snap
from planner.assembly import Meal, Stage
from planner.errors import NO_CIRCUIT, InvalidRequestError
from planner.hours import get_visit_hours, get_zone, spot_at
from planner.itinerary import Notice, Place
from planner.request import Target
from planner.revision.line import cut_after, cut_before, find_nearest, terminal_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graphs.path import Path
    from graphs.snap import Terminal
    from planner.catalogue.eating_places import EatingPlace, EatingTable
    from planner.hours import Clock
    from planner.itinerary import Opening
    from planner.plans import Plan, Trip
    from planner.request import Lunch, TripRequest
    from planner.streets import RequestStreets

__all__ = ["have_lunch", "require_time"]

_NEAR_M = 150.0
"""From the line to the place as the crow flies."""
_LONGEST_WALK_M = 300
"""From the line to the place on the streets."""
_OFF_STREET_M = 100.0
_MOST_TRIED = 60
_STEP_MS = 10 * 60_000
"""Places that one reaches at about the same time are tried by their distance."""
_LEAST_MM = 1000
_MARGIN_MS = 2000
_MS = timedelta(milliseconds=1)

Drawn = tuple["Trip", "Plan"]


@dataclass(frozen=True, slots=True)
class _Span:
    """The first and the last moment at which one may get there, a likely one, and how long one stays, in ms."""

    earliest: int
    latest: int
    likely: int
    stay: int


@dataclass(frozen=True, slots=True, eq=False)
class _Chance:
    """A place to eat by the line: at which millimetre of the path of which stage, and when one is there."""

    stage: int
    at_mm: int
    arrival_ms: int
    gap_m: float
    row: int


def require_time(request: TripRequest) -> None:
    """Let a request pass whose time holds its lunch.

    Raises
    ------
    InvalidRequestError
        It does not.
    """
    asked = None if request.target is None else request.target.duration_s
    if request.lunch is not None and asked is not None and asked <= request.lunch.minutes * 60:
        msg = f"lunch.minutes must be less than duration_min, {asked / 60:g}, which holds the break"
        raise InvalidRequestError(msg, field="lunch.minutes")


def have_lunch(trip: Trip, lunch: Lunch, draw: Callable[[Trip], list[Drawn]]) -> list[Drawn]:
    """Draw plans with a break, the best first; where no line has a place for it, plans without, which say so.

    Parameters
    ----------
    trip
        What is asked; an asked time holds the break.
    lunch
        The break.
    draw
        Draws plans for a trip, with the trip whose streets each saw.

    Raises
    ------
    PlannerError, GraphsError
        There is no plan without a break either.
    """
    clock, places = trip.clock, trip.desk.territory.eating_places
    span = None if clock is None else _find_span(trip, lunch, clock)
    shorter = None if span is None else _leave_time(trip, span)
    found: list[Drawn] = []
    if clock is not None and span is not None and shorter is not None and places is not None:
        with suppress(*NO_CIRCUIT):
            for own, plan in draw(shorter):
                back = replace(own, request=trip.request, pause=None, is_trial=trip.is_trial)
                fed = _Line(back, _on_the_clock(plan.stages), clock, span, places).find_break()
                found += [] if fed is None else [(back, replace(plan, stages=fed[0], notices=plan.notices + fed[1]))]
    if found:
        return found
    hours = (("begin", f"{lunch.earliest:%H:%M}"), ("end", f"{lunch.latest:%H:%M}"))

    def tell(own: Trip, plan: Plan) -> Notice:
        if clock is None or places is None:
            return Notice("no_lunch", hours)
        out = span is not None and _Line(own, _on_the_clock(plan.stages), clock, span, places).is_still_out()
        return Notice("no_lunch" if out else "no_time_for_lunch", hours)

    return [(own, replace(plan, notices=(*plan.notices, tell(own, plan)))) for own, plan in draw(trip)]


def _find_span(trip: Trip, lunch: Lunch, clock: Clock) -> _Span | None:
    """Find when one may get there, in the time of the place; None where that is over when one sets out."""
    departure = clock.departure
    zone = get_zone(spot_at(trip.streets.view.network, trip.start))
    day = departure.astimezone(zone).date()
    first, last = (
        (datetime.combine(day, hour, zone).astimezone(UTC) - departure.astimezone(UTC)) // _MS
        for hour in (lunch.earliest, lunch.latest)
    )
    stay = lunch.minutes * 60_000
    target = trip.target
    end = last if target is None or not target.by_duration else min(last, target.value - stay)
    begin = max(0, first)
    return None if end < begin else _Span(begin, last, (begin + end) // 2, stay)


def _leave_time(trip: Trip, span: _Span) -> Trip | None:
    """Ask for a way that leaves time for the break; None where there is none."""
    request = replace(trip.request, lunch=None)
    asked = None if request.target is None else request.target.duration_s
    if asked is not None:
        if asked * 1000 <= span.stay:
            return None
        request = replace(request, target=Target(duration_s=asked - span.stay / 1000))
    return replace(trip, request=request, pause=(span.likely, span.stay), is_trial=True)


def _on_the_clock(stages: Sequence[Stage]) -> tuple[Stage, ...]:
    """Give stages whose visits know their hours on the clock that does not stand still."""
    found = []
    for stage in stages:
        sojourn = stage.sojourn
        if sojourn is not None and sojourn.hours is not None:
            sojourn = replace(sojourn, hours=sojourn.hours.whole or sojourn.hours)
        found.append(replace(stage, sojourn=sojourn))
    return tuple(found)


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """A way that was drawn, and the places to eat that there are."""

    trip: Trip
    stages: tuple[Stage, ...]
    clock: Clock
    span: _Span
    places: EatingTable

    def is_still_out(self) -> bool:
        """Whether the way is not over before the hours for the break begin."""
        return self._follow()[2] >= self.span.earliest

    def find_break(self) -> tuple[tuple[Stage, ...], tuple[Notice, ...]] | None:
        """Put the break into the stages; at a place that is known to be open, else where nobody knows."""
        paths = [join(stage.paths) for stage in self.stages]
        end_ms = self._follow()[2]
        best_ms = (self.span.earliest + min(self.span.latest, end_ms)) // 2
        chances = self._list_chances(paths)
        chances.sort(key=lambda one: (abs(one.arrival_ms - best_ms) // _STEP_MS, one.gap_m, one.row))
        unknown: tuple[_Chance, EatingPlace, Terminal] | None = None
        for chance in chances[:_MOST_TRIED]:
            place = self.places.get(chance.row)
            spot = terminal_of(cut_before(paths[chance.stage], chance.at_mm), end=True)
            opening = self._look_up(place, spot, chance)
            if opening == "closed" or (opening == "unknown" and unknown is not None):
                continue
            if self._follow(chance.stage)[1] or not _can_walk(self.trip, spot, place):
                continue
            if opening == "open":
                return self._put(paths, chance, place, spot, "open"), ()
            unknown = chance, place, spot
        if unknown is None:
            return None
        told = Notice("lunch_unknown", (("place", unknown[1].name),))
        return self._put(paths, *unknown, "unknown"), (told,)

    def _list_chances(self, paths: Sequence[Path]) -> list[_Chance]:
        """List the places by the part of the line where one is at the right time."""
        found = []
        begins, _, _ = self._follow()
        for number, (path, begin_ms) in enumerate(zip(paths, begins, strict=True)):
            if path.length_mm <= _LEAST_MM:
                continue
            along = np.concatenate([[0], np.cumsum(path.piece_lengths_mm)])
            clock = begin_ms + np.concatenate([[0], np.cumsum(path.piece_durations_ms(self.trip.streets.view))])
            if clock[-1] < self.span.earliest or clock[0] > self.span.latest:
                continue
            first, last = (int(np.interp(moment, clock, along)) for moment in (self.span.earliest, self.span.latest))
            first, last = max(first, _LEAST_MM), min(last, path.length_mm - _LEAST_MM)
            part = cut_before(cut_after(path, first), last - first)
            if not len(part.codes):
                continue
            for row in self.places.list_in_box(_box_around(part)):
                near_mm, gap_m = find_nearest(part, self.places.get(row).position)
                at_mm = first + near_mm
                arrival_ms = int(np.interp(at_mm, along, clock))
                if gap_m <= _NEAR_M and self.span.earliest <= arrival_ms <= self.span.latest:
                    found.append(_Chance(number, at_mm, arrival_ms, gap_m, row))
        return found

    def _follow(self, stop_in: int | None = None) -> tuple[list[int], int, int]:
        """Go along by the clock, with a break on the way of one stage.

        Returns
        -------
        tuple
            When each stage begins, how many visits would be closed, and when the last stage ends.
        """
        streets, now_ms, closed = self.trip.streets, 0, 0
        begins = []
        for number, stage in enumerate(self.stages):
            begins.append(now_ms)
            now_ms += sum(path.duration_ms(streets.view) for path in stage.paths if len(path.codes))
            now_ms += self.span.stay if number == stop_in else 0
            sojourn = stage.sojourn
            if sojourn is None:
                continue
            up_ms, down_ms = (path.duration_ms(streets.walking) for path in sojourn.climb) if sojourn.climb else (0, 0)
            now_ms += up_ms
            if sojourn.hours is not None:
                now_ms, opening = sojourn.hours.begin(now_ms, sojourn.dwell_s * 1000 + _MARGIN_MS)
                closed += opening == "closed"
            now_ms += sojourn.dwell_s * 1000 + down_ms
        return begins, closed, now_ms

    def _look_up(self, place: EatingPlace, spot: Terminal, chance: _Chance) -> Opening:
        """Say whether a place is open for all of the break; what nobody knows counts as closed where that is asked."""
        ahead = (self.span.latest + self.span.stay + _MARGIN_MS) * _MS
        here = spot_at(self.trip.streets.view.network, spot)
        hours = get_visit_hours(place.opening_hours, here, replace(self.clock, ahead=ahead, longest_wait_ms=0))
        hours = hours.without_unknown() if self.clock.known_only else hours
        return hours.begin(chance.arrival_ms, self.span.stay)[1]

    def _put(
        self, paths: Sequence[Path], chance: _Chance, place: EatingPlace, spot: Terminal, opening: Opening
    ) -> tuple[Stage, ...]:
        """Part the stage at the place."""
        path, stage = paths[chance.stage], self.stages[chance.stage]
        before, after = cut_before(path, chance.at_mm), cut_after(path, chance.at_mm)
        here = Place(spot.point, name=place.name, access_m=chance.gap_m)
        stop = Stage((before,), here, meal=Meal(place, self.span.stay // 1000, opening))
        rest = replace(stage, paths=(after,))
        return (*self.stages[: chance.stage], stop, rest, *self.stages[chance.stage + 1 :])


def _can_walk(trip: Trip, spot: Terminal, place: EatingPlace) -> bool:
    """Whether streets lead on foot from the line to a place by a short way, not round a canal or a motorway."""
    streets: RequestStreets = trip.streets
    try:
        door = snap(streets.walking, place.position, max_gap_m=_OFF_STREET_M)
        begin = snap(streets.walking, spot.point, max_gap_m=_OFF_STREET_M)
    except PointNotOnNetworkError:
        return False
    most_mm = _LONGEST_WALK_M * 1000
    with trip.desk.searcher.tree(streets.walking, begin, targets=[door], max_length_mm=most_mm) as tree:
        label = tree.find_label(door)
    return label is not None and label.length_mm <= most_mm


def _box_around(path: Path) -> BoundingBox:
    """Box around a line, with room for the places near it."""
    points = path.points()
    north = math.degrees(_NEAR_M / EARTH_RADIUS_M)
    east = north / max(0.01, math.cos(math.radians(float(np.abs(points.lat).max()))))
    return BoundingBox(
        south=max(-90.0, float(points.lat.min()) - north),
        west=max(-180.0, float(points.lon.min()) - east),
        north=min(90.0, float(points.lat.max()) + north),
        east=min(180.0, float(points.lon.max()) + east),
    )
