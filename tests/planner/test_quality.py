"""Figures of an itinerary against their definitions, read as plainly as can be."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graphs.attributes import ArcClass
from graphs.path import Path
from planner.itinerary import Quality
from planner.quality import glance, measure, track_of
from tests.networks import Street, build_network, grid_network, random_network, street_class
from tests.planner.kernels.slow_shape import slow_beside, slow_compactness, slow_resample, slow_retraced, slow_spur
from tests.planner.kernels.test_beside import walk

if TYPE_CHECKING:
    from graphs.network import Network

PIECE_M = 5.0
APART_M = 25.0
CALM, MAJOR = (ArcClass.field_names().index(name) for name in ("calm", "major"))


@dataclass(frozen=True, slots=True)
class Piece:
    """At most 5 m of a line: the street, the place on it, how far along the line its end lies."""

    edge: int
    at_m: float
    along_m: float
    length_m: float
    calm: bool
    major: bool


def pieces_of(network: Network, path: Path) -> list[Piece]:
    pieces = []
    along = 0.0
    for code, low, high, arc in zip(
        path.codes.tolist(), path.from_mm.tolist(), path.to_mm.tolist(), path.arcs().tolist(), strict=True
    ):
        whole = int(network.edge_length_mm[code >> 1]) / 1000
        row = network.classes[network.arc_class[arc]]
        count = max(1, math.ceil((high - low) / 1000 / PIECE_M))
        step = (high - low) / 1000 / count
        for k in range(count):
            forth = low / 1000 + (k + 0.5) * step
            along += step
            place = whole - forth if code & 1 else forth
            pieces.append(Piece(code >> 1, place, along, step, bool(row[CALM]), bool(row[MAJOR])))
    return pieces


def compare(network: Network, path: Path, got: Quality, *, closed: bool) -> None:
    pieces = pieces_of(network, path)
    total = sum(piece.length_m for piece in pieces)
    track = track_of(network, [path])
    points = list(zip(track.x.tolist(), track.y.tolist(), strict=True))
    drawn_m = sum(math.dist(a, b) for a, b in itertools.pairwise(points))
    again_m = slow_retraced(points, track.breaks.tolist(), closed=closed)
    assert got.retraced_share == pytest.approx(min(1.0, again_m / total), abs=1e-6)
    wide = slow_resample(points, 25.0)
    expected = slow_beside(wide, 25.0, drawn_m, closed=closed, within_m=30.0, apart_m=300.0)
    assert got.corridor_share == pytest.approx(expected, abs=0.02)
    assert got.spur_m == pytest.approx(slow_spur(slow_resample(points, 5.0), 5.0, 12.0), abs=10)
    assert got.compactness == pytest.approx(slow_compactness(points, drawn_m), abs=0.005)
    assert got.pleasant_share == pytest.approx(sum(p.length_m for p in pieces if p.calm) / total, abs=1e-6)
    assert got.major_share == pytest.approx(sum(p.length_m for p in pieces if p.major) / total, abs=1e-6)
    assert got.closing_m == pytest.approx(math.dist(points[0], points[-1]), abs=1e-6)
    assert track.length_mm / 1000 == pytest.approx(drawn_m, rel=1e-3)


@settings(max_examples=12)
@given(seed=st.integers(0, 10_000), pieces=st.integers(4, 14), closed=st.booleans())
@example(seed=868, pieces=4, closed=False)
def test_figures_of_wanderings_agree_with_plain_ones(seed: int, pieces: int, *, closed: bool) -> None:
    network = random_network(seed, nodes=20, streets=40)
    path = walk(network, seed, pieces=pieces)
    if path.length_mm < 2_000_000:
        return
    compare(network, path, measure(network, track_of(network, [path]), closed=closed), closed=closed)


def test_a_glance_sees_the_shape_and_the_streets_as_the_whole_measure_does_and_no_more() -> None:
    network = grid_network(6, 6, step_m=200.0)
    track = track_of(network, [walk(network, 5, pieces=20)])
    first, whole = glance(network, track), measure(network, track, closed=False)
    for figure in ("compactness", "pleasant_share", "major_share", "closing_m", "gap_m"):
        assert getattr(first, figure) == getattr(whole, figure)
    assert (first.retraced_share, first.corridor_share, first.spur_m) == (0.0, 0.0, 0.0)
    assert whole.retraced_share > 0


@settings(max_examples=20)
@given(st.integers(0, 10_000), st.lists(st.floats(0.01, 0.99), min_size=1, max_size=5))
def test_stopping_on_the_way_changes_no_figure(seed: int, stops: list[float]) -> None:
    network = grid_network(4, 4, step_m=250.0)
    path = walk(network, seed, pieces=12)
    whole = measure(network, track_of(network, [path]), closed=False)
    parts = track_of(network, cut(path, stops))
    broken = measure(network, parts, closed=False)
    assert parts.length_mm == path.length_mm
    for name in Quality.__slots__:
        one, other = getattr(whole, name), getattr(broken, name)
        if one is not None:
            slack = 10.0 if name in {"spur_m", "turns_per_km"} else 0.005
            assert other == pytest.approx(one, abs=slack), name


def cut(path: Path, shares: list[float]) -> list[Path]:
    """Cut a path in the middle of pieces, as a stop half way along a street does."""
    parts: list[Path] = []
    codes, low, high = path.codes, path.from_mm.copy(), path.to_mm.copy()
    first = 0
    for index in sorted({int(share * len(codes)) for share in shares}):
        middle = (low[index] + high[index]) // 2
        end = high.copy()
        end[index] = middle
        parts.append(
            Path(path.network, codes[first : index + 1], low[first : index + 1].copy(), end[first : index + 1])
        )
        low[index] = middle
        first = index
    return [*parts, Path(path.network, codes[first:], low[first:], high[first:])]


def round_trip() -> tuple[Network, Path]:
    """Three calm sides of a square and one on a main road."""
    nodes = [(50.4, 2.8), (50.4, 2.8 + 0.0157), (50.41, 2.8 + 0.0157), (50.41, 2.8)]
    main = street_class(highway=3, calm=0, major=1)
    streets = [Street(k, (k + 1) % 4, forward=main if k == 0 else street_class()) for k in range(4)]
    network = build_network(nodes, streets)
    return network, Path.from_codes(network, np.array([0, 2, 4, 6], np.int32))


def test_a_round_trip_has_the_figures_that_everybody_expects() -> None:
    network, path = round_trip()
    quality = measure(network, track_of(network, [path]), closed=True, target_m=4000.0, visit_gap_m=12.0)
    assert quality.length_error == pytest.approx((path.length_mm / 1000 - 4000) / 4000)
    assert quality.retraced_share == 0
    assert quality.corridor_share == 0
    assert quality.spur_m <= 12
    assert quality.compactness == pytest.approx(math.pi / 4, abs=0.01)
    assert quality.pleasant_share == pytest.approx(0.75, abs=0.01)
    assert quality.major_share == pytest.approx(0.25, abs=0.01)
    assert quality.closing_m == pytest.approx(0, abs=0.01)
    assert quality.visit_gap_m == 12.0


def test_ridden_twice_round_the_whole_is_retraced_and_without_a_target_there_is_no_error() -> None:
    network, path = round_trip()
    quality = measure(network, track_of(network, [path, path]), closed=True)
    assert quality.retraced_share == pytest.approx(1.0)
    assert quality.corridor_share == pytest.approx(1.0)
    assert quality.length_error is None


def test_the_middle_of_a_network_is_the_mean_of_the_ends_of_its_segments() -> None:
    nodes = [(50.0, 2.8), (50.3, 2.8), (50.9, 2.8)]
    network = build_network(nodes, [Street(0, 1), Street(1, 2)])
    assert network.middle_lat == pytest.approx((50.0 + 50.3 + 50.3 + 50.9) / 4, abs=1e-6)
