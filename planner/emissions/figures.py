"""What a day emits, as an itinerary states it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["CarDay", "EmissionShare", "Emissions", "Range"]


class Range(NamedTuple):
    """From the least to the most."""

    least: float
    most: float


@dataclass(frozen=True, slots=True)
class EmissionShare:
    """Legs by one vehicle: metres, keys of the factors, and grams of CO2 equivalents. Without factors nobody knows."""

    vehicle: str
    length_m: float
    factors: tuple[str, ...]
    use_g: Range
    construction_g: Range
    total_g: Range


@dataclass(frozen=True, slots=True, kw_only=True)
class CarDay:
    """The same day by car: grams of CO2 equivalents per person for the drive to the circuit, and back.

    `basis` says what the distance is, `streets` or `straight_line`; without a distance, `reason` says why there is
    none and there are no grams.
    """

    occupancy: int
    distance_m: Range | None = None
    basis: str = ""
    reason: str = ""
    use_g: Range | None = None
    construction_g: Range | None = None
    total_g: Range | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Emissions:
    """Grams of CO2 equivalents of a person: of what is known, and the metres for which no factor is known.

    Each range is of its own: the least in use may be the most in construction. `countries` are those that the factors
    were worked out for.
    """

    use_g: Range
    construction_g: Range
    total_g: Range
    unknown_m: float
    complete: bool
    """Whether all legs are counted: each has a factor, and a length."""
    shares: tuple[EmissionShare, ...]
    car: CarDay
    sources: tuple[str, ...]
    countries: frozenset[str]
