"""What is pleasant: one factor per class of arc, from the taste of the profile and of the themes.

Factors are fixed point numbers with 8 bits after the point: 256 is an ideal street, 512 one that is liked half as much.
Factors of all rules that apply are multiplied and the product is held between 1 (256) and 16 (4096). What a theme likes
cannot fall below the ideal; all else moves away instead. The weight of an arc, in centimetres of an ideal street, is::

    weight_cm = max(1 if length_mm > 0 else 0, length_mm * factor_q8 // 2560) + ascent_dm * profile.climb_cm_per_dm

with an unknown ascent counted as none. Weights say taste only: durations come from `graphs.durations` and know nothing
of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from graphs.profiles import ClassRule, multiply_factors

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphs.profiles import Profile

__all__ = ["FACTOR_ONE_Q8", "MAX_FACTOR_Q8", "Taste", "class_factors"]

FACTOR_ONE_Q8 = 256
"""Factor of an ideal street."""
MAX_FACTOR_Q8 = 16 * FACTOR_ONE_Q8
"""Factor of the least liked street that may be used."""


@dataclass(frozen=True, slots=True)
class Taste:
    """A named liking for some streets, laid over that of the profile."""

    name: str
    rules: tuple[ClassRule, ...]
    """Factors below 1 draw near, above 1 keep away."""
    weight: float = 1.0
    """From 0 (no influence) to 1 (the factors as they stand); a factor counts as its power of this weight."""

    def __post_init__(self) -> None:
        if not 0 <= self.weight <= 1:
            msg = f"weight of taste {self.name!r} must lie between 0 and 1, got {self.weight}"
            raise ValueError(msg)

    @classmethod
    def from_mapping(cls, name: str, rules: Sequence[Mapping[str, Any]]) -> Taste:
        """Read the rules of a theme, an array of tables in TOML.

        Each holds `when` (see `graphs.profiles.rules`) and `factor`::

            [[streets]]
            when = { highway = ["track", "path"], surface = ["compacted", "fine_gravel"] }
            factor = 0.8

        Parameters
        ----------
        name
            Name of the theme.
        rules
            The content of the array, here `streets`.

        Raises
        ------
        ValueError
            A key, a column or a name is unknown, or a factor is not above 0; the message names the theme.
        """
        try:
            return cls(name, tuple(ClassRule.from_mapping(rule) for rule in rules))
        except (ValueError, TypeError) as error:
            msg = f"taste {name!r}: {error}"
            raise ValueError(msg) from error

    def with_weight(self, weight: float) -> Taste:
        """Give the same taste with another weight.

        Raises
        ------
        ValueError
            The weight does not lie between 0 and 1.
        """
        return replace(self, weight=weight)


def class_factors(
    classes: npt.NDArray[np.uint8], profile: Profile, tastes: Sequence[Taste] = ()
) -> npt.NDArray[np.int32]:
    """Give `factor_q8`, shape (K,), of every row of the class table (K, F).

    The factors of the themes are divided by their least product, where that is below 1, so that their liking shows on
    streets too that the profile holds for ideal already.
    """
    factors = np.maximum(1.0, multiply_factors(profile.taste, classes, profile.vehicle))
    liking = np.ones(len(classes), dtype=np.float64)
    for taste in tastes:
        liking *= multiply_factors(taste.rules, classes, profile.vehicle) ** taste.weight
    factors *= liking / min(1.0, liking.min(initial=1.0))
    return np.asarray(np.clip(np.rint(factors * FACTOR_ONE_Q8), FACTOR_ONE_Q8, MAX_FACTOR_Q8), dtype=np.int32)
