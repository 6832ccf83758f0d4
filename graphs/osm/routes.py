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
    """Routes of W ways: `route[first[w]:first[w + 1]]` are rows of `table`; `bits` joins their kinds.

    `on_route` also holds for routes of no kind.
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
    bits, on_route = np.zeros(count, np.uint8), np.zeros(count, bool)
    table: list[dict[str, Any]] = []
    ways, rows = [np.empty(0, np.int64)], [np.empty(0, np.int32)]
    for route in routes:
        found = _find_ways(route, way_ids)
        if len(found) == 0:
            continue
        on_route[found] = True
        bits[found] |= np.uint8(route.kind)
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


def _find_ways(route: SignedRoute, way_ids: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    wanted = np.unique(np.array(route.ways, np.int64))
    rows = np.minimum(np.searchsorted(way_ids, wanted), len(way_ids) - 1)
    return np.asarray(rows[way_ids[rows] == wanted], np.int64)
