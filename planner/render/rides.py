"""Rides on public transport in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.messages import mark, translate
from planner.render.wording import format_moment

if TYPE_CHECKING:
    from planner.render.canonical import Document

__all__ = ["describe_ride", "describe_ride_times", "name_ride"]

_VEHICLES = {
    "rail": mark("Train"),
    "tram": mark("Tram"),
    "metro": mark("Metro"),
    "bus": mark("Bus"),
    "ferry": mark("Ferry"),
}
_ANY_VEHICLE = mark("Line")
_BIKES = {
    "yes": mark("takes bikes"),
    "no": mark("takes no bikes"),
    "unknown": mark("not known whether it takes bikes"),
}


def name_ride(language: str, leg: Document) -> str:
    """Name the vehicle, its line and where one leaves it, as in "Train K44 to Lille Flandres"."""
    vehicle = translate(language, _VEHICLES.get(leg["vehicle"], _ANY_VEHICLE))
    source = mark("{vehicle} {line} to {place}")
    return translate(language, source, vehicle=vehicle, line=leg["route"], place=leg["to"]["name"])


def describe_ride(language: str, leg: Document) -> str:
    """Say when it leaves where, and name it, as in "13:34 from Douai: Train K44 to Lille Flandres"."""
    time, stop = format_moment(language, leg["departure"]), leg["from"]["name"]
    return translate(language, "{time} from {stop}: {ride}", time=time, stop=stop, ride=name_ride(language, leg))


def describe_ride_times(language: str, leg: Document) -> str:
    """Say when it arrives, which way it heads, and whether it takes bikes."""
    parts = [translate(language, "arrives at {time}", time=format_moment(language, leg["arrival"]))]
    if leg["headsign"]:
        parts.append(translate(language, "direction {place}", place=leg["headsign"]))
    # Itineraries that were kept from before know of no reservations.
    source = mark("takes bikes, with a place reserved") if leg.get("bike_reservation") else _BIKES[leg["bikes"]]
    parts.append(translate(language, source))
    return ", ".join(parts)
