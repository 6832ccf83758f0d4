"""Read OSM files into columns: streets and relations first, then the nodes that streets use."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from graphs.errors import EmptyNetworkError
from graphs.osm.normalise import normalise
from graphs.osm.points import NodeCollector
from graphs.osm.records import OsmData
from graphs.osm.relations import RelationCollector
from graphs.osm.streets import Area, StreetCollector
from graphs.osm.wire import iterate_blobs, read_strings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

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
        Country and region of each file, whose usual rights hold; without any the general ones.
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
    files = [scratch / f"blocks-{number}.pbf" for number in range(len(sources))]
    try:
        for number, (source, target) in enumerate(zip(sources, files, strict=True)):
            tell("read", number / len(sources))
            normalise(source, target)
        return _read_blocks(files, sources, areas or [(None, None)] * len(sources), tell)
    finally:
        for file in files:
            file.unlink(missing_ok=True)


def _read_blocks(files: Sequence[Path], sources: Sequence[Path], areas: Sequence[Area], tell: Progress) -> OsmData:
    dropped: Counter[str] = Counter()
    mended: Counter[str] = Counter()
    streets, relations = StreetCollector(areas), RelationCollector()
    for number, block, share in _iterate(files):
        tell("streets", share)
        strings = read_strings(block)
        streets.add_block(block, strings, number)
        relations.add_block(block, strings, number)
    ways, dormant = streets.to_tables(dropped, mended)
    if len(ways.osm_id) == 0:
        names = ", ".join(source.name for source in sources)
        raise EmptyNetworkError(f"{names} holds no street that any mode may use: give an extract with streets")
    used = np.unique(np.concatenate([ways.ref, dormant.ref]))
    collector = NodeCollector(used)
    for number, block, share in _iterate(files):
        tell("nodes", share)
        collector.add_block(block, read_strings(block), number)
    nodes = collector.to_table(dropped)
    return OsmData(
        ways=_refer(ways, used),
        attributes=streets.attributes,
        tags=streets.tags,
        dormant=_refer(dormant, used),
        dormant_tags=streets.dormant_tags,
        strings=streets.strings.to_list(),
        nodes=nodes,
        turns=relations.list_turns(dropped),
        routes=relations.list_routes(mended),
        junctions=collector.list_junctions(),
        dropped=dropped,
        mended=mended,
    )


def _refer(ways: WayTable, used: npt.NDArray[np.int64]) -> WayTable:
    """Refer to rows of the node table instead of OSM ids."""
    return replace(ways, ref=np.searchsorted(used, ways.ref).astype(np.int32))


def _iterate(files: Sequence[Path]) -> Iterator[tuple[int, npt.NDArray[np.uint8], float]]:
    """Yield source number, block and share of all bytes that lie before it."""
    total = sum(file.stat().st_size for file in files)
    done = 0
    for number, file in enumerate(files):
        content = np.memmap(file, np.uint8, "r")
        for block in iterate_blobs(content):
            yield number, block, done / total
            done += len(block)


def _say_nothing(_step: str, _share: float) -> None:
    """Progress for those who want none."""
