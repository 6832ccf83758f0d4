"""Emission factors and what they hold for: those of `data/emissions`, and what a territory puts in their place."""

from __future__ import annotations

import csv
import json
import math
import tomllib
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from graphs.attributes import Highway
from graphs.errors import TerritoryFormatError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.itinerary import LegMode, RideLeg

__all__ = ["Factor", "FactorBook", "MotorRoads", "RideRule", "check_own_factors", "get_factor_book"]

_TABLES = frozenset({"factors", "own", "profiles", "rides", "car"})
_RULE_KEYS = frozenset({"vehicle", "agency", "route", "feed", "factors"})
_OWN_MODES = frozenset({"foot", "bike", "push", "ferry"})
_FACTOR_KEYS = frozenset({"use_g_per_km", "construction_g_per_km", "source", "date", "country", "licence"})
_MOST_G_PER_KM = 10_000


@dataclass(frozen=True, slots=True)
class Factor:
    """Grams of CO2 equivalents per kilometre, of a person or, for cars, of a vehicle.

    `country` is the one that the factor was worked out for, as a code of ISO 3166; empty where it holds anywhere.
    """

    key: str
    use_g_per_km: float
    construction_g_per_km: float
    source: str
    date: str
    country: str = ""
    licence: str = ""

    def __post_init__(self) -> None:
        for value in (self.use_g_per_km, self.construction_g_per_km):
            if not (math.isfinite(value) and 0 <= value <= _MOST_G_PER_KM):
                msg = f"factors.{self.key}: grams per kilometre must lie between 0 and {_MOST_G_PER_KM}"
                raise ValueError(msg)
        if not self.source or not self.date:
            msg = f"factors.{self.key}: a factor needs its source and its date"
            raise ValueError(msg)

    @property
    def total_g_per_km(self) -> float:
        """Use and construction."""
        return self.use_g_per_km + self.construction_g_per_km

    @property
    def credit(self) -> str:
        """Say where it comes from."""
        return " - ".join(part for part in (f"{self.source} ({self.date})", self.licence) if part)


@dataclass(frozen=True, slots=True)
class RideRule:
    """Which factors hold for rides; patterns are in small letters."""

    factors: tuple[str, ...]
    vehicle: str
    agency: tuple[str, ...] = ("*",)
    route: tuple[str, ...] = ("*",)
    feed: tuple[str, ...] = ("*",)

    def fits(self, ride: RideLeg) -> bool:
        """Whether it holds for a ride."""
        texts = ((ride.agency, self.agency), (ride.route, self.route), (ride.feed, self.feed))
        return ride.vehicle == self.vehicle and all(
            any(fnmatchcase(text.casefold(), pattern) for pattern in patterns) for text, patterns in texts
        )


@dataclass(frozen=True, slots=True)
class MotorRoads:
    """Which streets cars use: classes, and keys of which the first that is there must not have a closed value."""

    highways: frozenset[int]
    keys: tuple[str, ...]
    closed: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class FactorBook:
    """All factors, and what each holds for; several factors are a range.

    `straight` says how much longer than the straight line a way by car is, at least and at most.
    """

    factors: Mapping[str, Factor]
    own: Mapping[str, tuple[str, ...]]
    profiles: Mapping[str, Mapping[str, tuple[str, ...]]]
    rides: tuple[RideRule, ...]
    car: tuple[str, ...]
    straight: tuple[float, float]
    roads: MotorRoads

    def list_own(self, profile: str, mode: LegMode) -> tuple[Factor, ...]:
        """Factors of a way under one's own steam; none where nobody knows."""
        keys = self.profiles.get(profile, {}).get(mode, self.own.get(mode, ()))
        return tuple(self.factors[key] for key in keys)

    def list_ride(self, ride: RideLeg) -> tuple[Factor, ...]:
        """Factors of a ride on public transport; none where nobody knows."""
        rule = next((rule for rule in self.rides if rule.fits(ride)), None)
        return () if rule is None else tuple(self.factors[key] for key in rule.factors)

    def list_car(self) -> tuple[Factor, ...]:
        """Factors of cars, of the whole vehicle."""
        return tuple(self.factors[key] for key in self.car)

    def with_own(self, values: Mapping[str, Any]) -> FactorBook:
        """Put what a territory knows better in place of what there is.

        Parameters
        ----------
        values
            Tables `factors`, `own`, `profiles`, `rides` and `car`, as in `data/emissions/uses.toml`; each factor has
            `use_g_per_km`, `construction_g_per_km`, `source`, `date` and, if need be, `country` and `licence`. Its
            rules for rides come before the others.

        Raises
        ------
        ValueError, TypeError, AttributeError, KeyError
            Something is of another kind, or a rule names a factor that is not there.
        """
        _require_keys(values, _TABLES, "emissions")
        own = {key: _read_factor(key, cells) for key, cells in values.get("factors", {}).items()}
        car = values.get("car", {})
        _require_keys(car, frozenset({"factors"}), "car")
        book = replace(
            self,
            factors={**self.factors, **own},
            own={**self.own, **_read_modes("own", values.get("own", {}))},
            profiles={
                **self.profiles,
                **{
                    name: {**self.profiles.get(name, {}), **_read_modes(f"profiles.{name}", modes)}
                    for name, modes in values.get("profiles", {}).items()
                },
            },
            rides=(*(_read_rule(rule) for rule in values.get("rides", ())), *self.rides),
            car=_read_keys("car.factors", car["factors"]) if car else self.car,
        )
        book.check()
        return book

    def check(self) -> None:
        """See to it that every rule names factors that are there.

        Raises
        ------
        ValueError
            One does not, or there is none for cars.
        """
        modes = [keys for table in (self.own, *self.profiles.values()) for keys in table.values()]
        named = {key for keys in (*modes, *(rule.factors for rule in self.rides), self.car) for key in keys}
        missing = sorted(named - self.factors.keys())
        if missing:
            msg = f"there is no factor {missing[0]}; there are {', '.join(sorted(self.factors))}"
            raise ValueError(msg)
        if not self.car:
            raise ValueError("car.factors: name at least one factor")


def get_factor_book(own: str = "") -> FactorBook:
    """Factors of `data/emissions`, with those of a territory in their place.

    Parameters
    ----------
    own
        What the territory says, as JSON; empty for nothing.

    Raises
    ------
    ValueError, TypeError, AttributeError, KeyError
        What the territory says is wrong, see `FactorBook.with_own`.
    """
    return _open_book(own)


def check_own_factors(own: object, *, file: str) -> str:
    """Give the factors of a territory as one text, which `get_factor_book` takes; empty where there are none.

    Parameters
    ----------
    own
        What the territory says, as JSON has it.
    file
        Where it stands, for the error.

    Raises
    ------
    TerritoryFormatError
        It is damaged.
    """
    text = json.dumps(own, sort_keys=True) if own else ""
    try:
        get_factor_book(text)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        msg = f"the emission factors in {file} are damaged ({error}): build the territory again"
        raise TerritoryFormatError(msg, file=file) from error
    return text


@lru_cache(maxsize=16)
def _open_book(own: str) -> FactorBook:
    if own:
        return _open_book("").with_own(json.loads(own))
    folder = resources.files("data") / "emissions"
    rows = list(csv.DictReader((folder / "factors.csv").read_text(encoding="utf-8").splitlines()))
    uses = tomllib.loads((folder / "uses.toml").read_text(encoding="utf-8"))
    car = uses["car"]
    book = FactorBook(
        factors={row["key"]: _read_factor(row["key"], _pick(row)) for row in rows},
        own=_read_modes("own", uses["own"]),
        profiles={name: _read_modes(f"profiles.{name}", modes) for name, modes in uses["profiles"].items()},
        rides=tuple(_read_rule(rule) for rule in uses["rides"]),
        car=tuple(car["factors"]),
        straight=(float(car["straight"]["least"]), float(car["straight"]["most"])),
        roads=MotorRoads(
            frozenset(int(Highway[name]) for name in car["roads"]["highways"]),
            tuple(car["roads"]["keys"]),
            frozenset(car["roads"]["closed"]),
        ),
    )
    book.check()
    return book


def _pick(row: Mapping[str, str]) -> dict[str, Any]:
    return {name: row[name] for name in _FACTOR_KEYS}


def _read_factor(key: str, cells: Mapping[str, Any]) -> Factor:
    _require_keys(cells, _FACTOR_KEYS, f"factors.{key}")
    try:
        use, construction = (float(cells[name]) for name in ("use_g_per_km", "construction_g_per_km"))
    except KeyError as error:
        msg = f"factors.{key}: {error.args[0]} is missing"
        raise ValueError(msg) from error
    texts = (str(cells.get(name, "")).strip() for name in ("source", "date", "country", "licence"))
    return Factor(key, use, construction, *texts)


def _read_rule(rule: Mapping[str, Any]) -> RideRule:
    _require_keys(rule, _RULE_KEYS, "rides")
    if "vehicle" not in rule or "factors" not in rule:
        raise ValueError("rides: each needs vehicle and factors")
    agency, route, feed = (
        tuple(pattern.casefold() for pattern in _read_keys(f"rides.{name}", rule.get(name, "*")))
        for name in ("agency", "route", "feed")
    )
    return RideRule(_read_keys("rides.factors", rule["factors"]), str(rule["vehicle"]), agency, route, feed)


def _read_modes(name: str, modes: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    _require_keys(modes, _OWN_MODES, name)
    return {mode: _read_keys(f"{name}.{mode}", keys) for mode, keys in modes.items()}


def _read_keys(name: str, value: object) -> tuple[str, ...]:
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list | tuple) or not all(isinstance(item, str) for item in items):
        msg = f"{name}: give a text or a list of texts, got {value!r}"
        raise ValueError(msg)
    return tuple(items)


def _require_keys(values: Mapping[str, Any], known: frozenset[str], name: str) -> None:
    unknown = sorted(values.keys() - known)
    if unknown:
        msg = f"{name}: there is no key {unknown[0]}; there are {', '.join(sorted(known))}"
        raise ValueError(msg)
