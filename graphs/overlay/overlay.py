"""A variant of a network as arrays of its own, made from those of the network without reading any source again."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from graphs.overlay.classes import ClassRows
from graphs.overlay.draft import Draft
from graphs.overlay.errors import UnjoinedError, VariantError
from graphs.overlay.freeze import Frozen, freeze
from graphs.overlay.joins import Joinable, Other
from graphs.overlay.laying import Laid, lay_street
from graphs.overlay.plane import M_PER_E7, JoinRules

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from graphs.network import Network
    from graphs.overlay.edits import AddedStreet, StreetEdits
    from graphs.profiles import Profile

__all__ = ["Overlay", "lay_over"]


@dataclass(frozen=True, slots=True, eq=False)
class Overlay:
    """A changed network, and what became of the edges of the network below.

    Attributes
    ----------
    network
        The variant; nodes, edges and ways of the network below have the same numbers in it.
    parts
        For each edge that was split, its parts in order from the tail, with the millimetres at which each begins.
    laid
        The added streets, as they were laid.
    """

    network: Network
    parts: dict[int, tuple[tuple[int, int], ...]]
    laid: tuple[Laid, ...]

    def find_place(self, edge: int, offset_mm: int) -> tuple[int, int]:
        """Edge and millimetres from its tail where a place of the network below lies now."""
        while edge in self.parts:
            edge, begin_mm = next(part for part in reversed(self.parts[edge]) if part[1] <= offset_mm)
            offset_mm = min(offset_mm - begin_mm, int(self.network.edge_length_mm[edge]))
        return edge, offset_mm

    def get_line(self, number: int) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """Vertices of an added street with all places where others join it: 1e-7 degrees, i4 (n,) each."""
        network = self.network
        edges = [edge for edge in self.list_parts(self.laid[number].edges) if edge not in self.parts]
        spans = [slice(int(network.point_first[edge]), int(network.point_first[edge + 1])) for edge in edges]
        lat, lon = (
            np.concatenate([column[spans[0]][:1], *(column[span][1:] for span in spans)])
            for column in (network.point_lat_e7, network.point_lon_e7)
        )
        return lat, lon

    def list_parts(self, edges: Sequence[int]) -> list[int]:
        """Edges, each with its parts and the parts of these behind it, in order along it."""
        found: list[int] = []
        for edge in edges:
            found += [edge, *self.list_parts([part for part, _ in self.parts.get(edge, ())])]
        return found


def lay_over(
    network: Network,
    edits: StreetEdits,
    *,
    profiles: Sequence[Profile],
    rules: JoinRules | None = None,
    check: Callable[[], None] | None = None,
) -> Overlay:
    """Lay changes over a network.

    The whole costs some copies of arrays; a network of four million arcs takes one to two seconds and as much memory
    as its arrays.

    Parameters
    ----------
    network
        Stays as it is; without changes it is the result.
    edits
        What changes.
    profiles
        Who shall travel; durations and parts of the network are worked out for them only, and the variant has no
        others.
    rules
        How near counts as joined, and how many joins are too many.
    check
        Called before each street is laid; what it raises ends the work.

    Raises
    ------
    VariantError
        An added street joins no other, is too short, leaves the network, or too many places are joined.
    """
    if edits.is_empty:
        return Overlay(network, {}, ())
    rows = ClassRows(network)
    retagged = {way: rows.add(found, like_way=way) for way, found in sorted(edits.retagged.items())}
    streets = [rows.add(street.attributes) for street in edits.added]
    below = replace(network, arc_class=_retag(network, retagged), classes=rows.to_array())
    draft = Draft(below)
    first_way = len(network.way_osm_id)
    laid = _lay_all(
        draft,
        [(street, first_way + number, streets[number]) for number, street in enumerate(edits.added)],
        edits.closed,
        rules or JoinRules(),
        check or (lambda: None),
    )
    changed = freeze(Frozen(below, draft, edits), profiles)
    return Overlay(changed, {edge: _begin(changed, parts) for edge, parts in draft.parts.items()}, laid)


def _lay_all(
    draft: Draft,
    streets: Sequence[tuple[AddedStreet, int, tuple[int, int]]],
    closed: npt.NDArray[np.int32],
    rules: JoinRules,
    check: Callable[[], None],
) -> tuple[Laid, ...]:
    """Lay streets in order; one that joins only streets that come later is laid after them.

    Ends wait for streets that come later and are nearer than those there are. When all that are left wait for each
    other, they take what there is.
    """
    laid: dict[int, Laid] = {}
    near = _list_neighbours([street for street, *_ in streets], rules)
    waiting, patient = list(range(len(streets))), True
    while waiting:
        refused: dict[int, UnjoinedError] = {}
        for number in waiting:
            check()
            _require_few(laid, streets[number][0].label, rules)
            others = tuple(
                Other(*streets[other][:2], other in laid) for other in near[number] if patient or other in laid
            )
            try:
                laid[number] = lay_street(draft, *streets[number], Joinable(closed, rules, others))
            except UnjoinedError as error:
                refused[number] = error
        stuck = len(refused) == len(waiting)
        if stuck and not patient:
            raise refused[waiting[0]]
        waiting, patient = list(refused), not stuck
    return _count_joins(draft, [laid[number] for number in range(len(streets))])


def _require_few(laid: dict[int, Laid], label: str, rules: JoinRules) -> None:
    if sum(one.joins for one in laid.values()) > rules.most:
        msg = f"{label}: the streets before it are joined at more than {rules.most} places: add fewer"
        raise VariantError(msg, label=label)


def _list_neighbours(streets: Sequence[AddedStreet], rules: JoinRules) -> list[list[int]]:
    """List for each street the others whose boxes come as near to one of its ends as matters."""
    south, north, west, east = (
        np.array([getattr(getattr(street, name), side)() for street in streets], np.int64)
        for name in ("lat_e7", "lon_e7")
        for side in ("min", "max")
    )
    up = rules.end_m / M_PER_E7
    found = []
    for number, street in enumerate(streets):
        meets = np.zeros(len(streets), np.bool_)
        for lat, lon in zip(street.lat_e7[[0, -1]].tolist(), street.lon_e7[[0, -1]].tolist(), strict=True):
            aside = up / max(0.01, math.cos(math.radians(lat * 1e-7)))
            within = (south <= lat + up) & (north >= lat - up) & (west <= lon + aside) & (east >= lon - aside)
            meets |= within
        meets[number] = False
        found.append(np.flatnonzero(meets).tolist())
    return found


def _count_joins(draft: Draft, laid: Sequence[Laid]) -> tuple[Laid, ...]:
    """Count the places where each street meets others, with those that came after it."""
    first_new, known = draft.network.edge_count, draft.network.node_count
    ways: dict[int, set[int]] = {}
    nodes: dict[int, set[int]] = {}
    for number, edge in enumerate(draft.edges, first_new):
        if number not in draft.parts and edge.way >= 0:
            for node in (edge.tail, edge.head):
                ways.setdefault(node, set()).add(edge.way)
                nodes.setdefault(edge.way, set()).add(node)
    return tuple(
        one._replace(joins=sum(node < known or len(ways[node]) > 1 for node in nodes[draft.get_way(one.edges[0])]))
        for one in laid
    )


def _retag(network: Network, retagged: dict[int, tuple[int, int]]) -> npt.NDArray[np.uint16]:
    """Class of every arc, u2 (A,), with other rows for the arcs of some ways."""
    if not retagged:
        return network.arc_class
    arc_class = network.arc_class.copy()
    way = network.edge_way[network.arc_edge >> 1]
    rows = np.array(sorted(retagged), np.int32)
    arcs = np.flatnonzero(np.isin(way, rows))
    classes = np.array([retagged[row] for row in rows.tolist()], np.uint16)
    arc_class[arcs] = classes[np.searchsorted(rows, way[arcs]), network.arc_edge[arcs] & 1]
    return arc_class


def _begin(network: Network, parts: Sequence[int]) -> tuple[tuple[int, int], ...]:
    lengths = [int(network.edge_length_mm[part]) for part in parts]
    return tuple(zip(parts, accumulate([0, *lengths[:-1]]), strict=True))
