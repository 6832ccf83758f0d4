"""From the days to one itinerary: legs and visits one after the other, totals, figures of the whole line."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from planner.assembly import list_in_order
from planner.itinerary import Connection, Day, Leg, Night, Notice, RideLeg, StageOf, Trains
from planner.quality import measure, track_of
from planner.summary import summarise
from planner.tours.asking import effort_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graphs.path import Path
    from graphs.view import NetworkView
    from planner.itinerary import Itinerary, Quality, Summary, Visit
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
    first = days[0].told
    told: list[Day] = []
    for number, day in enumerate(days, start=1):
        night = _tell_night(beds[number - 1], tour) if number < len(days) else None
        itinerary = day.told
        if night is not None:
            found_base = request.start is None and tour.nights == "base"
            itinerary = replace(itinerary, warnings=(*_warn(night, number, found_base=found_base), *itinerary.warnings))
        asked = _ask_alone(request, day, itinerary)
        told.append(Day(itinerary, _begin_s(itinerary, first, number), effort_of(day), night, asked, sketch(day)))
    legs = [_shift_leg(leg, day.begin_s) for day in told for leg in day.itinerary.legs]
    visits = [_shift_visit(visit, day.begin_s) for day in told for visit in day.itinerary.visits]
    paths = [path for day in days for path in list_in_order(view, day.stages)]
    ridden = [leg for leg in legs if isinstance(leg, Leg) and leg.part == "circuit"]
    summary = summarise(view.network, view.profile.vehicle, ridden, paths, visits)
    warnings = [warning for day in told for warning in day.itinerary.warnings]
    return replace(
        first,
        legs=tuple(legs),
        visits=tuple(visits),
        summary=_add_trains(summary, [day.itinerary.summary for day in told]),
        quality=_measure(view, request, days, paths, closed=closed),
        warnings=tuple(dict.fromkeys(warnings)),
        departure=first.departure,
        is_circuit=closed,
        days=tuple(told),
        trains=_join_trains(told),
    )


def _add_trains(summary: Summary, days: Sequence[Summary]) -> Summary:
    """Count the ways there and home with the rest; the same totals where there are none."""
    if all(day.transit_s is None for day in days):
        return summary
    return replace(
        summary,
        length_m=sum(day.length_m for day in days),
        duration_s=sum(day.duration_s for day in days),
        moving_s=sum(day.moving_s for day in days),
        wait_s=sum(day.wait_s for day in days),
        ascent_m=_sum_known([day.ascent_m for day in days]),
        descent_m=_sum_known([day.descent_m for day in days]),
        transit_s=sum(day.transit_s or 0.0 for day in days),
        transit_m=sum(day.transit_m or 0.0 for day in days),
    )


def _sum_known(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


def _join_trains(days: Sequence[Day]) -> Trains | None:
    """Tell of the way there of the first day, and of the way home of the last one."""
    first, last = days[0].itinerary.trains, days[-1].itinerary.trains
    if first is None:
        return None
    home, after = (None, None) if last is None else (last.home, last.after_home)
    begin_s = days[-1].begin_s
    return replace(first, home=_shift_connection(home, begin_s), after_home=_shift_connection(after, begin_s))


def _shift_connection(connection: Connection | None, seconds: float) -> Connection | None:
    if connection is None:
        return None
    begin_s, end_s = connection.departure_s + seconds, connection.arrival_s + seconds
    return replace(connection, departure_s=begin_s, arrival_s=end_s)


def _ask_alone(request: TripRequest, day: DrawnDay, itinerary: Itinerary) -> TripRequest:
    """State the day alone; one with a train has access, so it is planned anew, not changed where it stands."""
    access, trains = request.access, itinerary.trains
    if access is None or trains is None:
        return day.ask.request
    if trains.home is None:
        access = replace(access, returns=False, latest_home=None)
    return replace(day.ask.request, access=access, departure=itinerary.departure)


def _begin_s(itinerary: Itinerary, first: Itinerary, number: int) -> float:
    """Seconds from the first departure to that of a day; without departures days begin at the same hour."""
    if itinerary.departure is None or first.departure is None:
        return (number - 1) * _DAY_S
    return (itinerary.departure - first.departure).total_seconds()


def _tell_night(bed: Bed, tour: Tour) -> Night:
    return replace(bed.night, kind="base") if tour.nights == "base" else bed.night


def _warn(night: Night, number: int, *, found_base: bool) -> list[Notice]:
    """Say where lodgings are not known, and that known ones may be full; nothing of a base that somebody chose."""
    if night.kind == "base":
        return [Notice("night_at_base", (("place", night.place.name),))] if found_base else []
    code = "night_in_town" if night.lodging is None else "night_to_book"
    return [Notice(code, (("night", str(number)), ("place", night.place.name)))]


def _shift_leg(leg: Leg | RideLeg, seconds: float) -> Leg | RideLeg:
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
