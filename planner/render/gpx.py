"""An itinerary as GPX 1.1, for devices and apps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from planner.messages import translate
from planner.render.days import list_day_documents, tell_night
from planner.render.document import as_document, list_own_legs
from planner.render.rides import describe_ride, describe_ride_times

if TYPE_CHECKING:
    from planner.itinerary import Itinerary
    from planner.render.canonical import Document

__all__ = ["to_gpx"]

_NAMESPACE = "http://www.topografix.com/GPX/1/1"
_SCHEMA = "http://www.w3.org/2001/XMLSchema-instance"
_WITH_ELEVATION = 3
_UNWRITABLE = re.compile(r"[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, and control characters, which it discourages. Spaces that do not break are kept."""


def to_gpx(itinerary: Itinerary | Document) -> str:
    """Write one track with a segment per leg, waypoints for the start, visits, breaks, and rides on public transport.

    Of several days, each has a track of its own, and each night is a waypoint.
    Rides are no part of the track: their line only joins stops.

    Elements stand in the order of the GPX 1.1 schema. A notice stands first in every name: devices show little else.

    References
    ----------
    GPX 1.1 schema documentation, https://www.topografix.com/GPX/1/1/
    """
    document = as_document(itinerary)
    root = ET.Element(
        "gpx",
        {
            "version": "1.1",
            "creator": "Terrils",
            "xmlns": _NAMESPACE,
            "xmlns:xsi": _SCHEMA,
            "xsi:schemaLocation": f"{_NAMESPACE} {_NAMESPACE}/gpx.xsd",
        },
    )
    _add_metadata(root, document)
    _add_start(root, document)
    for number, visit in enumerate(document["visits"], start=1):
        _add_visit(root, document, visit, number)
    for stop in document.get("breaks", ()):
        _add_break(root, document, stop)
    for leg in document["legs"]:
        if leg["mode"] == "transit":
            _add_ride(root, document, leg)
    for stage in document.get("stages", ()):
        if stage["night"] is not None:
            _add_night(root, document, stage)
    for day in list_day_documents(document):
        _add_track(root, day)
    ET.indent(root, space=" ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _add_text(parent: ET.Element, name: str, text: str) -> None:
    """Add an element with a text."""
    ET.SubElement(parent, name).text = _clean(text)


def _clean(text: str) -> str:
    return _UNWRITABLE.sub("", text)


def _name(document: Document, text: str) -> str:
    return f"{document['notice']} - {text}" if document["notice"] else text


def _add_metadata(root: ET.Element, document: Document) -> None:
    metadata = ET.SubElement(root, "metadata")
    _add_text(metadata, "name", _name(document, document["title"]))
    _add_text(metadata, "desc", "\n".join([*_list_notice(document), *document["attribution"]]))
    copyright_ = ET.SubElement(metadata, "copyright", {"author": _clean("; ".join(document["attribution"]))})
    if any("OpenStreetMap" in line for line in document["attribution"]):
        _add_text(copyright_, "license", "https://www.openstreetmap.org/copyright")
    bounds = _get_bounds(document)
    ET.SubElement(metadata, "bounds", {name: f"{value:.7f}" for name, value in bounds.items()})


def _list_notice(document: Document) -> list[str]:
    return [document["notice"]] if document["notice"] else []


def _get_bounds(document: Document) -> dict[str, float]:
    points = [point for leg in list_own_legs(document) for point in leg["geometry"]["coordinates"]]
    points += [[leg["from"]["lon"], leg["from"]["lat"]] for leg in document["legs"] if leg["mode"] == "transit"]
    lons, lats = [point[0] for point in points], [point[1] for point in points]
    return {"minlat": min(lats), "minlon": min(lons), "maxlat": max(lats), "maxlon": max(lons)}


def _add_start(root: ET.Element, document: Document) -> None:
    start = list_own_legs(document)[0]["geometry"]["coordinates"][0]
    waypoint = _add_point(root, "wpt", start)
    label = translate(document["language"], "Start")
    place = list_own_legs(document)[0]["from"]["name"]
    _add_text(waypoint, "name", _name(document, f"{label} - {place}" if place else label))
    _add_text(waypoint, "type", "start")


def _add_visit(root: ET.Element, document: Document, visit: Document, number: int) -> None:
    position = visit["position"]
    waypoint = _add_point(root, "wpt", [position["lon"], position["lat"]])
    _add_text(waypoint, "name", _name(document, f"{number}. {visit['site']['name']}"))
    _add_text(waypoint, "desc", "; ".join([*_list_notice(document), *(reason["text"] for reason in visit["why"])]))
    _add_text(waypoint, "type", visit["site"]["kind"])


def _add_break(root: ET.Element, document: Document, stop: Document) -> None:
    position = stop["position"]
    waypoint = _add_point(root, "wpt", [position["lon"], position["lat"]])
    _add_text(waypoint, "name", _name(document, stop["name"]))
    hours = [stop["opening_hours"]] if stop["opening_hours"] else []
    _add_text(waypoint, "desc", "; ".join([*_list_notice(document), stop["kind_name"], *hours]))
    _add_text(waypoint, "type", stop["kind"])


def _add_ride(root: ET.Element, document: Document, leg: Document) -> None:
    place = leg["from"]
    waypoint = _add_point(root, "wpt", [place["lon"], place["lat"]])
    _add_text(waypoint, "name", _name(document, describe_ride(document["language"], leg)))
    _add_text(waypoint, "desc", "; ".join([*_list_notice(document), describe_ride_times(document["language"], leg)]))
    _add_text(waypoint, "type", leg["vehicle"])


def _add_night(root: ET.Element, document: Document, stage: Document) -> None:
    place, language = stage["night"]["place"], document["language"]
    waypoint = _add_point(root, "wpt", [place["lon"], place["lat"]])
    label = translate(language, "Night {night}: {place}", night=stage["day"], place=place["name"])
    _add_text(waypoint, "name", _name(document, label))
    told = [line.strip() for line in tell_night(language, stage["night"])]
    _add_text(waypoint, "desc", "; ".join([*_list_notice(document), *told]))
    _add_text(waypoint, "type", stage["night"]["kind"])


def _add_track(root: ET.Element, document: Document) -> None:
    track = ET.SubElement(root, "trk")
    _add_text(track, "name", _name(document, document["title"]))
    _add_text(track, "desc", "\n".join([*_list_notice(document), *document["attribution"]]))
    _add_text(track, "type", document["mode"])
    for leg in list_own_legs(document):
        segment = ET.SubElement(track, "trkseg")
        for point in leg["geometry"]["coordinates"]:
            _add_point(segment, "trkpt", point)


def _add_point(parent: ET.Element, name: str, point: list[Any]) -> ET.Element:
    element = ET.SubElement(parent, name, {"lat": f"{point[1]:.7f}", "lon": f"{point[0]:.7f}"})
    if len(point) == _WITH_ELEVATION:
        _add_text(element, "ele", f"{point[2]:.1f}")
    return element
