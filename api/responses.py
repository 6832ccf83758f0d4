"""JSON and file responses: the same bytes for the same document, with a tag that spares sending them twice."""

from __future__ import annotations

import hashlib
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response

from planner.render import to_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

__all__ = ["GEOJSON", "JSON", "GeoJsonResponse", "find_unchanged", "to_cached_response", "to_etag", "to_json_response"]

JSON = "application/json"
GEOJSON = "application/geo+json"
_MAX_AGE_S = 300


class GeoJsonResponse(JSONResponse):
    """Tells the OpenAPI document what kind of JSON a route answers with."""

    media_type = GEOJSON


def to_json_response(document: Mapping[str, Any], *, media_type: str = JSON) -> Response:
    """Answer a POST; the next answer may be another, so nobody keeps it."""
    return Response(to_bytes(document), media_type=media_type, headers={"Cache-Control": "no-store"})


def to_cached_response(request: Request, body: bytes, *, media_type: str, private: bool = False) -> Response:
    """Answer a GET with a tag of the bytes; 304 where the client has them already."""
    etag = to_etag(body)
    headers = _to_headers(etag, private=private)
    if _matches(request, etag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


def find_unchanged(request: Request, etag: str) -> Response | None:
    """Give 304 where the client has what the tag stands for, before anything is rendered; else None."""
    if _matches(request, etag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=_to_headers(etag, private=True))
    return None


def to_etag(*parts: bytes) -> str:
    """Make a tag of some bytes; weak, for the service may send them compressed."""
    return f'W/"{hashlib.sha256(b"|".join(parts)).hexdigest()[:32]}"'


def _to_headers(etag: str, *, private: bool) -> dict[str, str]:
    who = "private" if private else "public"
    return {"ETag": etag, "Cache-Control": f"{who}, max-age={_MAX_AGE_S}", "Vary": "Accept-Language"}


def _matches(request: Request, etag: str) -> bool:
    known = request.headers.get("if-none-match", "")
    return known.strip() == "*" or etag in (tag.strip() for tag in known.split(","))
