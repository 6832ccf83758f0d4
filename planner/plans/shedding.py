"""Which targets to do without where the streets make more of a choice than was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from planner.plans.survey import SiteField

__all__ = ["shed"]


def shed(
    field: SiteField,
    order: Sequence[int],
    legs: Sequence[int],
    excess: int,
    *,
    spare: Collection[int],
    waits: Sequence[int] = (),
    allowance: float = 0.0,
    by_duration: bool,
) -> set[int]:
    """Choose targets without which a line is shorter by some measure: the least one that will do, or several.

    What is saved is reckoned from the legs as drawn and the ways that would take their place. Whether it is enough is
    seen when the rest is drawn.

    Parameters
    ----------
    field
        What may be chosen.
    order
        Targets in order of travel, as indices of the field.
    legs
        Measure of each leg, one more than targets.
    excess
        What is to be saved: milliseconds or millimetres.
    spare
        Targets that may be left out.
    waits
        How long one waits at each target for it to open; none when left out. What is saved before a wait makes it
        longer.
    allowance
        Share of the excess that need not be saved: with less on the way there may be less to go round.
    by_duration
        Whether measures are milliseconds.

    Returns
    -------
    set of int
        At least one where any may be left out, and all of them where that does not save enough.
    """
    travel = field.travel.measures(by_duration=by_duration)
    visits = field.visit_measures(by_duration=by_duration)
    line = _Line([0, *(k + 1 for k in order), len(visits) - 1], list(legs), [0, *(waits or [0] * len(order)), 0])
    # Beside what is ridden already, ways are longer than the shortest.
    shortest = sum(min(way, int(travel[a, b])) for way, (a, b) in zip(legs, pairwise(line.vertices), strict=True))
    stretch = sum(legs) / max(1, shortest)
    left = excess - allowance * excess
    dropped: set[int] = set()
    while len(dropped) < len(spare) and (left > 0 or not dropped):
        options = [
            line.reckon(place, stretch * int(travel[before, behind]), int(visits[k + 1]), field.targets[k].score)
            for place, before, k, behind in line.list_places()
            if k in spare
        ]
        best = _pick(options, left)
        dropped.add(line.drop(best))
        left -= best.saved
    return dropped


@dataclass(frozen=True, slots=True)
class _Option:
    """A target to do without: its place in the order, the way that takes the place of two, what is saved and lost."""

    place: int
    instead: int
    saved: int
    score: int


@dataclass(frozen=True, slots=True)
class _Line:
    """Vertices in order of travel, the measures of the legs between them, and the waits at each."""

    vertices: list[int]
    legs: list[int]
    waits: list[int]

    def list_places(self) -> Iterator[tuple[int, int, int, int]]:
        """Give the place of each target, the vertex before it, the target, and the vertex behind it."""
        for place in range(1, len(self.vertices) - 1):
            before, vertex, behind = self.vertices[place - 1 : place + 2]
            yield place, before, vertex - 1, behind

    def reckon(self, place: int, way: float, visit: int, score: int) -> _Option:
        """Reckon what the line saves without a target, with a way past it; before a wait nothing is saved."""
        both = self.legs[place - 1] + self.legs[place]
        instead = min(both, int(way))
        is_before_wait = any(self.waits[place + 1 :])
        return _Option(place, instead, 0 if is_before_wait else both - instead + visit + self.waits[place], score)

    def drop(self, option: _Option) -> int:
        """Take a target out and give it."""
        self.legs[option.place - 1 : option.place + 1] = [option.instead]
        self.waits.pop(option.place)
        return self.vertices.pop(option.place) - 1


def _pick(options: Sequence[_Option], excess: float) -> _Option:
    """Pick the target of least score that saves enough, else the one that saves most for its score."""
    enough = [option for option in options if option.saved >= excess]
    if enough:
        return min(enough, key=lambda option: (option.score, option.saved, option.place))
    return max(options, key=lambda option: (option.saved / max(1, option.score), -option.place))
