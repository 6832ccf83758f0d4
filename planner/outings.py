"""Days that begin and end with public transport."""

from __future__ import annotations

import math
from contextlib import ExitStack
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING

from planner.access import (
    Outing,
    Setbacks,
    choose_outings,
    find_home,
    find_week,
    is_enough,
    is_joined,
    join_outing,
    leave_by,
    list_pairs,
    list_sites,
    list_spots,
    list_windows,
    open_frame,
    put_off,
    spend_less,
    trip_of,
)
from planner.carbon import reckon_all
from planner.desk import get_desk
from planner.drafting import assemble_plan, draw_plans, see_as_asked, tell_work
from planner.errors import NO_CIRCUIT
from planner.hiring import find_hire_at, has_hire_near, require_found, require_hire
from planner.imprints import identify
from planner.itinerary import PlanResult
from planner.revision import sketch_stages

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.access import Frame, Pair, Window
    from planner.hiring import Hire
    from planner.plans import PlanParams, Trip
    from planner.request import TripRequest
    from planner.territory import Territory
    from planner.work import Work

__all__ = ["plan_outings"]

_MOST_PAIRS = 400
"""Pairs of stations whose trains are looked up; circuits are drawn for the first few that leave the time."""
_TRIES_IN_TIME = 3


def plan_outings(territory: Territory, request: TripRequest, work: Work, params: PlanParams) -> PlanResult:
    """Plan days that begin and end with public transport: stations, connections and circuits under one clock."""
    desk, setbacks = get_desk(territory), Setbacks()
    identity = identify(territory, request)
    request, told = find_week(territory, request)
    streets = see_as_asked(desk, request)
    with ExitStack() as stack:
        frame = open_frame(territory, streets, request, stack)
        starts, ends = list_spots(frame, request, stack)
        if request.bike == "hire":
            require_hire(territory, streets)
            starts = ends = [spot for spot in starts if has_hire_near(territory, spot.place.point)]
            require_found(starts)
        sites = list_sites(desk, streets, request, frame, params, [*starts, *ends])
        pairs = list_pairs(frame, request, starts, ends, sites)
        found: list[Outing] = []
        # Many pairs begin at one station: the walk to its bikes is looked for once.
        hire_at = cache(partial(find_hire_at, territory, streets))
        hires: list[Hire] = []
        each = math.ceil(request.alternatives / max(1, len(pairs)))
        for pair in pairs[:_MOST_PAIRS]:
            if is_enough(found, setbacks, asked=request.alternatives) or (found and work.is_late()):
                break
            work.check()
            # Ends that are named are drawn, so that the error says what is wrong with them.
            if starts is ends and not is_joined(desk, frame, request, pair):
                setbacks.apart += 1
                continue
            hire = hire_at(pair.start.place) if request.bike == "hire" else None
            if hire is not None:
                hires.append(hire)
            elif request.bike == "hire":
                continue
            trips = partial(trip_of, desk, streets, replace(request, alternatives=each), pair, work, params, hire)
            found.extend(_draw_outings(frame, pair, request, trips, setbacks))
        if not found:
            if request.bike == "hire" and pairs:
                require_found(hires)
            _look_into(setbacks)
            raise setbacks.to_error(frame, request, starts, ends)
        fed = [one for one in found if one.itinerary.breaks]
        chosen = choose_outings(fed or found, count=request.alternatives)
    whole = [(replace(one.itinerary, warnings=(*told, *one.itinerary.warnings)), one.stages) for one in chosen]
    itineraries, stages = reckon_all(territory, request, identity, whole, origin=frame.origin)
    diagnostics = tell_work(work, request, itineraries, chosen[0].pair.start.place, chosen[0].pair.end.place)
    diagnostics |= {"pairs_of_stations": len(pairs), "pairs_drawn": setbacks.drawn}
    sketches = tuple(sketch_stages(territory.content_hash, own) for own in stages)
    return PlanResult(itineraries, diagnostics, sketches)


def _draw_outings(
    frame: Frame, pair: Pair, request: TripRequest, trips: Callable[[Window], Trip], setbacks: Setbacks
) -> list[Outing]:
    """Draw days between two stations: the first way there for which circuits and ways home are found.

    Where one would wait long for the way home, one leaves later instead, and sites are chosen anew for those hours.
    """
    for window in list_windows(frame, pair, request, setbacks):
        failed, late = len(setbacks.failed), len(setbacks.late)
        outings = _draw_in_time(frame, pair, window, trips(window), setbacks)
        stays = len(setbacks.late) > late or (len(setbacks.failed) > failed and not request.must_visit)
        if not outings and window.circuit_s is None and stays:
            # A length takes its time: what comes too late for the last way home does so behind a later train as well.
            # Where streets, not hours, have no circuit of this length, later trains do not change that either.
            break
        if not outings:
            continue
        best = outings[0]
        later = None if best.home is None else put_off(frame, pair, window, best.circuit_s, best.home)
        moved = later and _draw_window(frame, pair, later, trips(later), Setbacks())
        # One does not leave later at the cost of a lunch.
        return moved if moved and len(moved[0].itinerary.breaks) >= len(best.itinerary.breaks) else outings
    return []


def _draw_in_time(frame: Frame, pair: Pair, window: Window, trip: Trip, setbacks: Setbacks) -> list[Outing]:
    """Draw days; where the circuits are over too late for the last way home, others that spend less time at sites."""
    asked: Trip | None = trip
    for _ in range(_TRIES_IN_TIME):
        if asked is None:
            break
        late = len(setbacks.late)
        outings = _draw_window(frame, pair, window, asked, setbacks)
        if outings or len(setbacks.late) == late:
            return outings
        asked = spend_less(asked, leave_by(frame, pair.end), min(end_s for end_s, _ in setbacks.late[late:]))
    return []


def _draw_window(frame: Frame, pair: Pair, window: Window, trip: Trip, setbacks: Setbacks) -> list[Outing]:
    """Draw circuits that begin with a window, and join them with the ways there and home."""
    trip.work.check()
    try:
        drawn = draw_plans(trip)
    except NO_CIRCUIT as error:
        setbacks.note_failed(trip.forget_paths(), error)
        return []
    setbacks.drawn += 1
    outings = []
    for item in drawn:
        circuit = assemble_plan(*item, rank=1)
        circuit_s = circuit.summary.duration_s
        home = find_home(frame, pair, window, window.begin_s + circuit_s)
        if frame.home is not None and home is None:
            setbacks.note_late(window.begin_s + circuit_s, pair.end)
            continue
        whole = join_outing(frame, pair, window, circuit, home)
        outings.append(Outing(pair, whole, item[1].stages, circuit_s, home))
    return outings


def _look_into(setbacks: Setbacks) -> None:
    """Find out what could be had instead of the first circuit that could not be drawn."""
    for trip, _ in setbacks.failed[:1]:
        try:
            draw_plans(replace(trip, is_trial=False))
        except NO_CIRCUIT as error:
            setbacks.failed[0] = (trip, error)
