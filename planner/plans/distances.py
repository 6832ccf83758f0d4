"""How far places are from a start and an end: two trees and a look-up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from graphs.matrix import Bounds
from graphs.network import UNREACHABLE
from graphs.tree import ends_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphs.search import Searcher
    from graphs.snap import Terminal
    from graphs.tree import Tree
    from graphs.view import NetworkView
    from planner.circuit import Target

__all__ = ["Reach", "reach_of"]


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """Measures from the start to each place and from there to the end, and what both may add up to.

    `out` and `home` are int64 (n,), 2**32 - 1 where out of reach.
    """

    out: npt.NDArray[np.int64]
    home: npt.NDArray[np.int64]
    budget: int
    by_duration: bool

    def bounds_over(self, chosen: Sequence[int]) -> Bounds:
        """Bound the rows of a matrix over start, chosen places and end: what is left of the budget behind each."""
        left = [self.budget, *(max(0, self.budget - int(self.out[index])) for index in chosen), 0]
        return Bounds(max_duration_ms=left) if self.by_duration else Bounds(max_length_mm=left)


def reach_of(
    searcher: Searcher,
    view: NetworkView,
    start: Terminal,
    end: Terminal,
    places: Sequence[Terminal],
    *,
    target: Target | None,
) -> Reach:
    """Measure the ways from the start to places and from places to the end.

    Parameters
    ----------
    target
        Asked measure of the whole; without one, twice the direct way.
    """
    by_duration = target is not None and target.by_duration
    budget = target.value if target is not None else _twice_direct(searcher, view, start, end)
    longest, latest = (None, budget) if by_duration else (budget, None)
    with searcher.tree(view, start, max_length_mm=longest, max_duration_ms=latest) as out:
        there = _look_up(out, view, places, by_duration=by_duration)
    with searcher.tree(view, end, backward=True, max_length_mm=longest, max_duration_ms=latest) as home:
        back = _look_up(home, view, places, by_duration=by_duration)
    return Reach(there, back, budget, by_duration)


def _twice_direct(searcher: Searcher, view: NetworkView, start: Terminal, end: Terminal) -> int:
    return 2 * searcher.path(view, start, end).length_mm


def _look_up(tree: Tree, view: NetworkView, places: Sequence[Terminal], *, by_duration: bool) -> npt.NDArray[np.int64]:
    """Measure of the best way to each place, (n,)."""
    name = "duration_ms" if by_duration else "length_mm"
    measures = np.full(len(places), int(UNREACHABLE), np.int64)
    if not places:
        return measures
    ends = ends_of(view, places, arriving=not tree.backward, weights=view.weights)
    labels = tree.labels[ends["node"]]
    settled = labels["stamp"] == tree.settled_stamp
    ends, labels = ends[settled], labels[settled]
    weights = labels["weight"].astype(np.int64) + ends["weight"]
    order = np.lexsort((weights, ends["place"]))
    places_in_order = ends["place"][order]
    first = np.ones(len(order), np.bool_)
    first[1:] = places_in_order[1:] != places_in_order[:-1]
    best = order[first]
    measures[ends["place"][best]] = labels[name][best].astype(np.int64) + ends[name][best]
    return measures
