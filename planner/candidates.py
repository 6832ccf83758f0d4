"""Which sites are worth measuring: within reach of the budget, good for their detour, spread over the ground."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["choose_candidates"]

_CELLS_ACROSS = 8
_FAR_COSTS = 0.5
_SMALLEST_CELL_DEG = 0.001


def choose_candidates(
    *,
    scores: npt.NDArray[np.int64],
    out: npt.NDArray[np.int64],
    home: npt.NDArray[np.int64],
    lat: npt.NDArray[np.float64],
    lon: npt.NDArray[np.float64],
    budget: int,
    mandatory: npt.NDArray[np.bool_],
    limit: int = 60,
) -> list[int]:
    """Choose candidates, as indices in ascending order.

    Parameters
    ----------
    scores, lat, lon
        Score and place in degrees of each site, (n,).
    out, home
        Measure from the start to each site and on to the end, (n,).
    budget
        What both may add up to.
    mandatory
        Sites that are kept whatever they cost, (n,).
    limit
        Most candidates; mandatory ones may exceed it.
    """
    whole = out + home
    order = np.lexsort((np.arange(len(scores)), -_worth(scores, whole, budget)))
    within = [int(index) for index in order if whole[index] <= budget and not mandatory[index]]
    kept = np.flatnonzero(mandatory).tolist()
    room = max(0, limit - len(kept))
    if len(within) > room:
        within = _spread(within, lat, lon, room)
    return sorted([*kept, *within])


def _worth(scores: npt.NDArray[np.int64], whole: npt.NDArray[np.int64], budget: int) -> npt.NDArray[np.float64]:
    """Score, less the farther a site lies: half as much at the edge of the budget."""
    share = np.minimum(1.0, whole / max(1, budget))
    worth: npt.NDArray[np.float64] = scores * (1.0 - _FAR_COSTS * share)
    return worth


def _spread(ranked: list[int], lat: npt.NDArray[np.float64], lon: npt.NDArray[np.float64], room: int) -> list[int]:
    """Take the best in turn, no cell of the ground more often than its share while other cells have some left."""
    squeeze = math.cos(math.radians(float(lat[ranked].mean())))
    span = max(float(np.ptp(lat[ranked])), float(np.ptp(lon[ranked])) * squeeze, _SMALLEST_CELL_DEG)
    cell = span / _CELLS_ACROSS
    cells = [(math.floor(lat[k] / cell), math.floor(lon[k] * squeeze / cell)) for k in ranked]
    most = max(2, math.ceil(2 * room / max(1, len(set(cells)))))
    taken: dict[tuple[int, int], int] = {}
    first: list[int] = []
    rest: list[int] = []
    for index, place in zip(ranked, cells, strict=True):
        taken[place] = taken.get(place, 0) + 1
        (first if taken[place] <= most else rest).append(index)
    return [*first, *rest][:room]
