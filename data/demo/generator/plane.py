"""The plane: nodes and ways without accidental crossings, made of lines that are cut where they cross."""

import math
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import shapely

from data.demo.generator.curves import first_hit
from data.demo.generator.frame import BARRIERS, NETWORK, X0, X1, Y0, Y1, Line, Points, Tags, is_inside


@dataclass(slots=True)
class Way:
    """A way over nodes: what it is, its highway class and its tags."""

    nodes: list[int]
    kind: str
    highway: str = ""
    tags: Tags = field(default_factory=dict)


Segment = tuple[int, int]
Member = tuple[str, int | Segment, str]  # type (n or w), the node or a segment of the way, role


@dataclass(slots=True)
class Plane:
    """Nodes, ways, node tags and relations of the map in the making."""

    points: list[tuple[float, float]] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)
    node_tags: dict[int, Tags] = field(default_factory=dict)
    relations: list[tuple[list[Member], Tags]] = field(default_factory=list)

    def add_node(self, x: float, y: float, **tags: str) -> int:
        """Add a node and return its index."""
        self.points.append((float(x), float(y)))
        self.node_tags |= {len(self.points) - 1: tags} if tags else {}
        return len(self.points) - 1

    def along(self, nodes: list[int]) -> Points:
        """Return the points of nodes."""
        return np.array([self.points[n] for n in nodes])

    def far(self, a: int, b: int) -> float:
        """Return the distance between two nodes in metres."""
        return math.dist(self.points[a], self.points[b])

    def node_towards(self, a: int, b: int, metres: float) -> int:
        """Add a node on the way from node ``a`` to node ``b``."""
        (ax, ay), (bx, by), share = self.points[a], self.points[b], min(0.45, metres / max(1e-6, self.far(a, b)))
        return self.add_node(ax + share * (bx - ax), ay + share * (by - ay))

    def network(self) -> list[Way]:
        """Return the ways that people use."""
        return [way for way in self.ways if way.kind in NETWORK]


_RANK = ("frame", "virtual", *NETWORK, "motorway", "canal", "rail")


def node_lines(lines: list[Line]) -> list[tuple[Points, Line]]:
    """Return the stretches between crossings, each of its highest line, without streets that lead nowhere."""
    box = shapely.box(X0, Y0, X1, Y1)
    lines = [*lines, Line(shapely.get_coordinates(box), "frame")]
    geometries = np.array([shapely.LineString(line.points) for line in lines])
    noded = shapely.get_parts(shapely.union_all(shapely.intersection(geometries, box), grid_size=1.0))
    points = [shapely.get_coordinates(g) for g in noded]
    longest = [int(np.argmax(np.hypot(*np.diff(p, axis=0).T))) for p in points]  # tells best whose it is
    middles = shapely.points([(p[k] + p[k + 1]) / 2 for p, k in zip(points, longest, strict=True)])
    piece, source = shapely.STRtree(geometries).query(middles, "dwithin", 1.6)
    rank = np.array([_RANK.index(line.kind) for line in lines])
    owner = np.full(len(points), len(lines) - 1)
    order = np.lexsort((source, rank[source], piece))
    owner[piece[order]] = source[order]
    pieces = [(p, lines[o]) for p, o in zip(points, owner.tolist(), strict=True)]
    ends = Counter(tuple(p[k]) for p, o in pieces if o.kind in {*NETWORK, "frame"} for k in (0, -1))
    streets = [(p, o) for p, o in pieces if o.kind in NETWORK and o.kind != "climb"]
    joined = {True: max, False: min}  # a blind street hangs on the others by one end
    while loose := {id(p) for p, o in streets if joined["noexit" in o.tags](ends[tuple(p[k])] for k in (0, -1)) == 1}:
        ends.subtract(tuple(p[k]) for p, _ in pieces if id(p) in loose for k in (0, -1))
        pieces, streets = ([piece for piece in group if id(piece[0]) not in loose] for group in (pieces, streets))
    return pieces


def close_faces(lines: list[Line]) -> list[Line]:
    """Return the lines with links added until no face has an island in it."""
    for _ in range(6):
        links = _open_holes(node_lines(lines))
        lines = lines + links
        if not links:
            break
    return lines


def _open_holes(pieces: list[tuple[Points, Line]]) -> list[Line]:
    """Return links from both ends of every island in a face, along its longer axis, to what surrounds it."""
    geometries = [shapely.LineString(p) for p, _ in pieces]
    tree, links = shapely.STRtree(geometries), []
    for hole in (hole for face in shapely.get_parts(shapely.polygonize(geometries)) for hole in face.interiors):
        corners = shapely.get_coordinates(shapely.oriented_envelope(hole))
        way = max(np.diff(corners[:3], axis=0).tolist(), key=lambda side: math.hypot(*side))
        for d in (np.array(way) / math.hypot(*way), -np.array(way) / math.hypot(*way)):
            tip = max(hole.coords, key=lambda p: float(d @ p))
            hit = first_hit(tip + d, math.atan2(d[1], d[0]), 9000, tree)
            if hit:
                blind = hit[0] > 2500 or pieces[hit[1]][1].kind in BARRIERS
                links.append(Line(np.array([tip - d, hit[2]]), "virtual" if blind else "street", "link"))
    return links


def reach_out(lines: list[Line], borders: list[Line]) -> list[Line]:
    """Return extensions of loose ends to the next line or border, so that no street ends in the middle of a face."""
    tree, out = shapely.STRtree([shapely.LineString(line.points) for line in lines + borders]), []
    for k, line in enumerate(lines):
        open_ends = () if math.dist(line.points[0], line.points[-1]) == 0 else (line.points[:2], line.points[-1:-3:-1])
        for end, before in open_ends if line.kind in NETWORK else ():
            if is_inside(end, 30) and len(tree.query(shapely.Point(end), "dwithin", 1.5)) < 2:
                angles = (math.atan2(*(end - before)[::-1]) + turn for turn in (0, 0.6, -0.6, 1.2, -1.2))
                hits = (first_hit(end, angle, 700, tree, but=k) for angle in angles)
                hit = next((h for h in hits if h and (lines + borders)[h[1]].kind in NETWORK), None)
                out += [Line(np.array([end, hit[2]]), line.kind, line.highway, line.tags)] if hit else []
    return out


def link_places(lines: list[Line], places: Points, ground: shapely.Geometry) -> list[Line]:
    """Return short ways to places (x, y, metres that they may be away) that are farther from the network."""
    drawn = np.array([shapely.LineString(line.points) for line in lines])
    streets, out = drawn[[line.kind in NETWORK and line.kind not in {"climb", "ferry"} for line in lines]], list[Line]()
    hard = shapely.union_all(drawn[[line.kind in BARRIERS for line in lines]])
    walls = shapely.union(ground, hard)
    tree = shapely.STRtree(streets)
    for x, y, limit in places.tolist():
        at = shapely.Point(x, y)
        near = tree.query(at, "dwithin", 2500)
        near = near[np.argsort(shapely.distance(at, streets[near]), kind="stable")][:150]
        for k in near.tolist() if at.distance(streets[near[0]]) > limit else ():
            a, b = shapely.get_coordinates(shapely.shortest_line(at, streets[k]))
            if hard.distance(shapely.Point(b)) < 22:  # on a bridge or its ramp: the end of the street is better
                b = max(shapely.get_coordinates(streets[k]), key=lambda p: hard.distance(shapely.Point(p)))
            a = a + min(0.4, 25.0 / math.dist(a, b)) * (b - a)
            link = shapely.LineString([a, b + min(0.02, 1 / math.dist(a, b)) * (a - b)])
            if not len(tree.query(link, "intersects")) and not shapely.intersects(walls, link):
                walls, highway = shapely.union(walls, link), "residential" if limit < 60 else "path"
                beyond = b + 0.8 / math.dist(a, b) * (b - a)  # so that the grid cannot part them
                out.append(Line(np.array([a, beyond]), "street", highway, {"noexit": "yes"}))
                break
    return out


def build_plane(lines: list[Line], longest_m: float = 700.0) -> Plane:
    """Return the plane with lines that know their crossings; a way is a line, or a part of it of some length."""
    plane, known, parts = Plane(), dict[tuple[float, ...], int](), dict[int, tuple[Line, list[Points]]]()
    for points, line in node_lines(lines):
        parts.setdefault(id(line), (line, []))[1].append(points)
    for line, pieces in parts.values():
        shapes = shapely.get_parts(shapely.line_merge(shapely.MultiLineString(pieces)))
        for shape in shapes:
            tags = line.tags if shape.is_ring or "junction" not in line.tags else {}  # a spike is no roundabout
            if tags != line.tags and shape.length < 3:
                continue
            points = shapely.get_coordinates(shape.reverse() if shape.is_ring and not shapely.is_ccw(shape) else shape)
            for q in points:
                if tuple(q) not in known:
                    known[tuple(q)] = plane.add_node(*q)
            nodes = [known[tuple(q)] for q in points]
            at = np.hypot(*np.diff(points, axis=0).T).cumsum() // longest_m
            stops = [0, *(np.flatnonzero(np.diff(at)) + 1).tolist(), len(nodes) - 1]
            ways = [Way(nodes[a : b + 1], line.kind, line.highway, dict(tags)) for a, b in pairwise(stops)]
            plane.ways += ways if line.kind in NETWORK + BARRIERS else []
    return plane
