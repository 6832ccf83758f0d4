"""The part of a network that a variant changes, while it is being changed: edges split, streets put in.

Numbers of nodes, edges and ways stay; new ones are counted on behind them. An edge that is split keeps its number and
loses its arcs; its parts are new edges. The copies of nodes that keep wheels from forbidden turns hold on: where a
split edge leads to several of them, its new nodes are copied as often.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graphs.attributes import ArcClass, Highway, Use
from graphs.overlay.line import Cut, Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy.typing as npt

    from graphs.network import Network

__all__ = ["Arc", "Draft", "DraftEdge", "DraftNode"]

_HIGHWAY, _BIKE, _CARGO = (ArcClass.field_names().index(name) for name in ("highway", "use_bike", "use_cargo"))


class Arc(NamedTuple):
    """An arc by its ends, its code (2 * edge + direction) and the row of its class."""

    tail: int
    head: int
    code: int
    row: int


class DraftNode(NamedTuple):
    """A new node: its own origin, or a copy of one."""

    lat_e7: int
    lon_e7: int
    ele_dm: int
    origin: int


@dataclass(frozen=True, slots=True, eq=False)
class DraftEdge:
    """A new edge between original nodes; way -1 for the link of a copy to its origin."""

    tail: int
    head: int
    way: int
    line: Line


class Draft:
    """Changes to a network, gathered.

    Parameters
    ----------
    network
        Stays as it is.
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        self.nodes: list[DraftNode] = []
        self.edges: list[DraftEdge] = []
        self._boxes = np.empty((0, 4), np.int64)
        self._arcs: dict[int, list[Arc]] = {}
        self._out: dict[int, dict[int, None]] = {}
        self.lost_arcs: list[int] = []
        """Arcs of the network whose edges were split."""
        self.parts: dict[int, list[int]] = {}
        """Parts of each edge that was split, in order from its tail."""
        self._copies: dict[int, list[int]] = {}

    @property
    def arcs(self) -> Iterator[Arc]:
        """New arcs, edge by edge."""
        return chain.from_iterable(self._arcs.values())

    def get_boxes(self) -> npt.NDArray[np.int64]:
        """West, south, east and north of all new edges, 1e-7 degrees i8 (n, 4)."""
        new = [edge.line.get_box() for edge in self.edges[len(self._boxes) :]]
        if new:
            self._boxes = np.concatenate([self._boxes, np.array(new, np.int64)])
        return self._boxes

    def get_line(self, edge: int) -> Line:
        """Vertices of an edge, old or new."""
        new = edge - self.network.edge_count
        if new >= 0:
            return self.edges[new].line
        network = self.network
        kept = slice(int(network.point_first[edge]), int(network.point_first[edge + 1]))
        return Line(network.point_lat_e7[kept], network.point_lon_e7[kept], network.point_ele_dm[kept])

    def get_ends(self, edge: int) -> tuple[int, int]:
        """Tail and head of an edge, old or new."""
        new = edge - self.network.edge_count
        if new >= 0:
            return self.edges[new].tail, self.edges[new].head
        return int(self.network.edge_tail[edge]), int(self.network.edge_head[edge])

    def get_way(self, edge: int) -> int:
        """Row of the way of an edge, old or new."""
        new = edge - self.network.edge_count
        return self.edges[new].way if new >= 0 else int(self.network.edge_way[edge])

    def get_row(self, edge: int) -> int:
        """Class of an edge that was not split, in one of its directions."""
        return self.list_arcs(edge)[0].row

    def get_place(self, node: int) -> tuple[int, int]:
        """Latitude and longitude of a node, old or new, 1e-7 degrees."""
        new = node - self.network.node_count
        if new >= 0:
            return self.nodes[new].lat_e7, self.nodes[new].lon_e7
        return int(self.network.node_lat_e7[node]), int(self.network.node_lon_e7[node])

    def get_height(self, node: int) -> int:
        """Elevation of a node, old or new, in decimetres."""
        new = node - self.network.node_count
        return self.nodes[new].ele_dm if new >= 0 else int(self.network.node_ele_dm[node])

    def list_arcs(self, edge: int) -> list[Arc]:
        """Arcs of an edge that was not split, also those out of copies."""
        if edge >= self.network.edge_count:
            return list(self._arcs[edge])
        return [self._get_arc(index) for index in self._list_old_arcs(edge)]

    def split(self, edge: int, cuts: Sequence[Cut]) -> list[int]:
        """Split an edge and give the node at each place; its ends serve as they are.

        Parameters
        ----------
        edge
            An edge that was not split before.
        cuts
            Places on its line in order from its tail, no two of them the same.
        """
        line, where = self.get_line(edge).with_cuts(cuts)
        last = len(line.lat_e7) - 1
        tail, head = self.get_ends(edge)
        inner = [index for index in where if 0 < index < last]
        at = {0: tail, last: head, **{index: self.add_node(line, index) for index in inner}}
        if inner:
            self._part(edge, line, [0, *inner, last], [at[index] for index in inner])
        return [at[index] for index in where]

    def add_node(self, line: Line, index: int) -> int:
        """Add a node at a vertex of a line."""
        number = self.network.node_count + len(self.nodes)
        lat_e7, lon_e7, ele_dm = (int(column[index]) for column in (line.lat_e7, line.lon_e7, line.ele_dm))
        self.nodes.append(DraftNode(lat_e7, lon_e7, ele_dm, number))
        return number

    def add_street(self, tail: int, head: int, way: int, line: Line, rows: tuple[int, int]) -> int:
        """Add an edge between original nodes and its arcs, out of the copies of its ends too.

        Parameters
        ----------
        rows
            Classes of both directions.
        """
        edge = self._add_edge(DraftEdge(tail, head, way, line))
        for direction, (start, end) in enumerate(((tail, head), (head, tail))):
            row = rows[direction]
            outs = [start, *self._list_copies(start, ridden=self._is_ridden(row))]
            self._put(Arc(node, end, 2 * edge + direction, row) for node in outs)
        return edge

    def _part(self, edge: int, line: Line, stops: Sequence[int], nodes: Sequence[int]) -> None:
        """Replace an edge by its parts between vertices, with the nodes at the inner ones."""
        arcs = self.list_arcs(edge)
        self._drop_arcs(edge)
        tail, head = self.get_ends(edge)
        way = self.get_way(edge)
        spans = zip(pairwise([tail, *nodes, head]), pairwise(stops), strict=True)
        parts = [self._add_edge(DraftEdge(*ends, way, line.part(*span))) for ends, span in spans]
        self.parts[edge] = parts
        runs = [
            _Run([arc for arc in arcs if not arc.code & 1], [2 * part for part in parts], list(nodes), tail),
            _Run(
                [arc for arc in arcs if arc.code & 1], [2 * part + 1 for part in parts[::-1]], list(nodes[::-1]), head
            ),
        ]
        for run in runs:
            self._lead(run, run.list_heads()[0], run.nodes)
            ends = [*run.nodes[1:], run.list_heads()[0]]
            self._put(Arc(*arc, run.row) for arc in zip(run.nodes, ends, run.codes[1:], strict=True))
        for run in runs:
            for end in run.list_heads()[1:]:
                self._lead(run, end, self._copy_row(run, end))

    def _lead(self, run: _Run, end: int, nodes: Sequence[int]) -> None:
        """Lead the arcs that went to an end into the first of the nodes instead."""
        self._put(Arc(arc.tail, nodes[0], run.codes[0], arc.row) for arc in run.arcs if arc.head == end)

    def _copy_row(self, run: _Run, end: int) -> list[int]:
        """Copy the new nodes of a run so that the way through the copies leads to an end."""
        row: list[int] = []
        for node, code in zip(run.nodes[::-1], run.codes[:0:-1], strict=True):
            row.append(self._copy(node, code, row[-1] if row else end))
        return row[::-1]

    def _copy(self, node: int, code: int, end: int) -> int:
        """Copy a new node; one arc out of the copy leads elsewhere, and those on foot have a link back."""
        network = self.network
        known = self.nodes[node - network.node_count]
        copy = network.node_count + len(self.nodes)
        self.nodes.append(known._replace(origin=node))
        self._copies.setdefault(node, []).append(copy)
        outs = [arc for edge in self._out.get(node, ()) for arc in self._arcs[edge] if arc.tail == node]
        self._put(arc._replace(tail=copy, head=end if arc.code == code else arc.head) for arc in outs)
        place = (np.full(2, value) for value in known[:3])
        lat, lon, ele = place
        line = Line(lat.astype(np.int32), lon.astype(np.int32), ele.astype(np.int16))
        edge = self._add_edge(DraftEdge(node, node, -1, line))
        link = int(np.flatnonzero(network.classes[:, _HIGHWAY] == Highway.TRANSFER)[0])
        self._put([Arc(copy, node, 2 * edge, link)])
        return copy

    def _put(self, arcs: Iterable[Arc]) -> None:
        for arc in arcs:
            edge = arc.code >> 1
            self._arcs.setdefault(edge, []).append(arc)
            self._out.setdefault(arc.tail, {})[edge] = None

    def _add_edge(self, edge: DraftEdge) -> int:
        self.edges.append(edge)
        return self.network.edge_count + len(self.edges) - 1

    def _drop_arcs(self, edge: int) -> None:
        if edge < self.network.edge_count:
            self.lost_arcs += self._list_old_arcs(edge)
        else:
            for arc in self._arcs.pop(edge):
                self._out[arc.tail].pop(edge, None)

    def _list_copies(self, node: int, *, ridden: bool) -> list[int]:
        """List the copies of an original node that a new street is taken from: wheels keep to the only turns left."""
        network = self.network
        if node >= network.node_count:
            return self._copies.get(node, [])
        copies = list(_iterate_copies(network, node))[1:]
        return [copy for copy in copies if not (ridden and network.node_only[copy])]

    def _is_ridden(self, row: int) -> bool:
        """Whether any wheels may ride along arcs of a class."""
        return bool((self.network.classes[row, [_BIKE, _CARGO]] == Use.FREE).any())

    def _list_old_arcs(self, edge: int) -> list[int]:
        network = self.network
        found = []
        for direction, origin in enumerate(self.get_ends(edge)):
            for node in _iterate_copies(network, origin):
                outs = range(int(network.arc_first[node]), int(network.arc_first[node + 1]))
                found += [arc for arc in outs if network.arc_edge[arc] == 2 * edge + direction]
        return found

    def _get_arc(self, index: int) -> Arc:
        network = self.network
        columns = (network.arc_tail, network.arc_head, network.arc_edge, network.arc_class)
        return Arc(*(int(column[index]) for column in columns))


@dataclass(frozen=True, slots=True)
class _Run:
    """One direction of an edge that is split: its arcs, codes of the parts and nodes between them, where it begins."""

    arcs: list[Arc]
    codes: list[int]
    nodes: list[int]
    origin: int

    @property
    def row(self) -> int:
        """Class of the direction."""
        return self.arcs[0].row

    def list_heads(self) -> list[int]:
        """List the ends of the run, first that of those who set out from the original node."""
        first = next(arc.head for arc in self.arcs if arc.tail == self.origin)
        return [first, *sorted({arc.head for arc in self.arcs} - {first})]


def _iterate_copies(network: Network, origin: int) -> Iterator[int]:
    """Yield an original node and its copies, which stand behind it."""
    node = origin
    while node < network.node_count and network.node_origin[node] == origin:
        yield node
        node += 1
