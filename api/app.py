"""The HTTP application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from api.batch import make_vocabulary
from api.itinerary_store import ItineraryStore
from api.live_feeds import open_live_feeds
from api.metrics import Metrics
from api.middleware import BodyLimit, Compression, HeadRequests, RequestContext
from api.openapi import to_docs_page, to_openapi
from api.planning import PlanningPool
from api.problems import add_handlers
from api.routes import (
    catalogue,
    comparisons,
    edits,
    health,
    itineraries,
    journeys,
    live,
    page,
    routing,
    site_access,
    tiles,
    vocabulary,
)
from api.settings import Settings
from api.state import PlanFunction, State
from api.tiles import find_archive
from planner import engine
from planner.readiness import get_ready
from planner.territory import Territory

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

__all__ = ["create_app"]

_DESCRIPTION = (
    "Plans walking and cycling circuits and ways on OpenStreetMap streets, with sites to see on the way. "
    "Lengths in metres and times in seconds unless a name says otherwise; "
    "errors are problem documents with a stable code."
)
_GZIP_FROM_BYTES = 1000


def create_app(settings: Settings | None = None, *, plan: PlanFunction = engine.plan) -> FastAPI:
    """Make the application; the territory is opened when it starts.

    Parameters
    ----------
    settings
        Read from the environment where none are given.
    plan
        What plans itineraries.
    """
    chosen = settings or Settings()
    metrics = Metrics()
    app = FastAPI(
        title="Terrils",
        version=version("terrils"),
        description=_DESCRIPTION,
        lifespan=_make_lifespan(chosen, metrics, plan),
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
    )
    app.state.metrics = metrics
    app.openapi = lambda: to_openapi(app)  # type: ignore[method-assign]
    # The access of a site before the sites: their ids may hold slashes.
    for module in (itineraries, edits, live, comparisons, routing, journeys, site_access, catalogue, vocabulary):
        app.include_router(module.router)
    for module in (tiles, health, page):
        app.include_router(module.router)
    _add_documents(app)
    add_handlers(app)
    _add_middleware(app, chosen, metrics)
    return app


def _make_lifespan(
    settings: Settings, metrics: Metrics, plan: PlanFunction
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def run(app: FastAPI) -> AsyncIterator[None]:
        territory = Territory.open(settings.territory)
        get_ready(territory)
        state = State(
            settings=settings,
            territory=territory,
            vocabulary=make_vocabulary(territory),
            store=ItineraryStore(settings.get_store_path(), ttl_s=settings.store_ttl_s, count=settings.store_count),
            pool=PlanningPool(
                threads=settings.get_threads(),
                queue=settings.queue,
                deadline_s=settings.deadline_s,
                retry_after_s=settings.retry_after_s,
            ),
            metrics=metrics,
            plan=plan,
            live=open_live_feeds(settings, territory),
            basemap=find_archive(settings.territory, territory.manifest),
        )
        app.state.terrils = state
        try:
            yield
        finally:
            app.state.terrils = None
            state.pool.close()
            if state.basemap is not None:
                state.basemap.close()

    return run


def _add_middleware(app: FastAPI, settings: Settings, metrics: Metrics) -> None:
    """Wrap the routes; what is added last stands outermost."""
    app.add_middleware(BodyLimit, limit_bytes=settings.body_limit_bytes)
    app.add_middleware(Compression, minimum_size=_GZIP_FROM_BYTES)
    app.add_middleware(HeadRequests)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings.cors_origins,
        allow_methods=["GET", "HEAD", "POST", "OPTIONS"],
        allow_headers=["Content-Type", "Accept-Language", "If-None-Match", "If-Range", "Range", "X-Request-ID"],
        expose_headers=["Accept-Ranges", "Content-Range", "ETag", "Retry-After", "X-Request-ID"],
        max_age=86_400,
    )
    app.add_middleware(RequestContext, metrics=metrics)


def _add_documents(app: FastAPI) -> None:
    async def get_openapi_document(_: Request) -> Response:
        document: dict[str, Any] = to_openapi(app)
        return JSONResponse(document, headers={"Cache-Control": "public, max-age=300"})

    async def get_docs(_: Request) -> Response:
        return HTMLResponse(to_docs_page(to_openapi(app)))

    app.add_api_route("/openapi.json", get_openapi_document, include_in_schema=False)
    app.add_api_route("/docs", get_docs, include_in_schema=False)
