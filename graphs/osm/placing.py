"""Country and region of every street, and the attributes that its tags have there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from graphs.areas import format_area
from graphs.geo import BoundingBox
from graphs.osm.contract import concatenate_ranges
from graphs.osm.records import WayTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphs.areas import Area
    from graphs.osm.countries import Countries
    from graphs.osm.records import NodeTable
    from graphs.osm.rules import WayAttributes

__all__ = ["PlacedWays", "TagReader", "find_areas", "list_boxes", "place_ways"]

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]
_PAIR = 2


class TagReader(Protocol):
    """Knows tags by their number."""

    def read(self, row: int, area: Area, /) -> WayAttributes | None:
        """Give what tags mean in an area, None where they make no street."""

    def is_dormant(self, row: int, /) -> bool:
        """Say whether a way of these tags is kept aside where it is no street."""

    def to_text(self, row: int, area: Area, /) -> str:
        """Country, region and tags as JSON."""


@dataclass(frozen=True, slots=True, eq=False)
class PlacedWays:
    """Streets with their attributes, and ways that nobody may use, each with its tags as `OsmData` has them.

    `area_ways` counts the streets in each area, empty for none.
    """

    ways: WayTable
    attributes: list[WayAttributes]
    tags: list[str]
    dormant: WayTable
    dormant_tags: list[str]
    area_ways: dict[str, int]


def list_boxes(ways: WayTable, source: Int32, nodes: NodeTable, count: int) -> list[BoundingBox | None]:
    """Box of the streets of each source, None for one without."""
    boxes: list[BoundingBox | None] = []
    owner = np.repeat(source, np.diff(ways.ref_first))
    for number in range(count):
        rows = ways.ref[owner == number]
        rows = rows[nodes.present[rows]]
        if len(rows) == 0:
            boxes.append(None)
            continue
        lat, lon = nodes.lat_e7[rows], nodes.lon_e7[rows]
        sides = (int(value) * 1e-7 for value in (lon.min(), lat.min(), lon.max(), lat.max()))
        boxes.append(BoundingBox(*sides))
    return boxes


def find_areas(
    ways: WayTable, source: Int32, nodes: NodeTable, countries: Countries, fallback: Sequence[Area]
) -> tuple[list[Area], Int32]:
    """Areas that occur and the row of the area of each way, shape (W,).

    The middle of its middle segment tells where a way lies, as ways mostly end at borders; where the borders do not
    tell, the area of its source.
    The region of the source also stands in where the borders tell its country alone.
    """
    table: list[Area] = list(dict.fromkeys([*countries.areas, *fallback]))
    own = np.array([table.index(area) for area in fallback], np.int32)[source]
    if not countries.areas:
        return table, own
    lat, lon = _find_middles(ways, nodes)
    known = np.isfinite(lat)
    row = np.full(len(source), -1, np.int32)
    row[known] = countries.find(lat[known], lon[known])
    for number, area in enumerate(fallback):
        for code, (country, region) in enumerate(countries.areas):
            if region is None and country == area[0]:
                row[(row == code) & (source == number)] = table.index(area)
    return table, np.where(row >= 0, row, own)


def _find_middles(ways: WayTable, nodes: NodeTable) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Latitude and longitude in the middle of each way, NaN where it has no place."""
    first, last = ways.ref_first[:-1], ways.ref_first[1:] - 1
    position = np.arange(len(ways.ref))
    placed = nodes.present[ways.ref]
    start = np.minimum.reduceat(np.where(placed, position, len(position)), first)
    end = np.maximum.reduceat(np.where(placed, position, -1), first)
    before = (first + last) // _PAIR
    whole = placed[before] & placed[before + 1]
    before = np.where(whole, before, np.minimum(start, len(position) - 1))
    after = np.where(whole, before + 1, before)
    row_a, row_b = ways.ref[before], ways.ref[after]
    lat = (nodes.lat_e7[row_a].astype(np.float64) + nodes.lat_e7[row_b]) * 0.5e-7
    lon = (nodes.lon_e7[row_a].astype(np.float64) + nodes.lon_e7[row_b]) * 0.5e-7
    nowhere = end < 0
    lat[nowhere] = lon[nowhere] = np.nan
    return lat, lon


def place_ways(ways: WayTable, areas: tuple[list[Area], Int32], reader: TagReader) -> PlacedWays:
    """Work out the attributes of all ways; what is no street in its area is kept aside or left out.

    Parameters
    ----------
    ways
        Ways that are streets in any area or kept aside; `attribute` is a number of tags.
    areas
        As `find_areas` gives them.
    reader
        What tags mean in an area.
    """
    table, row = areas
    pairs, place = np.unique(ways.attribute.astype(np.int64) * len(table) + row, return_inverse=True)
    attributes: list[WayAttributes] = []
    texts: tuple[list[str], list[str]] = ([], [])
    number = np.full((2, len(pairs)), -1, np.int32)
    for index, pair in enumerate(pairs.tolist()):
        tags, area = pair // len(table), table[pair % len(table)]
        found = reader.read(tags, area)
        if found is not None:
            attributes.append(found)
        elif not reader.is_dormant(tags):
            continue
        kind = int(found is None)
        number[kind, index] = len(texts[kind])
        texts[kind].append(reader.to_text(tags, area))
    street, aside = number[:, place]
    kept = np.flatnonzero(street >= 0)
    counts = {format_area(table[code]): int(n) for code, n in enumerate(np.bincount(row[kept])) if n}
    dormant = _choose(ways, aside, np.flatnonzero(aside >= 0))
    return PlacedWays(
        _choose(ways, street, kept), attributes, texts[0], dormant, texts[1], dict(sorted(counts.items()))
    )


def _choose(ways: WayTable, attribute: Int32, kept: npt.NDArray[np.intp]) -> WayTable:
    counts = np.diff(ways.ref_first)[kept]
    ref_first = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    ref = ways.ref if len(kept) == len(attribute) else ways.ref[concatenate_ranges(ways.ref_first[:-1][kept], counts)]
    return WayTable(ways.osm_id[kept], ref_first, ref, attribute[kept], ways.name[kept], ways.ref_text[kept])
