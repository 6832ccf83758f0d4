"""Towns, the main roads between them, and what makes a town of a crossroads: squares, rings, roundabouts, streets."""

import math

import numpy as np
import shapely
from scipy.spatial import Delaunay, cKDTree
from shapely import Geometry, STRtree

from data.demo.generator.curves import blob, line_parts, rectangle, steady
from data.demo.generator.facts import CHOICES, Facts, read_rows, where
from data.demo.generator.frame import X0, X1, Y0, Y1, Line, Points, Random, Settlement, is_inside

_LONELY = 1200  # invented size of a settlement at a station that neither the communes nor the sketch know


def list_settlements(facts: Facts, rng: Random) -> list[Settlement]:
    """Return communes (drawn towards a station of their name), other stations, and nameless hamlets in gaps."""
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
        name, size = (drawn["place"], int(drawn["inhabitants"])) if drawn else (station["name"], _LONELY)
        x, y = where(station)
        if name and (station["country"] == "BE" or name not in known):
            towns.append(Settlement(name, x + 130, y + 90, size, station["country"]))
    kept: list[Settlement] = []
    for town in sorted(towns, key=lambda town: (-town.population, town.name)):
        apart = 1500 if town.population == _LONELY else 700
        if is_inside((town.x, town.y), 300) and all(math.dist((town.x, town.y), (o.x, o.y)) > apart for o in kept):
            kept.append(town)
    for number in range(1, 700):
        x, y = rng.uniform(X0 + 900, X1 - 900), rng.uniform(Y0 + 900, Y1 - 900)
        near = min(kept, key=lambda town: math.dist((x, y), (town.x, town.y)))
        if 2300 < math.dist((x, y), (near.x, near.y)) < 5000:
            kept.append(Settlement(f"Hameau {number}", x, y, int(rng.uniform(150, 1400)), near.country))
    return kept


def lay_main_roads(towns: list[Settlement], rng: Random) -> list[Line]:
    """Return roads between neighbours (relative ones, some of the Gabriel graph), classed by the size of the towns."""
    p, people = np.array([(town.x, town.y) for town in towns]), [town.population for town in towns]
    triangles, tree = Delaunay(p).simplices.tolist(), cKDTree(p)
    roads: list[Line] = []
    for i, j in sorted({(min(s[k], s[k - 1]), max(s[k], s[k - 1])) for s in triangles for k in range(3)}):
        d, middle = math.dist(p[i], p[j]), (p[i] + p[j]) / 2
        near = [k for k in tree.query_ball_point(middle, d) if k not in {i, j}]
        relative = all(max(math.dist(p[i], p[k]), math.dist(p[j], p[k])) >= d for k in near)
        small, large = sorted((people[i], people[j]))
        if d > 14000 or any(math.dist(p[k], middle) < d / 2 * 0.995 for k in near):
            continue
        if relative or small >= 4000 or rng.random() < 0.65:
            highway = next(name for name, *least in CHOICES["roads"] if small >= least[0] and large >= least[1])
            roads.append(Line(_bend(p[i], p[j], rng), "road", highway, {"name": f"Route {len(roads) + 1}"}))
    return roads


def _bend(a: Points, b: Points, rng: Random) -> Points:
    """Return a gently winding line from ``a`` to ``b``."""
    d = math.dist(a, b)
    t = np.linspace(0, 1, max(2, int(d / 220)) + 1)
    waves = sum(rng.normal() * np.sin(np.pi * k * t + rng.uniform(-0.5, 0.5)) / k for k in (1, 2, 3, 5))
    side = np.array([-(b - a)[1], (b - a)[0]]) / d
    sway = waves * np.sin(np.pi * t) ** 0.6 * min(0.028 * d, 130)
    return steady(a + t[:, None] * (b - a) + sway[:, None] * side)


def lay_centres(towns: list[Settlement], roads: list[Line], closed: Geometry, rng: Random) -> list[Line]:
    """Return main roads and rings, streets, squares and roundabouts of the towns; nothing new on ``closed`` ground."""
    shapely.prepare(closed)
    tree, laid, openings = STRtree([shapely.LineString(road.points) for road in roads]), list(roads), list[Line]()
    for town in towns:
        at = np.array([town.x, town.y])
        near = [roads[k].points for k in tree.query(shapely.Point(at), "dwithin", 1.0).tolist()]
        ways = [min((p[:2], p[:-3:-1]), key=lambda way: math.dist(way[0], at))[1] - at for p in near]
        arms = sorted(math.atan2(y, x) for x, y in ways)
        if len(arms) > 2 and town.population < 4000 and rng.random() < 0.2:
            openings.append(_roundabout(shapely.Point(at), "tertiary"))
        elif len(arms) > 1:
            area = min(9000.0, 900 + 0.2 * town.population)
            square = rectangle((town.x, town.y), area, rng.uniform(1.2, 1.9), arms[0])
            names = [f"Place {name}" for name in CHOICES["names"]]
            name = "Grand-Place" if town.population > 6000 else names[town.population % len(names)]
            openings.append(Line(shapely.get_coordinates(square.exterior), "street", "square", {"name": name}))
            laid += _streets(town, arms, closed, rng) if town.population > 4000 else []
    rings = shapely.union_all([shapely.LineString(o.points) for o in laid if o.tags.get("name") == "Boulevard"])
    for p in shapely.get_parts(shapely.intersection(rings, shapely.union_all(tree.geometries))):
        if rng.random() < 0.4:
            openings.append(_roundabout(p.centroid, roads[int(tree.nearest(p))].highway))
    hollow, kept = shapely.union_all([]), list[Line]()
    for k, shape in enumerate([shapely.Polygon(border.points) for border in openings]):
        if not shapely.dwithin(hollow, shape, 25) and not shapely.dwithin(closed, shape, 12):
            hollow = shapely.union(hollow, shape)
            kept.append(openings[k])
    opened = [(o, shapely.LineString(o.points).difference(hollow)) for o in laid]
    return [Line(p, o.kind, o.highway, o.tags) for o, line in opened for p in line_parts(line, 5)] + kept


def _roundabout(at: shapely.Point, highway: str) -> Line:
    tags = {"junction": "roundabout", "oneway": "yes"}
    return Line(shapely.get_coordinates(at.buffer(17, quad_segs=4).exterior), "road", highway, tags)


def _streets(town: Settlement, arms: list[float], closed: Geometry, rng: Random) -> list[Line]:
    """Return the inner ring of a town and streets from its square across the ring, between the main roads."""
    radius, centre = 130 + 1.25 * math.sqrt(town.population), np.array([town.x, town.y])
    ring = blob((town.x, town.y), math.pi * radius**2, 1.15, rng.uniform(0, 3), rng).exterior
    highway = "tertiary" if town.population > 9000 else "residential"
    out = [Line(p, "street", highway, {"name": "Boulevard"}) for p in line_parts(ring.difference(closed), 80)]
    for a, b in zip(arms, [*arms[1:], arms[0] + 2 * math.pi], strict=True):
        angle = (a + b) / 2 + rng.uniform(-0.12, 0.12)
        way = np.array([math.cos(angle), math.sin(angle)])
        parts = line_parts(shapely.LineString([centre, centre + 1.6 * radius * way]).difference(closed), 80)
        if b - a > 0.9:
            out += [Line(p, "street", "residential" if rng.random() < 0.6 else "tertiary") for p in parts[:1]]
    return out
