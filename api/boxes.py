"""Boxes in query strings and on the command line: west, south, east, north."""

from __future__ import annotations

import math

from graphs.geo import BoundingBox
from planner.errors import InvalidRequestError

__all__ = ["list_boxes", "parse_box"]

_CORNERS, _CORNERS_WITH_HEIGHTS = 4, 6
_FARTHEST_EAST = 180.0
_WIDEST_ACROSS = 180.0


def parse_box(text: str, *, field: str = "bbox") -> BoundingBox:
    """Read one box.

    Raises
    ------
    InvalidRequestError
        The text is not four numbers in the right order.
    """
    numbers = _read_numbers(text)
    try:
        if len(numbers) == _CORNERS:
            return BoundingBox(*numbers)
    except ValueError:
        pass
    msg = f"{field} must be west,south,east,north in degrees, such as 2.7,50.4,2.9,50.5"
    raise InvalidRequestError(msg, field=field)


def list_boxes(text: str, *, field: str = "bbox") -> tuple[BoundingBox, ...]:
    """Read the box of a query as OGC API Features has it: one box, or two where it lies across the antimeridian.

    A west beyond the east crosses the antimeridian; where that would take in more than half the globe, they have
    changed places. Of six numbers the third and the sixth are heights; what is listed lies on the ground, so they
    choose nothing.

    Raises
    ------
    InvalidRequestError
        The text is not four or six numbers in the right order.

    References
    ----------
    OGC API - Features - Part 1: Core, 7.15.3 parameter bbox, https://docs.ogc.org/is/17-069r4/17-069r4.html
    """
    numbers = _read_numbers(text)
    try:
        if len(numbers) == _CORNERS_WITH_HEIGHTS and numbers[2] <= numbers[5]:
            numbers = [*numbers[:2], *numbers[3:5]]
        if len(numbers) == _CORNERS:
            west, south, east, north = numbers
            if west <= east:
                return (BoundingBox(west, south, east, north),)
            if east + 360 - west <= _WIDEST_ACROSS:
                return BoundingBox(west, south, _FARTHEST_EAST, north), BoundingBox(-_FARTHEST_EAST, south, east, north)
    except ValueError:
        pass
    msg = f"{field} must be west,south,east,north in degrees, such as 2.7,50.4,2.9,50.5"
    raise InvalidRequestError(msg, field=field)


def _read_numbers(text: str) -> list[float]:
    """Finite numbers between commas; none where one of them is something else."""
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        return []
    return numbers if all(math.isfinite(number) for number in numbers) else []
