"""Street networks drawn as ASCII maps: letters are nodes, ways join letters and bear tags.

::

    drawn = draw(folder, "A--B--C", {"AB": {"highway": "path"}, "BC": {"highway": "steps"}})
    assert drawn.find_path(Vehicle.BIKE, "A", "C") == "ABC"

Every character is `METRES` wide and high; the lines are only for the reader.
"""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import osmium
from osmium.osm.mutable import Node, Relation, Way

from graphs.attributes import ArcClass, Highway, Use, Vehicle
from graphs.build import BuildReport, build_network
from graphs.network import Network

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from shapely import Polygon

METRES = 50.0
WEST, NORTH = 3.0, 50.4
Tags = dict[str, str]
Member = tuple[str, str, str]
"""Kind (n, w), letters of the node or way, role."""

_DEGREE_M = math.radians(1) * 6_371_008.8
_COLUMNS = {name: index for index, name in enumerate(ArcClass.field_names())}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A network built from a drawing; OSM ids of nodes by letter and of ways by their letters."""

    network: Network
    report: BuildReport
    osm_file: Path
    folder: Path
    node_ids: dict[str, int]
    way_ids: dict[str, int]

    def get_node(self, letter: str) -> int:
        """Give the number of the original node of a letter."""
        wanted = self.node_ids[letter]
        net = self.network
        return next(v for v in range(net.node_count) if net.node_osm_id[v] == wanted and net.node_origin[v] == v)

    def list_edges(self, letters: str) -> list[int]:
        """Edges of a way, in order."""
        wanted = self.way_ids[letters]
        net = self.network
        return [e for e in range(net.edge_count) if net.edge_way[e] >= 0 and net.way_osm_id[net.edge_way[e]] == wanted]

    def get_class(self, letters: str, *, backward: bool = False) -> ArcClass:
        """Class of the first edge of a way in one direction."""
        net = self.network
        code = 2 * self.list_edges(letters)[0] + int(backward)
        arc = next(a for a in range(net.arc_count) if net.arc_edge[a] == code)
        return net.get_class(int(net.arc_class[arc]))

    def may_use(self, arc: int, vehicle: Vehicle, *, ride: bool = False) -> bool:
        """Whether a vehicle may use an arc up to its head, ridden all the way if asked."""
        net = self.network
        use = net.classes[net.arc_class[arc]][_COLUMNS[f"use_{vehicle.name.lower()}"]]
        blocked = (int(net.node_block[net.arc_head[arc]]) >> vehicle) & 1
        return not blocked and (use == Use.FREE if ride else use != Use.NONE)

    def find_arcs(self, vehicle: Vehicle, start: str, end: str, *, ride: bool = False) -> list[int] | None:
        """Arcs of the shortest way between two nodes."""
        net = self.network
        source, target = self.get_node(start), self.get_node(end)
        best = {source: 0}
        before: dict[int, int] = {}
        queue = [(0, source)]
        while queue:
            length, node = heapq.heappop(queue)
            if net.node_origin[node] == target:
                return self._trace(before, source, node)
            for arc in range(net.arc_first[node], net.arc_first[node + 1]):
                head = int(net.arc_head[arc])
                reached = length + int(net.arc_length_mm[arc])
                if self.may_use(arc, vehicle, ride=ride) and reached < best.get(head, reached + 1):
                    best[head] = reached
                    before[head] = arc
                    heapq.heappush(queue, (reached, head))
        return None

    def _trace(self, before: dict[int, int], source: int, node: int) -> list[int]:
        arcs: list[int] = []
        while node != source:
            arcs.append(before[node])
            node = int(self.network.arc_tail[before[node]])
        return arcs[::-1]

    def find_path(self, vehicle: Vehicle, start: str, end: str, *, ride: bool = False) -> str | None:
        """Letters along the shortest way between two nodes, None without one."""
        arcs = self.find_arcs(vehicle, start, end, ride=ride)
        return None if arcs is None else self._spell(start, arcs)

    def _spell(self, start: str, arcs: list[int]) -> str:
        net = self.network
        places = {(round(lat * 1e7), round(lon * 1e7)): letter for letter, (lat, lon) in self._places().items()}
        spelled = start
        for arc in arcs:
            edge, against = divmod(int(net.arc_edge[arc]), 2)
            points = range(net.point_first[edge], net.point_first[edge + 1])
            for point in reversed(points) if against else points:
                letter = places[int(net.point_lat_e7[point]), int(net.point_lon_e7[point])]
                spelled += "" if letter == spelled[-1] else letter
        return spelled

    def _places(self) -> dict[str, tuple[float, float]]:
        letters = {number: letter for letter, number in self.node_ids.items()}
        return {
            letters[node.id]: (node.location.lat, node.location.lon)
            for node in osmium.FileProcessor(str(self.osm_file), osmium.osm.NODE)
            if isinstance(node, osmium.osm.Node) and node.id in letters
        }

    def list_highways(self, arcs: Sequence[int]) -> list[str]:
        """Names of the street classes along arcs."""
        net = self.network
        return [Highway(int(net.classes[net.arc_class[arc]][0])).name.lower() for arc in arcs]


def place_letters(art: str) -> dict[str, tuple[float, float]]:
    """Latitude and longitude of every letter or digit of a map, to 7 decimals."""
    step = METRES / _DEGREE_M
    squeeze = math.cos(math.radians(NORTH))
    lines = art.strip("\n").split("\n")
    margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return {
        sign: (round(NORTH - row * step, 7), round(WEST + (column - margin) * step / squeeze, 7))
        for row, line in enumerate(lines)
        for column, sign in enumerate(line)
        if sign.isalnum()
    }


def write_drawing(
    file: Path,
    art: str,
    ways: Mapping[str, Tags],
    *,
    nodes: Mapping[str, Tags] | None = None,
    relations: Sequence[tuple[Tags, Sequence[Member]]] = (),
    missing: str = "",
) -> tuple[dict[str, int], dict[str, int]]:
    """Write a drawing as an OSM file and give the ids of nodes and ways.

    A way may bear a suffix after `:` to tell it from a parallel one.
    """
    places = place_letters(art)
    node_ids = {letter: number for number, letter in enumerate(sorted(places), 1)}
    way_ids = {letters: number for number, letters in enumerate(ways, 100)}
    with osmium.SimpleWriter(str(file), overwrite=True) as writer:
        for letter, number in node_ids.items():
            if letter not in missing:
                lat, lon = places[letter]
                writer.add_node(Node(id=number, location=(lon, lat), tags=(nodes or {}).get(letter, {}), version=1))
        for letters, tags in ways.items():
            refs = [node_ids[letter] for letter in letters.partition(":")[0]]
            writer.add_way(Way(id=way_ids[letters], nodes=refs, tags=tags, version=1))
        for number, (tags, members) in enumerate(relations, 1000):
            ids = {"n": node_ids, "w": way_ids}
            found = [(kind, ids[kind][letters], role) for kind, letters, role in members]
            writer.add_relation(Relation(id=number, members=found, tags=tags, version=1))
    return node_ids, way_ids


def draw(
    folder: Path,
    art: str,
    ways: Mapping[str, Tags],
    *,
    nodes: Mapping[str, Tags] | None = None,
    relations: Sequence[tuple[Tags, Sequence[Member]]] = (),
    missing: str = "",
    country: str | None = None,
    region: str | None = None,
    clip: Polygon | None = None,
    elevation_files: Sequence[Path] = (),
) -> Drawn:
    """Build the network of a drawing; nodes in `missing` are left out of the file."""
    file = folder / "drawing.osm"
    node_ids, way_ids = write_drawing(file, art, ways, nodes=nodes, relations=relations, missing=missing)
    out = folder / "network"
    report = build_network([file], out, country=country, region=region, clip=clip, elevation_files=elevation_files)
    return Drawn(Network.open(out), report, file, out, node_ids, way_ids)


def restriction(kind: str, start: str, via: str, end: str, **tags: str) -> tuple[Tags, list[Member]]:
    """Turn restriction between ways over a node (one letter) or a way."""
    middle: Member = ("n" if len(via) == 1 else "w", via, "via")
    return {"type": "restriction", "restriction": kind, **tags}, [("w", start, "from"), middle, ("w", end, "to")]
