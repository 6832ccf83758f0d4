"""CO2 equivalents of a day: factors that are data, what they hold for, and what the legs of an itinerary come to."""

from planner.emissions.factors import Factor, FactorBook, MotorRoads, RideRule, check_own_factors, get_factor_book
from planner.emissions.tally import add_up, add_up_car

__all__ = [
    "Factor",
    "FactorBook",
    "MotorRoads",
    "RideRule",
    "add_up",
    "add_up_car",
    "check_own_factors",
    "get_factor_book",
]
