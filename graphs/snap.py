"""From a point on the map to a place on a street."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graphs.errors import OutsideNetworkError, PointNotOnNetworkError
from graphs.geo import Coordinate
from graphs.kernels.cells import edges_in_cells
from graphs.kernels.snapping import snap_points
from graphs.profiles import use_column
from graphs.snap_grid import read_grid

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from graphs.network import Network
    from graphs.view import NetworkView

__all__ = [
    "MIN_PART_M",
    "OUTSIDE_MARGIN_M",
    "Snapped",
    "Terminal",
    "list_edges_in_box",
    "snap",
    "snap_many",
    "terminals_at",
]

MIN_PART_M = 2_000
"""Street length of the smallest part of the network that counts as leading somewhere."""
OUTSIDE_MARGIN_M = 2_000.0
"""How far outside the box of the network a point may lie."""

_E7 = 1e-7
_PER_DEGREE = 10_000_000


@dataclass(frozen=True, slots=True)
class Terminal:
    """A place on an edge where searches start and end."""

    edge: int
    offset_mm: int
    """From the tail of the edge."""
    lat: float
    lon: float
    gap_m: float
    """From the place that was asked for."""

    def __post_init__(self) -> None:
        if self.edge < 0 or self.offset_mm < 0 or self.gap_m < 0:
            msg = f"edge, offset and gap of a terminal must not be negative, got {self}"
            raise ValueError(msg)

    @property
    def point(self) -> Coordinate:
        """The place as a coordinate."""
        return Coordinate(self.lat, self.lon)


@dataclass(frozen=True, slots=True, eq=False)
class Snapped:
    """Places of many points, arrays of shape (n,).

    `edge` i4 is -1 where no street is near; `offset_mm` i8, `lat` and `lon` f8 degrees, `gap_m` f8.
    """

    edge: npt.NDArray[np.int32]
    offset_mm: npt.NDArray[np.int64]
    lat: npt.NDArray[np.float64]
    lon: npt.NDArray[np.float64]
    gap_m: npt.NDArray[np.float64]

    def find_terminal(self, index: int) -> Terminal | None:
        """Give the place of one point, None where no street is near."""
        if self.edge[index] < 0:
            return None
        return Terminal(
            int(self.edge[index]),
            int(self.offset_mm[index]),
            float(self.lat[index]),
            float(self.lon[index]),
            float(self.gap_m[index]),
        )


def snap(view: NetworkView, point: Coordinate, *, max_gap_m: float = 500.0, index: int | None = None) -> Terminal:
    """Find the place on the nearest street that the request may use and that leads somewhere.

    Parameters
    ----------
    view
        Weights of the request.
    point
        Point to snap.
    max_gap_m
        Farther streets are refused.
    index
        Position of the point in the request, for the error.

    Raises
    ------
    OutsideNetworkError
        The point lies more than 2 km outside the box of the network.
    PointNotOnNetworkError
        No usable street lies within `max_gap_m`.
    """
    if not view.network.bounding_box.contains(point, margin_m=OUTSIDE_MARGIN_M):
        msg = f"the point {point.lat:.5f}, {point.lon:.5f} lies outside the territory"
        raise OutsideNetworkError(msg, index=index, lat=point.lat, lon=point.lon)
    found = snap_many(view, np.array([point.lat]), np.array([point.lon]), max_gap_m=max_gap_m).find_terminal(0)
    if found is None:
        msg = f"no street for {view.profile.name} lies within {max_gap_m:.0f} m of {point.lat:.5f}, {point.lon:.5f}"
        raise PointNotOnNetworkError(msg, index=index, lat=point.lat, lon=point.lon, max_gap_m=max_gap_m)
    return found


def snap_many(
    view: NetworkView,
    lat: npt.NDArray[np.float64],
    lon: npt.NDArray[np.float64],
    *,
    max_gap_m: float = 500.0,
) -> Snapped:
    """Find the places of many points at once.

    Parameters
    ----------
    view
        Weights of the request.
    lat, lon
        Points in degrees, shapes (n,).
    max_gap_m
        Points without a usable street within this distance get edge -1.
    """
    network = view.network
    part, good = _good_parts(view)
    count = len(lat)
    edges, offsets = np.full(count, -1, dtype=np.int32), np.zeros(count, dtype=np.int64)
    lat_e7, lon_e7 = np.zeros(count, dtype=np.int32), np.zeros(count, dtype=np.int32)
    gaps = np.full(count, np.inf)
    snap_points(
        np.array(lat, dtype=np.float64),
        np.array(lon, dtype=np.float64),
        float(max_gap_m),
        network.grid_first,
        network.grid_edge,
        read_grid(network),
        network.point_first,
        network.point_lat_e7,
        network.point_lon_e7,
        network.edge_tail,
        network.edge_head,
        network.edge_length_mm,
        network.node_origin,
        network.arc_first,
        network.arc_head,
        network.arc_edge,
        network.arc_class,
        view.weights,
        part,
        good,
        np.ascontiguousarray(use_column(network.classes, view.profile.vehicle)),
        edges,
        offsets,
        lat_e7,
        lon_e7,
        gaps,
    )
    return Snapped(edges, offsets, np.round(lat_e7 * _E7, 7), np.round(lon_e7 * _E7, 7), gaps)


def list_edges_in_box(network: Network, west: float, south: float, east: float, north: float) -> npt.NDArray[np.int32]:
    """List the edges, sorted, that may meet a box in degrees: those of all cells that it touches."""
    grid = read_grid(network)
    first_row, last_row = _span(south, north, int(grid[0]), int(grid[2]), int(grid[4]))
    first_column, last_column = _span(west, east, int(grid[1]), int(grid[3]), int(grid[5]))
    if first_row > last_row or first_column > last_column:
        return np.empty(0, dtype=np.int32)
    found = edges_in_cells(
        network.grid_first, network.grid_edge, int(grid[5]), first_row, last_row, first_column, last_column
    )
    edges: npt.NDArray[np.int32] = np.unique(found)
    return edges


def terminals_at(
    network: Network, places: Sequence[Terminal | int]
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]:
    """Give edges (n,) i4 and offsets (n,) i8 of places; for a node the edge is -1 and the offset the node."""
    edges, offsets = np.empty(len(places), np.int32), np.empty(len(places), np.int64)
    lengths, last_node = network.edge_length_mm, network.node_count - 1
    for k, place in enumerate(places):
        if isinstance(place, Terminal):
            edges[k], offsets[k] = place.edge, place.offset_mm
            fits = 0 <= place.edge < len(lengths) and 0 <= place.offset_mm <= int(lengths[place.edge])
        else:
            edges[k], offsets[k] = -1, place
            fits = 0 <= place <= last_node
        if not fits:
            msg = "a terminal must lie on its edge and a node in the network"
            raise ValueError(msg)
    return edges, offsets


def _good_parts(view: NetworkView) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint8]]:
    part, length_m = view.network.get_components(view.profile.vehicle)
    good = length_m >= MIN_PART_M
    if len(good) and not good.any():
        good[0] = True  # parts are numbered by falling length
    return part, good.astype(np.uint8)


def _span(low: float, high: float, origin_e7: int, cell_e7: int, cells: int) -> tuple[int, int]:
    first = math.floor((low * _PER_DEGREE - origin_e7) / cell_e7)
    last = math.floor((high * _PER_DEGREE - origin_e7) / cell_e7)
    if last < 0 or first >= cells:
        return 1, 0
    return max(0, first), min(cells - 1, last)
