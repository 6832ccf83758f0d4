"""A tree of least weight: what a search found, as arrays and as paths."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from graphs.errors import NoPathError
from graphs.kernels.ends import list_ends
from graphs.kernels.trace import trace_path
from graphs.kernels.tree import grow_tree
from graphs.kernels.types import UNREACHED
from graphs.path import Path
from graphs.snap import Terminal, terminals_at

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    import numpy.typing as npt

    from graphs.kernels.workspace import Workspace, WorkspacePool
    from graphs.network import Network
    from graphs.view import NetworkView

__all__ = [
    "NO_FOCUS",
    "NO_PENALTIES",
    "DirectWay",
    "Label",
    "Place",
    "Tree",
    "direct_way",
    "ends_of",
    "grow",
    "path_between",
    "trace_arcs",
]

Place = Terminal | int
"""Where a search starts or ends: a place on an edge, or a node."""

_TRACE_ROOM = 4096
NO_PENALTIES: npt.NDArray[np.uint8] = np.empty(0, dtype=np.uint8)
NO_FOCUS: npt.NDArray[np.float64] = np.empty(0, dtype=np.float64)
_NO_SLOTS: npt.NDArray[np.int32] = np.empty(0, dtype=np.int32)
_LAST = UNREACHED - 1


@dataclass(frozen=True, slots=True)
class Label:
    """What it takes to get to a place."""

    weight: int
    length_mm: int
    duration_ms: int


@dataclass(frozen=True, slots=True)
class DirectWay:
    """A way from one place to another along one edge."""

    code: int
    from_mm: int
    to_mm: int
    label: Label

    def to_path(self, network: Network) -> Path:
        """Give the way as a path."""
        codes = np.array([self.code], dtype=np.int32)
        return Path.from_codes(network, codes, start_offset_mm=self.from_mm, end_offset_mm=self.to_mm)


class Tree:
    """Least-weight paths from its roots to every settled node.

    In a backward tree the paths lead from every settled node to its roots. The arrays are views of a pooled
    workspace: they are good until the tree is closed. Use it in a `with` statement. `weight_to`, `length_to`,
    `duration_to` u4 and `parent_arc` i4, all (N,), only mean something where `reached`: centimetres of an ideal
    street, millimetres, milliseconds, and the arc that leads to the node (away from it in a backward tree), negative
    at a root.
    """

    __slots__ = (
        "_penalties", "_pool", "_roots", "_seeds", "_weights", "_workspace", "backward", "duration_to", "generation",
        "length_to", "network", "parent_arc", "settled", "view", "weight_to",
    )  # fmt: skip

    def __init__(  # noqa: PLR0913 - made by a search from all that it knows
        self,
        view: NetworkView,
        roots: Sequence[Place],
        seeds: npt.NDArray[np.void],
        workspace: Workspace,
        pool: WorkspacePool,
        settled_count: int,
        *,
        backward: bool,
        weights: npt.NDArray[np.uint32],
        penalties: npt.NDArray[np.uint8],
    ) -> None:
        self.view = view
        self.network: Network = view.network
        self.backward = backward
        self.generation = workspace.generation
        self.settled: npt.NDArray[np.int32] = workspace.settled[:settled_count]
        self.weight_to: npt.NDArray[np.uint32] = workspace.labels["weight"]
        self.length_to: npt.NDArray[np.uint32] = workspace.labels["length_mm"]
        self.duration_to: npt.NDArray[np.uint32] = workspace.labels["duration_ms"]
        self.parent_arc: npt.NDArray[np.int32] = workspace.labels["parent_arc"]
        self._roots = tuple(roots)
        self._seeds = seeds
        self._workspace: Workspace | None = workspace
        self._pool = pool
        self._weights = weights
        self._penalties = penalties

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the workspace back; the arrays must not be used any more."""
        if self._workspace is not None:
            self._pool.give_back(self._workspace)
            self._workspace = None

    @property
    def labels(self) -> npt.NDArray[np.void]:
        """The records `graphs.kernels.types.LABEL` of all nodes, shape (N,), for kernels.

        Raises
        ------
        ValueError
            The tree is closed.
        """
        if self._workspace is None:
            msg = "the tree is closed"
            raise ValueError(msg)
        return self._workspace.labels

    @property
    def settled_stamp(self) -> int:
        """Stamp of the labels of settled nodes."""
        return 2 * self.generation + 1

    def reached(self, node: int) -> bool:
        """Say whether a node is settled."""
        return bool(self.labels["stamp"][node] == self.settled_stamp)

    def reached_mask(self, nodes: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
        """Say of each node, shape (n,), whether it is settled."""
        mask: npt.NDArray[np.bool_] = self.labels["stamp"][nodes] == self.settled_stamp
        return mask

    def find_label(self, place: Place) -> Label | None:
        """Give what it takes to get to a place (from it, in a backward tree), None where the tree does not lead."""
        best = self._find_best(place)
        return None if best is None else best[0]

    def label_of(self, place: Place) -> Label:
        """Give what it takes to get to a place (from it, in a backward tree).

        Raises
        ------
        NoPathError
            The tree does not lead there.
        """
        label = self.find_label(place)
        if label is None:
            msg = f"no path for {self.view.profile.name} joins these places"
            raise NoPathError(msg)
        return label

    def path_to(self, place: Place) -> Path:
        """Give the path from the root to a place, or for a backward tree from the place to the root.

        Raises
        ------
        NoPathError
            The tree does not lead there.
        """
        best = self._find_best(place)
        if best is None:
            msg = f"no path for {self.view.profile.name} joins these places"
            raise NoPathError(msg)
        _, found = best
        if isinstance(found, DirectWay):
            return found.to_path(self.network)
        return self._trace(place, int(found["node"]), int(found["code"]))

    def _find_best(self, place: Place) -> tuple[Label, np.void | DirectWay] | None:
        ends = ends_of(self.view, [place], arriving=not self.backward, weights=self._weights, penalties=self._penalties)
        labels = self.labels
        at = labels[ends["node"]]
        weights = at["weight"].astype(np.int64) + ends["weight"]
        weights[at["stamp"] != self.settled_stamp] = UNREACHED
        best: tuple[Label, np.void | DirectWay] | None = None
        if len(ends) and weights.min() < UNREACHED:
            index = int(weights.argmin())
            end, label = ends[index], at[index]
            total = Label(
                int(weights[index]),
                int(label["length_mm"]) + int(end["length_mm"]),
                int(label["duration_ms"]) + int(end["duration_ms"]),
            )
            best = (total, end)
        for root in self._roots:
            pair = (place, root) if self.backward else (root, place)
            direct = direct_way(self.view, *pair, weights=self._weights, penalties=self._penalties)
            if direct is not None and (best is None or direct.label.weight < best[0].weight):
                best = (direct.label, direct)
        return best

    def _trace(self, place: Place, node: int, code: int) -> Path:
        arcs, seed_index = trace_arcs(
            self.labels, self.network.arc_head if self.backward else self.network.arc_tail, node
        )
        seed = self._seeds[seed_index]
        codes = [int(seed["code"]), *self.network.arc_edge[arcs[::-1]].tolist(), code]
        root = self._roots[int(seed["place"])]
        if self.backward:
            return path_between(self.network, place, root, codes[::-1])
        return path_between(self.network, root, place, codes)


def grow(  # noqa: PLR0913 - the one place where the kernel gets all that it works on
    view: NetworkView,
    workspace: Workspace,
    seeds: npt.NDArray[np.void],
    goals: npt.NDArray[np.void],
    *,
    weights: npt.NDArray[np.uint32],
    penalties: npt.NDArray[np.uint8],
    bounds: tuple[int | None, int | None, int | None],
    place_weight: npt.NDArray[np.uint32],
    place_goal: npt.NDArray[np.int32],
    backward: bool = False,
    focus: npt.NDArray[np.float64] = NO_FOCUS,
) -> int:
    """Grow a tree in a workspace and give the number of settled nodes; see `graphs.kernels.tree.grow_tree`.

    Parameters
    ----------
    view
        Says whose network and durations.
    workspace
        Where the labels are written.
    seeds, goals
        Records END of where the search starts and of what leads to its targets.
    weights, penalties
        What is to be least of each arc (A,), and eighths added per edge (E,) or none.
    bounds
        Weight, millimetres and milliseconds beyond which no node is settled, None for no bound.
    place_weight, place_goal
        Of each target (T,), known from the start and written.
    backward
        Search against the arcs.
    focus
        Place to which one goes on from every node, as the kernel takes it (4,), or none.

    Raises
    ------
    HaltedError
        The search was told to stop; the workspace may be used again.
    """
    network = view.network
    first, slots = (network.in_first, network.in_arc) if backward else (network.arc_first, _NO_SLOTS)
    arc_from, arc_to = (network.arc_head, network.arc_tail) if backward else (network.arc_tail, network.arc_head)
    count, _ = grow_tree(
        first,
        slots,
        arc_from,
        arc_to,
        network.arc_edge,
        weights,
        network.arc_length_mm,
        view.durations,
        penalties,
        seeds,
        goals,
        workspace.labels,
        workspace.settled,
        workspace.heap,
        workspace.start(len(seeds) + len(goals) + len(place_weight)),
        *(_LAST if bound is None else min(bound, _LAST) for bound in bounds),
        place_weight,
        place_goal,
        view.halt,
        network.node_lat_e7,
        network.node_lon_e7,
        focus,
    )
    view.check_halt()
    return int(count)


def trace_arcs(
    labels: npt.NDArray[np.void], arc_from: npt.NDArray[np.int32], node: int
) -> tuple[npt.NDArray[np.int32], int]:
    """Give the arcs from a settled node to its root, and the index of the seed there."""
    arcs = np.empty(_TRACE_ROOM, dtype=np.int32)
    count, seed = trace_path(labels, arc_from, node, arcs)
    if count > len(arcs):
        arcs = np.empty(count, dtype=np.int32)
        count, seed = trace_path(labels, arc_from, node, arcs)
    return arcs[:count], seed


def path_between(network: Network, start: Place, stop: Place, codes: Sequence[int]) -> Path:
    """Build a path from the codes of a search: that left from first, -1 at a node, and that arrived by last."""
    has_start, has_stop = codes[0] >= 0, codes[-1] >= 0
    kept = np.array(codes[0 if has_start else 1 : len(codes) if has_stop else -1], dtype=np.int32)
    return Path.from_codes(
        network,
        kept,
        start_offset_mm=_along(network, start, codes[0]) if has_start else 0,
        end_offset_mm=_along(network, stop, codes[-1]) if has_stop else None,
    )


def ends_of(
    view: NetworkView,
    places: Sequence[Place],
    *,
    arriving: bool,
    weights: npt.NDArray[np.uint32],
    penalties: npt.NDArray[np.uint8] = NO_PENALTIES,
) -> npt.NDArray[np.void]:
    """List the nodes behind places, or with `arriving` those before them, as records `graphs.kernels.types.END`."""
    network = view.network
    edges, offsets = terminals_at(network, places)
    ends: npt.NDArray[np.void] = list_ends(
        edges,
        offsets,
        arriving,
        network.edge_tail,
        network.edge_head,
        network.node_origin,
        network.arc_first,
        network.arc_head,
        network.arc_edge,
        network.edge_length_mm,
        weights,
        view.durations,
        penalties,
    )
    return ends


def direct_way(
    view: NetworkView,
    start: Place,
    stop: Place,
    *,
    weights: npt.NDArray[np.uint32],
    penalties: npt.NDArray[np.uint8] = NO_PENALTIES,
) -> DirectWay | None:
    """Find the way between two places of one edge along that edge, or None."""
    if isinstance(start, int) or isinstance(stop, int) or start.edge != stop.edge:
        return None
    leaving = ends_of(view, [start], arriving=False, weights=weights, penalties=penalties)
    leaving_later = ends_of(view, [stop], arriving=False, weights=weights, penalties=penalties)
    found: DirectWay | None = None
    for end, later in zip(leaving, leaving_later, strict=True):
        code = int(end["code"])
        from_mm, to_mm = _along(view.network, start, code), _along(view.network, stop, code)
        if from_mm > to_mm:
            continue
        label = Label(
            int(end["weight"]) - int(later["weight"]),
            to_mm - from_mm,
            int(end["duration_ms"]) - int(later["duration_ms"]),
        )
        if found is None or label.weight < found.label.weight:
            found = DirectWay(code, from_mm, to_mm, label)
    return found


def _along(network: Network, place: Place, code: int) -> int:
    if isinstance(place, int):
        return 0
    return int(network.edge_length_mm[place.edge]) - place.offset_mm if code & 1 else place.offset_mm
