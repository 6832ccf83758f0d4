"""Addresses of an itinerary and of the pages of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FORMATS", "list_page_links", "with_links"]

FORMATS: Mapping[str, str] = {
    "json": "application/json",
    "geojson": "application/geo+json",
    "gpx": "application/gpx+xml",
    "txt": "text/plain; charset=utf-8",
    "png": "image/png",
}


def with_links(document: Mapping[str, Any], base_url: str) -> dict[str, Any]:
    """Copy an answer or an itinerary, with links for each itinerary and its days.

    Without a base address they have no host.
    """
    if "itineraries" in document:
        return {**document, "itineraries": [with_links(item, base_url) for item in document["itineraries"]]}
    address = f"{base_url}/v1/itineraries/{document['id']}"
    if "stages" in document:
        document = {**document, "stages": [with_links(stage, base_url) for stage in document["stages"]]}
    return {**document, "links": {"self": address, **{name: f"{address}.{name}" for name in FORMATS}}}


def list_page_links(
    path: str, query: Mapping[str, Any], *, base_url: str, matched: int, limit: int, offset: int
) -> list[dict[str, str]]:
    """List the links of a page: itself, the next and the one before, where there are such."""
    pages = {"self": offset}
    if offset + limit < matched:
        pages["next"] = offset + limit
    if offset > 0:
        pages["prev"] = max(0, offset - limit)
    kept = {name: value for name, value in query.items() if value is not None and name not in {"limit", "offset"}}
    return [
        {
            "href": f"{base_url}{path}?{urlencode({**kept, 'limit': limit, 'offset': start})}",
            "rel": rel,
            "type": "application/geo+json",
        }
        for rel, start in pages.items()
    ]
