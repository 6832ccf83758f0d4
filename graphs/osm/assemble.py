"""From what the files say to the arrays of a network, elevations and durations left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from graphs.attributes import ArcClass
from graphs.errors import EmptyNetworkError
from graphs.geo import morton_codes
from graphs.osm.classes import build_classes
from graphs.osm.contract import Edges, Streets, concatenate_ranges, contract
from graphs.osm.lengths import measure_edges
from graphs.osm.records import to_rising
from graphs.osm.routes import mark_routes
from graphs.osm.turns import Codes, Split, find_forbidden, split_nodes

if TYPE_CHECKING:
    from graphs.osm.records import NodeTable, OsmData, WayTable

__all__ = ["Assembled", "assemble"]

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]
Array = npt.NDArray[Any]

_COLUMNS = {name: index for index, name in enumerate(ArcClass.field_names())}
_RIDDEN = 1


@dataclass(frozen=True, slots=True)
class Assembled:
    """Arrays by name as `graphs.network.Network` has them, and JSON tables."""

    arrays: dict[str, Array]
    routes: list[dict[str, Any]]
    junctions: list[dict[str, Any]]
    conditions: dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class _Numbering:
    """Original nodes in Morton order: their rows of the node table (n,), and the number of each row, -1 for none."""

    row: Int64
    number: Int32


def assemble(data: OsmData, wanted: npt.NDArray[np.bool_]) -> Assembled:
    """Build the arrays of a network.

    Parameters
    ----------
    data
        As read; its counts of dropped and mended parts are added to.
    wanted
        Nodes inside the territory, shape (n,).

    Raises
    ------
    EmptyNetworkError
        No street is left.
    """
    if not data.nodes.present.any():
        raise EmptyNetworkError("no node of any street has a place: give an extract that holds the nodes of its ways")
    marked = np.searchsorted(data.nodes.osm_id, [junction.osm_node for junction in data.junctions]).astype(np.int32)
    streets = contract(data.ways, data.nodes, wanted, marked, data.dropped, data.mended)
    if len(streets.edges.way) == 0:
        raise EmptyNetworkError("no street is left inside the territory: give an extract that covers it")
    ways, edges = _keep_used_ways(data.ways, streets.edges)
    data.dropped["way_without_edge"] += len(data.ways.osm_id) - len(ways.osm_id)
    numbering = _number_nodes(data.nodes, edges)
    edges = _order_edges(edges, numbering)
    signed = mark_routes(data.routes, ways.osm_id)
    classes, forward, backward, transfer = build_classes(
        data.attributes, ways.attribute, signed.bits, signed.on_route, data.mended
    )
    code_class = np.stack([forward[edges.way], backward[edges.way]], axis=1).reshape(-1)
    split = _split(data, streets, edges, numbering, ways, _ridden(classes)[code_class])
    copies = split.origin
    strings = _pack_strings(data.strings)
    arrays: dict[str, Array] = {
        **_node_arrays(data.nodes, streets, numbering, split),
        **_edge_arrays(data.nodes, edges, copies),
        **_arc_arrays(edges, split, code_class, transfer, len(numbering.row)),
        "classes": classes,
        "way_osm_id": ways.osm_id,
        "way_name": ways.name,
        "way_ref": ways.ref_text,
        "way_route_first": signed.first,
        "way_route": signed.route,
        "way_duration_s": np.array([found.duration_s or 0 for found in data.attributes], np.uint32)[ways.attribute],
        **_tag_arrays(data, ways, wanted),
        "string_first": strings[0],
        "string_bytes": strings[1],
    }
    arrays["arc_length_mm"] = arrays["edge_length_mm"][arrays["arc_edge"] >> 1]
    conditions = {
        str(way): data.attributes[row].conditions
        for way, row in enumerate(ways.attribute.tolist())
        if data.attributes[row].conditions
    }
    return Assembled(
        arrays,
        signed.table,
        _list_junctions(data, streets, numbering, copies),
        conditions,
    )


def _keep_used_ways(ways: WayTable, edges: Edges) -> tuple[WayTable, Edges]:
    from graphs.osm.records import WayTable as Table

    used, position = np.unique(edges.way, return_inverse=True)
    kept = Table(
        ways.osm_id[used],
        np.empty(0, np.int64),
        np.empty(0, np.int32),
        ways.attribute[used],
        ways.name[used],
        ways.ref_text[used],
    )
    return kept, Edges(position.astype(np.int32), edges.tail, edges.head, edges.point_first, edges.point)


def _number_nodes(nodes: NodeTable, edges: Edges) -> _Numbering:
    rows = to_rising(np.concatenate([edges.tail, edges.head]))
    codes = morton_codes(nodes.lat_e7[rows], nodes.lon_e7[rows])
    rows = rows[np.argsort(codes, kind="stable")].astype(np.int64)
    number = np.full(len(nodes.osm_id), -1, np.int32)
    number[rows] = np.arange(len(rows), dtype=np.int32)
    return _Numbering(rows, number)


def _order_edges(edges: Edges, numbering: _Numbering) -> Edges:
    """Give the ends their numbers and put near edges near one another."""
    tail, head = numbering.number[edges.tail], numbering.number[edges.head]
    order = np.argsort(np.minimum(tail, head), kind="stable")
    counts = np.diff(edges.point_first)[order]
    points = edges.point[concatenate_ranges(edges.point_first[:-1][order], counts)]
    first = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    return Edges(edges.way[order], tail[order], head[order], first, points)


def _ridden(classes: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    return np.asarray((classes[:, [_COLUMNS["use_bike"], _COLUMNS["use_cargo"]]] == _RIDDEN).any(axis=1))


def _split(
    data: OsmData,
    streets: Streets,
    edges: Edges,
    numbering: _Numbering,
    ways: WayTable,
    ridden: npt.NDArray[np.bool_],
) -> Split:
    codes = Codes.of(edges.tail, edges.head, edges.way, ridden, len(numbering.row))
    via = np.unique(np.array([node for turn in data.turns for node in turn.via_nodes], np.int64))
    number = _find_nodes(via, data.nodes, streets, numbering)
    node_of = {int(node): int(found) for node, found in zip(via, number, strict=True) if found >= 0}
    return split_nodes(find_forbidden(data.turns, codes, ways.osm_id, node_of, data.dropped), codes)


def _find_nodes(osm_id: Int64, nodes: NodeTable, streets: Streets, numbering: _Numbering) -> Int32:
    """Find the numbers of original nodes by OSM id, -1 for those that the network does not have."""
    rows = np.minimum(np.searchsorted(nodes.osm_id, osm_id), len(nodes.osm_id) - 1)
    number = numbering.number[streets.same_as[rows]]
    return np.where(nodes.osm_id[rows] == osm_id, number, -1).astype(np.int32)


def _copy_counts(origin: Int32, count: int) -> Int64:
    """How often each original stands in the final order, its copies included."""
    return np.bincount(origin, minlength=count) + 1


def _final(number: Int32, origin: Int32) -> Int32:
    """Give the final numbers of originals, whose copies stand right behind them."""
    return (number + np.searchsorted(origin, number, side="left")).astype(np.int32)


def _node_arrays(nodes: NodeTable, streets: Streets, numbering: _Numbering, split: Split) -> dict[str, Array]:
    origin = split.origin
    counts = _copy_counts(origin, len(numbering.row))
    rows = np.repeat(numbering.row, counts)
    originals = _final(np.arange(len(numbering.row), dtype=np.int32), origin)
    only = np.zeros(len(rows), np.uint8)
    only[origin + 1 + np.arange(len(origin))] = split.only
    return {
        "node_lat_e7": nodes.lat_e7[rows],
        "node_lon_e7": nodes.lon_e7[rows],
        "node_osm_id": nodes.osm_id[rows],
        "node_origin": np.repeat(originals, counts),
        "node_only": only,
        "node_block": streets.block[rows],
        "node_delay_s": streets.delay_s[rows],
    }


def _edge_arrays(nodes: NodeTable, edges: Edges, origin: Int32) -> dict[str, Array]:
    """Arrays of the edges, one transfer per copy behind all streets."""
    copied = _final(origin, origin)
    lat_e7, lon_e7 = nodes.lat_e7[edges.point], nodes.lon_e7[edges.point]
    length_mm = measure_edges(edges.point_first, lat_e7, lon_e7)
    first_node = edges.point[edges.point_first[:-1]]
    place = np.empty(int(max(edges.tail.max(), edges.head.max())) + 1, np.int64)
    place[edges.tail] = first_node
    place[edges.head] = edges.point[edges.point_first[1:] - 1]
    twice = np.repeat(place[origin], 2)
    behind = edges.point_first[-1] + 2 * np.arange(1, len(origin) + 1, dtype=np.int64)
    return {
        "edge_tail": np.concatenate([_final(edges.tail, origin), copied]),
        "edge_head": np.concatenate([_final(edges.head, origin), copied]),
        "edge_length_mm": np.concatenate([length_mm, np.zeros(len(origin), np.uint32)]),
        "edge_way": np.concatenate([edges.way, np.full(len(origin), -1, np.int32)]),
        "point_first": np.concatenate([edges.point_first, behind]),
        "point_lat_e7": np.concatenate([lat_e7, nodes.lat_e7[twice]]),
        "point_lon_e7": np.concatenate([lon_e7, nodes.lon_e7[twice]]),
    }


def _arc_arrays(
    edges: Edges, split: Split, code_class: npt.NDArray[np.uint16], transfer: int, node_count: int
) -> dict[str, Array]:
    """Arcs by tail and code, and the arcs into each node."""
    origin = split.origin
    copies = len(origin)
    final = np.concatenate(
        [_final(np.arange(node_count, dtype=np.int32), origin), origin + 1 + np.arange(copies, dtype=np.int32)]
    ).astype(np.int32)
    transfer_codes = 2 * (len(edges.way) + np.arange(copies, dtype=np.int32))
    tail = final[np.concatenate([split.arc_tail, node_count + np.arange(copies)])]
    head = final[np.concatenate([split.arc_head, origin])]
    code = np.concatenate([split.arc_code, transfer_codes]).astype(np.int32)
    row = np.concatenate([code_class[split.arc_code], np.full(copies, transfer, np.uint16)])
    order = np.lexsort((code, tail))
    tail, head = tail[order], head[order]
    total = node_count + copies
    in_arc = np.argsort(head, kind="stable").astype(np.int32)
    return {
        "arc_first": _first_of(tail, total),
        "arc_tail": tail,
        "arc_head": head,
        "arc_edge": code[order],
        "arc_class": row[order].astype(np.uint16),
        "in_first": _first_of(head, total),
        "in_arc": in_arc,
    }


def _first_of(node: Int32, count: int) -> Int32:
    return np.concatenate([np.zeros(1, np.int32), np.cumsum(np.bincount(node, minlength=count))]).astype(np.int32)


def _tag_arrays(data: OsmData, ways: WayTable, wanted: npt.NDArray[np.bool_]) -> dict[str, Array]:
    """Tags of the ways, and those ways that nobody may use, as far as they lie inside; what leaves is left out."""
    used, row = np.unique(ways.attribute, return_inverse=True)
    dormant = data.dormant
    inside = np.minimum.reduceat(wanted[dormant.ref], dormant.ref_first[:-1]) if len(dormant.ref) else wanted[:0]
    chosen = np.flatnonzero(inside)
    counts = np.diff(dormant.ref_first)[chosen]
    nodes = dormant.ref[concatenate_ranges(dormant.ref_first[:-1][chosen], counts)]
    other, other_row = np.unique(dormant.attribute[chosen], return_inverse=True)
    texts = [*(data.tags[number] for number in used), *(data.dormant_tags[number] for number in other)]
    first, content = _pack_strings(texts)
    return {
        "way_tags": row.astype(np.int32),
        "tags_first": first,
        "tags_bytes": content,
        "dormant_osm_id": dormant.osm_id[chosen],
        "dormant_name": dormant.name[chosen],
        "dormant_first": np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)]),
        "dormant_lat_e7": data.nodes.lat_e7[nodes],
        "dormant_lon_e7": data.nodes.lon_e7[nodes],
        "dormant_tags": (other_row + len(used)).astype(np.int32),
    }


def _pack_strings(strings: list[str]) -> tuple[Int64, npt.NDArray[np.uint8]]:
    encoded = [text.encode("utf-8") for text in strings]
    first = np.concatenate([np.zeros(1, np.int64), np.cumsum([len(text) for text in encoded], dtype=np.int64)])
    return first, np.frombuffer(b"".join(encoded), np.uint8)


def _list_junctions(data: OsmData, streets: Streets, numbering: _Numbering, origin: Int32) -> list[dict[str, Any]]:
    osm_id = np.array([junction.osm_node for junction in data.junctions], np.int64)
    if len(osm_id) == 0:
        return []
    number = _find_nodes(osm_id, data.nodes, streets, numbering)
    return [
        {"node": int(node), "kind": junction.kind, "ref": junction.ref, "network": junction.network}
        for junction, found, node in zip(data.junctions, number, _final(number, origin), strict=True)
        if found >= 0
    ]
