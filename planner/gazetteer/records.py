"""What can be found by name beside sites and stops."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphs.geo import Coordinate

__all__ = ["KINDS", "OSM_TYPES", "PLACE_KINDS", "TOWN_KINDS", "PlaceRecord"]

OSM_TYPES = ("node", "way", "relation")
"""Kinds of OSM objects, by their number in the index."""

KINDS = ("city", "town", "village", "suburb", "hamlet", "neighbourhood", "street")
"""The most important first: so they stand in the index, and so they are offered."""

TOWN_KINDS = KINDS[:3]
"""Kinds that have a centre of their own."""

PLACE_KINDS: Mapping[str, str] = {
    "city": "city",
    "town": "town",
    "village": "village",
    "borough": "suburb",
    "suburb": "suburb",
    "quarter": "suburb",
    "hamlet": "hamlet",
    "isolated_dwelling": "hamlet",
    "neighbourhood": "neighbourhood",
}
"""Kind by value of `place`, as the map draws them. See https://wiki.openstreetmap.org/wiki/Key:place."""


@dataclass(frozen=True, slots=True)
class PlaceRecord:
    """A place with all its names.

    Attributes
    ----------
    osm_id
        Such as `node/12`.
    kind
        One of `KINDS`.
    names
        The name on the spot first, then those in other languages and older or shorter ones, each once.
    town
        Commune, or nearest town, that tells it apart from others of its name; empty where nobody knows.
    local_names
        Name by language, where it is another than that on the spot.
    country
        Two letters, empty where nobody knows; shown where a name stands in two countries.
    """

    osm_id: str
    kind: str
    names: tuple[str, ...]
    position: Coordinate
    town: str = ""
    local_names: tuple[tuple[str, str], ...] = ()
    country: str = ""
