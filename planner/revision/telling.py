"""What is said of an itinerary that was changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.itinerary import Notice

if TYPE_CHECKING:
    from planner.plans import Trip
    from planner.revision.line import Line, Stop

__all__ = ["tell_length", "tell_stop"]


def tell_length(trip: Trip, line: Line) -> list[Notice]:
    """Say so where edits led away from the asked measure."""
    target = trip.target
    if target is None:
        return []
    error = line.measure(trip.streets.view, by_duration=target.by_duration) / target.value - 1
    if abs(error) <= trip.params.circuit.length_tolerance:
        return []
    return [Notice("changed_length", (("km", f"{line.length_mm / 1e6:.1f}"),))]


def tell_stop(stop: Stop) -> dict[str, Any]:
    """Name a place between start and end, whose number in the order is what edits call it by."""
    if stop.target is not None:
        return {"site": stop.target.site.id, "name": stop.target.site.name}
    return {"lat": round(stop.terminal.lat, 7), "lon": round(stop.terminal.lon, 7)}
