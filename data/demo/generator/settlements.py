"""Towns, the main roads between them, and what makes a town of a crossroads: a square, a ring, streets across it."""

import math

import numpy as np
import shapely
from scipy.spatial import Delaunay, cKDTree

from data.demo.generator.curves import blob, first_hit, line_parts, rectangle
from data.demo.generator.facts import Facts, read_rows, where
from data.demo.generator.frame import X0, X1, Y0, Y1, Line, Patch, Points, Random, Settlement, is_inside

LONELY_POPULATION = 1200
"""Invented size of a settlement at a station that neither the communes nor the sketch know."""


def list_settlements(facts: Facts, rng: Random) -> list[Settlement]:
    """Return communes (drawn towards a station of their name), other stations, and nameless hamlets in the gaps."""
    sketch = {(row["station"], row["country"]): row for row in read_rows("demo", "sketch", "towns.csv")}
    at = {row["name"]: where(row) for row in facts.stations if row["country"] == "FR"}
    towns = []
    for row in facts.communes:
        (x, y), (u, v) = where(row), at.get(row["name"], where(row))
        pull = 0.45 if math.dist((x, y), (u, v)) < 2600 else 0.0
        towns.append(Settlement(row["name"], x + pull * (u - x), y + pull * (v - y), int(row["population"]), "FR"))
    known = {town.name for town in towns}
    for station in facts.stations:
        drawn = sketch.get((station["name"], station["country"]))
        name, size = (drawn["place"], int(drawn["inhabitants"])) if drawn else (station["name"], LONELY_POPULATION)
        x, y = where(station)
        if name and (station["country"] == "BE" or name not in known):
            towns.append(Settlement(name, x + 130, y + 90, size, station["country"]))
    kept: list[Settlement] = []
    for town in sorted(towns, key=lambda town: (-town.population, town.name)):
        apart = 1500 if town.population == LONELY_POPULATION else 700
        if is_inside((town.x, town.y), 300) and _is_apart(town.x, town.y, kept, apart):
            kept.append(town)
    big = cKDTree([(town.x, town.y) for town in kept if town.population > 5000])
    for number in range(3000):
        x, y = rng.uniform(X0 + 900, X1 - 900), rng.uniform(Y0 + 900, Y1 - 900)
        if big.query((x, y))[0] < 8000 and _is_apart(x, y, kept, 2300):
            country = min(kept, key=lambda town: math.dist((x, y), (town.x, town.y))).country
            kept.append(Settlement(f"Hameau {number}", x, y, int(rng.uniform(150, 1400)), country))
    return kept


def _is_apart(x: float, y: float, towns: list[Settlement], least: float) -> bool:
    return all(abs(x - town.x) > least or math.hypot(x - town.x, y - town.y) > least for town in towns)


def lay_main_roads(towns: list[Settlement], heaps: list[Patch], rng: Random) -> list[Line]:
    """Return roads between neighbouring towns, classed by the size of the towns; they bend round terrils and lakes.

    Roads are the relative neighbourhood graph and a part of the Gabriel graph.
    """
    p, people = np.array([(town.x, town.y) for town in towns]), [town.population for town in towns]
    obstacles = np.array([(*h.shape.centroid.coords[0], math.sqrt(h.shape.area / math.pi)) for h in heaps])
    triangles, tree = Delaunay(p).simplices.tolist(), cKDTree(p)
    roads: list[Line] = []
    for i, j in sorted({(min(s[k], s[k - 1]), max(s[k], s[k - 1])) for s in triangles for k in range(3)}):
        d, middle = math.dist(p[i], p[j]), (p[i] + p[j]) / 2
        near = [k for k in tree.query_ball_point(middle, d) if k not in {i, j}]
        relative = all(max(math.dist(p[i], p[k]), math.dist(p[j], p[k])) >= d for k in near)
        small, large = sorted((people[i], people[j]))
        if d > 14000 or any(math.dist(p[k], middle) < d / 2 * 0.995 for k in near):
            continue
        if not relative and small < 4000 and rng.random() > 0.65:
            continue
        highway = (
            "primary" if small > 8500 else "secondary" if small > 3000 or (large > 9000 and relative) else "tertiary"
        )
        if large < 2500 and small < 900:
            highway = "unclassified"
        roads.append(Line(_bend(p[i], p[j], obstacles, rng), "road", highway, {"name": f"Route {len(roads) + 1}"}))
    return roads


def _bend(a: Points, b: Points, obstacles: Points, rng: Random) -> Points:
    """Return a gently winding line from ``a`` to ``b`` that goes round obstacles (rows of x, y, radius)."""
    d = math.dist(a, b)
    t = np.linspace(0, 1, max(2, int(d / 220)) + 1)
    waves = sum(rng.normal() * np.sin(np.pi * k * t + rng.uniform(-0.5, 0.5)) / k for k in (1, 2, 3, 5))
    side = np.array([-(b - a)[1], (b - a)[0]]) / d
    curve = a + t[:, None] * (b - a) + (waves * np.sin(np.pi * t) ** 0.6 * min(0.028 * d, 130))[:, None] * side
    for _ in range(4):
        gap = curve[:, None, :] - obstacles[:, :2]
        distance = np.hypot(gap[..., 0], gap[..., 1])
        push = np.clip(1.15 * obstacles[:, 2] + 35 - distance, 0, None)
        push[[0, -1]] = 0
        curve = curve + (gap / np.maximum(distance, 1)[..., None] * push[..., None]).sum(1)
        curve[1:-1] = 0.25 * curve[:-2] + 0.5 * curve[1:-1] + 0.25 * curve[2:]
    return np.asarray(curve)


def lay_centres(
    towns: list[Settlement], roads: list[Line], barriers: shapely.Geometry, areas: shapely.Geometry, rng: Random
) -> list[Line]:
    """Return the main roads, opened at the square of every town, with the squares, rings and streets laid there.

    Nothing is laid on ``areas`` (terrils, lakes, estates) and no ring or street crosses ``barriers``.
    """
    closed = shapely.union(barriers, areas)
    shapely.prepare(closed)
    tree = shapely.STRtree([shapely.LineString(road.points) for road in roads])
    holes, laid = [], []
    for town in towns:
        arms = sorted(
            _bearing(roads[k], town) for k in tree.query(shapely.Point(town.x, town.y), "dwithin", 1.0).tolist()
        )
        hole = rectangle(
            (town.x, town.y), min(9000.0, 900 + 0.2 * town.population), rng.uniform(1.2, 1.9), arms[0] if arms else 0
        )
        if len(arms) > 1 and not closed.intersects(hole.buffer(12)):
            holes.append(hole)
            name = {"name": "Grand-Place"} if town.population > 1000 else {}
            laid.append(Line(shapely.get_coordinates(hole.exterior), "street", "square", name))
        if len(arms) > 1 and town.population > 4000:
            laid += _streets(town, arms, closed, tree, rng)
    hollow = shapely.union_all(holes)
    opened = [(road, shapely.LineString(road.points).difference(hollow)) for road in roads]
    return [Line(p, road.kind, road.highway, road.tags) for road, line in opened for p in line_parts(line, 5)] + laid


def _bearing(road: Line, town: Settlement) -> float:
    """Return in which direction a road leaves a town that it ends in."""
    first = math.dist(road.points[0], (town.x, town.y)) < math.dist(road.points[-1], (town.x, town.y))
    d = (road.points[1] if first else road.points[-2]) - (town.x, town.y)
    return math.atan2(d[1], d[0])


def _streets(
    town: Settlement, arms: list[float], closed: shapely.Geometry, tree: shapely.STRtree, rng: Random
) -> list[Line]:
    """Return the inner ring of a town and streets from its square across the ring, between the main roads."""
    radius, centre = 130 + 1.25 * math.sqrt(town.population), np.array([town.x, town.y])
    ring = blob((town.x, town.y), math.pi * radius**2, 1.15, rng.uniform(0, 3), rng).exterior
    highway = "tertiary" if town.population > 9000 else "residential"
    out = [Line(p, "street", highway, {"name": "Boulevard"}) for p in line_parts(ring.difference(closed), 80)]
    for a, b in zip(arms, [*arms[1:], arms[0] + 2 * math.pi], strict=True):
        angle = (a + b) / 2 + rng.uniform(-0.12, 0.12)
        way = np.array([math.cos(angle), math.sin(angle)])
        hit = first_hit(centre + 1.3 * radius * way, angle, 1200, tree)
        end = hit[2] if hit else centre + 1.3 * radius * way
        line = shapely.LineString([centre + 8 * way, end]).difference(closed)
        if b - a > 0.9:
            out += [
                Line(p, "street", "residential" if rng.random() < 0.6 else "tertiary") for p in line_parts(line, 80)[:1]
            ]
    return out
