"""One site from what several sources say of it: the most trusted wins, later ones fill what is missing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

import numpy as np
import shapely
import shapely.ops
from shapely import STRtree

from graphs.geo import Coordinate, haversine_m
from planner.catalogue.naming import NamedPlace, list_shown_names
from planner.catalogue.rules import is_generic_name
from planner.catalogue.site import Access, AccessStatus, Site, SiteKind
from planner.stops import fold_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shapely.geometry.base import BaseGeometry

__all__ = ["finish_sites", "merge_sites"]

NEAR_M = 80.0
"""Two sites of like kind and name within this distance are one."""
_SAME_NAME_WITHIN_M = 150.0
_SAME_REF_WITHIN_M = 1500.0
_LIKENESS = 0.8
_SEARCH_DEGREES = 0.03
_KIN = (
    frozenset(
        {SiteKind.BUILDING, SiteKind.PIT, SiteKind.HEADFRAME, SiteKind.LANDMARK, SiteKind.RELIGIOUS, SiteKind.MUSEUM}
    ),
    frozenset({SiteKind.MEMORIAL, SiteKind.MUSEUM, SiteKind.ATTRACTION, SiteKind.LANDMARK, SiteKind.PIT}),
    frozenset({SiteKind.NATURAL_AREA, SiteKind.PARK, SiteKind.SPORT}),
    frozenset({SiteKind.TERRIL, SiteKind.NATURAL_AREA}),
    frozenset({SiteKind.TERRIL, SiteKind.MINE_RAILWAY}),
)
_KIN_OF_ONE_NAME = frozenset({SiteKind.ESTATE, SiteKind.BUILDING})
"""Kinds that are one only under the very same name: maps often draw an estate as a building."""
_ANY = frozenset({SiteKind.ATTRACTION, SiteKind.VIEWPOINT})
_SAY_NOTHING = frozenset(
    {"terril", "terrils", "de", "du", "des", "la", "le", "les", "l", "d", "cite", "fosse", "et", "n", "no"}
)


def merge_sites(sources: Sequence[Sequence[Site]]) -> list[Site]:
    """Merge sources, the most trusted first; sites stay in the order of their first source.

    Two sites are one when they bear the same id, are the same element of the same World Heritage property, bear the
    same reference (T144) and kind, are of like kind and name within 80 m of each other, or of exactly one name within
    150 m. A badly placed row takes the place of the site of exactly its name within its own accuracy.
    """
    merged: list[Site] = []
    for source in sources:
        partners = _Partners(merged)
        fresh = []
        for site in source:
            index = partners.find(site)
            if index is None:
                fresh.append(site)
            else:
                merged[index] = _fill(merged[index], site)
        merged.extend(fresh)
    return merged


class _Partners:
    """Sites of earlier sources, looked up by what identifies them and by place."""

    def __init__(self, sites: list[Site]) -> None:
        self._sites = list(sites)
        self._keys: dict[tuple[str, ...], int] = {}
        for index, site in enumerate(self._sites):
            for key in _list_keys(site):
                self._keys.setdefault(key, index)
        self._refs: dict[str, list[int]] = defaultdict(list)
        for index, site in enumerate(self._sites):
            if site.ref:
                self._refs[_fold_ref(site.ref)].append(index)
        self._tree = STRtree(np.array([_shape(site) for site in self._sites], dtype=object))

    def find(self, site: Site) -> int | None:
        for key in _list_keys(site):
            if key in self._keys:
                return self._keys[key]
        if site.ref:
            for index in self._refs.get(_fold_ref(site.ref), ()):
                other = self._sites[index]
                if _are_kin(site.kind, other.kind) and _distance_m(site, other) <= _SAME_REF_WITHIN_M:
                    return index
        return self._find_near(site)

    def _find_near(self, site: Site) -> int | None:
        box = shapely.box(*_shape(site).bounds).buffer(_SEARCH_DEGREES)
        best: tuple[float, int] | None = None
        for index in sorted(self._tree.query(box).tolist()):
            other = self._sites[index]
            same_name = fold_name(site.name) == fold_name(other.name) and not is_generic_name(site.name)
            if not (_are_kin(site.kind, other.kind) or (same_name and {site.kind, other.kind} == _KIN_OF_ONE_NAME)):
                continue
            distance = _distance_m(site, other)
            worst = max(site.accuracy_m, other.accuracy_m)
            near = distance <= (_SAME_NAME_WITHIN_M if same_name else NEAR_M) and (same_name or _are_alike(site, other))
            placed = same_name and not (site.is_placed and other.is_placed) and distance <= worst + NEAR_M
            if (near or placed) and (best is None or (distance, index) < best):
                best = (distance, index)
        return best[1] if best else None


def _list_keys(site: Site) -> list[tuple[str, ...]]:
    keys: list[tuple[str, ...]] = [("id", site.id)]
    heritage = site.world_heritage
    if heritage and heritage.element:
        keys.append(("element", heritage.property_id, heritage.element.casefold(), site.kind.value))
    if site.osm_id:
        keys.append(("osm", site.osm_id))
    return keys


def _fold_ref(ref: str) -> str:
    return ref.casefold().lstrip("t").lstrip("0 ")


def _shape(site: Site) -> BaseGeometry:
    return site.geometry if site.geometry is not None else shapely.Point(site.position.lon, site.position.lat)


def _are_kin(kind: SiteKind, other: SiteKind) -> bool:
    return kind is other or kind in _ANY or other in _ANY or any(kind in family and other in family for family in _KIN)


def _are_alike(site: Site, other: Site) -> bool:
    """Whether names are alike; a nameless spoil heap or headframe is the one that stands there."""
    if (
        site.kind is other.kind
        and site.kind in {SiteKind.TERRIL, SiteKind.HEADFRAME}
        and (_is_bare(site) or _is_bare(other))
    ):
        return True
    first, second = _words(site.name), _words(other.name)
    if not first or not second:
        return fold_name(site.name) == fold_name(other.name)
    smaller, larger = sorted((set(first), set(second)), key=len)
    if smaller <= larger and any(not word.isdecimal() or len(smaller) == len(larger) for word in smaller):
        return True
    numbers = ({word for word in words if word[:1].isdecimal()} for words in (first, second))
    if len({frozenset(found) for found in numbers}) > 1:
        return False
    return SequenceMatcher(None, " ".join(first), " ".join(second), autojunk=False).ratio() >= _LIKENESS


def _is_bare(site: Site) -> bool:
    return is_generic_name(site.name)


def _words(name: str) -> list[str]:
    return [word for word in fold_name(name).split() if word not in _SAY_NOTHING]


def _distance_m(site: Site, other: Site) -> float:
    """Distance between two sites, 0 where their shapes meet."""
    first, second = shapely.ops.nearest_points(_shape(site), _shape(other))
    return haversine_m(Coordinate(first.y, first.x), Coordinate(second.y, second.x))


def _fill(site: Site, other: Site) -> Site:
    """Give the site what it lacks from another source of the same thing."""
    moved = not site.is_placed and other.is_placed
    heritage = site.world_heritage or other.world_heritage
    known = {item.kind for item in site.protections}
    protections = (*site.protections, *(item for item in other.protections if item.kind not in known))
    filled = replace(
        site,
        position=other.position if moved else site.position,
        accuracy_m=other.accuracy_m if moved else site.accuracy_m,
        geometry=site.geometry if site.geometry is not None else other.geometry,
        access=_pick_access(site, other),
        protections=protections,
        world_heritage=heritage,
        area_ha=_first(site.area_ha, other.area_ha),
        length_m=_first(site.length_m, other.length_m),
        height_m=_first(site.height_m, other.height_m),
        tags=tuple(sorted({*site.tags, *other.tags})),
        private_home=site.private_home,
    )
    texts = ("commune", "country", "form", "company", "period", "interest", "ref", "opening_hours", "website", "osm_id")
    taken = {name: getattr(other, name) for name in texts if not getattr(site, name)}
    source = (
        site.source if other.source in site.source else "; ".join(part for part in (site.source, other.source) if part)
    )
    return replace(filled, **taken, view_on=site.view_on or other.view_on, source=source)


def _pick_access(site: Site, other: Site) -> Access:
    """Status of the more trusted source; where it says nothing, only a stricter word of the other counts."""
    if site.access.status is AccessStatus.UNKNOWN and other.access.status in {
        AccessStatus.CLOSED,
        AccessStatus.PROJECT,
    }:
        return other.access
    return site.access


def _first(value: float | None, other: float | None) -> float | None:
    return value if value is not None else other


def finish_sites(sites: Iterable[Site]) -> list[Site]:
    """Give every site its name to show, and take levelled terrils out of what is seen from view areas."""
    listed = list(sites)
    levelled = {_fold_ref(site.ref) for site in listed if site.is_levelled and site.ref}
    standing = {_fold_ref(site.ref) for site in listed if not site.is_levelled and site.ref}
    gone = levelled - standing
    places = [NamedPlace(site.name, site.commune, site.country) for site in listed]
    names = list_shown_names(places, is_generic=is_generic_name)
    return [
        replace(site, name=name, view_on=tuple(item for item in site.view_on if _fold_ref(item) not in gone))
        for site, name in zip(listed, names, strict=True)
    ]
