"""Numbers out of tag values: widths, speeds, inclines, durations. What cannot be read is None, never an error."""

from __future__ import annotations

from math import radians, tan
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["to_duration_s", "to_incline_pct", "to_kmh", "to_layer", "to_number", "to_width_dm"]

_LONGEST = 24
_NUMBER = frozenset("0123456789.+-")
_METRES = {"": 1.0, "m": 1.0, "metre": 1.0, "metres": 1.0, "meter": 1.0, "meters": 1.0, "cm": 0.01, "mm": 0.001}
_METRES |= {"ft": 0.3048, "feet": 0.3048, "foot": 0.3048, "in": 0.0254, "'": 0.3048, '"': 0.0254}
_KMH = {"": 1.0, "km/h": 1.0, "kmh": 1.0, "kph": 1.0, "mph": 1.609344, "knots": 1.852}
_WIDEST_M = 100.0
_FASTEST_KMH = 300.0
_STEEPEST_PCT = 100.0
_STEEPEST_DEG = 45.0
_LONGEST_CROSSING_S = 7 * 86_400
_DEEPEST_LAYER = 100
_WHOLE_BYTE = 255
_ISO_DAY_S = {"W": 604_800, "D": 86_400}
_ISO_TIME_S = {"H": 3600, "M": 60, "S": 1}


def to_number(text: str) -> float | None:
    """Read a plain decimal number, with a point or a comma."""
    text = text.strip().replace(",", ".")
    if not text or len(text) > _LONGEST or not _NUMBER.issuperset(text):
        return None
    try:
        return float(text)
    except ValueError:
        return None


def _split_unit(text: str) -> tuple[str, str]:
    end = 0
    while end < len(text) and (text[end] in _NUMBER or text[end] == ","):
        end += 1
    return text[:end], text[end:].strip().lower()


def _to_metres(text: str) -> float | None:
    text = text.strip().lstrip("<>~≤≥").strip().replace("\u2032", "'").replace("\u2033", '"').replace("''", '"')
    feet, quote, inches = text.partition("'")
    if quote and inches:
        parts = (to_number(feet), to_number(inches.rstrip('"')))
        return None if parts[0] is None or parts[1] is None else parts[0] * 0.3048 + parts[1] * 0.0254
    digits, unit = _split_unit(text)
    factor = _METRES.get(unit)
    number = to_number(digits)
    return None if factor is None or number is None else number * factor


def to_width_dm(text: str) -> int | None:
    """Read a width in decimetres, rounded down, at most 255: the least of several values and of a range."""
    if not text or len(text) > 2 * _LONGEST:
        return None
    found = []
    for value in text.split(";"):
        for part in value.split("-"):
            metres = _to_metres(part)
            if metres is None or not 0 < metres <= _WIDEST_M:
                return None
            found.append(metres)
    width_dm = int(min(found) * 10 + 1e-6)
    return min(width_dm, _WHOLE_BYTE) if width_dm else None


def to_kmh(text: str, words: Mapping[str, int]) -> int | None:
    """Read a speed in km/h: a number with or without unit, a word or a zone; the highest of several values."""
    if not text or len(text) > 2 * _LONGEST:
        return None
    found = [speed for part in text.split(";") if (speed := _to_single_kmh(part.strip(), words)) is not None]
    return max(found) if found else None


def _to_single_kmh(text: str, words: Mapping[str, int]) -> int | None:
    digits, unit = _split_unit(text)
    number = to_number(digits)
    factor = _KMH.get(unit)
    if number is not None and factor is not None:
        speed = number * factor
        return round(speed) if 0 < speed <= _FASTEST_KMH else None
    if text in words:
        return words[text]
    return words.get(text.partition(":")[2])


def to_incline_pct(text: str) -> int | None:
    """Read an incline along the way in whole percent, within 100.

    `up` and `down` bear no number: they give the least rise and fall, 1 and -1.
    """
    if not text or len(text) > _LONGEST:
        return None
    if text in {"up", "down"}:
        return 1 if text == "up" else -1
    digits, unit = _split_unit(text.strip())
    number = to_number(digits)
    if number is None:
        return None
    if unit == "°":
        if abs(number) > _STEEPEST_DEG:
            return None
        number = 100 * tan(radians(number))
    elif unit not in {"", "%"}:
        return None
    return round(number) if abs(number) <= _STEEPEST_PCT + 1e-6 else None


def to_duration_s(text: str) -> int | None:
    """Read a duration in seconds: minutes, hh:mm, hh:mm:ss or ISO 8601 (PT1H30M); None above a week."""
    text = text.strip()
    if not text or len(text) > _LONGEST or not text.isascii():
        return None
    seconds = _to_iso_s(text[1:]) if text[0] == "P" else _to_clock_s(text.split(":"))
    return seconds if seconds is not None and 0 < seconds <= _LONGEST_CROSSING_S else None


def _to_clock_s(parts: list[str]) -> int | None:
    if len(parts) > 3 or not all(part.isdigit() for part in parts):  # noqa: PLR2004 - hours, minutes, seconds
        return None
    numbers = [int(part) for part in parts]
    if any(number >= 60 for number in numbers[1:]):  # noqa: PLR2004 - minutes and seconds
        return None
    if len(numbers) == 1:
        return numbers[0] * 60
    hours, minutes, *seconds = numbers
    return hours * 3600 + minutes * 60 + sum(seconds)


def _to_iso_s(text: str) -> int | None:
    days, letter, times = text.partition("T")
    if letter and not times:
        return None
    parts = (_sum_units(days, _ISO_DAY_S), _sum_units(times, _ISO_TIME_S))
    return None if parts[0] is None or parts[1] is None else parts[0] + parts[1]


def _sum_units(text: str, units: Mapping[str, int]) -> int | None:
    total, digits = 0, ""
    for sign in text:
        if sign.isdigit():
            digits += sign
        elif sign in units and digits:
            total, digits = total + int(digits) * units[sign], ""
        else:
            return None
    return None if digits else total


def to_layer(text: str) -> int:
    """Read a layer, 0 where it cannot be read."""
    number = to_number(text)
    return int(number) if number is not None and abs(number) <= _DEEPEST_LAYER else 0
