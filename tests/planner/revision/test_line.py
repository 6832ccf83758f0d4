"""The line of an itinerary while it is edited: cut, folded, measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graphs.geo import Coordinate, haversine_m
from graphs.path import Path, join
from graphs.profiles import get_profile
from graphs.search import Searcher
from graphs.view import NetworkView
from planner.revision.line import cut_after, cut_before, find_nearest, fold, terminal_of
from tests.drawing import draw, restriction
from tests.graphs.osm.test_drawn_turns import ARMS, CROSSING
from tests.graphs.test_search import draw_terminal, view_of
from tests.networks import Street, build_network, random_network

if TYPE_CHECKING:
    from pathlib import Path as FilePath

SEEDS = st.integers(0, 100_000)


def draw_path(seed: int, mode: str = "foot") -> Path:
    """Find a path between two random places; drop the example where there is none."""
    network = random_network(seed)
    rng = np.random.default_rng(seed)
    path = Searcher(network).find_path(view_of(network, mode), *(draw_terminal(network, rng) for _ in range(2)))
    assume(path is not None and path.length_mm > 0)
    assert path is not None
    return path


def pieces_of(path: Path) -> list[tuple[int, int, int]]:
    """List the pieces that have a length, those of one edge that follow each other as one."""
    found: list[tuple[int, int, int]] = []
    for code, first, last in zip(path.codes.tolist(), path.from_mm.tolist(), path.to_mm.tolist(), strict=True):
        if found and found[-1][0] == code and found[-1][2] == first:
            found[-1] = (code, found[-1][1], last)
        elif last > first:
            found.append((code, first, last))
    return found


@settings(max_examples=60)
@given(SEEDS, st.floats(0, 1))
def test_two_halves_are_the_whole(seed: int, share: float) -> None:
    path = draw_path(seed)
    at_mm = round(share * path.length_mm)
    before, after = cut_before(path, at_mm), cut_after(path, at_mm)
    assert (before.length_mm, after.length_mm) == (at_mm, path.length_mm - at_mm)
    assert pieces_of(join([part for part in (before, after) if len(part.codes)])) == pieces_of(path)


@settings(max_examples=60)
@given(SEEDS, st.floats(0.05, 0.95))
def test_both_halves_end_at_one_place(seed: int, share: float) -> None:
    path = draw_path(seed)
    at_mm = round(share * path.length_mm)
    assume(0 < at_mm < path.length_mm)
    one, other = terminal_of(cut_before(path, at_mm), end=True), terminal_of(cut_after(path, at_mm), end=False)
    assert haversine_m(one.point, other.point) < 0.05
    start, end = terminal_of(path, end=False), terminal_of(path, end=True)
    points = path.points()
    assert haversine_m(start.point, Coordinate(points.lat[0], points.lon[0])) < 0.05
    assert haversine_m(end.point, Coordinate(points.lat[-1], points.lon[-1])) < 0.05


@settings(max_examples=60)
@given(SEEDS, st.floats(0, 1))
def test_what_is_gone_back_falls_away(seed: int, share: float) -> None:
    path = draw_path(seed)
    at_mm = round(share * path.length_mm)
    back = cut_after(path, at_mm).reversed()
    folded = fold(view_of(path.network, "foot"), path, back)
    assert folded is not None
    assert pieces_of(folded) == pieces_of(cut_before(path, at_mm))


@settings(max_examples=30)
@given(SEEDS, st.floats(0, 1))
def test_what_does_not_go_back_is_joined(seed: int, share: float) -> None:
    path = draw_path(seed)
    at_mm = round(share * path.length_mm)
    folded = fold(view_of(path.network, "foot"), cut_before(path, at_mm), cut_after(path, at_mm))
    assert folded is not None
    assert pieces_of(folded) == pieces_of(path)


@pytest.mark.parametrize(("mode", "allowed"), [("bike", False), ("foot", True)])
def test_wheels_do_not_fold_into_a_turn_that_is_barred(tmp_path: FilePath, mode: str, allowed: bool) -> None:  # noqa: FBT001
    drawn = draw(tmp_path, CROSSING, ARMS, relations=[restriction("no_left_turn", "WX", "X", "NX")])
    view = NetworkView.create(drawn.network, get_profile(mode))
    into, south, east, from_north = (
        Path.from_codes(drawn.network, np.array([2 * drawn.list_edges(way)[0]], np.int32))
        for way in ("WX", "XS", "XE", "NX")
    )
    there = join([into, south])
    assert fold(view, there, join([south.reversed(), east])) is not None
    assert (fold(view, there, join([south.reversed(), from_north.reversed()])) is not None) is allowed


def test_the_nearest_place_along_a_path() -> None:
    network = build_network([(50.4, 2.8), (50.4, 2.81), (50.41, 2.81)], [Street(0, 1), Street(1, 2)])
    path = Path.from_codes(network, np.array([0, 2], np.int32))
    at_mm, gap_m = find_nearest(path, Coordinate(50.401, 2.805))
    assert at_mm == pytest.approx(int(network.edge_length_mm[0]) / 2, abs=100)
    assert gap_m == pytest.approx(haversine_m(Coordinate(50.4, 2.805), Coordinate(50.401, 2.805)), abs=1)
    assert find_nearest(path, Coordinate(50.45, 2.81))[0] == pytest.approx(path.length_mm, abs=2)
