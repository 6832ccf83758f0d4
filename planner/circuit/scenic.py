"""Circuits and traverses for their own sake: a first turn in each direction, a second one that closes the length.

From the start a tree out and a tree home are grown on the weights of the view. In every sector around the start the
pleasantest place within a ring is a first turn; what leads there is penalised, with what runs beside it, and a second
turn is looked for through which the whole has the asked measure. All drafts are measured as drawn; the best that
differ from one another are given.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from graphs.geo import Coordinate
from planner.circuit.closing import Base, close
from planner.circuit.draft import Draft, Leniency, Target, find_cheapest, pick_different
from planner.circuit.reuse import Reuse
from planner.kernels.closing import best_per_sector

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from graphs.path import Path
    from graphs.snap import Terminal
    from planner.circuit.context import CircuitContext

__all__ = ["find_scenic"]

_E7 = 1e7
_COMPASS_DEG = {"N": 0, "NE": 45, "E": 90, "SE": 135, "S": 180, "SW": 225, "W": 270, "NW": 315}
_FIRST_TURN_OFF_DEG = 80.0
_KEPT_PER_FIRST_TURN = 3


@dataclass(frozen=True, slots=True, eq=False)
class _Quest:
    """What is looked for: how many of what measure, from where to where, in which direction, beside what is ridden."""

    start: Terminal
    end: Terminal
    target: Target
    direction: str | None
    ridden: tuple[Path, ...]
    seed: int
    count: int
    lenient: bool = False
    """Whether what all drafts have in common is no fault."""

    @property
    def closed(self) -> bool:
        """Whether the end is the start."""
        return self.start == self.end


def find_scenic(  # noqa: PLR0913 - options, all by keyword
    context: CircuitContext,
    start: Terminal,
    end: Terminal,
    *,
    target: Target,
    count: int,
    direction: str | None = None,
    ridden: Sequence[Path] = (),
    seed: int = 0,
    reuse: Reuse | None = None,
) -> list[Draft]:
    """Find circuits (where `start` is `end`) or traverses of the asked measure, the best first.

    Parameters
    ----------
    context
        What to work with; with its time used, the best so far is given.
    start, end
        Where to start and to end.
    target
        Asked measure; drafts farther from it than the params allow are not given.
    count
        Number wanted; each shares at most `params.shared_most` with every one before it, and none after the first is
        odd.
    direction
        Where a circuit should lie, seen from the start: a point of the compass.
    ridden
        Paths that belong to the same day and should not be ridden again.
    seed
        Draws among places that are about as pleasant.
    reuse
        Penalties to work with, those of the avoided paths in them; what else is set in them is lost.

    Returns
    -------
    list of Draft
        Fewer than `count`, or none, where the network has no more.

    Raises
    ------
    CancelledError
        The caller left.
    """
    params = context.params
    quest = _Quest(start, end, target, direction, tuple(ridden), seed, count)
    reuse = reuse or Reuse(context.view.network, params, avoided=context.avoided, known=context.known)
    drafts: list[Draft] = []
    settled = context.work.settled
    for number, ring in enumerate(params.rings):
        # What no draft of the first rings does without may still be avoided in the last.
        quest = replace(quest, lenient=number == len(params.rings) - 1)
        _search_ring(context, quest, ring, reuse, drafts)
        in_time = not context.work.truncated or not _within(context, drafts)
        if not in_time or _enough(context, quest, drafts, min(count, params.enough_good)):
            break
    if quest.closed and context.work.settled - settled < params.closer_nodes:
        _look_closer(context, replace(quest, lenient=False), reuse, drafts)
    best = sorted(_within(context, drafts), key=lambda draft: draft.cost)
    leniency = Leniency.of(best)
    kept = [draft for index, draft in enumerate(best) if index == 0 or draft.is_fair(leniency, closed=quest.closed)]
    return pick_different(kept, count=count, shared_most=params.shared_most)


def _look_closer(context: CircuitContext, quest: _Quest, reuse: Reuse, drafts: list[Draft]) -> None:
    """Where no circuit is good, try first turns in narrower sectors and rings: few places have one that is."""
    params = context.params
    sectors = params.closer_sectors
    closer = replace(context, params=replace(params, sectors=sectors, first_turns=sectors))
    for ring in params.closer_rings:
        if context.work.is_late() or _enough(context, quest, drafts, 1):
            return
        _search_ring(closer, quest, ring, reuse, drafts)


def _search_ring(
    context: CircuitContext, quest: _Quest, ring: tuple[float, float], reuse: Reuse, drafts: list[Draft]
) -> None:
    """Add the drafts over the first turns of a ring until there are enough."""
    for tried, first in enumerate(_first_turns(context, quest, ring, reuse), start=1):
        if context.work.is_late() and _within(context, drafts):
            return
        drafts.extend(_drafts_over(context, quest, first, reuse))
        if tried >= context.params.least_first_turns and _enough(context, quest, drafts, quest.count):
            return


def _within(context: CircuitContext, drafts: Sequence[Draft]) -> list[Draft]:
    """Drafts that keep the asked measure."""
    return [draft for draft in drafts if abs(draft.error) <= context.params.length_tolerance]


def _enough(context: CircuitContext, quest: _Quest, drafts: Sequence[Draft], count: int) -> bool:
    leniency = Leniency.of(_within(context, drafts) if quest.lenient else ())
    good = [draft for draft in drafts if draft.is_good(leniency, closed=quest.closed)]
    return len(pick_different(good, count=count, shared_most=context.params.shared_most)) >= count


def _first_turns(
    context: CircuitContext, quest: _Quest, ring: tuple[float, float], reuse: Reuse
) -> list[tuple[int, Path]]:
    """Give places in the ring with the way there, pleasantest first, neighbours of earlier ones late."""
    network, params, target = context.view.network, context.params, quest.target
    least, most = (int(share * target.value) for share in ring)
    reuse.set_paths(quest.ridden)
    with (
        context.grow(quest.start, target, most, penalty=reuse.penalty) as out,
        context.grow(quest.end, target, most, backward=True, penalty=reuse.penalty) as home,
    ):
        best_node = np.empty(params.sectors, np.int32)
        best_score = np.empty(params.sectors, np.float64)
        best_per_sector(
            out.settled,
            out.labels,
            home.labels,
            home.settled_stamp,
            network.node_lat_e7,
            network.node_lon_e7,
            target.by_duration,
            least,
            most,
            round(quest.start.lat * _E7),
            round(quest.start.lon * _E7),
            quest.seed,
            params.jitter,
            best_node,
            best_score,
        )
        order = _sector_order(best_score, quest.direction)[: params.first_turns]
        return [(int(best_node[sector]), out.path_to(int(best_node[sector]))) for sector in order]


def _sector_order(best_score: npt.NDArray[np.float64], direction: str | None) -> list[int]:
    """Order the sectors that have a place, best first.

    A sector beside one just taken waits; with a direction, those off it are left out.
    """
    sectors = len(best_score)
    left = [int(s) for s in np.argsort(best_score, kind="stable") if np.isfinite(best_score[s])]
    if direction is not None:
        asked = _COMPASS_DEG[direction]
        return [s for s in left if _turn_deg((s + 0.5) * 360 / sectors, asked) <= _FIRST_TURN_OFF_DEG]
    order: list[int] = []
    while left:
        free = [s for s in left if all(min((s - o) % sectors, (o - s) % sectors) > 1 for o in order[-3:])]
        taken = (free or left)[0]
        order.append(taken)
        left.remove(taken)
    return order


def _drafts_over(context: CircuitContext, quest: _Quest, first: tuple[int, Path], reuse: Reuse) -> list[Draft]:
    """Close the circuit over one first turn and measure the most promising ways."""
    node, out = first
    view, target, start = context.view, quest.target, quest.start
    reuse.set_paths([*quest.ridden, out])
    base = Base(
        weight=out.weight(view),
        length_mm=out.length_mm,
        measure=out.measure(view, by_duration=target.by_duration),
        start=start.point,
        last=Coordinate(int(view.network.node_lat_e7[node]) / _E7, int(view.network.node_lon_e7[node]) / _E7),
    )
    pairs = close(context, node, quest.end, base=base, target=target, reuse=reuse)
    asked = None if quest.direction is None else _COMPASS_DEG[quest.direction]
    # Ways over one first turn hardly differ: no more are kept than are wanted. Where the line must lie somewhere, the
    # cheapest may be of no use.
    count = len(pairs) if asked is not None else min(_KEPT_PER_FIRST_TURN, quest.count)
    found = find_cheapest(view, [[out, *pair] for pair in pairs], closed=quest.closed, target=target, count=count)
    drafts = [draft for _, draft in found]
    if asked is not None:
        most = context.params.direction_most_deg
        drafts = [draft for draft in drafts if _turn_deg(_bearing_of_middle(draft), asked) <= most]
    return drafts[:_KEPT_PER_FIRST_TURN]


def _bearing_of_middle(draft: Draft) -> float:
    """Bearing in degrees from the start of a line to its middle."""
    x, y = draft.track.x, draft.track.y
    steps = np.hypot(np.diff(x), np.diff(y))
    east = float((steps * ((x[1:] + x[:-1]) / 2 - x[0])).sum())
    north = float((steps * ((y[1:] + y[:-1]) / 2 - y[0])).sum())
    return math.degrees(math.atan2(east, north))


def _turn_deg(one: float, other: float) -> float:
    """Angle between two bearings, 0 to 180."""
    return abs((one - other + 180) % 360 - 180)
