"""An itinerary as a GeoJSON feature collection (RFC 7946)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.render.document import as_document

if TYPE_CHECKING:
    from planner.itinerary import Itinerary
    from planner.render.canonical import Document

__all__ = ["to_geojson"]


def to_geojson(itinerary: Itinerary | Document) -> Document:
    """Write every leg as a line of kind "leg" and every visit as a point of kind "visit", where the visitor stands."""
    document = as_document(itinerary)
    legs = [_to_leg_feature(leg, number) for number, leg in enumerate(document["legs"], start=1)]
    visits = [_to_visit_feature(visit, number) for number, visit in enumerate(document["visits"], start=1)]
    return {
        "type": "FeatureCollection",
        "notice": document["notice"],
        "attribution": document["attribution"],
        "id": document["id"],
        "title": _put_notice_first(document["notice"], document["title"]),
        "mode": document["mode"],
        "departure": document["departure"],
        "summary": document["summary"],
        "quality": document["quality"],
        "warnings": document["warnings"],
        "features": [*legs, *visits],
    }


def _to_leg_feature(leg: Document, number: int) -> Document:
    properties = {name: leg[name] for name in leg if name not in {"geometry", "steps"}}
    if "steps" in leg:
        properties["steps"] = [step["text"] for step in leg["steps"]]
    return {
        "type": "Feature",
        "properties": {"kind": "leg", "sequence": number, **properties},
        "geometry": leg["geometry"],
    }


def _to_visit_feature(visit: Document, number: int) -> Document:
    position = visit["position"]
    properties = {name: visit[name] for name in visit if name not in {"position", "why"}}
    properties["why"] = [reason["text"] for reason in visit["why"]]
    return {
        "type": "Feature",
        "properties": {"kind": "visit", "sequence": number, "name": visit["site"]["name"], **properties},
        "geometry": {"type": "Point", "coordinates": [position["lon"], position["lat"]]},
    }


def _put_notice_first(notice: str, text: str) -> str:
    return f"{notice} - {text}" if notice else text
