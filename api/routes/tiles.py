"""The tiles of the map."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Header, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from api.errors import NotFoundError
from api.routes.documented import describe_problems
from api.state import get_state
from api.tiles import PMTILES, ByteRange, parse_range

if TYPE_CHECKING:
    from api.tiles import TileArchive

__all__ = ["router"]

router = APIRouter(prefix="/tiles", tags=["map"])

_YEAR_S = 31_536_000
_HOUR_S = 3600
_AT_ONCE_BYTES = 1 << 20
_BINARY = {PMTILES: {"schema": {"type": "string", "format": "binary"}}}
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": "The whole archive.", "content": _BINARY},
    206: {"description": "The bytes asked for.", "content": _BINARY},
    304: {"description": "The client has the archive already."},
    **describe_problems(404, 416, 422),
}


@router.get("/basemap.pmtiles", summary="Tiles of the map", response_class=Response, responses=_ANSWERS)
async def get_basemap(
    request: Request,
    v: Annotated[
        str | None,
        Query(
            max_length=64, description="Version of the archive, as `/v1` names it: such an answer may be kept for good."
        ),
    ] = None,
    range_: Annotated[str | None, Header(alias="Range", description="One range of bytes, `bytes=0-16383`.")] = None,
    if_range: Annotated[str | None, Header(description="ETag for which the range holds.")] = None,
) -> Response:
    """Give the vector tiles as one PMTiles archive, whole or in ranges of bytes."""
    archive = get_state(request).basemap
    if archive is None:
        raise NotFoundError("this territory was built without a base map")
    headers = _to_headers(archive, v)
    if _has_it(request, archive):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    asked = ", ".join(request.headers.getlist("range")) if range_ is not None else ""
    span = parse_range(asked, archive.size_bytes) if if_range in {None, archive.etag} else None
    return await _send(request, archive, span, headers)


def _to_headers(archive: TileArchive, version: str | None) -> dict[str, str]:
    lasting = f"public, max-age={_YEAR_S}, immutable"
    usual = f"public, max-age={_HOUR_S}"
    return {
        "ETag": archive.etag,
        "Accept-Ranges": "bytes",
        "Cache-Control": lasting if version == archive.version else usual,
    }


def _has_it(request: Request, archive: TileArchive) -> bool:
    known = ",".join(request.headers.getlist("if-none-match"))
    tags = [tag.strip().removeprefix("W/") for tag in known.split(",")]
    return "*" in tags or archive.etag in tags


async def _send(request: Request, archive: TileArchive, span: ByteRange | None, headers: dict[str, str]) -> Response:
    """Answer with a range, or with all where there is none; files are read in threads."""
    chosen = span or ByteRange(0, archive.size_bytes - 1)
    headers["Content-Length"] = str(chosen.length)
    status = HTTPStatus.OK
    if span is not None:
        status = HTTPStatus.PARTIAL_CONTENT
        headers["Content-Range"] = f"bytes {span.first}-{span.last}/{archive.size_bytes}"
    if request.scope.get("head"):
        return Response(status_code=status, media_type=PMTILES, headers=headers)
    if chosen.length <= _AT_ONCE_BYTES:
        body = await run_in_threadpool(archive.read, chosen)
        return Response(body, status_code=status, media_type=PMTILES, headers=headers)
    return StreamingResponse(archive.iterate(chosen), status_code=status, media_type=PMTILES, headers=headers)
