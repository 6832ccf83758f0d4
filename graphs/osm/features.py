"""Objects of OSM extracts picked by their tags, with their geometry: what they mean is the caller's business."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from graphs.errors import SourceFileError
from graphs.osm.records import set_apart
from graphs.osm.tidy import open_tidy, to_original_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import osmium
    from shapely.geometry.base import BaseGeometry

__all__ = ["OsmFeature", "TagFilter", "list_features"]

_Made = tuple[str, int, dict[str, str], "BaseGeometry"]
"""Kind, id in its file, tags and shape."""

_FEWEST_RING_POINTS = 4
_LIST_KEYS = frozenset({"sport", "piste:type"})
"""Keys whose values are often lists, parted by semicolons."""


@dataclass(frozen=True, slots=True)
class TagFilter:
    """Tags an object must have: each key with one of its values; `*` is any value but `no` and the empty one."""

    tags: tuple[tuple[str, tuple[str, ...]], ...]

    @classmethod
    def from_mapping(cls, tags: dict[str, str | list[str]]) -> TagFilter:
        """Read `{"key": "value" | ["value", ...]}`.

        Raises
        ------
        ValueError
            There is no tag: such a filter would take the whole extract.
        """
        if not tags:
            msg = "a tag filter needs at least one tag"
            raise ValueError(msg)
        return cls(
            tuple((key, (value,) if isinstance(value, str) else tuple(value)) for key, value in sorted(tags.items()))
        )

    def matches(self, tags: dict[str, str]) -> bool:
        """Say whether an object with these tags passes."""
        return all(_has_value(tags.get(key), values) for key, values in self.tags)


@dataclass(frozen=True, slots=True, eq=False)
class OsmFeature:
    """One object: id such as `way/12`, tags, and a Point, LineString or MultiPolygon (degrees, x the longitude).

    `source` is the place of its file among those read.
    """

    osm_id: str
    tags: dict[str, str]
    geometry: BaseGeometry
    source: int = 0


def list_features(files: Sequence[Path], filters: Sequence[TagFilter]) -> list[OsmFeature]:
    """List the objects that pass any of the filters by type and id; of an object in several files the first counts.

    A closed way counts as an area where OSM takes it for one, else as a line; multipolygon and boundary relations are
    areas. Objects with missing nodes are left out. Negative ids of several files are set apart.

    Raises
    ------
    SourceFileError
        A file cannot be read.
    """
    found: dict[tuple[str, int], OsmFeature] = {}
    gone: set[tuple[str, int]] = set()
    for source, path in enumerate(files):
        for kind, own_id, tags, geometry in _read_file(path, filters, gone):
            number = int(set_apart(np.array(own_id), source))
            known = found.get((kind, number))
            if known is None or (known.geometry.geom_type == "LineString" and geometry.geom_type != "LineString"):
                found[kind, number] = OsmFeature(f"{kind}/{number}", tags, geometry, source)
    return [found[key] for key in sorted(found)]


def _has_value(value: str | None, wanted: tuple[str, ...]) -> bool:
    if value is None:
        return False
    if "*" in wanted:
        return value not in {"", "no"}
    return value in wanted or any(part.strip() in wanted for part in value.split(";"))


def _read_file(path: Path, filters: Sequence[TagFilter], gone: set[tuple[str, int]]) -> Iterator[_Made]:
    """Read what is not `gone` by an earlier file, and add what this one marks for deletion."""
    import osmium

    try:
        with open_tidy(path) as (file, deleted):
            for chosen in _list_selections(filters):
                yield from (made for made in _read_selection(file, chosen, filters) if made[:2] not in gone)
        gone |= deleted
    except (RuntimeError, OSError, ValueError, osmium.InvalidLocationError) as error:
        msg = f"{path.name} cannot be read as OSM data ({error}): give a complete .osm.pbf, .osm or .osm.gz"
        raise SourceFileError(msg, file=path.name) from error


def _list_selections(filters: Sequence[TagFilter]) -> list[Any]:
    """Give filters that osmium runs by itself: few objects pass them, and Python looks at those only."""
    import osmium

    pairs: set[tuple[str, str]] = set()
    keys: set[str] = set()
    for item in filters:
        selecting = [(key, values) for key, values in item.tags if "*" not in values and key not in _LIST_KEYS]
        if selecting:
            pairs.update((selecting[0][0], value) for value in selecting[0][1])
        else:
            keys.add(item.tags[0][0])
    selections = [osmium.filter.TagFilter(*sorted(pairs))] if pairs else []
    return [*selections, osmium.filter.KeyFilter(*sorted(keys))] if keys else selections


def _read_selection(file: osmium.io.File, chosen: object, filters: Sequence[TagFilter]) -> Iterator[_Made]:
    import osmium

    for entity in osmium.FileProcessor(file).with_areas(chosen).with_filter(chosen):
        tags = {tag.k: tag.v for tag in entity.tags}
        if any(item.matches(tags) for item in filters):
            made = _to_feature(entity, tags)
            if made is not None:
                yield made


def _to_feature(entity: Any, tags: dict[str, str]) -> _Made | None:  # noqa: ANN401
    if entity.is_area():
        shape = _to_area(entity)
        kind, number = "way" if entity.from_way() else "relation", to_original_id(entity.orig_id())
        return None if shape is None else (kind, number, tags, shape)
    number = to_original_id(entity.id)
    if entity.is_node() and entity.location.valid():
        return "node", number, tags, shapely.Point(entity.lon, entity.lat)
    if entity.is_way():
        points = [(node.lon, node.lat) for node in entity.nodes if node.location.valid()]
        if len(points) >= 2 and len(points) == len(entity.nodes):  # noqa: PLR2004
            return "way", number, tags, shapely.LineString(points)
    return None


def _to_area(entity: Any) -> shapely.MultiPolygon | None:  # noqa: ANN401
    polygons = []
    for outer in entity.outer_rings():
        shell = [(node.lon, node.lat) for node in outer]
        holes = [[(node.lon, node.lat) for node in inner] for inner in entity.inner_rings(outer)]
        if len(shell) >= _FEWEST_RING_POINTS:
            polygons.append(shapely.Polygon(shell, [hole for hole in holes if len(hole) >= _FEWEST_RING_POINTS]))
    return shapely.MultiPolygon(polygons) if polygons else None
