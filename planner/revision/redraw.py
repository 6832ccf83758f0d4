"""A stretch of a line drawn anew while the rest stays: several stretches are tried, the least odd whole is taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphs.path import join
from planner.circuit import draft_of
from planner.circuit.reuse import Reuse
from planner.revision.line import Line, Stop, cut_after, cut_before, find_nearest, fold, terminal_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy as np
    import numpy.typing as npt

    from graphs.path import Path
    from graphs.snap import Terminal
    from graphs.view import NetworkView
    from planner.circuit import CircuitContext

__all__ = ["Workshop"]

_WAYS_IN_MM = (30_000, 0.0), (0, 1.0), (100_000, 2.5), (400_000, 5.0)
"""Half of the stretch that makes way for a new place: so much, and so many times the distance to it."""
_WAYS_ROUND_MM = 5_000, 150_000, 600_000, 2_000_000
"""How far on both sides of an avoided street or a place left out the line may change."""
_PLACES_TRIED = 2
_CHANGE_PRICE = 0.5
"""Price of a line that has nothing in common with the old one, in units of its mean factor."""


@dataclass(frozen=True, slots=True, eq=False)
class _Candidate:
    """A line, and how much of the old one it gives up."""

    line: Line
    given_up_mm: int


class Workshop:
    """Draws stretches anew. One thread at a time.

    Parameters
    ----------
    context
        What to work with; what the visitor avoids is closed in its view.
    closed
        Whether the line returns to its start.
    length_mm
        Length of the line before its edits.
    whole
        View to weigh lines in: a street that is avoided may still be on another leg of the line.
    """

    def __init__(self, context: CircuitContext, *, closed: bool, length_mm: int, whole: NetworkView) -> None:
        self._context = context
        self._view = context.view
        self._whole = whole
        self._closed = closed
        self._length_mm = max(1, length_mm)
        self._reuse = Reuse(context.view.network, context.params)

    def insert(self, line: Line, stop: Stop, legs: Iterable[int]) -> Line | None:
        """Put a place into one of some legs; None where no way leads there and on."""
        nearest = []
        for index in legs:
            leg = line.legs[index]
            at_mm, gap_m = find_nearest(leg, stop.terminal.point) if len(leg.codes) else (0, 0.0)
            nearest.append((gap_m, index, at_mm))
        found: list[_Candidate] = []
        for gap_m, index, at_mm in sorted(nearest)[:_PLACES_TRIED]:
            half = {round(base + share * gap_m * 1000) for base, share in _WAYS_IN_MM}
            found.extend(self._insertions(line, stop, index, {self._window(line, index, at_mm, h) for h in half}))
        return self._best(found)

    def close_gap(self, line: Line, number: int) -> Line | None:
        """Take a place out: the line runs past it, or past what led to it; None where nothing joins its neighbours."""
        before, after = line.legs[number - 1], line.legs[number]
        whole = fold(self._view, before, after)
        straight = join([before, after]) if len(before.codes) or len(after.codes) else before
        at_mm = before.length_mm
        found = []
        if whole is not None:
            at_mm -= (straight.length_mm - whole.length_mm) // 2
            found.append(_Candidate(line.without_stop(number, whole), 0))
        base = whole or straight
        bare = line.without_stop(number, base)
        for window in {self._window(bare, number - 1, at_mm, half) for half in _WAYS_ROUND_MM[1:]}:
            found.extend(self._bridges(bare, number - 1, window))
        return self._best(found)

    def go_round(self, line: Line, index: int, barred: npt.NDArray[np.bool_]) -> Line | None:
        """Replace the pieces of a leg that are barred; None where no other way leads on."""
        leg = line.legs[index]
        ends = leg.piece_lengths_mm.cumsum()
        pieces = barred.nonzero()[0]
        first, last = int(ends[pieces[0]] - leg.piece_lengths_mm[pieces[0]]), int(ends[pieces[-1]])
        found: list[_Candidate] = []
        for half in (0, *_WAYS_ROUND_MM[1:]):
            window = max(0, first - half), min(leg.length_mm, last + half)
            found.extend(self._bridges(line, index, window))
        return self._best(found)

    def join_places(self, start: Terminal, end: Terminal, kept: Iterable[Path]) -> Path | None:
        """Find the way between two places beside what is kept, None where there is none."""
        self._reuse.set_paths([path for path in kept if len(path.codes)])
        return self._context.searcher.find_path(self._view, start, end, penalty=self._reuse.penalty)

    def _window(self, line: Line, index: int, at_mm: int, half_mm: int) -> tuple[int, int]:
        return max(0, at_mm - half_mm), min(line.legs[index].length_mm, at_mm + half_mm)

    def _insertions(self, line: Line, stop: Stop, index: int, windows: set[tuple[int, int]]) -> Iterator[_Candidate]:
        for window in sorted(windows):
            before, after, kept, ends = self._open(line, index, window)
            there = self.join_places(ends[0], stop.terminal, kept)
            if there is None:
                continue
            back = self.join_places(stop.terminal, ends[1], [*kept, there])
            if back is None:
                continue
            one, other = fold(self._view, before, there), fold(self._view, back, after)
            if one is not None and other is not None:
                yield _Candidate(line.with_stop(index, stop, one, other), window[1] - window[0])

    def _bridges(self, line: Line, index: int, window: tuple[int, int]) -> Iterator[_Candidate]:
        before, after, kept, ends = self._open(line, index, window)
        bridge = self.join_places(*ends, kept)
        if bridge is None:
            return
        half = fold(self._view, before, bridge)
        whole = None if half is None else fold(self._view, half, after)
        if whole is not None:
            yield _Candidate(line.with_leg(index, whole), window[1] - window[0])

    def _open(
        self, line: Line, index: int, window: tuple[int, int]
    ) -> tuple[Path, Path, list[Path], tuple[Terminal, Terminal]]:
        """Give what stays of a leg on both sides of a window, all that stays, and the two ends of the gap."""
        leg = line.legs[index]
        before, after = cut_before(leg, window[0]), cut_after(leg, window[1])
        kept = [before, after, *line.legs[:index], *line.legs[index + 1 :]]
        start = terminal_of(before, end=True) if len(before.codes) else line.stops[index].terminal
        end = terminal_of(after, end=False) if len(after.codes) else line.stops[index + 1].terminal
        return before, after, kept, (start, end)

    def _best(self, found: Iterable[_Candidate]) -> Line | None:
        """Take the line that is least odd and least long for what it keeps of the old one; none of no length."""
        lasting = (candidate for candidate in found if candidate.line.length_mm)
        priced = [(self._price(candidate), rank, candidate.line) for rank, candidate in enumerate(lasting)]
        return min(priced, key=lambda item: item[:2])[2] if priced else None

    def _price(self, candidate: _Candidate) -> float:
        paths = [path for path in candidate.line.legs if len(path.codes)]
        draft = draft_of(self._whole, paths, closed=self._closed, target=None)
        oddness = draft.cost - draft.mean_factor
        travel = draft.mean_factor * draft.length_mm / self._length_mm
        return travel + oddness + _CHANGE_PRICE * draft.mean_factor * candidate.given_up_mm / self._length_mm
