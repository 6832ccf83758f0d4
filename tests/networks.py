"""Networks made in memory from lists of nodes and streets, for tests that need no OSM file."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from graphs.attributes import ArcClass, Highway, Surface, Use, Vehicle
from graphs.geo import haversine_m_array
from graphs.network import UNREACHABLE, Network
from graphs.profiles import Profile, get_profile
from graphs.snap_grid import GridFrame, build_snap_grid

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Street", "build_network", "grid_network", "plain_profile", "random_network", "street_class"]

_NO_TAGS = b"[null,null,{}]"
_SPEED_MM_PER_MS = {"foot": 1.3, "wheelchair": 0.9, "bike": 4.4, "ebike": 5.5, "mtb": 4.0, "cargo_bike": 3.6}
_VEHICLE: dict[str, int] = {"foot": 0, "wheelchair": 3, "cargo_bike": 2}


def street_class(**changes: int) -> ArcClass:
    """Give the class of a calm asphalt street that everybody may use, with some columns changed."""
    plain = ArcClass(
        highway=Highway.RESIDENTIAL, surface=Surface.ASPHALT, smoothness=0, tracktype=0, width_dm=0, lit=0, structure=0,
        facility=0, stress=1, routes=0, incline_pct=0, calm=1, major=0, mtb_scale=0, wheelchair=0,
        use_foot=Use.FREE, use_bike=Use.FREE, use_cargo=Use.FREE, use_wheelchair=Use.FREE,
    )  # fmt: skip
    return replace(plain, **changes)


def plain_profile(name: str) -> Profile:
    """Give a profile of the networks made here, with the taste of those on foot."""
    return replace(get_profile("foot"), name=name, vehicle=Vehicle(_VEHICLE.get(name, 1)))


_CLOSED = street_class(use_foot=0, use_bike=0, use_cargo=0, use_wheelchair=0)


@dataclass(frozen=True, slots=True)
class Street:
    """An edge to be: its ends, points in between as (lat, lon), the class by direction, None where nobody may go."""

    tail: int
    head: int
    via: tuple[tuple[float, float], ...] = ()
    forward: ArcClass | None = field(default_factory=street_class)
    backward: ArcClass | None = field(default_factory=street_class)
    way: int | None = None
    """OSM id of the way; streets with one id are one way. By default one of its own."""
    name: str = ""
    ascent_dm: int = 0
    descent_dm: int = 0


def build_network(
    nodes: Sequence[tuple[float, float]],
    streets: Sequence[Street],
    *,
    restrictions: Sequence[tuple[int, int, int]] = (),
    ele_dm: Sequence[int] | None = None,
) -> Network:
    """Build a network.

    Parameters
    ----------
    nodes
        Latitude and longitude in degrees.
    streets
        Streets between nodes; their index is the edge.
    restrictions
        Forbidden turns (street, node, street): each gets a copy of the node, with a transfer back for those on foot.
    ele_dm
        Elevation of the nodes; those of points in between are unknown.
    """
    copies, numbers = _number_nodes(len(nodes), restrictions)
    origin = np.array([numbers[old] for old, _ in copies], dtype=np.int32)
    lat = np.array([nodes[old][0] for old, _ in copies])
    lon = np.array([nodes[old][1] for old, _ in copies])
    streets = [*streets]
    transfers = [(number, int(origin[number])) for number, (_, rule) in enumerate(copies) if rule is not None]
    points = _points(nodes, streets, numbers, origin, transfers, lat, lon, ele_dm)
    arcs, classes = _arcs(streets, numbers, copies, restrictions, transfers)
    order = np.lexsort((arcs["edge"], arcs["tail"]))
    arcs = arcs[order]
    edge_length = points["length_mm"]
    ways = sorted({street.way if street.way is not None else 1000 + i for i, street in enumerate(streets)})
    way_index = {way: index for index, way in enumerate(ways)}
    edge_way = [way_index[s.way if s.way is not None else 1000 + i] for i, s in enumerate(streets)]
    names = {edge_way[i]: street.name for i, street in enumerate(streets) if street.name}
    text = [names.get(index, "") for index in range(len(ways))]
    blob = [name.encode() for name in text]
    count, edges = len(origin), len(edge_length)
    arc_length = edge_length[arcs["edge"] >> 1]
    edge_ascent = np.array([s.ascent_dm for s in streets] + [0] * len(transfers), dtype=np.uint16)
    edge_descent = np.array([s.descent_dm for s in streets] + [0] * len(transfers), dtype=np.uint16)
    into = np.argsort(arcs["head"], kind="stable").astype(np.int32)
    frame = GridFrame.around(points["lat"], points["lon"], edge_count=edges)
    edge_way += [-1] * len(transfers)
    on_way = np.array(edge_way, dtype=np.int32)
    grid_first, grid_edge = build_snap_grid(frame, points["first"], points["lat"], points["lon"], on_way)
    parts = {v: _components(count, arcs, classes, v, edge_length) for v in Vehicle}
    arrays: dict[str, Any] = {
        "node_lat_e7": np.rint(lat * 1e7).astype(np.int32),
        "node_lon_e7": np.rint(lon * 1e7).astype(np.int32),
        "node_ele_dm": points["node_ele"],
        "node_osm_id": np.array([old + 1 for old, _ in copies], dtype=np.int64),
        "node_origin": origin,
        "node_only": np.zeros(count, dtype=np.uint8),
        "node_block": np.zeros(count, dtype=np.uint8),
        "node_delay_s": np.zeros((count, len(Vehicle)), dtype=np.uint8),
        "edge_tail": np.array([numbers[s.tail] for s in streets] + [t for t, _ in transfers], dtype=np.int32),
        "edge_head": np.array([numbers[s.head] for s in streets] + [h for _, h in transfers], dtype=np.int32),
        "edge_length_mm": edge_length,
        "edge_way": on_way,
        "edge_ascent_dm": edge_ascent,
        "edge_descent_dm": edge_descent,
        "point_first": points["first"],
        "point_lat_e7": points["lat"],
        "point_lon_e7": points["lon"],
        "point_ele_dm": points["ele"],
        "arc_first": _offsets(arcs["tail"], count),
        "arc_tail": np.ascontiguousarray(arcs["tail"]),
        "arc_head": np.ascontiguousarray(arcs["head"]),
        "arc_edge": np.ascontiguousarray(arcs["edge"]),
        "arc_class": np.ascontiguousarray(arcs["class"]),
        "arc_length_mm": arc_length,
        "arc_ascent_dm": np.where(
            arcs["edge"] & 1, edge_descent[arcs["edge"] >> 1], edge_ascent[arcs["edge"] >> 1]
        ).astype(np.uint16),
        "in_first": _offsets(arcs["head"], count),
        "in_arc": into,
        "classes": classes,
        "way_osm_id": np.array(ways, dtype=np.int64),
        "way_name": np.array([i if name else -1 for i, name in enumerate(text)], dtype=np.int32),
        "way_ref": np.full(len(ways), -1, dtype=np.int32),
        "way_route_first": np.zeros(len(ways) + 1, dtype=np.int32),
        "way_route": np.empty(0, dtype=np.int32),
        "way_duration_s": np.zeros(len(ways), dtype=np.uint32),
        "way_tags": np.zeros(len(ways), dtype=np.int32),
        "tags_first": np.array([0, len(_NO_TAGS)], dtype=np.int64),
        "tags_bytes": np.frombuffer(_NO_TAGS, dtype=np.uint8),
        "dormant_osm_id": np.empty(0, dtype=np.int64),
        "dormant_name": np.empty(0, dtype=np.int32),
        "dormant_first": np.zeros(1, dtype=np.int64),
        "dormant_lat_e7": np.empty(0, dtype=np.int32),
        "dormant_lon_e7": np.empty(0, dtype=np.int32),
        "dormant_tags": np.empty(0, dtype=np.int32),
        "string_first": np.cumsum([0, *(len(part) for part in blob)]).astype(np.int64),
        "string_bytes": np.frombuffer(b"".join(blob), dtype=np.uint8),
        "grid_first": grid_first,
        "grid_edge": grid_edge,
    }
    for vehicle, (part, length_m) in parts.items():
        arrays[f"scc_{vehicle.name.lower()}"] = part
        arrays[f"scc_length_m_{vehicle.name.lower()}"] = length_m
    for array in arrays.values():
        array.flags.writeable = False
    facts = {
        "bbox": [float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())],
        "has_elevation": ele_dm is not None,
        "grid": frame.to_dict(),
    }
    tables = {"facts": facts, "routes": [], "junctions": [], "conditions": {}}
    return Network(**arrays, durations=_durations(arcs, classes, arc_length), tables=tables)


def random_network(
    seed: int, *, nodes: int = 30, streets: int = 60, restrictions: int = 0, span_deg: float = 0.02
) -> Network:
    """Draw a network: some streets are one-way, dear, for pushing or closed; loops and parallel streets occur."""
    rng = np.random.default_rng(seed)
    places = [(50.4 + y * span_deg, 2.8 + x * span_deg) for y, x in rng.random((nodes, 2))]
    kinds = [
        street_class(),
        street_class(highway=Highway.TERTIARY, stress=3, calm=0),
        street_class(highway=Highway.FOOTWAY, use_bike=Use.PUSH, use_cargo=Use.PUSH),
        street_class(highway=Highway.PRIMARY, stress=4, calm=0, major=1),
    ]
    drawn = []
    for _ in range(streets):
        tail, head = (int(v) for v in rng.integers(0, nodes, 2))
        if rng.random() < 0.7:
            gaps = np.hypot(*(np.array(places) - places[tail]).T)
            head = int(np.argsort(gaps, kind="stable")[int(rng.integers(0, min(6, nodes)))])
        kind = kinds[int(rng.integers(0, len(kinds)))]
        forward, backward = [(kind, kind), (kind, kind), (kind, None), (None, kind)][int(rng.integers(0, 4))]
        middle = (np.array(places[tail]) + np.array(places[head])) / 2 + rng.normal(0, span_deg / 30, 2)
        via = ((float(middle[0]), float(middle[1])),) if rng.random() < 0.5 or tail == head else ()
        climb = int(rng.integers(0, 40))
        drawn.append(Street(tail, head, via, forward, backward, ascent_dm=climb, descent_dm=int(rng.integers(0, 40))))
    return build_network(places, drawn, restrictions=_draw_turns(rng, drawn, restrictions))


def grid_network(rows: int, columns: int, *, step_m: float = 100.0, stem_m: float = 0.0) -> Network:
    """Build a chessboard of streets; node = row * columns + column, rows to the north, columns to the east.

    A stem leads south from node 0 to the last node.
    """
    lat_step = step_m / 111_195.0
    lon_step = lat_step / float(np.cos(np.radians(50.4)))
    nodes = [(50.4 + r * lat_step, 2.8 + c * lon_step) for r in range(rows) for c in range(columns)]
    streets = [Street(r * columns + c, r * columns + c + 1) for r in range(rows) for c in range(columns - 1)]
    streets += [Street(r * columns + c, (r + 1) * columns + c) for r in range(rows - 1) for c in range(columns)]
    if stem_m:
        streets.append(Street(len(nodes), 0))
        nodes.append((nodes[0][0] - stem_m / 111_195.0, nodes[0][1]))
    return build_network(nodes, streets)


def _draw_turns(rng: np.random.Generator, streets: Sequence[Street], count: int) -> list[tuple[int, int, int]]:
    turns: list[tuple[int, int, int]] = []
    for a, b in itertools.permutations(range(len(streets)), 2):
        shared = {streets[a].tail, streets[a].head} & {streets[b].tail, streets[b].head}
        turns.extend((a, via, b) for via in shared)
    turns.sort()
    chosen = rng.permutation(len(turns))[:count].tolist()
    picked: dict[tuple[int, int], tuple[int, int, int]] = {}
    for index in sorted(int(i) for i in chosen):
        a, via, _ = turns[index]
        if streets[a].tail != streets[a].head:
            picked.setdefault((a, via), turns[index])
    return list(picked.values())


def _number_nodes(
    count: int, restrictions: Sequence[tuple[int, int, int]]
) -> tuple[list[tuple[int, int | None]], dict[int, int]]:
    copies: list[tuple[int, int | None]] = []
    numbers = {}
    for node in range(count):
        numbers[node] = len(copies)
        copies.append((node, None))
        copies.extend((node, rule) for rule, (_, via, _) in enumerate(restrictions) if via == node)
    return copies, numbers


def _points(
    nodes: Sequence[tuple[float, float]],
    streets: Sequence[Street],
    numbers: dict[int, int],
    origin: npt.NDArray[np.int32],
    transfers: Sequence[tuple[int, int]],
    lat: npt.NDArray[np.float64],
    lon: npt.NDArray[np.float64],
    ele_dm: Sequence[int] | None,
) -> dict[str, npt.NDArray[Any]]:
    del origin
    lines = [[nodes[s.tail], *s.via, nodes[s.head]] for s in streets]
    lines += [[(lat[a], lon[a]), (lat[b], lon[b])] for a, b in transfers]
    heights = [
        [ele_dm[s.tail], *[-32768] * len(s.via), ele_dm[s.head]] if ele_dm else [-32768] * (len(s.via) + 2)
        for s in streets
    ] + [[-32768, -32768] for _ in transfers]
    first = np.cumsum([0, *(len(line) for line in lines)]).astype(np.int64)
    flat = np.array([point for line in lines for point in line])
    rounded = np.rint(flat * 1e7).astype(np.int32)
    lengths = []
    for begin, end in itertools.pairwise(first):
        part = rounded[begin:end] / 1e7
        lengths.append(round(1000 * haversine_m_array(part[:-1, 0], part[:-1, 1], part[1:, 0], part[1:, 1]).sum()))
    node_ele = np.full(len(lat), -32768, dtype=np.int16)
    if ele_dm:
        for old, number in numbers.items():
            node_ele[number] = ele_dm[old]
    return {
        "first": first,
        "lat": np.ascontiguousarray(rounded[:, 0]),
        "lon": np.ascontiguousarray(rounded[:, 1]),
        "ele": np.array(list(itertools.chain.from_iterable(heights)), dtype=np.int16),
        "length_mm": np.array(lengths, dtype=np.uint32),
        "node_ele": node_ele,
    }


_ARC = np.dtype([("tail", np.int32), ("head", np.int32), ("edge", np.int32), ("class", np.uint16)])


def _arcs(
    streets: Sequence[Street],
    numbers: dict[int, int],
    copies: Sequence[tuple[int, int | None]],
    restrictions: Sequence[tuple[int, int, int]],
    transfers: Sequence[tuple[int, int]],
) -> tuple[npt.NDArray[Any], npt.NDArray[np.uint8]]:
    rows: dict[ArcClass, int] = {}
    arcs = []
    copy_of = {rule: number for number, (_, rule) in enumerate(copies) if rule is not None}
    into = {(street, via): copy_of[rule] for rule, (street, via, _) in enumerate(restrictions)}
    for edge, street in enumerate(streets):
        for direction, kind in enumerate((street.forward, street.backward)):
            start, stop = (street.head, street.tail) if direction else (street.tail, street.head)
            head = into.get((edge, stop), numbers[stop])
            row = rows.setdefault(kind or _CLOSED, len(rows))
            tails = [numbers[start]]
            tails += [copy_of[rule] for rule, (_, via, to) in enumerate(restrictions) if via == start and to != edge]
            arcs += [(tail, head, 2 * edge + direction, row) for tail in tails]
    link = street_class(highway=Highway.TRANSFER, use_bike=0, use_cargo=0, use_wheelchair=0)
    for index, (tail, head) in enumerate(transfers):
        edge = len(streets) + index
        arcs.append((tail, head, 2 * edge, rows.setdefault(link, len(rows))))
        arcs.append((head, tail, 2 * edge + 1, rows.setdefault(_CLOSED, len(rows))))
    names = ArcClass.field_names()
    classes = np.array([[getattr(row, name) for name in names] for row in rows], dtype=np.uint8)
    return np.array(arcs, dtype=_ARC), classes


def _offsets(owner: npt.NDArray[np.int32], count: int) -> npt.NDArray[np.int32]:
    return np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=count))]).astype(np.int32)


def _uses(arcs: npt.NDArray[Any], classes: npt.NDArray[np.uint8], vehicle: int) -> npt.NDArray[np.uint8]:
    column = ArcClass.field_names().index("use_foot") + vehicle
    uses: npt.NDArray[np.uint8] = classes[arcs["class"], column]
    return uses


def _durations(
    arcs: npt.NDArray[Any], classes: npt.NDArray[np.uint8], arc_length: npt.NDArray[np.uint32]
) -> dict[str, npt.NDArray[np.uint32]]:
    durations = {}
    for name, speed in _SPEED_MM_PER_MS.items():
        use = _uses(arcs, classes, _VEHICLE.get(name, 1))
        time = np.where(use == Use.PUSH, arc_length / 1.2, arc_length / speed)
        durations[name] = np.where(use == Use.NONE, UNREACHABLE, np.rint(time)).astype(np.uint32)
        durations[name].flags.writeable = False
    return durations


def _components(
    count: int,
    arcs: npt.NDArray[Any],
    classes: npt.NDArray[np.uint8],
    vehicle: Vehicle,
    edge_length: npt.NDArray[np.uint32],
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint32]]:
    used = arcs[_uses(arcs, classes, vehicle) != Use.NONE]
    links = coo_matrix((np.ones(len(used)), (used["tail"], used["head"])), shape=(count, count))
    parts, part = connected_components(links, directed=True, connection="strong")
    inside = used[part[used["tail"]] == part[used["head"]]]
    mm = np.zeros(parts)
    for edge, number in sorted({(int(a["edge"]) >> 1, int(part[a["tail"]])) for a in inside}):
        mm[number] += edge_length[edge]
    order = np.argsort(-mm, kind="stable")
    rank = np.empty(parts, dtype=np.int32)
    rank[order] = np.arange(parts)
    part = rank[part].astype(np.int32)
    lonely = np.setdiff1d(np.arange(count), np.union1d(used["tail"], used["head"]))
    part[lonely] = -1
    return part, np.rint(mm[order] / 1000).astype(np.uint32)
