"""What tells one answer from another, and what all answers say of closures."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from planner.itinerary import Notice

if TYPE_CHECKING:
    from datetime import datetime

    from planner.request import TripRequest
    from planner.streets import RequestStreets
    from planner.territory import Territory

__all__ = ["digest", "identify", "list_closure_notices"]

_ID_LENGTH = 20
_ALWAYS = object()
_NEWER: dict[str, object] = {
    "access": None,
    "sort_by": "best",
    "pace": 1.0,
    "only_known_openings": False,
    "tour": None,
    "bike": "own",
    "lunch": None,
}
"""Fields that came later, with what they are when left out."""


def identify(territory: Territory, request: TripRequest) -> str:
    """Hash of request, territory, closures and version."""
    # What is left out says nothing, so that new fields leave the ids of requests without them as they are.
    asked = [name for name in request.__slots__ if getattr(request, name) != _NEWER.get(name, _ALWAYS)]
    fields = {name: repr(getattr(request, name)) for name in asked if name != "avoid_areas"}
    fields["avoid_areas"] = "" if request.avoid_areas is None else request.avoid_areas.wkb_hex
    return digest(territory, json.dumps(fields, sort_keys=True))


def digest(territory: Territory, text: str) -> str:
    """Hash of what else is asked on a territory, with the same care for versions."""
    rules = str(territory.closures.version) + territory.boarding_version
    parts = (_get_version(), territory.content_hash, rules, text)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:_ID_LENGTH]


@cache
def _get_version() -> str:
    """Version of what is installed, read once."""
    return version("terrils")


def list_closure_notices(territory: Territory, departure: datetime | None, streets: RequestStreets) -> list[Notice]:
    """Say which closures were not checked or cannot be read."""
    notices = []
    if departure is None and streets.has_dated_rules:
        notices.append(Notice("dated_closures_exist"))
    if territory.closures.error:
        notices.append(Notice("closures_file_broken"))
    return notices
