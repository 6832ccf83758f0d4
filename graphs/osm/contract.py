"""Cut ways into edges: stretches of one way between two nodes of the network, with all their points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from graphs.osm.records import to_rising

if TYPE_CHECKING:
    from collections import Counter

    from graphs.osm.records import NodeTable, WayTable

__all__ = ["Edges", "Streets", "concatenate_ranges", "contract"]

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]
Bool = npt.NDArray[np.bool_]

_JUNCTION_USES = 2
_HALF_TURN_E7 = 1_800_000_000


@dataclass(frozen=True, slots=True)
class Edges:
    """E edges: row of their way, rows of the node table at both ends, and at all P points."""

    way: Int32
    tail: Int32
    head: Int32
    point_first: Int64
    point: Int32


@dataclass(frozen=True, slots=True)
class Streets:
    """Edges and the nodes as they were merged: `same_as` gives the row that stands for each row of the node table."""

    edges: Edges
    same_as: Int32
    block: npt.NDArray[np.uint8]
    delay_s: npt.NDArray[np.uint8]


def contract(
    ways: WayTable, nodes: NodeTable, wanted: Bool, marked: Int32, dropped: Counter[str], mended: Counter[str]
) -> Streets:
    """Cut every way at its ends, at junctions, at barriers and at marked nodes.

    A way is left out around nodes that are not `wanted`, and cut where it crosses the antimeridian, beyond which the
    plane of searches and indices does not reach. Neighbours on a way that lie at the same place become one node, so
    that no edge is without length.

    Parameters
    ----------
    ways, nodes
        As read.
    wanted
        Shape (n,): nodes with a known place inside the territory.
    marked
        Rows of nodes that must end an edge.
    dropped, mended
        Counts by reason, added to.
    """
    same_as = _merge_coincident(ways, nodes, wanted, mended)
    block, delay_s = _merge_barriers(nodes, same_as)
    node = same_as[ways.ref]
    way = np.repeat(np.arange(len(ways.osm_id), dtype=np.int32), np.diff(ways.ref_first))
    starts = np.zeros(len(node), bool)
    starts[ways.ref_first[:-1]] = True
    kept = wanted[node]
    dropped["way_cut"] += len(to_rising(way[~kept]))
    starts[1:] |= ~kept[:-1]
    far = np.abs(np.diff(nodes.lon_e7[node].astype(np.int64))) > _HALF_TURN_E7
    dropped["segment_over_antimeridian"] += int((far & ~starts[1:]).sum())
    starts[1:] |= far
    part = np.cumsum(starts, dtype=np.int32)[kept]
    node, way = node[kept], way[kept]
    repeated = np.zeros(len(node), bool)
    repeated[1:] = (node[1:] == node[:-1]) & (part[1:] == part[:-1])
    mended["repeated_node"] += int(repeated.sum())
    node, way, part = node[~repeated], way[~repeated], part[~repeated]
    sizes = np.bincount(part, minlength=1)
    alone = sizes[part] < 2  # noqa: PLR2004
    dropped["part_of_one_node"] += int(alone.sum())
    node, way, part = node[~alone], way[~alone], part[~alone]
    ends = _list_ends(node, part, np.flatnonzero((block > 0) | delay_s.any(axis=1)), same_as[marked], len(same_as))
    return Streets(_cut(node, way, part, ends), same_as, block, delay_s)


def _list_ends(node: Int32, part: Int32, barriers: Int64, marked: Int32, count: int) -> Int64:
    """Positions in the streams of nodes (n,) and parts (n,) where edges end."""
    if len(node) == 0:
        return np.empty(0, np.int64)
    edge_of_part = np.ones(len(node), bool)
    edge_of_part[1:-1] = (part[1:-1] != part[:-2]) | (part[1:-1] != part[2:])
    in_network = np.bincount(node, minlength=count) >= _JUNCTION_USES
    in_network[node[edge_of_part]] = True
    in_network[barriers] = True
    in_network[marked] = True
    return np.flatnonzero(in_network[node])


def _cut(node: Int32, way: Int32, part: Int32, ends: Int64) -> Edges:
    joined = part[ends[1:]] == part[ends[:-1]]
    first, last = ends[:-1][joined], ends[1:][joined]
    counts = last - first + 1
    point_first = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    return Edges(way[first], node[first], node[last], point_first, node[concatenate_ranges(first, counts)])


def concatenate_ranges(first: Int64, counts: Int64) -> Int64:
    """List the indices `first[i]`, `first[i] + 1`, ... of `counts[i]` each, one range after the other."""
    offsets = np.cumsum(counts) - counts
    return np.repeat(first - offsets, counts) + np.arange(int(counts.sum()))


def _merge_coincident(ways: WayTable, nodes: NodeTable, wanted: Bool, mended: Counter[str]) -> Int32:
    """Row that stands for each node: the lowest of those that follow one another on a way at the same place."""
    before, after = ways.ref[:-1], ways.ref[1:]
    together = (
        (before != after)
        & (nodes.lat_e7[before] == nodes.lat_e7[after])
        & (nodes.lon_e7[before] == nodes.lon_e7[after])
        & wanted[before]
        & wanted[after]
    )
    together[ways.ref_first[1:-1] - 1] = False
    same_as = np.arange(len(nodes.osm_id), dtype=np.int32)
    if not together.any():
        return same_as
    rows, positions = np.unique(np.concatenate([before[together], after[together]]), return_inverse=True)
    half = len(positions) // 2
    pairs = coo_array((np.ones(half, np.int8), (positions[:half], positions[half:])), shape=(len(rows), len(rows)))
    count, label = connected_components(pairs, directed=False)
    lowest = np.full(count, len(same_as), np.int32)
    np.minimum.at(lowest, label, rows)
    same_as[rows] = lowest[label]
    mended["coincident_node"] += len(rows) - count
    return same_as


def _merge_barriers(nodes: NodeTable, same_as: Int32) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    moved = np.flatnonzero(same_as != np.arange(len(same_as)))
    block, delay_s = nodes.block.copy(), nodes.delay_s.copy()
    np.bitwise_or.at(block, same_as[moved], nodes.block[moved])
    np.maximum.at(delay_s, same_as[moved], nodes.delay_s[moved])
    block[moved] = 0
    delay_s[moved] = 0
    return block, delay_s
