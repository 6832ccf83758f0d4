"""What lengths are feasible where the asked one is not: found by drawing, never guessed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.circuit import Draft

__all__ = ["Feasible", "explore"]

_STEPS_DOWN = (0.85, 0.7, 0.55, 0.4, 0.28, 0.18, 0.1)
_STEPS_UP = (1.2, 1.5, 2.0, 3.0, 5.0, 8.0, 13.0, 20.0)


@dataclass(frozen=True, slots=True, eq=False)
class Feasible:
    """Nearest drafts shorter and longer than what was asked; None where there is none."""

    below: Draft | None
    above: Draft | None
    least: Draft | None
    most: Draft | None

    def nearest(self, value: int) -> Draft | None:
        """Draft whose measure is nearest to a value."""
        found = [draft for draft in (self.below, self.above) if draft is not None]
        return min(found, key=lambda draft: abs(draft.measure - value), default=None)


def explore(value: int, draw: Callable[[int], Draft | None]) -> Feasible:
    """Look for drafts around a value that cannot be had.

    Parameters
    ----------
    value
        Asked measure.
    draw
        Draws a draft of about a measure, None where there is none. Called at most as often as there are steps.
    """
    below = _first(value, _STEPS_DOWN, draw)
    above = _first(value, _STEPS_UP, draw)
    least = _last(below, _STEPS_DOWN, value, draw) or above
    most = _last(above, _STEPS_UP, value, draw) or below
    return Feasible(below, above, least, most)


def _first(value: int, steps: tuple[float, ...], draw: Callable[[int], Draft | None]) -> Draft | None:
    """Draft at the step nearest to the value."""
    for step in steps:
        draft = draw(round(value * step))
        if draft is not None:
            return draft
    return None


def _last(
    first: Draft | None, steps: tuple[float, ...], value: int, draw: Callable[[int], Draft | None]
) -> Draft | None:
    """Draft at the farthest step on the same side that still has one without a gap between."""
    if first is None:
        return None
    last = first
    down = steps[0] < 1
    for step in steps:
        asked = round(value * step)
        if (asked >= last.measure) if down else (asked <= last.measure):
            continue
        draft = draw(asked)
        if draft is None:
            break
        last = draft
    return last
