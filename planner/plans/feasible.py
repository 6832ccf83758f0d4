"""What measures are feasible where the asked one is not: found by drawing, never guessed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.circuit import Draft

__all__ = ["Feasible", "explore"]

_RATIO = 1.3
_MOST_STEPS = 24


@dataclass(frozen=True, slots=True, eq=False)
class Feasible:
    """The shortest and the longest draft found, and the one nearest to what was asked; None where there is none."""

    least: Draft | None
    most: Draft | None
    nearest: Draft | None


def explore(value: int, draw: Callable[[int], Draft | None], *, smallest: int, largest: int) -> Feasible:
    """Look for drafts on a ladder of measures.

    Parameters
    ----------
    value
        Asked measure, which cannot be had.
    draw
        Draws a draft of about a measure, None where there is none.
    smallest, largest
        Ends of the ladder: nothing below or above them is feasible.
    """
    ladder = _ladder(smallest, largest)
    least_at = next((k for k, rung in enumerate(ladder) if draw(rung) is not None), None)
    if least_at is None:
        return Feasible(None, None, None)
    most_at = next(k for k in range(len(ladder) - 1, -1, -1) if k == least_at or draw(ladder[k]) is not None)
    near_at = sorted(range(least_at, most_at + 1), key=lambda k: abs(ladder[k] - value))
    nearest = next(draft for draft in (draw(ladder[k]) for k in near_at) if draft is not None)
    return Feasible(draw(ladder[least_at]), draw(ladder[most_at]), nearest)


def _ladder(smallest: int, largest: int) -> list[int]:
    """Measures from the smallest to the largest, each a fixed share above the one before."""
    ratio = max(_RATIO, (largest / max(1, smallest)) ** (1 / _MOST_STEPS))
    rungs = [smallest]
    while rungs[-1] * ratio < largest:
        rungs.append(max(rungs[-1] + 1, round(rungs[-1] * ratio)))
    return [*rungs, largest] if largest > rungs[-1] else rungs
