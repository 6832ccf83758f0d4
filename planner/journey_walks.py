"""A journey on the streets alone, for places that no vehicle joins sooner."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from graphs.snap import snap_many
from planner.desk import get_desk
from planner.itinerary import TransitJourney
from planner.journey_ends import DOOR_SPEED_M_S, LONGEST_MS, PlaceEnd
from planner.journey_legs import to_local
from planner.journey_stops import STOP_GAP_M, get_stop_rows
from planner.legs import legs_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from graphs.snap import Terminal
    from graphs.view import NetworkView
    from planner.itinerary import Place
    from planner.journey_ends import End
    from planner.territory import Territory

__all__ = ["find_walk", "is_sooner"]


def find_walk(
    territory: Territory, view: NetworkView, first: End, last: End, *, moment_s: int, arriving: bool, zone: ZoneInfo
) -> TransitJourney | None:
    """Find the quickest way on the streets from one end to another, None where it takes more than 45 minutes.

    Parameters
    ----------
    moment_s
        When one sets out, or is there where `arriving`; seconds since 1970.
    """
    begin, finish = (_find_door(territory, view, end) for end in (first, last))
    if begin is None or finish is None:
        return None
    (start, origin), (goal, target) = begin, finish
    with get_desk(territory).searcher.tree(
        view, start, targets=[goal], measure="duration", max_duration_ms=LONGEST_MS
    ) as tree:
        label = tree.find_label(goal)
        if label is None or label.duration_ms > LONGEST_MS:
            return None
        path = tree.path_to(goal)
    out_s, in_s = (
        0.0 if isinstance(end, PlaceEnd) else view.pace * door.gap_m / DOOR_SPEED_M_S
        for end, door in ((first, start), (last, goal))
    )
    legs = legs_of(view, path, origin, target, departure_s=out_s, part="out")
    if not legs:
        return None
    spent_s = math.ceil(legs[-1].arrival_s + in_s)
    return TransitJourney(to_local(moment_s - arriving * spent_s, zone), float(spent_s), tuple(legs), 0)


def is_sooner(walk: TransitJourney, others: Sequence[TransitJourney], *, arriving: bool) -> bool:
    """Whether no other journey is as good as a walk: none is there as soon or, `arriving`, sets out as late."""
    if arriving:
        return all(other.departure < walk.departure for other in others)
    ends = [one.departure.timestamp() + one.duration_s for one in (walk, *others)]
    return all(end > ends[0] for end in ends[1:])


def _find_door(territory: Territory, view: NetworkView, end: End) -> tuple[Terminal, Place] | None:
    """Give where an end meets the streets: the place itself, or the first platform that lies at one."""
    if isinstance(end, PlaceEnd):
        if end.view is view:
            return end.terminal, end.place
        # What lies at one street on foot may lie at another by bike.
        point = end.terminal.point
        other = snap_many(view, np.array([point.lat]), np.array([point.lon]), max_gap_m=STOP_GAP_M).find_terminal(0)
        return None if other is None else (other, end.place)
    timetable = territory.timetable
    if timetable is None:
        return None
    rows = get_stop_rows(timetable)
    for row in sorted(end.stops):
        terminal = rows.find_terminal(territory.network, view, row)
        if terminal is not None:
            return terminal, rows.to_place(timetable, row)
    return None
