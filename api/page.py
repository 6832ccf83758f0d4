"""The page and its frame: what the template is filled in with, and which headers guard it."""

from __future__ import annotations

import html
import json
from datetime import date
from string import Template
from typing import TYPE_CHECKING, Any

from planner.hours import Spot, get_zone
from planner.messages import mark, translate
from planner.request import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from api.settings import Partner
    from api.web_files import WebFiles
    from planner.request import Language
    from planner.territory import Territory

__all__ = ["to_page", "to_page_headers"]

_TITLE = mark("Plan a walk or a ride")
_DESCRIPTION = mark(
    "Walking and cycling circuits past slag heaps, miners' estates and quiet paths, reached without a car."
)
_NO_SCRIPT = mark("This page needs JavaScript. The same plans can be asked for over the REST interface: see /docs.")

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors "
)


def to_page(
    files: WebFiles,
    territory: Territory,
    language: Language,
    *,
    version: str,
    basemap: str | None,
    frame: Mapping[str, Any] | None = None,
) -> str:
    """Fill in the template.

    Parameters
    ----------
    files
        Files of the page.
    territory
        What is planned on; its box, notice and attribution stand in the page.
    language
        Language of the page until the visitor chooses another.
    version
        Version of the service.
    basemap
        Address of the tiles of the map beside the page, None where the territory has none.
    frame
        In a frame: the `origins` that may hold it, their `color` and `title`. None for the page itself.
    """
    web = f"web/{files.version}"
    west, south, east, north = territory.network.bounding_box.to_tuple()
    config = {
        "name": territory.name,
        "version": version,
        "language": language,
        "languages": list(LANGUAGES),
        "bbox": [west, south, east, north],
        "time_zone": str(get_zone(Spot((south + north) / 2, (west + east) / 2))),
        "notice": territory.notice.to_mapping(),
        "attribution": {name: list(territory.list_attribution(name)) for name in LANGUAGES},
        "basemap": basemap,
        "timetable": _tell_days(territory),
        "hire": territory.bike_places is not None and territory.bike_places.has("hire"),
        "meals": territory.eating_places is not None and len(territory.eating_places) > 0,
        "frame": frame,
    }
    preloads = [f'<link rel="modulepreload" href="{web}/{path}">' for path in files.list_modules()]
    values = {
        "language": language,
        "title": translate(language, _TITLE),
        "description": translate(language, _DESCRIPTION),
        "no_script": translate(language, _NO_SCRIPT),
        "notice": territory.notice.find_text(language),
        "config": json.dumps(config, ensure_ascii=False, separators=(",", ":")),
        "web": web,
        "kind": "page" if frame is None else "frame",
    }
    escaped = {name: html.escape(value) for name, value in values.items()}
    return Template(files.template).substitute(escaped, preloads="\n".join(preloads))


def _tell_days(territory: Territory) -> list[str] | None:
    """Give the first and the last day that the timetables cover, None where there are none."""
    if territory.timetable is None:
        return None
    feeds = territory.timetable.feeds
    days = (min(feed.first_day for feed in feeds), max(feed.last_day for feed in feeds))
    return [date.fromordinal(day).isoformat() for day in days]


def to_page_headers(partners: Iterable[Partner]) -> dict[str, str]:
    """Give the headers of the page: it loads from its own host alone, and only these partners may frame it."""
    origins = " ".join(dict.fromkeys(origin for partner in partners for origin in partner.origins))
    return {
        "Content-Security-Policy": _POLICY + (origins or "'none'"),
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "geolocation=(self), camera=(), microphone=(), payment=()",
        "Cache-Control": "no-cache",
        "Vary": "Accept-Language",
        "Content-Language": ", ".join(LANGUAGES),
    }
