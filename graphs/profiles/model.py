"""A profile: a vehicle, its speeds, fixed costs and limits, and its taste."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphs.attributes import Vehicle
    from graphs.profiles.rules import ClassRule
    from graphs.profiles.speeds import SpeedModel

__all__ = ["Costs", "Limits", "Profile"]


@dataclass(frozen=True, slots=True)
class Costs:
    """Time that does not follow from speed and slope."""

    steps_s_per_m: float
    """Seconds per metre of steps, measured on the map."""
    steps_flight_s: float
    """Seconds for each flight of steps: to dismount, lift and mount again."""
    delay_factor: float
    """Multiplies the waits at gates and other barriers that stand in the network."""

    def __post_init__(self) -> None:
        if self.steps_s_per_m <= 0 or self.steps_flight_s < 0 or self.delay_factor < 0:
            msg = f"costs must not be negative and steps must take time, got {self}"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Limits:
    """Where the profile does not go although the law lets it."""

    steps: bool
    """Whether steps may be used."""
    min_width_dm: int
    """Streets tagged narrower are refused; 0 asks for nothing."""
    max_tagged_incline_pct: int
    """Streets with a steeper `incline` tag are refused, up or down; 100 asks for nothing."""
    max_measured_grade_pct: int
    """As above, for the grade over 30 m from elevations, which are coarser; 100 asks for nothing."""
    refused: tuple[ClassRule, ...]
    """Other streets that are refused; the values of these rules mean nothing."""

    def __post_init__(self) -> None:
        if self.min_width_dm < 0 or self.max_tagged_incline_pct <= 0 or self.max_measured_grade_pct <= 0:
            msg = f"limits must be positive, got {self}"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Profile:
    """A way of travelling that requests can name as their mode."""

    name: str
    vehicle: Vehicle
    speeds: SpeedModel
    costs: Costs
    limits: Limits
    taste: tuple[ClassRule, ...]
    """Factors of all streets; they say what is pleasant and never change a duration."""
    climb_cm_per_dm: int
    """Centimetres of an ideal street that one decimetre of ascent weighs."""

    def __post_init__(self) -> None:
        if not self.name.isidentifier():
            msg = f"a profile needs a name of letters, digits and underscores, got {self.name!r}"
            raise ValueError(msg)
        if self.climb_cm_per_dm < 0:
            msg = f"climb_cm_per_dm must not be negative, got {self.climb_cm_per_dm}"
            raise ValueError(msg)
