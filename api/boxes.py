"""Boxes in query strings and on the command line: west, south, east, north."""

from __future__ import annotations

from graphs.geo import BoundingBox
from planner.errors import InvalidRequestError

__all__ = ["parse_box"]

_CORNERS = 4


def parse_box(text: str, *, field: str = "bbox") -> BoundingBox:
    """Read a box.

    Raises
    ------
    InvalidRequestError
        The text is not four numbers in the right order.
    """
    parts = text.split(",")
    try:
        numbers = [float(part) for part in parts]
        if len(numbers) == _CORNERS:
            return BoundingBox(*numbers)
    except ValueError:
        pass
    msg = f"{field} must be west,south,east,north in degrees, such as 2.7,50.4,2.9,50.5"
    raise InvalidRequestError(msg, field=field)
