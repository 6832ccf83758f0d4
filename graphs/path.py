"""A path: stretches of edges in the order they are travelled."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from graphs.attributes import ArcClass, Use
from graphs.kernels.ends import find_arcs
from graphs.kernels.pieces import are_on_edges, share_out
from graphs.kernels.polyline import trace_points
from graphs.network import UNKNOWN_CLIMB_DM, Network
from graphs.profiles import use_column

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from graphs.view import NetworkView

__all__ = ["Path", "PathPoints", "Stretch", "join", "shared_share", "trace"]

_E7 = 1e7
_DM_PER_M = 10
_USES = {int(use): use for use in Use}


@dataclass(frozen=True, slots=True, eq=False)
class PathPoints:
    """Points of a line: `lat` and `lon` in degrees with 7 decimals, `ele_m` NaN where unknown, each f8 (n,)."""

    lat: npt.NDArray[np.float64]
    lon: npt.NDArray[np.float64]
    ele_m: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a path along one way with one use."""

    first: int
    """Position in `codes` of the first piece."""
    last: int
    """Position behind the last piece."""
    way: int
    """Index of the way."""
    osm_way_id: int
    name: str
    ref: str
    arc_class: ArcClass
    """Of the first piece."""
    use: Use
    length_mm: int


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """Pieces of edges, each ridden in one direction.

    `codes` are 2 * edge + direction i4 (n,); `from_mm` and `to_mm` i8 (n,) say which part of each is travelled, counted
    in the direction of travel; all contiguous, and not to be written once a figure was asked for: figures are kept.
    Inside a path pieces are whole edges but for places where paths were joined or where the traveller turns round.
    Links of no length between the halves of split junctions are left out.

    Raises
    ------
    ValueError
        A piece is of no edge of the network, runs backward or does not lie on its edge.
    """

    network: Network
    codes: npt.NDArray[np.int32]
    from_mm: npt.NDArray[np.int64]
    to_mm: npt.NDArray[np.int64]
    _arcs: list[npt.NDArray[np.int32]] = field(default_factory=list, init=False, repr=False)
    """The arcs once they are asked for."""
    _points: list[PathPoints] = field(default_factory=list, init=False, repr=False)
    """The points once they are asked for."""
    _totals: list[tuple[npt.NDArray[np.uint32], int]] = field(default_factory=list, init=False, repr=False)
    """Totals asked for before, beside the array of the view that they are of."""
    _lengths: list[int] = field(default_factory=list, init=False, repr=False)
    """The length once it is asked for."""

    def __post_init__(self) -> None:
        if not are_on_edges(self.codes, self.from_mm, self.to_mm, self.network.edge_length_mm):
            msg = "the pieces of a path must run forward and lie on their edges"
            raise ValueError(msg)

    @classmethod
    def from_codes(
        cls,
        network: Network,
        codes: npt.NDArray[np.int32],
        *,
        start_offset_mm: int = 0,
        end_offset_mm: int | None = None,
    ) -> Path:
        """Build a path of whole edges but for its ends.

        Parameters
        ----------
        network
            Network of the edges.
        codes
            2 * edge + direction, shape (n,); transfers are dropped.
        start_offset_mm
            Where the first edge is entered, in the direction of travel.
        end_offset_mm
            Where the last edge is left, in the direction of travel; its end when left out.
        """
        codes = np.ascontiguousarray(codes[network.edge_way[codes >> 1] >= 0], dtype=np.int32)
        from_mm = np.zeros(len(codes), dtype=np.int64)
        to_mm = network.edge_length_mm[codes >> 1].astype(np.int64)
        if len(codes):
            from_mm[0] = start_offset_mm
            to_mm[-1] = to_mm[-1] if end_offset_mm is None else end_offset_mm
        return _without_points(cls(network, codes, from_mm, to_mm))

    @property
    def edges(self) -> npt.NDArray[np.int32]:
        """Edge of each piece, shape (n,)."""
        return self.codes >> 1

    @property
    def piece_lengths_mm(self) -> npt.NDArray[np.int64]:
        """Length of each piece, shape (n,)."""
        return self.to_mm - self.from_mm

    @property
    def length_mm(self) -> int:
        """Length of the path."""
        if not self._lengths:
            self._lengths.append(int(self.piece_lengths_mm.sum()))
        return self._lengths[0]

    @property
    def start_offset_mm(self) -> int:
        """Where the first edge is entered, in the direction of travel; 0 for an empty path."""
        return int(self.from_mm[0]) if len(self.codes) else 0

    @property
    def end_offset_mm(self) -> int:
        """Where the last edge is left, in the direction of travel; 0 for an empty path."""
        return int(self.to_mm[-1]) if len(self.codes) else 0

    def arcs(self) -> npt.NDArray[np.int32]:
        """Give the arc of each piece, shape (n,), -1 where the edge has none in that direction; not to be written."""
        if not self._arcs:
            network = self.network
            arcs = np.empty(len(self.codes), dtype=np.int32)
            find_arcs(self.codes, network.edge_tail, network.edge_head, network.arc_first, network.arc_edge, arcs)
            self._arcs.append(arcs)
        return self._arcs[0]

    def piece_durations_ms(self, view: NetworkView) -> npt.NDArray[np.int64]:
        """Give the duration of each piece for the profile of a view, shape (n,).

        Raises
        ------
        ValueError
            The profile may not use a piece.
        """
        return self._shares(view.durations)

    def duration_ms(self, view: NetworkView) -> int:
        """Give the duration for the profile of a view.

        Raises
        ------
        ValueError
            The profile may not use a part of the path.
        """
        return self._total(view.durations)

    def measure(self, view: NetworkView, *, by_duration: bool) -> int:
        """Give the duration in milliseconds, or the length in millimetres.

        Raises
        ------
        ValueError
            The duration is asked for and the profile may not use a part of the path.
        """
        return self.duration_ms(view) if by_duration else self.length_mm

    def weight(self, view: NetworkView) -> int:
        """Give the weight in a view.

        Raises
        ------
        ValueError
            A part of the path is barred in the view.
        """
        return self._total(view.weights)

    def ascent_descent_m(self) -> tuple[float, float]:
        """Give the climb and the drop; parts of unknown climb count as flat, see `unknown_climb_mm`."""
        network, forth = self.network, (self.codes & 1) == 0
        up = np.where(forth, network.edge_ascent_dm[self.edges], network.edge_descent_dm[self.edges])
        down = np.where(forth, network.edge_descent_dm[self.edges], network.edge_ascent_dm[self.edges])
        part = self.piece_lengths_mm / np.maximum(self._edge_lengths(), 1) / _DM_PER_M
        known = up != UNKNOWN_CLIMB_DM
        return float((up * part)[known].sum()), float((down * part)[known].sum())

    def unknown_climb_mm(self) -> int:
        """Give the length of the pieces whose climb is unknown."""
        unknown = self.network.edge_ascent_dm[self.edges] == UNKNOWN_CLIMB_DM
        return int(self.piece_lengths_mm[unknown].sum())

    def points(self) -> PathPoints:
        """Give every OSM vertex in order and the two cut ends, without consecutive doubles; not to be written."""
        if not self._points:
            points, _ = trace(self.network, self.codes, self.from_mm, self.to_mm, apart=False)
            self._points.append(points)
        return self._points[0]

    def reversed(self) -> Path:
        """Give the same pieces ridden the other way; whether that is allowed is another question."""
        lengths = self._edge_lengths()
        return Path(
            self.network,
            np.ascontiguousarray(self.codes[::-1] ^ 1),
            np.ascontiguousarray((lengths - self.to_mm)[::-1]),
            np.ascontiguousarray((lengths - self.from_mm)[::-1]),
        )

    def stretches(self, view: NetworkView) -> Iterator[Stretch]:
        """Go along the path by way, class of street and use.

        Parameters
        ----------
        view
            Says which vehicle travels.

        Raises
        ------
        ValueError
            A piece runs against an edge that has no arc in that direction.
        """
        network = self.network
        arcs = self.arcs()
        if np.any(arcs < 0):
            msg = "the path uses an edge in a direction that does not exist"
            raise ValueError(msg)
        classes = network.arc_class[arcs]
        ways = network.edge_way[self.edges]
        uses = use_column(network.classes, view.profile.vehicle)[classes]
        changes = (
            (np.diff(ways) != 0) | (np.diff(uses.astype(np.int16)) != 0) | (np.diff(classes.astype(np.int32)) != 0)
        )
        starts = [0, *(np.flatnonzero(changes) + 1).tolist(), len(ways)] if len(ways) else []
        along = np.concatenate([[0], np.cumsum(self.piece_lengths_mm)])[starts].tolist()
        heads = (part[starts[:-1]].tolist() for part in (ways, classes, uses))
        for (first, last), (begin, end), way, row, use in zip(pairwise(starts), pairwise(along), *heads, strict=True):
            yield Stretch(
                first=first,
                last=last,
                way=way,
                osm_way_id=int(network.way_osm_id[way]),
                name=network.get_string(int(network.way_name[way])),
                ref=network.get_string(int(network.way_ref[way])),
                arc_class=network.get_class(row),
                use=_USES[use],
                length_mm=end - begin,
            )

    def _edge_lengths(self) -> npt.NDArray[np.int64]:
        return self.network.edge_length_mm[self.edges].astype(np.int64)

    def _total(self, per_arc: npt.NDArray[np.uint32]) -> int:
        """Sum the shares of all pieces, once per array."""
        for known, total in self._totals:
            if known is per_arc:
                return total
        total = int(self._shares(per_arc).sum())
        self._totals.append((per_arc, total))
        return total

    def _shares(self, per_arc: npt.NDArray[np.uint32]) -> npt.NDArray[np.int64]:
        shares = np.empty(len(self.codes), np.int64)
        lengths = self.network.edge_length_mm
        if not share_out(self.arcs(), self.codes, self.from_mm, self.to_mm, lengths, per_arc, shares):
            msg = "the path uses an edge that may not be used in that direction"
            raise ValueError(msg)
        return shares


def trace(
    network: Network,
    codes: npt.NDArray[np.int32],
    from_mm: npt.NDArray[np.int64],
    to_mm: npt.NDArray[np.int64],
    *,
    apart: bool,
) -> tuple[PathPoints, npt.NDArray[np.int32]]:
    """Give the points of pieces, as one line or each as a line of its own.

    Parameters
    ----------
    network
        Network of the pieces.
    codes, from_mm, to_mm
        The pieces, as in `Path`, shapes (n,).
    apart
        Whether each piece is a line of its own.

    Returns
    -------
    tuple
        The points, and the piece of each point.
    """
    edges = (codes >> 1).astype(np.int64)
    room = int((network.point_first[edges + 1] - network.point_first[edges]).sum()) + 2 * len(edges)
    lat, lon, owner = (np.empty(room, dtype=np.int32) for _ in range(3))
    ele = np.empty(room, dtype=np.float64)
    count = trace_points(
        codes,
        from_mm,
        to_mm,
        network.edge_length_mm,
        network.point_first,
        network.point_lat_e7,
        network.point_lon_e7,
        network.point_ele_dm,
        apart,
        lat,
        lon,
        ele,
        owner,
    )
    points = PathPoints(lat[:count] / _E7, lon[:count] / _E7, ele[:count])
    return points, owner[:count]


def join(paths: Sequence[Path]) -> Path:
    """Put paths one behind the other; pieces that go on along the same edge become one.

    Parameters
    ----------
    paths
        At least one; each should start where the one before ends.

    Raises
    ------
    ValueError
        There is no path.
    """
    if not paths:
        msg = "there is no path to join"
        raise ValueError(msg)
    codes = np.concatenate([path.codes for path in paths])
    from_mm = np.concatenate([path.from_mm for path in paths])
    to_mm = np.concatenate([path.to_mm for path in paths])
    network = paths[0].network
    whole = _without_points(Path(network, codes, from_mm, to_mm))
    codes, from_mm, to_mm = whole.codes, whole.from_mm, whole.to_mm
    goes_on = (codes[1:] == codes[:-1]) & (from_mm[1:] == to_mm[:-1]) & (from_mm[1:] > 0)
    starts = np.concatenate([[True], ~goes_on]) if len(codes) else np.zeros(0, dtype=np.bool_)
    ends = np.concatenate([~goes_on, [True]]) if len(codes) else starts
    return Path(network, codes[starts], from_mm[starts], to_mm[ends])


def shared_share(path: Path, other: Path) -> float:
    """Give the length that two paths have in common, in either direction, as a share of the shorter one.

    Of an edge that both pass, the shorter of what they travel of it counts, every pass among it. A path without length
    shares all.
    """
    shorter = min(path.length_mm, other.length_mm)
    if shorter == 0:
        return 1.0
    edges_a, lengths_a = _length_per_edge(path)
    edges_b, lengths_b = _length_per_edge(other)
    _, at_a, at_b = np.intersect1d(edges_a, edges_b, assume_unique=True, return_indices=True)
    return int(np.minimum(lengths_a[at_a], lengths_b[at_b]).sum()) / shorter


def _length_per_edge(path: Path) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]:
    """Give the edges of a path, ascending, and the length travelled on each."""
    edges, index = np.unique(path.edges, return_inverse=True)
    lengths = np.zeros(len(edges), np.int64)
    np.add.at(lengths, index, path.piece_lengths_mm)
    return edges, lengths


def _without_points(path: Path) -> Path:
    """Drop pieces without length at the ends of edges, but keep one when nothing else is left."""
    keep = (path.from_mm < path.to_mm) | (path.network.edge_length_mm[path.edges] == 0)
    if keep.all() or not len(keep):
        return path
    if not keep.any():
        keep[0] = True
    return Path(path.network, path.codes[keep], path.from_mm[keep], path.to_mm[keep])
