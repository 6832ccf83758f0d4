"""A trip set out, drawn and assembled: what every kind of plan goes through."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from planner.assembly import Imprint, assemble
from planner.climbing import draw_below
from planner.desk import get_desk
from planner.errors import (
    InvalidRequestError,
)
from planner.hiring import find_hire, join_walks, require_hire, to_ride
from planner.imprints import identify, list_closure_notices
from planner.itinerary import Notice
from planner.local_days import find_local_day
from planner.lunch import have_lunch
from planner.places import locate
from planner.plans import Plan, PlanParams, Trip, plan_direct, plan_scenic, plan_themed
from planner.streets import RequestStreets, see_streets
from planner.wishes import StreetWishes, require_elevations, tell_followed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphs.path import Path
    from planner.desk import Desk
    from planner.itinerary import Itinerary, Place
    from planner.request import TripRequest
    from planner.territory import Territory
    from planner.work import Work

__all__ = ["assemble_plan", "draw_plans", "imprint_of", "list_notices", "see_as_asked", "set_out", "tell_work"]


def set_out(
    territory: Territory, request: TripRequest, work: Work, params: PlanParams, *, closed_edges: Sequence[int] = ()
) -> Trip:
    """See the streets as the request does, and find its ends there."""
    desk = get_desk(territory)
    streets = see_as_asked(desk, request, closed_edges=closed_edges)
    day = streets.day
    if request.start is None:
        raise InvalidRequestError("start: field required", field="start")
    if request.bike == "hire":
        require_hire(territory, streets)
        _, on_foot = locate(territory, streets.walking, request.start, field="start", index=0, day=day)
        hire = find_hire(territory, streets, on_foot)
        bike, place = hire.terminal, hire.place
        return Trip(desk, streets, to_ride(request, hire), bike, place, bike, place, work, params, hire=hire)
    start, start_place = locate(territory, streets.view, request.start, field="start", index=0, day=day)
    end, end_place = start, start_place
    if request.end is not None:
        end, end_place = locate(territory, streets.view, request.end, field="end", index=1, day=day)
    return Trip(desk, streets, request, start, start_place, end, end_place, work, params)


def see_as_asked(
    desk: Desk, request: TripRequest, *, closed_edges: Sequence[int] = (), climb_factor: int = 1
) -> RequestStreets:
    """See the streets as a request does."""
    return see_streets(
        desk,
        request.mode,
        themes=request.themes,
        avoid_areas=request.avoid_areas,
        wishes=StreetWishes(request.follow, request.node_network, request.relief, climb_factor),
        closed_edges=closed_edges,
        day=None if request.departure is None else find_local_day(desk.territory, request.departure),
        pace=request.pace,
    )


def draw_plans(trip: Trip) -> list[tuple[Trip, Plan]]:
    """Draw plans, with a break where one is asked for, each with the trip whose streets it saw."""
    lunch = trip.request.lunch
    return _draw_way(trip) if lunch is None else have_lunch(trip, lunch, _draw_way)


def _draw_way(trip: Trip) -> list[tuple[Trip, Plan]]:
    """Draw plans, below the ascent where the request bounds it, each with the trip whose streets it saw."""
    if trip.request.max_ascent_m is not None:
        return _stay_low(trip)
    return [(trip, chosen) for chosen in _choose_kind(trip)]


def _stay_low(trip: Trip) -> list[tuple[Trip, Plan]]:
    """Plan with climbs dearer and dearer until enough itineraries climb no more than the request allows."""
    request = trip.request
    require_elevations(trip.streets.view.network, field="max_ascent_m")

    def draw(climb_factor: int) -> list[tuple[Trip, Plan]]:
        trip.work.check()
        streets = see_as_asked(trip.desk, request, climb_factor=climb_factor) if climb_factor > 1 else trip.streets
        dearer = replace(trip, streets=streets)
        return [(dearer, chosen) for chosen in _choose_kind(dearer)]

    def ascent_of(item: tuple[Trip, Plan]) -> float | None:
        return assemble_plan(*item, rank=1).summary.ascent_m

    return draw_below(draw, ascent_of, most_m=request.max_ascent_m or 0.0, count=request.alternatives)


def _choose_kind(trip: Trip) -> list[Plan]:
    """Plan by what the request holds: sites, a measure, or just an end."""
    request = trip.request
    if request.themes or request.must_visit:
        return plan_themed(trip)
    if request.target is not None:
        return plan_scenic(trip)
    return plan_direct(trip)


def assemble_plan(trip: Trip, chosen: Plan, *, rank: int) -> Itinerary:
    """Make an itinerary of a plan, walks to a hired bike among it."""
    whole = assemble(
        trip.streets.view,
        trip.streets.walking,
        trip.start_place,
        chosen.stages,
        imprint=imprint_of(trip),
        rank=rank,
        notices=[*chosen.notices, *list_notices(trip, [path for stage in chosen.stages for path in stage.paths])],
    )
    return whole if trip.hire is None else join_walks(trip.streets.walking, trip.hire, whole)


def imprint_of(trip: Trip) -> Imprint:
    """Give what an itinerary says of where it comes from."""
    request, territory = trip.request, trip.desk.territory
    return Imprint(
        identity=identify(territory, request),
        mode=request.mode,
        closed=trip.closed,
        target_m=request.target.distance_m if request.target else None,
        departure=request.departure,
        language=request.language,
        notice=territory.notice.find_text(request.language),
        attribution=territory.list_attribution(request.language),
    )


def list_notices(trip: Trip, paths: Sequence[Path]) -> list[Notice]:
    """List what the visitor should know of the ways of an itinerary."""
    request, streets = trip.request, trip.streets
    notices = tell_followed(streets.view.network, request.follow, paths)
    if request.departure is None:
        notices.append(Notice("dated_rules_not_checked"))
    return [*notices, *list_closure_notices(trip.desk.territory, request.departure, streets)]


def tell_work(
    work: Work, request: TripRequest, itineraries: Sequence[Itinerary], start: Place, end: Place
) -> dict[str, Any]:
    """Say how the work ended, and how far the ends of the first itinerary lie from where they were asked for."""
    return {
        "truncated": work.truncated,
        "asked_alternatives": request.alternatives,
        "given_alternatives": len(itineraries),
        "start_access_m": round(start.access_m, 1),
        "end_access_m": round(end.access_m, 1),
    }
