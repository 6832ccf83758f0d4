"""Paths of a request that are found again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graphs.path import Path
from planner.circuit import CircuitParams, KnownPaths, Target, draw_legs
from planner.circuit.reuse import Reuse
from tests.networks import grid_network
from tests.planner.circuit.checks import assert_on_streets, at, context_of, view_of
from tests.planner.kernels.test_beside import walk

if TYPE_CHECKING:
    import pytest

GRID = grid_network(5, 5, step_m=150.0)


def test_the_same_pieces_are_the_same_path() -> None:
    known = KnownPaths()
    one, again, other = walk(GRID, 1, pieces=6), walk(GRID, 1, pieces=6), walk(GRID, 1, pieces=4)
    assert known.keep(one) is one
    assert known.keep(again) is one
    assert known.keep(other) is other
    assert known.keeps(one)
    assert not known.keeps(again)


def test_a_path_that_ends_earlier_on_its_last_street_is_another() -> None:
    known = KnownPaths()
    codes = np.array([0], np.int32)
    whole, half = Path.from_codes(GRID, codes), Path.from_codes(GRID, codes, end_offset_mm=70_000)
    assert known.keep(whole) is whole
    assert known.keep(half) is half


def test_streets_beside_a_path_that_is_kept_are_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    known = KnownPaths()
    kept, passing = known.keep(walk(GRID, 2, pieces=6)), walk(GRID, 3, pieces=6)
    asked: list[Path] = []
    look = Reuse.list_beside

    def list_beside(self: Reuse, path: Path) -> np.ndarray:
        asked.append(path)
        return look(self, path)

    monkeypatch.setattr(Reuse, "list_beside", list_beside)
    penalties = []
    for _ in range(2):
        reuse = Reuse(GRID, CircuitParams(), known=known)
        reuse.set_paths([kept, passing])
        penalties.append(reuse.penalty.eighths.tolist())
        reuse.set_paths([])
        reuse.set_paths([passing])
    assert penalties[0] == penalties[1]
    assert asked == [kept, passing, passing], "what is not kept is forgotten with its penalties"


def test_stops_that_come_again_in_the_same_order_are_joined_all_the_same() -> None:
    view = view_of(grid_network(1, 5, step_m=150.0))
    here, there = at(view, 0, 0), at(view, 0, 450)
    stops = [here, there, here, there, here]
    drawn = draw_legs(context_of(view), stops, target=None, closed=True)
    assert_on_streets(view, drawn.draft.paths, here, here)
    assert drawn.draft.length_mm == 4 * drawn.legs[0][0].length_mm


def test_a_second_drawing_with_the_same_paths_known_is_the_same() -> None:
    view = view_of(GRID)
    context = context_of(view)
    stops = [at(view, 0, 0), at(view, 450, 300), at(view, 150, 600), at(view, 0, 0)]
    first, second = (draw_legs(context, stops, target=Target(3_000_000), closed=True) for _ in range(2))
    assert any(leg[0] is again[0] for leg, again in zip(first.legs, second.legs, strict=True))
    fresh = draw_legs(context_of(view), stops, target=Target(3_000_000), closed=True)
    for other in (second, fresh):
        assert [path.codes.tolist() for path in other.draft.paths] == [
            path.codes.tolist() for path in first.draft.paths
        ]
