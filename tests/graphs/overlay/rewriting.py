"""Write the changes of a variant into an OSM file, so that the variant can be held against a network built from it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import osmium
from osmium.osm.mutable import Node, Way

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from graphs.network import Network
    from graphs.overlay import Overlay

Place = tuple[int, int]
"""Latitude and longitude in 1e-7 degrees."""

_FIRST_NEW = 10**9


@dataclass(frozen=True, slots=True)
class Changes:
    """What is written: tags of ways by id (None: the way goes), and tags of the added streets."""

    tags: Mapping[int, dict[str, str] | None] = field(default_factory=dict)
    added: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Extract:
    """What is known of an OSM file: where its nodes lie, the nodes of its ways."""

    file: Path
    places: dict[int, Place]
    ways: dict[int, list[int]]

    @classmethod
    def read(cls, file: Path) -> Extract:
        """Read a file."""
        places: dict[int, Place] = {}
        ways: dict[int, list[int]] = {}
        for item in osmium.FileProcessor(str(file), osmium.osm.NODE | osmium.osm.WAY):
            if isinstance(item, osmium.osm.Node):
                places[item.id] = _place(item)
            elif isinstance(item, osmium.osm.Way):
                ways[item.id] = [node.ref for node in item.nodes]
        return cls(file, places, ways)


def rewrite(extract: Extract, target: Path, network: Network, overlay: Overlay, changes: Changes) -> None:
    """Write an OSM file again with the changes of an overlay over the network that was built from it."""
    inserted = _list_inserted(network, overlay)
    lines = [list_vertices(overlay, number) for number in range(len(overlay.laid))]
    at = {place: number for number, place in reversed(extract.places.items())}
    fresh = [place for place in dict.fromkeys([*itertools.chain(*inserted.values(), *lines)]) if place not in at]
    at |= {place: _FIRST_NEW + len(at) + number for number, place in enumerate(fresh)}
    longer = {way: _insert(refs, extract.places, inserted, at) for way, refs in extract.ways.items()}
    touched = {way for way, refs in longer.items() if way in changes.tags or len(refs) > len(extract.ways[way])}
    with osmium.SimpleWriter(str(target), overwrite=True) as writer:
        for place in fresh:
            writer.add_node(Node(id=at[place], location=(place[1] / 1e7, place[0] / 1e7), version=1))
        # What no change touches goes from file to file within osmium, which is ten times as fast.
        among: Any = osmium.filter.IdFilter(touched)
        for item in osmium.FileProcessor(str(extract.file)).with_filter(among).handler_for_filtered(writer):
            if not isinstance(item, osmium.osm.Way):
                writer.add(item)
                continue
            tags = changes.tags.get(item.id, dict(item.tags))
            if tags is not None:
                writer.add_way(Way(id=item.id, nodes=longer[item.id], tags=tags, version=1))
        for number, (line, tags) in enumerate(zip(lines, changes.added, strict=True)):
            writer.add_way(Way(id=_FIRST_NEW + number, nodes=[at[place] for place in line], tags=tags, version=1))


def _place(node: osmium.osm.Node) -> Place:
    return round(node.location.lat * 1e7), round(node.location.lon * 1e7)


def list_vertices(overlay: Overlay, number: int) -> list[Place]:
    """Vertices of an added street."""
    lat, lon = overlay.get_line(number)
    return list(zip(lat.tolist(), lon.tolist(), strict=True))


def _list_inserted(network: Network, overlay: Overlay) -> dict[tuple[Place, Place], list[Place]]:
    """List the vertices that were put in between two vertices of an edge that was there before, in both directions."""
    inserted: dict[tuple[Place, Place], list[Place]] = {}
    for edge in overlay.parts:
        if edge >= network.edge_count:
            continue
        old = _line(network, edge)
        rest = iter(_flatten(overlay, edge)[1:])
        for before, after in pairwise(old):
            between: list[Place] = []
            for place in rest:
                if place == after:
                    break
                between.append(place)
            if between:
                inserted[before, after] = between
                inserted[after, before] = between[::-1]
    return inserted


def _flatten(overlay: Overlay, edge: int) -> list[Place]:
    """Vertices of an edge through all its parts."""
    if edge not in overlay.parts:
        return _line(overlay.network, edge)
    line: list[Place] = []
    for part, _ in overlay.parts[edge]:
        own = _flatten(overlay, part)
        line += own[1:] if line else own
    return line


def _line(network: Network, edge: int) -> list[Place]:
    kept = slice(int(network.point_first[edge]), int(network.point_first[edge + 1]))
    return list(zip(network.point_lat_e7[kept].tolist(), network.point_lon_e7[kept].tolist(), strict=True))


def _insert(
    refs: list[int],
    places: Mapping[int, Place],
    inserted: Mapping[tuple[Place, Place], list[Place]],
    at: Mapping[Place, int],
) -> list[int]:
    found = refs[:1]
    for before, after in pairwise(refs):
        if before in places and after in places:
            found += [at[place] for place in inserted.get((places[before], places[after]), [])]
        found.append(after)
    return found
