"""What was ridden already and what runs beside it costs more, so that a circuit does not come back the way it went."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from graphs.penalty import ReusePenalty
from graphs.snap_grid import read_grid
from planner.circuit.known import KnownPaths, PathEdges
from planner.kernels.beside import count_streets, edges_beside
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
_E7 = 1e7


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
    known
        Legs that were found before, with the streets beside them for the same distance.
    """

    def __init__(
        self,
        network: Network,
        params: CircuitParams,
        *,
        avoided: Iterable[Path] = (),
        known: KnownPaths | None = None,
    ) -> None:
        self.penalty = ReusePenalty(network)
        self._network = network
        self._params = params
        self._grid = read_grid(network)
        self._stamps = np.zeros(network.edge_count, np.uint32)
        self._stamp = 0
        self._found = np.empty(network.edge_count, np.int32)
        self._ridden = np.zeros(network.edge_count, np.uint8)
        self._beside = np.zeros(network.edge_count, np.uint8)
        self._avoided = np.zeros(network.edge_count, np.uint8)
        self._prices = np.array([params.reuse_eighths, params.beside_eighths, params.avoided_eighths], np.uint8)
        self._known = known or KnownPaths()
        self._passing: dict[int, PathEdges] = {}
        self._added: list[Path] = []
        for path in avoided:
            self._avoided[path.edges] = 1
            self.penalty.eighths[path.edges] = params.avoided_eighths

    def set_paths(self, paths: Iterable[Path]) -> None:
        """Penalise these paths and no others."""
        wanted = list(paths)
        missing = Counter(map(id, wanted))
        for path in list(self._added):
            if missing[id(path)]:
                missing[id(path)] -= 1
            else:
                self.remove_path(path)
        for path in wanted:
            if missing[id(path)]:
                missing[id(path)] -= 1
                self.add_path(path)

    def add_path(self, path: Path) -> None:
        """Penalise the streets of a path, and less so the streets beside it."""
        self._count(path, 1)
        self._added.append(path)

    def remove_path(self, path: Path) -> None:
        """Take back what `add_path` did once; streets of other paths stay as they are.

        Raises
        ------
        ValueError
            The path is not penalised.
        """
        place = next((k for k, added in enumerate(self._added) if added is path), None)
        if place is None:
            msg = "the path is not penalised"
            raise ValueError(msg)
        del self._added[place]
        self._count(path, -1)

    def _count(self, path: Path, step: int) -> None:
        if len(path.codes) == 0:
            return
        # Only legs come again; ways that are tried once are not kept longer than this.
        known = self._known.edges if self._known.keeps(path) else self._passing
        if id(path) not in known:
            known[id(path)] = (path, np.unique(path.edges), self.list_beside(path))
        _, ridden, beside = known[id(path)]
        count_streets(
            ridden, beside, step, self._avoided, self._prices, self._ridden, self._beside, self.penalty.eighths
        )

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
