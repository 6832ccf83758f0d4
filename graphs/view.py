"""What one request sees of a network: weights by its profile and taste, and what is closed to it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import numpy.typing as npt
import shapely

from graphs.durations import scale_durations
from graphs.errors import HaltedError, UnknownProfileError
from graphs.kernels.weights import fill_weights
from graphs.network import UNREACHABLE
from graphs.snap import list_edges_in_box
from graphs.taste import class_factors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from shapely.geometry.base import BaseGeometry

    from graphs.network import Network
    from graphs.profiles import Profile
    from graphs.taste import Taste

__all__ = ["GO_ON", "NetworkView", "ViewFactory", "edge_geometries", "edges_touching"]

_E7 = 1e-7

Key = TypeVar("Key")
_MOST_PACES = 4
"""Durations kept of those who are slower or faster: of a profile and of the walk up a site."""

GO_ON: npt.NDArray[np.uint8] = np.zeros(1, dtype=np.uint8)
"""The `halt` of searches that nobody stops."""
GO_ON.flags.writeable = False


@dataclass(frozen=True, slots=True, eq=False)
class NetworkView:
    """Weights and durations of all arcs for one request; the network below stays as it is.

    `weights` are centimetres of an ideal street and `durations` milliseconds, both (A,) and 4294967295 where the
    profile may not use the arc; on closed streets only the weights are. `closed_edges` are sorted. `pace` is what the
    time on the move was multiplied by, more than 1 for the slow.
    """

    network: Network
    profile: Profile
    weights: npt.NDArray[np.uint32]
    durations: npt.NDArray[np.uint32]
    closed_edges: npt.NDArray[np.int32]
    pace: float = 1.0
    halt: npt.NDArray[np.uint8] = field(default_factory=lambda: GO_ON, repr=False)
    """(1,): once another thread writes anything but 0 there, searches of this view end with `HaltedError`."""

    @classmethod
    def create(
        cls,
        network: Network,
        profile: Profile,
        *,
        tastes: Sequence[Taste] = (),
        avoid_areas: BaseGeometry | None = None,
        closed_ways: Iterable[int] = (),
        closed_edges: Iterable[int] = (),
        pace: float = 1.0,
    ) -> NetworkView:
        """Work out the view of one request.

        Parameters
        ----------
        network
            Network to look at.
        profile
            Who travels.
        tastes
            What the streets are judged by beside the taste of the profile.
        avoid_areas
            Polygons in lon, lat order: every street that meets them is closed.
        closed_ways
            OSM ids of closed ways.
        closed_edges
            Closed edges.
        pace
            What the time on the move is multiplied by; weights stay.

        Raises
        ------
        UnknownProfileError
            The network was built without this profile.
        """
        weights = _weigh(network, profile, class_factors(network.classes, profile, tuple(tastes)))
        durations = _durations(network, profile)
        if pace != 1:
            durations = scale_durations(network, profile, durations, pace)
        return _close(network, profile, weights, durations, avoid_areas, closed_ways, closed_edges, pace=pace)

    def with_halt(self, halt: npt.NDArray[np.uint8]) -> NetworkView:
        """Give a view whose searches stop when `halt[0]` is no longer 0."""
        return replace(self, halt=halt)

    def check_halt(self) -> None:
        """Go on, or stop here.

        Raises
        ------
        HaltedError
            The searches of this view are to stop.
        """
        if self.halt[0]:
            raise HaltedError("the search was told to stop")

    @property
    def is_closed(self) -> bool:
        """Whether this view closes any street."""
        return len(self.closed_edges) > 0


class ViewFactory:
    """Makes views of one network and keeps the weights of the last combinations of profile and tastes.

    Parameters
    ----------
    network
        Network to look at.
    max_kept
        Combinations kept, 4 bytes per arc each, like the durations of the last few paces.
    """

    def __init__(self, network: Network, *, max_kept: int = 8) -> None:
        self._network = network
        self._max_kept = max_kept
        self._kept: OrderedDict[tuple[str, int, bytes], npt.NDArray[np.uint32]] = OrderedDict()
        self._paced: OrderedDict[tuple[str, float], npt.NDArray[np.uint32]] = OrderedDict()
        self._lock = threading.Lock()

    def create(
        self,
        profile: Profile,
        *,
        tastes: Sequence[Taste] = (),
        avoid_areas: BaseGeometry | None = None,
        closed_ways: Iterable[int] = (),
        closed_edges: Iterable[int] = (),
        pace: float = 1.0,
    ) -> NetworkView:
        """Work out the view of one request, as `NetworkView.create` does.

        Raises
        ------
        UnknownProfileError
            The network was built without this profile.
        """
        weights, durations = self._weights(profile, tuple(tastes)), self._durations(profile, pace)
        return _close(self._network, profile, weights, durations, avoid_areas, closed_ways, closed_edges, pace=pace)

    def _durations(self, profile: Profile, pace: float) -> npt.NDArray[np.uint32]:
        durations = _durations(self._network, profile)
        if pace == 1:
            return durations

        def work_out() -> npt.NDArray[np.uint32]:
            scaled = scale_durations(self._network, profile, durations, pace)
            scaled.flags.writeable = False
            return scaled

        return self._keep(self._paced, (profile.name, pace), work_out, _MOST_PACES)

    def _weights(self, profile: Profile, tastes: tuple[Taste, ...]) -> npt.NDArray[np.uint32]:
        factors = class_factors(self._network.classes, profile, tastes)
        key = (profile.name, profile.climb_cm_per_dm, factors.tobytes())
        return self._keep(self._kept, key, lambda: _weigh(self._network, profile, factors), self._max_kept)

    def _keep(
        self,
        kept: OrderedDict[Key, npt.NDArray[np.uint32]],
        key: Key,
        work_out: Callable[[], npt.NDArray[np.uint32]],
        most: int,
    ) -> npt.NDArray[np.uint32]:
        """Give what is kept under a key, or work it out and keep it in place of what was used last the longest ago."""
        with self._lock:
            known = kept.get(key)
            if known is not None:
                kept.move_to_end(key)
                return known
        found = work_out()
        with self._lock:
            kept[key] = found
            while len(kept) > most:
                kept.popitem(last=False)
        return found


def edges_touching(network: Network, area: BaseGeometry) -> npt.NDArray[np.int32]:
    """List the edges, sorted, that meet an area given in lon, lat order."""
    if area.is_empty:
        return np.empty(0, dtype=np.int32)
    shapely.prepare(area)
    parts = getattr(area, "geoms", [area])
    near = [list_edges_in_box(network, *part.bounds) for part in parts if not part.is_empty]
    candidates = np.unique(np.concatenate(near)).astype(np.int32)
    return candidates[shapely.intersects(area, edge_geometries(network, candidates))]


def edge_geometries(network: Network, edges: npt.NDArray[np.int32]) -> npt.NDArray[np.object_]:
    """Give the lines of edges, shape (n,), in lon, lat order."""
    first, last = network.point_first[edges], network.point_first[edges.astype(np.int64) + 1]
    counts = last - first
    owner = np.repeat(np.arange(len(edges)), counts)
    points = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(first, counts)
    lonlat = np.column_stack([network.point_lon_e7[points] * _E7, network.point_lat_e7[points] * _E7])
    return np.asarray(shapely.linestrings(lonlat, indices=owner), dtype=np.object_)


def _weigh(network: Network, profile: Profile, factors: npt.NDArray[np.int32]) -> npt.NDArray[np.uint32]:
    durations = _durations(network, profile)
    weights = np.empty(network.arc_count, dtype=np.uint32)
    fill_weights(
        network.arc_class,
        network.arc_length_mm,
        network.arc_ascent_dm,
        durations,
        factors,
        profile.climb_cm_per_dm,
        weights,
    )
    weights.flags.writeable = False
    return weights


def _durations(network: Network, profile: Profile) -> npt.NDArray[np.uint32]:
    durations = network.durations.get(profile.name)
    if durations is None:
        known = ", ".join(sorted(network.durations))
        msg = f"this territory was built without the profile {profile.name!r}; it has {known}"
        raise UnknownProfileError(msg, name=profile.name, known=sorted(network.durations))
    return durations


def _close(
    network: Network,
    profile: Profile,
    weights: npt.NDArray[np.uint32],
    durations: npt.NDArray[np.uint32],
    avoid_areas: BaseGeometry | None,
    closed_ways: Iterable[int],
    closed_edges: Iterable[int],
    *,
    pace: float,
) -> NetworkView:
    closed = [np.fromiter(closed_edges, dtype=np.int32)]
    if avoid_areas is not None:
        closed.append(edges_touching(network, avoid_areas))
    ways = np.fromiter(closed_ways, dtype=np.int64)
    if len(ways):
        shut = np.isin(network.way_osm_id, ways)
        closed.append(np.flatnonzero((network.edge_way >= 0) & shut[network.edge_way]).astype(np.int32))
    edges = np.unique(np.concatenate(closed)).astype(np.int32)
    if len(edges):
        weights = _bar(network, weights, edges)
    return NetworkView(network, profile, weights, durations, edges, pace)


def _bar(
    network: Network,
    weights: npt.NDArray[np.uint32],
    edges: npt.NDArray[np.int32],
) -> npt.NDArray[np.uint32]:
    shut = np.zeros(network.edge_count, dtype=np.bool_)
    shut[edges] = True
    barred = weights.copy()
    barred[shut[network.arc_edge >> 1]] = UNREACHABLE
    barred.flags.writeable = False
    return barred
