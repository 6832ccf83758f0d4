"""What keeps a service running: is it alive, can it plan, how is it doing; and where to begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.responses import JSON
from api.routes.documented import describe_problems
from api.state import get_state
from planner.render import to_bytes

if TYPE_CHECKING:
    from typing import Any

__all__ = ["router"]

router = APIRouter(tags=["service"])


def _to_response(document: dict[str, Any]) -> Response:
    return Response(to_bytes(document), media_type=JSON, headers={"Cache-Control": "no-store"})


@router.get("/healthz", summary="Is the process alive?", response_class=Response)
async def get_health() -> Response:
    """Answer, whatever else is going on."""
    return _to_response({"status": "ok"})


@router.get("/readyz", summary="Can it plan?", response_class=Response, responses=describe_problems(503))
async def get_readiness(request: Request) -> Response:
    """Say whether the territory is open and the store can be read, and what is wrong with the latest closures."""
    state = get_state(request)
    await run_in_threadpool(state.store.count)
    closures = state.territory.closures
    error, ways, areas = await run_in_threadpool(lambda: (closures.error, closures.unknown_ways, closures.idle_areas))
    return _to_response(
        {
            "status": "ready",
            "modes": list(state.vocabulary.modes),
            "closures_error": error or None,
            "closures_unknown_ways": list(ways),
            "closures_idle_areas": list(areas),
        }
    )


@router.get("/metrics", summary="Figures for Prometheus", response_class=Response)
async def get_metrics(request: Request) -> Response:
    """Give the figures of all workers."""
    state = get_state(request)
    state.metrics.set_waiting(state.pool.waiting)
    return Response(state.metrics.to_text(), media_type=state.metrics.media_type, headers={"Cache-Control": "no-store"})


@router.get("/v1", summary="Where to begin", response_class=Response)
async def get_landing(request: Request) -> Response:
    """Say what this service is and where its parts are."""
    state = get_state(request)
    base = state.settings.base_url
    box = state.territory.network.bounding_box
    addresses = {
        "itineraries": "/v1/itineraries",
        "routes": "/v1/routes",
        "matrix": "/v1/matrix",
        "isochrones": "/v1/isochrones",
        "journeys": "/v1/journeys",
        "comparisons": "/v1/comparisons",
        "sites": "/v1/sites",
        "stops": "/v1/stops",
        "themes": "/v1/themes",
        "profiles": "/v1/profiles",
        "openapi": "/openapi.json",
        "docs": "/docs",
        "page": "/",
    }
    return _to_response(
        {
            "name": "Terrils",
            "version": request.app.version,
            "notice": state.territory.notice.find_text("en"),
            "bbox": list(box.to_tuple()),
            "attribution": list(state.territory.list_attribution("en")),
            "basemap": None if state.basemap is None else f"{base}{state.basemap.address}",
            "links": {name: f"{base}{path}" for name, path in addresses.items()},
        }
    )
