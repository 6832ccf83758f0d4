"""Ways inside stations: how long it takes from one platform to another by the corridors, stairs and lifts of a feed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from graphs.transit.feed_rules import ChangeRule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphs.transit.faults import FaultLog
    from graphs.transit.tables import FeedTables

__all__ = ["read_station_ways"]

_TABLE = "pathways.txt"
_BOARDING_AREA, _PLATFORM = "4", frozenset({"", "0"})
_SPEED_M_S = 1.1
_STEP_S = 0.6
_USUAL_S = {"1": 30.0, "2": 30.0, "3": 30.0, "4": 30.0, "5": 60.0, "6": 10.0, "7": 10.0}
"""Seconds by mode where the feed gives neither a time, nor a length, nor a number of steps."""
_LONGEST_S = 3600.0
_LEAST_S = 60
"""To leave one vehicle and find the other takes this long however near they stand."""


def read_station_ways(tables: FeedTables, stops: Mapping[str, int], faults: FaultLog) -> tuple[ChangeRule, ...]:
    """Read pathways.txt and give the quickest ways from platform to platform.

    Ways lead over entrances, corridors and boarding areas; a boarding area is part of its platform. Platforms that no
    way joins get no rule.

    Parameters
    ----------
    tables
        The feed.
    stops
        Rows of stations and platforms by id.
    faults
        Takes what was left out.
    """
    if not tables.has(_TABLE):
        return ()
    rows = [(row.get("stop_id", ""), row) for row in tables.read("stops.txt")]
    kinds = {stop_id: row.get("location_type", "") for stop_id, row in rows}
    parents = {stop_id: row.get("parent_station", "") for stop_id, row in rows if kinds[stop_id] == _BOARDING_AREA}
    ways: dict[tuple[str, str], float] = {}
    for number, row in enumerate(tables.read(_TABLE), start=2):
        first, last = (_name_node(row.get(f"{end}_stop_id", ""), parents) for end in ("from", "to"))
        seconds = _find_seconds(row)
        if first not in kinds or last not in kinds or first == last or seconds is None:
            faults.refuse(_TABLE, number, "bad_way")
            continue
        both = row.get("is_bidirectional", "") == "1"
        for pair in ((first, last), (last, first))[: 1 + both]:
            ways[pair] = min(seconds, ways.get(pair, math.inf))
    platforms = {stop_id: stops[stop_id] for stop_id, kind in kinds.items() if kind in _PLATFORM and stop_id in stops}
    return _join_platforms(ways, platforms)


def _name_node(stop_id: str, parents: Mapping[str, str]) -> str:
    return parents.get(stop_id) or stop_id


def _find_seconds(row: Mapping[str, str]) -> float | None:
    """Give the time that a way takes, None where the row makes no sense."""
    mode = row.get("pathway_mode", "")
    if mode not in _USUAL_S:
        return None
    known = [
        (row.get("traversal_time", ""), 1.0),
        (row.get("length", ""), 1.0 / _SPEED_M_S),
        (row.get("stair_count", "").removeprefix("-"), _STEP_S),
    ]
    for text, factor in known:
        if not text:
            continue
        try:
            seconds = float(text) * factor
        except ValueError:
            return None
        if not 0.0 <= seconds <= _LONGEST_S:
            return None
        if seconds > 0.0:
            return seconds
    return _USUAL_S[mode]


def _join_platforms(ways: Mapping[tuple[str, str], float], rows: Mapping[str, int]) -> tuple[ChangeRule, ...]:
    """Give a rule for every pair of platforms that the ways join, by the quickest of them."""
    names = sorted({name for pair in ways for name in pair})
    index = {name: place for place, name in enumerate(names)}
    platforms = [name for name in names if name in rows]
    if len(platforms) < 2:  # noqa: PLR2004 - from one to another
        return ()
    ends = np.array([[index[first], index[last]] for first, last in ways])
    weights = csr_array((list(ways.values()), (ends[:, 0], ends[:, 1])), shape=(len(names), len(names)))
    rules = []
    for platform in platforms:
        seconds = dijkstra(weights, indices=[index[platform]], limit=_LONGEST_S)[0]
        for other in platforms:
            reached = float(seconds[index[other]])
            if other != platform and math.isfinite(reached):
                rules.append(ChangeRule(rows[platform], rows[other], max(_LEAST_S, math.ceil(reached)), indoors=True))
    return tuple(rules)
