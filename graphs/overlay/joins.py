"""Where a new street meets the streets there are: at its ends, at crossings, at vertices drawn onto them."""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from graphs.attributes import ArcClass, Structure
from graphs.overlay.errors import VariantError
from graphs.overlay.line import Cut, Line
from graphs.overlay.plane import M_PER_E7, Nearest, Plane, find_nearest, measure_flat
from graphs.snap import list_edges_in_box

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from graphs.overlay.draft import Draft
    from graphs.overlay.edits import AddedStreet
    from graphs.overlay.plane import JoinRules

__all__ = ["LATER", "Contact", "Joinable", "Other", "find_contacts", "is_apart", "measure_along"]

_ON_GROUND = (Structure.GROUND, Structure.FORD)
_STRUCTURE = ArcClass.field_names().index("structure")
_E7 = 1e-7
LATER = -1
_PIECE_M = 500.0
_MOST_PIECES = 256


@dataclass(frozen=True, slots=True)
class Contact:
    """A place where a new street meets an edge: metres along the new street, and where on the edge.

    The edge is `LATER` where an end waits at its place on a street that is laid later.
    """

    along_m: float
    edge: int
    cut: Cut


class Other(NamedTuple):
    """Another new street, the row of its way, and whether it is laid already."""

    street: AddedStreet
    way: int
    is_laid: bool


@dataclass(frozen=True, slots=True, eq=False)
class Joinable:
    """What a new street may join.

    Attributes
    ----------
    closed
        Edges that nobody may use: they are not joined.
    rules
        How near counts as joined.
    others
        New streets near it. Its ends go to the nearest street by the lines as drawn, so that the order does not matter.
    """

    closed: npt.NDArray[np.int32]
    rules: JoinRules
    others: tuple[Other, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class _Near:
    """An edge near a new street: its number, its line, and the same in metres, f8 (n, 2)."""

    number: int
    line: Line
    flat: npt.NDArray[np.float64]
    shape: shapely.LineString


class _End(NamedTuple):
    """An end of a new bridge or tunnel, which meets others at its ends only: its edge, and where in metres, f8 (2,)."""

    edge: int
    cut: Cut
    place: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class _Beside:
    """What lies beside a new street: edges on the ground, ends of new bridges, other new streets."""

    draft: Draft
    near: Sequence[_Near]
    tips: Sequence[_End]
    others: Sequence[Other]


def find_contacts(draft: Draft, street: AddedStreet, joinable: Joinable) -> list[Contact]:
    """Find where a new street joins the live edges of a draft, in order along it.

    Bridges, tunnels and ferries join at their ends only, and nothing joins them on the way.

    Raises
    ------
    VariantError
        It meets more streets than the rules allow.
    """
    rules = joinable.rules
    plane = Plane.around(street)
    own = plane.to_line(street)
    near, tips = _list_near(draft, street, joinable.closed, (plane, own), rules.end_m)
    found: list[Contact] = []
    if not is_apart(street):
        found = [
            _reach(plane, place, along_m, near[index], rules)[1]
            for index, along_m, place in _meet_on_the_way(own, near, street.label, rules)
        ]
        found += _meet_tips(own, tips, rules)
    others = [other for other in joinable.others if other.is_laid or not street.is_ring]
    ends = _reach_ends((plane, own), _Beside(draft, near, tips, others), rules)
    found += [
        contact
        for contact in ends
        if contact.edge == LATER
        or not any(
            draft.get_way(other.edge) == draft.get_way(contact.edge)
            and abs(other.along_m - contact.along_m) <= rules.end_m
            for other in found
        )
    ]
    return _without_doubles(sorted(found, key=lambda item: (item.along_m, item.edge, item.cut)), rules)


def measure_along(street: AddedStreet) -> npt.NDArray[np.float64]:
    """Metres from the beginning of a street to each vertex, f8 (n,), as contacts count them."""
    return measure_flat(Plane.around(street).to_line(street))


def is_apart(street: AddedStreet) -> bool:
    """Whether a street meets others at its ends only: bridges, tunnels, ferries."""
    return _is_apart(np.array(astuple(street.attributes.forward)))


def _is_apart(row: npt.NDArray[np.uint8]) -> bool:
    return row[_STRUCTURE] not in _ON_GROUND


def _list_near(
    draft: Draft,
    street: AddedStreet,
    closed: npt.NDArray[np.int32],
    drawn: tuple[Plane, npt.NDArray[np.float64]],
    margin_m: float,
) -> tuple[list[_Near], list[_End]]:
    """List the live edges on the ground, old and new, and the ends of new bridges, that come as near as matters."""
    plane, own = drawn
    old, new = _list_old(draft, street, margin_m), _list_new(draft, street, margin_m)
    barred = set(closed.tolist())
    edges = [edge for edge in [*old, *new] if edge not in draft.parts and edge not in barred]
    edges = [edge for edge in edges if draft.get_way(edge) >= 0]
    lines = [draft.get_line(edge) for edge in edges]
    if not lines:
        return [], []
    counts = [len(line.lat_e7) for line in lines]
    joined = Line(*(np.concatenate([getattr(line, name) for line in lines]) for name in Line.__slots__))
    flat = plane.to_line(joined)
    shapes = np.asarray(shapely.linestrings(flat, indices=np.repeat(np.arange(len(lines)), counts)), np.object_)
    whole = shapely.LineString(own)
    shapely.prepare(whole)
    first = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    near: list[_Near] = []
    tips: list[_End] = []
    for index in np.flatnonzero(shapely.dwithin(whole, shapes, margin_m)).tolist():
        edge, line, its = edges[index], lines[index], flat[first[index] : first[index + 1]]
        if not _is_apart(draft.network.classes[draft.get_row(edge)]):
            near.append(_Near(edge, line, its, shapes[index]))
        elif draft.get_way(edge) >= len(draft.network.way_osm_id):
            tips += [
                _End(edge, Cut(float(at), int(line.lat_e7[at]), int(line.lon_e7[at])), its[at])
                for at in (0, len(its) - 1)
            ]
    return near, tips


def _list_old(draft: Draft, street: AddedStreet, margin_m: float) -> list[int]:
    """List the edges of the network in whose cells the street runs, piece by piece of its line."""
    along_m = measure_along(street)
    pieces = min(_MOST_PIECES, len(street.lat_e7) - 1 + int(along_m[-1] / _PIECE_M))
    found: list[npt.NDArray[np.int32]] = []
    stops = np.linspace(0.0, along_m[-1], pieces + 1)
    lat, lon = (np.interp(stops, along_m, column) for column in (street.lat_e7, street.lon_e7))
    for index in range(pieces):
        within = (along_m > stops[index]) & (along_m < stops[index + 1])
        both = slice(index, index + 2)
        box = (
            np.concatenate([lat[both], street.lat_e7[within]]) * _E7,
            np.concatenate([lon[both], street.lon_e7[within]]) * _E7,
        )
        south, north, west, east = (float(value) for column in box for value in (column.min(), column.max()))
        up, aside = _to_margins(margin_m, (south + north) / 2)
        found.append(list_edges_in_box(draft.network, west - aside, south - up, east + aside, north + up))
    listed: list[int] = np.unique(np.concatenate(found)).tolist()
    return listed


def _list_new(draft: Draft, street: AddedStreet, margin_m: float) -> list[int]:
    """List the new edges whose boxes meet that of the street."""
    west, south, east, north = draft.get_boxes().T
    up, aside = (value / _E7 for value in _to_margins(margin_m, float(street.lat_e7.mean()) * _E7))
    meets = (west <= street.lon_e7.max() + aside) & (east >= street.lon_e7.min() - aside)
    meets &= (south <= street.lat_e7.max() + up) & (north >= street.lat_e7.min() - up)
    return [draft.network.edge_count + index for index in np.flatnonzero(meets).tolist()]


def _to_margins(margin_m: float, lat: float) -> tuple[float, float]:
    """Degrees of latitude and of longitude."""
    up = margin_m / M_PER_E7 * _E7
    return up, up / max(0.01, math.cos(math.radians(lat)))


def _reach_ends(drawn: tuple[Plane, npt.NDArray[np.float64]], beside: _Beside, rules: JoinRules) -> Iterator[Contact]:
    """Yield the places nearest to both ends, where there are some as near as matters."""
    plane, own = drawn
    first_new = len(beside.draft.network.way_osm_id)
    whole_m = float(measure_flat(own)[-1])
    for place, along_m in ((own[0], 0.0), (own[-1], whole_m)):
        by_way = _reach_all(plane, place, along_m, beside, rules)
        found = [one for way, reached in by_way.items() if way < first_new for one in reached]
        for other in beside.others:
            gap_m, waiting = _reach_drawn(plane, place, along_m, other.street)
            if not other.is_laid:
                found.append((gap_m, waiting))
            elif other.way in by_way:
                found.append((gap_m, min(by_way[other.way], key=itemgetter(0))[1]))
        gap_m, nearest = min(found, key=itemgetter(0), default=(math.inf, None))
        if nearest is not None and gap_m <= rules.end_m:
            yield nearest


def _reach_all(
    plane: Plane, place: npt.NDArray[np.float64], along_m: float, beside: _Beside, rules: JoinRules
) -> dict[int, list[tuple[float, Contact]]]:
    """List the gaps and places of what may be joined from an end, by way."""
    shapes = np.array([edge.shape for edge in beside.near], np.object_)
    within = np.flatnonzero(shapely.dwithin(shapely.Point(place), shapes, rules.end_m)).tolist()
    reached = [_reach(plane, place, along_m, beside.near[index], rules) for index in within]
    reached += [(math.dist(place, tip.place), Contact(along_m, tip.edge, tip.cut)) for tip in beside.tips]
    by_way: dict[int, list[tuple[float, Contact]]] = {}
    for one in reached:
        by_way.setdefault(beside.draft.get_way(one[1].edge), []).append(one)
    return by_way


def _reach_drawn(
    plane: Plane, place: npt.NDArray[np.float64], along_m: float, street: AddedStreet
) -> tuple[float, Contact]:
    """Give the place of a new street as drawn that is nearest to an end, and the gap in metres."""
    flat = plane.to_line(street)
    if is_apart(street):
        gaps = [math.dist(place, flat[at]) for at in (0, -1)]
        at = 0 if gaps[0] <= gaps[1] else len(flat) - 1
        nearest = Nearest(min(gaps), float(at), *flat[at].tolist())
    else:
        nearest = find_nearest(place, flat)
    return nearest.gap_m, Contact(along_m, LATER, plane.to_cut(nearest.position, nearest.x, nearest.y))


def _meet_tips(own: npt.NDArray[np.float64], tips: Sequence[_End], rules: JoinRules) -> Iterator[Contact]:
    """Yield the ends of new bridges that lie on a street."""
    along_m = measure_flat(own)
    for tip in tips:
        nearest = find_nearest(tip.place, own)
        if nearest.gap_m <= rules.vertex_m:
            at_m = float(np.interp(nearest.position, np.arange(len(own)), along_m))
            yield Contact(at_m, tip.edge, tip.cut)


def _meet_on_the_way(
    own: npt.NDArray[np.float64], near: Sequence[_Near], label: str, rules: JoinRules
) -> Iterator[tuple[int, float, npt.NDArray[np.float64]]]:
    """Yield where lines cross, and where vertices of one lie on the other: which line, metres along, and the place."""
    if not near:
        return
    along_m = measure_flat(own)
    shapes = np.array([edge.shape for edge in near], np.object_)
    pieces = np.asarray(shapely.linestrings(np.stack([own[:-1], own[1:]], axis=1)), np.object_)
    tree = shapely.STRtree(pieces)
    line, piece = tree.query(shapes, predicate="intersects")
    _require_few(len(line), label, rules)
    points, of = shapely.get_parts(shapely.intersection(shapes[line], pieces[piece]), return_index=True)
    lone = shapely.get_type_id(points) == shapely.GeometryType.POINT
    crossed = _on_pieces(own, along_m, shapely.get_coordinates(points[lone]), piece[of[lone]])
    vertices = np.concatenate([edge.flat for edge in near])
    owner = np.repeat(np.arange(len(near)), [len(edge.flat) for edge in near])
    vertex, there = tree.query(shapely.points(vertices), predicate="dwithin", distance=rules.vertex_m)
    touched = _on_pieces(own, along_m, vertices[vertex], there)
    corners = shapely.STRtree(np.asarray(shapely.points(own), np.object_))
    beside, mine = corners.query(shapes, predicate="dwithin", distance=rules.vertex_m)
    yield from zip(beside.tolist(), along_m[mine].tolist(), own[mine], strict=True)
    yield from zip(owner[vertex].tolist(), touched.tolist(), vertices[vertex], strict=True)
    yield from zip(line[of[lone]].tolist(), crossed.tolist(), shapely.get_coordinates(points[lone]), strict=True)


def _require_few(places: int, label: str, rules: JoinRules) -> None:
    if places > rules.most:
        msg = f"{label} meets streets at more than {rules.most} places: draw it straighter, or leave parts of it out"
        raise VariantError(msg, label=label)


def _on_pieces(
    own: npt.NDArray[np.float64],
    along_m: npt.NDArray[np.float64],
    places: npt.NDArray[np.float64],
    pieces: npt.NDArray[np.int64],
) -> npt.NDArray[np.float64]:
    """Metres along a line of the places nearest to some on given pieces of it, f8 (n,)."""
    step = own[pieces + 1] - own[pieces]
    square = np.maximum((step**2).sum(axis=1), 1e-12)
    share = np.clip(((places - own[pieces]) * step).sum(axis=1) / square, 0.0, 1.0)
    return np.asarray(np.minimum(along_m[pieces] + share * np.sqrt(square), along_m[-1]))


def _reach(
    plane: Plane,
    place: npt.NDArray[np.float64],
    along_m: float,
    edge: _Near,
    rules: JoinRules,
) -> tuple[float, Contact]:
    """Give the place of an edge nearest to a place, a vertex where one is as near as matters, and the gap in metres."""
    nearest = find_nearest(place, edge.flat)
    cut = plane.cut(edge.line, edge.flat, nearest, rules.vertex_m)
    return nearest.gap_m, Contact(along_m, edge.number, cut)


def _without_doubles(contacts: list[Contact], rules: JoinRules) -> list[Contact]:
    """Keep one of those that lie side by side on one edge."""
    kept: list[Contact] = []
    on_edge: dict[int, list[Contact]] = {}
    for contact in contacts:
        others = on_edge.setdefault(contact.edge, [])
        if not any(
            contact.along_m - other.along_m <= 2 * rules.vertex_m and _is_near(contact.cut, other.cut, rules.vertex_m)
            for other in reversed(others)
        ):
            kept.append(contact)
            others.append(contact)
    return kept


def _is_near(a: Cut, b: Cut, limit_m: float) -> bool:
    squeeze = math.cos(math.radians(a.lat_e7 * 1e-7))
    return math.hypot((a.lat_e7 - b.lat_e7) * M_PER_E7, (a.lon_e7 - b.lon_e7) * M_PER_E7 * squeeze) <= limit_m
