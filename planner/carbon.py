"""What an itinerary comes to in CO2 equivalents, beside the same day by car."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from graphs.motor import find_countries
from planner.driving import NO_ORIGIN, PART_OF_TOUR, find_drive
from planner.emissions import add_up, get_factor_book
from planner.emissions.figures import CarDay
from planner.itinerary import Itinerary, Notice, RideLeg

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graphs.geo import Coordinate
    from planner.assembly import Stage
    from planner.request import TripRequest
    from planner.territory import Territory

__all__ = ["rank", "reckon", "reckon_all"]

_FRANCE = "FR"


def reckon(
    territory: Territory,
    request: TripRequest,
    itinerary: Itinerary,
    stages: Iterable[Stage],
    *,
    origin: Coordinate | None = None,
    is_part: bool = False,
) -> Itinerary:
    """Put what an itinerary emits into its totals.

    `co2_g` is the most that the factors say, `co2_car_g` the least that they say of the drive, so that nobody reads a
    saving out of the two that the factors do not hold.

    Parameters
    ----------
    itinerary, stages
        The whole day, and the circuit in it.
    origin
        Where the day begins; None without access, or where the stop has no place.
    is_part
        Whether it is one of several days with access, which have their drive by car together.
    """
    book = get_factor_book(territory.emissions)
    access = request.access
    if access is None:
        car = CarDay(occupancy=1, reason=PART_OF_TOUR if is_part else NO_ORIGIN)
    else:
        start = next((leg.start.point for leg in itinerary.legs if leg.part == "circuit"), itinerary.legs[0].end.point)
        car = find_drive(territory, origin, start, returns=access.returns, occupancy=access.car_occupancy)
    found = add_up(book, itinerary.mode, itinerary.legs, car)
    summary = replace(
        itinerary.summary,
        co2_g=found.total_g.most if found.complete else None,
        co2_car_g=None if car.total_g is None else car.total_g.least,
        emissions=found,
    )
    warnings = itinerary.warnings
    if _FRANCE in found.countries and _list_countries(territory, itinerary, stages) - {_FRANCE}:
        warnings = tuple(dict.fromkeys((*warnings, Notice("french_factors"))))
    return replace(itinerary, summary=summary, warnings=warnings)


def reckon_all(
    territory: Territory,
    request: TripRequest,
    identity: str,
    found: Iterable[tuple[Itinerary, tuple[Stage, ...]]],
    *,
    origin: Coordinate | None = None,
) -> tuple[tuple[Itinerary, ...], list[tuple[Stage, ...]]]:
    """Put what each itinerary emits into its totals, and all into the order that is asked for, see `rank`."""
    return rank(request, identity, [(reckon(territory, request, one, own, origin=origin), own) for one, own in found])


def rank(
    request: TripRequest, identity: str, found: Sequence[tuple[Itinerary, tuple[Stage, ...]]]
) -> tuple[tuple[Itinerary, ...], list[tuple[Stage, ...]]]:
    """Put itineraries into the order that is asked for, the stages of each beside them.

    By CO2, what emits least comes first, and what nobody knows last; where two are alike the order stays.

    Parameters
    ----------
    identity
        What their ids begin with.
    found
        Itineraries, the best first.
    """
    if request.sort_by == "co2":
        found = sorted(found, key=lambda item: _order(item[0]))
    itineraries = tuple(
        replace(itinerary, id=f"{identity}-{number}", rank=number)
        for number, (itinerary, _) in enumerate(found, start=1)
    )
    return itineraries, [stages for _, stages in found]


def _order(itinerary: Itinerary) -> float:
    co2_g = itinerary.summary.co2_g
    return math.inf if co2_g is None else round(co2_g, 3)


def _list_countries(territory: Territory, itinerary: Itinerary, stages: Iterable[Stage]) -> frozenset[str]:
    """Countries that the circuit leads through and that stops on the way lie in, as far as they are known."""
    paths = [path for stage in stages for path in stage.paths if len(path.codes)]
    edges = np.concatenate([path.edges for path in paths]) if paths else np.empty(0, np.int32)
    rides = [leg for leg in itinerary.legs if isinstance(leg, RideLeg)]
    found = {
        territory.find_stop_country(place.stop) for ride in rides for place in (ride.start, ride.end) if place.stop
    }
    return find_countries(territory.network, edges) | (found - {""})
