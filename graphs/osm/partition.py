"""The faces into which borders part a box, and what country and region each is sure to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely
from shapely import STRtree

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graphs.areas import Area
    from graphs.geo import BoundingBox
    from graphs.osm.borders import BorderLine, Borders, Realm

__all__ = ["Partition", "partition"]

_SHRINKS = (0.0, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1)
"""Shares of the box given up at each side so that borders which end just short of its edge close there."""
_ASIDE_DEG = 1e-7
_TOUCH_DEG = 1e-9
_SIDES = 2
_REGION_LEVEL = 4


@dataclass(frozen=True, slots=True, eq=False)
class Partition:
    """Polygons (degrees, x the longitude) of the areas that are sure inside a box, and the borders in it."""

    box: BoundingBox
    polygons: tuple[shapely.Geometry, ...]
    areas: tuple[Area, ...]
    lines: tuple[shapely.Geometry, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Edge:
    """A piece of border between two faces (equal where it ends in the middle of one)."""

    left: int
    right: int
    countries: frozenset[str]
    regions: frozenset[str]
    is_inner: bool
    is_frame: bool


def partition(borders: Borders, box: BoundingBox) -> Partition:
    """Part a box.

    A face is sure where it lies in a boundary that is whole, or holds a place that its relation names as inside
    (`label`, `admin_centre`), or lies across a border from a sure one: a border with two sides, one of which is known.
    A face in which a border ends is not told by such steps, and one that is told differently from two sides is unknown.
    """
    frame, clipped = _choose_frame(borders.lines, box)
    if not clipped:
        whole = _cover_whole(borders.realms, frame)
        return Partition(box, *whole, ())
    outline = shapely.box(*frame).exterior
    noded = shapely.get_parts(shapely.union_all([outline, *(line for line, _ in clipped)]))
    faces = shapely.get_parts(shapely.polygonize(noded))
    edges = _list_edges(noded, faces, clipped, outline)
    countries = _Labels(faces, edges, lambda edge: edge.countries, lambda edge: not edge.is_inner)
    regions = _Labels(faces, edges, lambda edge: edge.regions, lambda edge: bool(edge.regions) or not edge.is_inner)
    for realm in borders.realms:
        country, region = realm.area
        if country:
            countries.mark(realm, country)
        if region and realm.level == _REGION_LEVEL:
            regions.mark(realm, region)
    told = list(zip(countries.spread(), regions.spread(), strict=True))
    areas = [_combine(country, region) for country, region in told]
    named = sorted({area for area in areas if area[0]}, key=lambda area: (area[0] or "", area[1] or ""))
    polygons = tuple(
        shapely.union_all([face for face, own in zip(faces, areas, strict=True) if own == area]) for area in named
    )
    return Partition(_to_box(frame), polygons, tuple(named), tuple(line for line, _ in clipped))


def _combine(country: str, region: str) -> Area:
    if not country and region:
        country = region.partition("-")[0]
    if not country:
        return None, None
    return country, region if region.partition("-")[0] == country else None


def _to_box(frame: tuple[float, float, float, float]) -> BoundingBox:
    from graphs.geo import BoundingBox

    return BoundingBox(*frame)


def _choose_frame(
    lines: Sequence[BorderLine], box: BoundingBox
) -> tuple[tuple[float, float, float, float], list[tuple[shapely.Geometry, BorderLine]]]:
    """Largest frame in which no border ends, the whole box where there is none such."""
    whole = _clip(lines, box.to_tuple())
    if not whole[1]:
        return whole
    wide, high = box.east - box.west, box.north - box.south
    for share in _SHRINKS:
        inner = (
            box.west + share * wide,
            box.south + share * high,
            box.east - share * wide,
            box.north - share * high,
        )
        frame, clipped = _clip(lines, inner)
        if clipped and not _has_loose_end(frame, clipped):
            return frame, clipped
    return whole


def _clip(
    lines: Sequence[BorderLine], frame: tuple[float, float, float, float]
) -> tuple[tuple[float, float, float, float], list[tuple[shapely.Geometry, BorderLine]]]:
    inside = shapely.intersection(np.array([line.line for line in lines], object), shapely.box(*frame))
    clipped = [
        (part, line)
        for geometry, line in zip(inside.tolist(), lines, strict=True)
        for part in shapely.get_parts(geometry)
        if part.geom_type == "LineString" and part.length > 0
    ]
    return frame, clipped


def _has_loose_end(
    frame: tuple[float, float, float, float], clipped: list[tuple[shapely.Geometry, BorderLine]]
) -> bool:
    noded = shapely.get_parts(shapely.union_all([shapely.box(*frame).exterior, *(line for line, _ in clipped)]))
    ends = shapely.get_coordinates([shapely.get_point(noded, 0), shapely.get_point(noded, -1)])
    return bool((np.unique(ends, axis=0, return_counts=True)[1] == 1).any())


def _cover_whole(
    realms: Sequence[Realm], frame: tuple[float, float, float, float]
) -> tuple[tuple[shapely.Geometry, ...], tuple[Area, ...]]:
    """Box through which no border runs: it lies in whole realms or in none."""
    middle = shapely.Point((frame[0] + frame[2]) / 2, (frame[1] + frame[3]) / 2)
    around = [realm for realm in realms if realm.polygon is not None and realm.polygon.contains(middle)]
    country = next((realm.area[0] for realm in around if realm.area[0]), "") or ""
    region = next((realm.area[1] for realm in around if realm.level == _REGION_LEVEL and realm.area[1]), "") or ""
    return ((shapely.box(*frame),), (_combine(country, region),)) if country else ((), ())


def _list_edges(
    noded: npt.NDArray[np.object_],
    faces: npt.NDArray[np.object_],
    clipped: list[tuple[shapely.Geometry, BorderLine]],
    outline: shapely.Geometry,
) -> list[_Edge]:
    start, end = (shapely.get_coordinates(shapely.get_point(noded, place)) for place in (0, 1))
    middle, along = (start + end) / 2, end - start
    length = np.maximum(np.hypot(along[:, 0], along[:, 1]), _TOUCH_DEG)
    normal = np.stack([-along[:, 1], along[:, 0]], axis=1) / length[:, None] * _ASIDE_DEG
    sides = [_find_faces(faces, middle + sign * normal) for sign in (1, -1)]
    points = shapely.points(middle)
    owners: list[tuple[set[str], set[str], list[bool]]] = [(set(), set(), []) for _ in noded]
    near = STRtree([line for line, _ in clipped]).query(points, predicate="dwithin", distance=_TOUCH_DEG)
    for part, line in near.T.tolist():
        owners[part][0].update(clipped[line][1].countries)
        owners[part][1].update(clipped[line][1].regions)
        owners[part][2].append(clipped[line][1].is_inner)
    on_frame = np.asarray(shapely.dwithin(points, outline, _TOUCH_DEG)).tolist()
    return [
        _Edge(left, right, frozenset(own[0]), frozenset(own[1]), all(own[2]), frame)
        for left, right, own, frame in zip(sides[0], sides[1], owners, on_frame, strict=True)
    ]


def _find_faces(faces: npt.NDArray[np.object_], points: npt.NDArray[np.float64]) -> list[int]:
    """Face that holds each point, -1 for none."""
    found = np.full(len(points), -1)
    point, face = STRtree(faces).query(shapely.points(points), predicate="within")
    found[point] = face
    return found.tolist()


class _Labels:
    """What is sure of each face at one level: codes that are marked spread over borders until nothing is added."""

    def __init__(
        self,
        faces: npt.NDArray[np.object_],
        edges: Sequence[_Edge],
        owners: Callable[[_Edge], frozenset[str]],
        separates: Callable[[_Edge], bool],
    ) -> None:
        self._faces = faces
        self._inner = shapely.point_on_surface(faces)
        self._codes: list[set[str]] = [set() for _ in faces]
        self._steps: list[list[tuple[int, frozenset[str], bool]]] = [[] for _ in faces]
        self._loose: set[int] = set()
        for edge in edges:
            if edge.is_frame or min(edge.left, edge.right) < 0:
                continue
            if edge.left == edge.right:
                self._loose |= {edge.left} if separates(edge) else set()
                continue
            step = owners(edge), separates(edge)
            self._steps[edge.left].append((edge.right, *step))
            self._steps[edge.right].append((edge.left, *step))

    def mark(self, realm: Realm, code: str) -> None:
        """Take what a realm tells by its polygon and its seeds."""
        if realm.polygon is not None:
            shapely.prepare(realm.polygon)
            for face in np.flatnonzero(shapely.contains(realm.polygon, self._inner)).tolist():
                self._codes[face].add(code)
        elif realm.seeds:
            for face in _find_faces(self._faces, np.array(realm.seeds)):
                if face >= 0 and face not in self._loose:
                    self._codes[face].add(code)

    def spread(self) -> list[str]:
        """Code of each face, empty where it is unknown or told in two ways."""
        queue = [face for face, codes in enumerate(self._codes) if codes]
        while queue:
            face = queue.pop()
            if len(self._codes[face]) != 1:
                continue
            code = next(iter(self._codes[face]))
            for other, owners, separates in self._steps[face]:
                across = _cross(code, owners, separates=separates)
                if across and other not in self._loose and across not in self._codes[other]:
                    self._codes[other].add(across)
                    queue.append(other)
        return [next(iter(codes)) if len(codes) == 1 else "" for codes in self._codes]


def _cross(code: str, owners: frozenset[str], *, separates: bool) -> str:
    """Code on the other side of a border from a side of this code, empty where it does not say."""
    if not separates:
        return code
    others = owners - {code}
    if code in owners:
        return next(iter(others)) if len(owners) == _SIDES else ""
    return next(iter(others)) if len(others) == 1 else ""
