"""Where a new street meets the streets there are: at its ends, at crossings, at vertices drawn onto them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from graphs.attributes import ArcClass, Structure
from graphs.geo import EARTH_RADIUS_M
from graphs.overlay.line import Cut
from graphs.snap import list_edges_in_box

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from graphs.overlay.draft import Draft
    from graphs.overlay.edits import AddedStreet
    from graphs.overlay.line import Line

__all__ = ["Contact", "JoinRules", "find_contacts", "measure_along"]

_M_PER_E7 = math.radians(1e-7) * EARTH_RADIUS_M
_ON_GROUND = (Structure.GROUND, Structure.FORD)
_STRUCTURE = ArcClass.field_names().index("structure")


@dataclass(frozen=True, slots=True)
class JoinRules:
    """How near counts as joined, in metres."""

    end_m: float = 15.0
    """From an end of the new street to a street there is."""
    vertex_m: float = 1.0
    """From a vertex on the way; nearer places on one line are one."""


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


def find_contacts(draft: Draft, street: AddedStreet, closed: npt.NDArray[np.int32], rules: JoinRules) -> list[Contact]:
    """Find where a new street joins the live edges of a draft, in order along it.

    Bridges and tunnels join at their ends only, and nothing joins a bridge or a tunnel on the way.

    Parameters
    ----------
    closed
        Edges that nobody may use: they are not joined.
    """
    plane = _Plane.around(street)
    own = plane.to_line(street)
    new = shapely.LineString(own)
    spans = street.attributes.forward.structure not in _ON_GROUND
    ends: dict[int, tuple[float, Contact]] = {}
    found: list[Contact] = []
    for edge in _list_near(draft, street, closed, rules.end_m):
        line = draft.get_line(edge)
        theirs = plane.to_line(line)
        if not spans:
            found += _meet_on_the_way(plane, (new, own), (edge, line, theirs), rules)
        for index, place in ((0, own[0]), (-1, own[-1])):
            gap, contact = _reach(plane, place, 0.0 if index == 0 else new.length, (edge, line, theirs), rules)
            if gap <= rules.end_m and (index not in ends or gap < ends[index][0]):
                ends[index] = (gap, contact)
    found += [
        contact
        for _, contact in ends.values()
        if not any(
            draft.get_way(other.edge) == draft.get_way(contact.edge)
            and abs(other.along_m - contact.along_m) <= rules.end_m
            for other in found
        )
    ]
    return _without_doubles(sorted(found, key=lambda item: (item.along_m, item.edge, item.cut)), rules)


def measure_along(street: AddedStreet) -> npt.NDArray[np.float64]:
    """Metres from the beginning of a street to each vertex, f8 (n,), as contacts count them."""
    steps = np.hypot(*np.diff(_Plane.around(street).to_line(street), axis=0).T)
    return np.concatenate([np.zeros(1), np.cumsum(steps)])


def _list_near(draft: Draft, street: AddedStreet, closed: npt.NDArray[np.int32], margin_m: float) -> Iterator[int]:
    """Yield the live edges on the ground, old and new, whose cells the street comes near to."""
    network = draft.network
    west, east = int(street.lon_e7.min()) * 1e-7, int(street.lon_e7.max()) * 1e-7
    south, north = int(street.lat_e7.min()) * 1e-7, int(street.lat_e7.max()) * 1e-7
    lat_margin = margin_m / _M_PER_E7 * 1e-7
    lon_margin = lat_margin / max(0.01, math.cos(math.radians((south + north) / 2)))
    old = list_edges_in_box(network, west - lon_margin, south - lat_margin, east + lon_margin, north + lat_margin)
    new = range(network.edge_count, network.edge_count + len(draft.edges))
    barred = set(closed.tolist())
    for edge in [*old.tolist(), *new]:
        if edge in draft.parts or edge in barred or draft.get_way(edge) < 0:
            continue
        if draft.network.classes[draft.get_row(edge), _STRUCTURE] in _ON_GROUND:
            yield edge


def _meet_on_the_way(
    plane: _Plane,
    new: tuple[shapely.LineString, npt.NDArray[np.float64]],
    edge: tuple[int, Line, npt.NDArray[np.float64]],
    rules: JoinRules,
) -> Iterator[Contact]:
    """Yield where two lines cross, and where vertices of one lie on the other."""
    (street, own), (number, line, theirs) = new, edge
    there = shapely.LineString(theirs)
    if shapely.distance(street, there) > rules.vertex_m:
        return
    places = [point for point in own if shapely.distance(there, shapely.Point(point)) <= rules.vertex_m]
    places += [point for point in theirs if shapely.distance(street, shapely.Point(point)) <= rules.vertex_m]
    crossing = shapely.intersection(street, there)
    places += [np.array(point.coords[0]) for point in _list_points(crossing)]
    for place in places:
        along_m = shapely.line_locate_point(street, shapely.Point(place))
        yield _reach(plane, place, float(along_m), (number, line, theirs), rules)[1]


def _list_points(shape: shapely.Geometry) -> list[shapely.Point]:
    """Points of what two lines share; stretches that they share are known by their vertices."""
    return [part for part in shapely.get_parts(shape).tolist() if isinstance(part, shapely.Point)]


def _reach(
    plane: _Plane,
    place: npt.NDArray[np.float64],
    along_m: float,
    edge: tuple[int, Line, npt.NDArray[np.float64]],
    rules: JoinRules,
) -> tuple[float, Contact]:
    """Give the place of an edge nearest to a place, a vertex where one is as near as matters, and the gap in metres."""
    number, line, theirs = edge
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
    for contact in contacts:
        if not any(
            other.edge == contact.edge
            and contact.along_m - other.along_m <= 2 * rules.vertex_m
            and _is_near(contact.cut, other.cut, rules.vertex_m)
            for other in kept
        ):
            kept.append(contact)
    return kept


def _is_near(a: Cut, b: Cut, limit_m: float) -> bool:
    squeeze = math.cos(math.radians(a.lat_e7 * 1e-7))
    return math.hypot((a.lat_e7 - b.lat_e7) * _M_PER_E7, (a.lon_e7 - b.lon_e7) * _M_PER_E7 * squeeze) <= limit_m
