"""Lay new streets into a draft: split what they meet, and cut them there."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graphs.geo import haversine_m_array
from graphs.network import UNKNOWN_ELEVATION_DM
from graphs.overlay.errors import UnjoinedError, VariantError
from graphs.overlay.joins import LATER, Contact, Joinable, find_contacts, measure_along
from graphs.overlay.line import Line

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from graphs.overlay.draft import Draft
    from graphs.overlay.edits import AddedStreet
    from graphs.overlay.plane import JoinRules

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


def lay_street(draft: Draft, street: AddedStreet, way: int, rows: tuple[int, int], joinable: Joinable) -> Laid:
    """Add a street to a draft.

    Parameters
    ----------
    way, rows
        Row of its way and classes of its directions.
    joinable
        What it may join.

    Raises
    ------
    UnjoinedError
        It joins no street.
    VariantError
        It leaves the box of the network, is too short, or meets too many streets.
    """
    _require_inside(draft, street)
    rules = joinable.rules
    contacts = find_contacts(draft, street, joinable)
    joined = [contact for contact in contacts if contact.edge != LATER]
    if not joined:
        msg = (
            f"{street.label} joins no street: draw its ends within {rules.end_m:g} m of a street, "
            "or have it cross one on the ground"
        )
        raise UnjoinedError(msg, label=street.label)
    along_m = measure_along(street)
    stops = _place(draft, street, along_m, _split(draft, joined), rules)
    stops = _draw_on(stops, [contact for contact in contacts if contact.edge == LATER], rules)
    if len(stops) < 2:  # noqa: PLR2004
        lat, lon = stops[0].lat_e7 * _E7, stops[0].lon_e7 * _E7
        msg = f"{street.label} is too short: it begins and ends at one place of a street, {lat:.5f}, {lon:.5f}"
        raise VariantError(msg, label=street.label)
    line = Line(
        np.array([stop.lat_e7 for stop in stops], np.int32),
        np.array([stop.lon_e7 for stop in stops], np.int32),
        _find_heights(draft, stops),
    )
    nodes = {index: stop.node for index, stop in enumerate(stops) if stop.node >= 0}
    last = len(stops) - 1
    if street.is_ring and not {0, last} <= nodes.keys():
        nodes[0] = nodes[last] = nodes.get(0, nodes.get(last, -1))
        if nodes[0] < 0:
            nodes[0] = nodes[last] = draft.add_node(line, 0)
    for index in {0, last} - nodes.keys():
        nodes[index] = draft.add_node(line, index)
    order = sorted(nodes)
    edges = tuple(
        draft.add_street(nodes[first], nodes[last], way, line.part(first, last), rows)
        for first, last in pairwise(order)
    )
    return Laid(edges, len({stop.node for stop in stops if stop.node >= 0}))


def _draw_on(stops: list[_Stop], contacts: Sequence[Contact], rules: JoinRules) -> list[_Stop]:
    """Draw ends on to the streets that are laid later, which then join them there."""
    for contact in contacts:
        stop = _Stop(contact.along_m, contact.cut.lat_e7, contact.cut.lon_e7, -1)
        begins = contact.along_m <= 0.0
        if not _is_beside(stop, stops[0 if begins else -1], rules.vertex_m / 2):
            stops = [stop, *stops] if begins else [*stops, stop]
    return stops


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
    latest: dict[int, float] = {}
    for at_m, node in joins:
        if at_m - latest.get(node, -math.inf) > rules.end_m:
            latest[node] = at_m
            nodes.append(_Stop(at_m, *draft.get_place(node), node))
    vertices = [
        _Stop(float(at_m), int(lat), int(lon), -1)
        for at_m, lat, lon in zip(along_m, street.lat_e7, street.lon_e7, strict=True)
    ]
    starts = [stop.along_m for stop in nodes]
    reach_m = 2 * rules.vertex_m
    kept = []
    for vertex in vertices:
        near = slice(bisect_left(starts, vertex.along_m - reach_m), bisect_right(starts, vertex.along_m + reach_m))
        if not any(_is_beside(stop, vertex, reach_m) for stop in nodes[near]):
            kept.append(vertex)
    first = [stop._replace(along_m=-1.0) for stop in nodes if stop.along_m <= 0.0]
    last = [stop._replace(along_m=whole_m + 1.0) for stop in nodes if stop.along_m >= whole_m]
    inner = [stop for stop in nodes if 0.0 < stop.along_m < whole_m]
    return [*first, *sorted([*kept, *inner], key=lambda stop: (stop.along_m, stop.node)), *last]


def _is_beside(stop: _Stop, vertex: _Stop, reach_m: float) -> bool:
    """Whether a join lies so near to a vertex that it takes its place."""
    place = np.array([[stop.lat_e7, stop.lon_e7], [vertex.lat_e7, vertex.lon_e7]], np.float64) * _E7
    return float(haversine_m_array(place[:1, 0], place[:1, 1], place[1:, 0], place[1:, 1])[0]) <= reach_m
