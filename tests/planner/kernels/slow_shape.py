"""Figures of a line in plain Python, for the kernels to agree with."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

Point = tuple[float, float]


def slow_cumulative(points: Sequence[Point]) -> list[float]:
    """Distance along the line at every point."""
    along = [0.0]
    for before, here in itertools.pairwise(points):
        along.append(along[-1] + math.dist(before, here))
    return along


def slow_resample(points: Sequence[Point], step_m: float) -> list[Point]:
    """Points every step from the first one on, the end left out."""
    along = slow_cumulative(points)
    at = [k * step_m for k in range(max(1, math.ceil(along[-1] / step_m)))]
    x = np.interp(at, along, [p[0] for p in points])
    y = np.interp(at, along, [p[1] for p in points])
    return [(float(a), float(b)) for a, b in zip(x, y, strict=True)]


def slow_beside(
    points: Sequence[Point], step_m: float, total_m: float, *, closed: bool, within_m: float, apart_m: float
) -> float:
    """Share of samples with another pass nearby that is far along the line."""

    def is_another_pass(i: int, j: int) -> bool:
        apart = abs(i - j) * step_m
        if closed:
            apart = min(apart, total_m - apart)
        return apart > apart_m and math.dist(points[i], points[j]) <= within_m

    count = len(points)
    return sum(any(is_another_pass(i, j) for j in range(count)) for i in range(count)) / max(1, count)


def slow_spur(points: Sequence[Point], step_m: float, within_m: float) -> float:
    """Longest stretch out and straight back, one way."""

    def reach(tip: int) -> int:
        steps = 0
        while tip - steps - 1 >= 0 and tip + steps + 1 < len(points):
            if math.dist(points[tip - steps - 1], points[tip + steps + 1]) > within_m:
                break
            steps += 1
        return steps

    return step_m * max((reach(tip) for tip in range(1, len(points) - 1)), default=0)


def slow_compactness(points: Sequence[Point], total_m: float) -> float:
    """Enclosed area over that of a circle as long as the line."""
    if total_m <= 0:
        return 0.0
    x0, y0 = points[0]
    turned = zip(points, [*points[1:], points[0]], strict=True)
    area = sum((ax - x0) * (by - y0) - (bx - x0) * (ay - y0) for (ax, ay), (bx, by) in turned) / 2
    return 4 * math.pi * abs(area) / total_m**2


def slow_turns(points: Sequence[Point], total_m: float) -> float:
    """Beginnings of sharp changes of direction per kilometre."""
    if total_m <= 0:
        return 0.0
    headings = [math.atan2(b[1] - a[1], b[0] - a[0]) for a, b in itertools.pairwise(points)]
    sharp = [
        abs(math.remainder(after - before, 2 * math.pi)) > math.pi / 4
        for before, after in zip(headings, headings[2:], strict=False)
    ]
    return 1000 * sum(now and not before for before, now in zip([False, *sharp], sharp, strict=False)) / total_m


def slow_retraced(points: Sequence[Point], breaks: Collection[int], *, closed: bool) -> float:
    """Metres on streets passed again: every two pieces of at most 5 m are compared, `breaks` begin a line anew."""
    pieces: list[tuple[Point, float, tuple[Point, Point]]] = []
    for number, (a, b) in enumerate(itertools.pairwise(points), start=1):
        length = math.dist(a, b)
        if length < 0.01 or number in breaks:
            continue
        parts = math.ceil(length / 5)
        for k in range(parts):
            share = (k + 0.5) / parts
            middle = a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])
            pieces.append((middle, length / parts, (a, b)))
    along = list(itertools.accumulate(length for _, length, _ in pieces))

    def runs_along(place: Point, own: tuple[Point, Point], other: tuple[Point, Point]) -> bool:
        (ax, ay), (bx, by) = other
        dx, dy = bx - ax, by - ay
        ux, uy = own[1][0] - own[0][0], own[1][1] - own[0][1]
        if abs(dx * ux + dy * uy) < 0.7 * math.hypot(dx, dy) * math.hypot(ux, uy):
            return False
        share = min(1.0, max(0.0, ((place[0] - ax) * dx + (place[1] - ay) * dy) / (dx * dx + dy * dy)))
        return math.dist(place, (ax + share * dx, ay + share * dy)) <= 2

    def is_again(i: int, j: int) -> bool:
        (one, one_m, own), (two, two_m, other) = pieces[i], pieces[j]
        apart, least = abs(along[i] - along[j]), 25 + one_m + two_m
        if math.dist(one, two) > 6 or apart <= least or (closed and along[-1] - apart <= least):
            return False
        return runs_along(one, own, other) or runs_along(two, other, own)

    count = range(len(pieces))
    return sum(pieces[i][1] for i in count if any(is_again(i, j) for j in count if j != i))
