"""Itineraries that climb no more than was asked: the same request with climbs dearer and dearer."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from planner.errors import BudgetTooSmallError, PlannerError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["CLIMB_FACTORS", "draw_below"]

CLIMB_FACTORS = (1, 4, 16)

_T = TypeVar("_T")


def draw_below(
    draw: Callable[[int], Sequence[_T]],
    ascent_of: Callable[[_T], float | None],
    *,
    most_m: float,
    count: int,
) -> list[_T]:
    """Draw with climbs at one price after the other until enough stays below a limit.

    Parameters
    ----------
    draw
        Draws, given how many times dearer than usual climbs are.
    ascent_of
        Metres climbed, None where that is not known, which does not count as below.
    most_m
        The limit.
    count
        How many are enough.

    Returns
    -------
    list
        At most `count`, those drawn at the first price that gave the most of them, in their order.

    Raises
    ------
    BudgetTooSmallError
        All climb more; `details["feasible"]` says how much the least and the most of them climb.
    PlannerError
        What went wrong at the usual price, where no price gave anything.
    """
    best: list[_T] = []
    climbs: list[float] = []
    first_error: PlannerError | None = None
    for factor in CLIMB_FACTORS:
        try:
            drawn = draw(factor)
        except PlannerError as error:
            first_error = first_error or error
            continue
        known = [(item, ascent) for item in drawn if (ascent := ascent_of(item)) is not None]
        climbs.extend(ascent for _, ascent in known)
        below = [item for item, ascent in known if ascent <= most_m]
        best = below if len(below) > len(best) else best
        if len(best) >= count:
            break
    if best:
        return best[:count]
    if not climbs and first_error is not None:
        raise first_error
    if not climbs:
        msg = "max_ascent_m: not all elevations are known along what could be planned"
        raise BudgetTooSmallError(msg, field="max_ascent_m", feasible={})
    msg = f"max_ascent_m: the least that was found climbs {min(climbs):.0f} m"
    raise BudgetTooSmallError(msg, field="max_ascent_m", feasible={"ascent_m": [min(climbs), max(climbs)]})
