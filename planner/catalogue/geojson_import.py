"""Sites from GeoJSON: official layers by their rules, other files by the names of the columns of a catalogue."""

from __future__ import annotations

import fnmatch
import re
import string
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape

from graphs.geo import Coordinate
from planner.catalogue.projections import find_projection, to_degrees
from planner.catalogue.report import ImportReport
from planner.catalogue.rows import RowError, build_site
from planner.catalogue.rules import load_rules
from planner.errors import CatalogueError
from planner.strict_json import parse_json

if TYPE_CHECKING:
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from planner.catalogue.site import Site

__all__ = ["read_features_file", "read_geojson_sites"]

_LARGEST_BYTES = 1_000_000_000
_TERRIL_NUMBER = re.compile(r"^T0*(\d+\w*)$")


def read_geojson_sites(path: Path, *, report: ImportReport | None = None, country: str = "") -> list[Site]:
    """Read the features of a file as sites, in the order of the file.

    Coordinates in Lambert 93 (EPSG:2154) or in the system that the file names are turned into degrees. A feature
    without geometry is refused. Of the
    features of one id the first counts.

    Parameters
    ----------
    path
        File.
    report
        Takes what was mended and refused.
    country
        Country of features that do not say theirs.

    Raises
    ------
    CatalogueError
        The file is no GeoJSON.
    """
    report = report if report is not None else ImportReport()
    rules = load_rules("layers")
    if any(path.name in entry["files"] for entry in rules["ignored"]):
        report.ignore(path.name, 0, "", "this layer holds no sites")
        return []
    layer = next((item for item in rules["layer"] if fnmatch.fnmatch(path.name, item["file"])), None)
    features, projection = read_features_file(path)
    if projection:
        report.mend(path.name, 0, "coordinates", f"turned from {projection} into degrees")
    sites: dict[str, Site] = {}
    for number, (properties, geometry) in enumerate(features, start=1):
        if geometry is None or geometry.is_empty:
            report.refuse(path.name, number, "geometry", "the feature has no geometry")
            continue
        row = _to_row(properties, layer, country, number)
        if not geometry.is_valid:
            geometry = shapely.make_valid(geometry)  # noqa: PLW2901
            report.mend(path.name, number, "geometry", "an outline that crosses itself was put right")
        try:
            site = build_site(row, _point_on(geometry), geometry=None if geometry.geom_type == "Point" else geometry)
        except RowError as error:
            report.refuse(path.name, number, error.field, error.message)
            continue
        if site.id in sites:
            report.refuse(path.name, number, "id", f"{site.id} stands in the file already")
            continue
        sites[site.id] = site
        report.kept[path.name] += 1
    return list(sites.values())


def read_features_file(path: Path) -> tuple[list[tuple[dict[str, Any], BaseGeometry | None]], str]:
    """Properties and geometries, in degrees, of a FeatureCollection, and the system that they were turned from.

    The system is empty for degrees.

    Raises
    ------
    CatalogueError
        The file is no GeoJSON FeatureCollection.
    """
    document = _load(path)
    items = document.get("features")
    if document.get("type") != "FeatureCollection" or not isinstance(items, list):
        msg = f"{path.name} is no GeoJSON FeatureCollection"
        raise CatalogueError(msg, file=path.name)
    read: list[tuple[dict[str, Any], BaseGeometry | None]] = []
    for number, item in enumerate(items, start=1):
        if not isinstance(item, Mapping) or not isinstance(item.get("properties") or {}, Mapping):
            msg = f"feature {number} of {path.name} is no GeoJSON feature"
            raise CatalogueError(msg, file=path.name, row=number)
        read.append((_with_id(item), _to_geometry(path, number, item.get("geometry"))))
    projection = find_projection(document, [geometry for _, geometry in read if geometry is not None])
    if projection is None:
        msg = f"the coordinates of {path.name} are no degrees and no Lambert 93: save the layer in WGS 84"
        raise CatalogueError(msg, file=path.name)
    if projection:
        read = [(properties, geometry and to_degrees(geometry, projection)) for properties, geometry in read]
    return read, projection


def _load(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            msg = f"{path.name} is larger than {_LARGEST_BYTES // 1_000_000} MB"
            raise CatalogueError(msg, file=path.name)
        document = parse_json(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        msg = f"{path.name} cannot be read ({error.strerror})"
        raise CatalogueError(msg, file=path.name) from error
    except (ValueError, RecursionError) as error:
        msg = f"{path.name} is no GeoJSON ({error})"
        raise CatalogueError(msg, file=path.name) from error
    if not isinstance(document, dict):
        msg = f"{path.name} is no GeoJSON FeatureCollection"
        raise CatalogueError(msg, file=path.name)
    return document


def _with_id(item: Mapping[str, Any]) -> dict[str, Any]:
    properties = dict(item.get("properties") or {})
    if item.get("id") is not None:
        properties.setdefault("id", item["id"])
    return properties


def _to_geometry(path: Path, number: int, value: Any) -> BaseGeometry | None:  # noqa: ANN401 - JSON
    if value is None:
        return None
    try:
        geometry = shapely.force_2d(shape(value))
        finite = bool(np.isfinite(shapely.get_coordinates(geometry)).all())
    except (ShapelyError, ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        msg = f"the geometry of feature {number} of {path.name} cannot be read ({error})"
        raise CatalogueError(msg, file=path.name, row=number) from error
    if not finite:
        msg = f"the geometry of feature {number} of {path.name} has coordinates that are no numbers"
        raise CatalogueError(msg, file=path.name, row=number)
    return geometry


def _point_on(geometry: BaseGeometry) -> Coordinate:
    point = (
        geometry.interpolate(0.5, normalized=True)
        if geometry.geom_type == "LineString"
        else geometry.representative_point()
    )
    return Coordinate(point.y, point.x)


def _to_row(
    properties: Mapping[str, Any], layer: Mapping[str, Any] | None, country: str, feature: int
) -> dict[str, str]:
    texts = {str(key).casefold(): _to_text(value) for key, value in properties.items()}
    if layer is None:
        return {"country": country, **texts, "id": texts.get("id", "")}
    variant = next((item for item in layer.get("other_kind", ()) if _matches(texts, item["when"])), layer)
    number = _TERRIL_NUMBER.match(texts.get("no_terril") or texts.get("id", ""))
    words = {**texts, "number": number.group(1) if number else texts.get("id", ""), "feature": str(feature)}
    outside = layer.get("outside_property")
    is_outside = outside is not None and not texts.get(outside["empty"])
    template = outside["id"] if outside is not None and is_outside else layer["id"]
    columns = {
        name: next((texts[key] for key in keys if texts.get(key)), "") for name, keys in layer["columns"].items()
    }
    return {
        "id": _fill(template, words).casefold(),
        "name": _fill(variant["name"], words).strip(" -\u2013"),
        "kind": variant["kind"],
        "country": country or "FR",
        "commune": _to_title(columns.get("commune", "")),
        "unesco_zone": "" if is_outside else layer.get("zone", ""),
        "unesco_id": columns.get("element", ""),
        "unesco_component": columns.get("component", ""),
        "terril_no": columns.get("ref", ""),
        "source": layer["source"],
        "licence": layer["licence"],
        **{
            name: columns[name]
            for name in ("form", "company", "period", "interest", "protection", "view_on", "length_m")
            if name in columns
        },
    }


def _fill(template: str, words: Mapping[str, str]) -> str:
    names = [name for _, name, _, _ in string.Formatter().parse(template) if name]
    return template.format(**{name: words.get(name, "") for name in names})


def _matches(texts: Mapping[str, str], when: Mapping[str, str]) -> bool:
    return all(fnmatch.fnmatchcase(texts.get(key, "").casefold(), pattern) for key, pattern in when.items())


def _to_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _to_title(name: str) -> str:
    """Commune in mixed case: the layers write some in capitals."""
    if not name.isupper():
        return name
    small = {"lez", "lès", "les", "en", "sur", "sous", "le", "la", "de", "du", "des", "dit", "et", "aux", "au"}
    parts = re.split(r"([-' ])", name.casefold())
    return "".join(part if part in small and index else part.capitalize() for index, part in enumerate(parts))
