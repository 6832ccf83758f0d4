"""Terrils, lakes and miners' estates as areas that stay clear of main roads, barriers and one another."""

import math

import numpy as np
import shapely
from scipy.spatial import cKDTree
from shapely import affinity

from data.demo.generator.curves import blob, largest_part, rectangle
from data.demo.generator.facts import CHOICES, Facts, where
from data.demo.generator.frame import X0, X1, Y0, Y1, Line, Patch, Random, Row

_CLEARANCE_M = {"rail": 40, "canal": 46, "motorway": 50, "road": 14}


def draw_patches(facts: Facts, barriers: list[Line], rng: Random) -> list[Patch]:
    """Return the areas as they would be with nothing around them, along the barrier that is nearest."""
    nearest = cKDTree(np.vstack([b.points[1:] for b in barriers]))
    headings = np.concatenate([np.arctan2(*np.diff(b.points, axis=0).T[::-1]) for b in barriers])
    drawn = [_draw(site, float(headings[nearest.query(where(site))[1]]), rng) for site in facts.sites]
    order = ("terril", "lake", "estate")
    return sorted(filter(None, drawn), key=lambda patch: (order.index(patch.kind), patch.shape.area, patch.site["id"]))


def fit_patches(wanted: list[Patch], lines: list[Line]) -> list[Patch]:
    """Return the areas cut back where a line, or an area placed before, needs the ground; slivers are left out."""
    walls = [shapely.LineString(line.points).buffer(_CLEARANCE_M[line.kind], quad_segs=2) for line in lines]
    tree, rim = shapely.STRtree(walls), shapely.box(X0 + 60, Y0 + 60, X1 - 60, Y1 - 60)
    kept: list[Patch] = []
    for patch in wanted:
        near = [walls[k] for k in sorted(tree.query(patch.shape, "intersects").tolist())]
        near += [other.shape.buffer(28) for other in kept if other.shape.distance(patch.shape) < 28]
        shape = patch.shape
        if near:
            shape = largest_part(largest_part(shape.difference(shapely.union_all(near))).simplify(5))
        if shape.is_valid and shape.within(rim) and shape.area > max(3500, 0.012 * shape.length**2):
            kept.append(Patch(shape, patch.kind, patch.site, patch.angle, patch.height_m))
    return kept


def _draw(site: Row, heading: float, rng: Random) -> Patch | None:
    x, y = where(site)
    area, form = float(site["area_ha"] or 0) * 1e4, site["form"]
    if site["kind"] == "terril" and not form.startswith("Arasé"):
        area, aspect, height = _heap(site)
        shape = blob((x, y), area, aspect, heading + rng.uniform(-0.3, 0.3), rng)
        return Patch(shape, "terril", site, heading, height) if area > 4000 else None
    if site["kind"] == "natural_area" and "Terril" not in site["name"]:
        shape = blob((x, y), 0.4 * area, 1.8, heading + 0.5, rng)
        # The site stands on the shore, not in the water.
        shore = min(shape.exterior.coords, key=lambda p: math.dist(p, (x, y)))
        return Patch(affinity.translate(shape, x - shore[0], y - shore[1]), "lake", site, heading)
    if site["kind"] == "mining_town" and area > 6000:
        angle = heading + (math.pi / 2 if rng.random() < 0.5 else 0.0) + rng.normal(0, 0.06)
        return Patch(rectangle((x, y), area, 1.9 if form == "Corons" else 1.4, angle), "estate", site, angle)
    return None


def _heap(site: Row) -> tuple[float, float, float]:
    """Return area, aspect and height of a terril: the registered ones, or invented ones that fit its form."""
    aspect, slope, cap = CHOICES["forms"].get(site["form"], (1.4, 0.15, 30))
    known = float(site["height_m"] or 0)
    area = float(site["area_ha"] or 0) * 1e4 or math.pi * ((known or 45) / 0.5) ** 2
    return area, aspect, round(known or max(2.0, min(cap, slope * math.sqrt(area / math.pi))), 1)


def all_ground(patches: list[Patch], margin: float) -> shapely.Geometry:
    """Return the ground of all areas as one shape."""
    return shapely.union_all([patch.shape.buffer(margin, quad_segs=2) for patch in patches])
