"""The page of visitors, the frame for partners, and the files both are made of."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.errors import NotFoundError
from api.languages import pick_language
from api.page import to_page, to_page_headers
from api.responses import to_etag
from api.state import get_state
from api.web_files import load_web_files

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from api.settings import Partner

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

_FOR_EVER = "public, max-age=31536000, immutable"
_FOR_A_WHILE = "public, max-age=300"


@router.get("/")
async def get_page(request: Request) -> Response:
    """Give the page; no other page may frame it."""
    return _to_page_response(request, partners=(), frame=None)


@router.get("/embed")
async def get_frame(request: Request) -> Response:
    """Give the page for a frame on the site of a partner; `partner` names one, else any of them may hold it."""
    partners = _find_partners(get_state(request).settings.partners, request.query_params.get("partner"))
    office = partners[0] if len(partners) == 1 else None
    frame = {
        "origins": [origin for partner in partners for origin in partner.origins],
        "color": office and office.color,
        "title": office and office.title,
    }
    return _to_page_response(request, partners=partners, frame=frame)


@router.get("/web/{path:path}")
async def get_file(request: Request, path: str) -> Response:
    """Give a file of the page; under the version of the page it never changes, else it is asked for again."""
    files = load_web_files()
    version, _, rest = path.partition("/")
    file = files.find(rest) or files.find(path)
    if file is None:
        raise NotFoundError("the page has no such file")
    etag = to_etag(file.body)
    lasting = version == files.version
    headers = {"ETag": etag, "Cache-Control": _FOR_EVER if lasting else _FOR_A_WHILE, "Vary": "Accept-Encoding"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    body = file.body
    if not file.is_packed and "gzip" in request.headers.get("accept-encoding", ""):
        body = await run_in_threadpool(file.to_gzip)
        headers["Content-Encoding"] = "gzip"
    return Response(body, media_type=file.media_type, headers=headers)


def _find_partners(known: Mapping[str, Partner], asked: str | None) -> Sequence[Partner]:
    if asked is None:
        return list(known.values())
    if asked not in known:
        raise NotFoundError("there is no partner of this name")
    return [known[asked]]


def _to_page_response(request: Request, *, partners: Sequence[Partner], frame: dict[str, Any] | None) -> Response:
    state = get_state(request)
    language = pick_language(request, request.query_params.get("lang"))
    page = to_page(
        load_web_files(),
        state.territory,
        language,
        version=request.app.version,
        basemap=None if state.basemap is None else state.basemap.address.removeprefix("/"),
        frame=frame,
    ).encode()
    headers = {**to_page_headers(partners), "ETag": to_etag(page)}
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(page, media_type="text/html; charset=utf-8", headers=headers)
