"""Bridges, tunnels and level crossings; which parts of the network hang together."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from data.demo.generator.facts import CHOICES
from data.demo.generator.frame import BARRIERS, NETWORK, Tags
from data.demo.generator.plane import Plane, Way


def cross_barriers(plane: Plane) -> None:
    """Lift ways over water, rails and motorways, or let them meet rails in a level crossing."""
    hard = {n: way for way in plane.ways if way.kind in BARRIERS for n in way.nodes}
    twin: dict[int, int] = {}
    parts = [_lift(plane, way, hard, twin) if way.kind in NETWORK else [way] for way in plane.ways]
    plane.ways = [part for way in parts for part in way]


def _lift(plane: Plane, way: Way, hard: dict[int, Way], twin: dict[int, int]) -> list[Way]:
    """Return the way in parts: plain ones and bridges or tunnels, which have nodes of their own over the barrier."""
    parts, nodes, lead = list[Way](), list[tuple[int, Tags]](), Tags()  # nodes with the structure that leads there
    for before, n, after in zip([-1, *way.nodes], way.nodes, [*way.nodes[1:], -1], strict=False):
        tags, reach = _structure(way, hard[n], n) if n in hard else ({}, 0.0)
        if not tags:
            if n in hard and way.kind != "ferry":
                plane.node_tags.setdefault(n, {"railway": "level_crossing" if way.kind == "road" else "crossing"})
            nodes.append((n, lead))
            lead = tags
            continue
        heads = [k >= 0 and plane.far(n, k) > 2.3 * reach for k in (before, after)]
        if heads[0]:
            nodes.append((plane.node_towards(n, before, reach), lead))
        if n not in twin:
            twin[n] = plane.add_node(*plane.points[n])
        nodes.append((twin[n], tags))
        if heads[1]:
            nodes.append((plane.node_towards(n, after, reach), tags))
        lead = {} if heads[1] else tags
    for (a, _), (b, tags) in pairwise(nodes):
        if parts and parts[-1].tags == {**way.tags, **tags}:
            parts[-1].nodes.append(b)
        else:
            parts.append(Way([a, b], way.kind, way.highway, {**way.tags, **tags}))
    return parts


def _structure(way: Way, barrier: Way, node: int) -> tuple[Tags, float]:
    """Return the tags of the structure and how far it reaches to each side; no tags for a level crossing or a ferry."""
    soft = way.kind in {"towpath", "greenway"} or way.highway in {"cycleway", "footway"}
    structure = "" if way.kind == "ferry" else CHOICES["structures"][barrier.kind][soft]
    if barrier.kind == "rail" and (way.highway in {"primary", "secondary"} or node % 5 == 0):
        structure = "bridge"
    tags = {structure: "yes", "layer": "1" if structure == "bridge" else "-1"} if structure else {}
    return tags, float(barrier.tags["width"]) / 2 + 3 if barrier.kind == "canal" else 18.0


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
