"""Weights, lengths and durations between many places."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np

from graphs.kernels.types import UNREACHED
from graphs.many_rows import fill_many, is_worth_contracting
from graphs.network import UNREACHABLE
from graphs.tree import NO_PENALTIES, Place, direct_way, ends_of, grow

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from graphs.search import Searcher
    from graphs.snap import Terminal
    from graphs.tree import Label
    from graphs.view import NetworkView

__all__ = ["Bounds", "Matrix", "matrix"]

_LAST = UNREACHED - 1


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far the rows of a matrix reach; None is no bound. A bound of one row each may be given as a sequence."""

    max_weight: int | Sequence[int] | None = None
    max_length_mm: int | Sequence[int] | None = None
    max_duration_ms: int | Sequence[int] | None = None

    def of_row(self, row: int) -> tuple[int, int, int]:
        """Give the three bounds of one row as numbers."""
        return (
            _bound(self.max_weight, row),
            _bound(self.max_length_mm, row),
            _bound(self.max_duration_ms, row),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """Least weights of all pairs, with lengths and durations of the same paths: u4 (S, T), 4294967295 out of reach."""

    weights: npt.NDArray[np.uint32]
    lengths_mm: npt.NDArray[np.uint32]
    durations_ms: npt.NDArray[np.uint32]

    @property
    def reached(self) -> npt.NDArray[np.bool_]:
        """Pairs within reach, shape (S, T)."""
        found: npt.NDArray[np.bool_] = self.weights != UNREACHABLE
        return found


def matrix(
    searcher: Searcher,
    view: NetworkView,
    sources: Sequence[Place],
    targets: Sequence[Place],
    *,
    bounds: Bounds | None = None,
    wanted: npt.NDArray[np.bool_] | None = None,
    threads: int = 1,
) -> Matrix:
    """Work out the matrix, one bounded tree per source, each stopped as soon as all its targets are certain.

    Where the trees would cover the same ground many times over, its streets are contracted once and searched instead;
    the result is that of the trees.

    Parameters
    ----------
    searcher
        Lends the workspaces.
    view
        Weights of the request.
    sources, targets
        Terminals or nodes, S and T of them.
    bounds
        How far each row reaches; pairs beyond stay out of reach.
    wanted
        Pairs to work out, shape (S, T); the others stay out of reach, and a row without any costs nothing. All when
        left out.
    threads
        Rows worked on at once; the result does not depend on it.

    Raises
    ------
    ValueError
        Fewer than one thread is asked for, or `wanted` has another shape.
    HaltedError
        The searches of the view were told to stop.
    """
    if threads < 1:
        msg = f"threads must be at least 1, got {threads}"
        raise ValueError(msg)
    shape = (len(sources), len(targets))
    if wanted is not None and wanted.shape != shape:
        msg = f"wanted must have the shape {shape}, got {wanted.shape}"
        raise ValueError(msg)
    result = Matrix(*(np.full(shape, UNREACHABLE, dtype=np.uint32) for _ in range(3)))
    if 0 in shape:
        return result
    job = _Job(
        searcher,
        view,
        sources,
        targets,
        seeds=ends_of(view, sources, arriving=False, weights=view.weights),
        goals=ends_of(view, targets, arriving=True, weights=view.weights),
        on_edge=_group_by_edge(targets),
        bounds=bounds or Bounds(),
        wanted=wanted,
    )
    rows = list(range(len(sources)))
    if is_worth_contracting(view.network, sources, targets, job.pairs):
        rows = _fill_most(job, result, threads)
    if threads == 1:
        for row in rows:
            _fill_row(job, result, row)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(_fill_row, repeat(job), repeat(result), rows))
    return result


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    """What all rows have in common."""

    searcher: Searcher
    view: NetworkView
    sources: Sequence[Place]
    targets: Sequence[Place]
    seeds: npt.NDArray[np.void]
    goals: npt.NDArray[np.void]
    on_edge: dict[int, list[tuple[int, Terminal]]]
    bounds: Bounds
    wanted: npt.NDArray[np.bool_] | None

    @property
    def pairs(self) -> npt.NDArray[np.bool_]:
        """Pairs to work out, (S, T)."""
        return np.ones((len(self.sources), len(self.targets)), np.bool_) if self.wanted is None else self.wanted

    def list_columns(self, row: int) -> npt.NDArray[np.intp]:
        """Targets that a row looks for."""
        return np.arange(len(self.targets)) if self.wanted is None else np.flatnonzero(self.wanted[row])

    def goals_of(self, columns: npt.NDArray[np.intp]) -> npt.NDArray[np.void]:
        """Give a row its own copy of its goals, which it hangs into its workspace; places count the columns."""
        position = np.full(len(self.targets), -1, np.int32)
        position[columns] = np.arange(len(columns))
        goals: npt.NDArray[np.void] = self.goals[position[self.goals["place"]] >= 0]
        goals["place"] = position[goals["place"]]
        return goals


def _bound(value: int | Sequence[int] | None, row: int) -> int:
    if value is None:
        return _LAST
    return min(value if isinstance(value, int) else int(value[row]), _LAST)


def _group_by_edge(targets: Sequence[Place]) -> dict[int, list[tuple[int, Terminal]]]:
    grouped: dict[int, list[tuple[int, Terminal]]] = {}
    for column, target in enumerate(targets):
        if not isinstance(target, int):
            grouped.setdefault(target.edge, []).append((column, target))
    return grouped


def _direct_ways(job: _Job, row: int) -> list[tuple[int, Label]]:
    """List the columns of targets on the edge of a source with the way along it, those ahead of it."""
    source = job.sources[row]
    if isinstance(source, int):
        return []
    ways = [
        (column, direct_way(job.view, source, target, weights=job.view.weights))
        for column, target in job.on_edge.get(source.edge, [])
    ]
    return [(column, way.label) for column, way in ways if way is not None]


def _fill_most(job: _Job, result: Matrix, threads: int) -> list[int]:
    """Fill the rows that can be filled together, and list those that are left."""
    shape = result.weights.shape
    found = np.full((shape[0], 3, shape[1]), UNREACHED, dtype=np.uint32)
    for row in range(shape[0]):
        for column, label in _direct_ways(job, row):
            found[row, :, column] = (label.weight, label.length_mm, label.duration_ms)
    bounds = np.array([job.bounds.of_row(row) for row in range(shape[0])], dtype=np.int64)
    sure = fill_many(job.searcher, job.view, job.seeds, job.goals, bounds, job.pairs, found, threads=threads)
    beyond = (found > bounds[:, :, None]).any(axis=1) | ~job.pairs
    found[np.broadcast_to(beyond[:, None], found.shape)] = UNREACHED
    for layer, out in enumerate((result.weights, result.lengths_mm, result.durations_ms)):
        out[sure] = found[sure, layer]
    return np.flatnonzero(~sure).tolist()


def _fill_row(job: _Job, result: Matrix, row: int) -> None:
    columns = job.list_columns(row)
    if not len(columns):
        return
    view, searcher = job.view, job.searcher
    max_weight, max_length, max_duration = job.bounds.of_row(row)
    weights = np.full(len(columns), UNREACHED, dtype=np.uint32)
    lengths, durations = weights.copy(), weights.copy()
    for column, label in _direct_ways(job, row):
        index = int(np.searchsorted(columns, column))
        if index < len(columns) and columns[index] == column:
            weights[index], lengths[index], durations[index] = label.weight, label.length_mm, label.duration_ms
    used = np.full(len(columns), -1, dtype=np.int32)
    seeds, goals = job.seeds[job.seeds["place"] == row], job.goals_of(columns)
    workspace = searcher.pool.take()
    try:
        grow(
            view,
            workspace,
            seeds,
            goals,
            weights=view.weights,
            penalties=NO_PENALTIES,
            bounds=(max_weight, max_length, max_duration),
            place_weight=weights,
            place_goal=used,
        )
        through = used >= 0
        ends = goals[used[through]]
        at = workspace.labels[ends["node"]]
        lengths[through] = at["length_mm"] + ends["length_mm"]
        durations[through] = at["duration_ms"] + ends["duration_ms"]
    finally:
        searcher.pool.give_back(workspace)
    beyond = (weights > max_weight) | (lengths > max_length) | (durations > max_duration)
    for values, out in ((weights, result.weights), (lengths, result.lengths_mm), (durations, result.durations_ms)):
        out[row, columns] = np.where(beyond, UNREACHED, values)
