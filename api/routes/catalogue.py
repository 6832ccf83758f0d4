"""Sites and stops of the territory, as in OGC API Features."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypeVar

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from api.boxes import list_boxes
from api.errors import NotFoundError
from api.features import to_collection, to_place_feature, to_site_feature, to_stop_feature, with_bikes
from api.languages import pick_language
from api.links import list_page_links
from api.responses import GEOJSON, GeoJsonResponse, to_cached_response
from api.routes.documented import describe_problems
from api.schemas.catalogue import (
    Feature,
    FeatureCollection,
    LanguageQuery,
    PageQuery,
    PlacesQuery,
    SiteQuery,
    SitesQuery,
    StopsQuery,
)
from api.state import get_state
from planner.catalogue import SiteKind
from planner.errors import InvalidRequestError, NotAvailableError
from planner.journey_stops import find_served_stop, list_served_stops
from planner.render import put_in_frame, to_bytes
from planner.stops import fold_name, rank_name
from planner.themes import load_themes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from api.state import State
    from planner.catalogue import Access, Site
    from planner.render import Document
    from planner.request import Language
    from planner.stops import Stop

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["catalogue"])

_STOP_MODES = (
    "aerial_lift",
    "bus",
    "cable_tram",
    "ferry",
    "funicular",
    "metro",
    "monorail",
    "rail",
    "tram",
    "trolleybus",
)

Placed = TypeVar("Placed", "Site", "Stop")


@router.get(
    "/sites",
    summary="Sites",
    response_class=GeoJsonResponse,
    responses={200: {"model": FeatureCollection}, **describe_problems(422)},
)
async def list_sites(request: Request, query: Annotated[SitesQuery, Query()]) -> Response:
    """List sites, also those that are closed: `access.status` says whether one may go there."""
    state, language = get_state(request), pick_language(request, query.language)
    _require_known(query)
    territory = state.territory
    access = {site.id: territory.get_access(index, query.date) for index, site in enumerate(territory.sites)}
    sites = [site for site in _filter(territory.sites, query) if _is_wanted(site, access[site.id], query)]
    features = [to_site_feature(site, language, access=access[site.id]) for site in _cut(sites, query)]
    return _to_page(request, state, query, features, matched=len(sites), language=language)


@router.get(
    "/sites/{site_id:path}",
    summary="A site",
    response_class=GeoJsonResponse,
    responses={200: {"model": Feature}, **describe_problems(404, 422)},
)
async def get_site(request: Request, site_id: str, query: Annotated[SiteQuery, Query()]) -> Response:
    """Give one site with its outline, where that is known."""
    state, language = get_state(request), pick_language(request, query.language)
    index = state.territory.find_site_index(site_id)
    if index is None or state.territory.sites[index].private_home:
        raise NotFoundError("there is no site with this id; /v1/sites lists them")
    access = state.territory.get_access(index, query.date)
    feature = to_site_feature(state.territory.sites[index], language, access=access, with_outline=True)
    site = state.territory.sites[index]
    return _to_single(request, state, with_bikes(feature, state.territory.bike_places, site.position), language)


@router.get(
    "/stops",
    summary="Stops of public transport",
    response_class=GeoJsonResponse,
    responses={200: {"model": FeatureCollection}, **describe_problems(422)},
)
async def list_stops(request: Request, query: Annotated[StopsQuery, Query()]) -> Response:
    """List stops; with `served`, those of the timetables, wherever they lie."""
    state, language = get_state(request), pick_language(request, query.language)
    known = list_served_stops(state.territory) if query.served else state.territory.stops
    _require_known_mode(query, known)
    found = _filter(known, query)
    stops = [stop for stop in found if query.mode is None or query.mode in stop.modes]
    features = [to_stop_feature(stop) for stop in _cut(stops, query)]
    return _to_page(request, state, query, features, matched=len(stops), language=language)


@router.get(
    "/stops/{stop_id:path}",
    summary="A stop",
    response_class=GeoJsonResponse,
    responses={200: {"model": Feature}, **describe_problems(404, 422)},
)
async def get_stop(request: Request, stop_id: str, query: Annotated[LanguageQuery, Query()]) -> Response:
    """Give one stop by its id or by the id of a platform; those of the timetables may lie outside the territory."""
    state = get_state(request)
    index = state.territory.stop_index.find_index(stop_id)
    stop = find_served_stop(state.territory, stop_id) if index is None else state.territory.stops[index]
    if stop is None:
        raise NotFoundError("there is no stop with this id; /v1/stops lists them")
    feature = with_bikes(to_stop_feature(stop), state.territory.bike_places, stop.position)
    return _to_single(request, state, feature, pick_language(request, query.language))


@router.get(
    "/places",
    summary="Towns and streets by name",
    response_class=GeoJsonResponse,
    responses={200: {"model": FeatureCollection}, **describe_problems(422)},
)
async def find_places(request: Request, query: Annotated[PlacesQuery, Query()]) -> Response:
    """Find towns, their parts and named streets of the territory by name: a point in or on each."""
    state, language = get_state(request), pick_language(request, query.language)
    gazetteer = state.territory.gazetteer
    if gazetteer is None:
        msg = "this territory was built without an index of towns and streets: build it again"
        raise NotAvailableError(msg, field="q")
    _fold_words(query.q)
    found = gazetteer.search(query.q, limit=query.limit, language=language)
    features = [to_place_feature(place, language) for place in found]
    page = to_collection(features, matched=len(features), links=[])
    return to_cached_response(
        request, to_bytes(put_in_frame(page, state.territory, language=language)), media_type=GEOJSON
    )


def _filter(places: Sequence[Placed], query: PageQuery) -> list[Placed]:
    """Keep places within the box and the country whose name holds the words, the best match first."""
    boxes = None if query.bbox is None else list_boxes(query.bbox)
    words = None if query.q is None else _fold_words(query.q)
    found = [
        place
        for place in places
        if (boxes is None or any(box.contains(place.position) for box in boxes))
        and (query.country is None or place.country == query.country)
        and (words is None or words in fold_name(place.name))
    ]
    return found if words is None else sorted(found, key=lambda place: rank_name(place.name, words))


def _fold_words(text: str) -> str:
    words = fold_name(text)
    if not words:
        raise InvalidRequestError("q must hold letters or digits of the name", field="q")
    return words


def _require_known(query: SitesQuery) -> None:
    kinds = [kind.value for kind in SiteKind]
    if query.kind is not None and query.kind not in kinds:
        msg = f"kind must be one of {', '.join(kinds)}"
        raise InvalidRequestError(msg, field="kind")
    if query.theme is not None and query.theme not in load_themes():
        msg = f"theme must be one of {', '.join(load_themes())}"
        raise InvalidRequestError(msg, field="theme")


def _require_known_mode(query: StopsQuery, stops: Sequence[Stop]) -> None:
    """Let the usual means of transport pass, and those that the territory's own tables name."""
    modes = sorted({*_STOP_MODES, *(mode for stop in stops for mode in stop.modes)})
    if query.mode is not None and query.mode not in modes:
        msg = f"mode must be one of {', '.join(modes)}"
        raise InvalidRequestError(msg, field="mode")


def _is_wanted(site: Site, access: Access, query: SitesQuery) -> bool:
    if site.private_home or (query.kind is not None and site.kind.value != query.kind):
        return False
    if query.access is not None and access.status.value != query.access:
        return False
    return query.theme is None or load_themes()[query.theme].score(site, access.status)[0] > 0


def _cut(places: list[Placed], query: PageQuery) -> list[Placed]:
    return places[query.offset : query.offset + query.limit]


def _to_page(
    request: Request, state: State, query: PageQuery, features: list[Document], *, matched: int, language: Language
) -> Response:
    links = list_page_links(
        request.url.path,
        query.model_dump(exclude_none=True),
        base_url=state.settings.base_url,
        matched=matched,
        limit=query.limit,
        offset=query.offset,
    )
    page = put_in_frame(to_collection(features, matched=matched, links=links), state.territory, language=language)
    return to_cached_response(request, to_bytes(page), media_type=GEOJSON)


def _to_single(request: Request, state: State, feature: Document, language: Language) -> Response:
    page = put_in_frame(feature, state.territory, language=language)
    return to_cached_response(request, to_bytes(page), media_type=GEOJSON)
