"""What the network knows of a street in one direction: small closed vocabularies and the record that joins them.

Arcs that are alike share one row of the class table (`Network.classes`), so that a taste or a speed is worked out once
per row and looked up per arc. The order of the members is part of the territory format: add at the end, never in
between.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import IntEnum, IntFlag

__all__ = [
    "ArcClass",
    "Facility",
    "Highway",
    "Lit",
    "RouteKind",
    "Smoothness",
    "Structure",
    "Surface",
    "Tracktype",
    "Use",
    "Vehicle",
]


class Vehicle(IntEnum):
    """Who travels, as far as rights are concerned. Each profile names one."""

    FOOT = 0
    BIKE = 1
    CARGO = 2
    WHEELCHAIR = 3


class Use(IntEnum):
    """What a vehicle may do on an arc."""

    NONE = 0
    FREE = 1
    """Walk on foot or in a wheelchair, ride on wheels."""
    PUSH = 2
    """Wheels only: get off and push."""


class Highway(IntEnum):
    """Class of the street, from `highway` and its kin; links count as their class."""

    UNKNOWN = 0
    MOTORWAY = 1
    TRUNK = 2
    PRIMARY = 3
    SECONDARY = 4
    TERTIARY = 5
    UNCLASSIFIED = 6
    RESIDENTIAL = 7
    SERVICE = 8
    LIVING_STREET = 9
    PEDESTRIAN = 10
    TRACK = 11
    PATH = 12
    FOOTWAY = 13
    CYCLEWAY = 14
    BRIDLEWAY = 15
    STEPS = 16
    PLATFORM = 17
    FERRY = 18
    CORRIDOR = 19
    ELEVATOR = 20
    ROAD = 21
    PIER = 22
    TRANSFER = 23
    """A link of no length between the halves of a split junction; only those on foot may take it."""


class Surface(IntEnum):
    """Group of `surface` values with a like feel and speed."""

    UNKNOWN = 0
    ASPHALT = 1
    CONCRETE = 2
    PAVING = 3
    SETT = 4
    COBBLE = 5
    WOOD = 6
    METAL = 7
    COMPACTED = 8
    FINE_GRAVEL = 9
    GRAVEL = 10
    UNPAVED = 11
    GROUND = 12
    GRASS = 13
    SAND = 14
    MUD = 15
    ROCK = 16


class Smoothness(IntEnum):
    """The `smoothness` key."""

    UNKNOWN = 0
    EXCELLENT = 1
    GOOD = 2
    INTERMEDIATE = 3
    BAD = 4
    VERY_BAD = 5
    HORRIBLE = 6
    IMPASSABLE = 7


class Tracktype(IntEnum):
    """The `tracktype` key."""

    UNKNOWN = 0
    GRADE1 = 1
    GRADE2 = 2
    GRADE3 = 3
    GRADE4 = 4
    GRADE5 = 5


class Lit(IntEnum):
    """The `lit` key."""

    UNKNOWN = 0
    NO = 1
    YES = 2


class Structure(IntEnum):
    """What carries the street."""

    GROUND = 0
    BRIDGE = 1
    TUNNEL = 2
    FORD = 3
    FERRY = 4


class Facility(IntEnum):
    """Cycle facility in the direction of travel."""

    NONE = 0
    SHARED = 1
    """Shared lane, shared bus lane or cycle street."""
    LANE = 2
    TRACK = 3
    """Apart from the traffic; also every way of its own for bikes."""


class RouteKind(IntFlag):
    """Signposted routes that a way belongs to."""

    NONE = 0
    CYCLING_LOCAL = 1
    CYCLING_REGIONAL = 2
    CYCLING_NATIONAL = 4
    MTB = 8
    HIKING_LOCAL = 16
    HIKING_LONG = 32
    CYCLING_NODES = 64
    """Leg of a network of numbered junctions for cycling."""
    HIKING_NODES = 128


@dataclass(frozen=True, slots=True)
class ArcClass:
    """Everything a taste or a speed may depend on, for one direction of travel. All fields fit a uint8.

    `stress` is the level of traffic stress, 1 (calm) to 4, 0 where unknown; `width_dm` is 0 where unknown and 255 from
    25.5 m on; `incline_pct` is the signed tagged incline in the direction of travel plus 128, 0 where unknown; `calm`
    and `major` hold 0 or 1: streets made for people on foot or bike or any signposted route, and trunk to secondary
    roads without a cycle facility.
    """

    highway: int
    surface: int
    smoothness: int
    tracktype: int
    width_dm: int
    lit: int
    structure: int
    facility: int
    stress: int
    routes: int
    incline_pct: int
    calm: int
    major: int
    mtb_scale: int
    """`mtb:scale` or `sac_scale` plus one, 0 where untagged."""
    wheelchair: int
    """0 unknown, 1 no, 2 limited, 3 yes."""
    use_foot: int
    use_bike: int
    use_cargo: int
    use_wheelchair: int

    @classmethod
    def field_names(cls) -> tuple[str, ...]:
        """Names of the columns of the class table, in order."""
        return tuple(field.name for field in fields(cls))
