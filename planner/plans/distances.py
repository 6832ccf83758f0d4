"""How far places are from a start and an end: two trees and a look-up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from graphs.network import UNREACHABLE
from graphs.tree import ends_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphs.search import Searcher
    from graphs.snap import Terminal
    from graphs.tree import Tree
    from graphs.view import NetworkView
    from planner.circuit import Target

__all__ = ["Reach", "Ways", "reach_of"]

_ONE_WAY_SHARE = 0.6
"""The way out, and the way home, of a place that fits into a circuit take no more than this share of it."""


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """Weights, millimetres and milliseconds of ways, int64 of one shape, 2**32 - 1 where there is none."""

    weights: npt.NDArray[np.int64]
    lengths_mm: npt.NDArray[np.int64]
    durations_ms: npt.NDArray[np.int64]

    @classmethod
    def nowhere(cls, *shape: int) -> Ways:
        """Give ways of a shape, none of which leads anywhere yet."""
        return cls(*(np.full(shape, int(UNREACHABLE), np.int64) for _ in range(3)))

    def at(self, chosen: Sequence[int]) -> Ways:
        """Give some of the ways (n,), in the order given."""
        index = np.array(chosen, np.int64)
        return Ways(self.weights[index], self.lengths_mm[index], self.durations_ms[index])

    def put(self, chosen: npt.NDArray[np.intp], ways: Ways) -> None:
        """Write some of the ways (n,), in the order given."""
        self.weights[chosen] = ways.weights
        self.lengths_mm[chosen] = ways.lengths_mm
        self.durations_ms[chosen] = ways.durations_ms

    def measures(self, *, by_duration: bool) -> npt.NDArray[np.int64]:
        """Milliseconds or millimetres."""
        return self.durations_ms if by_duration else self.lengths_mm


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """Ways (n,) from the start to each place and from there to the end, and what both may add up to."""

    there: Ways
    back: Ways
    budget: int
    by_duration: bool

    @property
    def out(self) -> npt.NDArray[np.int64]:
        """Measures from the start to each place, (n,)."""
        return self.there.measures(by_duration=self.by_duration)

    @property
    def home(self) -> npt.NDArray[np.int64]:
        """Measures from each place to the end, (n,)."""
        return self.back.measures(by_duration=self.by_duration)


def reach_of(
    searcher: Searcher,
    view: NetworkView,
    start: Terminal,
    end: Terminal,
    places: Sequence[Terminal],
    *,
    target: Target | None,
    named: npt.NDArray[np.bool_],
) -> Reach:
    """Measure the ways from the start to places and from places to the end.

    Both trees end where all places are reached. In a circuit neither goes farther than a part of the whole.

    Parameters
    ----------
    target
        Asked measure of the whole; without one, twice the direct way.
    named
        Places (n,) that count even where they are farther than the whole allows: those that must be visited.
    """
    by_duration = target is not None and target.by_duration
    budget = target.value if target is not None else _twice_direct(searcher, view, start, end)
    most = round(budget * _ONE_WAY_SHARE) if start == end else budget
    longest, latest = (None, most) if by_duration else (most, None)
    ways = []
    for place, backward in ((start, False), (end, True)):
        with searcher.tree(
            view, place, backward=backward, max_length_mm=longest, max_duration_ms=latest, targets=places or [place]
        ) as tree:
            ways.append(_look_up(tree, view, places))
        far = np.flatnonzero(named & (ways[-1].weights == int(UNREACHABLE)))
        if len(far):
            farther = [places[k] for k in far.tolist()]
            with searcher.tree(view, place, backward=backward, targets=farther) as tree:
                ways[-1].put(far, _look_up(tree, view, farther))
        here = np.array([k for k, other in enumerate(places) if other == place], np.intp)
        ways[-1].put(here, Ways(*(np.zeros(len(here), np.int64) for _ in range(3))))
    return Reach(ways[0], ways[1], budget, by_duration)


def _twice_direct(searcher: Searcher, view: NetworkView, start: Terminal, end: Terminal) -> int:
    return 2 * searcher.path(view, start, end).length_mm


def _look_up(tree: Tree, view: NetworkView, places: Sequence[Terminal]) -> Ways:
    """Look for the best way to each place, (n,)."""
    ways = Ways.nowhere(len(places))
    if not places:
        return ways
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
    at = ends["place"][best]
    ways.weights[at] = weights[best]
    ways.lengths_mm[at] = labels["length_mm"][best].astype(np.int64) + ends["length_mm"][best]
    ways.durations_ms[at] = labels["duration_ms"][best].astype(np.int64) + ends["duration_ms"][best]
    return ways
