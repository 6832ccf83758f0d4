"""Searches on a network: trees and paths, for many threads at once."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

import numpy as np

from graphs.errors import HaltedError, NoPathError
from graphs.kernels.bidirectional import NEVER_MET, meet
from graphs.kernels.types import UNREACHED
from graphs.kernels.weights import fill_lengths
from graphs.kernels.workspace import WorkspacePool
from graphs.snap import Terminal
from graphs.tree import NO_FOCUS, NO_PENALTIES, Place, Tree, direct_way, ends_of, grow, path_between, trace_arcs

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from graphs.kernels.workspace import Workspace
    from graphs.network import Network
    from graphs.path import Path
    from graphs.penalty import ReusePenalty
    from graphs.view import NetworkView

__all__ = ["Measure", "Searcher", "measured"]

Measure = Literal["weight", "length", "duration"]

_BOX_MARGIN_DEG = 0.01
_FASTEST_M_S = 12.0
"""Nobody keeps this up over a distance, on wheels or on a ferry."""


class Searcher:
    """Runs searches on one network with pooled workspaces; safe to share between threads.

    Parameters
    ----------
    network
        Network to search.
    max_idle
        Workspaces kept between searches; a plan takes two at a time.
    """

    def __init__(self, network: Network, *, max_idle: int = 2) -> None:
        self.network = network
        self.pool = WorkspacePool(network.node_count, network.arc_count, max_idle=max_idle)
        box = network.bounding_box
        self._least_cos = math.cos(math.radians(min(90.0, max(abs(box.south), abs(box.north)) + _BOX_MARGIN_DEG)))

    def tree(  # noqa: PLR0913 - bounds and stops are options, all by keyword
        self,
        view: NetworkView,
        sources: Place | Sequence[Place],
        *,
        backward: bool = False,
        measure: Measure = "weight",
        max_weight: int | None = None,
        max_length_mm: int | None = None,
        max_duration_ms: int | None = None,
        targets: Sequence[Place] = (),
        initial_weights: Sequence[int] | None = None,
        penalty: ReusePenalty | None = None,
        going_on_to: Place | None = None,
    ) -> Tree:
        """Grow a tree of least weight from one or several places.

        Parameters
        ----------
        view
            Weights of the request.
        sources
            Terminals or nodes.
        backward
            Search against the arcs: paths lead to the sources.
        measure
            What is to be least; the other two are carried along. `weight_to` holds millimetres or milliseconds for
            "length" or "duration".
        max_weight, max_length_mm, max_duration_ms
            Nodes beyond one of these are left out.
        targets
            Stop as soon as the best path to each is known.
        initial_weights
            Weight that each source starts with.
        penalty
            Edges that cost more.
        going_on_to
            Where one goes on to from every node, or comes from in a backward tree: nodes from which the straight way
            there leads beyond the bounds of length or duration are left out.

        Raises
        ------
        HaltedError
            The searches of the view were told to stop.
        """
        places = [sources] if isinstance(sources, Terminal | int) else list(sources)
        weights = measured(view, measure)
        penalties = NO_PENALTIES if penalty is None else penalty.eighths
        seeds = ends_of(view, places, arriving=backward, weights=weights, penalties=penalties)
        if initial_weights is not None:
            seeds["weight"] += np.array(initial_weights, dtype=np.uint32)[seeds["place"]]
        goals = ends_of(view, targets, arriving=not backward, weights=weights, penalties=penalties)
        place_weight = np.full(len(targets), UNREACHED, dtype=np.uint32)
        for index, target in enumerate(targets):
            for place in places:
                direct = direct_way(
                    view, *((target, place) if backward else (place, target)), weights=weights, penalties=penalties
                )
                if direct is not None:
                    place_weight[index] = min(place_weight[index], direct.label.weight)
        workspace = self.pool.take()
        try:
            count = grow(
                view,
                workspace,
                seeds,
                goals,
                weights=weights,
                penalties=penalties,
                bounds=(max_weight, max_length_mm, max_duration_ms),
                place_weight=place_weight,
                place_goal=np.full(len(targets), -1, dtype=np.int32),
                backward=backward,
                focus=self._to_focus(going_on_to, view.pace),
            )
        except HaltedError:
            self.pool.give_back(workspace)
            raise
        return Tree(
            view, places, seeds, workspace, self.pool, count, backward=backward, weights=weights, penalties=penalties
        )

    def _to_focus(self, place: Place | None, pace: float) -> npt.NDArray[np.float64]:
        """Write a place as the kernel takes it."""
        if place is None:
            return NO_FOCUS
        return np.array([*_position_e7(self.network, place), self._least_cos, 1000 * min(1.0, pace) / _FASTEST_M_S])

    def find_path(
        self, view: NetworkView, start: Place, stop: Place, *, penalty: ReusePenalty | None = None
    ) -> Path | None:
        """Give the path of least weight between two places, None where there is none.

        Raises
        ------
        HaltedError
            The searches of the view were told to stop.
        """
        penalties = NO_PENALTIES if penalty is None else penalty.eighths
        seeds = ends_of(view, [start], arriving=False, weights=view.weights, penalties=penalties)
        goals = ends_of(view, [stop], arriving=True, weights=view.weights, penalties=penalties)
        direct = direct_way(view, start, stop, weights=view.weights, penalties=penalties)
        known = UNREACHED if direct is None else direct.label.weight
        ahead, behind = self.pool.take(), self.pool.take()
        try:
            codes = self._meet(view, start, stop, seeds, goals, penalties, known, ahead, behind)
        finally:
            self.pool.give_back(ahead)
            self.pool.give_back(behind)
        if codes is not None:
            return path_between(self.network, start, stop, codes)
        return None if direct is None else direct.to_path(self.network)

    def _meet(  # noqa: PLR0913, PLR0917 - one step of find_path, cut out to be readable
        self,
        view: NetworkView,
        start: Place,
        stop: Place,
        seeds: npt.NDArray[np.void],
        goals: npt.NDArray[np.void],
        penalties: npt.NDArray[np.uint8],
        known: int,
        ahead: Workspace,
        behind: Workspace,
    ) -> list[int] | None:
        """Give the codes of the best path between the ends, None where none is lighter than `known`."""
        network = self.network
        places = np.array([*_position_e7(network, start), *_position_e7(network, stop)], dtype=np.int64)
        _, node, _, _ = meet(
            network.arc_first,
            network.arc_tail,
            network.arc_head,
            network.arc_edge,
            network.in_first,
            network.in_arc,
            view.weights,
            penalties,
            network.node_lat_e7,
            network.node_lon_e7,
            places,
            self._least_cos,
            0.5,
            seeds,
            goals,
            ahead.labels,
            behind.labels,
            ahead.heap,
            behind.heap,
            ahead.start(len(seeds)),
            behind.start(len(goals)),
            known,
            view.halt,
        )
        view.check_halt()
        if node == NEVER_MET:
            return None
        there, seed = trace_arcs(ahead.labels, network.arc_tail, node)
        back, goal = trace_arcs(behind.labels, network.arc_head, node)
        codes = network.arc_edge[np.concatenate([there[::-1], back])].tolist()
        return [int(seeds[seed]["code"]), *codes, int(goals[goal]["code"])]

    def path(self, view: NetworkView, start: Place, stop: Place, *, penalty: ReusePenalty | None = None) -> Path:
        """Give the path of least weight between two places.

        Parameters
        ----------
        view
            Weights of the request.
        start, stop
            Terminals or nodes.
        penalty
            Edges that cost more.

        Raises
        ------
        NoPathError
            No street that the profile may use joins them.
        HaltedError
            The searches of the view were told to stop.
        """
        found = self.find_path(view, start, stop, penalty=penalty)
        if found is None:
            msg = f"no path for {view.profile.name} joins these places"
            raise NoPathError(msg)
        return found


def _position_e7(network: Network, place: Place) -> tuple[int, int]:
    if isinstance(place, int):
        return int(network.node_lat_e7[place]), int(network.node_lon_e7[place])
    return round(place.lat * 1e7), round(place.lon * 1e7)


def measured(view: NetworkView, measure: Measure) -> npt.NDArray[np.uint32]:
    """Give what is to be least of every arc, shape (A,): weights, millimetres or milliseconds, 4294967295 if barred."""
    if measure == "weight":
        return view.weights
    if measure == "duration" and not view.is_closed:
        return view.durations
    values = np.empty(view.network.arc_count, dtype=np.uint32)
    fill_lengths(view.durations if measure == "duration" else view.network.arc_length_mm, view.weights, values)
    return values
