"""Cells of a table as people write them: numbers with a comma, swapped coordinates, dates."""

from __future__ import annotations

import math
import re
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

from graphs.geo import Coordinate

if TYPE_CHECKING:
    from graphs.geo import BoundingBox

__all__ = ["AREA_OF_SERVICE_MARGIN_M", "parse_as_of", "parse_date", "parse_number", "parse_position"]

_YEAR_FIRST = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})")
_YEAR_LAST = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})")

AREA_OF_SERVICE_MARGIN_M = 50_000.0
"""A swapped pair of coordinates is one that lies this near to the territory only when turned round."""


def parse_number(text: str) -> float | None:
    """Finite number with a decimal point or comma, None for an empty cell.

    Raises
    ------
    ValueError
        The cell holds no number.
    """
    plain = text.strip().replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
    if not plain:
        return None
    if "," in plain and "." not in plain:
        plain = plain.replace(",", ".")
    value = float(plain)
    if not math.isfinite(value):
        msg = f"{text} is no finite number"
        raise ValueError(msg)
    return value


def parse_position(lat_text: str, lon_text: str, near: BoundingBox | None) -> tuple[Coordinate, bool]:
    """Position of a row, and whether latitude and longitude had been swapped.

    Raises
    ------
    ValueError
        A coordinate is missing or no coordinate of the earth.
    """
    lat, lon = parse_number(lat_text), parse_number(lon_text)
    if lat is None or lon is None or (lat == 0 and lon == 0):
        msg = "lat and lon are missing: give both in degrees (WGS 84)"
        raise ValueError(msg)
    straight, turned = _find_point(lat, lon), _find_point(lon, lat)
    if straight and (near is None or near.contains(straight, margin_m=AREA_OF_SERVICE_MARGIN_M)):
        return straight, False
    if turned and (straight is None or (near and near.contains(turned, margin_m=AREA_OF_SERVICE_MARGIN_M))):
        return turned, True
    if straight:
        return straight, False
    msg = f"lat {lat_text} and lon {lon_text} are no degrees of WGS 84"
    raise ValueError(msg)


def _find_point(lat: float, lon: float) -> Coordinate | None:
    try:
        return Coordinate(lat, lon)
    except ValueError:
        return None


def parse_date(text: str) -> date | None:
    """Date as 2026-06-13 or 13/06/2026, None for an empty cell.

    A year has four digits, for one of two is the first century to some readers and this one to others.

    Raises
    ------
    ValueError
        The cell holds no date.
    """
    plain = text.strip()
    if not plain:
        return None
    match = _YEAR_LAST.fullmatch(plain) or _YEAR_FIRST.fullmatch(plain)
    if match:
        # A day that the calendar lacks is told as any other text.
        with suppress(ValueError):
            return date(int(match["year"]), int(match["month"]), int(match["day"]))
    msg = f"{plain} is no date: write 2026-06-13 or 13/06/2026"
    raise ValueError(msg)


def parse_as_of(text: str) -> str:
    """Day, month or year as of which something is true: 2026-11-22 (or 22/11/2026), 2026-04 or 2018.

    Raises
    ------
    ValueError
        The cell holds none of these.
    """
    plain = text.strip()
    if re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2]))?", plain):
        return plain
    try:
        day = parse_date(plain)
    except ValueError as error:
        msg = f"{plain} is no date: write 2026-11-22, 2026-11 or 2026"
        raise ValueError(msg) from error
    return day.isoformat() if day else ""
