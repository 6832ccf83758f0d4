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

    from graphs.areas import Area

__all__ = ["StreetCollector", "Strings"]

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
    """Streets of one block; `tags` is -1 for ways that are none, `length` counts the nodes in `ref`."""

    osm_id: Int64
    version: Int32
    visible: npt.NDArray[np.bool_]
    tags: Int32
    name: Int32
    ref_text: Int32
    length: Int64
    ref: Int64


class StreetCollector:
    """Gathers the ways that are streets in any area or kept aside; tags that say the same are numbered once.

    Parameters
    ----------
    areas
        Countries and regions in which a way may lie.
    """

    def __init__(self, areas: Sequence[Area]) -> None:
        self._areas = areas
        self._batches: list[_Batch] = []
        self._sources: list[int] = []
        self._by_tags: dict[tuple[str, ...], int] = {}
        self._tags: list[tuple[str, ...]] = []
        self._is_street: list[bool] = []
        self._known: dict[tuple[int, Area], WayAttributes] = {}
        self.strings = Strings()

    def add_block(self, block: npt.NDArray[np.uint8], strings: list[str], source: int) -> None:
        """Take the ways of a block that comes from the source of that number."""
        ways = read_ways(block, source)
        if len(ways.osm_id) == 0:
            return
        batch = self._to_batch(ways, _BlockTags(strings))
        self._batches.append(batch)
        self._sources.append(source)

    def _to_batch(self, ways: ObjectBlock, texts: _BlockTags) -> _Batch:
        row_of, name, ref_text = (np.empty(len(ways.osm_id), np.int32) for _ in range(3))
        keep = texts.telling[ways.tag[0::2]] if len(ways.tag) else np.zeros(0, bool)
        firsts = (ways.tag_first // 2).tolist()
        keys, values = ways.tag[0::2].tolist(), ways.tag[1::2].tolist()
        rows: dict[tuple[int, ...], int] = {}
        for i in range(len(row_of)):
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
                row = rows[key] = self._get_row(tuple(texts.strings[number] for number in key))
            row_of[i] = row
            name[i] = self.strings.add(found_name) if row != -1 else -1
            ref_text[i] = self.strings.add(found_ref) if row != -1 else -1
        kept = np.repeat(row_of != -1, np.diff(ways.ref_first))
        length = np.where(row_of != -1, np.diff(ways.ref_first), 0).astype(np.int64)
        return _Batch(
            ways.osm_id, ways.version, ways.visible.astype(bool), row_of, name, ref_text, length, ways.ref[kept]
        )

    def _get_row(self, tags: tuple[str, ...]) -> int:
        row = self._by_tags.get(tags)
        if row is None:
            row = self._by_tags[tags] = self._add_row(tags)
        return row

    def _add_row(self, tags: tuple[str, ...]) -> int:
        """Give a number to tags that make a street in any area or are kept aside, -1 to others."""
        row = len(self._tags)
        for area in self._areas:
            found = _read(tags, area)
            if found is not None:
                # The first answer is kept: mostly it is the only one asked for.
                self._known[row, area] = found
                break
        is_street = found is not None
        if not is_street and not is_dormant(_to_mapping(tags)):
            return -1
        self._tags.append(tags)
        self._is_street.append(is_street)
        return row

    def read(self, row: int, area: Area) -> WayAttributes | None:
        """Give what tags mean in an area by their number, None where they make no street."""
        return self._known.get((row, area)) or _read(self._tags[row], area)

    def is_dormant(self, row: int) -> bool:
        """Say whether a way of these tags is kept aside where it is no street."""
        return is_dormant(_to_mapping(self._tags[row]))

    def to_text(self, row: int, area: Area) -> str:
        """Country, region and tags as JSON."""
        return json.dumps(
            [*area, _to_mapping(self._tags[row])], ensure_ascii=False, separators=(",", ":"), sort_keys=True
        )

    def to_table(self, dropped: Counter[str], mended: Counter[str]) -> tuple[WayTable, Int32]:
        """All ways in order of their ids and the number of the source of each.

        `attribute` holds the numbers of their tags, `ref` OSM ids of nodes. Of several ways of one id the newest of the
        first file that has it counts; deleted ones are left out.
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
        chosen = chosen[all_ways.visible[chosen] & (all_ways.tags[chosen] >= 0)]
        short = all_ways.length[chosen] < 2  # noqa: PLR2004
        dropped["way_of_one_node"] += int(np.array(self._is_street, bool)[all_ways.tags[chosen[short]]].sum())
        chosen = chosen[~short]
        return _take(all_ways, chosen), source[chosen]

    def _sizes(self) -> list[int]:
        return [len(batch.osm_id) for batch in self._batches]

    def _join(self) -> _Batch:
        """All batches as one."""
        return _Batch(
            _join([batch.osm_id for batch in self._batches], np.int64),
            _join([batch.version for batch in self._batches], np.int32),
            _join([batch.visible for batch in self._batches], np.bool_),
            _join([batch.tags for batch in self._batches], np.int32),
            _join([batch.name for batch in self._batches], np.int32),
            _join([batch.ref_text for batch in self._batches], np.int32),
            _join([batch.length for batch in self._batches], np.int64),
            _join([batch.ref for batch in self._batches], np.int64),
        )


def _take(ways: _Batch, chosen: npt.NDArray[np.intp]) -> WayTable:
    """Table of some ways."""
    counts = ways.length[chosen]
    first = np.cumsum(ways.length) - ways.length
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    positions = np.repeat(first[chosen] - offsets[:-1], counts) + np.arange(offsets[-1])
    return WayTable(
        ways.osm_id[chosen],
        offsets,
        ways.ref[positions],
        ways.tags[chosen],
        ways.name[chosen],
        ways.ref_text[chosen],
    )


def _to_mapping(tags: tuple[str, ...]) -> dict[str, str]:
    return dict(zip(tags[0::2], tags[1::2], strict=True))


def _read(tags: tuple[str, ...], area: Area) -> WayAttributes | None:
    country, region = area
    return way_attributes(_to_mapping(tags), country=country, region=region)


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
