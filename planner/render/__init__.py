"""Itineraries as JSON, GeoJSON, GPX, plain text and a map picture; all others are made from the JSON document."""

from planner.render.canonical import Document, to_bytes
from planner.render.comparison import to_comparison_csv, to_comparison_geojson, to_comparison_json
from planner.render.comparison_map import to_comparison_png
from planner.render.comparison_text import to_comparison_text
from planner.render.document import (
    as_document,
    to_journey_json,
    to_json,
    to_legs_json,
    to_summary_json,
    to_warnings_json,
)
from planner.render.framing import put_in_frame
from planner.render.geojson import to_geojson
from planner.render.gpx import to_gpx
from planner.render.picture import to_map_png
from planner.render.site_access import to_site_access_json
from planner.render.text import to_text

__all__ = [
    "Document",
    "as_document",
    "put_in_frame",
    "to_bytes",
    "to_comparison_csv",
    "to_comparison_geojson",
    "to_comparison_json",
    "to_comparison_png",
    "to_comparison_text",
    "to_geojson",
    "to_gpx",
    "to_journey_json",
    "to_json",
    "to_legs_json",
    "to_map_png",
    "to_site_access_json",
    "to_summary_json",
    "to_text",
    "to_warnings_json",
]
