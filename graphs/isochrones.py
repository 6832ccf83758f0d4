"""Areas that can be reached within a time or a distance."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import shapely
from scipy import ndimage

from graphs.kernels.types import UNREACHED
from graphs.path import trace
from graphs.search import measured
from graphs.tree import ends_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from graphs.search import Searcher
    from graphs.snap import Terminal
    from graphs.tree import Tree
    from graphs.view import NetworkView

__all__ = ["Contour", "isochrones", "list_reached"]

_M_PER_DEGREE = 111_195.08
_LEAST_CELL_M = 20.0
_CELLS_ACROSS = 240
_MARGIN_CELLS = 4
_LEAST_HOLE_CELLS = 60
_LEAST_ISLAND_CELLS = 12
_ROUNDING_DEG = 1e-6

_UNREACHABLE = np.uint32(UNREACHED)

Pieces = tuple["npt.NDArray[np.int32]", "npt.NDArray[np.int64]", "npt.NDArray[np.int64]"]


@dataclass(frozen=True, slots=True)
class Contour:
    """How far: a distance in millimetres or a time in milliseconds."""

    measure: Literal["length", "duration"]
    limit: int

    def __post_init__(self) -> None:
        if self.limit <= 0:
            msg = f"a contour needs a limit above 0, got {self.limit}"
            raise ValueError(msg)


def isochrones(
    searcher: Searcher, view: NetworkView, start: Terminal, contours: Sequence[Contour]
) -> list[BaseGeometry]:
    """Give the areas of contours in lon, lat order, in the order asked.

    The streets that are reached, the last of them in part, are drawn on a raster, widened and closed, and the raster is
    outlined. Of two contours of one measure the larger one holds the smaller one. Areas are for looking at: they are
    one or two cells wider than the streets, and a cell is 20 m or a 240th of the extent.

    Parameters
    ----------
    searcher
        Runs the searches, one per measure.
    view
        Says what may be used; its weights do not matter.
    start
        Where the traveller sets out.
    contours
        What is asked for.

    Raises
    ------
    HaltedError
        The searches of the view were told to stop.
    """
    found: dict[Contour, BaseGeometry] = {}
    measures: tuple[Literal["length", "duration"], ...] = ("length", "duration")
    for measure in measures:
        limits = sorted({contour.limit for contour in contours if contour.measure == measure})
        if not limits:
            continue
        with searcher.tree(view, start, measure=measure, max_weight=limits[-1]) as tree:
            smaller: BaseGeometry = shapely.Polygon()
            for limit in limits:
                view.check_halt()
                contour = Contour(measure, limit)
                smaller = _outline(tree, start, contour, smaller)
                found[contour] = smaller
    return [found[contour] for contour in contours]


def list_reached(tree: Tree, start: Terminal, contour: Contour) -> Pieces:
    """List the pieces of streets within a contour.

    Parameters
    ----------
    tree
        Tree from `start` by the measure of the contour, at least as far.
    start
        Where the traveller sets out.
    contour
        How far.

    Returns
    -------
    tuple
        Codes, `from_mm` and `to_mm` of the pieces in the direction of travel, shapes (n,). A street that is reached
        from both ends shows up twice.
    """
    network, limit = tree.network, contour.limit
    costs = measured(tree.view, contour.measure)
    labels = tree.weight_to[tree.settled].astype(np.int64)
    nodes, labels = tree.settled[labels <= limit], labels[labels <= limit]
    counts = (network.arc_first[nodes + 1] - network.arc_first[nodes]).astype(np.int64)
    arcs = np.arange(counts.sum()) + np.repeat(network.arc_first[nodes] - (np.cumsum(counts) - counts), counts)
    left = limit - np.repeat(labels, counts)
    usable = (tree.view.weights[arcs] != _UNREACHABLE) & (network.edge_way[network.arc_edge[arcs] >> 1] >= 0)
    arcs, left = arcs[usable], left[usable]
    lengths = network.arc_length_mm[arcs].astype(np.int64)
    reached = np.minimum(lengths, lengths * left // np.maximum(costs[arcs].astype(np.int64), 1))
    first = _from_start(tree, start, limit, costs)
    return (
        np.concatenate([first[0], network.arc_edge[arcs]]).astype(np.int32),
        np.concatenate([first[1], np.zeros(len(arcs), dtype=np.int64)]),
        np.concatenate([first[2], reached]),
    )


def _from_start(tree: Tree, start: Terminal, limit: int, costs: npt.NDArray[np.uint32]) -> Pieces:
    length = int(tree.network.edge_length_mm[start.edge])
    ends = ends_of(tree.view, [start], arriving=False, weights=costs)
    codes = ends["code"].astype(np.int32)
    begin = np.where(codes & 1, length - start.offset_mm, start.offset_mm).astype(np.int64)
    left = ends["length_mm"].astype(np.int64)
    reached = np.where(ends["weight"] <= limit, left, left * limit // np.maximum(ends["weight"].astype(np.int64), 1))
    return codes, begin, begin + reached


def _outline(tree: Tree, start: Terminal, contour: Contour, smaller: BaseGeometry) -> BaseGeometry:
    points, owner = trace(tree.network, *list_reached(tree, start, contour), apart=True)
    per_degree = np.array([_M_PER_DEGREE * math.cos(math.radians(start.lat)), _M_PER_DEGREE])
    origin = np.array([start.lon, start.lat])
    metres = (np.column_stack([points.lon, points.lat]) - origin) * per_degree
    cell_m = max(_LEAST_CELL_M, float(np.ptp(metres, axis=0).max(initial=0.0)) / _CELLS_ACROSS)
    mask, corner = _draw(metres, owner, cell_m)
    flat = _to_polygons(mask, corner, cell_m)
    area = shapely.transform(flat, lambda xy: xy / per_degree + origin)
    # A margin wider than the rounding keeps the smaller contour strictly inside.
    held = shapely.union(area, shapely.buffer(smaller, 3 * _ROUNDING_DEG, quad_segs=2))
    return shapely.set_precision(held, _ROUNDING_DEG)


def _draw(
    metres: npt.NDArray[np.float64], owner: npt.NDArray[np.int32], cell_m: float
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.float64]]:
    """Draw lines, given by points (n, 2) and their line (n,), on a raster; give it with its south-western corner."""
    steps = np.diff(metres, axis=0)
    steps[np.diff(owner) != 0] = 0.0
    pieces = np.ceil(np.abs(steps).max(axis=1, initial=0.0) / (cell_m / 2)).astype(np.int64)
    begin = np.repeat(np.arange(len(steps)), pieces)
    part = (np.arange(len(begin)) - np.repeat(np.cumsum(pieces) - pieces, pieces)) / pieces[begin]
    dense = np.concatenate([metres, metres[begin] + steps[begin] * part[:, None]])
    corner = dense.min(axis=0) - _MARGIN_CELLS * cell_m
    cells = ((dense - corner) / cell_m).astype(np.int64)
    mask = np.zeros(cells.max(axis=0)[::-1] + 1 + _MARGIN_CELLS, dtype=np.bool_)
    mask[cells[:, 1], cells[:, 0]] = True
    wide = ndimage.binary_dilation(mask, np.ones((3, 3), dtype=np.bool_))
    closed: npt.NDArray[np.bool_] = ndimage.binary_closing(wide, iterations=2) | wide
    return _clean(closed), corner


def _clean(mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Fill small holes and drop small islands."""
    holes, count = ndimage.label(~mask)
    sizes = np.bincount(holes.ravel(), minlength=count + 1)
    filled = mask | ((sizes < _LEAST_HOLE_CELLS)[holes] & (holes > 0))
    islands, count = ndimage.label(filled, np.ones((3, 3)))
    sizes = np.bincount(islands.ravel(), minlength=count + 1)
    sizes[0] = 0
    kept = (sizes >= _LEAST_ISLAND_CELLS) | (sizes == sizes.max())
    kept[0] = False
    cleaned: npt.NDArray[np.bool_] = kept[islands]
    return cleaned


def _to_polygons(mask: npt.NDArray[np.bool_], corner: npt.NDArray[np.float64], cell_m: float) -> BaseGeometry:
    """Outline a raster, its steps smoothed outwards."""
    padded = np.pad(mask.astype(np.int8), ((0, 0), (1, 1)))
    change = np.diff(padded, axis=1)
    row, west = np.nonzero(change == 1)
    _, east = np.nonzero(change == -1)
    x, y = corner
    boxes = shapely.box(x + west * cell_m, y + row * cell_m, x + east * cell_m, y + (row + 1) * cell_m)
    smooth = shapely.union_all(boxes).buffer(cell_m, quad_segs=4).buffer(-cell_m, quad_segs=4)
    return smooth.simplify(cell_m / 4)
