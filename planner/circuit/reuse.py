"""What was ridden already and what runs beside it costs more, so that a circuit does not come back the way it went."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from graphs.penalty import ReusePenalty
from planner.kernels.beside import edges_beside
from planner.kernels.shape import cumulative_m, resample
from planner.quality import to_plane

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    from graphs.network import Network
    from graphs.path import Path
    from planner.circuit.params import CircuitParams

__all__ = ["Reuse"]

_RASTER_CELL_M = 15.0
_RASTER_LARGEST = 16_000_000
_EIGHTHS = 8
_E7 = 1e7
_GRID_FIELDS = ("south_e7", "west_e7", "cell_e7_lat", "cell_e7_lon", "rows", "columns")


class Reuse:
    """Penalties of one request. One thread at a time.

    Parameters
    ----------
    network
        Network of the request.
    params
        Prices and distances.
    avoided
        Paths of other itineraries: their streets cost a little more, always.
    """

    def __init__(self, network: Network, params: CircuitParams, *, avoided: Iterable[Path] = ()) -> None:
        self.penalty = ReusePenalty(network)
        self._network = network
        self._params = params
        grid = network.tables["facts"]["grid"]
        self._grid = np.array([grid[name] for name in _GRID_FIELDS], np.int64)
        self._stamps = np.zeros(network.edge_count, np.uint32)
        self._stamp = 0
        self._found = np.empty(network.edge_count, np.int32)
        edges = [path.edges for path in avoided]
        self._avoided = np.unique(np.concatenate(edges)).astype(np.int32) if edges else np.empty(0, np.int32)
        self._beside: dict[int, tuple[Path, npt.NDArray[np.int32]]] = {}

    def set_paths(self, paths: Iterable[Path]) -> None:
        """Forget the paths before and penalise these."""
        self.penalty.clear()
        self.penalty.add_edges(self._avoided, factor=1 + self._params.avoided_eighths / _EIGHTHS)
        for path in paths:
            self.add_path(path)

    def add_path(self, path: Path) -> None:
        """Penalise the streets of a path, and less so the streets beside it."""
        if len(path.codes) == 0:
            return
        known = self._beside.get(id(path))
        if known is None:
            known = self._beside[id(path)] = (path, self.list_beside(path))
        _, beside = known
        self.penalty.add_edges(beside, factor=1 + self._params.beside_eighths / _EIGHTHS)
        self.penalty.add(path.codes, factor=1 + self._params.reuse_eighths / _EIGHTHS)

    def list_beside(self, path: Path) -> npt.NDArray[np.int32]:
        """List the edges of which at least half lies near a path, those of the path among them, shape (n,)."""
        points = path.points()
        reach_m = self._params.beside_m
        south, west = float(points.lat.min()), float(points.lon.min())
        x, y = to_plane(points.lat, points.lon, lat0=south, lon0=west)
        x, y = x + 2 * reach_m, y + 2 * reach_m
        cell_m = _RASTER_CELL_M
        while (x.max() + 2 * reach_m) * (y.max() + 2 * reach_m) / cell_m**2 > _RASTER_LARGEST:
            cell_m *= 2
        columns = int((x.max() + 2 * reach_m) / cell_m) + 1
        rows = int((y.max() + 2 * reach_m) / cell_m) + 1
        squeeze = math.cos(math.radians(south))
        metres_e7 = math.radians(1 / _E7) * 6_371_008.8
        self._stamp += 1
        along = cumulative_m(x, y)
        sample_x, sample_y = resample(x, y, along, reach_m / 2)
        count = edges_beside(
            sample_x,
            sample_y,
            reach_m,
            np.zeros(rows * columns, np.uint8),
            columns,
            cell_m,
            round(west * _E7 - 2 * reach_m / (metres_e7 * squeeze)),
            round(south * _E7 - 2 * reach_m / metres_e7),
            squeeze,
            self._network.grid_first,
            self._network.grid_edge,
            self._grid,
            self._network.point_first,
            self._network.point_lat_e7,
            self._network.point_lon_e7,
            self._stamps,
            self._stamp,
            self._found,
        )
        return self._found[:count].copy()
