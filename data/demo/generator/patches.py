"""Terrils, lakes and miners' estates as areas clear of main roads, barriers and one another; ways up open terrils."""

import math

import numpy as np
import shapely
from scipy.spatial import cKDTree
from shapely import affinity

from data.demo.generator.curves import blob, largest_part, rectangle, steady
from data.demo.generator.facts import CHOICES, Facts, where
from data.demo.generator.frame import X0, X1, Y0, Y1, Line, Patch, Random, Row

_ORDER = ("terril", "lake", "estate")
_CLEARANCE_M = {"rail": 40, "canal": 46, "motorway": 50, "road": 14}


def draw_patches(facts: Facts, barriers: list[Line], rng: Random) -> list[Patch]:
    """Return the areas as they would be with nothing around them, along the barrier that is nearest."""
    nearest = cKDTree(np.vstack([b.points[1:] for b in barriers]))
    headings = steady(np.concatenate([np.arctan2(*np.diff(b.points, axis=0).T[::-1]) for b in barriers]))
    drawn = [_draw(site, float(headings[nearest.query(where(site))[1]]), rng) for site in facts.sites]
    return sorted(filter(None, drawn), key=lambda patch: (_ORDER.index(patch.kind), patch.shape.area, patch.site["id"]))


def fit_patches(wanted: list[Patch], lines: list[Line]) -> list[Patch]:
    """Return the areas cut back where a line, or an area placed before, needs the ground; slivers are left out."""
    walls = [shapely.LineString(line.points).buffer(_CLEARANCE_M[line.kind], quad_segs=2) for line in lines]
    tree, rim = shapely.STRtree(walls), shapely.box(X0 + 60, Y0 + 60, X1 - 60, Y1 - 60)
    kept: list[Patch] = []
    for patch in wanted:
        near = [walls[k] for k in sorted(tree.query(patch.shape, "intersects").tolist())]
        near += [other.shape.buffer(28) for other in kept if other.shape.distance(patch.shape) < 28]
        if near:
            patch.shape = largest_part(largest_part(patch.shape.difference(shapely.union_all(near))).simplify(5))
        shape = patch.shape
        if shape.is_valid and shape.within(rim) and shape.area > max(3500, 0.012 * shape.length**2):
            kept.append(patch)
    return kept


def _draw(site: Row, heading: float, rng: Random) -> Patch | None:
    at, area, form = where(site), float(site["area_ha"] or 0) * 1e4, site["form"]
    if site["kind"] == "terril" and not form.startswith("Arasé"):
        aspect, slope, cap, _ = CHOICES["forms"].get(form, CHOICES["forms"]["Typologie particulière"])
        known = float(site["height_m"] or 0)
        area = area or math.pi * ((known or 45) / 0.5) ** 2
        height = round(known or max(2.0, min(cap, slope * math.sqrt(area / math.pi))), 1)
        shape = blob(at, area, aspect, heading + rng.uniform(-0.3, 0.3), rng)
        return Patch(shape, "terril", site, heading, height) if area > 4000 else None
    if site["kind"] == "natural_area" and "Terril" not in site["name"]:
        shape = blob(at, 0.4 * area, 1.8, heading + 0.5, rng)
        # The site stands on the shore, not in the water.
        shore = min(shape.exterior.coords, key=lambda p: math.dist(p, at))
        return Patch(affinity.translate(shape, at[0] - shore[0], at[1] - shore[1]), "lake", site, heading)
    if site["kind"] == "mining_town" and area > 6000:
        angle = heading + (math.pi / 2 if rng.random() < 0.5 else 0.0) + rng.normal(0, 0.06)
        return Patch(rectangle(at, area, 1.9 if form == "Corons" else 1.4, angle), "estate", site, angle)
    return None


def climb(patch: Patch) -> list[Line]:
    """Return a zigzag from the foot of an open terril to its top; nothing on any other patch."""
    if patch.kind != "terril" or patch.site["access"] != "open":
        return []  # a path in the data is not a permission
    ground = patch.shape
    patch.top = shapely.maximum_inscribed_circle(ground, tolerance=2).coords[0]
    top, turns = np.array(patch.top), max(1, min(6, int(patch.height_m / 16)))
    foot = sorted(ground.exterior.coords, key=lambda p: math.dist(p, top))
    for door, swing in [(np.array(p), s) for s in (0.5, 0.25, 0.0) for p in foot]:
        away, steps = door - top, np.arange(turns)[:, None]
        aside = swing * (-1.0) ** steps * [-away[1], away[0]]
        way = np.vstack([door, top + (1 - (steps + 0.6) / (turns + 0.6)) * (away + aside), top])
        if shapely.LineString(way).is_simple and ground.buffer(0.1).covers(shapely.LineString(way)):
            break
    steep = turns // 2 + 1 if patch.height_m > 50 else -1
    return [Line(way[k : k + 2], "climb", "steps" if k == steep else "path") for k in range(len(way) - 1)]
