"""Elevations of all streets at once: one per node, noise smoothed along edges, bridges and tunnels straight."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse import csgraph
from scipy.sparse.linalg import spsolve

from graphs.attributes import Structure
from graphs.elevation.climbing import threshold_m
from graphs.kernels.terrain import climbs, count_samples, place_samples, smooth_edges
from graphs.network import UNKNOWN_CLIMB_DM, UNKNOWN_ELEVATION_DM

if TYPE_CHECKING:
    from graphs.elevation.sampling import Elevation

__all__ = ["StreetElevations", "elevate"]

Float64 = npt.NDArray[np.float64]
Int16 = npt.NDArray[np.int16]
Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]
UInt8 = npt.NDArray[np.uint8]
UInt16 = npt.NDArray[np.uint16]

_SPANNING = np.array([Structure.BRIDGE, Structure.TUNNEL, Structure.FERRY], dtype=np.uint8)
_STEPS_PER_WINDOW = 5
_CHUNK_POINTS = 200_000
_LEAST_M = 0.1
_DEGREE_E7_M = 0.011119508


@dataclass(frozen=True, slots=True, eq=False)
class StreetElevations:
    """Elevation arrays of a network, as docs/explanation/data-flow.md describes them."""

    point_ele_dm: Int16
    node_ele_dm: Int16
    edge_ascent_dm: UInt16
    edge_descent_dm: UInt16

    @classmethod
    def unknown(cls, *, points: int, nodes: int, edges: int) -> StreetElevations:
        """Give the arrays of a network without a source of elevations."""
        return cls(
            np.full(points, UNKNOWN_ELEVATION_DM, dtype=np.int16),
            np.full(nodes, UNKNOWN_ELEVATION_DM, dtype=np.int16),
            np.full(edges, UNKNOWN_CLIMB_DM, dtype=np.uint16),
            np.full(edges, UNKNOWN_CLIMB_DM, dtype=np.uint16),
        )


def elevate(  # noqa: PLR0913 - the arrays of the network come in one by one, while it is still being built
    elevation: Elevation,
    *,
    point_first: Int64,
    point_lat_e7: Int32,
    point_lon_e7: Int32,
    edge_tail: Int32,
    edge_head: Int32,
    edge_structure: UInt8,
    node_lat_e7: Int32,
    node_lon_e7: Int32,
    node_origin: Int32,
) -> StreetElevations:
    """Find the elevations of all points and nodes, and the climbs of all edges.

    A node has one elevation, whatever edges meet there, and the points at the ends of an edge have those of its nodes.
    Bridges, tunnels and ferries go straight from end to end, also over nodes on which nothing but them meets.

    Parameters
    ----------
    elevation
        Source of elevations.
    point_first, point_lat_e7, point_lon_e7
        Points of the edges, shapes (E+1,) and (P,).
    edge_tail, edge_head
        Nodes at the ends of the edges, shapes (E,).
    edge_structure
        `Structure` of each edge, shape (E,).
    node_lat_e7, node_lon_e7
        Of each node, shapes (N,).
    node_origin
        Original of each node, shape (N,); a copy has the elevation of its original.

    Raises
    ------
    SourceFileError
        An elevation file turns out damaged.
    """
    spanning = np.isin(edge_structure, _SPANNING).astype(np.uint8)
    node_m = elevation.sample_smooth(_to_degrees(node_lat_e7), _to_degrees(node_lon_e7))
    lengths_m = _edge_lengths_m(point_first, point_lat_e7, point_lon_e7)
    _lift_spans(node_m, node_origin[edge_tail], node_origin[edge_head], spanning, lengths_m)
    node_m = node_m[node_origin]
    found = StreetElevations.unknown(points=len(point_lat_e7), nodes=len(node_m), edges=len(edge_tail))
    found.node_ele_dm[:] = _to_dm(node_m)
    ends_m = np.ascontiguousarray(np.column_stack((node_m[edge_tail], node_m[edge_head])))
    for first, last in _chunks(point_first):
        _elevate_chunk(elevation, found, first, last, (point_first, point_lat_e7, point_lon_e7, spanning, ends_m))
    return found


def _elevate_chunk(
    elevation: Elevation,
    found: StreetElevations,
    first: int,
    last: int,
    arrays: tuple[Int64, Int32, Int32, UInt8, Float64],
) -> None:
    """Fill points and climbs of the edges first to last - 1."""
    point_first, point_lat_e7, point_lon_e7, spanning, ends_m = arrays
    points = slice(int(point_first[first]), int(point_first[last]))
    local_first = point_first[first : last + 1] - point_first[first]
    lat_e7, lon_e7 = np.ascontiguousarray(point_lat_e7[points]), np.ascontiguousarray(point_lon_e7[points])
    step_m = elevation.window_m / _STEPS_PER_WINDOW
    counts = np.zeros(last - first, dtype=np.int64)
    count_samples(local_first, lat_e7, lon_e7, step_m, counts)
    sample_first = np.concatenate(([0], np.cumsum(counts)))
    lat, lon, along = np.empty((3, int(sample_first[-1])))
    sample_of_point = np.zeros(len(lat_e7), dtype=np.int64)
    place_samples(local_first, lat_e7, lon_e7, sample_first, step_m, lat, lon, along, sample_of_point)
    raw = elevation.sample_smooth(lat, lon)
    smooth = np.empty(len(lat))
    ends = np.ascontiguousarray(ends_m[first:last]).reshape(-1)
    reach_m = elevation.window_m / 2
    smooth_edges(sample_first, spanning[first:last], ends, along, raw, reach_m, np.empty(len(lat)), smooth)
    ascent, descent = np.zeros((2, last - first))
    climbs(sample_first, smooth, threshold_m(elevation.resolution_m), ascent, descent)
    found.point_ele_dm[points] = _to_dm(smooth[sample_of_point])
    found.edge_ascent_dm[first:last], found.edge_descent_dm[first:last] = _climbs_to_dm(
        np.minimum(ascent, descent), ends.reshape(-1, 2)
    )


def _lift_spans(node_m: Float64, tail: Int32, head: Int32, spanning: UInt8, lengths_m: Float64) -> None:
    """Put the nodes that only spans meet on straight lines between the nodes on the ground, in place.

    On each such part of the network the elevations are those that minimise the squared grades times the lengths; along
    a chain that is a straight line. A part without any known node on the ground is left as it is.
    """
    grounded = np.zeros(len(node_m), dtype=np.bool_)
    ground = spanning == 0
    joins = tail != head
    grounded[tail[ground & joins]] = True
    grounded[head[ground & joins]] = True
    span = np.flatnonzero((spanning == 1) & joins)
    met = np.zeros(len(node_m), dtype=np.bool_)
    met[tail[span]], met[head[span]] = True, True
    span = span[~(grounded[tail[span]] & grounded[head[span]])]
    floating = met & ~grounded
    if not floating.any():
        return
    known = ~floating & np.isfinite(node_m)
    floating &= _reached_by(known, floating, tail[span], head[span])
    nodes = np.flatnonzero(floating)
    place = np.full(len(node_m), -1, dtype=np.int64)
    place[nodes] = np.arange(len(nodes))
    stiffness = 1.0 / np.maximum(lengths_m[span], _LEAST_M)
    if len(nodes):
        node_m[nodes] = spsolve(*_span_equations(node_m, place, (tail[span], head[span]), stiffness))


def _reached_by(
    known: npt.NDArray[np.bool_], floating: npt.NDArray[np.bool_], tail: Int32, head: Int32
) -> npt.NDArray[np.bool_]:
    """Say which nodes hang together, over floating nodes, with a known one."""
    inner = floating[tail] & floating[head]
    count = len(known)
    graph = sparse.coo_array((np.ones(inner.sum(), dtype=np.int8), (tail[inner], head[inner])), shape=(count, count))
    _, labels = csgraph.connected_components(graph, directed=False)
    anchored = np.zeros(count, dtype=np.bool_)
    anchored[labels[tail[floating[tail] & known[head]]]] = True
    anchored[labels[head[floating[head] & known[tail]]]] = True
    return np.asarray(anchored[labels])


def _span_equations(
    node_m: Float64, place: Int64, ends: tuple[Int32, Int32], stiffness: Float64
) -> tuple[sparse.csc_array, Float64]:
    """Laplacian of the floating nodes, weighted by the inverse lengths, and the pull of the nodes on the ground."""
    size = int(place.max(initial=-1)) + 1
    diagonal, right = np.zeros(size), np.zeros(size)
    rows, columns, values = [], [], []
    for here, there in (ends, ends[::-1]):
        floats = place[here] >= 0
        inner = floats & (place[there] >= 0)
        outer = floats & (place[there] < 0) & np.isfinite(node_m[there])
        np.add.at(diagonal, place[here[inner]], stiffness[inner])
        np.add.at(diagonal, place[here[outer]], stiffness[outer])
        np.add.at(right, place[here[outer]], stiffness[outer] * node_m[there[outer]])
        rows.append(place[here[inner]])
        columns.append(place[there[inner]])
        values.append(-stiffness[inner])
    rows.append(np.arange(size))
    columns.append(np.arange(size))
    values.append(diagonal)
    entries = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
    return sparse.csc_array(sparse.coo_array(entries, shape=(size, size))), right


def _edge_lengths_m(point_first: Int64, lat_e7: Int32, lon_e7: Int32) -> Float64:
    """Rough length of every edge."""
    north = np.diff(lat_e7.astype(np.float64))
    east = np.diff(lon_e7.astype(np.float64)) * np.cos(np.radians(lat_e7[:-1] * 1e-7))
    reach = np.concatenate(([0.0], np.cumsum(np.hypot(north, east) * _DEGREE_E7_M), [0.0]))
    last = np.maximum(point_first[1:] - 1, point_first[:-1])
    return np.asarray(np.where(last > point_first[:-1], reach[last] - reach[point_first[:-1]], 0.0))


def _to_degrees(values_e7: Int32) -> Float64:
    return values_e7.astype(np.float64) * 1e-7


def _chunks(point_first: Int64) -> list[tuple[int, int]]:
    """Cut the edges into runs of some hundred thousand points."""
    edges = len(point_first) - 1
    bounds = [0]
    while bounds[-1] < edges:
        aim = point_first[bounds[-1]] + _CHUNK_POINTS
        bounds.append(min(edges, max(bounds[-1] + 1, int(np.searchsorted(point_first, aim, side="right")) - 1)))
    return list(pairwise(bounds))


def _to_dm(metres: Float64) -> Int16:
    known = np.isfinite(metres)
    return np.where(known, np.rint(np.where(known, metres, 0.0) * 10), UNKNOWN_ELEVATION_DM).astype(np.int16)


def _climbs_to_dm(both_m: Float64, ends_m: Float64) -> tuple[UInt16, UInt16]:
    """Give ascents and descents from what is climbed both ways and the rounded elevations of the ends."""
    known = np.isfinite(both_m) & np.isfinite(ends_m).all(axis=1)
    ends_dm = np.rint(np.where(known[:, None], ends_m, 0.0) * 10)
    net_dm = ends_dm[:, 1] - ends_dm[:, 0]
    both_dm = np.rint(np.where(known, both_m, 0.0) * 10)
    climbs_dm = np.stack((both_dm + np.maximum(net_dm, 0.0), both_dm + np.maximum(-net_dm, 0.0)))
    whole = np.where(known, np.minimum(climbs_dm, UNKNOWN_CLIMB_DM - 1), UNKNOWN_CLIMB_DM).astype(np.uint16)
    return whole[0], whole[1]
