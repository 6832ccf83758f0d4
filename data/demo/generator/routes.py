"""Signposted routes and networks of numbered junctions, laid along quiet ways as relations without gaps."""

import math
import tomllib
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import Delaunay, cKDTree

from data.demo.generator.facts import CHOICES, read_sketch
from data.demo.generator.frame import Random, Settlement, Tags
from data.demo.generator.plane import Plane, Way
from data.demo.generator.rules import Rules


class Streets:
    """The ways as a graph for one mode, with what a metre costs there."""

    def __init__(self, plane: Plane, mode: str) -> None:
        usable = [way for way in plane.network() if way.kind != "ferry" and not {"access", "noexit"} & way.tags.keys()]
        shut = {n for n, tags in plane.node_tags.items() if "barrier" in tags and tags.get("bicycle") != "yes"}
        arcs = []
        for way in usable:
            taste, back = _taste(way, mode)
            for a, b in pairwise(way.nodes):
                cost = plane.far(a, b) * taste * (30 if {a, b} & shut else 1)
                arcs += [(a, b, cost, taste), (b, a, cost * back, taste)]
        self.at, columns = np.array(plane.points), np.array(arcs)
        tail, head = columns[:, :2].astype(int).T
        self.graph = csr_matrix((columns[:, 2], (tail, head)), shape=(len(self.at),) * 2)
        self.junctions = np.flatnonzero(np.bincount(tail, minlength=len(self.at)) > 2)
        self.quiet = np.full(len(self.at), 9.0)
        np.minimum.at(self.quiet, tail, columns[:, 3])
        self.tree = cKDTree(self.at[self.junctions])

    def path(self, a: int, b: int, limit: float) -> list[int]:
        """Return the nodes of the most pleasant way between two nodes; none when it costs more than the limit."""
        before = dijkstra(self.graph, directed=True, indices=np.array(a), return_predecessors=True, limit=limit)[1]
        path = [b]
        while path[-1] != a and path[-1] >= 0:
            path.append(int(before[path[-1]]))
        return path[::-1] if path[-1] == a else []

    def through(self, stops: list[int]) -> list[int]:
        """Return the way through junctions, without going out and straight back anywhere."""
        path = stops[:1]
        for stop in stops[1:]:
            limit = 3.2 * math.dist(self.at[path[-1]], self.at[stop]) + 3000
            for n in self.path(path[-1], stop, limit)[1:]:
                if len(path) > 1 and path[-2] == n:
                    path.pop()
                else:
                    path.append(n)
        return path


def _taste(way: Way, mode: str) -> tuple[float, float]:
    """Return what a metre of a way costs, and how many times as much against its direction."""
    bicycle = way.tags.get("bicycle")
    cost = 0.5 if bicycle == "designated" else CHOICES["taste"][way.highway][mode == "foot"]
    one_way = mode == "bike" and "oneway" in way.tags and way.tags.get("oneway:bicycle") != "no"
    return (8.0 if mode == "bike" and bicycle in {"no", "dismount"} else cost), 8.0 if one_way else 1.0


def add_routes(plane: Plane, towns: list[Settlement], rules: Rules, rng: Random) -> None:
    """Add long routes, loops, and numbered junctions for bicycles (rcn) and walkers (rwn)."""
    at, plan = {town.name: (town.x, town.y) for town in reversed(towns)}, tomllib.loads(read_sketch("routes.toml"))
    for mode, route in (("bike", "bicycle"), ("foot", "hiking")):
        streets, kind = Streets(plane, mode), {"type": "route", "route": route}
        for tags in plan[mode]:
            places = np.array([at[name] for name in tags.pop("via")])
            path = streets.through(streets.junctions[streets.tree.query(places)[1]].tolist())
            plane.relations.append(([("w", pair, "") for pair in pairwise(path)], kind | tags))
        _add_junctions(plane, streets, rules, kind | plan["junctions"][mode], rng)


def _add_junctions(plane: Plane, streets: Streets, rules: Rules, tags: Tags, rng: Random) -> None:
    """Join quiet junctions, well apart, by the quietest ways between neighbours, and number them 1 to 99."""
    spacing, quiet, heritage = (float(tags.pop(key)) for key in ("spacing_m", "quiet", "heritage"))
    nodes = [n for n in streets.junctions if streets.quiet[n] < quiet and rules.heritage.at(streets.at[n]) > heritage]
    nodes.sort(key=lambda n: (streets.quiet[n] + 0.2 * rng.random(), n))
    near, free, picked = cKDTree(streets.at[nodes]), np.ones(len(nodes), bool), []
    for k, n in enumerate(nodes):
        if free[k]:
            picked.append(int(n))
            free[near.query_ball_point(streets.at[n], 0.72 * spacing)] = False
    p, number, used = streets.at[picked], dict[int, int](), set[int]()
    tree, others = cKDTree(p), set(picked)
    for a in range(len(p)):
        taken = {number.get(b, 0) for b in tree.query_ball_point(p[a], 4.5 * spacing)}
        number[a] = int(rng.choice([k for k in range(1, 100) if k not in taken] or [99]))
    triangles = Delaunay(p).simplices.tolist()
    for a, b in sorted({(min(s[k], s[k - 1]), max(s[k], s[k - 1])) for s in triangles for k in range(3)}):
        d = math.dist(p[a], p[b])
        if d < 2.4 * spacing and not set(tree.query_ball_point((p[a] + p[b]) / 2, 0.5 * d)) - {a, b}:
            path = streets.path(picked[a], picked[b], 4 * spacing)
            length = np.hypot(*np.diff(streets.at[path], axis=0).T).sum() if path else math.inf
            if length < 2.2 * d and not others & set(path[1:-1]):
                ref = {"ref": f"{number[a]}-{number[b]}"}
                plane.relations.append(([("w", pair, "") for pair in pairwise(path)], tags | ref))
                used |= {a, b}
    for a in sorted(used):
        mark = {f"{tags['network']}_ref": str(number[a]), "network:type": "node_network"}
        plane.node_tags.setdefault(picked[a], {}).update(mark)
