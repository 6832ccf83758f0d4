"""Planning, and itineraries that were planned before in every format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from api.bodies import read_model, refuse_parameters
from api.convert import to_trip_request
from api.documents import find_document
from api.drafts import list_kept
from api.errors import NotFoundError
from api.links import FORMATS, with_links
from api.logs import get_logger
from api.responses import find_unchanged, to_cached_response, to_etag, to_json_response
from api.routes.documented import describe_body, describe_problems
from api.schemas import ItinerariesAnswer, ItineraryDocument, ItineraryRequest
from api.schemas.examples import ITINERARIES
from api.state import get_state
from planner.render import to_bytes, to_geojson, to_gpx, to_json, to_map_png, to_text

if TYPE_CHECKING:
    from api.state import State
    from planner.cancel import Cancel
    from planner.render import Document
    from planner.request import TripRequest

__all__ = ["router"]

router = APIRouter(prefix="/v1/itineraries", tags=["itineraries"], dependencies=[Depends(refuse_parameters)])


@router.post(
    "",
    summary="Plan itineraries",
    responses={200: {"model": ItinerariesAnswer}, **describe_problems(413, 415, 422, 503)},
    openapi_extra=describe_body(ItineraryRequest, ITINERARIES),
)
async def plan_itineraries(request: Request) -> Response:
    """Plan circuits or ways, best first. The same request gives the same answer, byte for byte."""
    state = get_state(request)
    wire = await read_model(request, ItineraryRequest)
    trip = to_trip_request(wire, state.vocabulary)
    asked = wire.model_dump_json(exclude_unset=True, by_alias=True)
    body = await state.pool.run(request, lambda cancel: _plan(state, trip, asked, cancel))
    return to_json_response(body)


def _plan(state: State, trip: TripRequest, asked: str, cancel: Cancel) -> Document:
    """Plan, keep what came out, and write it; in a thread of the pool."""
    cancel.check()
    result = state.plan(state.territory, trip, cancel=cancel)
    answer = to_json(result)
    documents, drafts = list_kept(answer, result, asked)
    state.store.put(documents, drafts)
    get_logger().info("planned", mode=trip.mode, itineraries=len(result.itineraries))
    return with_links(answer, state.settings.base_url)


def _render(document: Document, suffix: str, state: State) -> bytes:
    if suffix == "png":
        return to_map_png(document, state.territory)
    if suffix == "gpx":
        return to_gpx(document).encode()
    if suffix == "txt":
        return to_text(document).encode()
    return to_bytes(to_geojson(document) if suffix == "geojson" else document)


def _add_format(suffix: str, media_type: str) -> None:
    async def get_itinerary_as(request: Request, itinerary_id: str) -> Response:
        state = get_state(request)
        document = await find_document(state, itinerary_id)
        etag = to_etag(to_bytes(document), suffix.encode())
        unchanged = find_unchanged(request, etag)
        if unchanged is not None:
            return unchanged
        body = await state.pool.run(request, lambda _: _render(document, suffix, state))
        name = f'inline; filename="terrils-{itinerary_id}.{suffix}"'
        headers = {"ETag": etag, "Cache-Control": "private, max-age=300", "Content-Disposition": name}
        return Response(body, media_type=media_type, headers=headers)

    shown = {"schema": {"type": "string", "format": "binary"} if suffix == "png" else {}}
    router.get(
        f"/{{itinerary_id}}.{suffix}",
        name=f"get_itinerary_{suffix}",
        summary=f"An itinerary as {suffix}",
        response_class=Response,
        responses={
            200: {"content": {media_type.partition(";")[0]: shown}, "description": "The itinerary."},
            **describe_problems(404, 422, 503),
        },
    )(get_itinerary_as)


for _suffix, _media_type in FORMATS.items():
    _add_format(_suffix, _media_type)


@router.get(
    "/{itinerary_id}",
    summary="An itinerary",
    responses={200: {"model": ItineraryDocument}, **describe_problems(404, 422, 503)},
)
async def get_itinerary(request: Request, itinerary_id: str) -> Response:
    """Give an itinerary as it was planned; after its time, 404."""
    if "." in itinerary_id:
        formats = ", ".join(f".{name}" for name in FORMATS)
        raise NotFoundError(f"there is no itinerary of this format: the address is that of one, or ends with {formats}")
    body = to_bytes(await find_document(get_state(request), itinerary_id))
    return to_cached_response(request, body, media_type="application/json", private=True)
