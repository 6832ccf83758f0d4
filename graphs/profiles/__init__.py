"""Profiles: who travels, how fast and where they like to be; the profiles themselves are data/profiles/*.toml."""

from graphs.profiles.loading import get_profile, load_profiles, read_profile
from graphs.profiles.model import Costs, Limits, Profile
from graphs.profiles.rules import ClassRule, Condition, multiply_factors, use_column
from graphs.profiles.speeds import SpeedModel, WalkModel, WheelModel

__all__ = [
    "ClassRule",
    "Condition",
    "Costs",
    "Limits",
    "Profile",
    "SpeedModel",
    "WalkModel",
    "WheelModel",
    "get_profile",
    "load_profiles",
    "multiply_factors",
    "read_profile",
    "use_column",
]
