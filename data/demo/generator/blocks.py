"""Cuts every face by streets until its blocks have the wanted size.

A street joins two points of the border of one face, so it crosses nothing; its ends are drawn into corners near by.
"""

import math
from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely.ops import substring

from data.demo.generator.frame import Line, Random
from data.demo.generator.rules import Rules

_CELL_M = 100.0
Point = tuple[float, ...]


@dataclass(slots=True)
class Streets:
    """The streets laid so far, and their ends by cells of a coarse grid."""

    rules: Rules
    rng: Random
    lines: list[Line] = field(default_factory=list)
    ends: defaultdict[Point, list[Point]] = field(default_factory=lambda: defaultdict(list))

    def fill(self, face: shapely.Polygon, tag: int | None) -> None:
        """Cut a face (``tag``: its patch) into blocks of the size that the rules want; in some, a street just ends."""
        stack, chance = [face], self.rng.spawn(1)[0]
        while stack:
            block = stack.pop()
            wide = block.area > max(1500.0, 0.008 * block.length**2)
            if wide and self.rules.wants_cut(block, tag, self.rng):
                stack += self._cut(block, tag)
            elif wide and tag is None and block.contains(block.centroid) and chance.random() < 0.07:
                p = shapely.get_coordinates(shapely.shortest_line(block.exterior, block.centroid))
                self.lines.append(Line(p, *self.rules.street(p[0], p[1], block.area, tag, chance), {"noexit": "yes"}))

    def _cut(self, face: shapely.Polygon, tag: int | None) -> list[shapely.Polygon]:
        """Lay one street across the face and return its two parts; nothing if no good street is found."""
        loose, size, centre = 1.0 if tag is None else 0.12, math.sqrt(face.area), np.array(face.centroid.coords[0])
        sides = np.diff(shapely.get_coordinates(shapely.oriented_envelope(face))[:3], axis=0).tolist()
        short, long = sorted(sides, key=lambda side: math.hypot(*side))
        axis = self.rules.axis(math.atan2(*long[::-1]), math.hypot(*long) / math.hypot(*short), tag)
        for attempt in range(8):
            angle = axis + math.pi / 2 + self.rng.normal(0, 0.05 + 0.08 * attempt) * loose
            slip = self.rng.uniform(-0.05, 0.05) * attempt * size * loose
            middle = centre + slip * np.array([math.cos(axis), math.sin(axis)])
            way = face.length * np.array([math.cos(angle), math.sin(angle)])
            chord = face.intersection(shapely.LineString([middle - way, middle + way]))
            span = min(shapely.get_parts(chord), key=shapely.Point(middle).distance)
            if span.length > (34.0 if tag is None else 24.0):
                snap = min(22.0 if size < 280 else 32.0 if size < 775 else 60.0, 0.2 * span.length)
                ends = [self._draw_in(face.exterior, span.coords[k], snap) for k in (0, -1)]
                parts = self._lay(face, ends, tag)
                if parts:
                    return parts
        return []

    def _draw_in(self, ring: shapely.LinearRing, at: Point, snap: float) -> Point:
        """Return the street end or corner of the ring that is near a place on it, or the place itself."""
        x, y = at[0] // _CELL_M, at[1] // _CELL_M
        near = [p for i in (-1, 0, 1) for j in (-1, 0, 1) for p in self.ends.get((x + i, y + j), ())]
        near = [p for p in near if math.dist(p, at) < 1.6 * snap and ring.distance(shapely.Point(p)) < 0.6]
        near += [p for p in ring.coords if math.dist(p, at) < snap]
        return min(near, key=lambda p: math.dist(p, at), default=at)

    def _lay(self, face: shapely.Polygon, ends: list[Point], tag: int | None) -> list[shapely.Polygon]:
        """Lay the street between two ends, if it stays inside the face and leaves two parts of fair size."""
        ring = face.exterior
        (s, a), (t, b) = sorted((ring.project(shapely.Point(p)), p) for p in ends)
        bent = [tuple(p) for p in self.rules.bend(np.array(a), np.array(b), tag, self.rng)]
        line = next((way for way in ([a, *bent, b], [a, b]) if _is_within(way, face)), None)
        if line is None:
            return []
        sides = [*substring(ring, t, ring.length).coords, *substring(ring, 0, s).coords, *line[1:-1]]
        corners = [*substring(ring, s, t).coords, *line[-2:0:-1]], sides
        if min(map(len, corners)) < 3:  # along one straight side
            return []
        one, two = map(shapely.Polygon, corners)
        if not 0.2 < one.area / face.area < 0.8 or not (one.is_valid and two.is_valid):
            return []
        self.lines.append(Line(np.array(line), *self.rules.street(np.array(a), np.array(b), face.area, tag, self.rng)))
        for p in (a, b):
            self.ends[p[0] // _CELL_M, p[1] // _CELL_M].append(p)
        return [one, two]


def _is_within(line: list[Point], face: shapely.Polygon) -> bool:
    """Return whether a line runs inside a face and touches its border at its ends only."""
    p = np.array(line)
    middle = shapely.LineString(p).interpolate(0.5, normalized=True)
    p[0], p[-1] = p[0] + 1e-3 * (p[1] - p[0]), p[-1] + 1e-3 * (p[-2] - p[-1])
    return bool(not face.exterior.intersects(shapely.LineString(p)) and face.contains(middle))
