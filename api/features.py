"""Sites and stops as GeoJSON features, without what is not for visitors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shapely
from shapely.geometry import mapping

from planner.render import Document
from planner.render.canonical import clean, to_degrees, to_metres, to_point
from planner.render.wording import get_kind_name, get_place_kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphs.geo import Coordinate
    from planner.catalogue import Access, Site
    from planner.catalogue.bike_places import BikePlaceTable
    from planner.gazetteer import NamedPlace
    from planner.stops import Stop

__all__ = ["to_collection", "to_place_feature", "to_site_feature", "to_stop_feature", "with_bikes"]


_BIKES_WITHIN_M = {"parking": 200.0, "hire": 500.0}
"""From a stop or a site."""


def with_bikes(feature: Document, places: BikePlaceTable | None, point: Coordinate) -> Document:
    """Add the nearest places to leave a bike and to hire one; null where none is known."""
    near = {kind: _find_near(places, point, kind, within_m) for kind, within_m in _BIKES_WITHIN_M.items()}
    return {**feature, "properties": {**feature["properties"], "bikes": near}}


def _find_near(places: BikePlaceTable | None, point: Coordinate, kind: str, within_m: float) -> Document | None:
    near = [] if places is None else places.list_near(point, kind, within_m=within_m)
    if places is None or not near:
        return None
    metres, row = near[0]
    place = places.get(row)
    return {
        "id": place.id,
        "name": place.name or place.operator,
        "distance_m": to_metres(metres),
        "position": to_point(place.position),
        "capacity": place.capacity,
        "covered": place.covered,
    }


def to_site_feature(site: Site, language: str, *, access: Access, with_outline: bool = False) -> Document:
    """Write a site with its access of the day; as a point, or with its outline where that is known."""
    outline = site.geometry if with_outline else None
    return {
        "type": "Feature",
        "id": site.id,
        "geometry": _to_point(site) if outline is None else clean_geometry(outline),
        "properties": {
            "name": site.name,
            "kind": site.kind.value,
            "kind_name": get_kind_name(language, site.kind.value),
            "commune": site.commune,
            "country": site.country,
            "access": {
                "status": access.status.value,
                "reason": access.reason.find_text(language),
                "source": access.source,
                "date": access.date or None,
            },
            "may_be_visited": site.is_target(access),
            "protections": [
                {"kind": item.kind.value, "grade": item.grade, "ref": item.ref} for item in site.protections
            ],
            "world_heritage": _to_world_heritage(site),
            "form": site.form,
            "company": site.company,
            "period": site.period,
            "interest": site.interest,
            "ref": site.ref,
            "area_ha": clean(site.area_ha),
            "length_m": clean(site.length_m),
            "height_m": clean(site.height_m),
            "view_on": list(site.view_on),
            "opening_hours": site.opening_hours,
            "website": site.website,
            "accuracy_m": site.accuracy_m,
            "osm_id": site.osm_id,
            "source": site.source,
            "licence": site.licence,
        },
    }


def to_stop_feature(stop: Stop) -> Document:
    """Write a stop."""
    return {
        "type": "Feature",
        "id": stop.id,
        "geometry": _to_point(stop),
        "properties": {"name": stop.name, "country": stop.country, "modes": list(stop.modes), "source": stop.source},
    }


def to_place_feature(place: NamedPlace, language: str) -> Document:
    """Write a town or a street that was found by name."""
    return {
        "type": "Feature",
        "id": place.osm_id,
        "geometry": _to_point(place),
        "properties": {
            "name": place.name,
            "kind": place.kind,
            "kind_name": get_place_kind(language, place.kind),
            "commune": place.town,
        },
    }


def to_collection(features: Iterable[Document], *, matched: int, links: list[dict[str, str]]) -> Document:
    """Write a page of features, as in OGC API Features."""
    listed = list(features)
    return {
        "type": "FeatureCollection",
        "numberMatched": matched,
        "numberReturned": len(listed),
        "links": links,
        "features": listed,
    }


def clean_geometry(geometry: shapely.geometry.base.BaseGeometry) -> Document:
    """Write a shape with seven decimals, its rings the way round that RFC 7946 asks for."""
    rounded = shapely.transform(shapely.orient_polygons(geometry), lambda points: points.round(7))
    document: Document = _to_lists(mapping(rounded))
    return document


def _to_lists(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, dict):
        return {key: _to_lists(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_to_lists(item) for item in value]
    return value


def _to_point(place: Site | Stop | NamedPlace) -> Document:
    return {"type": "Point", "coordinates": [to_degrees(place.position.lon), to_degrees(place.position.lat)]}


def _to_world_heritage(site: Site) -> Document | None:
    found = site.world_heritage
    if found is None:
        return None
    return {
        "property_id": found.property_id,
        "zone": found.zone,
        "component": found.component,
        "element": found.element,
    }
