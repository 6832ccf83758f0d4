"""Exchange with networkx in the conventions of OSMnx, so that analysts can use its statistics and plots.

Nodes are OSM ids with `x`, `y`, `street_count` and, where known, `elevation`. Edges bear `osmid`, `length` (metres),
`geometry`, `oneway`, `reversed` and tags as OSM has them:
`highway`, `name`, `ref`, `surface`, `smoothness`, `tracktype`, `width`, `lit`, `bridge`, `tunnel`, `foot` and
`bicycle`. Turn restrictions, routes and waits have no
place there.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict, deque
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from shapely import LineString, from_wkt

from graphs.attributes import ArcClass, Highway, Lit, Smoothness, Structure, Surface, Tracktype, Use, Vehicle
from graphs.build import build_network
from graphs.errors import BuildError, EmptyNetworkError
from graphs.network import UNKNOWN_ELEVATION_DM, Network

if TYPE_CHECKING:
    from collections.abc import Hashable

    import networkx as nx

__all__ = ["from_networkx", "to_networkx"]

_COLUMNS = {name: index for index, name in enumerate(ArcClass.field_names())}
_HIGHWAYS = {Highway.FERRY: {"route": "ferry"}, Highway.PIER: {"man_made": "pier"}}
_SURFACES = {
    Surface.ASPHALT: "asphalt",
    Surface.CONCRETE: "concrete",
    Surface.PAVING: "paving_stones",
    Surface.SETT: "sett",
    Surface.COBBLE: "unhewn_cobblestone",
    Surface.WOOD: "wood",
    Surface.METAL: "metal",
    Surface.COMPACTED: "compacted",
    Surface.FINE_GRAVEL: "fine_gravel",
    Surface.GRAVEL: "gravel",
    Surface.UNPAVED: "unpaved",
    Surface.GROUND: "ground",
    Surface.GRASS: "grass",
    Surface.SAND: "sand",
    Surface.MUD: "mud",
    Surface.ROCK: "rock",
}
_FOOT = {Use.NONE: "no", Use.FREE: "yes", Use.PUSH: "yes"}
_BICYCLE = {Use.NONE: "no", Use.FREE: "yes", Use.PUSH: "dismount"}
_BEARING = ("osmid", "length", "geometry", "oneway", "reversed")
_PLACE = 1e-7
_NOT_TAGS = frozenset({*_BEARING, "bicycle", "speed_kph", "travel_time", "grade", "grade_abs", "bearing", "from", "to"})


def to_networkx(network: Network, *, vehicle: Vehicle | None = None) -> nx.MultiDiGraph[int]:
    """Copy a network into a graph as OSMnx makes them.

    Parameters
    ----------
    network
        Network.
    vehicle
        Only what this vehicle may use, pushing included; by default what any may.

    Returns
    -------
    networkx.MultiDiGraph
        One edge per direction that may be used, keys numbering parallel ones.
    """
    import networkx as nx

    graph: nx.MultiDiGraph[int] = nx.MultiDiGraph(crs="epsg:4326", simplified=True, created_with="terrils")
    classes = _classes_of_codes(network)
    usable = _usable(network, classes, vehicle)
    nodes = np.unique(np.concatenate([network.edge_tail[usable.any(axis=1)], network.edge_head[usable.any(axis=1)]]))
    streets = network.edge_way >= 0
    meeting = np.bincount(
        np.concatenate([network.edge_tail[streets], network.edge_head[streets]]), minlength=network.node_count
    )
    for node in nodes.tolist():
        attributes = {"x": _degrees(network.node_lon_e7[node]), "y": _degrees(network.node_lat_e7[node])}
        if network.node_ele_dm[node] != UNKNOWN_ELEVATION_DM:
            attributes["elevation"] = float(network.node_ele_dm[node]) / 10
        graph.add_node(int(network.node_osm_id[node]), street_count=int(meeting[node]), **attributes)
    for edge in np.flatnonzero(usable.any(axis=1)).tolist():
        for against in (0, 1):
            if usable[edge, against]:
                _add_edge(graph, network, edge, against, classes[edge, against], oneway=not usable[edge].all())
    return graph


def _classes_of_codes(network: Network) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Class row of both directions of every edge, shape (E, 2), -1 where there is no arc."""
    rows = np.full(2 * network.edge_count, -1, np.int64)
    rows[network.arc_edge] = network.arc_class
    return rows.reshape(-1, 2)


def _usable(
    network: Network, classes: np.ndarray[Any, np.dtype[np.int64]], vehicle: Vehicle | None
) -> np.ndarray[Any, np.dtype[np.bool_]]:
    wanted = list(Vehicle) if vehicle is None else [vehicle]
    columns = [_COLUMNS[f"use_{one.name.lower()}"] for one in wanted]
    allowed = (network.classes[:, columns] != Use.NONE).any(axis=1)
    return np.asarray((classes >= 0) & (network.edge_way >= 0)[:, None] & allowed[classes])


def _add_edge(
    graph: nx.MultiDiGraph[int], network: Network, edge: int, against: int, row: int, *, oneway: bool
) -> None:
    tail, head = int(network.node_osm_id[network.edge_tail[edge]]), int(network.node_osm_id[network.edge_head[edge]])
    points = np.arange(network.point_first[edge], network.point_first[edge + 1])
    if against:
        tail, head = head, tail
        points = points[::-1]
    way = int(network.edge_way[edge])
    names = {
        "name": network.get_string(int(network.way_name[way])),
        "ref": network.get_string(int(network.way_ref[way])),
    }
    graph.add_edge(
        tail,
        head,
        osmid=int(network.way_osm_id[way]),
        length=int(network.edge_length_mm[edge]) / 1000,
        oneway=oneway,
        reversed=bool(against),
        geometry=LineString([(_degrees(network.point_lon_e7[p]), _degrees(network.point_lat_e7[p])) for p in points]),
        **{key: value for key, value in names.items() if value},
        **_to_tags(network.get_class(row)),
    )


def _to_tags(row: ArcClass) -> dict[str, str]:
    """Tags that say what a class says."""
    highway = Highway(row.highway)
    tags = dict(_HIGHWAYS.get(highway, {"highway": highway.name.lower()}))
    if row.surface:
        tags["surface"] = _SURFACES[Surface(row.surface)]
    if row.smoothness:
        tags["smoothness"] = Smoothness(row.smoothness).name.lower()
    if row.tracktype:
        tags["tracktype"] = Tracktype(row.tracktype).name.lower()
    if row.width_dm:
        tags["width"] = str(row.width_dm / 10)
    if row.lit:
        tags["lit"] = Lit(row.lit).name.lower()
    if row.structure in {Structure.BRIDGE, Structure.TUNNEL}:
        tags[Structure(row.structure).name.lower()] = "yes"
    return tags | {"foot": _FOOT[Use(row.use_foot)], "bicycle": _BICYCLE[Use(row.use_bike)]}


def _degrees(value_e7: Any) -> float:  # noqa: ANN401 - a number of any integer type
    return round(int(value_e7) * _PLACE, 7)


def from_networkx(graph: nx.MultiDiGraph[Any], folder: Path) -> Network:
    """Build a network from a graph as OSMnx makes them, through the ordinary import.

    Parameters
    ----------
    graph
        Nodes bear `x` and `y` in degrees, edges what `to_networkx` gives; `highway` and its like are read as tags.
        Where an attribute is a list, its first value counts.
    folder
        Where the arrays are written.

    Raises
    ------
    BuildError
        A node has no place or an edge no line, or the graph is in another projection than degrees.
    EmptyNetworkError
        No edge is a street.
    """
    crs = str(graph.graph.get("crs", "epsg:4326")).lower()
    if crs not in {"epsg:4326", "wgs84", "ogc:crs84"}:
        raise BuildError(f"the graph is in {crs}: project it to epsg:4326 first", crs=crs)
    if graph.number_of_edges() == 0:
        raise EmptyNetworkError("the graph has no edges: there is no street to build")
    with tempfile.TemporaryDirectory(prefix="terrils-graph-") as scratch:
        file = Path(scratch) / "graph.osm.pbf"
        _write(graph, file)
        build_network([file], folder)
    return Network.open(folder)


def _write(graph: nx.MultiDiGraph[Any], file: Path) -> None:
    import osmium
    from osmium.osm.mutable import Node, Way

    ids = _number_nodes(graph)
    free = max(ids.values()) + 1
    with osmium.SimpleWriter(str(file), overwrite=True) as writer:
        for name, number in ids.items():
            writer.add_node(Node(id=number, location=_place_of(graph, name), version=1))
        ways = []
        for number, street in enumerate(_list_streets(graph), 1):
            line = _line_of(street)
            refs = list(range(free, free + len(line)))
            free += len(line)
            for ref, place in zip(refs, line, strict=True):
                writer.add_node(Node(id=ref, location=(place[0], place[1]), version=1))
            nodes = [ids[street.tail], *refs, ids[street.head]]
            ways.append(Way(id=number, nodes=nodes, tags=_read_tags(street.data, street.back), version=1))
        for way in ways:
            writer.add_way(way)


def _number_nodes(graph: nx.MultiDiGraph[Any]) -> dict[Hashable, int]:
    """Ids of the nodes: their names where all are positive integers, else numbers."""
    names = list(graph.nodes)
    if all(isinstance(name, int) and name > 0 for name in names):
        return {name: int(name) for name in names}
    return {name: number for number, name in enumerate(names, 1)}


def _place_of(graph: nx.MultiDiGraph[Any], name: Hashable) -> tuple[float, float]:
    try:
        return float(graph.nodes[name]["x"]), float(graph.nodes[name]["y"])
    except (KeyError, TypeError, ValueError) as error:
        raise BuildError(f"node {name!r} has no x and y in degrees", node=str(name)) from error


@dataclass(slots=True)
class _Street:
    """A street as the graph has it: its ends, the attributes of one edge and those of the edge that runs against it."""

    tail: Hashable
    head: Hashable
    data: dict[str, Any]
    back: dict[str, Any] | None = None

    def take_back(self, data: dict[str, Any]) -> None:
        """Join the edge that runs against this one; the street runs as its way does."""
        self.back = data
        if self.data.get("reversed") is True and data.get("reversed") is not True:
            self.tail, self.head, self.data, self.back = self.head, self.tail, data, self.data


def _list_streets(graph: nx.MultiDiGraph[Any]) -> list[_Street]:
    """List every street once.

    Edges of a street open both ways come in twos. Where OSMnx has joined ways, `reversed` may be a list and the ways
    of the two edges stand in opposite orders.
    """
    streets: list[_Street] = []
    waiting: dict[Any, deque[_Street]] = defaultdict(deque)
    for tail, head, data in graph.edges(data=True):
        street = _Street(tail, head, data)
        if not data.get("oneway"):
            osmid = data.get("osmid")
            ways = tuple(sorted(map(str, osmid if isinstance(osmid, list) else [osmid])))
            what = (ways, _length_of(data))
            others = waiting[head, tail, what]
            if others:
                others.popleft().take_back(data)
                continue
            waiting[tail, head, what].append(street)
        streets.append(street)
    return streets


def _line_of(street: _Street) -> list[tuple[float, ...]]:
    """Places between the ends of a street; a line read from GraphML may still be text."""
    geometry = street.data.get("geometry")
    if geometry is None:
        return []
    line = from_wkt(geometry, on_invalid="ignore") if isinstance(geometry, str) else geometry
    if not isinstance(line, LineString):
        ends = f"{street.tail!r} to {street.head!r}"
        raise BuildError(f"the edge from {ends} has no line as its geometry: give a LineString", edge=ends)
    return list(line.coords)[1:-1]


def _length_of(data: dict[str, Any]) -> float:
    """Length of an edge in metres, 0 where there is none that is a number."""
    try:
        return round(float(data.get("length", 0)), 2)
    except (TypeError, ValueError):
        return 0.0


def _read_tags(data: dict[str, Any], back: dict[str, Any] | None) -> dict[str, str]:
    tags = {
        str(key): str(_first(value))
        for key, value in data.items()
        if key not in _NOT_TAGS and isinstance(_first(value), str | int | float) and not isinstance(value, bool)
    }
    one_way = back is None and bool(data.get("oneway"))
    if one_way:
        tags["oneway"] = "yes"
    ahead = _first(data.get("bicycle"))
    behind = ahead if back is None else _first(back.get("bicycle"))
    if ahead is None:
        return tags
    tags["bicycle"] = "yes" if "yes" in {ahead, behind} else str(ahead)
    if ahead != behind and "yes" in {ahead, behind}:
        tags["oneway:bicycle"] = "yes" if ahead == "yes" else "-1"
    return tags


def _first(value: Any) -> Any:  # noqa: ANN401 - attributes are of any type
    return value[0] if isinstance(value, list) and value else value
