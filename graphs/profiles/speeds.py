"""Speed on a street and a slope: Tobler's function for those on foot, a balance of power for those on wheels."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from graphs.attributes import ArcClass, Surface, Use, Vehicle
from graphs.profiles.rules import ClassRule, multiply_factors, use_column

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SpeedModel", "WalkModel", "WheelModel"]

Float64 = npt.NDArray[np.float64]

_KMH = 3.6
_GRAVITY_M_S2 = 9.80665
_AIR_KG_M3 = 1.2
_TOBLER_STEEPNESS = 3.5
_TOBLER_BEST_GRADE = -0.05
_COAST_GRADE = -0.04
_CLIMB_GRADE = 0.05
_FASTEST_M_S = 40.0
_HALVINGS = 40
_SURFACE_COLUMN = ArcClass.field_names().index("surface")


class SpeedModel(Protocol):
    """Speeds of a profile; taste has no part in them."""

    def speeds_m_s(self, classes: npt.NDArray[np.uint8], grades: Float64, vehicle: Vehicle) -> Float64:
        """Give metres per second (K, G), all above 0, for classes (K, F) and signed grades (G,)."""
        ...


@dataclass(frozen=True, slots=True)
class WalkModel:
    """Walking: a speed on the flat, slower on bad ground, changed by the slope as Tobler found.

    References
    ----------
    Tobler, W. (1993). Three presentations on geographical analysis and modeling. NCGIA Technical Report 93-1.
    https://escholarship.org/uc/item/05r820mz
    """

    flat_kmh: float
    rules: tuple[ClassRule, ...]
    """Factors on the speed."""
    slope_sensitivity: float = 1.0
    """Multiplies the grade before Tobler's function; above 1 for those whom slopes slow more."""

    def __post_init__(self) -> None:
        if not (self.flat_kmh > 0 and self.slope_sensitivity >= 0):
            msg = f"speeds must be positive, got {self.flat_kmh} km/h, sensitivity {self.slope_sensitivity}"
            raise ValueError(msg)

    def speeds_m_s(self, classes: npt.NDArray[np.uint8], grades: Float64, vehicle: Vehicle) -> Float64:
        """Give metres per second, shape (K, G), for classes (K, F) and signed grades (G,)."""
        flat = self.flat_kmh / _KMH * multiply_factors(self.rules, classes, vehicle)
        return np.asarray(flat[:, None] * tobler_ratio(grades * self.slope_sensitivity)[None, :])


@dataclass(frozen=True, slots=True)
class WheelModel:
    """Riding: the speed at which the power of rider and motor equals that of rolling, climbing and air.

    Power rises from the flat to a climb of 5 % and falls to nothing on a descent of 4 %. The motor helps up to
    `assist_limit_kmh`. Where pushing is faster, or the street may only be pushed on, the speed is that of pushing.

    References
    ----------
    Martin, J. C., Milliken, D. L., Cobb, J. E., McFadden, K. L., Coggan, A. R. (1998). Validation of a mathematical
    model for road cycling power. Journal of Applied Biomechanics 14(3), 276-291. https://doi.org/10.1123/jab.14.3.276
    """

    mass_kg: float
    cda_m2: float
    """Drag coefficient times frontal area."""
    drive_efficiency: float
    rider_w: float
    rider_climb_w: float
    motor_w: float
    motor_climb_w: float
    assist_limit_kmh: float
    max_kmh: float
    """Fastest descent on the best surface."""
    push: WalkModel
    """Speed while pushing."""
    rolling_resistance: Mapping[Surface, float]
    """Coefficient of every surface."""
    speed_limits: tuple[ClassRule, ...]
    """Values are km/h; the lowest that applies holds."""

    def __post_init__(self) -> None:
        numbers = (self.mass_kg, self.cda_m2, self.drive_efficiency, self.rider_w, self.rider_climb_w, self.max_kmh)
        if (
            min(numbers) <= 0
            or min(self.motor_w, self.motor_climb_w, self.assist_limit_kmh) < 0
            or self.drive_efficiency > 1
        ):
            msg = f"mass, area, power and speed must be positive and the efficiency at most 1, got {numbers}"
            raise ValueError(msg)
        missing = [surface.name.lower() for surface in Surface if not self.rolling_resistance.get(surface, 0) > 0]
        if missing:
            msg = f"rolling_resistance needs a value above 0 for {', '.join(missing)}"
            raise ValueError(msg)

    def speeds_m_s(self, classes: npt.NDArray[np.uint8], grades: Float64, vehicle: Vehicle) -> Float64:
        """Give metres per second, shape (K, G), for classes (K, F) and signed grades (G,)."""
        pushing = self.push.speeds_m_s(classes, grades, vehicle)
        surfaces = [Surface(int(value)) for value in classes[:, _SURFACE_COLUMN]]
        by_surface = {
            surface: self._ridden_m_s(self.rolling_resistance[surface], grades) for surface in sorted(set(surfaces))
        }
        ridden = np.array([by_surface[surface] for surface in surfaces]).reshape(len(classes), len(grades))
        ridden = np.minimum(ridden, self._limits_m_s(classes, vehicle)[:, None])
        only_push = use_column(classes, vehicle) == Use.PUSH
        return np.where(only_push[:, None], pushing, np.maximum(ridden, pushing))

    def _limits_m_s(self, classes: npt.NDArray[np.uint8], vehicle: Vehicle) -> Float64:
        limits = np.full(len(classes), self.max_kmh / _KMH)
        for rule in self.speed_limits:
            found = rule.matches(classes, vehicle)
            limits[found] = np.minimum(limits[found], rule.value / _KMH)
        return limits

    def _ridden_m_s(self, rolling: float, grades: Float64) -> Float64:
        """Speed (G,) by the balance of power: with the motor up to its limit, beyond it only as fast as without."""
        rider = _power_at(grades, self.rider_w, self.rider_climb_w) * self.drive_efficiency
        motor = _power_at(grades, self.motor_w, self.motor_climb_w) * self.drive_efficiency
        assisted = self._balance_m_s(rolling, grades, rider + motor)
        alone = self._balance_m_s(rolling, grades, rider)
        return np.asarray(np.maximum(alone, np.minimum(assisted, self.assist_limit_kmh / _KMH)))

    def _balance_m_s(self, rolling: float, grades: Float64, power_w: Float64) -> Float64:
        """Greatest root of the balance by halving: below it there is power to spare, above it too little."""
        slope = np.arctan(grades)
        force_n = self.mass_kg * _GRAVITY_M_S2 * (np.sin(slope) + rolling * np.cos(slope))
        drag = 0.5 * _AIR_KG_M3 * self.cda_m2
        low, high = np.zeros(len(grades)), np.full(len(grades), _FASTEST_M_S)
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            spare = power_w >= middle * (force_n + drag * middle * middle)
            low, high = np.where(spare, middle, low), np.where(spare, high, middle)
        return low


def tobler_ratio(grades: Float64) -> Float64:
    """Divide the walking speed on a grade by that on the flat, shape (G,).

    References
    ----------
    Tobler, W. (1993). Three presentations on geographical analysis and modeling. NCGIA Technical Report 93-1.
    https://escholarship.org/uc/item/05r820mz
    """
    flat = math.exp(-_TOBLER_STEEPNESS * abs(_TOBLER_BEST_GRADE))
    return np.asarray(np.exp(-_TOBLER_STEEPNESS * np.abs(grades - _TOBLER_BEST_GRADE)) / flat)


def _power_at(grades: Float64, flat_w: float, climb_w: float) -> Float64:
    """Power (G,): none on a descent to coast, `flat_w` on the flat, `climb_w` on a climb, straight in between."""
    return np.interp(grades, [_COAST_GRADE, 0.0, _CLIMB_GRADE], [0.0, flat_w, climb_w])
