"""What is known of bikes on board: what the feed says, and rules by agency and line where it is silent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from graphs.transit.timetable import Timetable

__all__ = ["NO", "RESERVED", "UNKNOWN", "YES", "BoardingRule", "Days", "find_bikes", "is_idle", "list_bikes"]

UNKNOWN, YES, NO, RESERVED = 0, 1, 2, 3
"""What is known of bikes on board; reserved: they are taken, where a place was reserved."""
_LINES, _DAYS = "boarding_lines", "boarding_days"
_DAYS_KEPT = 32


class Days(Protocol):
    """Days on which a rule holds."""

    def contains(self, day: date) -> bool:
        """Say whether it holds on a day."""


@dataclass(frozen=True, slots=True)
class BoardingRule:
    """What holds for bikes on some lines on some days.

    `agency`, `route` and `feed` are patterns with `*` in small letters; `route` is tried on the name and on the id of a
    line. `bikes` is one of the numbers of this module, `credit` on whose word.
    """

    agency: str
    route: str
    feed: str
    bikes: int
    days: Days
    credit: str


def list_bikes(timetable: Timetable, day: int) -> npt.NDArray[np.uint8]:
    """Say what is known of bikes on board of each trip on a day, given as proleptic ordinal, shape (T,).

    The first rule that holds for a line counts where the feed is silent; that a place must be reserved counts also
    where the feed says that bikes are taken.
    """
    if not timetable.boarding:
        return timetable.trip_bikes
    known: dict[int, npt.NDArray[np.uint8]] = timetable.kept.setdefault(_DAYS, {})
    found = known.get(day)
    if found is None:
        said = _find_rules(timetable, day)
        codes = np.array([UNKNOWN, *(rule.bikes for rule in timetable.boarding)], np.uint8)[said + 1]
        by_rule = codes[_list_lines(timetable)]
        feed = timetable.trip_bikes
        found = np.where((feed == UNKNOWN) | ((feed == YES) & (by_rule == RESERVED)), by_rule, feed).astype(np.uint8)
        if len(known) >= _DAYS_KEPT:
            known.clear()
        known[day] = found
    return found


def find_bikes(timetable: Timetable, trip: int, day: int) -> tuple[int, str]:
    """Give what is known of bikes on board of a trip on a day, and on whose word; empty where nobody says anything."""
    code, feed = int(list_bikes(timetable, day)[trip]), int(timetable.trip_bikes[trip])
    if code == feed:
        return code, timetable.feeds[int(timetable.trip_feed[trip])].name if code else ""
    row = int(_find_rules(timetable, day)[_list_lines(timetable)[trip]])
    return code, timetable.boarding[row].credit


def is_idle(timetable: Timetable, rule: BoardingRule) -> bool:
    """Whether a rule speaks of no line of the timetable."""
    return not any(_fits(rule, *texts) for texts in _list_texts(timetable))


def _find_rules(timetable: Timetable, day: int) -> npt.NDArray[np.int64]:
    """Row of the first rule that holds for each line on a day, -1 where there is none."""
    when = date.fromordinal(day)
    found = np.full(len(_list_texts(timetable)), -1, np.int64)
    for row, fits in reversed(list(enumerate(_match(timetable)))):
        if timetable.boarding[row].days.contains(when):
            found[fits] = row
    return found


def _match(timetable: Timetable) -> Sequence[npt.NDArray[np.bool_]]:
    """Which lines each rule speaks of, worked out once."""
    known: list[npt.NDArray[np.bool_]] | None = timetable.kept.get("boarding_fits")
    if known is None:
        texts = _list_texts(timetable)
        known = [np.array([_fits(rule, *one) for one in texts], np.bool_) for rule in timetable.boarding]
        timetable.kept["boarding_fits"] = known
    return known


def _list_lines(timetable: Timetable) -> npt.NDArray[np.int64]:
    """Give the line of each trip as its number: trips of one route are of one line."""
    _list_texts(timetable)
    lines: npt.NDArray[np.int64] = timetable.kept[_LINES][1]
    return lines


def _list_texts(timetable: Timetable) -> list[tuple[str, str, str, str]]:
    """Agency, name and id of the route, and feed of every line, in small letters."""
    if _LINES not in timetable.kept:
        pairs = np.column_stack([timetable.trip_route, timetable.trip_feed])
        rows, number = np.unique(pairs, axis=0, return_inverse=True)
        texts = [
            (
                *(
                    timetable.get_string(int(column[route])).casefold()
                    for column in (timetable.route_agency, timetable.route_name, timetable.route_id)
                ),
                timetable.feeds[feed].name.casefold(),
            )
            for route, feed in rows.tolist()
        ]
        timetable.kept[_LINES] = (texts, number.reshape(-1).astype(np.int64))
    found: list[tuple[str, str, str, str]] = timetable.kept[_LINES][0]
    return found


def _fits(rule: BoardingRule, agency: str, name: str, route_id: str, feed: str) -> bool:
    return (
        fnmatchcase(agency, rule.agency)
        and (fnmatchcase(name, rule.route) or fnmatchcase(route_id, rule.route))
        and fnmatchcase(feed, rule.feed)
    )
