"""What measures are feasible where the asked one is not: found by drawing, never guessed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

__all__ = ["Feasible", "explore"]

_RATIO = 1.3
_MOST_STEPS = 24
_FINE_RATIO = 1.1
"""A draft is within 5 % of what is asked: rungs this near leave nothing out between them."""
_TIMES_AS_MUCH = 1.5
_HALVINGS = 3

Drawn = TypeVar("Drawn")


@dataclass(frozen=True, slots=True, eq=False)
class Feasible(Generic[Drawn]):
    """The least and the most that were asked and drawn, and what came nearest to the asked measure.

    Attributes
    ----------
    least, most
        Measures that were drawn when they were asked: whoever asks for them gets a plan. Between them there may be
        some that cannot be had, and a little beyond `most` there may be some that can.
    near
        The one of them nearest to what was asked.
    nearest, ends
        What was drawn for it, and for the least and the most.
    """

    least: int
    most: int
    near: int
    nearest: Drawn
    ends: tuple[Drawn, Drawn]

    def around(self, value: int) -> tuple[int, int]:
        """Give the feasible measures on the side of what was asked where something is nearest to it."""
        if not self.least < value < self.most:
            return self.least, self.most
        return (self.near, self.most) if self.near > value else (self.least, self.near)


def explore(
    value: int,
    draw: Callable[[int], Drawn | None],
    *,
    smallest: int,
    largest: int,
    step: int = 1,
    spare: int | None = None,
    thorough: bool = False,
) -> Feasible[Drawn] | None:
    """Look for drafts on a ladder of measures; None where there is none on any rung.

    Parameters
    ----------
    value
        Asked measure, which cannot be had.
    draw
        Draws a draft of about a measure, None where there is none.
    smallest, largest
        Ends of the ladder: nothing below or above them is feasible.
    step
        Rungs are multiples of it, so that they can be named without rounding.
    spare
        The most is looked for up to this much beyond half as much again as is asked, or as the least where that is
        more: what lies far beyond helps nobody and takes long to draw. None looks up to the largest.
    thorough
        Whether to look on rungs near to one another where there is nothing on the wide ones.
    """
    drawn: dict[int, Drawn | None] = {}

    def draw_once(measure: int) -> Drawn | None:
        if measure not in drawn:
            drawn[measure] = draw(measure)
        return drawn[measure]

    def find(rungs: Iterable[int]) -> tuple[int, Drawn] | None:
        drafts = ((rung, draw_once(rung)) for rung in rungs)
        return next(((rung, draft) for rung, draft in drafts if draft is not None), None)

    ladder = _ladder(smallest, largest, step, max(_RATIO, (largest / max(1, smallest)) ** (1 / _MOST_STEPS)))
    least = find(ladder)
    if least is None and thorough:
        ladder = _ladder(smallest, largest, step, _FINE_RATIO)
        least = find(ladder)
    if least is None:
        return None
    if value < least[0]:
        # Rungs are wide: come nearer, here and in a gap. Not beyond the most, where each drawing is a long one.
        least = _approach(least, _between(value, least[0], ladder), draw_once, step)
    top = ladder[-1] if spare is None else round(_TIMES_AS_MUCH * max(value, least[0])) + spare
    most = find(rung for rung in reversed(ladder) if rung <= top) or least
    inner = [rung for rung in ladder if least[0] <= rung <= most[0]]
    near = least if value <= least[0] else find(sorted(inner, key=lambda rung: abs(rung - value))) or least
    if least[0] < value < most[0] and near[0] != value:
        near = _approach(near, _between(value, near[0], ladder), draw_once, step)
    return Feasible(least[0], most[0], near[0], near[1], (least[1], most[1]))


def _between(value: int, near: int, ladder: Sequence[int]) -> int:
    """Measure nearest to a feasible one, on the side of the asked one, of which it is known that it cannot be had."""
    if near > value:
        return max((rung for rung in (value, *ladder) if ladder[0] <= rung < near), default=near)
    return min((rung for rung in (value, *ladder) if rung > near), default=near)


def _approach(
    near: tuple[int, Drawn], refused: int, draw: Callable[[int], Drawn | None], step: int
) -> tuple[int, Drawn]:
    """Halve the distance from a feasible measure to one that cannot be had a few times, in whole steps."""
    for _ in range(_HALVINGS):
        middle = round((near[0] + refused) / 2 / step) * step
        if not min(near[0], refused) < middle < max(near[0], refused):
            break
        drawn = draw(middle)
        if drawn is None:
            refused = middle
        else:
            near = middle, drawn
    return near


def _ladder(smallest: int, largest: int, step: int, ratio: float) -> list[int]:
    """Measures from the smallest to the largest, each a fixed share above the one before, in whole steps."""
    rungs = [smallest]
    while rungs[-1] * ratio < largest:
        rungs.append(max(rungs[-1] + 1, round(rungs[-1] * ratio)))
    if largest > rungs[-1]:
        rungs.append(largest)
    return list(dict.fromkeys(max(step, round(rung / step) * step) for rung in rungs))
