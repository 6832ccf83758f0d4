"""Which of the days that were drawn are given, and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from planner.access.refusals import Setbacks
    from planner.access.spots import Pair
    from planner.access.trains import Homeward
    from planner.assembly import Stage
    from planner.itinerary import Itinerary

__all__ = ["Outing", "choose_outings", "is_enough"]

_SHARED_MOST = 0.49
_LEAST_COMPARED = 3
_MORE_TRIED = 5
_MOST_APART = 100
"""Pairs that no street joins, after which no more are looked at."""
_HOUR_COST = 0.12
"""What an hour on board costs, as a share of the best visits; waits cost the same."""


@dataclass(frozen=True, slots=True, eq=False)
class Outing:
    """A day that was drawn: its stations, the whole of it, stages and time of its circuit, the way home."""

    pair: Pair
    itinerary: Itinerary
    stages: tuple[Stage, ...]
    circuit_s: float
    home: Homeward | None


def is_enough(found: Sequence[Outing], setbacks: Setbacks, *, asked: int) -> bool:
    """Whether to stop trying pairs: enough days were drawn to compare, or so many that more would not help."""
    if setbacks.tried >= asked + _MORE_TRIED or setbacks.apart >= _MOST_APART:
        return True
    return len(found) >= max(asked, _LEAST_COMPARED)


def choose_outings(found: Sequence[Outing], *, count: int) -> list[Outing]:
    """Order days by what they visit, less what they travel and wait, and keep those that share little of their way."""
    most = max((outing.itinerary.summary.score for outing in found), default=0)
    ordered = sorted(enumerate(found), key=lambda item: (-_value(item[1].itinerary, most), item[0]))
    kept: list[Outing] = []
    for _, outing in ordered:
        if len(kept) == count:
            break
        if all(_share(outing.stages, other.stages) <= _SHARED_MOST for other in kept):
            kept.append(outing)
    return kept


def _value(itinerary: Itinerary, most: int) -> float:
    summary = itinerary.summary
    hours = ((summary.transit_s or 0.0) + summary.wait_s) / 3600
    return round(summary.score / max(1, most) - _HOUR_COST * hours, 6)


def _share(one: Sequence[Stage], other: Sequence[Stage]) -> float:
    """Share of the shorter way that runs on streets of the other."""
    edges, lengths = _measure(one)
    others, other_lengths = _measure(other)
    both = int(lengths[np.isin(edges, others)].sum())
    return both / max(1, min(int(lengths.sum()), int(other_lengths.sum())))


def _measure(stages: Sequence[Stage]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    paths = [path for stage in stages for path in stage.paths if len(path.codes)]
    if not paths:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    edges = np.concatenate([path.edges for path in paths]).astype(np.int64)
    return edges, np.concatenate([path.piece_lengths_mm for path in paths]).astype(np.int64)
