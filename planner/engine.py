"""The one place that knows the order of the steps: from a request to itineraries."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from importlib.metadata import version
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from graphs.alternatives import list_alternatives
from graphs.isochrones import Contour, isochrones
from graphs.matrix import Bounds, matrix
from graphs.network import UNREACHABLE
from planner.assembly import Imprint, Stage, assemble
from planner.cancel import Cancel
from planner.climbing import draw_below
from planner.desk import get_desk
from planner.errors import NoItineraryError, StaleSketchError
from planner.itinerary import Notice, PlanResult
from planner.places import locate
from planner.plans import Plan, PlanParams, Trip, plan_direct, plan_scenic, plan_themed, tell_visits
from planner.revision import Revision, reopen, sketch_line, sketch_stages, tell_length, tell_stop, to_stages
from planner.streets import RequestStreets, see_streets
from planner.targets import find_named
from planner.wishes import StreetWishes, require_elevations
from planner.work import Work

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    import numpy as np
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from graphs.geo import Coordinate
    from graphs.path import Path
    from graphs.snap import Terminal
    from planner.desk import Desk
    from planner.edits import Edit
    from planner.itinerary import Itinerary
    from planner.request import SitePlace, StopPlace, TripRequest
    from planner.sketch import Sketch
    from planner.territory import Territory

    Waypoint = Coordinate | StopPlace | SitePlace

__all__ = ["MatrixResult", "plan", "reach", "revise", "routes", "travel_matrix"]

_ID_LENGTH = 20
_A_PAIR = 2


@dataclass(frozen=True, slots=True)
class MatrixResult:
    """Metres and seconds from each source (row) to each target (column), None where out of reach."""

    lengths_m: tuple[tuple[float | None, ...], ...]
    durations_s: tuple[tuple[float | None, ...], ...]


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
    trip = _set_out(territory, request, work, params or PlanParams())
    for name in request.avoid_sites:
        find_named(territory, name, field="avoid_sites")
    work.check()
    drawn = [(trip, chosen) for chosen in _choose_kind(trip)] if request.max_ascent_m is None else _stay_low(trip)
    if not drawn:
        raise NoItineraryError("nothing joins the places asked for", field="start")
    itineraries = tuple(_assemble(*item, rank=rank) for rank, item in enumerate(drawn, start=1))
    diagnostics: dict[str, Any] = {
        "truncated": work.truncated,
        "asked_alternatives": request.alternatives,
        "given_alternatives": len(itineraries),
        "start_access_m": round(trip.start_place.access_m, 1),
        "end_access_m": round(trip.end_place.access_m, 1),
    }
    sketches = tuple(sketch_stages(territory.content_hash, chosen.stages) for _, chosen in drawn)
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
    PlannerError, GraphsError
        An edit cannot be carried out; `details["field"]` says which, as in `edits[0].site`.
    """
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
    itinerary = assemble(
        trip.streets.view,
        trip.streets.walking,
        trip.start_place,
        to_stages(revision.line),
        imprint=replace(_imprint(trip), identity=_digest(territory, key)),
        rank=1,
        notices=[*tell_visits(visits), *tell_length(trip, revision.line), *_notices(territory, request, trip.streets)],
    )
    diagnostics: dict[str, Any] = {
        "edited": identity,
        "length_change_m": round((revision.line.length_mm - line.length_mm) / 1000, 1),
        "stops": [tell_stop(stop) for stop in revision.line.stops[1:-1]],
    }
    kept = sketch_line(territory.content_hash, revision.line, revision.closed_edges)
    return PlanResult((itinerary,), diagnostics, (kept,))


def routes(  # noqa: PLR0913 - what a way may depend on
    territory: Territory,
    mode: str,
    points: Sequence[Waypoint],
    *,
    alternatives: int = 1,
    departure: datetime | None = None,
    avoid_areas: BaseGeometry | None = None,
    themes: Iterable[tuple[str, float]] = (),
    language: str = "en",
    cancel: Cancel | None = None,
) -> tuple[Itinerary, ...]:
    """Join points in their order; alternatives are only looked for between two points.

    Dated closures hold on the day of the departure; without one, the warnings say that there are some.

    Raises
    ------
    PlannerError, GraphsError
        As for `plan`; `details["index"]` says which point.
    """
    cancel = cancel or Cancel()
    cancel.check()
    desk = get_desk(territory)
    day = None if departure is None else departure.date()
    streets = see_streets(desk, mode, themes=themes, avoid_areas=avoid_areas, day=day)
    located = [
        locate(territory, streets.view, point, field=f"points[{index}]", index=index, day=day)
        for index, point in enumerate(cancel.watch(points))
    ]
    terminals = [terminal for terminal, _ in located]
    if len(terminals) == _A_PAIR:
        ways: list[tuple[Path, ...]] = [
            (path,) for path in list_alternatives(desk.searcher, streets.view, *terminals, count=alternatives)
        ]
    else:
        ways = [tuple(desk.searcher.path(streets.view, a, b) for a, b in cancel.watch(pairwise(terminals)))]
    cancel.check()
    key = json.dumps([mode, [repr(point) for point in points], list(themes), repr(avoid_areas), repr(departure)])
    imprint = Imprint(
        identity=_digest(territory, key),
        mode=mode,
        closed=False,
        target_m=None,
        departure=departure,
        language=language,
        notice=territory.notice.find_text(language),
        attribution=territory.attribution,
    )
    return tuple(
        assemble(
            streets.view,
            streets.walking,
            located[0][1],
            [Stage((path,), place) for path, (_, place) in zip(way, located[1:], strict=True)],
            imprint=imprint,
            rank=rank,
            notices=_list_closure_notices(territory, departure, streets),
        )
        for rank, way in enumerate(ways, start=1)
    )


def travel_matrix(
    territory: Territory,
    mode: str,
    sources: Sequence[Waypoint],
    targets: Sequence[Waypoint],
    *,
    max_km: float = 30.0,
    cancel: Cancel | None = None,
) -> MatrixResult:
    """Measure the pleasantest ways from each source to each target.

    Raises
    ------
    PlannerError, GraphsError
        As for `plan`; `details["index"]` says which point, sources first.
    """
    cancel = cancel or Cancel()
    cancel.check()
    desk = get_desk(territory)
    view = see_streets(desk, mode).view

    def find(places: Sequence[Waypoint], name: str, first: int) -> list[Terminal]:
        watched = enumerate(cancel.watch(places))
        return [locate(territory, view, place, field=f"{name}[{k}]", index=first + k)[0] for k, place in watched]

    rows, columns = find(sources, "sources", 0), find(targets, "targets", len(sources))
    bounds = Bounds(max_length_mm=round(max_km * 1e6))
    found = [matrix(desk.searcher, view, [row], columns, bounds=bounds) for row in cancel.watch(rows)]
    return MatrixResult(
        tuple(_to_row(part.lengths_mm[0]) for part in found), tuple(_to_row(part.durations_ms[0]) for part in found)
    )


def reach(
    territory: Territory,
    mode: str,
    start: Waypoint,
    contours: Sequence[Contour],
    *,
    cancel: Cancel | None = None,
) -> list[BaseGeometry]:
    """Draw how far one gets: one polygon per contour, in degrees.

    Those of larger contours hold those of smaller ones.

    Raises
    ------
    PlannerError, GraphsError
        As for `plan`.
    """
    cancel = cancel or Cancel()
    cancel.check()
    desk = get_desk(territory)
    view = see_streets(desk, mode).view
    terminal, _ = locate(territory, view, start, field="start", index=0)
    cancel.check()
    areas = isochrones(desk.searcher, view, terminal, contours)
    cancel.check()
    return areas


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
    return assemble(
        trip.streets.view,
        trip.streets.walking,
        trip.start_place,
        chosen.stages,
        imprint=_imprint(trip),
        rank=rank,
        notices=[*chosen.notices, *_notices(trip.desk.territory, trip.request, trip.streets)],
    )


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
    )


def _set_out(
    territory: Territory, request: TripRequest, work: Work, params: PlanParams, *, closed_edges: Sequence[int] = ()
) -> Trip:
    """See the streets as the request does, and find its ends there."""
    desk = get_desk(territory)
    streets = _see(desk, request, closed_edges=closed_edges)
    day = streets.day
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
        identity=_identity(territory, request),
        mode=request.mode,
        closed=trip.closed,
        target_m=request.target.distance_m if request.target else None,
        departure=request.departure,
        language=request.language,
        notice=territory.notice.find_text(request.language),
        attribution=territory.attribution,
    )


def _notices(territory: Territory, request: TripRequest, streets: RequestStreets) -> list[Notice]:
    notices = []
    if request.departure is None:
        notices.append(Notice("dated_rules_not_checked"))
    return [*notices, *_list_closure_notices(territory, request.departure, streets)]


def _list_closure_notices(territory: Territory, departure: datetime | None, streets: RequestStreets) -> list[Notice]:
    notices = []
    if departure is None and streets.has_dated_rules:
        notices.append(Notice("dated_closures_exist"))
    if territory.closures.error:
        notices.append(Notice("closures_file_broken"))
    return notices


def _identity(territory: Territory, request: TripRequest) -> str:
    """Hash of request, territory, closures and version."""
    fields = {name: repr(getattr(request, name)) for name in request.__slots__ if name != "avoid_areas"}
    fields["avoid_areas"] = "" if request.avoid_areas is None else request.avoid_areas.wkb_hex
    return _digest(territory, json.dumps(fields, sort_keys=True))


def _digest(territory: Territory, text: str) -> str:
    parts = (version("terrils"), territory.content_hash, str(territory.closures.version), text)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:_ID_LENGTH]


def _to_row(values: npt.NDArray[np.uint32]) -> tuple[float | None, ...]:
    return tuple(None if value == int(UNREACHABLE) else value / 1000 for value in values.tolist())
