"""Which nights to choose, one after the other: a search over layers, one per day, with whole numbers throughout.

A sweep back from the ends that go with each start tells what the rest of a chain costs at the least from every place
behind every night. A beam of partial chains then grows day by day, those first that cost the least with that rest, and
remembers where it began, where it slept already and which sites it passed; what is kept at each layer is bounded, so
the work is fixed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    Int64 = npt.NDArray[np.int64]
    Bool = npt.NDArray[np.bool_]

__all__ = ["NEVER", "BrokenChain", "ChainProblem", "find_chain"]

NEVER = 1 << 40
"""Cost of a day that cannot be."""

_BEAM = 96
_KEPT_PER_PLACE = 4
_PASSED = 1 << 24
"""What a site that must be visited is worth, above everything else."""


@dataclass(frozen=True, slots=True, eq=False)
class ChainProblem:
    """Places, n of them, the days between them and the nights in them.

    Attributes
    ----------
    cost
        Of a day from one place to another, int64 (n, n); `NEVER` where there is none.
    night
        Of a night in a place, int64 (n,); `NEVER` where nobody sleeps.
    close
        Of two nights in places that lie close together, int64 (n, n).
    passes
        Which of the m sites that must be visited a day can visit, bool (n, n, m).
    starts
        Where a chain may begin.
    ends
        Which places it may end at, for each start, bool (starts, n).
    days
        At least 1.
    """

    cost: Int64
    night: Int64
    close: Int64
    passes: Bool
    starts: tuple[int, ...]
    ends: Bool
    days: int

    def without(self, barred: Iterable[tuple[int, int]]) -> ChainProblem:
        """Give the same problem without some days, as pairs of places."""
        cost = self.cost.copy()
        for pair in barred:
            cost[pair] = NEVER
        return replace(self, cost=cost)


@dataclass(frozen=True, slots=True)
class BrokenChain:
    """Why there is no chain: the night, from 1, that cannot be had.

    `why` is `reach` where nothing is a day away from any place of the night before, `end` where no place is a day away
    from what comes after, `between` where both are but no place is both.
    """

    night: int
    why: str


def find_chain(problem: ChainProblem) -> tuple[int, ...] | BrokenChain:
    """Find the cheapest places known, from a start over the nights to an end, or the night that cannot be had."""
    rest = _sweep_back(problem)
    broken = _find_break(problem, rest)
    if broken is not None:
        return broken
    beam = _Beam.at(problem, rest[0])
    for day in range(1, problem.days):
        beam = beam.grow(problem, rest[day])
        if not len(beam.costs):
            return BrokenChain(day, "between")
    return beam.finish(problem)


@dataclass(frozen=True, slots=True, eq=False)
class _Beam:
    """Partial chains: costs int64 (s,), places int64 (s, nights), where each slept (s, n), what it passed (s, m).

    `begun` holds the number of the start of each, int64 (s,).
    """

    costs: Int64
    paths: Int64
    slept: Int64
    passed: Bool
    begun: Int64

    @classmethod
    def at(cls, problem: ChainProblem, rest: Int64) -> _Beam:
        """Begin at the starts from which there is a chain."""
        places = np.array(problem.starts, np.int64)
        begun = np.flatnonzero(rest[np.arange(len(places)), places] < NEVER)
        slept = np.zeros((len(begun), len(problem.night)), np.int64)
        passed = np.zeros((len(begun), problem.passes.shape[2]), np.bool_)
        return cls(np.zeros(len(begun), np.int64), places[begun][:, None], slept, passed, begun)

    def grow(self, problem: ChainProblem, rest: Int64) -> _Beam:
        """Add a day and a night, and keep what costs the least with the rest of the way."""
        last, rest = self.paths[:, -1], rest[self.begun]
        whole = self.costs[:, None] + problem.cost[last] + problem.night[None] + self.slept @ problem.close
        seen = self.passed[:, None, :] | problem.passes[last]
        whole = whole - _PASSED * (seen.sum(axis=2) - self.passed.sum(axis=1)[:, None])
        never = (problem.cost[last] >= NEVER) | (problem.night >= NEVER)[None] | (rest >= NEVER) | (self.slept > 0)
        rows, places = _keep(np.where(never, NEVER << 1, whole + np.where(rest < NEVER, rest, 0)))
        slept = self.slept[rows]
        slept[np.arange(len(rows)), places] = 1
        paths = np.concatenate([self.paths[rows], places[:, None]], axis=1)
        return _Beam(whole[rows, places], paths, slept, seen[rows, places], self.begun[rows])

    def finish(self, problem: ChainProblem) -> tuple[int, ...]:
        """Add the last day, and give the cheapest chain; there is one from wherever the beam has come to."""
        last, ends = self.paths[:, -1], np.flatnonzero(problem.ends.any(axis=0))
        days = last[:, None], ends[None]
        gained = (self.passed[:, None] | problem.passes[days]).sum(axis=2) - self.passed.sum(axis=1)[:, None]
        whole = self.costs[:, None] + problem.cost[days] - _PASSED * gained
        never = (problem.cost[days] >= NEVER) | ~problem.ends[self.begun][:, ends]
        row, column = np.unravel_index(np.argmin(np.where(never, NEVER << 1, whole)), whole.shape)
        return (*self.paths[row].tolist(), int(ends[column]))


def _sweep_back(problem: ChainProblem) -> list[Int64]:
    """Cost the rest of a chain at the least, for each start from each place behind each night, int64 (starts, n).

    What nights have in common is left aside. The first item is for before any night; the last for the end.
    """
    rest = np.where(problem.ends, 0, NEVER)
    items = [rest]
    for day in range(problem.days):
        onward = rest if day == 0 else np.where(problem.night >= NEVER, NEVER, np.minimum(NEVER, rest + problem.night))
        rest = np.stack([np.minimum(NEVER, np.minimum(NEVER, problem.cost + row).min(axis=1)) for row in onward])
        items.append(rest)
    return items[::-1]


def _find_break(problem: ChainProblem, rest: list[Int64]) -> BrokenChain | None:
    """Find the night that cannot be had, None where a chain can be, places visited twice left aside."""
    places = np.array(problem.starts, np.int64)
    if (rest[0][np.arange(len(places)), places] < NEVER).any():
        return None
    possible, sleeps = problem.cost < NEVER, problem.night < NEVER
    reached = np.isin(np.arange(len(sleeps)), places)
    for night in range(1, problem.days):
        reached = (possible & reached[:, None]).any(axis=0) & sleeps
        if not reached.any():
            return BrokenChain(night, "reach")
    for night in range(problem.days - 1, 0, -1):
        if not ((rest[night] < NEVER).any(axis=0) & sleeps).any():
            return BrokenChain(night, "end")
    return BrokenChain(max(1, problem.days - 1), "between")


def _keep(whole: Int64) -> tuple[Int64, Int64]:
    """Choose the cheapest states, as rows and places, no more than a few that end at one place."""
    rows, places = np.nonzero(whole < NEVER)
    order = np.lexsort((places, rows, whole[rows, places]))
    rows, places = rows[order], places[order]
    by_place = np.argsort(places, kind="stable")
    firsts = np.flatnonzero(np.diff(places[by_place], prepend=-1))
    ranks = np.empty(len(places), np.int64)
    ranks[by_place] = np.arange(len(places)) - np.repeat(firsts, np.diff(np.append(firsts, len(places))))
    chosen = np.flatnonzero(ranks < _KEPT_PER_PLACE)[:_BEAM]
    return rows[chosen], places[chosen]
