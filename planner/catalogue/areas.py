"""Codes of countries and regions that a description of a territory gives, for itself and for its extracts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphs.areas import format_area, parse_area
from planner.errors import CatalogueError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

__all__ = ["list_areas", "read_code"]


def read_code(name: str, value: object, *, with_region: bool | None = None) -> str:
    """Read an ISO 3166 code, empty for none; `with_region` tells whether it must name a region, None for either.

    Raises
    ------
    CatalogueError
        It is no such code; the message begins with `name`.
    """
    try:
        area = parse_area(str(value))
    except ValueError as error:
        raise CatalogueError(f"{name}: {error}", field=name) from error
    if with_region is not None and area[0] is not None and (area[1] is not None) != with_region:
        right = "a region such as BE-WAL" if with_region else "a country such as FR"
        msg = f"{name}: {value!r} must be the ISO 3166 code of {right}"
        raise CatalogueError(msg, field=name)
    return format_area(area)


def list_areas(osm: Sequence[Path], areas: Sequence[str], named: Mapping[str, str]) -> list[str]:
    """Code of the area of each extract, empty for that of the territory.

    Parameters
    ----------
    osm
        Extracts.
    areas
        Their codes, or none.
    named
        Codes by the name of the file, which go first.

    Raises
    ------
    CatalogueError
        A code is wrong, there are not as many as extracts, or a name is none of theirs.
    """
    names = [path.name for path in osm]
    unknown = sorted(named.keys() - set(names))
    if unknown:
        msg = f"areas: there is no extract {unknown[0]}; there are {', '.join(names)}"
        raise CatalogueError(msg, field="areas")
    given = areas or [""] * len(osm)
    if len(given) != len(osm):
        msg = f"areas: give one code for each of the {len(osm)} extracts, got {len(given)}"
        raise CatalogueError(msg, field="areas")
    return [read_code("areas", named.get(name) or code) for name, code in zip(names, given, strict=True)]
