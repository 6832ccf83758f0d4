"""Profiles from TOML."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from graphs.attributes import Surface, Vehicle
from graphs.errors import UnknownProfileError
from graphs.profiles.model import Costs, Limits, Profile
from graphs.profiles.rules import ClassRule
from graphs.profiles.speeds import WalkModel, WheelModel

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["get_profile", "load_profiles", "read_profile"]

_ORDER = ("foot", "bike", "ebike", "mtb", "cargo_bike", "family_bike", "wheelchair")


def load_profiles() -> dict[str, Profile]:
    """Read every profile that ships with Terrils, by name; the best known first, then by name."""
    return dict(_load())


def get_profile(name: str) -> Profile:
    """Give a profile that ships with Terrils.

    Raises
    ------
    UnknownProfileError
        No profile has that name.
    """
    profiles = _load()
    if name not in profiles:
        msg = f"unknown profile {name!r}: known are {', '.join(profiles)}"
        raise UnknownProfileError(msg, name=name, known=list(profiles))
    return profiles[name]


def read_profile(
    name: str, table: Mapping[str, Any], *, bases: Mapping[str, Mapping[str, Any]] = MappingProxyType({})
) -> Profile:
    """Build a profile from the content of its TOML file.

    Parameters
    ----------
    name
        Stem of the file.
    table
        Its content, in the shape that docs/how-to/add-a-profile.md walks through.
    bases
        Contents of the files that `based_on` may name.

    Raises
    ------
    ValueError
        A key is missing or unknown, or a value is out of range; the message names the profile.
    """
    try:
        return _read_profile(name, _with_base(name, table, bases))
    except KeyError as error:
        msg = f"profile {name!r} lacks {error.args[0]!r}"
        raise ValueError(msg) from error
    except (ValueError, TypeError, AttributeError) as error:
        msg = f"profile {name!r}: {error}"
        raise ValueError(msg) from error


@cache
def _load() -> Mapping[str, Profile]:
    tables = {
        file.name.removesuffix(".toml"): tomllib.loads(file.read_text(encoding="utf-8"))
        for file in resources.files("data").joinpath("profiles").iterdir()
        if file.name.endswith(".toml")
    }
    names = sorted(tables, key=lambda name: (_ORDER.index(name) if name in _ORDER else len(_ORDER), name))
    return MappingProxyType({name: read_profile(name, tables[name], bases=tables) for name in names})


def _with_base(name: str, table: Mapping[str, Any], bases: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """Lay a table over that of the profile it is based on, which has no base of its own."""
    base_name = table.get("based_on")
    if base_name is None:
        return table
    base = bases.get(base_name)
    if base is None or "based_on" in base or base_name == name:
        msg = f"based_on must name another profile that has no base itself, got {base_name!r}"
        raise ValueError(msg)
    return _merge(base, {key: value for key, value in table.items() if key != "based_on"})


def _merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Join two tables: single values are replaced, lists of rules go on after those of the base."""
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        if isinstance(value, dict) and isinstance(below, dict):
            merged[key] = _merge(below, value)
        elif isinstance(value, list) and isinstance(below, list):
            merged[key] = below + value
        else:
            merged[key] = value
    return merged


def _read_profile(name: str, table: Mapping[str, Any]) -> Profile:
    _refuse_unknown(table, {"vehicle", "climb_cm_per_dm", "speed", "costs", "limits", "taste"})
    speed = table["speed"]
    limits = dict(table["limits"])
    refused = tuple(ClassRule.from_refusal(rule) for rule in limits.pop("refused", []))
    return Profile(
        name=name,
        vehicle=_read_vehicle(table["vehicle"]),
        speeds=_read_wheels(speed) if "power" in speed else _read_walk(speed),
        costs=Costs(**table["costs"]),
        limits=Limits(**limits, refused=refused),
        taste=tuple(ClassRule.from_mapping(rule) for rule in table["taste"]),
        climb_cm_per_dm=table["climb_cm_per_dm"],
    )


def _read_vehicle(name: str) -> Vehicle:
    known = {vehicle.name.lower(): vehicle for vehicle in Vehicle}
    if name not in known:
        msg = f"vehicle must be one of {', '.join(known)}, got {name!r}"
        raise ValueError(msg)
    return known[name]


def _read_walk(table: Mapping[str, Any]) -> WalkModel:
    _refuse_unknown(table, {"flat_kmh", "slope_sensitivity", "rules"})
    rules = tuple(ClassRule.from_mapping(rule) for rule in table.get("rules", []))
    return WalkModel(table["flat_kmh"], rules, table.get("slope_sensitivity", 1.0))


def _read_wheels(table: Mapping[str, Any]) -> WheelModel:
    _refuse_unknown(table, {"power", "push", "rolling_resistance", "limits"})
    surfaces = {surface.name.lower(): surface for surface in Surface}
    rolling = table["rolling_resistance"]
    _refuse_unknown(rolling, set(surfaces))
    return WheelModel(
        **table["power"],
        push=_read_walk(table["push"]),
        rolling_resistance=MappingProxyType({surfaces[key]: float(value) for key, value in rolling.items()}),
        speed_limits=tuple(ClassRule.from_mapping(rule, value_key="kmh") for rule in table["limits"]),
    )


def _refuse_unknown(table: Mapping[str, Any], known: set[str]) -> None:
    unknown = sorted(set(table) - known)
    if unknown:
        msg = f"unknown key {unknown[0]!r}; known are {', '.join(sorted(known))}"
        raise ValueError(msg)
