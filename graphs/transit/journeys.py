"""Several journeys for one question: those that no other beats, in the order one would read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphs.transit.connections import HORIZON_S, find_latest, find_soonest

if TYPE_CHECKING:
    from graphs.transit.connections import Journey, Question
    from graphs.transit.timetable import Timetable

__all__ = ["list_journeys"]


def list_journeys(
    timetable: Timetable,
    question: Question,
    *,
    departure_s: int | None = None,
    arrival_s: int | None = None,
    count: int,
) -> list[Journey]:
    """List up to `count` journeys, the best first: by arrival after a departure, by departure before an arrival.

    One journey beats another that leaves no later, arrives no earlier and takes no fewer vehicles.

    Parameters
    ----------
    timetable, question
        What runs, from where to where.
    departure_s, arrival_s
        Earliest departure or latest arrival, one of the two, in seconds since 1970.
    count
        Most journeys.

    Raises
    ------
    ValueError
        Both moments are given, or none.
    """
    if (departure_s is None) == (arrival_s is None):
        raise ValueError("give either a departure or an arrival")
    found: list[Journey] = []
    if departure_s is not None:
        moment = departure_s
        while len(found) < count and moment <= departure_s + HORIZON_S:
            batch = find_soonest(timetable, question, moment)
            if not batch:
                break
            found = _keep_best([*found, *batch])
            moment = min(journey.departure_s for journey in batch) + 1
        return sorted(found, key=lambda one: (one.arrival_s, len(one.rides), -one.departure_s))[:count]
    moment = arrival_s or 0
    while len(found) < count and moment >= (arrival_s or 0) - HORIZON_S:
        batch = find_latest(timetable, question, moment)
        if not batch:
            break
        found = _keep_best([*found, *batch])
        moment = max(journey.arrival_s for journey in batch) - 1
    return sorted(found, key=lambda one: (-one.departure_s, len(one.rides), one.arrival_s))[:count]


def _keep_best(journeys: list[Journey]) -> list[Journey]:
    kept: list[Journey] = []
    for journey in sorted(journeys, key=lambda one: (len(one.rides), one.arrival_s, -one.departure_s)):
        if not any(other.departure_s >= journey.departure_s and other.arrival_s <= journey.arrival_s for other in kept):
            kept.append(journey)
    return kept
