"""What one zoom shows: shapes chosen, properties left away, lines joined, outlines thinned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import shapely

from graphs.basemap.rules import load_map_rules
from graphs.basemap.shapes import DEEPEST_ZOOM, EXTENT, GRID_BITS, Shapes
from graphs.kernels.tiles import LINE, measure_parts, thin_parts

if TYPE_CHECKING:
    from graphs.basemap.shapes import Table

__all__ = ["SPREAD_PX", "ZoomPlan", "look_at", "measure"]

SPREAD_PX = EXTENT / 512
"""Units of a tile per pixel of a map of 512 pixels per tile."""

_JOIN_UP_TO = 12
"""Deepest zoom that joins all lines; beyond, names part streets anyway, and only routes are joined."""
_THIN_PX = 0.5
_THIN_DEEPEST_PX = 0.125
"""The deepest zoom is also drawn at all scales beyond."""


@dataclass(frozen=True, slots=True, eq=False)
class ZoomPlan:
    """What a zoom makes of each row of the table of all properties."""

    row: npt.NDArray[np.int32]
    """Row with the properties that the zoom writes."""
    least_area: npt.NDArray[np.float64]
    """Smallest area that it shows, in units of the deepest grid."""
    joins: npt.NDArray[np.bool_]
    """Whether lines that meet become one."""

    @classmethod
    def make(cls, table: Table, zoom: int) -> ZoomPlan:
        """Work out what of each row a zoom writes; rows that become the same get the same number."""
        layers = load_map_rules().layers
        count = len(table.rows)
        row, least, joins = np.empty(count, np.int32), np.empty(count), np.empty(count, bool)
        unit = 2 ** (DEEPEST_ZOOM - zoom)
        for number in range(count):
            layer, properties = table.rows[number]
            from_zoom = dict(layers[layer].keys)
            written = tuple(item for item in properties if from_zoom.get(item[0], 0) <= zoom)
            row[number] = table.add(layer, written)
            joins[number] = zoom <= _JOIN_UP_TO or layer == "routes"
            least[number] = (layers[layer].least_px * SPREAD_PX * unit) ** 2
        return cls(row, least, joins)


def look_at(shapes: Shapes, zoom: int, area: npt.NDArray[np.float64], plan: ZoomPlan) -> Shapes:
    """Give what a zoom shows, on the grid of that zoom.

    Parameters
    ----------
    shapes
        The whole map on the deepest grid.
    zoom
        Zoom.
    area
        Area of each ring of `shapes` (Q,), 0 for other parts.
    plan
        What the zoom leaves away.
    """
    chosen = shapes.take(np.flatnonzero(_is_shown(shapes, zoom, area, plan)))
    lines = (chosen.kind == LINE) & plan.joins[chosen.row]
    chosen.row[:] = plan.row[chosen.row]
    chosen = _join_lines(chosen, lines)
    order = np.argsort(chosen.row, kind="stable")
    if np.any(order[1:] < order[:-1]):
        chosen = chosen.take(order)
    return _scale(_thin(chosen, zoom), DEEPEST_ZOOM - zoom)


def _is_shown(shapes: Shapes, zoom: int, area: npt.NDArray[np.float64], plan: ZoomPlan) -> npt.NDArray[np.bool_]:
    shown: npt.NDArray[np.bool_] = shapes.zoom <= zoom
    shown &= (shapes.kind <= LINE) | (area >= plan.least_area[shapes.row])
    return shown


def _join_lines(shapes: Shapes, lines: npt.NDArray[np.bool_]) -> Shapes:
    """Join those parts that are marked, of the same properties, where they meet end to end."""
    if not lines.any():
        return shapes
    part = np.flatnonzero(lines)
    part = part[np.argsort(shapes.row[part], kind="stable")]
    chosen = shapes.take(part)
    owner = np.repeat(np.arange(len(part)), np.diff(chosen.first))
    drawn: Any = shapely.linestrings(np.column_stack([chosen.x, chosen.y]).astype(float), indices=owner)
    rows, row = np.unique(chosen.row, return_inverse=True)
    joined = shapely.line_merge(shapely.multilinestrings(drawn, indices=row))
    pieces, group = shapely.get_parts(joined, return_index=True)
    points, owner = shapely.get_coordinates(pieces, return_index=True)
    count = len(pieces)
    made = Shapes(
        points[:, 0].astype(np.int32),
        points[:, 1].astype(np.int32),
        np.searchsorted(owner, np.arange(count + 1)).astype(np.int64),
        np.full(count, LINE, np.uint8),
        np.full(count, -1, np.int64),
        rows[group].astype(np.int32),
        np.zeros(count, np.uint8),
    )
    return Shapes.join([shapes.take(np.flatnonzero(~lines)), made])


def _thin(shapes: Shapes, zoom: int) -> Shapes:
    pixels = _THIN_DEEPEST_PX if zoom == DEEPEST_ZOOM else _THIN_PX
    limit = pixels * SPREAD_PX * 2 ** (DEEPEST_ZOOM - zoom)
    keep = np.zeros(len(shapes.x), np.uint8)
    thin_parts(shapes.x, shapes.y, shapes.first, shapes.kind, limit, keep)
    kept = keep.astype(bool)
    first = np.concatenate([np.zeros(1, np.int64), np.cumsum(kept)])[shapes.first]
    return Shapes(shapes.x[kept], shapes.y[kept], first, shapes.kind, shapes.outline, shapes.row, shapes.zoom)


def _scale(shapes: Shapes, bits: int) -> Shapes:
    if bits == 0:
        return shapes
    half = 1 << (bits - 1)
    limit = (1 << (GRID_BITS - bits)) - 1
    x, y = (np.minimum((axis + half) >> bits, limit).astype(np.int32) for axis in (shapes.x, shapes.y))
    return Shapes(x, y, shapes.first, shapes.kind, shapes.outline, shapes.row, shapes.zoom)


def measure(shapes: Shapes) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float64]]:
    """Box of each part (4, Q: least x, least y, greatest x, greatest y) and area of each ring (Q,)."""
    count = len(shapes.kind)
    box, area = np.empty(4 * count, np.int32), np.empty(count)
    measure_parts(shapes.x, shapes.y, shapes.first, shapes.kind, box, area)
    return np.ascontiguousarray(box.reshape(-1, 4).T), area
