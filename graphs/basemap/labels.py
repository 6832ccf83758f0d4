"""A point for the name of an area: tiles cut areas into pieces, and each piece would bear the name again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import shapely

from graphs.basemap.rules import load_map_rules
from graphs.basemap.shapes import DEEPEST_ZOOM, EXTENT, Shapes, ranges
from graphs.kernels.tiles import OUTER, POINT

if TYPE_CHECKING:
    from graphs.basemap.shapes import Table

__all__ = ["LABEL_CLASS", "label_areas"]

LABEL_CLASS = "label"
_LABELLED = frozenset({("terrils", "terril"), ("water", "water")})
_SIDE = 24 * EXTENT / 512
"""An area is named from the zoom at which it is about as wide as a short name: 24 pixels of a map of 512 per tile."""


def label_areas(shapes: Shapes, table: Table) -> Shapes:
    """Give a point inside each outline that bears a name, from the zoom at which there is room for it.

    Parameters
    ----------
    shapes, table
        The whole map on the deepest grid; the table gets rows of class `label`.
    """
    label_row = np.full(len(table.rows), -1, np.int32)
    from_zoom = np.zeros(len(table.rows), np.float64)
    for number, (layer, properties) in enumerate(tuple(table.rows)):
        told = dict(properties)
        if (layer, told.get("class")) in _LABELLED and "name" in told:
            names = tuple(item for item in properties if item[0].startswith("name"))
            label_row[number] = table.add(layer, (("class", LABEL_CLASS), *names))
            from_zoom[number] = dict(load_map_rules().layers[layer].keys)["name"]
    parts = np.flatnonzero((shapes.kind == OUTER) & (label_row[shapes.row] >= 0))
    if len(parts) == 0:
        return Shapes.empty()
    outlines = _to_polygons(shapes, parts)
    inside: npt.NDArray[Any] = shapely.point_on_surface(outlines)
    good = ~shapely.is_empty(inside)
    parts, inside, side = parts[good], inside[good], np.sqrt(shapely.area(outlines[good]))
    roomy = np.ceil(DEEPEST_ZOOM - np.log2(np.maximum(side, 1.0) / _SIDE))
    row = shapes.row[parts]
    return Shapes(
        np.rint(shapely.get_x(inside)).astype(np.int32),
        np.rint(shapely.get_y(inside)).astype(np.int32),
        np.arange(len(parts) + 1, dtype=np.int64),
        np.full(len(parts), POINT, np.uint8),
        np.full(len(parts), -1, np.int64),
        label_row[row],
        np.clip(roomy, from_zoom[row], DEEPEST_ZOOM).astype(np.uint8),
    )


def _to_polygons(shapes: Shapes, parts: npt.NDArray[np.intp]) -> npt.NDArray[Any]:
    first, points = ranges(shapes.first, parts)
    owner = np.repeat(np.arange(len(parts)), np.diff(first))
    corners = np.column_stack([shapes.x[points], shapes.y[points]]).astype(float)
    rings: Any = shapely.linearrings(corners, indices=owner)
    polygons: npt.NDArray[Any] = shapely.polygons(rings)
    return polygons
