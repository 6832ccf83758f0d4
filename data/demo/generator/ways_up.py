"""Ways up the open terrils, and short links to places that lie beside the network."""

import math
from itertools import pairwise

import numpy as np
import shapely

from data.demo.generator.frame import BARRIERS, Patch, Points
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
    ground = shapely.Polygon(plane.along(ring)).buffer(0.1)
    top = np.array(shapely.maximum_inscribed_circle(ground, tolerance=2).coords[0])
    turns = max(1, min(6, int(patch.height_m / 16)))
    foot = sorted(ring, key=lambda n: math.dist(plane.points[n], top))
    for door, swing in [(n, s) for s in (0.5, 0.25, 0.0) for n in foot if plane.degree[n] > 2] + [(foot[0], 0.0)]:
        away = np.array(plane.points[door]) - top
        aside, steps = swing * np.array([-away[1], away[0]]), [1 - (k + 0.6) / (turns + 0.6) for k in range(turns)]
        points = [top + f * (away + (-1) ** k * aside) for k, f in enumerate(steps)]
        line = shapely.LineString([plane.points[door], *points, top])
        if line.is_simple and ground.covers(line):
            break
    nodes = [
        door,
        *(plane.add_node(*p) for p in points),
        plane.add_node(*top, tourism="viewpoint", name=patch.site["name"]),
    ]
    for k, (a, b) in enumerate(pairwise(nodes)):
        plane.lay([a, b], "climb", "steps" if k == turns // 2 + 1 and patch.height_m > 50 else "path")


def link_places(plane: Plane, places: list[Place], water: list[shapely.Polygon]) -> None:
    """Lay short ways to places farther from the network than they may be, across nothing."""
    plain = [way for way in plane.network() if way.kind not in {"ferry", "climb"} and "layer" not in way.tags]
    ends = [pair for way in plain for pair in pairwise(way.nodes)]
    segments = np.asarray(shapely.linestrings([plane.along([a, b]) for a, b in ends]))
    tree = shapely.STRtree(segments)
    barriers = [
        shapely.LineString(plane.along(way.nodes)) for way in plane.ways if way.kind in BARRIERS or "layer" in way.tags
    ]
    walls = shapely.STRtree([*barriers, *water])
    for x, y, limit in places:
        at = shapely.Point(x, y)
        near = tree.query(at, "dwithin", 2500)
        near = near[np.argsort(shapely.distance(at, segments[near]), kind="stable")][:80]
        for k in near.tolist() if at.distance(segments[near[0]]) > limit else ():
            a, b = shapely.get_coordinates(shapely.shortest_line(at, segments[k]))
            a = a + min(0.4, 25.0 / math.dist(a, b)) * (b - a)
            link = shapely.LineString([a, b + 0.02 * (a - b)])
            if not len(walls.query(link, "intersects")) and not len(tree.query(link, "intersects")):
                highway = "residential" if limit < 60 else "path"
                plane.lay([plane.add_node(*a), _join(plane, ends[k], b)], "street", highway)
                break


def _join(plane: Plane, segment: tuple[int, int], point: Points) -> int:
    """Return the node of the segment at a point: an end that is near, or a new one."""
    nodes = plane.expand(list(segment))
    gaps = [
        shapely.Point(point).distance(shapely.LineString(plane.along(nodes[i : i + 2]))) for i in range(len(nodes) - 1)
    ]
    i = int(np.argmin(gaps))
    near = min(nodes[i : i + 2], key=lambda n: math.dist(plane.points[n], point))
    return near if math.dist(plane.points[near], point) < 6 else plane.split(nodes[i], nodes[i + 1], *point)
