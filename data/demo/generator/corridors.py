"""Railways, canals and motorways with the ways beside and across them, and former mine railways."""

import math
from collections import Counter
from itertools import pairwise

import numpy as np
import shapely
from scipy.spatial import cKDTree

from data.demo.generator.curves import line_parts, spline
from data.demo.generator.facts import CHOICES, Facts, read_rows, where
from data.demo.generator.frame import Line, Random, is_inside, to_xy


def lay_barriers(facts: Facts) -> list[Line]:
    """Return railways through stations in the order of the sketch, canals and motorways."""
    places = {(row["name"], row["country"]): where(row) for row in facts.stations}
    lines: dict[str, list[tuple[float, float]]] = {}
    for row in read_rows("demo", "sketch", "railways.csv"):
        key = next((k for k in places if k[0] == row["station"] and row["country"] in {"", k[1]}), None)
        lines.setdefault(row["line"], []).append(places[key] if key else where(row))
    out, drawn = [], set()
    for points in lines.values():
        curve = spline(np.array(points), 220)
        knots = [int(np.hypot(*(curve - p).T).argmin()) for p in points]
        for pair, (a, b) in zip(pairwise(points), pairwise(knots), strict=True):
            if frozenset(pair) not in drawn:  # a stretch that an earlier line has drawn is not drawn twice
                drawn.add(frozenset(pair))
                out.append(Line(curve[a : b + 1], "rail", "", {"railway": "rail"}))
    for row in CHOICES["courses"]:
        tags = {key: value for key, value in row.items() if key not in {"kind", "points"}}
        curve = spline(np.array([to_xy(*place) for place in row["points"]]), 200)
        out.append(Line(curve, row["kind"], "", tags))
    return out


def lay_sides(barriers: list[Line], built: shapely.Geometry) -> list[Line]:
    """Return towpaths, and on ``built`` ground streets along barriers, so that streets do not end at a fence."""
    near = shapely.union_all([shapely.LineString(b.points).buffer(b.half_width() + 3, quad_segs=2) for b in barriers])
    shapely.prepare(near)
    out = []
    for number, barrier in enumerate(barriers):
        for side, sign in (("L", 1), ("R", -1)):
            away = sign * (barrier.half_width() + 8)
            line = shapely.LineString(barrier.points).offset_curve(away, join_style="round").simplify(1.0)
            if side in barrier.tags.get("_towpaths", ""):
                name = {"name": f"Halage {number + 1}"}
                out += [Line(p, "towpath", "path", name) for p in line_parts(line.difference(near), 60)]
            else:
                out += [Line(p, "street", "side") for p in line_parts(line.difference(near).intersection(built), 60)]
    return out


def lay_crossings(barriers: list[Line], others: list[Line], rng: Random) -> list[Line]:
    """Return short ways across barriers wherever no other line crosses for long, a few of them ferries."""
    tree, out = shapely.STRtree([shapely.LineString(line.points) for line in others]), list[Line]()
    for barrier in barriers:
        line, every = shapely.LineString(barrier.points), CHOICES["crossing_every_m"][barrier.kind]
        for k in range(1, int(line.length / every)):
            at = k * every + rng.uniform(-0.2, 0.2) * every
            a, b = shapely.get_coordinates(shapely.line_interpolate_point(line, [at - 5, at + 5]))
            if not is_inside(a, 600) or len(tree.query(shapely.LineString([a, b]), "dwithin", 0.35 * every)):
                continue
            ferry = barrier.tags.get("_towpaths") == "LR" and rng.random() < 0.12
            reach = barrier.half_width() + (9 if ferry else 26)
            side = np.array([a[1] - b[1], b[0] - a[0]]) / math.dist(a, b) * reach
            ends = np.array([(a + b) / 2 - side, (a + b) / 2 + side])
            kind = ("ferry", "", {"name": f"Bac {len(out)}"}) if ferry else ("street", "crossing", {})
            out.append(Line(ends, *kind))
    return out


def lay_greenways(facts: Facts, ground: shapely.Geometry) -> list[Line]:
    """Return former mine railways as greenways, or as paths where little is left; none cuts an area (``ground``)."""
    rows = [(row["id"].split("_")[0], where(row, "from_"), where(row, "to_")) for row in facts.mine_railways]
    rows = [row for row in rows if is_inside(row[1], 400) and is_inside(row[2], 400) and math.dist(*row[1:]) > 40]
    points, left = np.array([end for row in rows for end in row[1:]]), Counter[str]()
    for name, a, b in rows:
        left[name] += round(math.dist(a, b))
    near = cKDTree(points).query_ball_point(points, 45.0)  # ends that touch are one
    middle = [tuple(points[sorted(k)].mean(0)) for k in near]
    shapely.prepare(ground)
    out = []
    for (a, b), name in {tuple(sorted(middle[2 * k : 2 * k + 2])): row[0] for k, row in enumerate(rows)}.items():
        length, bow = math.dist(a, b), np.array([a[1] - b[1], b[0] - a[0]]) * 0.08
        way = [a, (np.array(a) + b) / 2 + bow * (length > 400), b]
        curve = shapely.LineString(spline(np.array(way), 120) if length > 40 else [a, b])
        use = "greenway" if left[name] > 2200 else "path"
        tags = {"name": f"Voie verte {name}"} if use == "greenway" else {}
        parts = line_parts(curve.difference(ground), 90)
        out += [Line(p, use, "path", {**tags, "abandoned:railway": "rail"}) for p in parts]
    return out
