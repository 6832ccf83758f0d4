"""Curves: splines through points, ovals and rectangles of a given area, and rays to the first line they meet."""

import math
from itertools import pairwise

import numpy as np
import shapely
from scipy.interpolate import PchipInterpolator
from shapely import STRtree, affinity

from data.demo.generator.frame import Points, Random


def spline(points: Points, step: float) -> Points:
    """Return a smooth curve through the points, each of them a vertex, the others about ``step`` metres apart."""
    at = np.r_[0, np.hypot(*np.diff(points, axis=0).T).cumsum()]
    parts = [np.linspace(a, b, max(1, round((b - a) / step)), endpoint=False) for a, b in pairwise(at)]
    return np.asarray(PchipInterpolator(at, points)(np.concatenate([*parts, at[-1:]])))


def steady(values: Points) -> Points:
    """Round to thousandths: processors differ in the last digits of a sine or a power."""
    return np.round(values, 3)


def blob(centre: tuple[float, float], area_m2: float, aspect: float, angle: float, rng: Random) -> shapely.Polygon:
    """Return an oval with an uneven border and a given area."""
    t = np.linspace(0, 2 * np.pi, max(16, min(48, int(math.sqrt(area_m2) / 10))), endpoint=False)
    r = 1 + 0.15 * sum(np.sin(k * t + rng.uniform(0, 2 * np.pi)) / k for k in (2, 3, 5))
    return _place(shapely.Polygon(np.c_[aspect * r * np.cos(t), r * np.sin(t)]), centre, area_m2, angle)


def rectangle(centre: tuple[float, float], area_m2: float, aspect: float, angle: float) -> shapely.Polygon:
    """Return a rectangle with a given area."""
    return _place(shapely.box(-aspect, -1, aspect, 1), centre, area_m2, angle)


def _place(shape: shapely.Polygon, centre: tuple[float, float], area_m2: float, angle: float) -> shapely.Polygon:
    scale = math.sqrt(area_m2 / shape.area)
    shape = affinity.rotate(affinity.scale(shape, scale, scale, origin=(0, 0)), angle, origin=(0, 0), use_radians=True)
    return shapely.transform(affinity.translate(shape, *centre), steady)


def first_hit(at: Points, angle: float, reach: float, tree: STRtree, but: int = -1) -> tuple[float, int, Points] | None:
    """Return distance, index and place (a little beyond) of the first line that a ray meets, line ``but`` left out."""
    way = np.array([math.cos(angle), math.sin(angle)])
    ray, origin = shapely.LineString([at, at + reach * way]), shapely.Point(at)
    near = [k for k in tree.query(ray, "intersects").tolist() if k != but]
    hits = sorted((origin.distance(ray.intersection(tree.geometries[k])), k) for k in near)
    return (*hits[0], at + (hits[0][0] + 0.8) * way) if hits else None


def largest_part(shape: shapely.Geometry) -> shapely.Polygon:
    """Return the largest polygon of a shape without its holes; an empty one when there is none."""
    parts = [g for g in shapely.get_parts(shape) if isinstance(g, shapely.Polygon)]
    return shapely.Polygon(max(parts, key=lambda g: g.area).exterior) if parts else shapely.Polygon()


def line_parts(shape: shapely.Geometry, least: float = 0.0) -> list[Points]:
    """Return the points of every line in a shape that is longer than ``least`` metres."""
    parts = [g for g in shapely.get_parts(shape) if isinstance(g, shapely.LineString)]
    return [shapely.get_coordinates(g) for g in parts if g.length > least]
