"""From a request to itineraries: the order of the steps."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from planner.assembly import assemble
from planner.cancel import Cancel
from planner.carbon import reckon, reckon_all
from planner.drafting import assemble_plan, draw_plans, imprint_of, list_notices, set_out, tell_work
from planner.errors import (
    NoItineraryError,
    NotAvailableError,
    StaleSketchError,
)
from planner.imprints import digest, identify
from planner.itinerary import PlanResult
from planner.lunch import require_time
from planner.outings import plan_outings
from planner.plans import PlanParams, tell_visits
from planner.revision import Revision, reopen, sketch_line, sketch_stages, tell_length, tell_stop, to_stages
from planner.targets import find_named
from planner.touring import plan_tours
from planner.work import Work

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.edits import Edit
    from planner.request import TripRequest
    from planner.sketch import Sketch
    from planner.territory import Territory

__all__ = ["plan", "revise"]


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
    require_time(request)
    for name in request.avoid_sites:
        find_named(territory, name, field="avoid_sites")
    if request.tour is not None:
        return plan_tours(territory, request, request.tour, work, params or PlanParams())
    if request.access is not None:
        return plan_outings(territory, request, work, params or PlanParams())
    trip = set_out(territory, request, work, params or PlanParams())
    work.check()
    drawn = draw_plans(trip)
    if not drawn:
        raise NoItineraryError("nothing joins the places asked for", field="start")
    whole = [(assemble_plan(*item, rank=1), item[1].stages) for item in drawn]
    itineraries, stages = reckon_all(territory, request, identify(territory, request), whole)
    diagnostics = tell_work(work, request, itineraries, trip.start_place, trip.end_place)
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
    if request.lunch is not None:
        msg = "lunch: itineraries with a break cannot be edited in this version: plan again"
        raise NotAvailableError(msg, field="lunch")
    if sketch.territory != territory.content_hash:
        raise StaleSketchError("this itinerary was planned on the territory as it was before: plan it again")
    work = Work(cancel or Cancel(), time_budget_ms=request.time_budget_ms)
    trip = set_out(territory, request, work, PlanParams(), closed_edges=sketch.closed_edges)
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
        imprint=replace(imprint_of(trip), identity=digest(territory, key)),
        rank=1,
        notices=[*tell_visits(visits), *tell_length(trip, revision.line), *list_notices(trip, revision.line.legs)],
    )
    diagnostics: dict[str, Any] = {
        "edited": identity,
        "length_change_m": round((revision.line.length_mm - line.length_mm) / 1000, 1),
        "stops": [tell_stop(stop) for stop in revision.line.stops[1:-1]],
    }
    kept = sketch_line(territory.content_hash, revision.line, revision.closed_edges)
    return PlanResult((reckon(territory, request, itinerary, stages),), diagnostics, (kept,))
