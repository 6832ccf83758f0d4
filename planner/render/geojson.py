"""An itinerary as a GeoJSON feature collection (RFC 7946)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.render.document import as_document

if TYPE_CHECKING:
    from planner.itinerary import Itinerary
    from planner.render.canonical import Document

__all__ = ["to_geojson"]


def to_geojson(itinerary: Itinerary | Document) -> Document:
    """Write every leg as a line of kind "leg" and every visit as a point of kind "visit", where the visitor stands.

    Of several days, every night is a point of kind "night" as well; a break is a point of kind "break".
    """
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
        **{name: document[name] for name in ("tour", "stages", "stage_of") if name in document},
        "features": [*legs, *visits, *_list_breaks(document), *_list_nights(document)],
    }


def _list_breaks(document: Document) -> list[Document]:
    """Write where one eats on the way."""
    return [_to_break_feature(stop, number) for number, stop in enumerate(document.get("breaks", ()), start=1)]


def _to_break_feature(stop: Document, number: int) -> Document:
    properties = {name: stop[name] for name in stop if name not in {"position", "kind"}}
    return {
        "type": "Feature",
        "properties": {"kind": "break", "sequence": number, "eating_kind": stop["kind"], **properties},
        "geometry": {"type": "Point", "coordinates": [stop["position"]["lon"], stop["position"]["lat"]]},
    }


def _list_nights(document: Document) -> list[Document]:
    """Write where the nights between several days are spent."""
    return [
        _to_night_feature(stage["night"], stage["day"])
        for stage in document.get("stages", ())
        if stage["night"] is not None
    ]


def _to_night_feature(night: Document, number: int) -> Document:
    place = night["place"]
    properties = {name: night[name] for name in night if name not in {"place", "kind"}}
    return {
        "type": "Feature",
        "properties": {
            "kind": "night",
            "sequence": number,
            "name": place["name"],
            "night_kind": night["kind"],
            **properties,
        },
        "geometry": {"type": "Point", "coordinates": [place["lon"], place["lat"]]},
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
