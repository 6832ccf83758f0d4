"""Where a new street meets the streets there are: at its ends, at crossings, at vertices drawn onto them."""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from graphs.attributes import ArcClass, Structure
from graphs.geo import EARTH_RADIUS_M
from graphs.overlay.errors import VariantError
from graphs.overlay.line import Cut, Line
from graphs.snap import list_edges_in_box

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from graphs.overlay.draft import Draft
    from graphs.overlay.edits import AddedStreet

__all__ = ["Contact", "JoinRules", "find_contacts", "measure_along"]

_M_PER_E7 = math.radians(1e-7) * EARTH_RADIUS_M
_ON_GROUND = (Structure.GROUND, Structure.FORD)
_STRUCTURE = ArcClass.field_names().index("structure")
_E7 = 1e-7
_PIECE_M = 500.0
_MOST_PIECES = 256


@dataclass(frozen=True, slots=True)
class JoinRules:
    """How near counts as joined, in metres."""

    end_m: float = 15.0
    """From an end of the new street to a street there is."""
    vertex_m: float = 1.0
    """From a vertex on the way; nearer places on one line are one."""
    most: int = 5000
    """Places where a new street may meet others on the way, and where all of a variant may."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A place where a new street meets an edge: metres along the new street, and where on the edge."""

    along_m: float
    edge: int
    cut: Cut


@dataclass(frozen=True, slots=True, eq=False)
class _Plane:
    """Metres around a place."""

    lat_e7: float
    lon_e7: float
    squeeze: float

    @classmethod
    def around(cls, street: AddedStreet) -> _Plane:
        """Plane that touches the earth at the middle of a street."""
        lat_e7, lon_e7 = float(street.lat_e7.mean()), float(street.lon_e7.mean())
        return cls(lat_e7, lon_e7, math.cos(math.radians(lat_e7 * 1e-7)))

    def to_line(self, line: Line | AddedStreet) -> npt.NDArray[np.float64]:
        """Vertices in metres, f8 (n, 2)."""
        x = (line.lon_e7.astype(np.float64) - self.lon_e7) * _M_PER_E7 * self.squeeze
        y = (line.lat_e7.astype(np.float64) - self.lat_e7) * _M_PER_E7
        return np.column_stack([x, y])

    def to_cut(self, position: float, x: float, y: float) -> Cut:
        """Cut at a place in metres."""
        lat_e7 = round(y / _M_PER_E7 + self.lat_e7)
        return Cut(position, lat_e7, round(x / (_M_PER_E7 * self.squeeze) + self.lon_e7))


@dataclass(frozen=True, slots=True, eq=False)
class _Near:
    """An edge near a new street: its number, its line, and the same in metres, f8 (n, 2)."""

    number: int
    line: Line
    flat: npt.NDArray[np.float64]
    shape: shapely.LineString


def find_contacts(draft: Draft, street: AddedStreet, closed: npt.NDArray[np.int32], rules: JoinRules) -> list[Contact]:
    """Find where a new street joins the live edges of a draft, in order along it.

    Bridges, tunnels and ferries join at their ends only, and nothing joins them on the way.

    Parameters
    ----------
    closed
        Edges that nobody may use: they are not joined.

    Raises
    ------
    VariantError
        It meets more streets than `rules` allow.
    """
    plane = _Plane.around(street)
    own = plane.to_line(street)
    near = _list_near(draft, street, closed, (plane, own), rules.end_m)
    found: list[Contact] = []
    if not _is_apart(np.array(astuple(street.attributes.forward))):
        found = [
            _reach(plane, place, along_m, near[index], rules)[1]
            for index, along_m, place in _meet_on_the_way(own, near, street.label, rules)
        ]
    ends = _reach_ends(plane, own, near, rules)
    found += [
        contact
        for contact in ends
        if not any(
            draft.get_way(other.edge) == draft.get_way(contact.edge)
            and abs(other.along_m - contact.along_m) <= rules.end_m
            for other in found
        )
    ]
    return _without_doubles(sorted(found, key=lambda item: (item.along_m, item.edge, item.cut)), rules)


def measure_along(street: AddedStreet) -> npt.NDArray[np.float64]:
    """Metres from the beginning of a street to each vertex, f8 (n,), as contacts count them."""
    return _measure(_Plane.around(street).to_line(street))


def _is_apart(row: npt.NDArray[np.uint8]) -> bool:
    """Whether streets of a class meet others at their ends only: bridges, tunnels, ferries."""
    return row[_STRUCTURE] not in _ON_GROUND


def _list_near(
    draft: Draft,
    street: AddedStreet,
    closed: npt.NDArray[np.int32],
    drawn: tuple[_Plane, npt.NDArray[np.float64]],
    margin_m: float,
) -> list[_Near]:
    """List the live edges on the ground, old and new, that come as near to a street as matters."""
    plane, own = drawn
    old, new = _list_old(draft, street, margin_m), _list_new(draft, street, margin_m)
    barred = set(closed.tolist())
    edges = [edge for edge in [*old, *new] if edge not in draft.parts and edge not in barred]
    edges = [edge for edge in edges if draft.get_way(edge) >= 0]
    lines = [draft.get_line(edge) for edge in edges]
    if not lines:
        return []
    counts = [len(line.lat_e7) for line in lines]
    joined = Line(*(np.concatenate([getattr(line, name) for line in lines]) for name in Line.__slots__))
    flat = plane.to_line(joined)
    shapes = np.asarray(shapely.linestrings(flat, indices=np.repeat(np.arange(len(lines)), counts)), np.object_)
    whole = shapely.LineString(own)
    shapely.prepare(whole)
    first = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    return [
        _Near(edges[index], lines[index], flat[first[index] : first[index + 1]], shapes[index])
        for index in np.flatnonzero(shapely.dwithin(whole, shapes, margin_m)).tolist()
        if not _is_apart(draft.network.classes[draft.get_row(edges[index])])
    ]


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
    up = margin_m / _M_PER_E7 * _E7
    return up, up / max(0.01, math.cos(math.radians(lat)))


def _reach_ends(
    plane: _Plane, own: npt.NDArray[np.float64], near: Sequence[_Near], rules: JoinRules
) -> Iterator[Contact]:
    """Yield the places nearest to both ends, where there are some as near as matters."""
    shapes = np.array([edge.shape for edge in near], np.object_)
    whole_m = float(_measure(own)[-1])
    for place, along_m in ((own[0], 0.0), (own[-1], whole_m)):
        within = np.flatnonzero(shapely.dwithin(shapely.Point(place), shapes, rules.end_m)).tolist()
        reached = [_reach(plane, place, along_m, near[index], rules) for index in within]
        if reached:
            yield min(reached, key=lambda item: item[0])[1]


def _meet_on_the_way(
    own: npt.NDArray[np.float64], near: Sequence[_Near], label: str, rules: JoinRules
) -> Iterator[tuple[int, float, npt.NDArray[np.float64]]]:
    """Yield where lines cross, and where vertices of one lie on the other: which line, metres along, and the place."""
    if not near:
        return
    along_m = _measure(own)
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


def _measure(own: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Metres from the beginning of a line to each vertex, f8 (n,)."""
    return np.concatenate([np.zeros(1), np.cumsum(np.hypot(*np.diff(own, axis=0).T))])


def _reach(
    plane: _Plane,
    place: npt.NDArray[np.float64],
    along_m: float,
    edge: _Near,
    rules: JoinRules,
) -> tuple[float, Contact]:
    """Give the place of an edge nearest to a place, a vertex where one is as near as matters, and the gap in metres."""
    number, line, theirs = edge.number, edge.line, edge.flat
    step = np.diff(theirs, axis=0)
    square = np.maximum((step**2).sum(axis=1), 1e-12)
    share = np.clip(((place - theirs[:-1]) * step).sum(axis=1) / square, 0.0, 1.0)
    near = theirs[:-1] + share[:, None] * step
    gaps = np.hypot(*(near - place).T)
    segment = int(np.argmin(gaps))
    gap, x, y = float(gaps[segment]), float(near[segment, 0]), float(near[segment, 1])
    for vertex in (segment, segment + 1):
        if math.hypot(*(theirs[vertex] - (x, y))) <= rules.vertex_m:
            cut = Cut(float(vertex), int(line.lat_e7[vertex]), int(line.lon_e7[vertex]))
            return gap, Contact(along_m, number, cut)
    return gap, Contact(along_m, number, plane.to_cut(segment + float(share[segment]), x, y))


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
    return math.hypot((a.lat_e7 - b.lat_e7) * _M_PER_E7, (a.lon_e7 - b.lon_e7) * _M_PER_E7 * squeeze) <= limit_m
