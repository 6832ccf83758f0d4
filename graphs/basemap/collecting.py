"""Passes over the blocks of OSM files: the relations, ways and nodes that the map needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from graphs.basemap.records import AreaRelation, PlaceNode
from graphs.basemap.rules import AREA, LINE, POINT, Look, load_map_rules
from graphs.osm.records import to_rising
from graphs.osm.rules.tables import load_tables
from graphs.osm.wire import NodeBlock, ObjectBlock, read_nodes, read_relations, read_ways

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Sequence

    from graphs.geo import BoundingBox

__all__ = ["NodePlaces", "RelationPicker", "WayPicker"]

Bytes = npt.NDArray[np.uint8]
Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]

_WAY = 1
_NO_SOURCE = np.iinfo(np.int32).max
_LIMIT_LAT_E7, _LIMIT_LON_E7 = 900_000_000, 1_800_000_000
_COAST_LOOKS = -2
_NODE_KEYS = frozenset({"place", *(key for key, _ in load_tables().relations.junctions)})
_AREA_TYPES = frozenset({"multipolygon", "boundary"})


class RelationPicker:
    """Gathers multipolygons and boundaries that a layer shows; the newest version in the first file counts."""

    def __init__(self) -> None:
        self._found: dict[int, tuple[int, int, AreaRelation | None]] = {}

    def add_block(self, block: Bytes, strings: list[str], source: int) -> None:
        """Take the relations of a block that comes from the source of that number."""
        relations = read_relations(block, source)
        for index, (number, version) in enumerate(
            zip(relations.osm_id.tolist(), relations.version.tolist(), strict=True)
        ):
            known = self._found.get(number)
            if known is None or (known[0] == source and known[1] <= version):
                self._found[number] = (source, version, _to_area(relations, index, strings))

    def to_list(self) -> list[AreaRelation]:
        """List them in order of their ids."""
        found = [self._found[number][2] for number in sorted(self._found)]
        return [relation for relation in found if relation is not None]


def _to_area(relations: ObjectBlock, index: int, strings: list[str]) -> AreaRelation | None:
    tags = _read_tags(relations, index, strings)
    if not relations.visible[index] or tags.get("type") not in _AREA_TYPES:
        return None
    wanted = AREA if tags["type"] == "multipolygon" else LINE
    looks = tuple(look for look in load_map_rules().list_looks(tags) if look.shape == wanted)
    span = slice(int(relations.ref_first[index]), int(relations.ref_first[index + 1]))
    ways = tuple(dict.fromkeys(relations.ref[span][relations.kind[span] == _WAY].tolist()))
    if not looks or not ways:
        return None
    return AreaRelation(int(relations.osm_id[index]), looks, ways)


def _read_tags(block: ObjectBlock | NodeBlock, index: int, strings: list[str]) -> dict[str, str]:
    numbers = block.tag[block.tag_first[index] : block.tag_first[index + 1]].tolist()
    return {strings[key]: strings[value] for key, value in zip(numbers[0::2], numbers[1::2], strict=True)}


class WayPicker:
    """Gathers ways that a layer shows or a relation uses; tags that say the same are worked out once.

    Parameters
    ----------
    whole
        OSM ids of ways wanted wherever they are.
    parts
        OSM ids of ways wanted where they come near.
    near
        OSM ids of the nodes that are near, rising; None for all.
    """

    def __init__(self, *, whole: Sequence[int], parts: Sequence[int], near: Int64 | None) -> None:
        self._whole = to_rising(np.array(whole, np.int64))
        self._parts = to_rising(np.array(parts, np.int64))
        self._near = near
        self._keys = load_map_rules().keys | {"natural"}
        self._rows: dict[tuple[str, ...], int] = {}
        self._batches: list[tuple[Int64, Int32, npt.NDArray[np.bool_], Int32, Int64, Int64]] = []
        self._sources: list[int] = []
        self.looks: list[tuple[Look, ...]] = []

    def add_block(self, block: Bytes, strings: list[str], source: int) -> None:
        """Take the ways of a block that comes from the source of that number."""
        ways = read_ways(block, source)
        if len(ways.osm_id) == 0:
            return
        looks = self._find_looks(ways, strings)
        length = np.diff(ways.ref_first).astype(np.int64)
        wanted = (looks != -1) | _is_in(ways.osm_id, self._parts)
        if self._near is not None:
            hits = np.concatenate([np.zeros(1, np.int64), np.cumsum(_is_in(ways.ref, self._near))])
            wanted &= hits[ways.ref_first[1:]] > hits[ways.ref_first[:-1]]
        wanted |= (looks == _COAST_LOOKS) | _is_in(ways.osm_id, self._whole)
        wanted &= ways.visible != 0
        length[~wanted] = 0
        kept = np.repeat(wanted, np.diff(ways.ref_first))
        # Without nodes they hide older versions, and versions of other files.
        wanted |= (looks == -1) | (ways.visible == 0) | _is_repeated(ways.osm_id)
        self._sources.append(source)
        self._batches.append(
            (
                ways.osm_id[wanted],
                ways.version[wanted],
                ways.visible[wanted].astype(bool),
                looks[wanted],
                length[wanted],
                ways.ref[kept],
            )
        )

    def _find_looks(self, ways: ObjectBlock, strings: list[str]) -> Int32:
        """Rows of `looks` of the ways of a block, -1 for none."""
        looks = np.full(len(ways.osm_id), -1, np.int32)
        telling = np.array([text in self._keys for text in strings], bool)
        told = telling[ways.tag[0::2]]
        counts = np.concatenate([np.zeros(1, np.int64), np.cumsum(told)])
        pair_first = ways.tag_first // 2
        first = counts[pair_first].tolist()
        keys, values = ways.tag[0::2][told].tolist(), ways.tag[1::2][told].tolist()
        for index in np.flatnonzero(counts[pair_first[1:]] > counts[pair_first[:-1]]).tolist():
            span = range(first[index], first[index + 1])
            looks[index] = self._get_row(tuple(strings[n] for i in span for n in (keys[i], values[i])))
        return looks

    def _get_row(self, tags: tuple[str, ...]) -> int:
        row = self._rows.get(tags)
        if row is None:
            table = dict(zip(tags[0::2], tags[1::2], strict=True))
            looks = tuple(look for look in load_map_rules().list_looks(table) if look.shape != POINT)
            row = -1
            if looks:
                row = len(self.looks)
                self.looks.append(looks)
            elif table.get("natural") == "coastline":
                row = _COAST_LOOKS
            self._rows[tags] = row
        return row

    def to_columns(self, counts: Counter[str]) -> tuple[Int64, Int32, Int64, Int64, Int64]:
        """Ids, rows of `looks`, first nodes, nodes (OSM ids), and ids of the coastline, all in order of the ids.

        Of several ways of one id the newest of the first file that has it counts; deleted ones are left out.
        """
        sizes = [len(batch[0]) for batch in self._batches]
        source = np.repeat(np.array(self._sources, np.int32), sizes)
        kinds = (np.int64, np.int32, np.bool_, np.int32, np.int64, np.int64)
        columns = [
            np.concatenate([np.empty(0, kind), *(batch[column] for batch in self._batches)])
            for column, kind in enumerate(kinds)
        ]
        self._batches.clear()
        osm_id, version, visible, looks, length, ref = columns
        first = np.concatenate([np.zeros(1, np.int64), np.cumsum(length)])
        order = np.lexsort((-version, source, osm_id))
        best = np.ones(len(order), bool)
        best[1:] = osm_id[order][1:] != osm_id[order][:-1]
        chosen = order[best]
        chosen = chosen[visible[chosen] & (length[chosen] > 0)]
        short = length[chosen] < 2  # noqa: PLR2004
        counts["way_of_one_node"] += int(short.sum())
        chosen = chosen[~short]
        offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(length[chosen])])
        positions = np.repeat(first[chosen] - offsets[:-1], length[chosen]) + np.arange(offsets[-1])
        coast = osm_id[chosen][looks[chosen] == _COAST_LOOKS]
        return osm_id[chosen], np.maximum(looks[chosen], -1), offsets, ref[positions], coast


class NodePlaces:
    """Places of the nodes that ways use, and the nodes that the map names; the first file that has a node counts.

    Parameters
    ----------
    osm_id
        Ids of the nodes that ways use, rising (n,).
    """

    def __init__(self, osm_id: Int64) -> None:
        self._osm_id = osm_id
        self._rank = np.full(len(osm_id), np.iinfo(np.int64).max, np.int64)
        self.lat_e7 = np.zeros(len(osm_id), np.int32)
        self.lon_e7 = np.zeros(len(osm_id), np.int32)
        self.present = np.zeros(len(osm_id), bool)
        self._places: dict[int, tuple[int, int, PlaceNode | None]] = {}

    @staticmethod
    def list_inside(block: Bytes, source: int, box: BoundingBox) -> Int64:
        """Ids of the nodes of a block that lie in a box."""
        nodes = read_nodes(block, source)
        lat, lon = nodes.lat_e7 * 1e-7, nodes.lon_e7 * 1e-7
        inside = (lat >= box.south) & (lat <= box.north) & (lon >= box.west) & (lon <= box.east)
        return nodes.osm_id[inside]

    def add_block(self, block: Bytes, strings: list[str], source: int) -> None:
        """Take the nodes of a block that comes from the source of that number."""
        nodes = read_nodes(block, source)
        if len(nodes.osm_id) == 0:
            return
        good = (np.abs(nodes.lat_e7) <= _LIMIT_LAT_E7) & (np.abs(nodes.lon_e7) <= _LIMIT_LON_E7)
        good &= ((nodes.lat_e7 != 0) | (nodes.lon_e7 != 0)) & (nodes.visible != 0)
        if len(self._osm_id):
            rows = np.minimum(np.searchsorted(self._osm_id, nodes.osm_id), len(self._osm_id) - 1)
            # The first file first, in it the newest version first; of equals the last.
            rank = (np.int64(source) << 32) - nodes.version.astype(np.int64)
            used = np.flatnonzero((self._osm_id[rows] == nodes.osm_id) & (rank <= self._rank[rows]))
            used = used[np.argsort(-rank[used], kind="stable")]
            places = rows[used]
            self._rank[places] = rank[used]
            self.lat_e7[places] = np.where(good[used], nodes.lat_e7[used], 0)
            self.lon_e7[places] = np.where(good[used], nodes.lon_e7[used], 0)
            self.present[places] = good[used]
        self._take_places(nodes, good, strings, source)

    def _take_places(self, nodes: NodeBlock, good: npt.NDArray[np.bool_], strings: list[str], source: int) -> None:
        telling = np.array([text in _NODE_KEYS for text in strings], bool)
        if not telling.any():
            return
        keys = telling[nodes.tag[0::2]]
        counts = np.concatenate([np.zeros(1, np.int64), np.cumsum(keys)])
        first = nodes.tag_first // 2
        for index in np.flatnonzero(counts[first[1:]] > counts[first[:-1]]).tolist():
            number, version = int(nodes.osm_id[index]), int(nodes.version[index])
            known = self._places.get(number)
            if known is not None and (known[0] < source or known[1] > version):
                continue
            tags = _read_tags(nodes, index, strings)
            looks = load_map_rules().list_node_looks(tags)
            place = PlaceNode(number, int(nodes.lat_e7[index]), int(nodes.lon_e7[index]), looks)
            self._places[number] = (source, version, place if looks and good[index] else None)

    def list_places(self) -> list[PlaceNode]:
        """Nodes that the map names, in order of their ids."""
        found = [self._places[number][2] for number in sorted(self._places)]
        return [place for place in found if place is not None]


def _is_repeated(osm_id: Int64) -> npt.NDArray[np.bool_]:
    """Say which ways of a block may be one of several versions."""
    _, row, count = np.unique(osm_id, return_inverse=True, return_counts=True)
    found: npt.NDArray[np.bool_] = count[row] > 1
    found[[0, -1]] = True
    return found


def _is_in(values: Int64, rising: Int64) -> npt.NDArray[np.bool_]:
    """Say which values are among those of a rising array."""
    if len(rising) == 0:
        return np.zeros(len(values), bool)
    rows = np.minimum(np.searchsorted(rising, values), len(rising) - 1)
    found: npt.NDArray[np.bool_] = rising[rows] == values
    return found
