"""Changes to an itinerary that was planned before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.bodies import parse_model, read_model, refuse_parameters
from api.convert import to_trip_request
from api.convert_edits import to_edits
from api.errors import NotFoundError
from api.itinerary_store import KeptDraft
from api.links import with_links
from api.logs import get_logger
from api.responses import to_json_response
from api.routes.documented import describe_body, describe_problems
from api.schemas import EditsRequest, ItinerariesAnswer, ItineraryRequest
from api.schemas.examples import EDITS
from api.state import get_state
from planner import engine
from planner.errors import NotAvailableError
from planner.render import to_json
from planner.sketch import Sketch

if TYPE_CHECKING:
    from api.state import State
    from planner.cancel import Cancel
    from planner.render import Document

__all__ = ["router"]

router = APIRouter(prefix="/v1/itineraries", tags=["itineraries"], dependencies=[Depends(refuse_parameters)])


@router.post(
    "/{itinerary_id}/edits",
    summary="Change an itinerary",
    responses={200: {"model": ItinerariesAnswer}, **describe_problems(404, 413, 415, 422, 503)},
    openapi_extra=describe_body(EditsRequest, EDITS),
)
async def edit_itinerary(request: Request, itinerary_id: str) -> Response:
    """Put places in or out, avoid a street, or come home sooner; what no edit names stays as it was."""
    state = get_state(request)
    wire = await read_model(request, EditsRequest)
    edits = to_edits(wire.edits)
    draft = await run_in_threadpool(state.store.find_draft, itinerary_id)
    if draft is None:
        await run_in_threadpool(_refuse_several_days, state, itinerary_id)
        msg = "there is no such itinerary to change, or it was kept long enough: plan it again"
        raise NotFoundError(msg)
    trip = to_trip_request(parse_model(draft.request, ItineraryRequest), state.vocabulary)
    if wire.language is not None:
        trip = replace(trip, language=wire.language)

    def work(cancel: Cancel) -> Document:
        sketch = Sketch.from_json(draft.sketch)
        result = engine.revise(state.territory, trip, sketch, edits, identity=itinerary_id, cancel=cancel)
        answer = to_json(result)
        state.store.put(
            answer["itineraries"],
            [KeptDraft(draft.request, item.to_json()) for item in result.sketches],
        )
        get_logger().info("edited", mode=trip.mode, edits=len(edits))
        return with_links(answer, state.settings.base_url)

    return to_json_response(await state.pool.run(request, work))


def _refuse_several_days(state: State, itinerary_id: str) -> None:
    """Say which days can be changed, where the itinerary is of several.

    Raises
    ------
    NotAvailableError
        It is.
    """
    document = state.store.find(itinerary_id)
    if document is not None and "stages" in document:
        days = ", ".join(stage["id"] for stage in document["stages"])
        msg = f"id: an itinerary of several days is not changed as a whole: change one of its days, {days}"
        raise NotAvailableError(msg, field="id")
