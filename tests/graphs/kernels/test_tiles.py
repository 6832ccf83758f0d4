"""Thinning, cutting and commands of map tiles, beside shapely and the decoder of another library."""

from __future__ import annotations

import math

import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st
from mapbox_vector_tile.Mapbox import vector_tile_pb2

from graphs.kernels.tiles import INNER, LINE, OUTER, POINT, cut_parts, measure_parts, thin_parts, write_commands

Points = list[tuple[int, int]]
POINTS = st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=3, max_size=12)


def arrays(points: Points, kind: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    x, y = np.array(points, np.int32).T.copy()
    return x, y, np.array([0, len(points)], np.int64), np.array([kind], np.uint8)


def cut(points: Points, kind: int, limit: int, *, upper: bool) -> list[Points]:
    x, y, first, kinds = arrays(points, kind)
    out_x, out_y = np.empty(2 * len(x) + 2, np.int32), np.empty(2 * len(x) + 2, np.int32)
    out_first, out_part = np.empty(2 * len(x) + 2, np.int64), np.empty(2 * len(x) + 2, np.int64)
    parts, _ = cut_parts(x, y, first, kinds, limit, upper, out_x, out_y, out_first, out_part)
    assert (out_part[:parts] == 0).all()
    spans = zip(out_first[:parts].tolist(), out_first[1 : parts + 1].tolist(), strict=True)
    return [list(zip(out_x[a:b].tolist(), out_y[a:b].tolist(), strict=True)) for a, b in spans]


@given(POINTS, st.integers(-60, 60), st.booleans())
def test_lines_are_cut_as_shapely_does(points: Points, limit: int, upper: bool) -> None:
    assume(len(set(points)) > 1)
    half = shapely.box(limit, -99, 99, 99) if upper else shapely.box(-99, -99, limit, 99)
    pieces = [shapely.LineString(piece) for piece in cut(points, LINE, limit, upper=upper) if len(piece) > 1]
    expected = shapely.LineString(points).intersection(half)
    # Crossings are rounded to whole numbers.
    assert shapely.MultiLineString(pieces).hausdorff_distance(expected) < 1.01 or expected.length < 2


def around_their_middle(points: Points) -> Points:
    """Order points so that they make a ring that hardly ever crosses itself."""
    x, y = np.mean(points, axis=0)
    return sorted(set(points), key=lambda point: (math.atan2(point[1] - y, point[0] - x), point))


@given(POINTS, st.integers(-60, 60), st.booleans())
def test_rings_keep_what_is_on_the_side(points: Points, limit: int, upper: bool) -> None:
    points = around_their_middle(points)
    assume(len(points) > 2)
    ring = shapely.Polygon(points)
    assume(ring.is_valid and ring.area > 0)
    half = shapely.box(limit, -99, 99, 99) if upper else shapely.box(-99, -99, limit, 99)
    pieces = cut(points, OUTER, limit, upper=upper)
    assert len(pieces) <= 1
    kept = shapely.Polygon(pieces[0]).buffer(0) if pieces and len(pieces[0]) > 2 else shapely.Polygon()
    assert kept.symmetric_difference(ring.intersection(half)).area <= 0.51 * ring.length


@given(POINTS, st.sampled_from([LINE, OUTER]), st.floats(0, 20))
def test_thinning_moves_nothing_by_more_than_the_limit(points: Points, kind: int, limit: float) -> None:
    x, y, first, kinds = arrays(points, kind)
    keep = np.zeros(len(x), np.uint8)
    thin_parts(x, y, first, kinds, limit, keep)
    left = [point for point, kept in zip(points, keep.tolist(), strict=True) if kept]
    assert points[0] in left
    closed = kind == OUTER
    before = shapely.LineString([*points, points[0]] if closed else points)
    after = shapely.LineString([*left, left[0]] if closed or len(left) == 1 else left)
    assert max(after.distance(shapely.Point(point)) for point in points) <= limit + 1e-9
    if not closed:
        assert left[-1] == points[-1]
    assert before.length >= after.length - 1e-9


def test_measures_are_those_of_shapely() -> None:
    points = [(0, 0), (10, 0), (10, 5), (-3, 8)]
    for kind, expected in ((OUTER, shapely.Polygon(points).area), (LINE, 0.0)):
        x, y, first, kinds = arrays(points, kind)
        box, area = np.empty(4, np.int32), np.empty(1)
        measure_parts(x, y, first, kinds, box, area)
        assert box.tolist() == [-3, 0, 10, 8]
        assert area[0] == pytest.approx(expected)


def decode(points: Points, parts: list[tuple[int, int, int]], kind: int) -> list[dict[str, object]]:
    """Write parts (number of points, kind, outline) as one feature and read it with another library."""
    x, y, _, _ = arrays(points, LINE)
    first = np.cumsum([0, *(size for size, _, _ in parts)])
    kinds = np.array([item for _, item, _ in parts], np.uint8)
    outline = np.array([item for _, _, item in parts], np.int64)
    out, out_first = np.empty(2 * len(x) + 3 * len(parts), np.uint32), np.empty(2, np.int64)
    write_commands(x, y, first, kinds, outline, np.array([0, len(parts)]), out, out_first)
    tile = vector_tile_pb2.tile()
    layer = tile.layers.add()
    layer.name, layer.version, layer.extent = "a", 2, 4096
    feature = layer.features.add()
    feature.type = kind
    feature.geometry.extend(out[: out_first[1]].tolist())
    if not out_first[1]:
        return []
    decoded = mapbox_vector_tile.decode(tile.SerializeToString(), default_options={"y_coord_down": True})
    return [item["geometry"] for item in decoded["a"]["features"]]


def test_points_lines_and_areas_are_written_as_they_are() -> None:
    assert decode([(3, 4)], [(1, POINT, -1)], 1) == [{"type": "Point", "coordinates": [3, 4]}]
    line = [(0, 0), (5, 0), (5, 0), (5, 9)]
    assert decode(line, [(4, LINE, -1)], 2) == [{"type": "LineString", "coordinates": [[0, 0], [5, 0], [5, 9]]}]
    two = decode([(0, 0), (5, 0), (9, 9), (7, 7)], [(2, LINE, -1), (2, LINE, -1)], 2)
    assert two == [{"type": "MultiLineString", "coordinates": [[[0, 0], [5, 0]], [[9, 9], [7, 7]]]}]


@pytest.mark.parametrize("turn", [1, -1])
def test_outlines_and_holes_get_their_turn(turn: int) -> None:
    outer, hole = [(0, 0), (0, 90), (90, 90), (90, 0)][::turn], [(10, 10), (20, 10), (20, 20), (10, 20)][::turn]
    shapes = decode([*outer, *hole], [(4, OUTER, 7), (4, INNER, 7)], 3)
    assert [shape["type"] for shape in shapes] == ["Polygon"]
    polygon = shapely.geometry.shape(shapes[0])
    assert isinstance(polygon, shapely.Polygon)
    assert polygon.area == 8100 - 100
    assert len(polygon.interiors) == 1


def test_what_has_no_extent_is_left_out_with_its_holes() -> None:
    flat, hole = [(0, 0), (9, 0), (4, 0)], [(1, 1), (3, 1), (3, 3)]
    assert decode([*flat, *hole], [(3, OUTER, 7), (3, INNER, 7)], 3) == []
    assert decode([(1, 1), (1, 1)], [(2, LINE, -1)], 2) == []
    # A hole whose outline is elsewhere does not pierce another.
    area = [(0, 0), (0, 90), (90, 90), (90, 0)]
    shapes = decode([*area, *hole], [(4, OUTER, 1), (3, INNER, 2)], 3)
    assert shapely.geometry.shape(shapes[0]).area == 8100
