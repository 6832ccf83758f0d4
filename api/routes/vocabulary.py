"""Themes and profiles: what a request may name here."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from api.languages import pick_language
from api.responses import JSON, to_cached_response
from api.routes.documented import describe_problems
from api.schemas.catalogue import LanguageQuery, VocabularyAnswer
from api.state import get_state
from graphs.profiles import load_profiles
from planner.render import to_bytes
from planner.render.wording import get_profile_name
from planner.themes import load_themes

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["vocabulary"])


@router.get(
    "/themes",
    summary="Themes",
    response_class=Response,
    responses={200: {"model": VocabularyAnswer}, **describe_problems(422)},
)
async def list_themes(request: Request, query: Annotated[LanguageQuery, Query()]) -> Response:
    """List the themes that a request may weigh."""
    language = pick_language(request, query.language)
    items = [{"name": theme.name, "title": theme.title.find_text(language)} for theme in load_themes().values()]
    return _to_list(request, items, language)


@router.get(
    "/profiles",
    summary="Profiles",
    response_class=Response,
    responses={200: {"model": VocabularyAnswer}, **describe_problems(422)},
)
async def list_profiles(request: Request, query: Annotated[LanguageQuery, Query()]) -> Response:
    """List the modes that a request may name."""
    state, language = get_state(request), pick_language(request, query.language)
    items = [
        {
            "name": name,
            "title": get_profile_name(language, name),
            "vehicle": profile.vehicle.name.lower(),
        }
        for name, profile in load_profiles().items()
        if name in state.vocabulary.modes
    ]
    return _to_list(request, items, language)


def _to_list(request: Request, items: list[dict[str, Any]], language: str) -> Response:
    page = {
        "notice": get_state(request).territory.notice.find_text(language),
        "numberMatched": len(items),
        "numberReturned": len(items),
        "items": items,
    }
    return to_cached_response(request, to_bytes(page), media_type=JSON)
