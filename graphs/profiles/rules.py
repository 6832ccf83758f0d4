"""Rules on the columns of the class table: which streets are meant, and what is multiplied there.

The shape in TOML, for profiles and themes alike::

    [[taste]]
    when = { highway = ["residential", "service"], stress = { max = 2 } }
    factor = 1.5

A value of `when` is a name (or a list of names) from the vocabularies of `graphs.attributes` in lower case, a number
(or a list of numbers), a flag, or a range with `min` and `max`, both included. A column of `use_...` may be named
`use`: that of the vehicle of the profile. `incline_pct` is written as the signed percentage and `routes` matches a
street that belongs to any of the named kinds. All conditions must hold; an empty `when` means every street.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from graphs.attributes import (
    ArcClass,
    Facility,
    Highway,
    Lit,
    RouteKind,
    Smoothness,
    Structure,
    Surface,
    Tracktype,
    Use,
    Vehicle,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from enum import IntEnum, IntFlag

__all__ = ["ClassRule", "Condition", "multiply_factors", "use_column"]

_BYTE = 255
_INCLINE_ZERO = 128
_COLUMNS = {name: index for index, name in enumerate(ArcClass.field_names())}
_USE_COLUMNS = {vehicle: f"use_{vehicle.name.lower()}" for vehicle in Vehicle}
_VOCABULARIES: dict[str, type[IntEnum | IntFlag]] = {
    "highway": Highway,
    "surface": Surface,
    "smoothness": Smoothness,
    "tracktype": Tracktype,
    "lit": Lit,
    "structure": Structure,
    "facility": Facility,
    "routes": RouteKind,
    "use": Use,
    **dict.fromkeys(_USE_COLUMNS.values(), Use),
}


def use_column(classes: npt.NDArray[np.uint8], vehicle: Vehicle) -> npt.NDArray[np.uint8]:
    """Give what a vehicle may do, shape (K,), of a class table (K, F)."""
    return classes[:, _COLUMNS[_USE_COLUMNS[vehicle]]]


@dataclass(frozen=True, slots=True)
class Condition:
    """What one column must hold: one of `values`, or for `routes` any bit of them."""

    column: str
    values: tuple[int, ...]

    def __post_init__(self) -> None:
        if self.column != "use" and self.column not in _COLUMNS:
            msg = f"unknown column {self.column!r}; known are use, {', '.join(_COLUMNS)}"
            raise ValueError(msg)
        if not self.values or min(self.values) < 0 or max(self.values) > _BYTE:
            msg = f"column {self.column!r} needs values between 0 and 255, got {self.values}"
            raise ValueError(msg)

    @classmethod
    def from_value(cls, column: str, value: object) -> Condition:
        """Read the right-hand side of one condition of TOML.

        Raises
        ------
        ValueError
            The column or a name is unknown, or the value has another shape.
        """
        if isinstance(value, dict):
            return cls(column, _read_range(column, value))
        items = value if isinstance(value, list) else [value]
        return cls(column, tuple(sorted({_read_item(column, item) for item in items})))

    def matches(self, classes: npt.NDArray[np.uint8], vehicle: Vehicle | None) -> npt.NDArray[np.bool_]:
        """Say for every row of the class table, shape (K,), whether the condition holds.

        Raises
        ------
        ValueError
            The condition asks for `use` and no vehicle is given.
        """
        name = self.column
        if name == "use":
            if vehicle is None:
                raise ValueError("a condition on `use` needs a vehicle")
            name = _USE_COLUMNS[vehicle]
        column = classes[:, _COLUMNS[name]]
        if name == "routes":
            mask = np.uint8(np.bitwise_or.reduce(np.asarray(self.values, dtype=np.uint8)))
            return np.asarray((column & mask) != 0)
        wanted = np.zeros(_BYTE + 1, dtype=np.bool_)
        wanted[list(self.values)] = True
        return wanted[column]


@dataclass(frozen=True, slots=True)
class ClassRule:
    """A value (a factor, a limit in km/h, ...) for the streets on which all conditions hold."""

    conditions: tuple[Condition, ...]
    value: float

    def __post_init__(self) -> None:
        if not np.isfinite(self.value) or self.value < 0:
            msg = f"the value of a rule must be a number from 0 on, got {self.value}"
            raise ValueError(msg)

    @classmethod
    def from_mapping(cls, table: Mapping[str, Any], *, value_key: str = "factor") -> ClassRule:
        """Read one rule: `when` and the key that holds the value; `why` is a comment kept in the data.

        Raises
        ------
        ValueError
            A key, column or name is unknown, or the value is no positive number.
        """
        unknown = sorted(set(table) - {"when", "why", value_key})
        if unknown:
            msg = f"unknown key {unknown[0]!r} in a rule; known are when, why, {value_key}"
            raise ValueError(msg)
        value = table.get(value_key)
        if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
            msg = f"a rule needs {value_key!r}, a number above 0, got {value!r}"
            raise ValueError(msg)
        return cls(_read_conditions(table.get("when", {})), float(value))

    def matches(self, classes: npt.NDArray[np.uint8], vehicle: Vehicle | None = None) -> npt.NDArray[np.bool_]:
        """Say for every row of the class table, shape (K,), whether the rule applies."""
        found = np.ones(len(classes), dtype=np.bool_)
        for condition in self.conditions:
            found &= condition.matches(classes, vehicle)
        return found

    @classmethod
    def from_refusal(cls, table: Mapping[str, Any]) -> ClassRule:
        """Read a rule without a value, for streets that are refused.

        Raises
        ------
        ValueError
            As `from_mapping`, or the rule names no condition.
        """
        rule = cls.from_mapping({**table, "factor": 1})
        if not rule.conditions:
            raise ValueError("a refusal needs a condition")
        return rule


def multiply_factors(
    rules: Iterable[ClassRule], classes: npt.NDArray[np.uint8], vehicle: Vehicle | None
) -> npt.NDArray[np.float64]:
    """Multiply the values of all rules that apply, shape (K,); 1 where none does."""
    factors = np.ones(len(classes), dtype=np.float64)
    for rule in rules:
        factors[rule.matches(classes, vehicle)] *= rule.value
    return factors


def _read_conditions(when: object) -> tuple[Condition, ...]:
    if not isinstance(when, dict):
        msg = f"`when` must be a table of columns, got {when!r}"
        raise ValueError(msg)  # noqa: TRY004 - the file is wrong, not the program
    return tuple(Condition.from_value(column, value) for column, value in when.items())


def _read_range(column: str, limits: Mapping[str, object]) -> tuple[int, ...]:
    unknown = sorted(set(limits) - {"min", "max"})
    if unknown or not limits:
        msg = f"a range of {column!r} holds min, max or both, got {sorted(limits)}"
        raise ValueError(msg)
    least = _read_item(column, limits["min"]) if "min" in limits else 1
    most = _read_item(column, limits["max"]) if "max" in limits else _BYTE
    return tuple(range(least, most + 1))


def _read_item(column: str, item: object) -> int:
    if isinstance(item, str):
        return _read_name(column, item)
    if not isinstance(item, int):
        msg = f"column {column!r} needs names or whole numbers, got {item!r}"
        raise ValueError(msg)  # noqa: TRY004 - the file is wrong, not the program
    return item + _INCLINE_ZERO if column == "incline_pct" else int(item)


def _read_name(column: str, name: str) -> int:
    vocabulary = _VOCABULARIES.get(column)
    if vocabulary is None:
        msg = f"column {column!r} holds numbers, got the name {name!r}"
        raise ValueError(msg)
    members = {member.lower(): int(value) for member, value in vocabulary.__members__.items()}
    if name not in members:
        msg = f"{name!r} is no {column}; known are {', '.join(members)}"
        raise ValueError(msg)
    return members[name]
