"""Days from night to night: a chain of beds is chosen, its days are drawn, and where one fails another night is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from graphs.errors import GraphsError
from planner.errors import CancelledError, PlannerError
from planner.tours.asking import DayOverError, ask_day, draw_within, effort_of, keeps, stretch
from planner.tours.chain import BrokenChain, find_chain
from planner.tours.ground import state_chain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.tours.asking import DrawnDay, Errand
    from planner.tours.ground import Ground

__all__ = ["EVEN", "Failure", "draw_chain", "even_out", "find_odd", "share_for", "spread_of"]

EVEN = 0.15
"""How much more than the least effort of a day the greatest may be."""
_LEAST_CHAINS = 8
_MORE_CHAINS = 3
"""Chains tried beyond the first whose days can be drawn, where these are not even."""
_STRETCH = 0.038
"""How far a day is asked for more or less, so that efforts are even and the asked measure is still kept."""


@dataclass(slots=True)
class Failure:
    """The last day that could not be drawn: number, ends, what was said, and whether it has to visit something."""

    day: int = 0
    start: str = ""
    end: str = ""
    field: str = ""
    message: str = ""
    named: bool = False


@dataclass(slots=True)
class _State:
    """What is known while a chain is looked for."""

    barred: set[tuple[int, int]] = field(default_factory=set)
    drawn: list[DrawnDay] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    """Rows of the chain so far, one more than days drawn."""
    failure: Failure = field(default_factory=Failure)


def draw_chain(
    ground: Ground, errand: Errand, *, shunned: Sequence[int]
) -> tuple[tuple[int, ...], list[DrawnDay]] | BrokenChain | Failure:
    """Draw all days of one tour.

    Parameters
    ----------
    shunned
        Rows where earlier alternatives sleep.

    Returns
    -------
    tuple of rows and days, BrokenChain or Failure
        What was drawn; else the night that cannot be had, or the day that could not be drawn.
    """
    state = _State()
    best: tuple[tuple[int, ...], list[DrawnDay]] | None = None
    more = _MORE_CHAINS
    problem = state_chain(ground, errand.tour, shunned=shunned)
    for _ in range(max(_LEAST_CHAINS, 3 * errand.tour.days)):
        chain = find_chain(problem.without(state.barred))
        if isinstance(chain, BrokenChain):
            return best or (state.failure if state.failure.day else chain)
        if not _draw_days(ground, errand, chain, _share_out(ground, errand, chain), state):
            continue
        days = even_out(state.drawn, errand)
        if best is None or spread_of(days) < spread_of(best[1]):
            best = chain, days
        if spread_of(days) <= EVEN or not more or errand.is_late():
            break
        # Other nights for the day that is the farthest from the others, as long as some are left.
        more -= 1
        odd = find_odd(days)
        state.barred.add((chain[odd], chain[odd + 1]))
    return best or state.failure


def spread_of(days: Sequence[DrawnDay]) -> float:
    """How much more than the least effort of a day the greatest is, as a share."""
    efforts = [effort_of(day) for day in days]
    return max(efforts) / max(1.0, min(efforts)) - 1


def find_odd(days: Sequence[DrawnDay]) -> int:
    """Find the day whose effort is the farthest from the one in the middle, from 0."""
    efforts = [effort_of(day) for day in days]
    middle = sorted(efforts)[len(efforts) // 2]
    return max(range(len(days)), key=lambda k: (max(efforts[k], middle) / max(1.0, min(efforts[k], middle)), -k))


def share_for(day: DrawnDay, days: Sequence[DrawnDay]) -> float:
    """Say how much more or less than now a day should ask to be like the others, within what is kept of the measure."""
    mean = sum(effort_of(other) for other in days) / len(days)
    return min(1 + _STRETCH, max(1 - _STRETCH, mean / max(1.0, effort_of(day))))


def _draw_days(
    ground: Ground, errand: Errand, chain: Sequence[int], named: Sequence[tuple[str, ...]], state: _State
) -> bool:
    """Draw the days of a chain behind those that another chain has in common with it; False where one fails."""
    same = 0
    while same < len(state.drawn) and state.rows[same : same + 2] == list(chain[same : same + 2]):
        same += 1
    while same and set(state.drawn[same - 1].ask.request.must_visit) != set(named[same - 1]):
        same -= 1
    state.drawn, state.rows = state.drawn[:same], list(chain[: same + 1])
    for number in range(same + 1, errand.tour.days + 1):
        errand.check()
        ends = ground.beds[chain[number - 1]], ground.beds[chain[number]]
        try:
            day = draw_within(errand, ask_day(errand, ends, number, state.drawn, named))
        except CancelledError:
            raise
        except DayOverError as error:
            state.failure = Failure(number, ends[0].place.name, ends[1].place.name, error.field, error.message)
        except (PlannerError, GraphsError) as error:
            told = str(error.details.get("field", ""))
            state.failure = Failure(number, ends[0].place.name, ends[1].place.name, told, error.message)
        else:
            state.drawn.append(day)
            state.rows.append(chain[number])
            continue
        state.failure.named = bool(named[number - 1])
        state.barred.add((chain[number - 1], chain[number]))
        return False
    return True


def _share_out(ground: Ground, errand: Errand, chain: Sequence[int]) -> list[tuple[str, ...]]:
    """Give each site that must be visited to the day that makes the least way round for it, of those it is open on."""
    named = [item for item in ground.sites if item.named]
    days: list[list[str]] = [[] for _ in chain[1:]]
    if not named:
        return [() for _ in days]
    round_m = ground.list_ways_round(named)
    rows = np.array(chain)
    extra = round_m[rows[:-1], rows[1:]] - ground.straight_m[rows[:-1], rows[1:]][:, None]
    open_days = errand.open_days
    shut = [[not open_days.holds(item.site.id, day) for item in named] for day in range(1, len(chain))]
    extra[np.array(shut, np.bool_)] = np.inf
    for position, day in enumerate(np.argmin(extra, axis=0).tolist()):
        days[day].append(named[position].site.id)
    return [tuple(day) for day in days]


def even_out(days: list[DrawnDay], errand: Errand) -> list[DrawnDay]:
    """Ask the hardest days for a little less and the easiest for a little more, where efforts lie far apart."""
    if spread_of(days) <= EVEN or errand.request.max_ascent_m is not None:
        return days
    best = list(days)
    for number, day in enumerate(days):
        if errand.is_late():
            break
        share = share_for(day, days)
        if abs(share - 1) < _STRETCH / 2 or day.ask.request.target is None:
            continue
        errand.check()
        others = {site for k, other in enumerate(best) if k != number for site in other.visited}
        try:
            changed = draw_within(errand, stretch(day.ask, share, without=others))
        except CancelledError:
            raise
        except (DayOverError, PlannerError, GraphsError):
            continue
        if keeps(changed, day.ask.request.target):
            best[number] = changed
    return best if spread_of(best) < spread_of(days) else days
