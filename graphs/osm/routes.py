"""Which signposted routes run on which ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from graphs.attributes import RouteKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphs.osm.records import SignedRoute

__all__ = ["WayRoutes", "mark_routes"]


@dataclass(frozen=True, slots=True)
class WayRoutes:
    """Routes of W ways: `route[first[w]:first[w + 1]]` are rows of `table`.

    `bits` (W, 2) joins the kinds of those that take the way along its nodes and against them. `on_route` holds for
    either direction and also for routes of no kind.
    """

    first: npt.NDArray[np.int32]
    route: npt.NDArray[np.int32]
    bits: npt.NDArray[np.uint8]
    on_route: npt.NDArray[np.bool_]
    table: list[dict[str, Any]]


def mark_routes(routes: Sequence[SignedRoute], way_ids: npt.NDArray[np.int64]) -> WayRoutes:
    """Join routes to ways.

    Parameters
    ----------
    routes
        Those of kind NONE make a street pleasant and are not listed.
    way_ids
        OSM ids of the ways, rising (W,).
    """
    count = len(way_ids)
    bits, on_route = np.zeros((count, 2), np.uint8), np.zeros(count, bool)
    table: list[dict[str, Any]] = []
    ways, rows = [np.empty(0, np.int64)], [np.empty(0, np.int32)]
    for route in routes:
        found, sides = _find_ways(route, way_ids)
        if len(found) == 0:
            continue
        on_route[found] = True
        bits[found] |= np.where(sides, np.uint8(route.kind), np.uint8(0))
        if route.kind is RouteKind.NONE:
            continue
        ways.append(found)
        rows.append(np.full(len(found), len(table), np.int32))
        table.append(
            {
                "id": route.osm_id,
                "name": route.name,
                "ref": route.ref,
                "kind": int(route.kind),
                "network": route.network,
                "node_network": route.node_network,
            }
        )
    way, row = np.concatenate(ways), np.concatenate(rows)
    order = np.lexsort((row, way))
    first = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.bincount(way, minlength=count))]).astype(np.int32)
    return WayRoutes(first, row[order], bits, on_route, table)


def _find_ways(
    route: SignedRoute, way_ids: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Rows of the ways of a route (n,), rising, and whether it takes them along and against their nodes (n, 2)."""
    wanted = np.array(sorted(route.ways), np.int64)
    rows = np.minimum(np.searchsorted(way_ids, wanted), len(way_ids) - 1)
    there = way_ids[rows] == wanted
    sides = np.array([route.ways[way] for way in wanted[there].tolist()], bool).reshape(-1, 2)
    return np.asarray(rows[there], np.int64), sides
