"""Ways between a start, candidates and an end: measured where a plan may well use them, estimated where it hardly will.

Between candidates only those side by side are worth a search; a way across the whole field is estimated by the straight
line and what the streets add to it elsewhere, in a circuit at most by the way over the start. What the choice makes of
an estimate is drawn on the streets afterwards like everything else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graphs.geo import haversine_m_array
from graphs.matrix import Bounds, matrix
from graphs.network import UNREACHABLE
from planner.plans.distances import Ways

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from graphs.search import Searcher
    from graphs.snap import Terminal
    from graphs.view import NetworkView
    from planner.plans.distances import Reach

__all__ = ["measure_travel"]

_FASTEST_M_S = 8.0
_NEAREST = 8
_CAUTION = 1.1
_OUT_OF_REACH = int(UNREACHABLE)


def measure_travel(
    searcher: Searcher,
    view: NetworkView,
    start: Terminal,
    end: Terminal,
    places: Sequence[Terminal],
    reach: Reach,
    *,
    named: npt.NDArray[np.bool_],
    threads: int = 1,
) -> Ways:
    """Give the ways (n + 2, n + 2) between the start (first), places and the end (last).

    Parameters
    ----------
    places
        Candidates, n of them.
    reach
        Their ways from the start and to the end.
    named
        Candidates (n,) whose ways all are measured, however long.
    threads
        Rows of the matrix worked on at once.
    """
    travel = Ways.nowhere(len(places) + 2, len(places) + 2)
    for own, there, back in zip(_layers(travel), _layers(reach.there), _layers(reach.back), strict=True):
        own[0, 1:-1], own[1:-1, -1] = there, back
    _put_direct(searcher, view, start, end, travel)
    if not places:
        return travel
    straight_m = _straight_m(places)
    fitting = _fits(straight_m, reach, view.pace) | named[:, None] | named[None, :]
    fitting &= (reach.out < _OUT_OF_REACH)[None, :] & (reach.home < _OUT_OF_REACH)[:, None]
    np.fill_diagonal(fitting, val=False)
    wanted = fitting & (_near(straight_m) | named[:, None]) if start == end else fitting
    found = matrix(searcher, view, places, places, bounds=_bounds(reach, named), wanted=wanted, threads=threads)
    ways = Ways(*(values.astype(np.int64) for values in (found.weights, found.lengths_mm, found.durations_ms)))
    for column in np.flatnonzero(named).tolist() if start == end else ():
        _put_column(searcher, view, places, column, np.flatnonzero(fitting[:, column] & ~named), ways)
        wanted[:, column] |= fitting[:, column]
    measured = (ways.weights != _OUT_OF_REACH) & wanted
    for own, values in zip(_layers(travel), _layers(ways), strict=True):
        inner = own[1:-1, 1:-1]
        inner[measured] = values[measured]
        np.fill_diagonal(inner, val=0)
        if start == end:
            _estimate(inner, straight_m, measured, fitting & ~wanted)
            over_start = own[1:-1, -1][:, None] + own[0, 1:-1][None, :]
            inner[fitting & ~wanted] = np.minimum(inner, over_start)[fitting & ~wanted]
    return travel


def _put_column(
    searcher: Searcher,
    view: NetworkView,
    places: Sequence[Terminal],
    column: int,
    rows: npt.NDArray[np.intp],
    ways: Ways,
) -> None:
    """Measure the ways from the places of some rows to one place by a single tree back to it."""
    sources = [places[row] for row in rows.tolist()]
    if not sources:
        return
    with searcher.tree(view, places[column], backward=True, targets=sources) as tree:
        for row, source in zip(rows.tolist(), sources, strict=True):
            label = tree.find_label(source)
            if label is not None:
                values = (label.weight, label.length_mm, label.duration_ms)
                for layer, value in zip(_layers(ways), values, strict=True):
                    layer[row, column] = value


def _layers(ways: Ways) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    return ways.weights, ways.lengths_mm, ways.durations_ms


def _put_direct(searcher: Searcher, view: NetworkView, start: Terminal, end: Terminal, travel: Ways) -> None:
    """Put the way from the start to the end into its place."""
    path = None if start == end else searcher.find_path(view, start, end)
    if start == end or path is not None:
        values = (0, 0, 0) if path is None else (path.weight(view), path.length_mm, path.duration_ms(view))
        for own, value in zip(_layers(travel), values, strict=True):
            own[0, -1] = value


def _straight_m(places: Sequence[Terminal]) -> npt.NDArray[np.float64]:
    """Metres between places as the crow flies, (n, n)."""
    lat = np.array([place.lat for place in places])
    lon = np.array([place.lon for place in places])
    return haversine_m_array(*np.broadcast_arrays(lat[:, None], lon[:, None], lat[None, :], lon[None, :]))


def _fits(straight_m: npt.NDArray[np.float64], reach: Reach, pace: float) -> npt.NDArray[np.bool_]:
    """Pairs (n, n) that fit into the budget one behind the other if the straight line could be taken between them."""
    least = straight_m * (1000 * min(1.0, pace) / _FASTEST_M_S if reach.by_duration else 1000)
    fits: npt.NDArray[np.bool_] = reach.out[:, None] + least + reach.home[None, :] <= reach.budget
    return fits


def _near(straight_m: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Pairs (n, n) of which the column is among the nearest of the row."""
    order = np.argsort(straight_m, axis=1, kind="stable")[:, : _NEAREST + 1]
    near = np.zeros(straight_m.shape, np.bool_)
    np.put_along_axis(near, order, values=True, axis=1)
    return near


def _bounds(reach: Reach, named: npt.NDArray[np.bool_]) -> Bounds:
    """Bound each row by what is left of the budget behind its place, but not those of named places."""
    left = np.where(named, _OUT_OF_REACH, np.maximum(0, reach.budget - reach.out)).tolist()
    return Bounds(max_duration_ms=left) if reach.by_duration else Bounds(max_length_mm=left)


def _estimate(
    values: npt.NDArray[np.int64],
    straight_m: npt.NDArray[np.float64],
    measured: npt.NDArray[np.bool_],
    missing: npt.NDArray[np.bool_],
) -> None:
    """Fill the missing pairs of one layer by the straight line and the usual value of a straight metre."""
    known = measured & (straight_m > 0)
    if known.any() and missing.any():
        per_metre = float(np.median(values[known] / straight_m[known]))
        values[missing] = np.minimum(straight_m[missing] * per_metre * _CAUTION, _OUT_OF_REACH - 1).astype(np.int64)
