"""Which targets to do without where the streets make more of a choice than was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from planner.plans.survey import SiteField

__all__ = ["shed"]

_UNSURE = 0.4
"""Part of the excess that may turn out to be saved too: with less on the way there is less to go round."""


def shed(
    field: SiteField,
    order: Sequence[int],
    legs: Sequence[int],
    excess: int,
    *,
    spare: Collection[int],
    by_duration: bool,
) -> set[int]:
    """Choose targets without which a line is shorter by some measure, or nearly: the least that will do, or several.

    What is saved is reckoned from the legs as drawn and the ways that would take their place. Whether it is enough is
    seen when the rest is drawn; what is left out is not taken back.

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
    by_duration
        Whether measures are milliseconds.

    Returns
    -------
    set of int
        At least one where any may be left out, and all of them where that does not nearly save enough.
    """
    travel = field.travel.measures(by_duration=by_duration)
    visits = field.visit_measures(by_duration=by_duration)
    vertices, ways = [0, *(k + 1 for k in order), len(visits) - 1], list(legs)
    # Beside what is ridden already, ways are longer than the shortest.
    shortest = sum(min(way, int(travel[a, b])) for way, (a, b) in zip(ways, pairwise(vertices), strict=True))
    stretch = sum(ways) / max(1, shortest)
    dropped: set[int] = set()
    unsure = _UNSURE * excess
    while len(dropped) < len(spare) and (excess > unsure or not dropped):
        options = []
        for place, (before, vertex, behind) in enumerate(zip(vertices, vertices[1:], vertices[2:], strict=False)):
            if vertex - 1 in spare:
                both = ways[place] + ways[place + 1]
                instead = min(both, int(stretch * travel[before, behind]))
                saved = both - instead + int(visits[vertex])
                options.append(_Option(place, instead, saved, field.targets[vertex - 1].score))
        best = _pick(options, excess)
        dropped.add(vertices.pop(best.place + 1) - 1)
        ways[best.place : best.place + 2] = [best.instead]
        excess -= best.saved
    return dropped


@dataclass(frozen=True, slots=True)
class _Option:
    """A target to do without: its place in the order, the way that takes the place of two, what is saved and lost."""

    place: int
    instead: int
    saved: int
    score: int


def _pick(options: Sequence[_Option], excess: int) -> _Option:
    """Pick the target of least score that saves enough, else the one that saves most for its score."""
    enough = [option for option in options if option.saved >= excess]
    if enough:
        return min(enough, key=lambda option: (option.score, option.saved, option.place))
    return max(options, key=lambda option: (option.saved / max(1, option.score), -option.place))
