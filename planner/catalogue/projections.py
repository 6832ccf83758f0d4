"""Coordinates of layers that are not in degrees."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

__all__ = ["find_projection", "to_degrees"]

_LAMBERT_93 = "EPSG:2154"
# Box of the projection in metres: https://epsg.io/2154
_LAMBERT_93_BOX = (-400_000.0, 5_900_000.0, 1_400_000.0, 7_300_000.0)
_WORLD = (-180.0, -90.0, 180.0, 90.0)
_DEGREES = frozenset({"4326", "84", "4258", "4171"})


def find_projection(document: Mapping[str, Any], geometries: Sequence[BaseGeometry]) -> str | None:
    """System of the coordinates: empty for degrees, else such as `EPSG:2154`; None where the numbers fit none.

    The member `crs` counts, where it is there and the numbers fit; else the numbers alone.
    """
    filled = [geometry for geometry in geometries if not geometry.is_empty]
    if not filled:
        return ""
    bounds = _total_bounds(filled)
    if _fits(bounds, _WORLD):
        return ""
    named = _named_system(document)
    if named and named not in _DEGREES:
        return f"EPSG:{named}"
    return _LAMBERT_93 if _fits(bounds, _LAMBERT_93_BOX) else None


def to_degrees(geometry: BaseGeometry, system: str) -> BaseGeometry:
    """Geometry in degrees (WGS 84), x the longitude.

    Raises
    ------
    ValueError
        The system is not known, or the place lies outside it.
    """
    from pyproj import Transformer
    from pyproj.exceptions import ProjError

    try:
        transformer = Transformer.from_crs(system, "EPSG:4326", always_xy=True)

        def turn(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
            x, y = transformer.transform(points[:, 0], points[:, 1], errcheck=True)
            return np.column_stack([x, y])

        return shapely.transform(geometry, turn)
    except ProjError as error:
        msg = f"{system} cannot be turned into degrees ({error})"
        raise ValueError(msg) from error


def _named_system(document: Mapping[str, Any]) -> str:
    crs = document.get("crs")
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    match = re.search(r"(?:EPSG|CRS)\D*?(\d+)$", name)
    return match.group(1) if match else ""


def _total_bounds(geometries: Sequence[BaseGeometry]) -> tuple[float, float, float, float]:
    west, south, east, north = shapely.total_bounds(np.array(geometries, dtype=object)).tolist()
    return west, south, east, north


def _fits(bounds: tuple[float, float, float, float], box: tuple[float, float, float, float]) -> bool:
    return bounds[0] >= box[0] and bounds[1] >= box[1] and bounds[2] <= box[2] and bounds[3] <= box[3]
