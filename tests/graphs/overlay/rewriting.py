"""Write the changes of a variant into an OSM file, so that the variant can be held against a network built from it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

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


def rewrite(source: Path, target: Path, network: Network, overlay: Overlay, changes: Changes) -> None:
    """Copy an OSM file with the changes of an overlay over the network that was built from it."""
    inserted = _list_inserted(network, overlay)
    lines = [list_vertices(overlay, number) for number in range(len(overlay.laid))]
    places = {item.id: _place(item) for item in _read(source, osmium.osm.NODE) if isinstance(item, osmium.osm.Node)}
    at = {place: number for number, place in reversed(places.items())}
    with osmium.SimpleWriter(str(target), overwrite=True) as writer:
        for item in _read(source, osmium.osm.NODE):
            writer.add(item)
        for place in dict.fromkeys([*itertools.chain(*inserted.values()), *itertools.chain(*lines)]):
            if place not in at:
                at[place] = _FIRST_NEW + len(at)
                writer.add_node(Node(id=at[place], location=(place[1] / 1e7, place[0] / 1e7), version=1))
        for item in _read(source, osmium.osm.WAY):
            tags = changes.tags.get(item.id, dict(item.tags))
            if isinstance(item, osmium.osm.Way) and tags is not None:
                refs = _insert([node.ref for node in item.nodes], places, inserted, at)
                writer.add_way(Way(id=item.id, nodes=refs, tags=tags, version=1))
        for number, (line, tags) in enumerate(zip(lines, changes.added, strict=True)):
            writer.add_way(Way(id=_FIRST_NEW + number, nodes=[at[place] for place in line], tags=tags, version=1))
        for item in _read(source, osmium.osm.RELATION):
            writer.add(item)


def _read(source: Path, kind: osmium.osm.osm_entity_bits) -> osmium.FileProcessor:
    return osmium.FileProcessor(str(source), kind)


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
