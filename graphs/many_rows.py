"""Many rows of a matrix at once, over streets that are contracted for them where that pays."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from graphs.geo import haversine_m_array
from graphs.kernels.contraction import Graph
from graphs.kernels.core import hang_goals
from graphs.kernels.rows import fill_rows
from graphs.kernels.workspace import ENDS_ROOM

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from graphs.network import Network
    from graphs.search import Searcher
    from graphs.tree import Place
    from graphs.view import NetworkView

__all__ = ["fill_many", "graph_of", "is_worth_contracting"]

_LEAST_OVERLAP = 2.5
"""From here on the rows gain more than contracting costs, as measured in plans and matrices of all sizes."""
_ROWS_AT_ONCE = 8
_LEAST_SURE = 0.5


def is_worth_contracting(
    network: Network, sources: Sequence[Place], targets: Sequence[Place], wanted: npt.NDArray[np.bool_]
) -> bool:
    """Say whether the rows (S, T) cover the same ground so often that contracting its streets saves time.

    The ground of a row is the circle around its source up to the farthest target that is wanted.
    """
    rows = np.flatnonzero(wanted.any(axis=1))
    if len(rows) < _LEAST_OVERLAP:
        return False
    lat, lon = _positions(network, [sources[row] for row in rows.tolist()])
    to_lat, to_lon = _positions(network, targets)
    gap_m = haversine_m_array(*np.broadcast_arrays(lat[:, None], lon[:, None], to_lat[None, :], to_lon[None, :]))
    radius_m = np.where(wanted[rows], gap_m, 0.0).max(axis=1)
    middle = np.broadcast_arrays(lat, lon, (lat.min() + lat.max()) / 2, (lon.min() + lon.max()) / 2)
    whole_m = float((haversine_m_array(*middle) + radius_m).max())
    return float((radius_m**2).sum()) > _LEAST_OVERLAP * whole_m**2


def _positions(network: Network, places: Sequence[Place]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Latitudes and longitudes in degrees, (n,) each."""
    points = [
        (network.node_lat_e7[place] * 1e-7, network.node_lon_e7[place] * 1e-7)
        if isinstance(place, int)
        else (place.lat, place.lon)
        for place in places
    ]
    lat, lon = np.array(points, dtype=np.float64).reshape(-1, 2).T
    return lat, lon


def fill_many(
    searcher: Searcher,
    view: NetworkView,
    seeds: npt.NDArray[np.void],
    goals: npt.NDArray[np.void],
    bounds: npt.NDArray[np.int64],
    wanted: npt.NDArray[np.bool_],
    found: npt.NDArray[np.uint32],
    *,
    threads: int = 1,
) -> npt.NDArray[np.bool_]:
    """Fill the rows of a matrix of S sources and T targets as trees would, as far as that is sure.

    Parameters
    ----------
    searcher
        Lends the workspaces.
    view
        Weights of the request.
    seeds, goals
        Records END of all sources and targets, by place.
    bounds
        Largest weight, length (mm) and duration (ms) of each row (S, 3).
    wanted
        Pairs to work out (S, T).
    found
        Weight, length and duration of each pair (S, 3, T), with the ways along one edge; written in sure rows, and
        spoilt in others.
    threads
        Rows worked on at once.

    Returns
    -------
    numpy.ndarray
        Which rows are done (S,); the others are for trees.

    Raises
    ------
    HaltedError
        The search was told to stop.
    """
    count = len(wanted)
    sure = np.zeros(count, dtype=np.uint8)
    if len(seeds) + len(goals) > ENDS_ROOM:
        return sure.astype(np.bool_)
    parts = np.linspace(0, count, min(threads, count) + 1).astype(np.int64)
    job = _Rows(searcher, view, seeds, goals, bounds, wanted.astype(np.uint8), found, sure)
    if len(parts) == 2:  # noqa: PLR2004 - one part has two ends
        job.fill(0, count)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(job.fill, parts[:-1].tolist(), parts[1:].tolist()))
    view.check_halt()
    return sure.astype(np.bool_)


class _Rows:
    """What all threads have in common."""

    def __init__(
        self,
        searcher: Searcher,
        view: NetworkView,
        seeds: npt.NDArray[np.void],
        goals: npt.NDArray[np.void],
        bounds: npt.NDArray[np.int64],
        wanted: npt.NDArray[np.uint8],
        found: npt.NDArray[np.uint32],
        sure: npt.NDArray[np.uint8],
    ) -> None:
        self._pool = searcher.pool
        self._graph, self._halt = graph_of(view), view.halt
        self._ends = (seeds, goals)
        self._seed_first = np.searchsorted(seeds["place"], np.arange(len(wanted) + 1)).astype(np.int64)
        self._bounds, self._wanted, self._found, self._sure = bounds, wanted, found, sure

    def fill(self, first: int, last: int) -> None:
        """Fill some rows, as long as most turn out to be sure and there is room."""
        workspace = self._pool.take()
        try:
            scratch, core, queue = workspace.rows
            seeds, goals = (ends.copy() for ends in self._ends)
            touched = 2 * workspace.start(0)
            hang_goals(seeds, goals, core, workspace.labels, touched)
            room = np.empty(self._wanted.shape[1], dtype=np.uint8), np.empty(4, dtype=np.int64)
            for row in range(first, last, _ROWS_AT_ONCE):
                upto = min(row + _ROWS_AT_ONCE, last)
                done = fill_rows(
                    self._graph, scratch, core, queue, workspace.labels, touched, seeds, self._seed_first, goals,
                    self._bounds, self._wanted, self._found, room[0], self._sure, room[1], row, upto, self._halt,
                )  # fmt: skip
                if done < upto or self._sure[first:upto].mean() < _LEAST_SURE:
                    return
        finally:
            self._pool.give_back(workspace)


def graph_of(view: NetworkView) -> Graph:
    """Give the arrays of a network under the weights of a view, for kernels."""
    network = view.network
    weights, durations = view.weights.view(), view.durations.view()
    weights.flags.writeable = durations.flags.writeable = False
    return Graph(
        network.arc_first,
        network.arc_head,
        network.arc_tail,
        network.in_first,
        network.in_arc,
        weights,
        network.arc_length_mm,
        durations,
    )
