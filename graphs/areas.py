"""Country and region as ISO 3166 names them, for the rules that hold there."""

from __future__ import annotations

import re

__all__ = ["Area", "format_area", "parse_area"]

Area = tuple[str | None, str | None]
"""ISO 3166-1 code of the country and ISO 3166-2 code of the region, None where unknown."""

_CODE = re.compile(r"(?P<country>[A-Z]{2})(-[A-Z0-9]{1,3})?")


def parse_area(text: str) -> Area:
    """Read `FR`, or `BE-WAL` with a region, in any case; an empty text is nowhere.

    Raises
    ------
    ValueError
        It is no such code.
    """
    code = text.strip().upper()
    if not code:
        return None, None
    found = _CODE.fullmatch(code)
    if found is None:
        msg = f"{text!r} is no code of a country or region: give one of ISO 3166 such as FR or BE-WAL"
        raise ValueError(msg)
    return found["country"], code if "-" in code else None


def format_area(area: Area) -> str:
    """Write an area the shortest way, empty for nowhere."""
    country, region = area
    return region or country or ""
