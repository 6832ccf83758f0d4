"""A variant of a network as arrays of its own, made from those of the network without reading any source again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from graphs.overlay.classes import ClassRows
from graphs.overlay.draft import Draft
from graphs.overlay.freeze import Frozen, freeze
from graphs.overlay.joins import JoinRules
from graphs.overlay.laying import Laid, lay_street

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from graphs.network import Network
    from graphs.overlay.edits import StreetEdits
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
    network: Network, edits: StreetEdits, *, profiles: Sequence[Profile], rules: JoinRules | None = None
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
        How near counts as joined.

    Raises
    ------
    VariantError
        An added street joins no other.
    """
    if edits.is_empty:
        return Overlay(network, {}, ())
    rows = ClassRows(network)
    retagged = {way: rows.add(found, like_way=way) for way, found in sorted(edits.retagged.items())}
    streets = [rows.add(street.attributes) for street in edits.added]
    below = replace(network, arc_class=_retag(network, retagged), classes=rows.to_array())
    draft = Draft(below)
    first_way = len(network.way_osm_id)
    laid = tuple(
        lay_street(draft, street, first_way + number, streets[number], edits.closed, rules or JoinRules())
        for number, street in enumerate(edits.added)
    )
    frozen = Frozen(below, draft, [street.attributes for street in edits.added], edits.closed, sorted(retagged))
    changed = freeze(frozen, profiles)
    return Overlay(changed, {edge: _begin(changed, parts) for edge, parts in draft.parts.items()}, laid)


def _retag(network: Network, retagged: dict[int, tuple[int, int]]) -> npt.NDArray[np.uint16]:
    """Class of every arc, u2 (A,), with other rows for the arcs of some ways."""
    if not retagged:
        return network.arc_class
    arc_class = network.arc_class.copy()
    way = network.edge_way[network.arc_edge >> 1]
    for row, classes in retagged.items():
        arcs = np.flatnonzero(way == row)
        arc_class[arcs] = np.array(classes, np.uint16)[network.arc_edge[arcs] & 1]
    return arc_class


def _begin(network: Network, parts: Sequence[int]) -> tuple[tuple[int, int], ...]:
    lengths = [int(network.edge_length_mm[part]) for part in parts]
    return tuple(zip(parts, accumulate([0, *lengths[:-1]]), strict=True))
