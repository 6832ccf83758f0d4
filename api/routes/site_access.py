"""How to come to a site without a car."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from api.errors import NotFoundError
from api.languages import pick_language
from api.responses import to_cached_response
from api.routes.documented import describe_problems
from api.schemas.site_access import SiteAccessAnswer, SiteAccessQuery
from api.state import get_state
from planner.render import to_bytes, to_site_access_json
from planner.site_access import list_site_access

if TYPE_CHECKING:
    from planner.cancel import Cancel

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["catalogue"])


@router.get(
    "/sites/{site_id:path}/access",
    summary="How to come to a site without a car",
    responses={200: {"model": SiteAccessAnswer}, **describe_problems(404, 422, 503)},
)
async def get_site_access(request: Request, site_id: str, query: Annotated[SiteAccessQuery, Query()]) -> Response:
    """List stops within a walk or a ride of half an hour: the ways from them, what leaves them by type of day."""
    state, language = get_state(request), pick_language(request, query.language)
    territory = state.territory
    index = territory.find_site_index(site_id)
    if index is None or territory.sites[index].private_home:
        raise NotFoundError("there is no site with this id; /v1/sites lists them")

    def work(cancel: Cancel) -> bytes:
        cancel.check()
        access = list_site_access(territory, index, count=query.limit, day=query.date)
        site = territory.sites[index]
        return to_bytes(
            {
                "notice": territory.notice.find_text(language),
                "site": {"id": site.id, "name": site.name},
                **to_site_access_json(access, language=language),
                "attribution": list(territory.list_attribution(language)),
            }
        )

    body = await state.pool.run(request, work)
    return to_cached_response(request, body, media_type="application/json")
