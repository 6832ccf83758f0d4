"""Signposted routes and networks of numbered junctions, laid along quiet ways as relations without gaps."""

import math
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import Delaunay, cKDTree

from data.demo.generator.facts import CHOICES, read_sketch
from data.demo.generator.frame import Points, Random, Settlement, Tags
from data.demo.generator.plane import Plane, Way
from data.demo.generator.rules import Rules

SPACING_M = {"rcn": 3000.0, "rwn": 1400.0}
_ROUTE = {"bike": "bicycle", "foot": "hiking"}


class Streets:
    """The ways as a graph, with what a metre costs by bike and on foot."""

    def __init__(self, plane: Plane) -> None:
        segments, costs = [], []
        for way in plane.network():
            if way.kind != "ferry" and "access" not in way.tags and "noexit" not in way.tags:
                for a, b in pairwise(way.nodes):
                    segments.append((a, b))
                    costs.append([plane.far(a, b) * cost for cost in (1.0, *_taste(way))])
        shut = [n for n, tags in plane.node_tags.items() if "barrier" in tags and tags.get("bicycle") != "yes"]
        self.at = np.array(plane.points)
        self.segments, self.costs = np.array(segments), np.array(costs)
        self.costs[np.isin(self.segments, shut).any(1), 1:] *= 30
        self.degree = np.bincount(self.segments.ravel(), minlength=len(self.at))
        self.junctions = np.flatnonzero(self.degree > 2)
        self.tree = cKDTree(self.at[self.junctions])
        a, b = self.segments.T
        both = (np.r_[a, b], np.r_[b, a])
        self.graphs = {
            m: csr_matrix((np.tile(self.costs[:, k], 2), both), shape=(len(self.at),) * 2)
            for k, m in ((1, "bike"), (2, "foot"))
        }

    def search(self, start: int, mode: str, limit: float) -> NDArray[np.int32]:
        """Return for every node within a limit the node before it on the most pleasant way from a start."""
        graph = self.graphs[mode]
        return dijkstra(graph, directed=True, indices=np.array(start), return_predecessors=True, limit=limit)[1]

    @staticmethod
    def trace(before: NDArray[np.int32], a: int, b: int) -> list[int]:
        """Return the nodes from ``a`` to ``b`` in a tree of predecessors."""
        path = [b]
        while path[-1] != a:
            path.append(int(before[path[-1]]))
            if path[-1] < 0:
                return []
        return path[::-1]


def _taste(way: Way) -> tuple[float, float]:
    if way.tags.get("bicycle") == "designated":
        return 0.5, 0.55
    bike, foot = CHOICES["taste"][way.highway]
    one_way = "oneway" in way.tags and way.tags.get("oneway:bicycle") != "no"
    return (8.0 if one_way or way.tags.get("bicycle") in {"no", "dismount"} else bike), foot


def add_routes(plane: Plane, towns: list[Settlement], rules: Rules, rng: Random) -> None:
    """Add long routes, loops, and numbered junctions for bicycles (rcn) and walkers (rwn)."""
    streets, at = Streets(plane), {town.name: np.array([town.x, town.y]) for town in towns}
    plan = read_sketch("routes")
    for route in plan["route"]:
        tags = {"name": route["name"], "ref": route["ref"], "network": route["network"]}
        _add(plane, _through(streets, [at[name] for name in route["via"]], "bike"), "bike", tags)
    for loop in plan["loop"]:
        turns = rng.uniform(0, 6) + np.arange(6) * math.pi / 3
        radii = loop["radius_m"] * rng.uniform(0.85, 1.1, (6, 1))
        points = at[loop["town"]] + radii * np.c_[np.cos(turns), np.sin(turns)]
        tags = {"name": loop["name"], "network": "lcn" if loop["mode"] == "bike" else "lwn", "roundtrip": "yes"}
        _add(plane, _through(streets, [*points, points[0]], loop["mode"]), loop["mode"], tags)
    _add_junctions(plane, streets, rules, "rcn", "bike", rng)
    _add_junctions(plane, streets, rules, "rwn", "foot", rng)


def _through(streets: Streets, points: list[Points], mode: str) -> list[int]:
    """Return the way through the junctions nearest to points, without going out and straight back anywhere."""
    stops = [int(streets.junctions[streets.tree.query(p)[1]]) for p in points]
    path = stops[:1]
    for stop in stops[1:]:
        limit = 3.2 * math.dist(streets.at[path[-1]], streets.at[stop]) + 3000
        for n in streets.trace(streets.search(path[-1], mode, limit), path[-1], stop)[1:]:
            if len(path) > 1 and path[-2] == n:
                path.pop()
            else:
                path.append(n)
    return path


def _add(plane: Plane, path: list[int], mode: str, tags: Tags) -> None:
    plane.relations.append(
        ([("w", pair, "") for pair in pairwise(path)], {"type": "route", "route": _ROUTE[mode], **tags})
    )


def _add_junctions(plane: Plane, streets: Streets, rules: Rules, prefix: str, mode: str, rng: Random) -> None:
    """Join quiet junctions, well apart, by the quietest ways between neighbours, and number them 1 to 99."""
    picked = _pick_junctions(streets, rules, mode, SPACING_M[prefix], rng)
    p, spacing = streets.at[picked], SPACING_M[prefix]
    tree, number = cKDTree(p), dict[int, int]()
    for a in range(len(p)):
        taken = {number.get(b, 0) for b in tree.query_ball_point(p[a], 4.5 * spacing)}
        number[a] = int(rng.choice([k for k in range(1, 100) if k not in taken] or [99]))
    triangles = Delaunay(p).simplices.tolist()
    used, others, start = set(), set(picked), -1
    for a, b in sorted({(min(s[k], s[k - 1]), max(s[k], s[k - 1])) for s in triangles for k in range(3)}):
        d = math.dist(p[a], p[b])
        if d > 2.4 * spacing or set(tree.query_ball_point((p[a] + p[b]) / 2, 0.5 * d)) - {a, b}:
            continue
        if start != a:
            start, before = a, streets.search(picked[a], mode, 4 * spacing)
        path = streets.trace(before, picked[a], picked[b])
        length = np.hypot(*np.diff(streets.at[path], axis=0).T).sum() if path else math.inf
        if length < 2.2 * d and not others & set(path[1:-1]):
            _add(
                plane,
                path,
                mode,
                {"network": prefix, "network:type": "node_network", "ref": f"{number[a]}-{number[b]}"},
            )
            used |= {a, b}
    for a in sorted(used):
        plane.node_tags.setdefault(picked[a], {}).update(
            {f"{prefix}_ref": str(number[a]), "network:type": "node_network"}
        )


def _pick_junctions(streets: Streets, rules: Rules, mode: str, spacing: float, rng: Random) -> list[int]:
    """Return junctions a good distance apart where heritage is near, quiet ones first."""
    noise, column = np.full(len(streets.at), 9.0), 1 if mode == "bike" else 2
    for end in (0, 1):
        np.minimum.at(noise, streets.segments[:, end], streets.costs[:, column] / streets.costs[:, 0])
    quiet, rich = (1.01, 0.35) if mode == "bike" else (0.8, 0.72)
    nodes = streets.junctions[noise[streets.junctions] < quiet]
    nodes = nodes[[rules.heritage.at(*streets.at[n]) > rich for n in nodes]]
    nodes = nodes[np.argsort(noise[nodes] + 0.2 * rng.random(len(nodes)), kind="stable")]
    near, free, picked = cKDTree(streets.at[nodes]), np.ones(len(nodes), bool), []
    for k, n in enumerate(nodes.tolist()):
        if free[k]:
            picked.append(n)
            free[near.query_ball_point(streets.at[n], 0.72 * spacing)] = False
    return picked
