"""Read OSM files into columns: streets and relations first, then the nodes that streets use."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from graphs.errors import EmptyNetworkError
from graphs.osm.blocks import iterate_blocks, lay_out
from graphs.osm.borders import Places, read_outlines
from graphs.osm.countries import Countries
from graphs.osm.normalise import normalise
from graphs.osm.placing import find_areas, list_boxes, place_ways
from graphs.osm.points import NodeCollector
from graphs.osm.records import OsmData, to_rising
from graphs.osm.relations import RelationCollector
from graphs.osm.streets import StreetCollector
from graphs.osm.wire import read_nodes, read_strings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from graphs.areas import Area
    from graphs.osm.borders import Outlines
    from graphs.osm.records import WayTable

__all__ = ["Progress", "read_osm"]


class Progress(Protocol):
    """Is told how far a long piece of work has come."""

    def __call__(self, step: str, share: float, /) -> None:
        """Take the name of the running step and the share of it that is done, 0 to 1."""


def read_osm(
    sources: Sequence[Path],
    scratch: Path,
    *,
    areas: Sequence[Area] = (),
    progress: Progress | None = None,
) -> OsmData:
    """Read the streets of several files as one.

    Where files share an object, the first file that has it counts; within a file the newest version.

    Parameters
    ----------
    sources
        Files of any format that osmium reads.
    scratch
        Existing folder for temporary files, about three times as large as the sources; they are removed again.
    areas
        Country and region of what each file holds, where the borders in the files do not tell; without any the
        general rights hold there.
    progress
        Called with the name of the step and the share of it that is done.

    Raises
    ------
    SourceFileError
        A file is missing, empty, truncated, damaged or of another type.
    EmptyNetworkError
        No file holds a street.
    """
    tell = progress or _say_nothing
    with lay_out(sources, scratch, "blocks", normalise, partial(tell, "read")) as files:
        tell("borders", 0.0)
        outlines = read_outlines(sources, files)
        return _read_blocks(files, sources, areas or [(None, None)] * len(sources), outlines, tell)


def _read_blocks(
    files: Sequence[Path], sources: Sequence[Path], areas: Sequence[Area], outlines: Outlines, tell: Progress
) -> OsmData:
    dropped: Counter[str] = Counter()
    mended: Counter[str] = Counter()
    streets, relations = StreetCollector(_list_candidates(areas, outlines)), RelationCollector()
    for number, block, share in iterate_blocks(files):
        tell("streets", share)
        strings = read_strings(block)
        streets.add_block(block, strings, number)
        relations.add_block(block, strings, number)
    ways, source = streets.to_table(dropped, mended)
    if not len(ways.osm_id):
        raise _no_street(sources)
    used = to_rising(ways.ref.astype(np.int64, copy=False))
    ways = _refer(ways, used)
    collector, places = NodeCollector(used), Places(outlines.list_nodes())
    for number, block, share in iterate_blocks(files):
        tell("nodes", share)
        found = read_nodes(block, number)
        collector.add_block(found, read_strings(block), number)
        places.add_block(found)
    nodes = collector.to_table(dropped)
    tell("countries", 0.0)
    boxes = list_boxes(ways, source, nodes, len(sources)) if outlines.relations else []
    countries = Countries.from_borders(outlines.to_borders(places), boxes)
    placed = place_ways(ways, find_areas(ways, source, nodes, countries, areas), streets)
    if not len(placed.ways.osm_id):
        raise _no_street(sources)
    return OsmData(
        ways=placed.ways,
        attributes=placed.attributes,
        tags=placed.tags,
        dormant=placed.dormant,
        dormant_tags=placed.dormant_tags,
        strings=streets.strings.to_list(),
        nodes=nodes,
        turns=relations.list_turns(dropped),
        routes=relations.list_routes(mended),
        junctions=collector.list_junctions(relations.find_network_names()),
        countries=countries,
        area_ways=placed.area_ways,
        dropped=dropped,
        mended=mended,
    )


def _no_street(sources: Sequence[Path]) -> EmptyNetworkError:
    names = ", ".join(source.name for source in sources)
    return EmptyNetworkError(f"{names} holds no street that any mode may use: give an extract with streets")


def _refer(ways: WayTable, used: npt.NDArray[np.int64]) -> WayTable:
    """Refer to rows of the node table instead of OSM ids."""
    return replace(ways, ref=np.searchsorted(used, ways.ref).astype(np.int32))


def _list_candidates(areas: Sequence[Area], outlines: Outlines) -> list[Area]:
    """Areas in which a way may lie."""
    realms = outlines.list_areas()
    countries: list[Area] = [(country, None) for country, _ in realms]
    return list(dict.fromkeys([*areas, *countries, *realms]))


def _say_nothing(_step: str, _share: float) -> None:
    """Progress for those who want none."""
