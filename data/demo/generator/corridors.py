"""Railways, canals and motorways with the ways beside and across them, and former mine railways."""

import math
from itertools import pairwise

import numpy as np
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from data.demo.generator.curves import line_parts, spline
from data.demo.generator.facts import Facts, read_courses, read_rows, where
from data.demo.generator.frame import Field, Line, Random, is_inside, to_xy

CROSSING_EVERY_M = {"rail": 900.0, "motorway": 1100.0, "canal": 1300.0}
TAGS = {"rail": {"railway": "rail"}, "canal": {"waterway": "canal"}, "motorway": {"highway": "motorway", "lanes": "4"}}


def lay_barriers(facts: Facts) -> list[Line]:
    """Return railways through stations in the order of the sketch, canals and motorways."""
    places = {(row["name"], row["country"]): where(row) for row in facts.stations}
    lines: dict[str, list[tuple[float, float]]] = {}
    for row in read_rows("demo", "sketch", "railways.csv"):
        key = next((k for k in places if k[0] == row["station"] and row["country"] in {"", k[1]}), None)
        lines.setdefault(row["line"], []).append(places[key] if key else where(row))
    out, drawn = [], set()
    for points in lines.values():
        for k, pair in enumerate(pairwise(points)):
            if frozenset(pair) not in drawn:  # a stretch that an earlier line has drawn is not drawn twice
                drawn.add(frozenset(pair))
                curve = spline(np.array(points)[max(0, k - 1) : k + 3], 220)
                first, last = (int(np.argmin(np.hypot(*(curve - end).T))) for end in pair)
                out.append(Line(curve[first : last + 1], "rail", "", TAGS["rail"]))
    for row, points_ in read_courses("canals"):
        tags = {**TAGS["canal"], "width": row["width_m"], "_towpaths": row["towpaths"]}
        out.append(Line(spline(points_, 160), "canal", "", tags))
    return out + [Line(spline(p, 250), "motorway", "", TAGS["motorway"]) for _, p in read_courses("motorways")]


def _half_width(barrier: Line) -> float:
    return float(barrier.tags["width"]) / 2 if barrier.kind == "canal" else 16.0


def lay_sides(barriers: list[Line], urban: Field) -> list[Line]:
    """Return towpaths, and in towns the streets along barriers, so that streets end at a street and not at a fence."""
    near = shapely.union_all([shapely.LineString(b.points).buffer(_half_width(b) + 3, quad_segs=2) for b in barriers])
    shapely.prepare(near)
    out = []
    for number, barrier in enumerate(barriers):
        for side, sign in (("L", 1), ("R", -1)):
            away = sign * (_half_width(barrier) + 8)
            line = shapely.LineString(barrier.points).offset_curve(away, join_style="round").simplify(1.0)
            for points in line_parts(line.difference(near), 60):
                if side in barrier.tags.get("_towpaths", ""):
                    out.append(Line(points, "towpath", "path", {"name": f"Halage {number + 1}"}))
                    continue
                p = shapely.get_coordinates(shapely.segmentize(shapely.LineString(points), 120))
                dense = np.array([urban.at(*q) > 0.14 for q in p])
                runs = np.split(np.arange(len(p)), np.flatnonzero(np.diff(dense)) + 1)
                out += [Line(p[run], "street", "side") for run in runs if dense[run[0]] and len(run) > 1]
    return out


def lay_crossings(barriers: list[Line], others: list[Line], rng: Random) -> list[Line]:
    """Return short ways across barriers wherever no other line crosses for long, a few of them ferries."""
    tree, out = shapely.STRtree([shapely.LineString(line.points) for line in others]), list[Line]()
    for barrier in barriers:
        line, every = shapely.LineString(barrier.points), CROSSING_EVERY_M[barrier.kind]
        for k in range(1, int(line.length / every)):
            at = k * every + rng.uniform(-0.2, 0.2) * every
            a, b = (np.array(line.interpolate(at + d).coords[0]) for d in (-5, 5))
            if not is_inside(a, 600) or len(tree.query(shapely.LineString([a, b]), "dwithin", 0.35 * every)):
                continue
            r, ferry = rng.random(), barrier.tags.get("_towpaths") == "LR" and rng.random() < 0.12
            reach = _half_width(barrier) + (9 if ferry else 26)
            side = np.array([a[1] - b[1], b[0] - a[0]]) / math.dist(a, b) * reach
            ends = np.array([(a + b) / 2 - side, (a + b) / 2 + side])
            highway = "residential" if r < 0.5 else "footway" if r < 0.6 else "cycleway" if r < 0.8 else "track"
            out.append(Line(ends, "ferry", "", {"name": f"Bac {len(out)}"}) if ferry else Line(ends, "street", highway))
    return out


def lay_greenways(facts: Facts, ground: shapely.Geometry) -> list[Line]:
    """Return former mine railways as greenways, or as paths where little is left; none cuts an area (``ground``)."""
    rows = []
    for row in facts.mine_railways:
        ends = [to_xy(float(row[f"{end}_lat"]), float(row[f"{end}_lon"])) for end in ("from", "to")]
        if all(is_inside(end, 400) for end in ends) and math.dist(*ends) > 40:
            rows.append((ends, row["id"].split("_")[0]))
    points = np.array([end for ends, _ in rows for end in ends])
    near = cKDTree(points).query_pairs(45.0, output_type="ndarray").T  # ends that touch are one
    shape = (len(points), len(points))
    _, label = connected_components(coo_matrix((np.ones(near.shape[1]), tuple(near)), shape), directed=False)
    first, last = label[::2], label[1::2]
    _, group = connected_components(coo_matrix((np.ones(len(rows)), (first, last)), shape), directed=False)
    lengths = [math.dist(*ends) for ends, _ in rows]
    total = np.bincount(group[first], weights=lengths)
    middle = np.array([points[label == k].mean(0) for k in range(label.max() + 1)])
    shapely.prepare(ground)
    out, drawn = [], set()
    for (_, name), i, j, length in zip(rows, first.tolist(), last.tolist(), lengths, strict=True):
        if i == j or (min(i, j), max(i, j)) in drawn:
            continue
        drawn.add((min(i, j), max(i, j)))
        bow = np.array([middle[i][1] - middle[j][1], middle[j][0] - middle[i][0]]) * (0.08 if length > 400 else 0)
        curve = shapely.LineString(spline(np.array([middle[i], (middle[i] + middle[j]) / 2 + bow, middle[j]]), 120))
        parts = line_parts(curve.difference(ground) if shapely.intersects(ground, curve) else curve, 90)
        use = "greenway" if total[group[i]] > 2200 else "path"
        tags = {"name": f"Voie verte {name}"} if use == "greenway" else {}
        out += [Line(p, use, "path", {**tags, "abandoned:railway": "rail"}) for p in parts]
    return out
