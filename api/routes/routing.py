"""Ways, matrices and isochrones, without choosing sites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from api.bodies import read_model, refuse_parameters
from api.convert import require_mode, to_area, to_contours, to_departure, to_places, to_themes
from api.features import clean_geometry
from api.responses import GEOJSON, GeoJsonResponse, to_json_response
from api.routes.documented import describe_body, describe_problems
from api.schemas import (
    IsochronesAnswer,
    IsochronesRequest,
    MatrixAnswer,
    MatrixRequest,
    RoutesAnswer,
    RoutesRequest,
)
from api.schemas.examples import ISOCHRONES, MATRIX, ROUTES
from api.state import get_state
from planner import ways
from planner.render import put_in_frame, to_legs_json, to_summary_json, to_warnings_json
from planner.render.canonical import to_metres, to_seconds

if TYPE_CHECKING:
    from planner.cancel import Cancel
    from planner.render import Document

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["routing"], dependencies=[Depends(refuse_parameters)])


@router.post(
    "/routes",
    summary="Ways through given points",
    responses={200: {"model": RoutesAnswer}, **describe_problems(413, 415, 422, 503)},
    openapi_extra=describe_body(RoutesRequest, ROUTES),
)
async def find_routes(request: Request) -> Response:
    """Find the best ways through points in the given order."""
    state, wire = get_state(request), await read_model(request, RoutesRequest)
    require_mode(wire.mode, state.vocabulary)
    points, area = to_places(wire.points), to_area(wire.avoid_areas)
    themes, departure = to_themes(wire.themes, state.vocabulary), to_departure(wire.departure)

    def work(cancel: Cancel) -> Document:
        found = ways.routes(
            state.territory,
            wire.mode,
            points,
            alternatives=wire.alternatives,
            departure=departure,
            avoid_areas=area,
            themes=themes,
            language=wire.language,
            cancel=cancel,
        )
        routes = [
            {
                "summary": to_summary_json(route.summary),
                "legs": to_legs_json(route.legs, language=wire.language, departure=departure),
                "warnings": to_warnings_json(route.warnings, language=wire.language),
            }
            for route in found
        ]
        return put_in_frame({"routes": routes}, state.territory, language=wire.language)

    return to_json_response(await state.pool.run(request, work))


@router.post(
    "/matrix",
    summary="Distances and durations between places",
    responses={200: {"model": MatrixAnswer}, **describe_problems(413, 415, 422, 503)},
    openapi_extra=describe_body(MatrixRequest, MATRIX),
)
async def find_matrix(request: Request) -> Response:
    """Measure the best way from each source to each target; null where there is none within `max_km`."""
    state, wire = get_state(request), await read_model(request, MatrixRequest)
    require_mode(wire.mode, state.vocabulary)
    sources, targets = to_places(wire.sources), to_places(wire.targets)

    def work(cancel: Cancel) -> Document:
        found = ways.travel_matrix(state.territory, wire.mode, sources, targets, max_km=wire.max_km, cancel=cancel)
        tables = {
            "distances_m": [[to_metres(value) for value in row] for row in found.lengths_m],
            "durations_s": [[to_seconds(value) for value in row] for row in found.durations_s],
        }
        return put_in_frame(tables, state.territory, language=wire.language)

    return to_json_response(await state.pool.run(request, work))


@router.post(
    "/isochrones",
    summary="How far one gets",
    response_class=GeoJsonResponse,
    responses={200: {"model": IsochronesAnswer}, **describe_problems(413, 415, 422, 503)},
    openapi_extra=describe_body(IsochronesRequest, ISOCHRONES),
)
async def find_isochrones(request: Request) -> Response:
    """Draw the area that is reached within each contour, in the order asked for."""
    state, wire = get_state(request), await read_model(request, IsochronesRequest)
    require_mode(wire.mode, state.vocabulary)
    (start,), contours = to_places([wire.start]), to_contours(wire.contours)

    def work(cancel: Cancel) -> Document:
        shapes = ways.reach(state.territory, wire.mode, start, contours, cancel=cancel)
        features = [
            {
                "type": "Feature",
                "id": str(number),
                "geometry": clean_geometry(shape),
                "properties": {"mode": wire.mode, **contour.model_dump(exclude_none=True)},
            }
            for number, (shape, contour) in enumerate(zip(shapes, wire.contours, strict=True), start=1)
        ]
        content = {"type": "FeatureCollection", "features": features}
        return put_in_frame(content, state.territory, language=wire.language)

    return to_json_response(await state.pool.run(request, work), media_type=GEOJSON)
