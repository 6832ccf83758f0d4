"""Borders of countries and regions from the boundary relations of extracts, as far as these hold them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from graphs.areas import Area, parse_area
from graphs.errors import SourceFileError
from graphs.geo import BoundingBox
from graphs.osm.normalise import open_osm

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from graphs.osm.wire import NodeBlock

__all__ = ["BorderLine", "Borders", "Outlines", "Places", "Realm", "read_outlines"]

_COUNTRY_LEVEL, _REGION_LEVEL, _LAST_LEVEL = 2, 4, 6
_LIMIT_LAT_E7, _LIMIT_LON_E7 = 900_000_000, 1_800_000_000
_SEED_ROLES = frozenset({"admin_centre", "label"})
_CODE_KEYS = ("ISO3166-1:alpha2", "ISO3166-1", "country_code_iso3166_1_alpha_2")


@dataclass(frozen=True, slots=True, eq=False)
class Realm:
    """What a boundary relation bounds, as far as the extracts tell.

    `level` is 2 for countries, 4 for regions and another for parts of a country that only tell the country. `polygon`
    (degrees, x the longitude) is None where a piece of the border is missing; `seeds` are places that lie inside all
    the same.
    """

    level: int
    area: Area
    polygon: shapely.MultiPolygon | None
    seeds: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, eq=False)
class BorderLine:
    """A piece of border (degrees, x the longitude) with the codes of the countries and regions on its two sides.

    `is_inner` says that one country is sure to lie on both.
    """

    line: shapely.LineString
    countries: frozenset[str]
    regions: frozenset[str]
    is_inner: bool


@dataclass(frozen=True, slots=True, eq=False)
class Borders:
    """All borders of the extracts; `boxes` holds what the header of each extract says it covers, None for nothing."""

    realms: tuple[Realm, ...]
    lines: tuple[BorderLine, ...]
    boxes: tuple[BoundingBox | None, ...]


@dataclass(slots=True, eq=False)
class _Relation:
    level: int
    area: Area
    ways: set[int] = field(default_factory=set)
    nodes: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True, eq=False)
class Outlines:
    """Boundary relations and the nodes of their ways, whose places are still to be found."""

    relations: tuple[_Relation, ...]
    ways: dict[int, list[int]]
    boxes: tuple[BoundingBox | None, ...]

    def list_areas(self) -> list[Area]:
        """Countries and regions that they bound."""
        return [relation.area for relation in self.relations]

    def list_nodes(self) -> npt.NDArray[np.int64]:
        """Ids of the nodes whose places matter, rising."""
        wanted = {node for refs in self.ways.values() for node in refs}
        wanted.update(node for relation in self.relations for node in relation.nodes)
        return np.array(sorted(wanted), np.int64)

    def to_borders(self, places: Places) -> Borders:
        """Give the borders as far as the places are known."""
        known = places.to_mapping()
        realms = tuple(_to_realm(relation, self.ways, known) for relation in self.relations)
        return Borders(realms, tuple(_list_lines(self.relations, self.ways, known)), self.boxes)


class Places:
    """Gathers the places of some nodes from blocks; the first source that has a node counts.

    Parameters
    ----------
    osm_id
        Ids of the nodes, rising (n,).
    """

    def __init__(self, osm_id: npt.NDArray[np.int64]) -> None:
        self._osm_id = osm_id
        self._lon_e7, self._lat_e7 = np.zeros((2, len(osm_id)), np.int64)
        self._known = np.zeros(len(osm_id), bool)

    def add_block(self, nodes: NodeBlock) -> None:
        """Take the nodes of a block."""
        if len(self._osm_id) == 0 or len(nodes.osm_id) == 0:
            return
        rows = np.minimum(np.searchsorted(self._osm_id, nodes.osm_id), len(self._osm_id) - 1)
        chosen = np.flatnonzero((self._osm_id[rows] == nodes.osm_id) & ~self._known[rows] & (nodes.visible != 0))
        inside = np.abs(nodes.lat_e7[chosen]) <= _LIMIT_LAT_E7
        inside &= np.abs(nodes.lon_e7[chosen]) <= _LIMIT_LON_E7
        chosen = chosen[inside]
        self._lon_e7[rows[chosen]] = nodes.lon_e7[chosen]
        self._lat_e7[rows[chosen]] = nodes.lat_e7[chosen]
        self._known[rows[chosen]] = True

    def to_mapping(self) -> dict[int, tuple[float, float]]:
        """Longitude and latitude in degrees by the id of the node, those left out that no block places."""
        lons, lats = self._lon_e7[self._known] / 1e7, self._lat_e7[self._known] / 1e7
        places = zip(lons.tolist(), lats.tolist(), strict=True)
        return dict(zip(self._osm_id[self._known].tolist(), places, strict=True))


def read_outlines(files: Sequence[Path], blocks: Sequence[Path]) -> Outlines:
    """Read the boundary relations of several extracts as one; the ways are read once more only where there are any.

    Countries are relations of `admin_level=2` with `ISO3166-1`, regions those of level 4 with `ISO3166-2`; other
    relations to level 6 with `ISO3166-2` tell the country alone. A relation that an extract cut is kept as far as it
    goes. See https://wiki.openstreetmap.org/wiki/Tag:boundary%3Dadministrative.

    Parameters
    ----------
    files
        Extracts.
    blocks
        What `graphs.osm.normalise` made of them: the boundary relations are there too, and faster to read.

    Raises
    ------
    SourceFileError
        A file cannot be read.
    """
    relations: dict[int, _Relation] = {}
    boxes = []
    try:
        for path, block in zip(files, blocks, strict=True):
            boxes.append(_read_box(path))
            _collect_relations(block, relations)
        ways = _read_ways(files, {way for relation in relations.values() for way in relation.ways})
    except (RuntimeError, OSError, ValueError, OverflowError) as error:
        names = ", ".join(path.name for path in files)
        raise SourceFileError(f"the borders in {names} cannot be read ({error}): fetch the extracts again") from error
    return Outlines(tuple(relations[key] for key in sorted(relations)), ways, tuple(boxes))


def _read_box(path: Path) -> BoundingBox | None:
    import osmium

    with osmium.io.Reader(open_osm(path), osmium.osm.NOTHING) as reader:
        box = reader.header().box()
        if not box.valid():
            return None
        low, high = box.bottom_left, box.top_right
        whole = low.lon < high.lon and low.lat < high.lat
        return BoundingBox(low.lon, low.lat, high.lon, high.lat) if whole else None


def _collect_relations(path: Path, relations: dict[int, _Relation]) -> None:
    import osmium

    administrative: Any = osmium.filter.TagFilter(("boundary", "administrative"))
    for entity in osmium.FileProcessor(str(path), osmium.osm.RELATION).with_filter(administrative):
        named = _find_area({tag.k: tag.v for tag in entity.tags})
        if named is None or not isinstance(entity, osmium.osm.Relation):
            continue
        known = relations.setdefault(entity.id, _Relation(*named))
        known.ways.update(member.ref for member in entity.members if member.type == "w" and member.ref > 0)
        known.nodes.update(member.ref for member in entity.members if _is_seed(member))


def _is_seed(member: Any) -> bool:  # noqa: ANN401
    return member.type == "n" and member.ref > 0 and member.role in _SEED_ROLES


def _find_area(tags: dict[str, str]) -> tuple[int, Area] | None:
    level = tags.get("admin_level", "")
    if not level.isdecimal() or not _COUNTRY_LEVEL <= int(level) <= _LAST_LEVEL:
        return None
    country = int(level) == _COUNTRY_LEVEL
    code = next((tags[key] for key in _CODE_KEYS if key in tags), "") if country else tags.get("ISO3166-2", "")
    try:
        area = parse_area(code)
    except ValueError:
        return None
    fits = area[0] is not None and (area[1] is None) == country
    return (int(level), area) if fits else None


def _read_ways(files: Sequence[Path], wanted: set[int]) -> dict[int, list[int]]:
    """Nodes of the ways, the longest list where extracts differ."""
    import osmium

    found: dict[int, list[int]] = {}
    if not wanted:
        return found
    for path in files:
        chosen: Any = osmium.filter.IdFilter(sorted(wanted))
        for entity in osmium.FileProcessor(open_osm(path), osmium.osm.WAY).with_filter(chosen):
            refs = [node.ref for node in entity.nodes] if isinstance(entity, osmium.osm.Way) else []
            if len(refs) > len(found.get(entity.id, ())):
                found[entity.id] = refs
    return found


def _to_realm(relation: _Relation, ways: dict[int, list[int]], places: dict[int, tuple[float, float]]) -> Realm:
    seeds = tuple(places[node] for node in sorted(relation.nodes) if node in places)
    whole = bool(relation.ways) and all(
        way in ways and all(node in places for node in ways[way]) for way in relation.ways
    )
    polygon = _close([ways[way] for way in sorted(relation.ways)], places) if whole else None
    return Realm(relation.level, relation.area, polygon, seeds)


def _close(ways: list[list[int]], places: dict[int, tuple[float, float]]) -> shapely.MultiPolygon | None:
    """Area that ways enclose, None where an end meets no other."""
    ends = np.array([node for refs in ways for node in (refs[0], refs[-1])], np.int64)
    if (np.unique(ends, return_counts=True)[1] % 2).any():
        return None
    lines = [shapely.LineString([places[node] for node in refs]) for refs in ways if len(refs) > 1]
    area = shapely.build_area(shapely.GeometryCollection(lines))
    if area.is_empty or not area.is_valid:
        return None
    return shapely.MultiPolygon(list(shapely.get_parts(area)))


def _list_lines(
    relations: Iterable[_Relation], ways: dict[int, list[int]], places: dict[int, tuple[float, float]]
) -> Iterable[BorderLine]:
    owners: dict[int, list[_Relation]] = {}
    for relation in relations:
        for way in relation.ways:
            owners.setdefault(way, []).append(relation)
    for way in sorted(owners):
        countries, is_inner = _find_countries(owners[way])
        regions = {relation.area[1] or "" for relation in owners[way] if relation.level == _REGION_LEVEL}
        for piece in _list_pieces(ways.get(way, []), places):
            yield BorderLine(shapely.LineString(piece), frozenset(countries), frozenset(regions), is_inner)


def _find_countries(owners: Sequence[_Relation]) -> tuple[set[str], bool]:
    """Countries on the sides of a way, and whether it runs inside one: between two parts of one level of it."""
    national = {relation.area[0] or "" for relation in owners if relation.level == _COUNTRY_LEVEL}
    if national:
        return national, False
    several = {relation.area[0] or "" for relation in owners}
    if len(several) > 1:
        return several, False
    levels = [relation.level for relation in owners]
    return set(), len(set(levels)) < len(levels)


def _list_pieces(refs: list[int], places: dict[int, tuple[float, float]]) -> Iterable[npt.NDArray[np.float64]]:
    """List runs of nodes whose places are known, those of one node left out."""
    run: list[tuple[float, float]] = []
    for node in [*refs, -1]:
        place = places.get(node)
        if place is not None:
            if not run or run[-1] != place:
                run.append(place)
            continue
        if len(run) > 1:
            yield np.array(run)
        run = []
