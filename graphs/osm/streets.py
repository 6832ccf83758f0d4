"""First pass over the blocks: which ways are streets, with which attributes, and which nodes they use."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import numpy.typing as npt

from graphs.osm.records import WayTable
from graphs.osm.rules import WayAttributes, is_dormant, way_attributes
from graphs.osm.wire import ObjectBlock, read_ways

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Sequence

__all__ = ["Area", "StreetCollector", "Strings"]

Area = tuple[str | None, str | None]
"""Country and region."""

Int32 = npt.NDArray[np.int32]
_Item = TypeVar("_Item", bound=np.generic)
Int64 = npt.NDArray[np.int64]

_NAMES = ("name", "ref")
_TELL_NOTHING = frozenset(
    [
        *(
            "attribution",
            "comment",
            "created_by",
            "description",
            "fixme",
            "fixme".upper(),
            "image",
            "loc_name",
            "mapillary",
        ),
        *("note", "old_name", "old_ref", "operator", "phone", "postal_code", "short_name", "source", "survey:date"),
        *("check_date", "url", "website", "wikidata", "wikipedia", "wikimedia_commons"),
    ]
)
_TELL_NOTHING_PREFIXES = (
    *("addr:", "alt_", "building", "check_date:", "destination", "gnis:", "int_", "is_in", "maxheight", "maxweight"),
    *("name:", "note:", "official_", "old_", "openGeoDB:", "placement", "ref:", "source:", "tiger:", "TMC:"),
    *("turn:lanes", "wikipedia:"),
)


class Strings:
    """Texts numbered in order of their first use."""

    def __init__(self) -> None:
        self._index: dict[str, int] = {}

    def add(self, text: str) -> int:
        """Give the number of a text, -1 for an empty one."""
        if not text:
            return -1
        return self._index.setdefault(text, len(self._index))

    def to_list(self) -> list[str]:
        """All texts in order."""
        return list(self._index)


@dataclass(frozen=True, slots=True)
class _Batch:
    """Streets of one block; `length` counts the nodes in `ref`.

    `attribute` is -1 for ways that are none, and -2 less the row of their tags for those that are kept aside.
    """

    osm_id: Int64
    version: Int32
    visible: npt.NDArray[np.bool_]
    attribute: Int32
    name: Int32
    ref_text: Int32
    length: Int64
    ref: Int64


class StreetCollector:
    """Gathers the streets of all blocks; tags that say the same are worked out once.

    Parameters
    ----------
    areas
        For each source ISO 3166-1 and 3166-2 codes of the country and region whose usual rights hold, None for none.
    """

    def __init__(self, areas: Sequence[Area]) -> None:
        self._areas = areas
        self._batches: list[_Batch] = []
        self._sources: list[int] = []
        self._by_tags: dict[tuple[Area, tuple[str, ...]], int] = {}
        self.attributes: list[WayAttributes] = []
        self.tags: list[str] = []
        """For each row of `attributes` country, region and tags as JSON."""
        self.dormant_tags: list[str] = []
        """The same for ways that nobody may use."""
        self.strings = Strings()

    def add_block(self, block: npt.NDArray[np.uint8], strings: list[str], source: int) -> None:
        """Take the ways of a block that comes from the source of that number."""
        ways = read_ways(block, source)
        if len(ways.osm_id) == 0:
            return
        batch = self._to_batch(ways, _BlockTags(strings), self._areas[source])
        self._batches.append(batch)
        self._sources.append(source)

    def _to_batch(self, ways: ObjectBlock, texts: _BlockTags, area: Area) -> _Batch:
        attribute, name, ref_text = (np.empty(len(ways.osm_id), np.int32) for _ in range(3))
        keep = texts.telling[ways.tag[0::2]] if len(ways.tag) else np.zeros(0, bool)
        firsts = (ways.tag_first // 2).tolist()
        keys, values = ways.tag[0::2].tolist(), ways.tag[1::2].tolist()
        rows: dict[tuple[int, ...], int] = {}
        for i in range(len(attribute)):
            first, last = firsts[i], firsts[i + 1]
            found_name = found_ref = ""
            code: list[int] = []
            for j in range(first, last):
                if keep[j]:
                    code += (keys[j], values[j])
                elif keys[j] == texts.name:
                    found_name = texts.strings[values[j]]
                elif keys[j] == texts.ref:
                    found_ref = texts.strings[values[j]]
            key = tuple(code)
            row = rows.get(key)
            if row is None:
                row = rows[key] = self._get_row(tuple(texts.strings[number] for number in key), area)
            attribute[i] = row
            name[i] = self.strings.add(found_name) if row != -1 else -1
            ref_text[i] = self.strings.add(found_ref) if row != -1 else -1
        kept = np.repeat(attribute != -1, np.diff(ways.ref_first))
        length = np.where(attribute != -1, np.diff(ways.ref_first), 0).astype(np.int64)
        return _Batch(
            ways.osm_id, ways.version, ways.visible.astype(bool), attribute, name, ref_text, length, ways.ref[kept]
        )

    def _get_row(self, tags: tuple[str, ...], area: Area) -> int:
        row = self._by_tags.get((area, tags))
        if row is None:
            country, region = area
            named = dict(zip(tags[0::2], tags[1::2], strict=True))
            found = way_attributes(named, country=country, region=region)
            text = json.dumps([country, region, named], ensure_ascii=False, separators=(",", ":"), sort_keys=True)
            row = -1
            if found is not None:
                row = len(self.attributes)
                self.attributes.append(found)
                self.tags.append(text)
            elif is_dormant(named):
                row = -2 - len(self.dormant_tags)
                self.dormant_tags.append(text)
            self._by_tags[area, tags] = row
        return row

    def to_tables(self, dropped: Counter[str], mended: Counter[str]) -> tuple[WayTable, WayTable]:
        """Streets and ways kept aside in order of their ids; their `ref` still hold OSM ids of nodes.

        Of several ways of one id the newest of the first file that has it counts; deleted ones are left out.
        """
        all_ways = self._join()
        source = np.repeat(np.array(self._sources, np.int32), self._sizes())
        self._batches.clear()
        order = np.lexsort((-all_ways.version, source, all_ways.osm_id))
        best = np.ones(len(order), bool)
        best[1:] = all_ways.osm_id[order][1:] != all_ways.osm_id[order][:-1]
        mended["repeated_way"] += int((~best).sum())
        chosen = order[best]
        dropped["deleted_way"] += int((~all_ways.visible[chosen]).sum())
        chosen = chosen[all_ways.visible[chosen]]
        long_enough = all_ways.length[chosen] >= 2  # noqa: PLR2004
        dropped["way_of_one_node"] += int((~long_enough & (all_ways.attribute[chosen] >= 0)).sum())
        chosen = chosen[long_enough]
        attribute = all_ways.attribute[chosen]
        return _take(all_ways, chosen[attribute >= 0]), _take(all_ways, chosen[attribute < -1])

    def _sizes(self) -> list[int]:
        return [len(batch.osm_id) for batch in self._batches]

    def _join(self) -> _Batch:
        """All batches as one."""
        return _Batch(
            _join([batch.osm_id for batch in self._batches], np.int64),
            _join([batch.version for batch in self._batches], np.int32),
            _join([batch.visible for batch in self._batches], np.bool_),
            _join([batch.attribute for batch in self._batches], np.int32),
            _join([batch.name for batch in self._batches], np.int32),
            _join([batch.ref_text for batch in self._batches], np.int32),
            _join([batch.length for batch in self._batches], np.int64),
            _join([batch.ref for batch in self._batches], np.int64),
        )


def _take(ways: _Batch, chosen: npt.NDArray[np.intp]) -> WayTable:
    """Table of some ways; the attribute of one kept aside becomes the row of its tags."""
    counts = ways.length[chosen]
    first = np.cumsum(ways.length) - ways.length
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    positions = np.repeat(first[chosen] - offsets[:-1], counts) + np.arange(offsets[-1])
    attribute = ways.attribute[chosen]
    return WayTable(
        ways.osm_id[chosen],
        offsets,
        ways.ref[positions],
        np.where(attribute < 0, -2 - attribute, attribute),
        ways.name[chosen],
        ways.ref_text[chosen],
    )


class _BlockTags:
    """Strings of a block: which keys tell anything of a street, and the numbers of `name` and `ref`, -1 for none."""

    def __init__(self, strings: list[str]) -> None:
        self.strings = strings
        self.telling = np.array(
            [
                text not in _NAMES and text not in _TELL_NOTHING and not text.startswith(_TELL_NOTHING_PREFIXES)
                for text in strings
            ],
            bool,
        )
        self.name, self.ref = (strings.index(key) if key in strings else -1 for key in _NAMES)


def _join(parts: list[npt.NDArray[_Item]], dtype: type[_Item]) -> npt.NDArray[_Item]:
    return np.concatenate(parts) if parts else np.empty(0, dtype)
