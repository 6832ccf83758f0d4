"""Lay new streets into a draft: split what they meet, and cut them there."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graphs.geo import haversine_m_array
from graphs.network import UNKNOWN_ELEVATION_DM
from graphs.overlay.errors import VariantError
from graphs.overlay.joins import Contact, JoinRules, find_contacts, measure_along
from graphs.overlay.line import Line

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from graphs.overlay.draft import Draft
    from graphs.overlay.edits import AddedStreet

__all__ = ["Laid", "lay_street"]

_E7 = 1e-7


class Laid(NamedTuple):
    """A street as it was laid: its edges in order, and how many places there are where it joins others."""

    edges: tuple[int, ...]
    joins: int


class _Stop(NamedTuple):
    """A vertex of a street by metres along it; node -1 where it joins nothing."""

    along_m: float
    lat_e7: int
    lon_e7: int
    node: int


def lay_street(
    draft: Draft,
    street: AddedStreet,
    way: int,
    rows: tuple[int, int],
    closed: npt.NDArray[np.int32],
    rules: JoinRules,
) -> Laid:
    """Add a street to a draft.

    Parameters
    ----------
    way, rows
        Row of its way and classes of its directions.
    closed
        Edges that it does not join.

    Raises
    ------
    VariantError
        It leaves the box of the network, or joins no street.
    """
    _require_inside(draft, street)
    contacts = find_contacts(draft, street, closed, rules)
    if not contacts:
        msg = (
            f"{street.label} joins no street: draw its ends within {rules.end_m:g} m of a street, "
            "or have it cross one on the ground"
        )
        raise VariantError(msg, label=street.label)
    along_m = measure_along(street)
    stops = _place(draft, street, along_m, _split(draft, contacts), rules)
    line = Line(
        np.array([stop.lat_e7 for stop in stops], np.int32),
        np.array([stop.lon_e7 for stop in stops], np.int32),
        _find_heights(draft, stops),
    )
    nodes = {index: stop.node for index, stop in enumerate(stops) if stop.node >= 0}
    for index in (0, len(stops) - 1):
        if index not in nodes:
            nodes[index] = draft.add_node(line, index)
    order = sorted(nodes)
    edges = tuple(
        draft.add_street(nodes[first], nodes[last], way, line.part(first, last), rows)
        for first, last in pairwise(order)
    )
    return Laid(edges, len({stop.node for stop in stops if stop.node >= 0}))


def _find_heights(draft: Draft, stops: Sequence[_Stop]) -> npt.NDArray[np.int16]:
    """Decimetres at every stop: straight between joins whose elevation is known, level beyond them."""
    heights = [UNKNOWN_ELEVATION_DM if stop.node < 0 else draft.get_height(stop.node) for stop in stops]
    known = [index for index, height in enumerate(heights) if height != UNKNOWN_ELEVATION_DM]
    if not known:
        return np.array(heights, np.int16)
    along_m = np.array([stop.along_m for stop in stops])
    between = np.interp(along_m, along_m[known], np.array(heights, np.float64)[known])
    return np.asarray(np.rint(between), np.int16)


def _require_inside(draft: Draft, street: AddedStreet) -> None:
    """Refuse a street that leaves the box of the network, where there is nothing to join and no index of edges."""
    west, south, east, north = (round(value / _E7) for value in draft.network.bounding_box.to_tuple())
    inside = (street.lat_e7 >= south) & (street.lat_e7 <= north) & (street.lon_e7 >= west) & (street.lon_e7 <= east)
    if not inside.all():
        index = int(np.flatnonzero(~inside)[0])
        lat, lon = street.lat_e7[index] * _E7, street.lon_e7[index] * _E7
        msg = f"{street.label} leaves the territory at {lat:.5f}, {lon:.5f}: draw it inside"
        raise VariantError(msg, label=street.label)


def _split(draft: Draft, contacts: Sequence[Contact]) -> list[tuple[float, int]]:
    """Split the edges at all contacts and give metres along the street with the node there, in order."""
    by_edge: dict[int, list[Contact]] = {}
    for contact in contacts:
        by_edge.setdefault(contact.edge, []).append(contact)
    found: list[tuple[float, int]] = []
    for edge in sorted(by_edge):
        cuts = sorted({contact.cut for contact in by_edge[edge]})
        at = dict(zip(cuts, draft.split(edge, cuts), strict=True))
        found += [(contact.along_m, at[contact.cut]) for contact in by_edge[edge]]
    return sorted(found)


def _place(
    draft: Draft,
    street: AddedStreet,
    along_m: npt.NDArray[np.float64],
    joins: Sequence[tuple[float, int]],
    rules: JoinRules,
) -> list[_Stop]:
    """Put the joins between the vertices; a vertex as near as matters gives way, an end farther off is drawn on."""
    whole_m = float(along_m[-1])
    nodes: list[_Stop] = []
    for at_m, node in joins:
        if any(stop.node == node and abs(stop.along_m - at_m) <= rules.end_m for stop in nodes):
            continue
        nodes.append(_Stop(at_m, *draft.get_place(node), node))
    vertices = [
        _Stop(float(at_m), int(lat), int(lon), -1)
        for at_m, lat, lon in zip(along_m, street.lat_e7, street.lon_e7, strict=True)
    ]
    kept = [vertex for vertex in vertices if not any(_replaces(stop, vertex, rules) for stop in nodes)]
    first = [stop._replace(along_m=-1.0) for stop in nodes if stop.along_m <= 0.0]
    last = [stop._replace(along_m=whole_m + 1.0) for stop in nodes if stop.along_m >= whole_m]
    inner = [stop for stop in nodes if 0.0 < stop.along_m < whole_m]
    return [*first, *sorted([*kept, *inner], key=lambda stop: (stop.along_m, stop.node)), *last]


def _replaces(stop: _Stop, vertex: _Stop, rules: JoinRules) -> bool:
    """Whether a join takes the place of a vertex."""
    if abs(stop.along_m - vertex.along_m) > 2 * rules.vertex_m:
        return False
    place = np.array([[stop.lat_e7, stop.lon_e7], [vertex.lat_e7, vertex.lon_e7]], np.float64) * _E7
    return float(haversine_m_array(place[:1, 0], place[:1, 1], place[1:, 0], place[1:, 1])[0]) <= 2 * rules.vertex_m
