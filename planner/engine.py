"""The one place that knows the order of the steps: from a request to itineraries."""

from __future__ import annotations

import json
import math
from contextlib import ExitStack, suppress
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from graphs.errors import NoPathError
from planner.access import (
    Outing,
    Setbacks,
    choose_outings,
    find_home,
    find_week,
    is_enough,
    join_outing,
    list_pairs,
    list_sites,
    list_spots,
    list_windows,
    open_frame,
    put_off,
    trip_of,
)
from planner.assembly import Imprint, assemble
from planner.cancel import Cancel
from planner.carbon import reckon, reckon_all
from planner.climbing import draw_below
from planner.desk import get_desk
from planner.errors import (
    InvalidRequestError,
    NoItineraryError,
    NotAvailableError,
    NotFeasibleError,
    StaleSketchError,
)
from planner.hiring import find_hire, find_hire_at, has_hire_near, join_walks, require_found, require_hire, to_ride
from planner.imprints import digest, identify, list_closure_notices
from planner.itinerary import Notice, PlanResult
from planner.places import locate
from planner.plans import Plan, PlanParams, Trip, plan_direct, plan_scenic, plan_themed, tell_visits
from planner.revision import Revision, reopen, sketch_line, sketch_stages, tell_length, tell_stop, to_stages
from planner.streets import RequestStreets, see_streets
from planner.targets import find_named
from planner.tour_trains import open_trains
from planner.tours import (
    DayAsk,
    DrawnDay,
    DrawnTour,
    Gates,
    TourTask,
    draw_tours,
    join_days,
    list_all_sites,
    name_days,
    zone_at,
)
from planner.wishes import StreetWishes, require_elevations, tell_followed
from planner.work import Work

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graphs.path import Path
    from planner.access import Frame, Pair, Window
    from planner.desk import Desk
    from planner.edits import Edit
    from planner.hiring import Hire
    from planner.itinerary import Itinerary
    from planner.request import Tour, TripRequest
    from planner.sketch import Sketch
    from planner.territory import Territory
    from planner.tour_trains import TourTrains

__all__ = ["plan", "revise"]

_NO_CIRCUIT = (NotFeasibleError, NoItineraryError, InvalidRequestError, NoPathError)
_MOST_PAIRS = 40
"""Pairs of stations that are looked at; circuits are drawn for the first few between which trains leave the time."""


def plan(
    territory: Territory, request: TripRequest, *, cancel: Cancel | None = None, params: PlanParams | None = None
) -> PlanResult:
    """Plan itineraries for a request, the best first.

    Raises
    ------
    PlannerError
        The request cannot be served; `code` and `details` say why.
    GraphsError
        A place is off the streets, or places are not joined.
    """
    work = Work(cancel or Cancel(), time_budget_ms=request.time_budget_ms)
    for name in request.avoid_sites:
        find_named(territory, name, field="avoid_sites")
    if request.tour is not None:
        return _plan_tours(territory, request, request.tour, work, params or PlanParams())
    if request.access is not None:
        return _plan_outings(territory, request, work, params or PlanParams())
    trip = _set_out(territory, request, work, params or PlanParams())
    work.check()
    drawn = _draw(trip)
    if not drawn:
        raise NoItineraryError("nothing joins the places asked for", field="start")
    whole = [(_assemble(*item, rank=1), item[1].stages) for item in drawn]
    itineraries, stages = reckon_all(territory, request, identify(territory, request), whole)
    diagnostics: dict[str, Any] = {
        "truncated": work.truncated,
        "asked_alternatives": request.alternatives,
        "given_alternatives": len(itineraries),
        "start_access_m": round(trip.start_place.access_m, 1),
        "end_access_m": round(trip.end_place.access_m, 1),
    }
    sketches = tuple(sketch_stages(territory.content_hash, own) for own in stages)
    return PlanResult(itineraries, diagnostics, sketches)


def revise(
    territory: Territory,
    request: TripRequest,
    sketch: Sketch,
    edits: Sequence[Edit],
    *,
    identity: str,
    cancel: Cancel | None = None,
) -> PlanResult:
    """Change an itinerary that was planned; what no edit names stays as it was.

    Parameters
    ----------
    territory, request
        What it was planned on and for.
    sketch
        What was kept of it.
    edits
        Carried out in order.
    identity
        Id of the itinerary, which the new one's is made from.

    Raises
    ------
    StaleSketchError
        The territory is another one by now.
    NotAvailableError
        It is reached by public transport.
    PlannerError, GraphsError
        An edit cannot be carried out; `details["field"]` says which, as in `edits[0].site`.
    """
    if request.access is not None:
        msg = "access: itineraries with public transport cannot be edited in this version: plan again"
        raise NotAvailableError(msg, field="access")
    if request.bike == "hire":
        msg = "bike: itineraries with a hired bike cannot be edited in this version: plan again"
        raise NotAvailableError(msg, field="bike")
    if sketch.territory != territory.content_hash:
        raise StaleSketchError("this itinerary was planned on the territory as it was before: plan it again")
    work = Work(cancel or Cancel(), time_budget_ms=request.time_budget_ms)
    trip = _set_out(territory, request, work, PlanParams(), closed_edges=sketch.closed_edges)
    line = reopen(trip, sketch)
    revision = Revision(trip, line, sketch.closed_edges)
    for index, edit in enumerate(edits):
        revision.apply(edit, field=f"edits[{index}]")
    visits = [(stop.target, stop.climb) for stop in revision.line.stops if stop.target is not None]
    key = json.dumps([identity, request.language, [repr(edit) for edit in edits]])
    stages = to_stages(revision.line)
    itinerary = assemble(
        trip.streets.view,
        trip.streets.walking,
        trip.start_place,
        stages,
        imprint=replace(_imprint(trip), identity=digest(territory, key)),
        rank=1,
        notices=[*tell_visits(visits), *tell_length(trip, revision.line), *_notices(trip, revision.line.legs)],
    )
    diagnostics: dict[str, Any] = {
        "edited": identity,
        "length_change_m": round((revision.line.length_mm - line.length_mm) / 1000, 1),
        "stops": [tell_stop(stop) for stop in revision.line.stops[1:-1]],
    }
    kept = sketch_line(territory.content_hash, revision.line, revision.closed_edges)
    return PlanResult((reckon(territory, request, itinerary, stages),), diagnostics, (kept,))


def _plan_outings(territory: Territory, request: TripRequest, work: Work, params: PlanParams) -> PlanResult:
    """Plan days that begin and end with public transport: stations, connections and circuits under one clock."""
    desk, setbacks = get_desk(territory), Setbacks()
    identity = identify(territory, request)
    request, told = find_week(territory, request)
    streets = _see(desk, request)
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
        chosen = choose_outings(found, count=request.alternatives)
    whole = [(replace(one.itinerary, warnings=(*told, *one.itinerary.warnings)), one.stages) for one in chosen]
    itineraries, stages = reckon_all(territory, request, identity, whole, origin=frame.origin)
    diagnostics: dict[str, Any] = {
        "truncated": work.truncated,
        "asked_alternatives": request.alternatives,
        "given_alternatives": len(itineraries),
        "start_access_m": round(chosen[0].pair.start.place.access_m, 1),
        "end_access_m": round(chosen[0].pair.end.place.access_m, 1),
        "pairs_of_stations": len(pairs),
        "pairs_drawn": setbacks.drawn,
    }
    sketches = tuple(sketch_stages(territory.content_hash, own) for own in stages)
    return PlanResult(itineraries, diagnostics, sketches)


def _plan_tours(territory: Territory, request: TripRequest, tour: Tour, work: Work, params: PlanParams) -> PlanResult:
    """Plan several days: where they begin and end, nights, each day as an itinerary, then all of them as one."""
    desk, identity = get_desk(territory), identify(territory, request)
    request, told = find_week(territory, request)
    with ExitStack() as stack:
        if request.access is None:
            whole, trains = _set_out(territory, request, work, params), None
            streets = whole.streets
            zone = None if request.departure is None else zone_at(territory.network, whole.start)
            gates = Gates.between((whole.start, whole.start_place), (whole.end, whole.end_place))
        else:
            streets = _see(desk, request)
            trains = open_trains(territory, request, tour, partial(_see, desk), stack)
            gates, zone = trains.gates, trains.out.zone
        if tour.most_ascent_m is not None or request.max_ascent_m is not None:
            field = "max_ascent_m" if tour.most_ascent_m is None else "day_limits.ascent_m"
            require_elevations(streets.view.network, field=field)
        direct_m, direct_ms = _measure_direct(desk, streets, request, gates)
        sites = list_all_sites(desk, streets, request)
        threads = params.matrix_threads
        task = TourTask(desk, streets, request, tour, gates, direct_m, direct_ms, sites, work, zone, threads)
        drawn = draw_tours(task, partial(_draw_day, task, params, trains))
    joined = [(_join_tour(task, one, told), tuple(stage for day in one.days for stage in day.stages)) for one in drawn]
    found, _ = reckon_all(territory, request, identity, joined, origin=None if trains is None else trains.out.origin)
    itineraries = tuple(name_days(one) for one in found)
    first = drawn[0].days
    diagnostics: dict[str, Any] = {
        "truncated": work.truncated,
        "asked_alternatives": request.alternatives,
        "given_alternatives": len(itineraries),
        "start_access_m": round(first[0].ask.start.place.access_m, 1),
        "end_access_m": round(first[-1].ask.end.place.access_m, 1),
    }
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
        with suppress(*_NO_CIRCUIT):
            put_off = trains.join(_draw_stage(task, params, later))
            day = day if put_off.whole is None else put_off
    return replace(day, ask=ask)


def _draw_stage(task: TourTask, params: PlanParams, ask: DayAsk) -> DrawnDay:
    """Draw the way of one day of several, with the streets as they are that day."""
    streets = task.streets if not task.streets.has_dated_rules else _see(task.desk, ask.request)
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
    drawn = _draw(trip)
    if not drawn:
        raise NoItineraryError("nothing joins these places", field="days")
    return DrawnDay(ask, _assemble(*drawn[0], rank=1), drawn[0][1].stages)


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


def _draw_outings(
    frame: Frame, pair: Pair, request: TripRequest, trips: Callable[[Window], Trip], setbacks: Setbacks
) -> list[Outing]:
    """Draw days between two stations: the first way there for which circuits and ways home are found.

    Where one would wait long for the way home, one leaves later instead, and sites are chosen anew for those hours.
    """
    for window in list_windows(frame, pair, request, setbacks):
        failed = len(setbacks.failed)
        outings = _draw_window(frame, pair, window, trips(window), setbacks)
        if not outings and len(setbacks.failed) > failed and window.circuit_s is None and not request.must_visit:
            # Streets, not hours, have no circuit of this length here: later trains do not change that.
            break
        if not outings:
            continue
        best = outings[0]
        later = None if best.home is None else put_off(frame, pair, window, best.circuit_s, best.home)
        return (later and _draw_window(frame, pair, later, trips(later), Setbacks())) or outings
    return []


def _draw_window(frame: Frame, pair: Pair, window: Window, trip: Trip, setbacks: Setbacks) -> list[Outing]:
    """Draw circuits that begin with a window, and join them with the ways there and home."""
    trip.work.check()
    try:
        drawn = _draw(trip)
    except _NO_CIRCUIT as error:
        setbacks.note_failed(trip, error)
        return []
    setbacks.drawn += 1
    outings = []
    for item in drawn:
        circuit = _assemble(*item, rank=1)
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
            _draw(replace(trip, is_trial=False))
        except _NO_CIRCUIT as error:
            setbacks.failed[0] = (trip, error)


def _draw(trip: Trip) -> list[tuple[Trip, Plan]]:
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
        streets = _see(trip.desk, request, climb_factor=climb_factor) if climb_factor > 1 else trip.streets
        dearer = replace(trip, streets=streets)
        return [(dearer, chosen) for chosen in _choose_kind(dearer)]

    def ascent_of(item: tuple[Trip, Plan]) -> float | None:
        return _assemble(*item, rank=1).summary.ascent_m

    return draw_below(draw, ascent_of, most_m=request.max_ascent_m or 0.0, count=request.alternatives)


def _assemble(trip: Trip, chosen: Plan, *, rank: int) -> Itinerary:
    whole = assemble(
        trip.streets.view,
        trip.streets.walking,
        trip.start_place,
        chosen.stages,
        imprint=_imprint(trip),
        rank=rank,
        notices=[*chosen.notices, *_notices(trip, [path for stage in chosen.stages for path in stage.paths])],
    )
    return whole if trip.hire is None else join_walks(trip.streets.walking, trip.hire, whole)


def _see(
    desk: Desk, request: TripRequest, *, closed_edges: Sequence[int] = (), climb_factor: int = 1
) -> RequestStreets:
    return see_streets(
        desk,
        request.mode,
        themes=request.themes,
        avoid_areas=request.avoid_areas,
        wishes=StreetWishes(request.follow, request.node_network, request.relief, climb_factor),
        closed_edges=closed_edges,
        day=None if request.departure is None else request.departure.date(),
        pace=request.pace,
    )


def _set_out(
    territory: Territory, request: TripRequest, work: Work, params: PlanParams, *, closed_edges: Sequence[int] = ()
) -> Trip:
    """See the streets as the request does, and find its ends there."""
    desk = get_desk(territory)
    streets = _see(desk, request, closed_edges=closed_edges)
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


def _choose_kind(trip: Trip) -> list[Plan]:
    """Plan by what the request holds: sites, a measure, or just an end."""
    request = trip.request
    if request.themes or request.must_visit:
        return plan_themed(trip)
    if request.target is not None:
        return plan_scenic(trip)
    return plan_direct(trip)


def _imprint(trip: Trip) -> Imprint:
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


def _notices(trip: Trip, paths: Sequence[Path]) -> list[Notice]:
    request, streets = trip.request, trip.streets
    notices = tell_followed(streets.view.network, request.follow, paths)
    if request.departure is None:
        notices.append(Notice("dated_rules_not_checked"))
    return [*notices, *list_closure_notices(trip.desk.territory, request.departure, streets)]
