"""Second pass over the blocks: places, barriers and junction numbers of the nodes that streets use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from graphs.osm.records import Junction, NodeTable
from graphs.osm.rules import NodeAttributes, junction_ref, node_attributes

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Mapping

    from graphs.osm.wire import NodeBlock

__all__ = ["NodeCollector"]

Int64 = npt.NDArray[np.int64]

_LIMIT_LAT_E7, _LIMIT_LON_E7 = 900_000_000, 1_800_000_000
_NO_SOURCE = np.iinfo(np.int32).max


class NodeCollector:
    """Fills the table of nodes; the newest version in the first file that has a node counts.

    Parameters
    ----------
    osm_id
        Ids of the nodes that streets use, rising (n,).
    """

    def __init__(self, osm_id: Int64) -> None:
        count = len(osm_id)
        self._osm_id = osm_id
        self._lat_e7 = np.zeros(count, np.int32)
        self._lon_e7 = np.zeros(count, np.int32)
        self._present = np.zeros(count, bool)
        self._version = np.zeros(count, np.int32)
        self._source = np.full(count, _NO_SOURCE, np.int32)
        self._block = np.zeros(count, np.uint8)
        self._delay_s = np.zeros((count, 4), np.uint8)
        self._numbered = np.zeros(count, bool)
        self._junctions: dict[int, list[tuple[str, str]]] = {}
        self._by_tags: dict[tuple[str, ...], tuple[NodeAttributes | None, list[tuple[str, str]]]] = {}
        self._faults = {"node_out_of_range": 0, "node_at_0_0": 0}

    def add_block(self, nodes: NodeBlock, strings: list[str], source: int) -> None:
        """Take the nodes of a block that comes from the source of that number."""
        if len(nodes.osm_id) == 0 or len(self._osm_id) == 0:
            return
        rows = np.minimum(np.searchsorted(self._osm_id, nodes.osm_id), len(self._osm_id) - 1)
        used = self._osm_id[rows] == nodes.osm_id
        newer = (self._source[rows] > source) | (
            (self._source[rows] == source) & (self._version[rows] <= nodes.version)
        )
        chosen = np.flatnonzero(used & newer)
        if len(chosen) == 0:
            return
        chosen = _last_of_each(rows, chosen, nodes.version)
        places = rows[chosen]
        self._source[places] = source
        self._version[places] = nodes.version[chosen]
        self._block[places] = 0
        self._delay_s[places] = 0
        for row in places[self._numbered[places]].tolist():
            del self._junctions[row]
        self._numbered[places] = False
        self._place(places, nodes.lat_e7[chosen], nodes.lon_e7[chosen], nodes.visible[chosen].astype(bool))
        tagged = chosen[nodes.tag_first[chosen + 1] > nodes.tag_first[chosen]]
        for index in tagged.tolist():
            self._take_tags(int(rows[index]), nodes, index, strings)

    def _place(self, rows: npt.NDArray[np.intp], lat_e7: Int64, lon_e7: Int64, visible: npt.NDArray[np.bool_]) -> None:
        inside = (np.abs(lat_e7) <= _LIMIT_LAT_E7) & (np.abs(lon_e7) <= _LIMIT_LON_E7)
        null = (lat_e7 == 0) & (lon_e7 == 0)
        self._faults["node_out_of_range"] += int((visible & ~inside).sum())
        self._faults["node_at_0_0"] += int((visible & null).sum())
        good = visible & inside & ~null
        self._present[rows] = good
        self._lat_e7[rows] = np.where(good, lat_e7, 0)
        self._lon_e7[rows] = np.where(good, lon_e7, 0)

    def _take_tags(self, row: int, nodes: NodeBlock, index: int, strings: list[str]) -> None:
        numbers = nodes.tag[nodes.tag_first[index] : nodes.tag_first[index + 1]].tolist()
        key = tuple(strings[number] for number in numbers)
        known = self._by_tags.get(key)
        if known is None:
            tags = dict(zip(key[0::2], key[1::2], strict=True))
            known = self._by_tags[key] = node_attributes(tags), junction_ref(tags)
        attributes, junctions = known
        if attributes is not None:
            self._block[row] = attributes.block
            self._delay_s[row] = attributes.delay_s
        if junctions:
            self._numbered[row] = True
            self._junctions[row] = junctions

    def to_table(self, dropped: Counter[str]) -> NodeTable:
        """Table of the nodes; those that no file places are not `present`."""
        for reason, count in self._faults.items():
            dropped[reason] += count
        dropped["missing_node"] += int((self._source == _NO_SOURCE).sum())
        return NodeTable(self._osm_id, self._lat_e7, self._lon_e7, self._present, self._block, self._delay_s)

    def list_junctions(self, names: Mapping[tuple[int, str], str]) -> list[Junction]:
        """Junction numbers in order of the ids of their nodes; `names` are those of networks by node and kind."""
        return [
            Junction(int(self._osm_id[row]), kind, ref, names.get((int(self._osm_id[row]), kind), ""))
            for row in sorted(self._junctions)
            if self._present[row]
            for kind, ref in self._junctions[row]
        ]


def _last_of_each(
    rows: npt.NDArray[np.intp], chosen: npt.NDArray[np.intp], version: npt.NDArray[np.int32]
) -> npt.NDArray[np.intp]:
    """Of nodes of one block that share a row keep the newest, the last of equals."""
    order = np.lexsort((chosen, version[chosen], rows[chosen]))
    ranked = chosen[order]
    last = np.ones(len(ranked), bool)
    last[:-1] = rows[ranked][1:] != rows[ranked][:-1]
    return np.sort(ranked[last])
