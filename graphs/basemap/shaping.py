"""From what was read to features of the map: lines, areas with holes, points, each with its layer and properties."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from graphs.attributes import RouteKind
from graphs.basemap.coast import list_seas
from graphs.basemap.labels import label_areas
from graphs.basemap.rings import assemble_rings, nest_rings
from graphs.basemap.rules import AREA, load_map_rules
from graphs.basemap.shapes import Shapes, Table, ranges, to_grid
from graphs.kernels.tiles import INNER, LINE, OUTER, POINT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from graphs.basemap.records import MapData
    from graphs.basemap.rings import Chain

__all__ = ["shape_map"]

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]

_FEWEST_CLOSED_REFS = 4
_ROUTES: dict[RouteKind, tuple[str, str]] = {
    RouteKind.CYCLING_NATIONAL: ("cycling", "national"),
    RouteKind.CYCLING_REGIONAL: ("cycling", "regional"),
    RouteKind.CYCLING_LOCAL: ("cycling", "local"),
    RouteKind.CYCLING_NODES: ("cycling", "nodes"),
    RouteKind.MTB: ("mtb", "local"),
    RouteKind.HIKING_LONG: ("hiking", "regional"),
    RouteKind.HIKING_LOCAL: ("hiking", "local"),
    RouteKind.HIKING_NODES: ("hiking", "nodes"),
}
_NETWORKS = ("national", "regional", "local", "nodes")
"""The first of those on a way says how it is drawn."""


def shape_map(data: MapData, grid_box: tuple[int, int, int, int]) -> tuple[Shapes, Table]:
    """Make the features of the map and the table of their properties; `data.counts` tells what was mended or left out.

    Parameters
    ----------
    data
        What was read.
    grid_box
        Least x, least y, greatest x, greatest y of what is shown, on the grid: how far the sea goes.
    """
    shaper = _Shaper(data)
    found = [
        *shaper.list_way_shapes(),
        *shaper.list_relation_shapes(),
        *shaper.list_route_shapes(),
        shaper.make_seas(grid_box),
        shaper.make_places(),
    ]
    shapes = Shapes.join(found)
    return Shapes.join([shapes, label_areas(shapes, shaper.table)]), shaper.table


class _Shaper:
    def __init__(self, data: MapData) -> None:
        self.table = Table()
        self._data = data
        self._x, self._y = to_grid(data.lat_e7.astype(np.float64) * 1e-7, data.lon_e7.astype(np.float64) * 1e-7)
        self._outlines = 0
        ways = data.ways
        count = len(ways.osm_id)
        starts = ways.ref_first[:-1]
        self._whole = np.logical_and.reduceat(data.present[ways.ref], starts) if count else np.zeros(0, bool)
        self._closed = (ways.ref[starts] == ways.ref[ways.ref_first[1:] - 1]) if count else np.zeros(0, bool)
        self._closed &= np.diff(ways.ref_first) >= _FEWEST_CLOSED_REFS
        self._borders: set[int] = set()

    def list_way_shapes(self) -> Iterator[Shapes]:
        """Ways that bear the tags themselves."""
        way, row, zoom, is_area = self._expand_looks()
        whole, closed = self._whole[way], self._closed[way]
        yield self._to_lines(way[~is_area & whole], row[~is_area & whole], zoom[~is_area & whole])
        yield self._to_rings(
            way[is_area & whole & closed], row[is_area & whole & closed], zoom[is_area & whole & closed]
        )
        for index in np.flatnonzero(~whole & ~is_area).tolist():
            yield self._join_lines(self._list_runs(int(way[index])), int(row[index]), int(zoom[index]))
        for index in np.flatnonzero(~whole & is_area & closed).tolist():
            rings = self._assemble(self._list_runs(int(way[index])), complete=False)
            yield self._join_areas(rings, [(int(row[index]), int(zoom[index]))])
        self._data.counts["area_not_closed"] += int((is_area & ~closed).sum())

    def _expand_looks(self) -> tuple[npt.NDArray[np.intp], Int32, npt.NDArray[np.uint8], npt.NDArray[np.bool_]]:
        """Way, row of the table, zoom and whether an area, of every look of every way."""
        entries = [
            [(self.table.add(look.layer, look.properties), look.zoom, look.shape == AREA) for look in looks]
            for looks in self._data.looks
        ]
        sizes = np.array([len(item) for item in entries], np.int64)
        first = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
        flat = np.array([entry for item in entries for entry in item], np.int64).reshape(-1, 3)
        own = self._data.ways.looks
        way = np.flatnonzero(own >= 0)
        _, rows = ranges(first, own[way].astype(np.intp))
        way = np.repeat(way, sizes[own[way]])
        chosen = flat[rows]
        borders = np.array([layer == "boundaries" for layer, _ in self.table.rows], bool)
        self._borders.update(way[borders[chosen[:, 0]]].tolist())
        return way, chosen[:, 0].astype(np.int32), chosen[:, 1].astype(np.uint8), chosen[:, 2].astype(bool)

    def list_relation_shapes(self) -> Iterator[Shapes]:
        """Multipolygons and boundaries."""
        for relation in self._data.relations:
            entries = [(self.table.add(look.layer, look.properties), look.zoom) for look in relation.looks]
            ways, complete = self._find_ways(relation.ways)
            if relation.looks[0].shape == AREA:
                chains = [run for way in ways for run in self._list_runs(way)]
                complete &= all(self._whole[way] for way in ways)
                yield self._join_areas(self._assemble(chains, complete=complete), entries)
                continue
            for way in ways:
                if way not in self._borders:
                    self._borders.add(way)
                    for row, zoom in entries:
                        yield self._join_lines(self._list_runs(way), row, zoom)

    def list_route_shapes(self) -> Iterator[Shapes]:
        """Give signposted routes: each way once for cycling, for hiking and for mountain bikes, with all its routes."""
        zooms = load_map_rules().route_zooms
        on_way: dict[tuple[int, str], list[tuple[int, str, str]]] = {}
        for route in self._data.routes:
            found = _ROUTES.get(route.kind)
            if found is not None:
                kind, network = found
                told = (_NETWORKS.index(network), route.ref.strip(), route.name.strip())
                for way in self._find_ways(list(route.ways))[0]:
                    on_way.setdefault((way, kind), []).append(told)
        of_look: dict[tuple[int, int], list[Chain]] = {}
        for (way, kind), routes in on_way.items():
            network = _NETWORKS[min(rank for rank, _, _ in routes)]
            row = self.table.add("routes", _describe_routes(kind, network, routes))
            of_look.setdefault((row, zooms[network]), []).extend(self._list_runs(way))
        for (row, zoom), runs in of_look.items():
            yield self._join_lines(runs, row, zoom)

    def make_seas(self, grid_box: tuple[int, int, int, int]) -> Shapes:
        """Sea beside the coastline."""
        ways, _ = self._find_ways(self._data.coast.tolist())
        chains = [run for way in ways for run in self._list_runs(way)]
        lines = [np.column_stack([self._x[chain], self._y[chain]]) for chain in chains]
        row = self.table.add("water", (("class", "sea"),))
        parts: list[tuple[npt.NDArray[np.float64], int, int]] = []
        for outer, holes in list_seas(lines, grid_box):
            parts.append((outer, OUTER, self._outlines))
            parts += [(hole, INNER, self._outlines) for hole in holes]
            self._outlines += 1
        if not parts:
            return Shapes.empty()
        points = np.rint(np.concatenate([ring for ring, _, _ in parts])).astype(np.int32)
        return Shapes(
            points[:, 0].copy(),
            points[:, 1].copy(),
            np.cumsum([0, *(len(ring) for ring, _, _ in parts)]),
            np.array([kind for _, kind, _ in parts], np.uint8),
            np.array([number for _, _, number in parts], np.int64),
            np.full(len(parts), row, np.int32),
            np.zeros(len(parts), np.uint8),
        )

    def make_places(self) -> Shapes:
        """Names of places."""
        places = [(place, look) for place in self._data.places for look in place.looks]
        x, y = to_grid(
            np.array([place.lat_e7 for place, _ in places], np.float64) * 1e-7,
            np.array([place.lon_e7 for place, _ in places], np.float64) * 1e-7,
        )
        rows = [self.table.add(look.layer, look.properties) for _, look in places]
        return self._make(
            x, y, np.arange(len(places) + 1), np.full(len(places), POINT), rows, [look.zoom for _, look in places]
        )

    def _find_ways(self, numbers: Sequence[int]) -> tuple[list[int], bool]:
        """Give indices of ways by OSM ids, and whether all are there."""
        own = self._data.ways.osm_id
        wanted = np.array(numbers, np.int64)
        if len(own) == 0 or len(wanted) == 0:
            return [], len(wanted) == 0
        index = np.minimum(np.searchsorted(own, wanted), len(own) - 1)
        found = own[index] == wanted
        return index[found].tolist(), bool(found.all())

    def _list_runs(self, way: int) -> list[Chain]:
        """Stretches of a way whose nodes are all known, as rows of nodes."""
        ref = self._data.ways.ref[self._data.ways.ref_first[way] : self._data.ways.ref_first[way + 1]]
        if self._whole[way]:
            return [ref]
        known = self._data.present[ref]
        cuts = np.flatnonzero(np.diff(known.astype(np.int8))) + 1
        return [run for run in np.split(ref, cuts) if self._data.present[run[0]] and len(run) > 1]

    def _assemble(self, chains: list[Chain], *, complete: bool) -> list[tuple[Chain, list[Chain]]]:
        counts = self._data.counts
        made = assemble_rings(chains, self._x, self._y)
        counts["area_incomplete"] += int(not complete)
        counts["area_gap_bridged"] += made.bridged
        counts["area_outline_dropped"] += made.dropped
        return nest_rings(made.rings, self._x, self._y) if made.rings else []

    def _join_areas(self, rings: list[tuple[Chain, list[Chain]]], entries: Iterable[tuple[int, int]]) -> Shapes:
        several = []
        for row, zoom in entries:
            chains = [chain for outer, holes in rings for chain in (outer, *holes)]
            kinds = [kind for _, holes in rings for kind in (OUTER, *(INNER for _ in holes))]
            owners = [number for number, (_, holes) in enumerate(rings) for _ in range(1 + len(holes))]
            shapes = self._from_chains(chains, kinds, row, zoom)
            shapes.outline[:] = np.array(owners, np.int64) + self._outlines
            self._outlines += len(rings)
            several.append(shapes)
        return Shapes.join(several)

    def _join_lines(self, runs: Sequence[Chain], row: int, zoom: int) -> Shapes:
        return self._from_chains(runs, [LINE] * len(runs), row, zoom)

    def _from_chains(self, chains: Sequence[Chain], kinds: Sequence[int], row: int, zoom: int) -> Shapes:
        nodes = np.concatenate([np.empty(0, np.int32), *chains])
        first = np.cumsum([0, *(len(chain) for chain in chains)])
        return self._make(
            self._x[nodes], self._y[nodes], first, kinds, np.full(len(kinds), row), np.full(len(kinds), zoom)
        )

    def _to_lines(self, way: npt.NDArray[np.intp], row: Int32, zoom: npt.NDArray[np.uint8]) -> Shapes:
        first, points = ranges(self._data.ways.ref_first, way)
        nodes = self._data.ways.ref[points]
        return self._make(self._x[nodes], self._y[nodes], first, np.full(len(way), LINE), row, zoom)

    def _to_rings(self, way: npt.NDArray[np.intp], row: Int32, zoom: npt.NDArray[np.uint8]) -> Shapes:
        first, points = ranges(self._data.ways.ref_first, way)
        open_points = np.ones(len(points), bool)
        open_points[first[1:] - 1] = False
        nodes = self._data.ways.ref[points[open_points]]
        shapes = self._make(
            self._x[nodes], self._y[nodes], first - np.arange(len(first)), np.full(len(way), OUTER), row, zoom
        )
        shapes.outline[:] = np.arange(len(way)) + self._outlines
        self._outlines += len(way)
        return shapes

    @staticmethod
    def _make(
        x: Int32,
        y: Int32,
        first: npt.NDArray[np.intp],
        kind: npt.ArrayLike,
        row: npt.ArrayLike,
        zoom: npt.ArrayLike,
    ) -> Shapes:
        kinds = np.asarray(kind, np.uint8)
        return Shapes(
            x,
            y,
            np.asarray(first, np.int64),
            kinds,
            np.full(len(kinds), -1, np.int64),
            np.asarray(row, np.int32),
            np.asarray(zoom, np.uint8),
        )


def _describe_routes(kind: str, network: str, routes: Sequence[tuple[int, str, str]]) -> tuple[tuple[str, str], ...]:
    """Describe a way of several routes; legs between numbered junctions only count where there is no other route."""
    legs = _NETWORKS.index("nodes")
    told = sorted(route for route in routes if network == "nodes" or route[0] != legs)
    refs = ", ".join(dict.fromkeys(ref for _, ref, _ in told if ref))
    names = list(dict.fromkeys(name for _, _, name in told if name))
    texts = (("kind", kind), ("ref", refs), ("name", names[0] if len(names) == 1 else ""))
    return (("class", network), *((key, text) for key, text in texts if text))
