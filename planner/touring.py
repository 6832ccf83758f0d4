"""Several days: nights, a way for each day, and all of them as one itinerary."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from planner.access import (
    find_week,
)
from planner.carbon import reckon, reckon_all
from planner.desk import get_desk
from planner.drafting import assemble_plan, draw_plans, see_as_asked, set_out, tell_work
from planner.errors import (
    NO_CIRCUIT,
    InvalidRequestError,
    NoItineraryError,
)
from planner.imprints import identify
from planner.itinerary import Notice, PlanResult
from planner.plans import PlanParams, Trip
from planner.revision import sketch_stages
from planner.tour_trains import open_trains
from planner.tours import (
    DayAsk,
    DrawnDay,
    DrawnTour,
    Gates,
    TourTask,
    draw_tours,
    join_days,
    later,
    list_tour_sites,
    name_days,
    zone_at,
)
from planner.wishes import require_elevations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.desk import Desk
    from planner.itinerary import Itinerary
    from planner.request import Tour, TripRequest
    from planner.streets import RequestStreets
    from planner.territory import Territory
    from planner.tour_trains import TourTrains
    from planner.work import Work

__all__ = ["plan_tours"]


def plan_tours(territory: Territory, request: TripRequest, tour: Tour, work: Work, params: PlanParams) -> PlanResult:
    """Plan several days: where they begin and end, nights, each day as an itinerary, then all of them as one."""
    desk, identity = get_desk(territory), identify(territory, request)
    request, told = find_week(territory, request)
    with ExitStack() as stack:
        if request.access is None:
            whole, trains = set_out(territory, request, work, params), None
            streets = whole.streets
            zone = None if request.departure is None else zone_at(territory.network, whole.start)
            gates = Gates.between((whole.start, whole.start_place), (whole.end, whole.end_place))
        else:
            streets = see_as_asked(desk, request)
            trains = open_trains(territory, request, tour, partial(see_as_asked, desk), stack)
            gates, zone = trains.gates, trains.out.zone
            if request.departure is not None:  # as the trains of the first and the last day are told
                request = replace(request, departure=later(request.departure.astimezone(zone), 0, zone))
        if tour.most_ascent_m is not None or request.max_ascent_m is not None:
            field = "max_ascent_m" if tour.most_ascent_m is None else "day_limits.ascent_m"
            require_elevations(streets.view.network, field=field)
        direct_m, direct_ms = _measure_direct(desk, streets, request, gates)
        see = partial(_see_day, desk, streets)
        sites, open_days = list_tour_sites(desk, see, request, tour, zone, params)
        threads = params.matrix_threads
        task = TourTask(desk, streets, request, tour, gates, direct_m, direct_ms, sites, work, zone, open_days, threads)
        drawn = draw_tours(task, partial(_draw_day, task, params, trains))
    joined = [(_join_tour(task, one, told), tuple(stage for day in one.days for stage in day.stages)) for one in drawn]
    found, _ = reckon_all(territory, request, identity, joined, origin=None if trains is None else trains.out.origin)
    itineraries = tuple(name_days(one) for one in found)
    first = drawn[0].days
    diagnostics = tell_work(work, request, itineraries, first[0].ask.start.place, first[-1].ask.end.place)
    return PlanResult(itineraries, diagnostics)


def _measure_direct(desk: Desk, streets: RequestStreets, request: TripRequest, gates: Gates) -> tuple[float, int]:
    """Measure the direct way from start to end, in metres and milliseconds; 0 where these are one, or not known yet."""
    start, end = gates.beds[0].terminal, gates.beds[-1].terminal
    if not gates.are_known or start == end:
        if request.target is None:
            msg = "give distance_km or duration_min, the measure of a day: the end is the start"
            raise InvalidRequestError(msg, field="distance_km")
        return 0.0, 0
    direct = desk.searcher.find_path(streets.view, start, end)
    if direct is None:
        raise NoItineraryError("nothing joins the places asked for", field="start")
    return direct.length_mm / 1000, direct.duration_ms(streets.view)


def _draw_day(task: TourTask, params: PlanParams, trains: TourTrains | None, ask: DayAsk) -> DrawnDay:
    """Draw one day of several, with trains the first from when one is there, the last until one leaves for home.

    Where one would wait long for the way home, the last day begins later, and sites are chosen anew for those hours.
    """
    if trains is None:
        return _draw_stage(task, params, ask)
    day = trains.join(_draw_stage(task, params, trains.begin(ask)))
    later = trains.put_off(day)
    if later is not None:
        with suppress(*NO_CIRCUIT):
            put_off = trains.join(_draw_stage(task, params, later))
            day = day if put_off.whole is None else put_off
    return replace(day, ask=ask)


def _draw_stage(task: TourTask, params: PlanParams, ask: DayAsk) -> DrawnDay:
    """Draw the way of one day of several, with the streets as they are that day."""
    streets = _see_day(task.desk, task.streets, ask.request)
    own = params if ask.most_visits is None else replace(params, most_visits=ask.most_visits)
    (start, start_place), (end, end_place) = ((bed.terminal, bed.place) for bed in (ask.start, ask.end))
    trip = Trip(
        task.desk,
        streets,
        ask.request,
        start,
        start_place,
        end,
        end_place,
        task.work,
        own,
        is_trial=True,
        avoided=ask.avoided,
    )
    drawn = draw_plans(trip)
    if not drawn:
        raise NoItineraryError("nothing joins these places", field="days")
    return DrawnDay(ask, assemble_plan(*drawn[0], rank=1), drawn[0][1].stages)


def _see_day(desk: Desk, streets: RequestStreets, request: TripRequest) -> RequestStreets:
    """See the streets as they are on the day of a request, by those of another day."""
    return see_as_asked(desk, request) if streets.has_dated_rules else streets


def _join_tour(task: TourTask, drawn: DrawnTour, told: Sequence[Notice]) -> Itinerary:
    """Make one itinerary of the days; what each emits stands in its own totals."""
    territory, by_train = task.desk.territory, task.request.access is not None
    days = tuple(
        replace(day, whole=reckon(territory, day.ask.request, day.told, day.stages, is_part=by_train))
        for day in drawn.days
    )
    joined = join_days(
        task.streets.view,
        task.request,
        task.tour,
        days,
        drawn.beds,
        sketch=lambda day: sketch_stages(territory.content_hash, day.stages),
        closed=days[0].ask.start.terminal == days[-1].ask.end.terminal,
    )
    return replace(joined, warnings=(*told, *joined.warnings))
