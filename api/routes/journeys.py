"""Journeys by public transport."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from api.bodies import read_model, refuse_parameters
from api.convert import to_departure, to_places
from api.responses import to_json_response
from api.routes.documented import describe_body, describe_problems
from api.schemas import JourneysAnswer, JourneysRequest
from api.schemas.examples import JOURNEYS
from api.state import get_state
from planner.journeys import JourneyRequest, journeys
from planner.render import to_journey_json

if TYPE_CHECKING:
    from planner.cancel import Cancel
    from planner.render import Document

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["routing"], dependencies=[Depends(refuse_parameters)])


@router.post(
    "/journeys",
    summary="Journeys by public transport",
    responses={200: {"model": JourneysAnswer}, **describe_problems(413, 415, 422, 503)},
    openapi_extra=describe_body(JourneysRequest, JOURNEYS),
)
async def find_journeys(request: Request) -> Response:
    """Find journeys between two places from the timetables of the territory, the best first."""
    state, wire = get_state(request), await read_model(request, JourneysRequest)
    origin, target = to_places([wire.from_, wire.to])
    asked = JourneyRequest(
        origin,
        target,
        departure=to_departure(wire.departure),
        arrival=to_departure(wire.arrival, field="arrival"),
        mode_to_stop=wire.mode_to_stop,
        bike_on_board=wire.bike_on_board,
        alternatives=wire.alternatives,
        nearest_week=wire.nearest_week,
    )

    def work(cancel: Cancel) -> Document:
        found = journeys(state.territory, asked, cancel=cancel)
        return {
            "notice": state.territory.notice.find_text(wire.language),
            "journeys": [to_journey_json(journey, language=wire.language) for journey in found],
            "attribution": list(state.territory.list_attribution(wire.language)),
        }

    return to_json_response(await state.pool.run(request, work))
