"""Read from OSM files what the map shows: relations first, then ways, then the nodes that these use."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from graphs.basemap.collecting import NodePlaces, RelationPicker, WayPicker
from graphs.basemap.records import MapData, MapWays
from graphs.osm.blocks import iterate_blocks, lay_out
from graphs.osm.normalise import normalise
from graphs.osm.records import to_rising
from graphs.osm.relations import RelationCollector
from graphs.osm.wire import read_strings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from graphs.geo import BoundingBox

__all__ = ["read_map"]

_CHUNK = 1 << 22
RELATION_TYPES = ("multipolygon", "boundary", "route", "superroute")


def read_map(
    sources: Sequence[Path],
    scratch: Path,
    *,
    box: BoundingBox | None = None,
    progress: Callable[[str, float], None],
) -> MapData:
    """Read what the map shows of several files as one; where they share an object, the first that shows it counts.

    Parameters
    ----------
    sources
        Files of any format that osmium reads.
    scratch
        Existing folder for temporary files, about three times as large as the sources; they are removed again.
    box
        Ways without a node inside are left out, but for those of areas.
    progress
        Called with the name of the step and the share of it that is done.

    Raises
    ------
    SourceFileError
        A file is missing, empty, truncated, damaged or of another type.
    """
    lay = partial(normalise, way_keys=(), relation_types=RELATION_TYPES)
    with lay_out(sources, scratch, "map", lay, partial(progress, "map: read")) as files:
        return _read_blocks(files, box, progress)


def _read_blocks(files: Sequence[Path], box: BoundingBox | None, progress: Callable[[str, float], None]) -> MapData:
    counts: Counter[str] = Counter()
    picker, routes = RelationPicker(), RelationCollector()
    inside: list[npt.NDArray[np.int64]] = []
    for number, block, share in iterate_blocks(files):
        progress("map: relations", share)
        strings = read_strings(block)
        picker.add_block(block, strings, number)
        routes.add_block(block, strings, number)
        if box is not None:
            inside.append(NodePlaces.list_inside(block, number, box))
    relations = picker.to_list()
    signed = routes.list_routes(Counter())
    near = None if box is None else to_rising(np.concatenate(inside))
    ways = WayPicker(
        whole=[way for relation in relations for way in relation.ways],
        parts=[way for route in signed for way in route.ways],
        near=near,
    )
    for number, block, share in iterate_blocks(files):
        progress("map: ways", share)
        ways.add_block(block, read_strings(block), number)
    del near
    osm_id, looks, ref_first, ref, coast = ways.to_columns(counts)
    used = to_rising(ref)
    nodes = NodePlaces(used)
    for number, block, share in iterate_blocks(files):
        progress("map: nodes", share)
        nodes.add_block(block, read_strings(block), number)
    rows = np.empty(len(ref), np.int32)
    for start in range(0, len(ref), _CHUNK):
        rows[start : start + _CHUNK] = np.searchsorted(used, ref[start : start + _CHUNK])
    counts["missing_node"] += int((~nodes.present).sum())
    return MapData(
        ways=MapWays(osm_id, looks, ref_first, rows),
        looks=ways.looks,
        relations=relations,
        routes=signed,
        coast=coast,
        places=nodes.list_places(),
        lat_e7=nodes.lat_e7,
        lon_e7=nodes.lon_e7,
        present=nodes.present,
        counts=counts,
    )
