"""Sites, stops, barriers and lodgings of OSM extracts, by the rules of `data/site_rules/osm.toml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import shapely

from graphs.geo import Coordinate
from planner.catalogue.bike_places import BikePlace
from planner.catalogue.cells import parse_number
from planner.catalogue.communes import Communes
from planner.catalogue.eating_places import EatingPlace
from planner.catalogue.lodging import BICYCLE_SERVICES, Lodging
from planner.catalogue.protections import add_world_heritage
from planner.catalogue.rules import get_default_access, load_rules
from planner.catalogue.site import AccessStatus, Protection, ProtectionKind, Site, SiteKind, WorldHeritage
from planner.gazetteer.records import PLACE_KINDS
from planner.gazetteer.writing import read_place
from planner.stops import Stop
from planner.texts import LocalText

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from graphs.areas import Area
    from graphs.osm.countries import Countries
    from graphs.osm.features import OsmFeature, TagFilter
    from planner.gazetteer.records import PlaceRecord

__all__ = ["Blocker", "OsmCatalogue", "read_osm_catalogue"]

_SOURCE = "OpenStreetMap"
_LICENCE = "ODbL 1.0"
_ACCURACY_M = 10
_LONGEST_NUMBER = 7
_CLOSED_TO_PUBLIC = frozenset({"no", "private", "military", "customers_only"})
_COMMUNES: dict[str, str | list[str]] = {"boundary": "administrative", "admin_level": "8"}


@dataclass(frozen=True, slots=True, eq=False)
class Blocker:
    """Something in the way: its kind (fence, wall, water, railway, motorway, wood) and its line in degrees."""

    kind: str
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True, eq=False)
class OsmCatalogue:
    """What the extracts hold for a catalogue, each list ordered by type and id of the object."""

    sites: tuple[Site, ...]
    stops: tuple[Stop, ...]
    blockers: tuple[Blocker, ...]
    communes: Communes
    places: tuple[PlaceRecord, ...] = ()
    """Towns and parts of towns, by name."""
    lodgings: tuple[Lodging, ...] = ()
    bike_places: tuple[BikePlace, ...] = ()
    """Where bikes are hired or left."""
    eating_places: tuple[EatingPlace, ...] = ()
    """Where one can eat."""


def read_osm_catalogue(
    files: Sequence[Path],
    *,
    language: str = "fr",
    country: str = "",
    countries: Countries | None = None,
    areas: Sequence[Area] = (),
) -> OsmCatalogue:
    """Read sites, stops, barriers and lodgings.

    Parameters
    ----------
    files
        Extracts.
    language
        Language of the names given to objects without one.
    country
        Country of objects where neither `countries` nor `areas` tell.
    countries
        Finder of countries that the streets use as well.
    areas
        Country and region of each extract, for objects where the finder does not tell.

    Raises
    ------
    SourceFileError
        A file cannot be read.
    """
    from graphs.osm.features import TagFilter, list_features

    rules = _load()
    named = TagFilter.from_mapping({"place": list(PLACE_KINDS)})
    groups = (rules.sites, rules.stops, rules.blockers, rules.lodgings, rules.bike_places, rules.eating_places)
    filters = [named, *(rule.include for group in groups for rule in group)]
    features = list_features(files, [*filters, TagFilter.from_mapping(_COMMUNES)])
    communes = Communes.from_features(features, country=country, countries=countries, areas=areas)
    sites, stops, blockers, places, lodgings = [], [], [], [], []
    bike_places, eating_places = [], []
    for feature in features:
        if place := _to_place(feature, communes):
            places.append(place)
        if (rule := _find_rule(rules.sites, feature.tags)) and (site := _to_site(feature, rule, language, communes)):
            sites.append(site)
        if rule := _find_rule(rules.stops, feature.tags):
            stop = _to_stop(feature, rule.values["mode"], communes)
            stops += [stop] if stop else []
        if rule := _find_rule(rules.blockers, feature.tags):
            blockers += _to_blockers(feature, rule.values["kind"])
        if (rule := _find_rule(rules.lodgings, feature.tags)) and (
            lodging := _to_lodging(feature, rule.values["kind"], language)
        ):
            lodgings.append(lodging)
        if rule := _find_rule(rules.bike_places, feature.tags):
            bike_places.append(_to_bike_place(feature, rule.values["kind"]))
        if (rule := _find_rule(rules.eating_places, feature.tags)) and (
            eating_place := _to_eating_place(feature, rule.values["kind"], language)
        ):
            eating_places.append(eating_place)
    return OsmCatalogue(
        tuple(sites),
        tuple(stops),
        tuple(blockers),
        communes,
        tuple(places),
        tuple(lodgings),
        tuple(bike_places),
        tuple(eating_places),
    )


@dataclass(frozen=True, slots=True)
class _Rule:
    include: TagFilter
    exclude: tuple[TagFilter, ...]
    values: dict[str, Any]

    def matches(self, tags: dict[str, str]) -> bool:
        return self.include.matches(tags) and not any(item.matches(tags) for item in self.exclude)


@dataclass(frozen=True, slots=True)
class _Rules:
    sites: tuple[_Rule, ...]
    stops: tuple[_Rule, ...]
    blockers: tuple[_Rule, ...]
    lodgings: tuple[_Rule, ...]
    bike_places: tuple[_Rule, ...]
    eating_places: tuple[_Rule, ...]
    private_home: _Rule
    visitor_tags: tuple[tuple[TagFilter, str], ...]
    bicycle_services: tuple[tuple[TagFilter, str], ...]


@cache
def _load() -> _Rules:
    content = load_rules("osm")
    return _Rules(
        sites=tuple(_to_rule(item, "not_tags") for item in content["site"]),
        stops=tuple(_to_rule(item, "not_tags") for item in content["stop"]),
        blockers=tuple(_to_rule(item, "open") for item in content["blocker"]),
        lodgings=tuple(_to_rule(item, "not_tags") for item in content["lodging"]),
        bike_places=tuple(_to_rule(item, "not_tags") for item in content["bike_place"]),
        eating_places=tuple(_to_rule(item, "not_tags") for item in content["eating_place"]),
        private_home=_to_rule(content["private_home"], "not_tags"),
        visitor_tags=_to_names(content["visitor_tags"]),
        bicycle_services=_to_names(content["bicycle_services"]),
    )


def _to_names(names: Mapping[str, str]) -> tuple[tuple[TagFilter, str], ...]:
    """Read `{"key=value": name}`, where a key may hold colons."""
    from graphs.osm.features import TagFilter

    wanted = [(text.partition("="), name) for text, name in names.items()]
    return tuple((TagFilter.from_mapping({key: value}), name) for (key, _, value), name in wanted)


def _to_rule(values: Mapping[str, Any], exclude: str) -> _Rule:
    from graphs.osm.features import TagFilter

    left_out = tuple(TagFilter.from_mapping({key: value}) for key, value in values.get(exclude, {}).items())
    return _Rule(TagFilter.from_mapping(values["tags"]), left_out, dict(values))


def _find_rule(rules: tuple[_Rule, ...], tags: dict[str, str]) -> _Rule | None:
    return next((rule for rule in rules if rule.matches(tags)), None)


def _to_site(feature: OsmFeature, rule: _Rule, language: str, communes: Communes) -> Site | None:
    tags, values = feature.tags, rule.values
    name = " ".join((tags.get(f"name:{language}") or tags.get("name") or "").split())
    if not name and values["named"]:
        return None
    reference = tags.get("ref", "")
    if not name:
        name = f"{LocalText.from_mapping(values['unnamed']).find_text(language)} {reference}".strip()
    point = feature.geometry.representative_point()
    position = Coordinate(point.y, point.x)
    commune, country = communes.find(position, source=feature.source)
    heritage = _read_heritage(tags)
    visitor_tags = {tag for item, tag in _load().visitor_tags if item.matches(tags)}
    private = tags.get("access") in _CLOSED_TO_PUBLIC
    status = AccessStatus(values["private" if private else "access"])
    is_home = not private and _load().private_home.matches(tags) and values["kind"] != "museum"
    return Site(
        id=f"osm-{feature.osm_id.replace('/', '-')}",
        name=name,
        kind=SiteKind(values["kind"]),
        commune=tags.get("addr:city", "") or commune,
        country=country,
        position=position,
        accuracy_m=_ACCURACY_M,
        access=get_default_access(status, source=_SOURCE),
        geometry=None if feature.geometry.geom_type == "Point" else feature.geometry,
        protections=add_world_heritage(_read_protections(tags), heritage),
        world_heritage=heritage,
        ref=reference,
        height_m=_read_height(tags.get("height", "")),
        opening_hours=tags.get("opening_hours", ""),
        website=tags.get("website", "") or tags.get("contact:website", ""),
        tags=tuple(sorted(visitor_tags)),
        private_home=is_home and values["kind"] in {"building", "landmark"},
        source=_SOURCE,
        licence=_LICENCE,
        osm_id=feature.osm_id,
    )


def _read_heritage(tags: Mapping[str, str]) -> WorldHeritage | None:
    """World Heritage from `ref:whc`, `1360` or `1360-037`, see https://wiki.openstreetmap.org/wiki/Key:ref:whc."""
    number, _, component = tags.get("ref:whc", "").split(";")[0].strip().partition("-")
    if not number.isdecimal():
        return None
    zone = "buffer" if tags.get("whc:criteria", "") == "buffer" else "property"
    return WorldHeritage(number, "buffer" if zone == "buffer" else "property", component.lstrip("0"))


def _read_protections(tags: Mapping[str, str]) -> tuple[Protection, ...]:
    found = []
    if reference := tags.get("ref:mhs", "").split(";")[0].strip():
        grade = tags.get("mhs:inscription_date", "") and "inscrit"
        found.append(Protection(ProtectionKind.MONUMENT_HISTORIQUE, grade, reference))
    if tags.get("leisure") == "nature_reserve":
        found.append(Protection(ProtectionKind.NATURE, tags.get("protection_title", "")))
    return tuple(found)


def _read_height(text: str) -> float | None:
    try:
        return parse_number(text.removesuffix("m"))
    except ValueError:
        return None


def _to_stop(feature: OsmFeature, mode: str, communes: Communes) -> Stop | None:
    name = " ".join(feature.tags.get("name", "").split())
    if not name:
        return None
    point = feature.geometry.centroid
    position = Coordinate(point.y, point.x)
    reference = feature.tags.get("ref:IFOPT") or feature.tags.get("gtfs:stop_id") or ""
    return Stop(
        id=f"osm-{feature.osm_id.replace('/', '-')}",
        name=name,
        country=communes.find(position, source=feature.source)[1],
        position=position,
        modes=(mode,),
        source=_SOURCE,
        own_name=name,
        member_ids=(reference,) if reference else (),
    )


def _to_lodging(feature: OsmFeature, kind: str, language: str) -> Lodging | None:
    tags = feature.tags
    name = " ".join((tags.get(f"name:{language}") or tags.get("name") or "").split())
    if not name:
        return None
    point = feature.geometry.representative_point()
    offered = {service for item, service in _load().bicycle_services if item.matches(tags)}
    return Lodging(
        f"osm-{feature.osm_id.replace('/', '-')}",
        name,
        kind,
        Coordinate(point.y, point.x),
        tuple(service for service in BICYCLE_SERVICES if service in offered),
        tags.get("website", "") or tags.get("contact:website", ""),
    )


def _to_eating_place(feature: OsmFeature, kind: str, language: str) -> EatingPlace | None:
    tags = feature.tags
    name = " ".join((tags.get(f"name:{language}") or tags.get("name") or "").split())
    if not name:
        return None
    point = feature.geometry.representative_point()
    hours = " ".join(tags.get("opening_hours", "").split())
    return EatingPlace(f"osm-{feature.osm_id.replace('/', '-')}", name, kind, Coordinate(point.y, point.x), hours)


def _to_bike_place(feature: OsmFeature, kind: str) -> BikePlace:
    tags = feature.tags
    point = feature.geometry.representative_point()
    capacity, covered = tags.get("capacity", ""), tags.get("covered", "")
    is_number = capacity.isascii() and capacity.isdecimal() and len(capacity) < _LONGEST_NUMBER
    return BikePlace(
        f"osm-{feature.osm_id.replace('/', '-')}",
        kind,
        Coordinate(point.y, point.x),
        name=tags.get("name", ""),
        operator=tags.get("network", "") or tags.get("operator", ""),
        capacity=int(capacity) if is_number else None,
        covered=covered if covered in {"yes", "no"} else "unknown",
    )


def _to_place(feature: OsmFeature, communes: Communes) -> PlaceRecord | None:
    if "place" not in feature.tags:
        return None
    point = feature.geometry.representative_point()
    position = Coordinate(point.y, point.x)
    commune, country = communes.find(position, source=feature.source)
    return read_place(feature.osm_id, feature.tags, position, town=commune, country=country)


def _to_blockers(feature: OsmFeature, kind: str) -> list[Blocker]:
    geometry = feature.geometry
    if geometry.geom_type == "Point":
        return []
    line = geometry if geometry.geom_type == "LineString" else shapely.boundary(geometry)
    return [Blocker(kind, line)]
