"""Legs between chosen stops on real streets: none rides what another has ridden, and the whole has the asked measure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graphs.geo import Coordinate
from planner.circuit.closing import Base, close
from planner.circuit.draft import Draft, Target, draft_of
from planner.circuit.reuse import Reuse
from planner.circuit.scenic import find_scenic

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphs.path import Path
    from graphs.search import Searcher
    from graphs.snap import Terminal
    from graphs.view import NetworkView
    from planner.work import Work
    from planner.circuit.params import CircuitParams

__all__ = ["DrawnLegs", "draw_legs"]

_CLOSE_ENOUGH = 0.008
_LONG_DETOUR = 0.6
_LEGS_TRIED = 4


@dataclass(frozen=True, slots=True, eq=False)
class DrawnLegs:
    """A measured draft and its paths per leg: leg k joins stop k to stop k + 1 and may consist of several paths."""

    draft: Draft
    legs: tuple[tuple[Path, ...], ...]


def draw_legs(
    searcher: Searcher,
    view: NetworkView,
    stops: Sequence[Terminal],
    *,
    target: Target | None,
    closed: bool,
    avoided: Sequence[Path] = (),
    seed: int,
    params: CircuitParams,
    work: Work,
) -> DrawnLegs:
    """Join stops in order, then lengthen a leg where the whole falls short of the target.

    Parameters
    ----------
    stops
        Start, places to pass, end: at least two.
    target
        Asked measure of the legs; None takes them as they come.
    closed
        Whether the last stop is meant to be the first.
    avoided
        Paths of other itineraries, to be ridden again only where nothing else leads.

    Raises
    ------
    NoPathError
        Two stops that follow one another are not joined.
    CancelledError
        The caller left.
    """
    reuse = Reuse(view.network, params, avoided=avoided)
    paths: list[Path] = []
    for a, b in zip(stops, stops[1:], strict=False):
        paths.append(searcher.path(view, a, b, penalty=reuse.penalty))
        reuse.add_path(paths[-1])
    for index in range(len(paths) if len(paths) > 1 else 0):
        work.check()
        reuse.remove_path(paths[index])
        paths[index] = searcher.path(view, stops[index], stops[index + 1], penalty=reuse.penalty)
        reuse.add_path(paths[index])
    legs = tuple((path,) for path in paths)
    drawn = DrawnLegs(draft_of(view, paths, closed=closed, target=target), legs)
    if target is None or drawn.draft.error > -_CLOSE_ENOUGH:
        return drawn
    return _lengthen(searcher, view, stops, drawn, target, reuse, closed=closed, seed=seed, params=params, work=work)


def _lengthen(
    searcher: Searcher,
    view: NetworkView,
    stops: Sequence[Terminal],
    drawn: DrawnLegs,
    target: Target,
    reuse: Reuse,
    *,
    closed: bool,
    seed: int,
    params: CircuitParams,
    work: Work,
) -> DrawnLegs:
    """Replace the one leg whose detour suits the whole best; where none fits, the legs stay as they were."""
    paths = [leg[0] for leg in drawn.legs]
    longest_first = sorted(range(len(paths)), key=lambda k: (-paths[k].length_mm, k))[:_LEGS_TRIED]
    best: DrawnLegs | None = None
    for index in longest_first:
        if work.is_late() and best is not None:
            break
        others = [*paths[:index], *paths[index + 1 :]]
        rest = sum(_measure(view, path, target) for path in others)
        for detour in _detours(
            searcher,
            view,
            stops[index],
            stops[index + 1],
            paths[index],
            others,
            target,
            rest,
            reuse,
            seed,
            params,
            work,
        ):
            legs = (*drawn.legs[:index], detour, *drawn.legs[index + 1 :])
            draft = draft_of(view, [path for leg in legs for path in leg], closed=closed, target=target)
            if best is None or draft.cost < best.draft.cost:
                best = DrawnLegs(draft, legs)
        if best is not None and best.draft.good:
            break
    if best is None or abs(best.draft.error) > abs(drawn.draft.error):
        return drawn
    return best


def _detours(
    searcher: Searcher,
    view: NetworkView,
    a: Terminal,
    b: Terminal,
    path: Path,
    others: Sequence[Path],
    target: Target,
    rest: int,
    reuse: Reuse,
    seed: int,
    params: CircuitParams,
    work: Work,
) -> list[tuple[Path, ...]]:
    """Ways from a to b that bring the whole to the target: over one turn for a short detour, over two for a long one."""
    own = Target(target.value - rest, by_duration=target.by_duration)
    if own.value <= 0:
        return []
    slack = own.value - _measure(view, path, target)
    ways: list[tuple[Path, ...]] = []
    if slack > _LONG_DETOUR * own.value:
        drafts = find_scenic(
            searcher, view, a, b, target=own, count=2, ridden=others, seed=seed, params=params, work=work
        )
        ways.extend(draft.paths for draft in drafts)
    if not ways:
        reuse.set_paths(others)
        base = Base(
            weight=sum(other.weight(view) for other in others),
            length_mm=sum(other.length_mm for other in others),
            measure=rest,
            start=Coordinate(a.lat, a.lon),
            last=Coordinate(b.lat, b.lon),
        )
        plain = replace(params, shape_price=0.0)
        ways.extend(
            close(searcher, view, a, b, base=base, target=target, reuse=reuse, params=plain, count=params.second_turns)
        )
    return ways


def _measure(view: NetworkView, path: Path, target: Target) -> int:
    return path.duration_ms(view) if target.by_duration else path.length_mm
