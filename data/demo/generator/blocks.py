"""Cuts every face by streets until its blocks have the wanted size.

A street joins two points of the border of one face, so streets cannot cross one another, a railway or a canal by
accident, and every street hangs on one that exists. The T-junctions this makes are what older European towns look
like; ends near a junction are drawn into it, so that some streets run on across.
"""

import math
from dataclasses import dataclass

import numpy as np
import shapely

from data.demo.generator.frame import Points, Random
from data.demo.generator.plane import Plane
from data.demo.generator.rules import Rules

_End = tuple[int, Points | None]
"""Place on a ring: the node with this index, or a point on the segment after it."""


@dataclass(slots=True)
class Face:
    """A face of the plane: its ring, area, centroid, direction of its long axis, and how long it is for its width."""

    ring: list[int]
    points: Points
    area: float
    centre: Points
    angle: float
    aspect: float

    @classmethod
    def measure(cls, plane: Plane, ring: list[int]) -> "Face | None":
        """Return the face inside a ring, none if it is too small or too narrow to hold a street."""
        ring = plane.expand([*ring, ring[0]])[:-1]
        points = plane.along(ring)
        p = points - points[0]
        q = np.roll(p, -1, axis=0)
        w = p[:, 0] * q[:, 1] - q[:, 0] * p[:, 1]
        area = float(w.sum()) / 2
        if len(ring) < 3 or abs(area) < max(1500.0, 0.008 * np.hypot(*(p - q).T).sum() ** 2):
            return None
        c = ((p + q) * w[:, None]).sum(0) / (6 * area)
        xx, yy = ((p * p + p * q + q * q) * w[:, None]).sum(0) / (12 * area) - c * c
        cross = 2 * p[:, 0] * p[:, 1] + p[:, 0] * q[:, 1] + q[:, 0] * p[:, 1] + 2 * q[:, 0] * q[:, 1]
        xy = (cross * w).sum() / (24 * area) - c[0] * c[1]
        mean, root = (xx + yy) / 2, math.hypot((xx - yy) / 2, xy)
        aspect = math.sqrt((mean + root) / max(1e-9, mean - root))
        return cls(ring, points, abs(area), c + points[0], 0.5 * math.atan2(2 * xy, xx - yy), aspect)


def subdivide(plane: Plane, ring: list[int], tag: int | None, rules: Rules, rng: Random) -> None:
    """Cut a face, then its parts, until every block has the size that the rules want; ``tag`` is the patch it is in."""
    stack = [ring]
    while stack:
        face = Face.measure(plane, stack.pop())
        if face and rules.wants_cut(face.points, face.area, face.centre, tag, rng):
            stack += _cut(plane, face, tag, rules, rng)


def _cut(plane: Plane, face: Face, tag: int | None, rules: Rules, rng: Random) -> list[list[int]]:
    """Lay one street through the face and return the two rings; nothing if no good street is found."""
    axis = rules.axis(face.angle, face.aspect, tag)
    for attempt in range(5):
        loose = 1.0 if tag is None else 0.12
        angle = axis + math.pi / 2 + rng.normal(0, 0.05 + 0.1 * attempt) * loose
        slip = rng.uniform(-0.16, 0.16) * math.sqrt(face.area) * loose * (attempt > 0)
        hits = _aim(face, angle, face.centre + slip * np.array([math.cos(axis), math.sin(axis)]), rng)
        length = math.dist(hits[0][2], hits[1][2]) if hits else 0.0
        if hits and length > (34.0 if tag is None else 24.0):
            snap = min(22.0 if face.area < 8e4 else 32.0 if face.area < 6e5 else 60.0, 0.2 * length)
            ends = _end(plane, face, hits[0], snap), _end(plane, face, hits[1], snap)
            rings = _lay(plane, face, ends, tag, rules, rng)
            if rings:
                return rings
    return []


def _aim(face: Face, angle: float, origin: Points, rng: Random) -> list[tuple[int, float, Points]] | None:
    """Return the two places where a chord meets the ring: segment, share of it, and point.

    The chord turns by up to 30 degrees to meet the straighter side at a right angle.
    """
    p = face.points - origin
    q = np.roll(p, -1, axis=0)
    for turned in (False, True):
        along, aside = np.array([math.cos(angle), math.sin(angle)]), np.array([-math.sin(angle), math.cos(angle)])
        before, after = p @ aside, q @ aside
        (edges,) = np.nonzero((before >= 0) != (after >= 0))
        if len(edges) < 2:
            return None
        share = before[edges] / (before[edges] - after[edges])
        hits = p[edges] + share[:, None] * (q[edges] - p[edges])
        at = hits @ along
        spans = np.argsort(at, kind="stable").reshape(-1, 2)
        around = spans[(at[spans[:, 0]] <= 0) & (at[spans[:, 1]] >= 0)]
        pair = around[0] if len(around) else spans[np.argmax(at[spans[:, 1]] - at[spans[:, 0]])]
        sides = (q - p)[edges[pair]]
        side = sides[np.argmax(np.hypot(*sides.T))]
        turn = (math.atan2(side[1], side[0]) + math.pi - angle) % math.pi - math.pi / 2
        if turned or not 0.02 < abs(turn) < 0.5:
            break
        angle += turn + rng.normal(0, 0.03)
    return [(int(edges[k]), float(share[k]), hits[k] + origin) for k in pair]


def _end(plane: Plane, face: Face, hit: tuple[int, float, Points], snap: float) -> _End:
    """Return the end of a street: a near node of the ring (a junction draws farther), or the point hit."""
    i, j = hit[0], (hit[0] + 1) % len(face.ring)
    gaps = [(math.dist(face.points[k], hit[2]), k) for k in (i, j)]
    for gap, k in sorted(gaps):
        if gap < snap * (1.6 if plane.degree[face.ring[k]] > 2 else 1.0):
            return k, None
    return i, hit[2]


def _lay(
    plane: Plane, face: Face, ends: tuple[_End, _End], tag: int | None, rules: Rules, rng: Random
) -> list[list[int]] | None:
    """Lay the street between two ends, if it stays inside the face and leaves two parts of fair size."""
    (i, a), (j, b), ring, n = *ends, face.ring, len(face.ring)
    if i == j or (a is None and i == (j + 1) % n) or (b is None and j == (i + 1) % n):
        return None
    start, stop = face.points[i] if a is None else a, face.points[j] if b is None else b
    bent, border = rules.bend(start, stop, tag, rng), shapely.LinearRing(face.points)
    inner = next((way for way in (bent, []) if not _crosses([start, *way, stop], border)), None)
    first = [(i + 1 + k) % n for k in range((j - i) % n - 1 + (b is not None))]
    second = [(j + 1 + k) % n for k in range((i - j) % n - 1 + (a is not None))]
    part = shapely.Polygon([start, *face.points[first], stop, *(inner or [])[::-1]]).area
    if inner is None or not 0.2 < part / face.area < 0.8:
        return None
    head = ring[i] if a is None else plane.split(ring[i], ring[(i + 1) % n], *a)
    tail = ring[j] if b is None else plane.split(ring[j], ring[(j + 1) % n], *b)
    path = [head, *(plane.add_node(*p) for p in inner), tail]
    kind, highway, share = rules.street(start, stop, face.area, tag, rng)
    if share < 1 and not inner:  # a dead end
        path.insert(1, plane.node_towards(head, tail, share * plane.far(head, tail)))
        plane.lay(path[:2], kind, highway, {"noexit": "yes"})
        plane.lay(path[1:], "virtual")
    else:
        plane.lay(path, kind, highway)
    return [path + [ring[k] for k in second], path[::-1] + [ring[k] for k in first]]


def _crosses(line: list[Points], ring: shapely.LinearRing) -> bool:
    """Return whether a line touches a ring anywhere but at its ends."""
    p = np.array(line)
    p[0], p[-1] = p[0] + 1e-3 * (p[1] - p[0]), p[-1] + 1e-3 * (p[-2] - p[-1])
    return bool(shapely.intersects(shapely.LineString(p), ring))
