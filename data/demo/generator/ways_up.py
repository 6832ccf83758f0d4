"""Ways up the open terrils, and short links to places that lie beside the network."""

import math
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon

from data.demo.generator.frame import BARRIERS, Patch
from data.demo.generator.plane import Plane

Place = tuple[float, float, float]
"""Where a place is, and how near the network must come."""


def climb(plane: Plane, patch: Patch, ring: list[int]) -> None:
    """Lay a zigzag from the foot of an open terril to its top, with a viewpoint; nothing on any other terril.

    A path in the data is not a permission: where nobody says that a terril is open, there is no way up at all.
    """
    if patch.site["access"] != "open":
        return
    ring = plane.expand([*ring, ring[0]])[:-1]
    ground = Polygon(plane.along(ring)).buffer(0.1)
    top = np.array(shapely.maximum_inscribed_circle(ground, tolerance=2).coords[0])
    turns = max(1, min(6, int(patch.height_m / 16)))
    foot = sorted(ring, key=lambda n: math.dist(plane.points[n], top))
    for door, swing in [(n, s) for s in (0.5, 0.25, 0.0) for n in foot if plane.degree[n] > 2] + [(foot[0], 0.0)]:
        away = np.array(plane.points[door]) - top
        aside, steps = swing * np.array([-away[1], away[0]]), [1 - (k + 0.6) / (turns + 0.6) for k in range(turns)]
        points = [top + f * (away + (-1) ** k * aside) for k, f in enumerate(steps)]
        line = LineString([plane.points[door], *points, top])
        if line.is_simple and ground.covers(line):
            break
    nodes = [door, *(plane.add_node(*p) for p in points), plane.add_node(*top, tourism="viewpoint", name=patch.site["name"])]
    for k, (a, b) in enumerate(pairwise(nodes)):
        plane.lay([a, b], "climb", "steps" if k == turns // 2 + 1 and patch.height_m > 50 else "path")


def link_places(plane: Plane, places: list[Place], water: list[Polygon]) -> None:
    """Lay short ways to places farther from the network than they may be, across nothing."""
    ways = [(way, k) for way in plane.network() if way.kind not in {"ferry", "climb"} for k in range(len(way.nodes) - 1)]
    ends = [(way.nodes[k], way.nodes[k + 1]) for way, k in ways]
    tree = shapely.STRtree(shapely.linestrings([plane.along([a, b]) for a, b in ends]))
    walls = [LineString(plane.along(way.nodes)) for way in plane.ways if way.kind in BARRIERS] + list(water)
    wall_tree = shapely.STRtree(walls)
    for x, y, limit in places:
        at = Point(x, y)
        if at.distance(tree.geometries[tree.nearest(at)]) <= limit:
            continue
        near = tree.query(at, "dwithin", 2500)
        for k in near[np.argsort(shapely.distance(at, tree.geometries[near]), kind="stable")][:80].tolist():
            (ax, ay), (bx, by) = shapely.shortest_line(at, tree.geometries[k]).coords
            share = min(25.0, 0.4 * math.dist((ax, ay), (bx, by))) / math.dist((ax, ay), (bx, by))
            start = (ax + share * (bx - ax), ay + share * (by - ay))
            link = LineString([start, (ax + 0.98 * (bx - ax), ay + 0.98 * (by - ay))])
            if len(wall_tree.query(link, "intersects")) or len(tree.query(link, "intersects")):
                continue
            plane.lay([plane.add_node(*start), _join(plane, *ends[k], (bx, by))], "street", "service" if limit < 60 else "path")
            break


def _join(plane: Plane, a: int, b: int, point: tuple[float, float]) -> int:
    """Return the node of the segment at a point: an end that is near, or a new one."""
    nodes = plane.expand([a, b])
    gaps = [Point(point).distance(LineString(plane.along(nodes[i : i + 2]))) for i in range(len(nodes) - 1)]
    i = int(np.argmin(gaps))
    near = min(nodes[i : i + 2], key=lambda n: math.dist(plane.points[n], point))
    return near if math.dist(plane.points[near], point) < 6 else plane.split(nodes[i], nodes[i + 1], *point)

