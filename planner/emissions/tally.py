"""What the legs of an itinerary, and the same day by car, come to."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from planner.emissions.figures import CarDay, Emissions, EmissionShare, Range
from planner.itinerary import RideLeg

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from planner.emissions.factors import Factor, FactorBook
    from planner.itinerary import Leg

__all__ = ["add_up", "add_up_car"]


def add_up(book: FactorBook, profile: str, legs: Iterable[Leg | RideLeg], car: CarDay) -> Emissions:
    """Add up the legs of a person.

    A range is added up from its ends, each of use, construction and their total for itself: an electric vehicle is
    the least in use and may be the most in construction.

    Parameters
    ----------
    profile
        Who travels.
    car
        The same day by car.
    """
    lengths: dict[tuple[str, tuple[Factor, ...]], list[float]] = {}
    for leg in legs:
        if isinstance(leg, RideLeg):
            key = (leg.vehicle, book.list_ride(leg) if _is_placed(leg) else ())
        else:
            key = (str(leg.mode), book.list_own(profile, leg.mode))
        lengths.setdefault(key, []).append(leg.length_m)
    shares = tuple(
        _share(vehicle, factors, math.fsum(metres))
        for (vehicle, factors), metres in lengths.items()
        if any(metres) or not factors
    )
    known = [share for share in shares if share.factors]
    used = [factor for (_, factors), metres in lengths.items() if any(metres) for factor in factors]
    return Emissions(
        use_g=_sum(share.use_g for share in known),
        construction_g=_sum(share.construction_g for share in known),
        total_g=_sum(share.total_g for share in known),
        unknown_m=math.fsum(share.length_m for share in shares if not share.factors),
        complete=all(share.factors for share in shares),
        shares=shares,
        car=car,
        sources=tuple(dict.fromkeys(factor.credit for factor in (*used, *(book.list_car() if car.distance_m else ())))),
        countries=frozenset(factor.country for factor in used if factor.total_g_per_km),
    )


def add_up_car(book: FactorBook, distance_m: Range, *, basis: str, occupancy: int) -> CarDay:
    """Say what a drive comes to, per person.

    Parameters
    ----------
    distance_m
        There, and back where one comes back.
    basis
        What the distance is: `streets` or `straight_line`.
    occupancy
        Those in the car.
    """
    factors = book.list_car()
    kilometres = Range(*(metres / 1000 / occupancy for metres in distance_m))
    use, construction, total = (
        Range(min(values) * kilometres.least, max(values) * kilometres.most) for values in _columns(factors)
    )
    return CarDay(
        occupancy=occupancy, distance_m=distance_m, basis=basis, use_g=use, construction_g=construction, total_g=total
    )


def _is_placed(ride: RideLeg) -> bool:
    """Whether its length is known: both of its stops have a place."""
    return len(ride.line) > 1 and ride.line[0] == ride.start.point and ride.line[-1] == ride.end.point


def _share(vehicle: str, factors: tuple[Factor, ...], length_m: float) -> EmissionShare:
    kilometres = length_m / 1000
    ranges = [Range(min(values) * kilometres, max(values) * kilometres) for values in _columns(factors)]
    if not factors:
        ranges = [Range(0.0, 0.0)] * 3
    return EmissionShare(vehicle, length_m, tuple(factor.key for factor in factors), *ranges)


def _columns(factors: Sequence[Factor]) -> list[list[float]]:
    """Use, construction and total of each, nothing where there is no factor."""
    if not factors:
        return []
    rows = [(one.use_g_per_km, one.construction_g_per_km, one.total_g_per_km) for one in factors]
    return [list(column) for column in zip(*rows, strict=True)]


def _sum(ranges: Iterable[Range]) -> Range:
    items = list(ranges)
    return Range(math.fsum(item.least for item in items), math.fsum(item.most for item in items))
