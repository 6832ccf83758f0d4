"""From variants on the wire, or in a file that QGIS can draw, to the planner's variants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shapely import LineString

from api.convert import to_area
from api.schemas.places import MultiPolygon, Polygon
from planner.errors import InvalidRequestError
from planner.variants import NewStreet, Variant

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from api.schemas.comparisons import StreetFeature, VariantBody

__all__ = ["collection_to_variants", "to_variants"]

_ACTIONS = ("add", "change", "close", "open")
_OWN = frozenset({"action", "variant", "way", "tags", "fid", "id", "ogc_fid"})
"""Properties of a feature that are no tags."""
_MOST_DIGITS = 16
_POLYGONS = frozenset({"Polygon", "MultiPolygon"})


def to_variants(bodies: Sequence[VariantBody]) -> tuple[Variant, ...]:
    """Make the planner's variants.

    Raises
    ------
    InvalidRequestError
        An area is broken, a position leaves the globe, or two variants bear one name, by which files tell them apart.
    """
    names = [body.name for body in bodies]
    for index, name in enumerate(names):
        if name in names[:index]:
            field = f"variants[{index}].name"
            raise InvalidRequestError(f"{field}: {name[:80]!r} is the name of another variant", field=field)
    return tuple(_to_variant(body, f"variants[{index}]") for index, body in enumerate(bodies))


def collection_to_variants(collection: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Turn a GeoJSON feature collection into variants as the API takes them.

    Every feature has the properties `action` (add, change, close or open), `variant` (the name; one for all when left
    out), and `way` (an OSM id) where it is about a way; its tags are the other properties, or `tags` as text
    (`highway=cycleway;surface=asphalt`).

    Raises
    ------
    InvalidRequestError
        A feature is not as it should be; `details["field"]` names it.
    """
    found: dict[str, dict[str, Any]] = {}
    features = collection.get("features")
    if not isinstance(features, list):
        raise InvalidRequestError("variants: features must be a list", field="variants.features")
    for index, feature in enumerate(features):
        field = f"variants.features[{index}]"
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict) or properties.get("action") not in _ACTIONS:
            msg = f"{field}: properties.action must be one of {', '.join(_ACTIONS)}"
            raise InvalidRequestError(msg, field=f"{field}.properties.action")
        name = str(properties.get("variant") or "variant")
        variant = found.setdefault(name, {"name": name, "close": [], "open": [], "change": [], "add": []})
        action = properties["action"]
        variant[action] += [
            _read_feature(action, geometry, properties, field)
            for geometry in _list_geometries(action, feature.get("geometry"))
        ]
    return list(found.values())


def _list_geometries(action: str, geometry: object) -> list[object]:
    """List the lines of a new street, which a layer of several lines keeps together; what else there is as it is."""
    if action != "add" or not isinstance(geometry, dict) or geometry.get("type") != "MultiLineString":
        return [geometry]
    lines = geometry.get("coordinates")
    if not isinstance(lines, list) or not lines:
        return [geometry]
    return [{"type": "LineString", "coordinates": line} for line in lines]


def _read_feature(action: str, geometry: object, properties: Mapping[str, Any], field: str) -> object:
    """Read what a feature changes, as the API takes it."""
    if action == "add":
        return {"type": "Feature", "geometry": geometry, "properties": _read_tags(properties, field)}
    if action == "close" and isinstance(geometry, dict) and geometry.get("type") in _POLYGONS:
        return {"type": geometry["type"], "coordinates": geometry.get("coordinates")}
    way = properties.get("way")
    if isinstance(way, float) and way.is_integer():
        way = int(way)
    if isinstance(way, str) and way.strip().isdecimal() and len(way.strip()) <= _MOST_DIGITS:
        way = int(way)
    if not isinstance(way, int) or isinstance(way, bool):
        msg = f"{field}: properties.way must be the id of an OSM way"
        raise InvalidRequestError(msg, field=f"{field}.properties.way")
    return {"way": way, "tags": _read_tags(properties, field)} if action == "change" else way


def _read_tags(properties: Mapping[str, Any], field: str) -> dict[str, str]:
    """Read tags from properties; those that a table leaves empty are none."""
    tags = {
        key: _to_value(value)
        for key, value in properties.items()
        if key not in _OWN and value is not None and value != ""
    }
    text = properties.get("tags") or ""
    for part in str(text).split(";"):
        key, equals, value = (piece.strip() for piece in part.partition("="))
        if part.strip() and not (key and equals):
            msg = f"{field}: properties.tags must read key=value;key=value, not {str(text)[:80]!r}"
            raise InvalidRequestError(msg, field=f"{field}.properties.tags")
        if key:
            tags[key] = value
    return tags


def _to_value(value: object) -> str:
    """Write a cell of a table as the value of a tag: true as yes, 20.0 as 20."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _to_variant(body: VariantBody, field: str) -> Variant:
    return Variant(
        name=body.name,
        close=tuple(
            item if isinstance(item, int) else _to_shape(item, f"{field}.close[{index}]")
            for index, item in enumerate(body.close)
        ),
        open_ways=tuple(body.open),
        change=tuple((item.way, dict(item.tags)) for item in body.change),
        add=tuple(_to_street(item, f"{field}.add[{index}]") for index, item in enumerate(body.add)),
    )


def _to_shape(area: Polygon | MultiPolygon, field: str) -> BaseGeometry:
    try:
        shape = to_area(area)
    except InvalidRequestError as error:
        raise InvalidRequestError(error.message.replace("avoid_areas", field), field=field) from error
    if shape is None:
        raise InvalidRequestError(f"{field}: an area is missing", field=field)
    return shape


def _to_street(feature: StreetFeature, field: str) -> NewStreet:
    positions = [(position[0], position[1]) for position in feature.geometry.coordinates]
    if any(abs(lon) > 180 or abs(lat) > 90 for lon, lat in positions):  # noqa: PLR2004
        msg = f"{field}: positions are longitude, latitude, in degrees"
        raise InvalidRequestError(msg, field=field)
    return NewStreet(LineString(positions), dict(feature.properties))
