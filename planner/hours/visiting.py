"""When a visit may take place in one trip: openings on the clock of the trip."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from planner.hours.evaluate import read_day
from planner.hours.zones import get_zone

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.hours.spot import Spot

__all__ = ["Clock", "VisitHours", "get_visit_hours"]

_EVER_MS = 1 << 38
_FIRST_YEAR, _LAST_YEAR = 1900, 9990
_MS = timedelta(milliseconds=1)

Window = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Clock:
    """When a trip sets out, how far ahead its day is looked at, how long it waits for an opening, how sure it is."""

    departure: datetime
    ahead: timedelta
    longest_wait_ms: int
    known_only: bool = False
    """Whether nothing is visited of which nobody knows that it is open then."""
    pause: Window | None = None
    """When a break is foreseen and how long it takes, in milliseconds: the clock of visits stands still meanwhile."""

    @property
    def ahead_ms(self) -> int:
        """How far ahead its day is looked at, in milliseconds."""
        return self.ahead // _MS


@dataclass(frozen=True, slots=True)
class VisitHours:
    """Windows (start, end) in milliseconds from the departure, in order and apart; at all other times it is closed.

    In those of `open` it is open; in those of `possible`, which hold them, it is open or nobody knows.
    """

    open: tuple[Window, ...]
    possible: tuple[Window, ...]
    longest_wait_ms: int
    whole: VisitHours | None = None
    """What `around` was asked of, on the clock that does not stand still; None for hours that nobody asked."""

    def begin(self, arrival_ms: int, stay_ms: int) -> tuple[int, Literal["open", "closed", "unknown"]]:
        """Give the start of a visit, in milliseconds, and how sure it is that it is open from then on.

        One waits for an opening, but not too long; a visit that fits nowhere starts on arrival and is closed.
        """
        for start, end in self.possible:
            begin = max(start, arrival_ms)
            if begin - arrival_ms > self.longest_wait_ms:
                break
            if begin + stay_ms <= end:
                sure = any(a <= begin and begin + stay_ms <= b for a, b in self.open)
                return begin, "open" if sure else "unknown"
        return arrival_ms, "closed"

    def without_unknown(self) -> VisitHours:
        """Give the hours of those who count as closed what nobody knows."""
        return VisitHours(self.open, self.open, self.longest_wait_ms)

    def around(self, pause: Window) -> VisitHours:
        """Give the same hours on a clock that stands still during a break: when it begins, and how long it takes."""
        return VisitHours(
            _cut_out(self.open, *pause), _cut_out(self.possible, *pause), self.longest_wait_ms, self.whole or self
        )

    def list_starts(self, stay_ms: int) -> list[Window]:
        """List the earliest and latest starts of a visit."""
        return [(start, end - stay_ms) for start, end in self.possible if start + stay_ms <= end]

    def opens_within(self, latest_ms: int, stay_ms: int) -> bool:
        """Whether a visit can begin until the latest time."""
        return any(start <= latest_ms for start, _ in self.list_starts(stay_ms))

    def binds(self, latest_ms: int) -> bool:
        """Whether there is a time until the latest at which it is closed."""
        return not any(start <= 0 and end >= latest_ms for start, end in self.possible)


def get_visit_hours(text: str, spot: Spot, clock: Clock) -> VisitHours:
    """Read opening hours for a trip; beyond what is looked ahead nothing is known."""
    if not text.strip() or not _FIRST_YEAR < clock.departure.year < _LAST_YEAR:
        return VisitHours((), ((0, _EVER_MS),), clock.longest_wait_ms)
    day = clock.departure.astimezone(get_zone(spot)).date()
    spans: list[tuple[int, int, bool]] = []
    at_ms = 0
    while at_ms < clock.ahead_ms:
        found = read_day(text, spot, day)
        spans.extend((_since(clock, span.start), _since(clock, span.end), span.sure) for span in found.spans)
        day += timedelta(days=1)
        at_ms = _since(clock, found.end)
    spans.append((at_ms, _EVER_MS, False))
    later = [(max(0, start), end, sure) for start, end, sure in spans if end > 0]
    return VisitHours(
        _join((start, end) for start, end, sure in later if sure),
        _join((start, end) for start, end, _ in later),
        clock.longest_wait_ms,
    )


def _cut_out(windows: Iterable[Window], at_ms: int, length_ms: int) -> tuple[Window, ...]:
    """Leave a stretch of time out of windows, and have what comes after it begin where it began."""
    parts = []
    for start, end in windows:
        parts += [(start, min(end, at_ms))] if start < at_ms else []
        parts += [(max(start - length_ms, at_ms), end - length_ms)] if end > at_ms + length_ms else []
    return _join(parts)


def _since(clock: Clock, moment: datetime) -> int:
    """Milliseconds from the departure."""
    return (moment.astimezone(UTC) - clock.departure.astimezone(UTC)) // _MS


def _join(windows: Iterable[Window]) -> tuple[Window, ...]:
    """Join windows that follow one another without a gap."""
    joined: list[Window] = []
    for start, end in windows:
        if joined and joined[-1][1] >= start:
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return tuple(joined)
