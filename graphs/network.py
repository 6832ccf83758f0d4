"""The compiled street network: immutable arrays mapped from a folder.

Their meaning stands in docs/explanation/data-flow.md.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from graphs.attributes import ArcClass, Vehicle
from graphs.errors import TerritoryFormatError
from graphs.geo import BoundingBox
from graphs.mapped import JsonTables, map_array

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import networkx as nx

__all__ = ["UNKNOWN_CLIMB_DM", "UNKNOWN_ELEVATION_DM", "UNREACHABLE", "Network"]

UNREACHABLE = np.uint32(0xFFFFFFFF)
"""Weight or duration of an arc that may not be used, and label of a node that was not reached."""
UNKNOWN_ELEVATION_DM = -32768
UNKNOWN_CLIMB_DM = 65535

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]
UInt8 = npt.NDArray[np.uint8]
UInt16 = npt.NDArray[np.uint16]
UInt32 = npt.NDArray[np.uint32]

_MIDDLE = "middle_lat"
_CLASSES = "classes"
_DURATION_PREFIX = "duration_"
_TABLES = ("facts", "routes", "junctions", "conditions")


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Arrays of one network, all read-only; opening reads headers only, and tables when they are asked for."""

    node_lat_e7: Int32
    node_lon_e7: Int32
    node_ele_dm: npt.NDArray[np.int16]
    node_osm_id: Int64
    node_origin: Int32
    node_only: UInt8
    node_block: UInt8
    node_delay_s: UInt8
    scc_foot: Int32
    scc_bike: Int32
    scc_cargo: Int32
    scc_wheelchair: Int32
    scc_length_m_foot: UInt32
    scc_length_m_bike: UInt32
    scc_length_m_cargo: UInt32
    scc_length_m_wheelchair: UInt32
    edge_tail: Int32
    edge_head: Int32
    edge_length_mm: UInt32
    edge_way: Int32
    edge_ascent_dm: UInt16
    edge_descent_dm: UInt16
    point_first: Int64
    point_lat_e7: Int32
    point_lon_e7: Int32
    point_ele_dm: npt.NDArray[np.int16]
    arc_first: Int32
    arc_tail: Int32
    arc_head: Int32
    arc_edge: Int32
    arc_class: UInt16
    arc_length_mm: UInt32
    arc_ascent_dm: UInt16
    in_first: Int32
    in_arc: Int32
    classes: UInt8
    way_osm_id: Int64
    way_name: Int32
    way_ref: Int32
    way_route_first: Int32
    way_route: Int32
    way_duration_s: UInt32
    way_tags: Int32
    tags_first: Int64
    tags_bytes: UInt8
    dormant_osm_id: Int64
    dormant_name: Int32
    dormant_first: Int64
    dormant_lat_e7: Int32
    dormant_lon_e7: Int32
    dormant_tags: Int32
    string_first: Int64
    string_bytes: UInt8
    grid_first: Int64
    grid_edge: Int32
    durations: dict[str, UInt32]
    tables: Mapping[str, Any]
    """The JSON tables: facts, routes, junctions, conditions."""
    kept: dict[str, Any] = field(default_factory=dict, init=False, repr=False)
    """What callers worked out of the network once, kept as long as it lives; a changed copy starts empty."""

    @classmethod
    def array_names(cls) -> tuple[str, ...]:
        """Names of the arrays every network has, durations left out."""
        return tuple(item.name for item in fields(cls) if item.name not in {"durations", "tables", "kept"})

    @classmethod
    def open(cls, folder: Path) -> Network:
        """Map the arrays of a folder.

        Raises
        ------
        TerritoryFormatError
            An array or table is missing, or an array unreadable. A damaged table is told when it is asked for.
        """
        try:
            arrays = {name: map_array(folder / f"{name}.npy") for name in cls.array_names()}
            durations = {
                path.stem.removeprefix(_DURATION_PREFIX): map_array(path)
                for path in sorted(folder.glob(f"{_DURATION_PREFIX}*.npy"))
            }
            tables = JsonTables(folder, _TABLES)
        except (OSError, ValueError, EOFError) as error:
            msg = f"{folder} is not a complete network folder ({error}): build the territory again"
            raise TerritoryFormatError(msg, folder=str(folder)) from error
        return cls(**arrays, durations=durations, tables=tables)

    @property
    def node_count(self) -> int:
        """Number of nodes, copies included."""
        return len(self.node_lat_e7)

    @property
    def edge_count(self) -> int:
        """Number of edges, transfers included."""
        return len(self.edge_length_mm)

    @property
    def arc_count(self) -> int:
        """Number of arcs."""
        return len(self.arc_head)

    @property
    def bounding_box(self) -> BoundingBox:
        """Box around all nodes, from facts.json."""
        return BoundingBox(*self.tables["facts"]["bbox"])

    @property
    def middle_lat(self) -> float:
        """Mean latitude of the ends of all segments, streets that nobody may use among them, in degrees.

        A plane that touches the earth there is the one on which figures of lines are measured.
        """
        if _MIDDLE not in self.kept:
            lines = ((self.point_first, self.point_lat_e7), (self.dormant_first, self.dormant_lat_e7))
            sums = [_sum_ends(first, lat_e7) for first, lat_e7 in lines]
            self.kept[_MIDDLE] = sum(total for total, _ in sums) / max(1, sum(count for _, count in sums)) / 1e7
        middle: float = self.kept[_MIDDLE]
        return middle

    @property
    def has_elevation(self) -> bool:
        """Whether an elevation source was given at build time."""
        return bool(self.tables["facts"]["has_elevation"])

    def get_components(self, vehicle: Vehicle) -> tuple[Int32, UInt32]:
        """Strongly connected part of every node (N,) and street length in metres of every part, for a vehicle."""
        return {
            Vehicle.FOOT: (self.scc_foot, self.scc_length_m_foot),
            Vehicle.BIKE: (self.scc_bike, self.scc_length_m_bike),
            Vehicle.CARGO: (self.scc_cargo, self.scc_length_m_cargo),
            Vehicle.WHEELCHAIR: (self.scc_wheelchair, self.scc_length_m_wheelchair),
        }[vehicle]

    def get_class(self, row: int) -> ArcClass:
        """Row of the class table, made once."""
        known: dict[int, ArcClass] = self.kept.setdefault(_CLASSES, {})
        if row not in known:
            known[row] = ArcClass(*self.classes[row].tolist())
        return known[row]

    def has_way(self, osm_id: int) -> bool:
        """Whether there is an OSM way of this id, also one that nobody may use."""
        for ids in (self.way_osm_id, self.dormant_osm_id):
            row = int(np.searchsorted(ids, osm_id))
            if row < len(ids) and int(ids[row]) == osm_id:
                return True
        return False

    def get_string(self, index: int) -> str:
        """Text of a string index; empty for -1."""
        if index < 0:
            return ""
        first, last = int(self.string_first[index]), int(self.string_first[index + 1])
        return self.string_bytes[first:last].tobytes().decode("utf-8")

    def to_networkx(self, *, vehicle: Vehicle | None = None) -> nx.MultiDiGraph[int]:
        """Copy into a graph as OSMnx makes them, see `graphs.exchange.to_networkx`."""
        graph: nx.MultiDiGraph[int] = importlib.import_module("graphs.exchange").to_networkx(self, vehicle=vehicle)
        return graph

    @classmethod
    def from_networkx(cls, graph: nx.MultiDiGraph[Any], folder: Path) -> Network:
        """Build from a graph as OSMnx makes them, see `graphs.exchange.from_networkx`.

        Raises
        ------
        BuildError
            The graph lacks places or lines or is in another projection than degrees.
        EmptyNetworkError
            No edge is a street.
        """
        network: Network = importlib.import_module("graphs.exchange").from_networkx(graph, folder)
        return network


def _sum_ends(first: Int64, lat_e7: Int32) -> tuple[int, int]:
    """Sum of the latitudes of the ends of all segments of some lines, and their number: inner points end two."""
    drawn = first[1:] > first[:-1]
    outer = (first[:-1][drawn], first[1:][drawn] - 1)
    total = 2 * int(lat_e7.sum(dtype=np.int64)) - sum(int(lat_e7[ends].sum(dtype=np.int64)) for ends in outer)
    return total, 2 * len(lat_e7) - 2 * int(drawn.sum())
