"""The best direct way from a start to an end, and others that differ."""

from __future__ import annotations

from graphs.alternatives import list_alternatives
from planner.assembly import Stage
from planner.errors import InvalidRequestError
from planner.plans.trip import Plan, Trip

__all__ = ["plan_direct"]


def plan_direct(trip: Trip) -> list[Plan]:
    """Take the way of least weight and alternatives to it.

    Raises
    ------
    InvalidRequestError
        Start and end are one place.
    NoPathError
        Start and end are not joined.
    """
    paths = list_alternatives(
        trip.desk.searcher, trip.streets.view, trip.start, trip.end, count=trip.request.alternatives
    )
    if not any(path.length_mm for path in paths):
        msg = "end: this is where it starts: give distance_km or duration_min for a circuit"
        raise InvalidRequestError(msg, field="end")
    return [Plan((Stage((path,), trip.end_place),)) for path in paths]
