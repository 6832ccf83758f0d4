"""The rest of a line made shorter: places left out, then straight ways, until what is left fits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphs.path import join
from planner.errors import BudgetTooSmallError, InvalidRequestError, NoItineraryError
from planner.revision.line import Line, cut_after, cut_before, find_nearest, terminal_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphs.path import Path
    from graphs.snap import Terminal
    from graphs.view import NetworkView
    from planner.edits import Shorten
    from planner.revision.line import Stop
    from planner.revision.redraw import Workshop

__all__ = ["shorten"]

_MM_PER_KM = 1_000_000
_MS_PER_MIN = 60_000


@dataclass(frozen=True, slots=True, eq=False)
class _Rest:
    """What follows the place where the line is shortened: the places left, and the way to each as it was."""

    stops: tuple[Stop, ...]
    legs: tuple[Path, ...]


def shorten(workshop: Workshop, view: NetworkView, line: Line, edit: Shorten, *, field: str) -> Line:
    """Keep the line up to a place and shorten what follows.

    Parameters
    ----------
    workshop
        What draws new ways.
    view
        What the travellers see.
    line
        The line as it is.
    edit
        Where from, and what may be left.
    field
        Name of the edit, for errors.

    Raises
    ------
    InvalidRequestError
        What is left fits already.
    BudgetTooSmallError
        Not even the straight way to the end fits; `details["feasible"]` says what that takes.
    NoItineraryError
        No way leads from there to the end, or the end is there.
    """
    index, at_mm = _find_place(line, edit)
    before = cut_before(line.legs[index], at_mm)
    here = terminal_of(before, end=True) if len(before.codes) else line.stops[index].terminal
    behind = cut_after(line.legs[index], at_mm)
    rest = _Rest(line.stops[index + 1 :], (behind, *line.legs[index + 1 :]))
    most, by_duration = _most_of(edit)
    if _measure(view, rest, by_duration=by_duration) <= (most or 0):
        raise InvalidRequestError(f"{field}: what is left there fits already", field=field)
    kept = [*line.legs[:index], before]
    shortest = _straighten(workshop, kept, here, (rest.stops[-1],), field)
    if most is None:
        rest = shortest
    else:
        rest = _fit(workshop, view, kept, here, rest, shortest, most, field=field, by_duration=by_duration)
    first = join([before, rest.legs[0]]) if len(before.codes) else rest.legs[0]
    found = Line((*line.stops[: index + 1], *rest.stops), (*line.legs[:index], first, *rest.legs[1:]))
    if not found.length_mm:
        raise NoItineraryError(f"{field}: nothing is left of the itinerary from there", field=field)
    return found


def _find_place(line: Line, edit: Shorten) -> tuple[int, int]:
    """Leg and millimetres along it of the place of the line nearest to the point, the first of several."""
    found = []
    for index, leg in enumerate(line.legs):
        if len(leg.codes):
            at_mm, gap_m = find_nearest(leg, edit.point)
            found.append((round(gap_m), index, at_mm))
    _, index, at_mm = min(found)
    return index, at_mm


def _most_of(edit: Shorten) -> tuple[int | None, bool]:
    if edit.left_s is not None:
        return round(edit.left_s * 1000), True
    return None if edit.left_m is None else round(edit.left_m * 1000), False


def _fit(  # noqa: PLR0913 - the whole state of one edit
    workshop: Workshop,
    view: NetworkView,
    kept: Sequence[Path],
    here: Terminal,
    rest: _Rest,
    shortest: _Rest,
    most: int,
    *,
    field: str,
    by_duration: bool,
) -> _Rest:
    """Leave out the places that earn least for what they take until the rest fits; ways that stay possible stay."""
    least = _measure(view, shortest, by_duration=by_duration)
    if least > most:
        name, value = ("duration_min", least / _MS_PER_MIN) if by_duration else ("distance_km", least / _MM_PER_KM)
        msg = f"{field}: the straight way to the end takes {value:.1f} {'min' if by_duration else 'km'}"
        feasible = {"distance_km": [_measure(view, part, by_duration=False) / _MM_PER_KM for part in (shortest, rest)]}
        if by_duration:
            feasible[name] = [_measure(view, part, by_duration=True) / _MS_PER_MIN for part in (shortest, rest)]
        raise BudgetTooSmallError(msg, field=f"{field}.{name}", feasible=feasible)
    stops = list(rest.stops)
    while len(stops) > 1:
        straight = _straighten(workshop, kept, here, stops, field)
        if _measure(view, straight, by_duration=by_duration) <= most:
            return _restore(view, rest, straight, most, by_duration=by_duration)
        worst = min(range(len(stops) - 1), key=lambda k: (_worth(stops[k]), -k))
        del stops[worst]
    return shortest


def _worth(stop: Stop) -> int:
    return stop.target.score if stop.target else 0


def _restore(view: NetworkView, old: _Rest, straight: _Rest, most: int, *, by_duration: bool) -> _Rest:
    """Put back the old ways between places that still follow one another, as far as they fit."""
    legs = list(straight.legs)
    known = {id(stop): k for k, stop in enumerate(old.stops)}
    for index, stop in enumerate(straight.stops):
        place = known[id(stop)]
        follows = place == 0 if index == 0 else known[id(straight.stops[index - 1])] == place - 1
        if not follows:
            continue
        tried = _Rest(straight.stops, (*legs[:index], old.legs[place], *legs[index + 1 :]))
        if _measure(view, tried, by_duration=by_duration) <= most:
            legs[index] = old.legs[place]
    return _Rest(straight.stops, tuple(legs))


def _straighten(workshop: Workshop, kept: Sequence[Path], here: Terminal, stops: Sequence[Stop], field: str) -> _Rest:
    legs: list[Path] = []
    for stop in stops:
        way = workshop.join_places(here, stop.terminal, [*kept, *legs])
        if way is None:
            raise NoItineraryError(f"{field}: no way leads from there to the end", field=field)
        legs.append(way)
        here = stop.terminal
    return _Rest(tuple(stops), tuple(legs))


def _measure(view: NetworkView, rest: _Rest, *, by_duration: bool) -> int:
    ways = sum(path.measure(view, by_duration=by_duration) for path in rest.legs if len(path.codes))
    return ways + sum(stop.measure(by_duration=by_duration) for stop in rest.stops)
