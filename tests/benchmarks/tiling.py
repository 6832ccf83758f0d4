"""Make a large territory out of a small one: an extract laid n by n, tiles joined by streets drawn with a seed.

Streets and what may be a site are kept; areas made of several ways are not.

python -m tests.benchmarks.tiling extract.osm.pbf 7 out.osm.pbf
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import osmium

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["tile_extract"]

_ID_STRIDE = 2_000_000_000_000
_BRIDGES_PER_BORDER = 12
_CLASSES = ("tertiary", "unclassified", "residential")
_RELATIONS = {"route", "restriction"}
_SITE_KEYS = {"tourism", "historic", "leisure", "man_made", "sport", "heritage"}


@dataclass(frozen=True, slots=True)
class _Extract:
    """What of the extract matters: streets, sites, their nodes, tagged nodes, restrictions and routes."""

    node_ids: npt.NDArray[np.int64]
    node_lat: npt.NDArray[np.float64]
    node_lon: npt.NDArray[np.float64]
    node_tags: dict[int, dict[str, str]]
    ways: list[tuple[int, list[int], dict[str, str]]]
    relations: list[tuple[int, list[tuple[str, int, str]], dict[str, str]]]


def tile_extract(source: Path, count: int, out: Path, *, seed: int = 0) -> None:
    """Write `count` by `count` copies of an extract as one .osm.pbf.

    Parameters
    ----------
    source
        Extract to repeat.
    count
        Tiles per side.
    out
        File to write, replaced when it exists.
    seed
        Draws the streets that join the tiles.
    """
    extract = _read(source)
    height, width = _span(extract.node_lat), _span(extract.node_lon)
    out.unlink(missing_ok=True)
    with osmium.SimpleWriter(str(out)) as writer:
        for tile in range(count * count):
            shift = (tile // count * height, tile % count * width)
            for node in _nodes(extract, tile, shift):
                writer.add_node(node)
        for tile in range(count * count):
            for number, refs, tags in extract.ways:
                nodes = [ref + tile * _ID_STRIDE for ref in refs]
                writer.add_way(osmium.osm.mutable.Way(id=number + tile * _ID_STRIDE, nodes=nodes, tags=tags))
        for number, (a, b, kind) in enumerate(_bridges(extract, count, seed)):
            tags = {"highway": kind, "name": f"Bench {number + 1}"}
            way_id = count * count * _ID_STRIDE + number
            writer.add_way(osmium.osm.mutable.Way(id=way_id, nodes=[a, b], tags=tags))
        for tile in range(count * count):
            for number, members, tags in extract.relations:
                moved = [(kind, ref + tile * _ID_STRIDE, role) for kind, ref, role in members]
                writer.add_relation(
                    osmium.osm.mutable.Relation(id=number + tile * _ID_STRIDE, members=moved, tags=tags)
                )


def _read(source: Path) -> _Extract:
    ways, relations, node_tags = [], [], {}
    wanted: set[int] = set()
    for entity in osmium.FileProcessor(str(source), osmium.osm.WAY | osmium.osm.RELATION):
        item: Any = entity
        tags = dict(item.tags)
        if item.is_way() and ("highway" in tags or tags.get("route") == "ferry" or _is_site(tags)):
            refs = [node.ref for node in item.nodes]
            wanted.update(refs)
            ways.append((item.id, refs, tags))
        elif item.is_relation() and tags.get("type") in _RELATIONS:
            relations.append((item.id, [(m.type, m.ref, m.role) for m in item.members], tags))
    rows = []
    for entity in osmium.FileProcessor(str(source), osmium.osm.NODE):
        item = entity
        if item.id in wanted or _is_site(dict(item.tags)):
            rows.append((item.id, item.lat, item.lon))
            if len(item.tags):
                node_tags[item.id] = dict(item.tags)
    ids, lat, lon = (np.array(column) for column in zip(*rows, strict=True))
    return _Extract(ids.astype(np.int64), lat, lon, node_tags, ways, relations)


def _is_site(tags: dict[str, str]) -> bool:
    return "name" in tags and not _SITE_KEYS.isdisjoint(tags)


def _span(values: npt.NDArray[np.float64]) -> float:
    low, high = np.percentile(values, [1, 99])
    return float(high - low) * 1.02


def _nodes(extract: _Extract, tile: int, shift: tuple[float, float]) -> Iterator[Any]:
    for number, lat, lon in zip(
        extract.node_ids.tolist(), extract.node_lat.tolist(), extract.node_lon.tolist(), strict=True
    ):
        yield osmium.osm.mutable.Node(
            id=number + tile * _ID_STRIDE,
            location=(lon + shift[1], lat + shift[0]),
            tags=extract.node_tags.get(number, {}),
        )


def _bridges(extract: _Extract, count: int, seed: int) -> Iterator[tuple[int, int, str]]:
    rng = np.random.default_rng(seed)
    drivable = {ref for _, refs, tags in extract.ways if tags.get("highway") in _CLASSES for ref in refs}
    usable = np.isin(extract.node_ids, np.array(sorted(drivable)))
    ids, lat, lon = extract.node_ids[usable], extract.node_lat[usable], extract.node_lon[usable]
    for along, across, step in ((lat, lon, 1), (lon, lat, count)):
        for tile in range(count * count):
            if (step == 1 and tile % count == count - 1) or tile + step >= count * count:
                continue
            bands = np.percentile(along, np.linspace(5, 95, _BRIDGES_PER_BORDER + 1))
            for low, high in pairwise(bands):
                band = np.flatnonzero((along >= low) & (along < high))
                order = band[np.argsort(across[band], kind="stable")]
                here, there = order[len(order) * 97 // 100 :], order[: max(1, len(order) * 3 // 100)]
                a, b = int(ids[rng.choice(here)]), int(ids[rng.choice(there)])
                yield (
                    a + tile * _ID_STRIDE,
                    b + (tile + step) * _ID_STRIDE,
                    _CLASSES[int(rng.integers(len(_CLASSES)))],
                )


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("count", type=int)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    tile_extract(options.source, options.count, options.out, seed=options.seed)


if __name__ == "__main__":
    main()
