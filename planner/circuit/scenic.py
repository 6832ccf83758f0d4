"""Circuits and traverses for their own sake: a first turn in each direction, a second one that closes the length.

From the start a tree out and a tree home are grown on the weights of the view. In every sector around the start the pleasantest place within a ring is a first
turn; what leads there is penalised, with what runs beside it, and a second turn is looked for through which the whole has the asked measure.
All drafts are measured as drawn; the best that differ from one another are given.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from graphs.geo import Coordinate
from planner.circuit.closing import Base, bounds, close, place_of
from planner.circuit.draft import Draft, Target, draft_of, pick_different
from planner.circuit.reuse import Reuse
from planner.kernels.closing import best_per_sector

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphs.path import Path
    from graphs.search import Searcher
    from graphs.snap import Terminal
    from graphs.view import NetworkView
    from planner.work import Work
    from planner.circuit.params import CircuitParams

__all__ = ["find_scenic"]

_E7 = 1e7
_COMPASS_DEG = {"N": 0, "NE": 45, "E": 90, "SE": 135, "S": 180, "SW": 225, "W": 270, "NW": 315}


def find_scenic(
    searcher: Searcher,
    view: NetworkView,
    start: Terminal,
    end: Terminal,
    *,
    target: Target,
    count: int,
    direction: str | None = None,
    ridden: Sequence[Path] = (),
    seed: int = 0,
    params: CircuitParams,
    work: Work,
) -> list[Draft]:
    """Find circuits (where `start` is `end`) or traverses of the asked measure, the best first.

    Parameters
    ----------
    target
        Asked measure; drafts farther from it than the params allow are not given.
    count
        Number wanted; each shares at most `params.shared_most` with every one before it.
    direction
        Where a circuit should lie, seen from the start: a point of the compass.
    ridden
        Paths that belong to the same day and should not be ridden again.
    seed
        Draws among places that are about as pleasant.
    work
        Asked between rounds; with its time used, the best so far is given.

    Returns
    -------
    list of Draft
        Fewer than `count`, or none, where the network has no more.

    Raises
    ------
    CancelledError
        The caller left.
    """
    reuse = Reuse(view.network, params)
    drafts: list[Draft] = []
    for ring in params.rings:
        for tried, first in enumerate(
            _first_turns(
                searcher, view, start, end, ring=ring, target=target, direction=direction, seed=seed, params=params
            )
        ):
            if work.is_late() and drafts:
                break
            drafts.extend(_drafts_over(searcher, view, first, start, end, target, reuse, ridden, direction, params))
            if tried + 1 >= params.least_first_turns and _enough(drafts, count, params):
                break
        if work.truncated or _enough(drafts, min(count, params.enough_good), params):
            break
    kept = [draft for draft in drafts if abs(draft.error) <= params.length_tolerance]
    return pick_different(kept, count=count, shared_most=params.shared_most)


def _enough(drafts: list[Draft], count: int, params: CircuitParams) -> bool:
    good = [draft for draft in drafts if draft.good]
    return len(pick_different(good, count=count, shared_most=params.shared_most)) >= count


def _first_turns(
    searcher: Searcher,
    view: NetworkView,
    start: Terminal,
    end: Terminal,
    *,
    ring: tuple[float, float],
    target: Target,
    direction: str | None,
    seed: int,
    params: CircuitParams,
) -> Iterator[tuple[int, Path]]:
    """Give places in the ring with the way there, pleasantest first, neighbours of earlier ones late."""
    least, most = (int(share * target.value) for share in ring)
    with (
        searcher.tree(view, start, **bounds(target, most)) as out,
        searcher.tree(view, end, backward=True, **bounds(target, most)) as home,
    ):
        best_node = np.empty(params.sectors, np.int32)
        best_score = np.empty(params.sectors, np.float64)
        best_per_sector(
            out.settled,
            out.labels,
            out.settled_stamp,
            home.labels,
            home.settled_stamp,
            view.network.node_lat_e7,
            view.network.node_lon_e7,
            target.by_duration,
            least,
            most,
            round(start.lat * _E7),
            round(start.lon * _E7),
            seed,
            params.jitter,
            best_node,
            best_score,
        )
        order = _sector_order(best_score, direction)[: params.first_turns]
        firsts = [(int(best_node[sector]), out.path_to(int(best_node[sector]))) for sector in order]
    yield from firsts


def _sector_order(best_score: np.ndarray, direction: str | None) -> list[int]:
    """Sectors that have a place, best first; a sector beside one already taken waits, one off the asked direction is left out."""
    sectors = len(best_score)
    left = [int(s) for s in np.argsort(best_score, kind="stable") if np.isfinite(best_score[s])]
    if direction is not None:
        asked = _COMPASS_DEG[direction]
        left = [s for s in left if _turn_deg((s + 0.5) * 360 / sectors, asked) <= 80]
        return left
    order: list[int] = []
    while left:
        free = [s for s in left if all(min((s - o) % sectors, (o - s) % sectors) > 1 for o in order[-3:])]
        taken = (free or left)[0]
        order.append(taken)
        left.remove(taken)
    return order


def _drafts_over(
    searcher: Searcher,
    view: NetworkView,
    first: tuple[int, Path],
    start: Terminal,
    end: Terminal,
    target: Target,
    reuse: Reuse,
    ridden: Sequence[Path],
    direction: str | None,
    params: CircuitParams,
) -> list[Draft]:
    """Close the circuit over one first turn and measure the most promising ways."""
    node, out = first
    closed = start == end
    reuse.set_paths([*ridden, out])
    lat_e7, lon_e7 = place_of(view, node)
    base = Base(
        weight=out.weight(view),
        length_mm=out.length_mm,
        measure=out.duration_ms(view) if target.by_duration else out.length_mm,
        start=Coordinate(start.lat, start.lon),
        last=Coordinate(lat_e7 / _E7, lon_e7 / _E7),
    )
    pairs = close(
        searcher, view, node, end, base=base, target=target, reuse=reuse, params=params, count=params.second_turns
    )
    drafts = [draft_of(view, [out, *pair], closed=closed, target=target) for pair in pairs]
    if direction is not None:
        drafts = [draft for draft in drafts if _lies(draft, _COMPASS_DEG[direction], params)]
    drafts.sort(key=lambda draft: draft.cost)
    return drafts[:3]


def _lies(draft: Draft, asked_deg: float, params: CircuitParams) -> bool:
    """Whether the middle of a circuit lies in the asked direction from its start."""
    x, y = draft.track.x, draft.track.y
    steps = np.hypot(np.diff(x), np.diff(y))
    east = float((steps * (x[1:] + x[:-1]) / 2).sum()) - float(x[0]) * float(steps.sum())
    north = float((steps * (y[1:] + y[:-1]) / 2).sum()) - float(y[0]) * float(steps.sum())
    return _turn_deg(math.degrees(math.atan2(east, north)), asked_deg) <= params.direction_most_deg


def _turn_deg(one: float, other: float) -> float:
    """Angle between two bearings, 0 to 180."""
    return abs((one - other + 180) % 360 - 180)
