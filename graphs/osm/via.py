"""Find the arcs that a turn restriction speaks of."""

from __future__ import annotations

from collections import defaultdict, deque
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from graphs.osm.records import TurnRelation
    from graphs.osm.turns import Codes

__all__ = ["AMBIGUOUS", "MISSING", "ViaFinder"]

MISSING = "restriction_member_missing"
AMBIGUOUS = "restriction_ambiguous"
_LONGEST_VIA = 64


class ViaFinder:
    """Looks up codes by way and node.

    Parameters
    ----------
    codes
        Arc codes of the network.
    way_ids
        OSM ids of the ways, rising (W,).
    node_of
        Node of the network by OSM id.
    """

    def __init__(self, codes: Codes, way_ids: npt.NDArray[np.int64], node_of: dict[int, int]) -> None:
        self._codes = codes
        self._way_ids = way_ids
        self._node_of = node_of
        self._order = np.argsort(codes.way, kind="stable")
        self._first = np.searchsorted(codes.way[self._order], np.arange(len(way_ids) + 1))

    def find(self, turn: TurnRelation, start: int, end: int) -> tuple[int, ...] | str:
        """Codes from the way `start` over the via to the way `end`, or the reason why they cannot be told."""
        into, out = self._list_codes(start), self._list_codes(end)
        if not into or not out:
            return MISSING
        if turn.via_ways:
            return self._find_over_ways(turn.via_ways, into, out)
        if len(turn.via_nodes) != 1:
            return AMBIGUOUS
        node = self._node_of.get(turn.via_nodes[0])
        if node is None:
            return MISSING
        first = self._choose([code for code in into if self._codes.head[code] == node])
        last = self._choose([code for code in out if self._codes.tail[code] == node])
        if first is None or last is None:
            return AMBIGUOUS
        return first, last

    def _list_codes(self, way_id: int) -> list[int]:
        row = int(np.searchsorted(self._way_ids, way_id))
        if row == len(self._way_ids) or self._way_ids[row] != way_id:
            return []
        edges = self._order[self._first[row] : self._first[row + 1]].tolist()
        return [2 * edge + direction for edge in edges for direction in (0, 1)]

    def _choose(self, candidates: list[int]) -> int | None:
        """Give the one candidate, or the one that may be ridden."""
        if len(candidates) > 1:
            candidates = [code for code in candidates if self._codes.ridden[code]]
        return candidates[0] if len(candidates) == 1 else None

    def _find_over_ways(self, via_ways: tuple[int, ...], into: list[int], out: list[int]) -> tuple[int, ...] | str:
        parts = [self._list_codes(way) for way in via_ways]
        if not all(parts):
            return MISSING
        steps = [code for part in parts for code in part]
        nodes = {int(self._codes.tail[code]) for code in steps}
        first = self._choose([code for code in into if int(self._codes.head[code]) in nodes])
        last = self._choose([code for code in out if int(self._codes.tail[code]) in nodes])
        if first is None or last is None:
            return AMBIGUOUS
        between = self._walk(int(self._codes.head[first]), int(self._codes.tail[last]), steps)
        if between is None:
            return AMBIGUOUS
        return first, *between, last

    def _walk(self, start: int, end: int, steps: list[int]) -> list[int] | None:
        """Fewest codes from one node to another among `steps`; None where there are none or too many."""
        leaving = defaultdict(list)
        for code in steps:
            leaving[int(self._codes.tail[code])].append(code)
        reached: dict[int, list[int]] = {start: []}
        queue = deque([start])
        while queue:
            node = queue.popleft()
            if node == end:
                break
            for code in leaving[node]:
                head = int(self._codes.head[code])
                if head not in reached:
                    reached[head] = [*reached[node], code]
                    queue.append(head)
        path = reached.get(end)
        return path if path and len(path) <= _LONGEST_VIA else None
