"""Opening hours put into words that the library evaluates as the specification means them.

The library knows public holidays by country only and school holidays not at all, takes a comment for an opening, and
an open end for midnight. So holidays become the weekdays of the days that are asked about, a rule with nothing but a
comment becomes unknown, and an open end becomes two texts: one for what is sure, one for what may be.

References
----------
https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from planner.hours.calendars import days_around

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from planner.hours.calendars import Calendar, HolidayKind

__all__ = ["find_holidays", "put_weekdays", "split_fallbacks", "tidy", "to_least", "to_most"]

_WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_KINDS: dict[str, HolidayKind] = {"PH": "public", "SH": "school"}
_OFFSET = r"(?:\s*[+-]\s*\d{1,3}\s*days?)?"
_DAY = "|".join(_WEEKDAYS)
_HOLIDAY = rf"(?:PH|SH)\b{_OFFSET}"
_WEEKDAY = rf"(?:{_DAY})\b(?:\s*-\s*(?:{_DAY})\b)?(?:\s*\[[-\d,\s]+\])?{_OFFSET}"
_ITEM = rf"(?:{_HOLIDAY}|{_WEEKDAY})"
_SEQUENCE = re.compile(rf"\b{_ITEM}(?:(?:\s*,\s*|\s+){_ITEM})*", re.IGNORECASE)
_HOLIDAY_ITEM = re.compile(r"(PH|SH)\b(?:\s*([+-])\s*(\d+)\s*days?)?", re.IGNORECASE)
_WEEKDAY_ITEM = re.compile(rf"({_DAY})\b(?:\s*-\s*({_DAY})\b)?(.*)", re.IGNORECASE | re.DOTALL)
_BETWEEN = re.compile(rf"(\s*,\s*|\s+)(?={_ITEM})", re.IGNORECASE)
_QUOTED = re.compile(r'("[^"]*")')
_STATE_BEFORE = re.compile(r"\b(?:open|closed|off|unknown)\s*$", re.IGNORECASE)
_DASHES = str.maketrans({"\u2013": "-", "\u2014": "-", "\u2011": "-", "\u00a0": " ", "\t": " ", "\n": " ", "\r": " "})
_TIME = r"(?:\d{1,2}:\d{2}|sunrise|sunset|dawn|dusk|\([^()]*\))"
_OPEN_END = re.compile(rf"({_TIME})(?:\s*-\s*({_TIME}))?\s*\+(?!\s*\d)", re.IGNORECASE)
_STEPS = re.compile(rf"({_TIME})\s*-\s*{_TIME}\s*/\s*\d{{1,3}}(?::\d{{2}})?", re.IGNORECASE)


def tidy(text: str) -> str:
    """Mend what is written sloppily but means one thing only, and call a rule with a mere comment unknown."""
    parts = _QUOTED.split(text)
    for number, part in enumerate(parts):
        if number % 2 == 0:
            parts[number] = re.sub(" {2,}", " ", part.translate(_DASHES))
    for number in range(1, len(parts), 2):
        is_label = parts[number + 1].lstrip().startswith(":")
        if not is_label and not _STATE_BEFORE.search(parts[number - 1]):
            parts[number] = f"unknown {parts[number]}"
    return "".join(parts).strip().rstrip(";, ")


def find_holidays(text: str) -> frozenset[HolidayKind]:
    """Kinds of holidays, `public` and `school`, that a text names."""
    found = (_HOLIDAY_ITEM.findall(part) for part in _list_plain(text))
    return frozenset(_KINDS[item[0].upper()] for items in found for item in items)


def put_weekdays(text: str, day: date, calendars: Mapping[HolidayKind, Calendar]) -> str:
    """Put weekdays in the place of holidays; the text then holds from the day before until the day after.

    Parameters
    ----------
    text
        A tidy text.
    day
        The day that is asked about.
    calendars
        Calendar of each kind of holiday that the text names.
    """

    def rewrite(match: re.Match[str]) -> str:
        words = match.group()
        return _rewrite(words, day, calendars) if _HOLIDAY_ITEM.search(words) else words

    return _map_plain(text, lambda part: _SEQUENCE.sub(rewrite, part))


def split_fallbacks(text: str) -> list[str]:
    """Give the parts of a text each of which counts only where those before it leave it closed."""
    marked = _map_plain(text, lambda part: part.replace("||", "\0"))
    return [part.strip() for part in marked.split("\0")]


def to_least(text: str) -> str:
    """Give the text with what is surely open of an open end and of tours at intervals: the minute at their start."""

    def shorten(match: re.Match[str]) -> str:
        begin, end = match.groups()
        return f"{begin}-{end}" if end else _minute(begin)

    def write(part: str) -> str:
        return _OPEN_END.sub(shorten, _STEPS.sub(lambda match: _minute(match.group(1)), part))

    return _map_plain(text, write)


def to_most(text: str) -> str:
    """Give the text with the most that an open end may mean: until midnight."""
    return _map_plain(text, lambda part: _OPEN_END.sub(lambda match: f"{match.group(1)}-24:00", part))


def _minute(begin: str) -> str:
    if ":" in begin and not begin.startswith("("):
        hours, minutes = (int(number) for number in begin.split(":"))
        after = hours * 60 + minutes + 1
        return f"{begin}-{after // 60:02d}:{after % 60:02d}"
    return f"{begin}-({begin}+00:01)" if not begin.startswith("(") else f"{begin}-24:00 unknown"


def _list_plain(text: str) -> list[str]:
    return _QUOTED.split(text)[::2]


def _map_plain(text: str, write: Callable[[str], str]) -> str:
    """Rewrite what stands outside of quotation marks."""
    parts = _QUOTED.split(text)
    return "".join(part if number % 2 else write(part) for number, part in enumerate(parts))


def _rewrite(words: str, day: date, calendars: Mapping[HolidayKind, Calendar]) -> str:
    """Rewrite days: a comma joins, a space narrows down, as in `SH Mo-Fr`."""
    pieces = _BETWEEN.split(words)
    groups: list[list[str]] = [[]]
    for number, piece in enumerate(pieces):
        if number % 2 == 0:
            groups[-1].append(piece.strip())
        elif "," not in piece:
            groups.append([])
    if len(groups) == 1:
        items = [item for piece in groups[0] for item in _put(piece, day, calendars)]
    else:
        items = _narrow([[item for piece in group for item in _spread(piece, day, calendars)] for group in groups])
    return ",".join(dict.fromkeys(items)) or _WEEKDAYS[(day + timedelta(days=3)).weekday()]


def _put(piece: str, day: date, calendars: Mapping[HolidayKind, Calendar]) -> list[str]:
    """Give a weekday or a range as it is, a holiday as the weekdays around a day on which it falls."""
    match = _HOLIDAY_ITEM.fullmatch(piece)
    if match is None:
        return [piece]
    calendar = calendars[_KINDS[match.group(1).upper()]]
    shift = timedelta(days=int(f"{match.group(2)}{match.group(3)}")) if match.group(2) else timedelta()
    return [_WEEKDAYS[other.weekday()] for other in days_around(day) if calendar.holds(other - shift)]


def _spread(piece: str, day: date, calendars: Mapping[HolidayKind, Calendar]) -> list[str]:
    """Give each weekday of a range on its own, with what narrows it down within its month."""
    match = _WEEKDAY_ITEM.fullmatch(piece)
    if match is None:
        return _put(piece, day, calendars)
    first, last, rest = match.groups()
    start = _WEEKDAYS.index(first.capitalize())
    end = _WEEKDAYS.index((last or first).capitalize())
    return [_WEEKDAYS[(start + step) % 7] + rest for step in range((end - start) % 7 + 1)]


def _narrow(groups: list[list[str]]) -> list[str]:
    """Keep the days that every group holds, in the words of the one that says most of them."""
    kept = groups[0]
    for group in groups[1:]:
        both = {item[:2] for item in kept} & {item[:2] for item in group}
        kept = [item for item in (*kept, *group) if item[:2] in both]
        longest = {item[:2]: item for item in sorted(kept, key=len)}
        kept = [item for item in dict.fromkeys(kept) if len(item) > 2 or longest[item[:2]] == item]  # noqa: PLR2004
    return kept
