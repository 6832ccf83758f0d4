"""Down the quadtree: shapes of a zoom cut into the tiles of that zoom, in the order of their numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from pmtiles.tile import zxy_to_tileid

from graphs.basemap.shapes import EXTENT, EXTENT_BITS, Shapes
from graphs.basemap.zooming import measure
from graphs.kernels.tiles import POINT, cut_parts

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["BUFFER", "Tile", "cut_into_tiles"]

BUFFER = 64
"""Units beyond the border of a tile that are still in it, so that wide lines do not end at seams."""


@dataclass(frozen=True, slots=True, eq=False)
class Tile:
    """What one tile shows; points relative to its corner."""

    number: int
    """As PMTiles counts tiles."""
    shapes: Shapes


def cut_into_tiles(shapes: Shapes, zoom: int, tiles: tuple[int, int, int, int]) -> Iterator[Tile]:
    """Yield the tiles that show something, in the order of their numbers.

    Parameters
    ----------
    shapes
        What the zoom shows, on its grid.
    zoom
        Zoom.
    tiles
        Least column, least row, greatest column, greatest row of the tiles wanted.
    """
    if len(shapes.kind):
        box, _ = measure(shapes)
        yield from _descend(shapes, box, 0, (0, 0), zoom, tiles)


def _descend(
    shapes: Shapes,
    box: npt.NDArray[np.int32],
    level: int,
    place: tuple[int, int],
    zoom: int,
    tiles: tuple[int, int, int, int],
) -> Iterator[Tile]:
    """Go down from one square of the quadtree; `box` holds the box of each part (4, Q)."""
    if level == zoom:
        number = zxy_to_tileid(zoom, *place)
        x = shapes.x - np.int32(place[0] << EXTENT_BITS)
        y = shapes.y - np.int32(place[1] << EXTENT_BITS)
        shown = Shapes(x, y, shapes.first, shapes.kind, shapes.outline, shapes.row, shapes.zoom)
        yield Tile(number, shown)
        return
    below = zoom - level - 1
    children = [(2 * place[0] + dx, 2 * place[1] + dy) for dx in (0, 1) for dy in (0, 1)]
    for child in sorted(children, key=lambda item: zxy_to_tileid(level + 1, *item)):
        if not _is_wanted(child, below, tiles):
            continue
        part, part_box = _cut_square(shapes, box, child, EXTENT << below)
        if len(part.kind):
            yield from _descend(part, part_box, level + 1, child, zoom, tiles)


def _is_wanted(place: tuple[int, int], below: int, tiles: tuple[int, int, int, int]) -> bool:
    west, north = place[0] << below, place[1] << below
    side = 1 << below
    return west <= tiles[2] and west + side > tiles[0] and north <= tiles[3] and north + side > tiles[1]


def _cut_square(
    shapes: Shapes, box: npt.NDArray[np.int32], place: tuple[int, int], side: int
) -> tuple[Shapes, npt.NDArray[np.int32]]:
    """Keep what lies in a square and its buffer; points only where they are in the square itself."""
    west, north = place[0] * side, place[1] * side
    limits = (west - BUFFER, north - BUFFER, west + side + BUFFER, north + side + BUFFER)
    x0, y0, x1, y1 = box
    touches = (x0 <= limits[2]) & (y0 <= limits[3]) & (x1 >= limits[0]) & (y1 >= limits[1])
    near = np.flatnonzero(touches)
    if len(near) < len(touches):
        shapes, box = shapes.take(near), box[:, near]
    x0, y0, x1, y1 = box
    is_point = shapes.kind == POINT
    kept = ~is_point | ((x0 >= west) & (x0 < west + side) & (y0 >= north) & (y0 < north + side))
    within = (x0 >= limits[0]) & (y0 >= limits[1]) & (x1 <= limits[2]) & (y1 <= limits[3])
    if within.all() and kept.all():
        return shapes, box
    crossing = np.flatnonzero(kept & ~within)
    whole = np.flatnonzero(kept & within)
    if len(crossing) == 0:
        return shapes.take(whole), box[:, whole]
    cut, owner = _cut_box(shapes.take(crossing), limits)
    cut_box, _ = measure(cut)
    # Parts stay in their order: features are whole runs, and holes stand behind their outlines.
    order = np.argsort(np.concatenate([whole, crossing[owner]]), kind="stable")
    joined = Shapes.join([shapes.take(whole), cut]).take(order)
    return joined, np.concatenate([box[:, whole], cut_box], axis=1)[:, order]


def _cut_box(shapes: Shapes, limits: tuple[int, int, int, int]) -> tuple[Shapes, npt.NDArray[np.int64]]:
    """Cut parts on all four sides; give what is left and which part each comes from."""
    owner = np.arange(len(shapes.kind))
    for axis, limit, upper in ((0, 0, True), (0, 2, False), (1, 1, True), (1, 3, False)):
        shapes, came_from = _cut_side(shapes, axis, limits[limit], upper=upper)
        owner = owner[came_from]
    return shapes, owner


def _cut_side(shapes: Shapes, axis: int, limit: int, *, upper: bool) -> tuple[Shapes, npt.NDArray[np.int64]]:
    along, across = (shapes.x, shapes.y) if axis == 0 else (shapes.y, shapes.x)
    room = 2 * len(along) + 2
    out_along, out_across = np.empty(room, np.int32), np.empty(room, np.int32)
    first, part = np.empty(room, np.int64), np.empty(room, np.int64)
    parts, count = cut_parts(along, across, shapes.first, shapes.kind, limit, upper, out_along, out_across, first, part)
    came_from = part[:parts].copy()
    along, across = out_along[:count], out_across[:count]
    x, y = (along, across) if axis == 0 else (across, along)
    return (
        Shapes(
            x.copy(),
            y.copy(),
            first[: parts + 1].copy(),
            shapes.kind[came_from],
            shapes.outline[came_from],
            shapes.row[came_from],
            shapes.zoom[came_from],
        ),
        came_from,
    )
