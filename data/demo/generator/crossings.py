"""Bridges, tunnels and level crossings, and the mending of what must not be on a map."""

from collections import Counter, defaultdict
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from data.demo.generator.frame import BARRIERS, NETWORK, Tags
from data.demo.generator.plane import Plane, Way

_BRIDGE, _TUNNEL = {"bridge": "yes", "layer": "1"}, {"tunnel": "yes", "layer": "-1"}


def cross_barriers(plane: Plane) -> None:
    """Lift ways over water, rails and motorways, or let them meet rails in a level crossing."""
    hard = {n: way for way in plane.ways if way.kind in BARRIERS for n in way.nodes}
    every = Counter(n for way in plane.network() for n in way.nodes)
    ends = Counter(n for way in plane.network() for n in (way.nodes[0], way.nodes[-1]) if n in hard)
    twin: dict[int, int] = {}
    out = []
    for way in plane.ways:
        if way.kind not in NETWORK or not any(n in hard for n in way.nodes):
            out.append(way)
            continue
        for end in (0, -1):  # a way that ends on a barrier stops at its last junction before it
            if way.nodes and every[way.nodes[end]] == ends[way.nodes[end]] == 1:
                way.nodes.pop(end)
                while way.nodes and every[way.nodes[end]] == 1:
                    way.nodes.pop(end)
        out += _lift(plane, way, hard, twin) if way.nodes else []
    plane.ways = _merge([way for way in out if len(way.nodes) > 1], set(twin.values()))


def _merge(ways: list[Way], middles: set[int]) -> list[Way]:
    """Return the ways with the two halves of every bridge, tunnel and ferry joined."""
    halves: defaultdict[int, list[Way]] = defaultdict(list)
    for way in ways:
        for n in {way.nodes[0], way.nodes[-1]} & middles:
            halves[n].append(way)
    for n in sorted(halves):
        if len(halves[n]) == 2 and halves[n][0] is not halves[n][1] and halves[n][0].tags == halves[n][1].tags:
            a, b = halves[n]
            front = a.nodes if a.nodes[-1] == n else a.nodes[::-1]
            back = b.nodes if b.nodes[0] == n else b.nodes[::-1]
            a.nodes, b.nodes = front + back[1:], []
            for end in (back[-1],) if back[-1] in halves else ():
                halves[end] = [a if way is b else way for way in halves[end]]
    return [way for way in ways if way.nodes]


def _lift(plane: Plane, way: Way, hard: dict[int, Way], twin: dict[int, int]) -> list[Way]:
    """Return the way in parts: plain ones and bridges or tunnels, which have nodes of their own over the barrier."""
    how = {n: _structure(way, hard[n], n) for n in way.nodes if n in hard}
    for n, (tags, _) in how.items():
        if not tags:
            plane.node_tags.setdefault(n, {"railway": "level_crossing" if way.kind == "road" else "crossing"})
        elif n not in twin:
            twin[n] = plane.add_node(*plane.points[n])
    place = {n: twin[n] if n in how and how[n][0] else n for n in way.nodes}
    segments: list[tuple[int, int, Tags]] = []
    for a, b in pairwise(way.nodes):
        (tags_a, reach_a), (tags_b, reach_b) = how.get(a, ({}, 0.0)), how.get(b, ({}, 0.0))
        stops = [(place[a], tags_a)]
        length = plane.far(a, b)
        if tags_a and length > 1.35 * reach_a + reach_b:
            stops.append((plane.node_towards(a, b, reach_a), {}))
        if tags_b and length > reach_a + 1.35 * reach_b:
            stops.append((plane.node_towards(b, a, reach_b), tags_b))
        elif tags_b:
            stops[-1] = (stops[-1][0], tags_b)
        stops.append((place[b], {}))
        segments += [(m, n, tags) for (m, tags), (n, _) in pairwise(stops)]
    parts: list[Way] = []
    for a, b, tags in segments:
        if parts and parts[-1].tags == {**way.tags, **tags}:
            parts[-1].nodes.append(b)
        else:
            parts.append(Way([a, b], way.kind, way.highway, {**way.tags, **tags}))
    return parts


def _structure(way: Way, barrier: Way, node: int) -> tuple[Tags, float]:
    """Return the tags of the structure and how far it reaches to each side; no tags for a level crossing or a ferry."""
    soft = way.kind in {"towpath", "greenway"} or way.highway in {"cycleway", "footway"}
    if barrier.kind == "motorway":
        return (_TUNNEL if soft else _BRIDGE), 20.0
    if barrier.kind == "canal":
        return _BRIDGE, float(barrier.tags["width"]) / 2 + 3
    if soft:
        return (_TUNNEL if node % 3 else _BRIDGE), 16.0
    return (_BRIDGE, 20.0) if way.highway in {"primary", "secondary"} or node % 5 == 0 else ({}, 0.0)


def find_parts(plane: Plane, ways: list[Way], one_way: set[int]) -> NDArray[np.int32]:
    """Return for every node the strongly connected part that it is in; ``one_way`` are ids of ways."""
    pairs = [pair for way in ways for pair in pairwise(way.nodes)]
    pairs += [(b, a) for way in ways if id(way) not in one_way for a, b in pairwise(way.nodes)]
    graph = coo_matrix((np.ones(len(pairs)), np.array(pairs).T), shape=(len(plane.points),) * 2)
    return connected_components(graph, directed=True, connection="strong")[1]


def keep_main_part(plane: Plane) -> None:
    """Leave out ways that are not joined to the rest."""
    part = find_parts(plane, plane.network(), set())
    main = np.bincount([part[way.nodes[0]] for way in plane.network()]).argmax()
    plane.ways = [way for way in plane.ways if way.kind not in NETWORK or part[way.nodes[0]] == main]


def tidy(plane: Plane, least_m: float = 3.2) -> None:
    """Drop vertices that bend nothing, then join nodes that are nearly one."""
    uses = Counter(n for way in plane.ways for n in way.nodes)
    for way in plane.ways:
        kept = way.nodes[:1]
        for n, after in pairwise(way.nodes[1:]):
            (ax, ay), (x, y), (bx, by) = (plane.points[k] for k in (kept[-1], n, after))
            off = abs((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / max(1.0, plane.far(kept[-1], after))
            near = min(plane.far(kept[-1], n), plane.far(n, after)) < least_m
            if n in plane.node_tags or uses[n] > 1 or (off > 1.2 and not near):
                kept.append(n)
        way.nodes = [*kept, way.nodes[-1]]
    while True:
        short = [pair for way in plane.network() for pair in pairwise(way.nodes) if plane.far(*pair) < least_m]
        joined: dict[int, int] = {}
        for a, b in short:
            if a not in joined.values() and b not in joined.values() and a not in joined and b not in joined:
                joined[max(a, b)] = min(a, b)
        if not joined:
            break
        for way in plane.ways:
            nodes = [joined.get(n, n) for n in way.nodes]
            way.nodes = [n for k, n in enumerate(nodes) if not k or nodes[k - 1] != n]
        for gone, left in joined.items():
            plane.node_tags.setdefault(left, {}).update(plane.node_tags.pop(gone, {}))
        plane.ways = [way for way in plane.ways if len(way.nodes) > 1]


def drop_doubles(plane: Plane) -> None:
    """Leave out ways that run over others only, where two have become one."""
    seen: set[tuple[int, int]] = set()
    for way in plane.network():
        pairs = {(min(pair), max(pair)) for pair in pairwise(way.nodes)}
        way.nodes = [] if pairs <= seen else way.nodes
        seen |= pairs
    plane.ways = [way for way in plane.ways if way.nodes]
