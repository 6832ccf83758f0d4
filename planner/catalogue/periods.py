"""When a dated rule holds: between two days, or every year between two days of the year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from planner.catalogue.cells import parse_date

__all__ = ["Period"]

_YEARLY = re.compile(r"^--(\d{2})-(\d{2})$")
_LEAP_YEAR = 2024


@dataclass(frozen=True, slots=True)
class Period:
    """Days on which a rule holds, both ends included; yearly ends are (month, day).

    Raises
    ------
    ValueError
        The end lies before the start, or only one end is yearly.
    """

    start: date | None = None
    end: date | None = None
    yearly_start: tuple[int, int] | None = None
    yearly_end: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        if (self.yearly_start is None) != (self.yearly_end is None):
            msg = "a yearly rule needs both from and to, such as --03-15 and --07-31"
            raise ValueError(msg)
        if self.start and self.end and self.end < self.start:
            msg = f"to ({self.end}) lies before from ({self.start})"
            raise ValueError(msg)

    @classmethod
    def from_text(cls, start: str, end: str) -> Period:
        """Read the cells `from` and `to`: 2026-03-15, 15/03/2026, --03-15 (every year), or empty.

        Raises
        ------
        ValueError
            A cell is no date, or the two do not fit.
        """
        yearly = [_parse_yearly(text.strip()) for text in (start, end)]
        if any(yearly):
            if not all(yearly):
                msg = "a yearly rule needs both from and to, such as --03-15 and --07-31"
                raise ValueError(msg)
            return cls(yearly_start=yearly[0], yearly_end=yearly[1])
        return cls(start=parse_date(start), end=parse_date(end))

    @property
    def is_dated(self) -> bool:
        """Whether the rule holds on some days only."""
        return self.start is not None or self.end is not None or self.yearly_start is not None

    @property
    def is_open_ended(self) -> bool:
        """Whether the rule holds for good: always, or from some day on."""
        return self.end is None and self.yearly_start is None

    def contains(self, day: date) -> bool:
        """Say whether the rule holds on a day; a yearly rule may span the turn of the year."""
        if self.yearly_start and self.yearly_end:
            today = (day.month, day.day)
            if self.yearly_start <= self.yearly_end:
                return self.yearly_start <= today <= self.yearly_end
            return today >= self.yearly_start or today <= self.yearly_end
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


def _parse_yearly(text: str) -> tuple[int, int] | None:
    match = _YEARLY.match(text)
    if not match:
        return None
    day = date(_LEAP_YEAR, int(match.group(1)), int(match.group(2)))
    return day.month, day.day
