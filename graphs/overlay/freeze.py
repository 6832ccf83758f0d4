"""From a draft to the arrays of a network."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from graphs.attributes import Vehicle
from graphs.durations import compute_durations
from graphs.kernels.terrain import climbs
from graphs.network import UNKNOWN_CLIMB_DM, UNKNOWN_ELEVATION_DM, UNREACHABLE
from graphs.osm.components import find_components, usable_arcs
from graphs.osm.lengths import measure_edges
from graphs.snap_grid import GridFrame, build_snap_grid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphs.network import Network
    from graphs.overlay.draft import Draft
    from graphs.overlay.edits import StreetEdits
    from graphs.profiles import Profile

__all__ = ["Frozen", "freeze"]

Array = npt.NDArray[Any]
_TURN_M = 2.0
"""Ups and downs smaller than this are noise."""


@dataclass(frozen=True, slots=True, eq=False)
class Frozen:
    """What a variant is made of: the network with its new classes, the draft over it, and what changes."""

    below: Network
    draft: Draft
    edits: StreetEdits


@dataclass(frozen=True, slots=True, eq=False)
class _Arcs:
    """Arrays of all arcs, which of the arcs below are kept, where new ones were put in, and which changed."""

    arrays: dict[str, Array]
    kept: npt.NDArray[np.bool_]
    behind: npt.NDArray[np.int64]
    changed: npt.NDArray[np.bool_]


def freeze(frozen: Frozen, profiles: Sequence[Profile]) -> Network:
    """Make the network of a variant, for some profiles only."""
    below = frozen.below
    arrays: dict[str, Any] = {**_nodes(frozen), **_edges(frozen), **_ways(frozen)}
    arcs = _arcs(frozen, arrays)
    arrays |= arcs.arrays
    arrays |= _grid(frozen, arrays)
    shut = np.zeros(len(arrays["edge_way"]), np.bool_)
    shut[frozen.edits.closed] = True
    barred = shut[arrays["arc_edge"] >> 1]
    network = replace(below, **arrays)
    arrays |= _components(network, barred, {profile.vehicle for profile in profiles})
    durations = {profile.name: _durations(network, below, profile, arcs, barred) for profile in profiles}
    for array in (*arrays.values(), *durations.values()):
        array.flags.writeable = False
    return replace(network, **arrays, durations=durations)


def _nodes(frozen: Frozen) -> dict[str, Array]:
    below, new = frozen.below, frozen.draft.nodes
    count = len(new)
    columns = list(zip(*new, strict=True)) or [(), (), (), ()]
    lat, lon, ele, origin = (np.array(column) for column in columns)
    return {
        "node_lat_e7": _append(below.node_lat_e7, lat),
        "node_lon_e7": _append(below.node_lon_e7, lon),
        "node_ele_dm": _append(below.node_ele_dm, ele),
        "node_osm_id": _append(below.node_osm_id, -1 - np.arange(count)),
        "node_origin": _append(below.node_origin, origin),
        "node_only": _append(below.node_only, np.zeros(count)),
        "node_block": _append(below.node_block, np.zeros(count)),
        "node_delay_s": np.concatenate([below.node_delay_s, np.zeros((count, len(Vehicle)), np.uint8)]),
    }


def _edges(frozen: Frozen) -> dict[str, Array]:
    below, new = frozen.below, frozen.draft.edges
    counts = np.array([len(edge.line.lat_e7) for edge in new], np.int64)
    first = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    lat = np.concatenate([edge.line.lat_e7 for edge in new] or [np.empty(0, np.int32)])
    lon = np.concatenate([edge.line.lon_e7 for edge in new] or [np.empty(0, np.int32)])
    ele = np.concatenate([edge.line.ele_dm for edge in new] or [np.empty(0, np.int16)])
    way = np.array([edge.way for edge in new], np.int32)
    length_mm = np.where(way < 0, 0, measure_edges(first, lat, lon))
    ascent, descent = _climbs(first, ele)
    return {
        "edge_tail": _append(below.edge_tail, np.array([edge.tail for edge in new])),
        "edge_head": _append(below.edge_head, np.array([edge.head for edge in new])),
        "edge_length_mm": _append(below.edge_length_mm, length_mm),
        "edge_way": _append(below.edge_way, way),
        "edge_ascent_dm": _append(below.edge_ascent_dm, ascent),
        "edge_descent_dm": _append(below.edge_descent_dm, descent),
        "point_first": _append(below.point_first, int(below.point_first[-1]) + first[1:]),
        "point_lat_e7": _append(below.point_lat_e7, lat),
        "point_lon_e7": _append(below.point_lon_e7, lon),
        "point_ele_dm": _append(below.point_ele_dm, ele),
    }


def _climbs(first: npt.NDArray[np.int64], ele_dm: npt.NDArray[np.int16]) -> tuple[Array, Array]:
    """Climbs of edges in decimetres, 65535 where an elevation is unknown."""
    height_m = np.where(ele_dm == UNKNOWN_ELEVATION_DM, np.nan, ele_dm / 10.0)
    both = np.zeros((2, len(first) - 1))
    climbs(first, height_m, _TURN_M, both[0], both[1])
    known = np.isfinite(both).all(axis=0)
    whole = np.where(known, np.rint(np.where(known, both, 0.0) * 10), UNKNOWN_CLIMB_DM)
    return whole[0], whole[1]


def _ways(frozen: Frozen) -> dict[str, Array]:
    """Columns of the ways: new ones behind, and those with other tags with their names and durations of now."""
    below, retagged = frozen.below, frozen.edits.retagged
    ways = [street.attributes for street in frozen.edits.added]
    count, rows = len(ways), np.array(list(retagged), np.int64)
    read = [*ways, *retagged.values()]
    texts = [text.encode() for way in read for text in (way.name, way.ref)]
    index = np.array([len(below.string_first) - 1 + number if text else -1 for number, text in enumerate(texts)])
    ends = int(below.string_first[-1]) + np.cumsum([len(text) for text in texts], dtype=np.int64)
    found = {
        "way_osm_id": _append(below.way_osm_id, -1 - np.arange(count)),
        "way_name": _append(below.way_name, index[0 : 2 * count : 2]),
        "way_ref": _append(below.way_ref, index[1 : 2 * count : 2]),
        "way_route_first": _append(below.way_route_first, np.full(count, below.way_route_first[-1])),
        "way_duration_s": _append(below.way_duration_s, np.array([way.duration_s or 0 for way in ways])),
        "string_first": _append(below.string_first, ends),
        "string_bytes": _append(below.string_bytes, np.frombuffer(b"".join(texts), np.uint8)),
    }
    found["way_name"][rows], found["way_ref"][rows] = index[2 * count :: 2], index[2 * count + 1 :: 2]
    found["way_duration_s"][rows] = [way.duration_s or 0 for way in retagged.values()]
    return {**found, **_tags(frozen)}


def _tags(frozen: Frozen) -> dict[str, Array]:
    """Tags of new ways and of those with other tags, in rows behind those there are."""
    below, edits = frozen.below, frozen.edits
    texts = [found.to_bytes() for found in (*(street.tags for street in edits.added), *edits.tags.values())]
    first_row, count = len(below.tags_first) - 1, len(edits.added)
    way_tags = _append(below.way_tags, first_row + np.arange(count))
    way_tags[np.array(list(edits.tags), np.int64)] = first_row + count + np.arange(len(edits.tags))
    ends = int(below.tags_first[-1]) + np.cumsum([len(text) for text in texts], dtype=np.int64)
    return {
        "way_tags": way_tags,
        "tags_first": _append(below.tags_first, ends),
        "tags_bytes": _append(below.tags_bytes, np.frombuffer(b"".join(texts), np.uint8)),
    }


def _arcs(frozen: Frozen, arrays: dict[str, Array]) -> _Arcs:
    """Put new arcs behind those of their tails; codes of new edges are the highest, so that the order holds."""
    below, draft = frozen.below, frozen.draft
    kept = np.ones(below.arc_count, np.bool_)
    kept[draft.lost_arcs] = False
    new = np.array(sorted(draft.arcs, key=lambda arc: (arc.tail, arc.code)), np.int64).reshape(-1, 4)
    tail_kept = below.arc_tail[kept]
    behind = np.searchsorted(tail_kept, new[:, 0], side="right")
    tail = np.insert(tail_kept, behind, new[:, 0])
    head = np.insert(below.arc_head[kept], behind, new[:, 1])
    code = np.insert(below.arc_edge[kept], behind, new[:, 2])
    edge = code >> 1
    ascent = np.where(code & 1, arrays["edge_descent_dm"][edge], arrays["edge_ascent_dm"][edge])
    nodes = len(arrays["node_lat_e7"])
    changed = np.insert(np.isin(below.edge_way[below.arc_edge[kept] >> 1], list(frozen.edits.retagged)), behind, True)
    found = {
        "arc_first": _first_of(tail, nodes),
        "arc_tail": tail,
        "arc_head": head,
        "arc_edge": code,
        "arc_class": np.insert(below.arc_class[kept], behind, new[:, 3]),
        "arc_length_mm": arrays["edge_length_mm"][edge],
        "arc_ascent_dm": ascent,
        "in_first": _first_of(head, nodes),
        "in_arc": np.argsort(head, kind="stable").astype(np.int32),
    }
    return _Arcs(found, kept, behind, changed)


def _grid(frozen: Frozen, arrays: dict[str, Array]) -> dict[str, Array]:
    """Put new edges into the cells of the index."""
    below = frozen.below
    frame = GridFrame(**below.tables["facts"]["grid"])
    count, points = below.edge_count, int(below.point_first[-1])
    first, edges = build_snap_grid(
        frame,
        arrays["point_first"][count:] - points,
        arrays["point_lat_e7"][points:],
        arrays["point_lon_e7"][points:],
        arrays["edge_way"][count:],
    )
    ends = np.repeat(below.grid_first[1:], np.diff(first))
    return {"grid_first": below.grid_first + first, "grid_edge": np.insert(below.grid_edge, ends, edges + count)}


def _components(network: Network, barred: npt.NDArray[np.bool_], vehicles: set[Vehicle]) -> dict[str, Array]:
    """Parts of the network for some vehicles; the others have none."""
    found: dict[str, Array] = {}
    for vehicle in Vehicle:
        name = vehicle.name.lower()
        part, length_m = np.full(network.node_count, -1, np.int32), np.empty(0, np.uint32)
        if vehicle in vehicles:
            usable = usable_arcs(
                vehicle,
                classes=network.classes,
                arc_class=network.arc_class,
                arc_head=network.arc_head,
                node_block=network.node_block,
            )
            part, length_m = find_components(
                node_count=network.node_count,
                arc_tail=network.arc_tail,
                arc_head=network.arc_head,
                arc_edge=network.arc_edge,
                usable=usable & ~barred,
                edge_length_mm=network.edge_length_mm,
            )
        found |= {f"scc_{name}": part, f"scc_length_m_{name}": length_m}
    return found


def _durations(
    network: Network, below: Network, profile: Profile, arcs: _Arcs, barred: npt.NDArray[np.bool_]
) -> npt.NDArray[np.uint32]:
    """Durations of all arcs: worked out where something changed, else those of the network below."""
    changed = np.flatnonzero(arcs.changed)
    durations: npt.NDArray[np.uint32] = np.insert(below.durations[profile.name][arcs.kept], arcs.behind, UNREACHABLE)
    durations[changed] = compute_durations(
        profile,
        classes=network.classes,
        arc_class=network.arc_class[changed],
        arc_head=network.arc_head[changed],
        arc_edge=network.arc_edge[changed],
        arc_length_mm=network.arc_length_mm[changed],
        node_block=network.node_block,
        node_delay_s=network.node_delay_s[:, profile.vehicle].astype(np.uint16),
        point_first=network.point_first,
        point_lat_e7=network.point_lat_e7,
        point_lon_e7=network.point_lon_e7,
        point_ele_dm=network.point_ele_dm,
        edge_way=network.edge_way,
        way_duration_s=network.way_duration_s,
    )
    durations[barred] = UNREACHABLE
    return durations


def _first_of(node: npt.NDArray[np.int32], count: int) -> npt.NDArray[np.int32]:
    return np.concatenate([np.zeros(1, np.int32), np.cumsum(np.bincount(node, minlength=count))]).astype(np.int32)


def _append(old: Array, new: Array) -> Array:
    return np.concatenate([old, np.asarray(new).astype(old.dtype)])
