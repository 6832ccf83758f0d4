"""From the days to one itinerary: legs and visits one after the other, totals, figures of the whole line."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from planner.assembly import list_in_order
from planner.itinerary import Day, Leg, Night, Notice, StageOf
from planner.quality import measure, track_of
from planner.summary import summarise
from planner.tours.asking import effort_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graphs.path import Path
    from graphs.view import NetworkView
    from planner.itinerary import Itinerary, Quality, Visit
    from planner.request import Tour, TripRequest
    from planner.sketch import Sketch
    from planner.tours.asking import DrawnDay
    from planner.tours.sleeping import Bed

__all__ = ["join_days", "name_days"]

_DAY_S = 86400.0


def join_days(
    view: NetworkView,
    request: TripRequest,
    tour: Tour,
    days: Sequence[DrawnDay],
    beds: Sequence[Bed],
    *,
    sketch: Callable[[DrawnDay], Sketch],
    closed: bool,
) -> Itinerary:
    """Join days into one itinerary; it has no id yet, nor have they.

    Parameters
    ----------
    view
        Streets of the first day.
    beds
        Where the nights between the days are spent, one less than days.
    sketch
        Makes of a day what edits of it start from.
    closed
        Whether the last day ends where the first began.
    """
    first = days[0].itinerary
    told: list[Day] = []
    for number, day in enumerate(days, start=1):
        night = _tell_night(beds[number - 1], tour) if number < len(days) else None
        itinerary = day.itinerary
        if night is not None:
            itinerary = replace(itinerary, warnings=(*_warn(night, number), *itinerary.warnings))
        told.append(
            Day(itinerary, _begin_s(itinerary, first, number), effort_of(day), night, day.ask.request, sketch(day))
        )
    legs = [_shift_leg(leg, day.begin_s) for day in told for leg in day.itinerary.own_legs]
    visits = [_shift_visit(visit, day.begin_s) for day in told for visit in day.itinerary.visits]
    paths = [path for day in days for path in list_in_order(view, day.stages)]
    summary = summarise(view.network, view.profile.vehicle, legs, paths, visits)
    warnings = [warning for day in told for warning in day.itinerary.warnings]
    return replace(
        first,
        legs=tuple(legs),
        visits=tuple(visits),
        summary=summary,
        quality=_measure(view, request, days, paths, closed=closed),
        warnings=tuple(dict.fromkeys(warnings)),
        departure=first.departure,
        is_circuit=closed,
        days=tuple(told),
    )


def _begin_s(itinerary: Itinerary, first: Itinerary, number: int) -> float:
    """Seconds from the first departure to that of a day; without departures days begin at the same hour."""
    if itinerary.departure is None or first.departure is None:
        return (number - 1) * _DAY_S
    return (itinerary.departure - first.departure).total_seconds()


def _tell_night(bed: Bed, tour: Tour) -> Night:
    return replace(bed.night, kind="base") if tour.nights == "base" else bed.night


def _warn(night: Night, number: int) -> list[Notice]:
    """Say where lodgings are not known, and that known ones may be full."""
    if night.kind == "base":
        return []
    code = "night_in_town" if night.lodging is None else "night_to_book"
    return [Notice(code, (("night", str(number)), ("place", night.place.name)))]


def _shift_leg(leg: Leg, seconds: float) -> Leg:
    return replace(leg, departure_s=leg.departure_s + seconds, arrival_s=leg.arrival_s + seconds)


def _shift_visit(visit: Visit, seconds: float) -> Visit:
    return replace(visit, arrival_s=visit.arrival_s + seconds, departure_s=visit.departure_s + seconds)


def _measure(
    view: NetworkView, request: TripRequest, days: Sequence[DrawnDay], paths: Sequence[Path], *, closed: bool
) -> Quality:
    """Measure the whole line; what was looked at on the streets of each day is taken from there."""
    own = [day.itinerary.quality for day in days]
    lengths = [day.itinerary.summary.length_m for day in days]
    target = request.target
    whole_m = None if target is None or target.distance_m is None else target.distance_m * len(days)
    quality = measure(
        view.network,
        track_of(view.network, paths),
        closed=closed,
        target_m=whole_m,
        visit_gap_m=max(part.visit_gap_m for part in own),
    )
    wrong = sum(part.illegal_share * length for part, length in zip(own, lengths, strict=True))
    return replace(quality, illegal_share=wrong / max(1.0, sum(lengths)), barriers=sum(part.barriers for part in own))


def name_days(itinerary: Itinerary) -> Itinerary:
    """Give each day an id of its own, which begins with that of the whole."""
    days = tuple(
        replace(
            day,
            itinerary=replace(
                day.itinerary,
                id=f"{itinerary.id}-{number}",
                rank=itinerary.rank,
                stage_of=StageOf(itinerary.id, number, len(itinerary.days)),
            ),
        )
        for number, day in enumerate(itinerary.days, start=1)
    )
    return replace(itinerary, days=days)
