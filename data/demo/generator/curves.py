"""Curves: splines through points, blobs and rectangles of a given area, and rays to the first line they meet."""

import math
from collections.abc import Sequence

import numpy as np
import shapely
from shapely import affinity

from data.demo.generator.frame import Points, Random


def spline(points: Points, step: float) -> Points:
    """Return a smooth curve through the points with a vertex about every ``step`` metres."""
    p = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    out = []
    for a, b, c, d in zip(p, p[1:], p[2:], p[3:], strict=False):
        span = math.dist(b, c)
        m1 = (c - a) * span / max(1.0, span + math.dist(a, b))
        m2 = (d - b) * span / max(1.0, span + math.dist(c, d))
        t = np.linspace(0, 1, max(1, round(span / step)), endpoint=False)[:, None]
        start, end = 2 * t**3 - 3 * t**2 + 1, 3 * t**2 - 2 * t**3
        out.append(start * b + (t**3 - 2 * t**2 + t) * m1 + end * c + (t**3 - t**2) * m2)
    return np.vstack([*out, p[-2:-1]])


def blob(centre: tuple[float, float], area_m2: float, aspect: float, angle: float, rng: Random) -> shapely.Polygon:
    """Return an oval with an uneven border and a given area."""
    t = np.linspace(0, 2 * np.pi, max(16, min(48, int(math.sqrt(area_m2) / 10))), endpoint=False)
    r = 1 + 0.15 * sum(np.sin(k * t + rng.uniform(0, 2 * np.pi)) / k for k in (2, 3, 5))
    shape = shapely.Polygon(np.c_[aspect * r * np.cos(t), r * np.sin(t)])
    scale = math.sqrt(area_m2 / shape.area)
    return _place(affinity.scale(shape, scale, scale), centre, angle)


def rectangle(centre: tuple[float, float], area_m2: float, aspect: float, angle: float) -> shapely.Polygon:
    """Return a rectangle with a given area."""
    u, v = math.sqrt(area_m2 * aspect) / 2, math.sqrt(area_m2 / aspect) / 2
    return _place(shapely.box(-u, -v, u, v), centre, angle)


def _place(shape: shapely.Polygon, centre: tuple[float, float], angle: float) -> shapely.Polygon:
    return affinity.translate(affinity.rotate(shape, angle, origin=(0, 0), use_radians=True), *centre)


def first_hit(
    start: Points, angle: float, reach: float, tree: shapely.STRtree, but: Sequence[int] = ()
) -> tuple[float, int, Points] | None:
    """Return distance, index and place (a little beyond) of the first line that a ray meets, lines ``but`` left out."""
    way = np.array([math.cos(angle), math.sin(angle)])
    ray, origin = shapely.LineString([start, start + reach * way]), shapely.Point(start)
    near = [k for k in tree.query(ray, "intersects").tolist() if k not in but]
    hits = sorted((origin.distance(ray.intersection(tree.geometries[k])), k) for k in near)
    return (*hits[0], start + (hits[0][0] + 0.8) * way) if hits else None


def largest_part(shape: shapely.Geometry) -> shapely.Polygon:
    """Return the largest polygon of a shape without its holes; an empty one when there is none."""
    parts = [g for g in shapely.get_parts(shape) if isinstance(g, shapely.Polygon)]
    return shapely.Polygon(max(parts, key=lambda g: g.area).exterior) if parts else shapely.Polygon()


def line_parts(shape: shapely.Geometry, least: float = 0.0) -> list[Points]:
    """Return the points of every line in a shape that is longer than ``least`` metres."""
    return [
        shapely.get_coordinates(g)
        for g in shapely.get_parts(shape)
        if isinstance(g, shapely.LineString) and g.length > least
    ]
