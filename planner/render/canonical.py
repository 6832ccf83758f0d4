"""Numbers, times and bytes of a document: the same value is always written in the same way."""

from __future__ import annotations

import json
import math
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from graphs.geo import Coordinate

__all__ = ["Document", "clean", "to_bytes", "to_degrees", "to_metres", "to_point", "to_seconds", "to_share", "to_time"]

Document: TypeAlias = dict[str, Any]

_DEGREE_DIGITS = 7
_METRE_DIGITS = 1
_SHARE_DIGITS = 4


def to_bytes(document: Mapping[str, Any]) -> bytes:
    """Write a document as UTF-8 without spaces; members keep their order.

    Raises
    ------
    ValueError
        A number is not finite.
    """
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8", errors="replace")


def to_degrees(value: float) -> float:
    """Round degrees to a centimetre."""
    return _round(value, _DEGREE_DIGITS)


def to_metres(value: float | None) -> float | None:
    """Round metres to a decimetre; None where unknown."""
    return None if value is None or not math.isfinite(value) else _round(value, _METRE_DIGITS)


def to_seconds(value: float | None) -> int | None:
    """Round to whole seconds; None where unknown."""
    return None if value is None or not math.isfinite(value) else round(float(value))


def to_share(value: float | None) -> float | None:
    """Round a share or a ratio; None where unknown."""
    return None if value is None or not math.isfinite(value) else _round(value, _SHARE_DIGITS)


def to_point(point: Coordinate) -> Document:
    """Write a point as requests do."""
    return {"lat": to_degrees(point.lat), "lon": to_degrees(point.lon)}


def to_time(departure: datetime | None, offset_s: float) -> str | int:
    """Write a moment: ISO 8601 with offset where the departure is known, else seconds from the start."""
    seconds = round(float(offset_s))
    if departure is None:
        return seconds
    return (departure + timedelta(seconds=seconds)).isoformat(timespec="seconds")


def clean(value: object) -> Any:  # noqa: ANN401
    """Turn numpy values, tuples and mappings into plain JSON values; numbers that are not finite become null."""
    if isinstance(value, dict):
        return {str(key): clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean(item) for item in value]
    if isinstance(value, np.generic | np.ndarray):
        return clean(value.tolist())
    if isinstance(value, float):
        return to_share(value)
    if value is None or isinstance(value, bool | int | str):
        return value
    return str(value)


def _round(value: float, digits: int) -> float:
    """Round, with a zero that bears no sign."""
    return round(float(value), digits) + 0.0
