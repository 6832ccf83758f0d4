"""Chosen sites joined on the streets, with what is odd about the line."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphs.errors import NoPathError
from planner.circuit import DrawnLegs, Target, draw_legs, shared_share
from planner.plans.shedding import shed
from planner.plans.timing import Timing, time_visits
from planner.quality import measure, track_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphs.path import Path
    from planner.plans.survey import SiteField
    from planner.plans.trip import Trip

__all__ = ["OF_THE_LINE", "Drawn", "draw", "error_of", "fits", "list_faults", "measure_of"]

_TOO_LONG, _SLIGHTLY_LONG = 0.045, 0.02
"""Error from which targets are left out, and that which is aimed at then: a detour fills what is too much."""
_UNSURE, _ROUNDS_UNSURE = 0.4, 3
"""Share of the excess that may be saved beyond what is reckoned, and the drawings in which that is counted on."""
_MOST_RETRACED, _MOST_BESIDE, _MOST_MAJOR = 0.085, 0.085, 0.24
_LONGEST_SPUR_M = 460.0
_LEAST_COMPACT = 0.115
_MORE_TIMINGS = 2
"""Drawings tried beyond the first where a visit would be closed, or waits spoil the measure."""


OF_THE_LINE = frozenset({"spur", "retraced", "beside", "flat", "major"})
"""Faults that the streets may leave no way around."""


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """Chosen targets, as indices of the field, joined on the streets."""

    order: tuple[int, ...]
    drawn: DrawnLegs
    timing: Timing


def draw(trip: Trip, field: SiteField, order: Sequence[int], found: Sequence[Drawn], rank: int) -> Drawn | None:
    """Join targets in order; do without those that would be closed, and without some where it is too long.

    Parameters
    ----------
    trip, field
        What is asked, and what there is.
    order
        Chosen targets.
    found
        Earlier alternatives, whose streets are avoided.
    rank
        Place of the alternative, from 0.

    Returns
    -------
    Drawn
        What comes nearest to the asked measure, None where nothing joins the places.
    """
    order = list(order)
    avoided = [*trip.avoided, *(path for other in found for leg in other.drawn.legs for path in leg)]
    best: Drawn | None = None
    for rounds in itertools.count(1):
        candidate = _join(trip, field, order, avoided, rank)
        if candidate is None:
            break
        if best is None or _badness(trip, field, candidate) < _badness(trip, field, best):
            best = candidate
        dropped = _list_dropped(trip, field, candidate, allowance=_UNSURE if rounds <= _ROUNDS_UNSURE else 0.0)
        if not dropped:
            break
        order = [k for k in order if k not in dropped]
    return best


def _badness(trip: Trip, field: SiteField, drawn: Drawn) -> tuple[int, float]:
    """Order drawings: first those without closed visits, then those nearest to the asked measure."""
    return len(drawn.timing.closed), abs(error_of(trip, field, drawn))


def _join(trip: Trip, field: SiteField, order: Sequence[int], avoided: Sequence[Path], rank: int) -> Drawn | None:
    """Join targets in order by legs of the asked measure, waits for openings included.

    Where the detour makes a visit closed, it is tried elsewhere.
    """
    best = drawn = _join_once(trip, field, order, avoided, rank, Timing())
    for _ in range(_MORE_TIMINGS):
        if drawn is None or best is None or _is_on_time(trip, field, drawn):
            break
        drawn = _join_once(trip, field, order, avoided, rank, drawn.timing)
        if drawn is not None and _is_on_time(trip, field, drawn) > _is_on_time(trip, field, best):
            best = drawn
    return best


def _is_on_time(trip: Trip, field: SiteField, drawn: Drawn) -> bool:
    """Whether no visit is closed, and waits keep the measure."""
    return not drawn.timing.closed and (not drawn.timing.wait_ms or fits(trip, field, drawn))


def _join_once(
    trip: Trip, field: SiteField, order: Sequence[int], avoided: Sequence[Path], rank: int, timing: Timing
) -> Drawn | None:
    """Join targets once, with what is known of the timing of the drawing before; None where nothing joins them."""
    target = trip.target
    stops = [trip.start, *(field.targets[k].terminal for k in order), trip.end]
    left = target
    if target is not None:
        # Visits may fill the whole measure: then the legs can only be too long.
        taken = field.visits_of(order, by_duration=target.by_duration) + timing.wait_ms * target.by_duration
        left = Target(max(1, target.value - taken), target.by_duration)
    try:
        legs = draw_legs(
            trip.context,
            stops,
            target=left,
            closed=trip.closed,
            avoided=avoided,
            seed=trip.request.seed + rank,
            stretched=timing.list_free_legs(len(stops) - 1) if timing.closed else None,
        )
    except NoPathError:
        return None
    return Drawn(tuple(order), legs, time_visits(trip, field, order, legs.legs))


def _list_dropped(trip: Trip, field: SiteField, drawn: Drawn, *, allowance: float) -> set[int]:
    """List targets to do without: one that is closed or keeps another closed, else those that are too much.

    `allowance` is the share of what is too much that may be left to the next drawing.
    """
    order = drawn.order
    spare = [k for k in order if not field.targets[k].named]
    error = error_of(trip, field, drawn)
    if drawn.timing.closed:
        first = drawn.timing.closed[0]
        closed = [k for k in (order[place] for place in drawn.timing.closed) if k in spare]
        before = sorted((k for k in order[:first] if k in spare), key=lambda k: (field.targets[k].score, -k))
        if closed or (before and not drawn.timing.early):
            return set((closed or before)[:1])
    target = trip.target
    if target is None or error <= _TOO_LONG or not spare:
        return set()
    view, by_duration = trip.streets.view, target.by_duration
    legs = [sum(path.measure(view, by_duration=by_duration) for path in leg) for leg in drawn.drawn.legs]
    return shed(
        field,
        order,
        legs,
        round((error - _SLIGHTLY_LONG) * target.value),
        spare=spare,
        waits=drawn.timing.waits_ms if by_duration else (),
        allowance=allowance,
        by_duration=by_duration,
    )


def error_of(trip: Trip, field: SiteField, drawn: Drawn) -> float:
    """Relative error of the whole, visits and climbs included."""
    target = trip.target
    if target is None:
        return 0.0
    return (measure_of(field, drawn, by_duration=target.by_duration) - target.value) / target.value


def measure_of(field: SiteField, drawn: Drawn, *, by_duration: bool) -> int:
    """Measure of the whole, visits, climbs and waits included."""
    waits = drawn.timing.wait_ms if by_duration else 0
    return drawn.drawn.draft.measure + field.visits_of(drawn.order, by_duration=by_duration) + waits


def fits(trip: Trip, field: SiteField, drawn: Drawn) -> bool:
    """Whether a drawing keeps the asked measure."""
    return abs(error_of(trip, field, drawn)) <= trip.params.circuit.length_tolerance


def list_faults(trip: Trip, field: SiteField, drawn: Drawn, found: Sequence[Drawn]) -> list[str]:
    """Name what a visitor would find odd about a circuit, climbs included; nothing is odd about a way to elsewhere."""
    shared = any(
        shared_share(drawn.drawn.draft, other.drawn.draft) > trip.params.circuit.shared_most for other in found
    )
    faults = {
        "closed": bool(drawn.timing.closed),
        "shared": shared,
        "length": not (fits(trip, field, drawn) or trip.request.allow_other_length),
    }
    if trip.closed and drawn.drawn.draft.length_mm:
        quality = measure(
            trip.streets.view.network, track_of(trip.streets.view.network, _line(field, drawn)), closed=True
        )
        faults |= {
            "spur": quality.spur_m > _LONGEST_SPUR_M,
            "retraced": quality.retraced_share > _MOST_RETRACED,
            "beside": quality.corridor_share > _MOST_BESIDE,
            "flat": quality.compactness < _LEAST_COMPACT,
            "major": quality.major_share > _MOST_MAJOR,
        }
    return [name for name, odd in faults.items() if odd]


def _line(field: SiteField, drawn: Drawn) -> list[Path]:
    """List all paths in order of travel, those up and down a climb among them."""
    paths: list[Path] = []
    for k, leg in zip((*drawn.order, None), drawn.drawn.legs, strict=True):
        paths.extend(path for path in leg if len(path.codes))
        climb = None if k is None else field.climbs[k]
        paths.extend((climb.up, climb.down) if climb else ())
    return paths
