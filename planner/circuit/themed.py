"""Legs between chosen stops on real streets: none rides what another has ridden, and the whole measures as asked."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from planner.circuit.closing import Base, close
from planner.circuit.draft import Draft, Leniency, Target, draft_of, find_cheapest
from planner.circuit.reuse import Reuse
from planner.circuit.scenic import find_scenic

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from graphs.path import Path
    from graphs.snap import Terminal
    from planner.circuit.context import CircuitContext

__all__ = ["DrawnLegs", "draw_legs"]

_CLOSE_ENOUGH = 0.008
_LONG_DETOUR = 0.6
_LEGS_TRIED = 4
_LOOPS_PER_LEG = 2


@dataclass(frozen=True, slots=True, eq=False)
class DrawnLegs:
    """A measured draft and its paths per leg: leg k joins stop k to stop k + 1 and may consist of several paths."""

    draft: Draft
    legs: tuple[tuple[Path, ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Lengthening:
    """What a leg is lengthened for: the stops in order, the legs as they are, the asked measure, and which legs may."""

    stops: tuple[Terminal, ...]
    paths: tuple[Path, ...]
    target: Target
    closed: bool
    seed: int
    stretched: Container[int] | None


def draw_legs(
    context: CircuitContext,
    stops: Sequence[Terminal],
    *,
    target: Target | None,
    closed: bool,
    avoided: Sequence[Path] = (),
    seed: int = 0,
    stretched: Container[int] | None = None,
) -> DrawnLegs:
    """Join stops in order, then lengthen a leg where the whole falls short of the target.

    Parameters
    ----------
    context
        What to work with.
    stops
        Start, places to pass, end: at least two.
    target
        Asked measure of the legs; None takes them as they come.
    closed
        Whether the last stop is meant to be the first.
    avoided
        Paths of other itineraries, to be ridden again only where nothing else leads.
    seed
        Draws among places that are about as pleasant.
    stretched
        Legs that may be lengthened, all when left out.

    Raises
    ------
    NoPathError
        Two stops that follow one another are not joined.
    CancelledError
        The caller left.
    """
    context = replace(context, avoided=tuple(avoided))
    view = context.view
    reuse = Reuse(view.network, context.params, avoided=context.avoided, known=context.known)
    paths = _join(context, stops, reuse)
    legs = tuple((path,) for path in paths)
    drawn = DrawnLegs(draft_of(view, paths, closed=closed, target=target), legs)
    if target is None or drawn.draft.error > -_CLOSE_ENOUGH:
        return drawn
    task = _Lengthening(tuple(stops), tuple(paths), target, closed, seed, stretched)
    return _lengthen(context, task, drawn, reuse)


def _join(context: CircuitContext, stops: Sequence[Terminal], reuse: Reuse) -> list[Path]:
    """Join stops in order, then each leg once more beside all the others."""
    paths: list[Path] = []
    for a, b in pairwise(stops):
        paths.append(_get_way(context, a, b, reuse))
        reuse.add_path(paths[-1])
    for index in range(len(paths) if len(paths) > 1 else 0):
        context.work.check()
        reuse.remove_path(paths[index])
        paths[index] = _get_way(context, stops[index], stops[index + 1], reuse)
        reuse.add_path(paths[index])
    return paths


def _get_way(context: CircuitContext, a: Terminal, b: Terminal, reuse: Reuse) -> Path:
    """Give the way from one stop to the next."""
    return context.known.keep(context.searcher.path(context.view, a, b, penalty=reuse.penalty))


def _lengthen(context: CircuitContext, task: _Lengthening, drawn: DrawnLegs, reuse: Reuse) -> DrawnLegs:
    """Replace the one leg whose detour suits the whole best; where none fits, the legs stay as they were."""
    stretched = [k for k in range(len(task.paths)) if task.stretched is None or k in task.stretched]
    longest_first = sorted(stretched, key=lambda k: (-task.paths[k].length_mm, k))[:_LEGS_TRIED]
    best: DrawnLegs | None = None
    leniency = Leniency.of_part(drawn.draft)
    for index in longest_first:
        if context.work.is_late() and best is not None:
            break
        choices = [
            (*drawn.legs[:index], detour, *drawn.legs[index + 1 :]) for detour in _detours(context, task, index, reuse)
        ]
        found = find_cheapest(
            context.view,
            [[path for leg in legs for path in leg] for legs in choices],
            closed=task.closed,
            target=task.target,
            below=math.inf if best is None else best.draft.cost,
        )
        if found:
            [(k, draft)] = found
            best = DrawnLegs(draft, choices[k])
        if best is not None and best.draft.is_good(leniency, closed=task.closed):
            break
    if best is None or abs(best.draft.error) > abs(drawn.draft.error):
        return drawn
    return best


def _detours(context: CircuitContext, task: _Lengthening, index: int, reuse: Reuse) -> Iterator[tuple[Path, ...]]:
    """Ways from one stop to the next that bring the whole to the target.

    A short detour goes over one turn, a long one over two where they can be had.
    """
    rest = sum(_measure(context, path, task.target) for path in _others(task, index))
    own = Target(task.target.value - rest, by_duration=task.target.by_duration)
    if own.value <= 0:
        return
    slack = own.value - _measure(context, task.paths[index], task.target)
    ways = [_loops, _single_turns]
    for find in ways if slack > _LONG_DETOUR * own.value else reversed(ways):
        found = find(context, task, index, own, reuse)
        if found:
            yield from found
            return


def _loops(
    context: CircuitContext, task: _Lengthening, index: int, own: Target, reuse: Reuse
) -> list[tuple[Path, ...]]:
    """Ways of the leg's own measure over two turns."""
    drafts = find_scenic(
        context,
        task.stops[index],
        task.stops[index + 1],
        target=own,
        count=_LOOPS_PER_LEG,
        ridden=_others(task, index),
        seed=task.seed,
        reuse=reuse,
    )
    return [draft.paths for draft in drafts]


def _single_turns(
    context: CircuitContext, task: _Lengthening, index: int, own: Target, reuse: Reuse
) -> list[tuple[Path, ...]]:
    """Ways over one turn that bring the whole to its target."""
    a, b = task.stops[index], task.stops[index + 1]
    others = _others(task, index)
    reuse.set_paths(others)
    base = Base(
        weight=sum(other.weight(context.view) for other in others),
        length_mm=sum(other.length_mm for other in others),
        measure=task.target.value - own.value,
        start=a.point,
        last=b.point,
        is_open=True,
    )
    return [*close(context, a, b, base=base, target=task.target, reuse=reuse)]


def _others(task: _Lengthening, index: int) -> list[Path]:
    """Legs but one."""
    return [*task.paths[:index], *task.paths[index + 1 :]]


def _measure(context: CircuitContext, path: Path, target: Target) -> int:
    return path.measure(context.view, by_duration=target.by_duration)
