"""The same request on the streets as they are and on variants of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from api.bodies import read_model, refuse_parameters
from api.convert import to_trip_request
from api.convert_variants import to_variants
from api.links import with_links
from api.logs import get_logger
from api.responses import to_json_response
from api.routes.documented import describe_body, describe_problems
from api.schemas import ComparisonAnswer, ComparisonRequest
from api.schemas.examples import COMPARISONS
from api.state import get_state
from planner.comparison import compare
from planner.render import to_comparison_json, to_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from api.state import State
    from planner.cancel import Cancel
    from planner.render import Document
    from planner.request import TripRequest
    from planner.variants import Variant

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["comparisons"], dependencies=[Depends(refuse_parameters)])


@router.post(
    "/comparisons",
    summary="Compare variants of the streets",
    responses={200: {"model": ComparisonAnswer}, **describe_problems(413, 415, 422, 503)},
    openapi_extra=describe_body(ComparisonRequest, COMPARISONS),
)
async def compare_variants(request: Request) -> Response:
    """Plan a request on the streets as they are and on each variant, and say what differs."""
    state = get_state(request)
    wire = await read_model(request, ComparisonRequest)
    trip, variants = to_trip_request(wire.request, state.vocabulary), to_variants(wire.variants)
    return to_json_response(await state.pool.run(request, lambda cancel: _compare(state, trip, variants, cancel)))


def _compare(state: State, trip: TripRequest, variants: Sequence[Variant], cancel: Cancel) -> Document:
    """Compare, keep all itineraries, and write the answer; in a thread of the pool."""
    cancel.check()
    territory = state.territory
    found = compare(territory, trip, variants, cancel=cancel)
    answer = to_comparison_json(found, territory, language=trip.language)
    outcomes = [answer["base"], *answer["variants"]]
    days = [day for outcome in (found.base, *found.variants) if outcome.result for day in outcome.result.list_days()]
    whole = [itinerary for outcome in outcomes for itinerary in outcome["itineraries"]]
    state.store.put([*whole, *(to_json(day.itinerary) for day in days)])
    get_logger().info("compared", mode=trip.mode, variants=len(variants))
    base_url = state.settings.base_url
    return {
        **answer,
        "base": with_links(answer["base"], base_url),
        "variants": [with_links(variant, base_url) for variant in answer["variants"]],
    }
