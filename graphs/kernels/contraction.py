"""Taking nodes out of a block of streets so that ways between those left stay what they are.

A block is a run of nodes in the order of the network, which follows a curve through the plane, so that a block is a
patch of streets. A node inside may be left out where every way through it is kept as a shortcut between its neighbours;
shortcuts keep weight, length and duration. Where two ways of one weight differ in length or duration, the shortcut is
marked as doubtful: which of them a search takes then depends on its order.

References
----------
Geisberger, R., Sanders, P., Schultes, D., Vetter, C. (2012). Exact routing in large road networks using contraction
hierarchies. Transportation Science 46(3), 388-404. https://doi.org/10.1287/trsc.1110.0401
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numba
import numpy as np
from numba import types

from graphs.kernels.types import RO_I4, RO_U4, UNREACHED, WR_I4, WR_U1, bare

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["BLOCK", "GONE", "GRAPH", "PINNED", "SCRATCH", "Graph", "Scratch", "contract", "lay_out", "make_scratch"]

BLOCK = 2048
"""Nodes of a block unless told otherwise."""
_MOST_NEIGHBOURS = 6
"""A node with more neighbours stays: leaving it out would make more arcs than it saves."""
_ROOM = 12
_ROOM_PER_NODE = 16
_SPARE = 1024

PINNED, GONE, _QUEUED = np.uint8(1), np.uint8(2), np.uint8(4)
_OUT, _IN = np.uint32(1), np.uint32(2)
_BARRED = np.uint32(UNREACHED)

TIE = np.dtype(
    [
        ("node", np.int32),  # neighbour, counted from the first node of the block
        ("doubt", np.uint32),  # 1: of the way out, 2: of the way in
        ("weight_out", np.uint32),  # 4294967295 where there is no way out
        ("weight_in", np.uint32),
        ("length_out", np.uint32),
        ("length_in", np.uint32),
        ("duration_out", np.uint32),
        ("duration_in", np.uint32),
    ]
)
"""The ways from a node to a neighbour and back."""


class Graph(NamedTuple):
    """Arrays of a network under the weights of a view: N nodes, A arcs; all are read only."""

    first: npt.NDArray[np.int32]  # (N + 1,)
    head: npt.NDArray[np.int32]  # (A,)
    tail: npt.NDArray[np.int32]
    in_first: npt.NDArray[np.int32]  # (N + 1,)
    in_arc: npt.NDArray[np.int32]
    weight: npt.NDArray[np.uint32]  # 4294967295 bars the arc
    length: npt.NDArray[np.uint32]
    duration: npt.NDArray[np.uint32]


class Scratch(NamedTuple):
    """Room for one block."""

    ties: npt.NDArray[np.void]  # records TIE, those of each node in a run
    first: npt.NDArray[np.int32]  # of the run of each node
    room: npt.NDArray[np.int32]  # length of the run
    count: npt.NDArray[np.int32]  # neighbours now
    state: npt.NDArray[np.uint8]  # bits PINNED, GONE
    line: npt.NDArray[np.int32]  # nodes to look at


GRAPH = types.NamedTuple((RO_I4, RO_I4, RO_I4, RO_I4, RO_I4, RO_U4, RO_U4, RO_U4), Graph)
SCRATCH = types.NamedTuple(
    (types.Array(numba.from_dtype(TIE), 1, "C", readonly=False), WR_I4, WR_I4, WR_I4, WR_U1, WR_I4), Scratch
)


def make_scratch(block: int = BLOCK) -> Scratch:
    """Make room for blocks of so many nodes, one after the other."""
    return Scratch(
        np.empty(_ROOM_PER_NODE * block + _SPARE, dtype=TIE),
        np.empty(block, dtype=np.int32),
        np.empty(block, dtype=np.int32),
        np.empty(block, dtype=np.int32),
        np.empty(block, dtype=np.uint8),
        np.empty(block, dtype=np.int32),
    )


@bare
def _find(scratch: Any, node: int, near: int) -> int:
    """Place of a neighbour in the run of a node, -1 where it is none."""
    first = scratch.first[node]
    for place in range(first, first + scratch.count[node]):
        if scratch.ties[place].node == near:
            return place
    return -1


@bare
def _tie(scratch: Any, node: int, near: int) -> int:
    """Place of a neighbour in the run of a node, entered where it is none."""
    place = _find(scratch, node, near)
    if place < 0:
        place = scratch.first[node] + scratch.count[node]
        scratch.count[node] += 1
        tie = scratch.ties[place]
        tie.node = near
        tie.doubt = 0
        tie.weight_out = _BARRED
        tie.weight_in = _BARRED
    return place


@bare
def _offer_out(tie: Any, weight: int, length: int, duration: int, doubt: bool) -> None:
    if weight < tie.weight_out:
        tie.weight_out = weight
        tie.length_out = length
        tie.duration_out = duration
        tie.doubt = (tie.doubt & _IN) | (_OUT if doubt else np.uint32(0))
    elif weight == tie.weight_out and (doubt or length != tie.length_out or duration != tie.duration_out):
        tie.doubt |= _OUT


@bare
def _offer_in(tie: Any, weight: int, length: int, duration: int, doubt: bool) -> None:
    if weight < tie.weight_in:
        tie.weight_in = weight
        tie.length_in = length
        tie.duration_in = duration
        tie.doubt = (tie.doubt & _OUT) | (_IN if doubt else np.uint32(0))
    elif weight == tie.weight_in and (doubt or length != tie.length_in or duration != tie.duration_in):
        tie.doubt |= _IN


@bare
def _lay_node(graph: Any, scratch: Any, low: int, high: int, node: int) -> None:
    """Enter the arcs of a node; one that leads out of the block pins it."""
    near = np.int64(0)
    for arc in range(graph.first[node], graph.first[node + 1]):
        near = graph.head[arc]
        if graph.weight[arc] == _BARRED or near == node:
            continue
        if low <= near < high:
            tie = scratch.ties[_tie(scratch, node - low, near - low)]
            _offer_out(tie, graph.weight[arc], graph.length[arc], graph.duration[arc], False)
        else:
            scratch.state[node - low] |= PINNED
    for slot in range(graph.in_first[node], graph.in_first[node + 1]):
        arc = graph.in_arc[slot]
        near = graph.tail[arc]
        if graph.weight[arc] == _BARRED or near == node:
            continue
        if low <= near < high:
            tie = scratch.ties[_tie(scratch, node - low, near - low)]
            _offer_in(tie, graph.weight[arc], graph.length[arc], graph.duration[arc], False)
        else:
            scratch.state[node - low] |= PINNED


@bare
def lay_out(graph: Any, scratch: Any, low: int, high: int) -> bool:
    """Enter the nodes `low` to `high` of a network and the arcs between them, none gone.

    `scratch.state` may hold PINNED for nodes that must stay; those with arcs out of the block are added. False where
    the block has too many arcs to be worked on.
    """
    start = np.int64(0)
    for node in range(low, high):
        arcs = graph.first[node + 1] - graph.first[node] + graph.in_first[node + 1] - graph.in_first[node]
        room = max(arcs, _ROOM)
        scratch.first[node - low] = start
        scratch.room[node - low] = room
        scratch.count[node - low] = 0
        start += room
    if start > len(scratch.ties):
        return False
    for node in range(low, high):
        _lay_node(graph, scratch, low, high, node)
    return True


@bare
def _has_room(scratch: Any, node: int) -> bool:
    """Say whether every neighbour of a node has room for the shortcuts that would take its place."""
    first, count = scratch.first[node], scratch.count[node]
    for place in range(first, first + count):
        near = scratch.ties[place].node
        if scratch.count[near] + count - 2 <= scratch.room[near]:
            continue
        added = np.int64(0)
        for other in range(first, first + count):
            if other != place and _find(scratch, near, scratch.ties[other].node) < 0:
                added += 1
        if scratch.count[near] - 1 + added > scratch.room[near]:
            return False
    return True


@bare
def _untie(scratch: Any, node: int, near: int) -> None:
    place = _find(scratch, node, near)
    last = scratch.first[node] + scratch.count[node] - 1
    if place != last:
        scratch.ties[place] = scratch.ties[last]
    scratch.count[node] -= 1


@bare
def _bridge(scratch: Any, before: Any, after: Any) -> None:
    """Keep the way from one neighbour to another over a node that goes, given its ties to both."""
    if before.weight_in == _BARRED:
        return
    if after.weight_out == _BARRED:
        return
    weight = np.uint64(before.weight_in) + np.uint64(after.weight_out)
    if weight >= np.uint64(UNREACHED):
        return
    length = before.length_in + after.length_out
    duration = before.duration_in + after.duration_out
    doubt = (before.doubt & _IN) != 0 or (after.doubt & _OUT) != 0
    start, stop = np.int64(before.node), np.int64(after.node)
    _offer_out(scratch.ties[_tie(scratch, start, stop)], np.uint32(weight), length, duration, doubt)
    _offer_in(scratch.ties[_tie(scratch, stop, start)], np.uint32(weight), length, duration, doubt)


@bare
def _leave_out(scratch: Any, node: int) -> None:
    scratch.state[node] |= GONE
    first, last = scratch.first[node], scratch.first[node] + scratch.count[node]
    for place in range(first, last):
        _untie(scratch, scratch.ties[place].node, node)
    for place in range(first, last):
        for other in range(first, last):
            if place != other:
                _bridge(scratch, scratch.ties[place], scratch.ties[other])


@bare
def _queue_up(scratch: Any, node: int, most: int, head: int, waiting: int, count: int) -> int:
    """Put a node in line that may go, unless it stands there already, and give the new length of the line."""
    if scratch.state[node] != 0 or scratch.count[node] > most:
        return waiting
    scratch.state[node] |= _QUEUED
    scratch.line[(head + waiting) % count] = node
    return waiting + 1


@bare
def contract(scratch: Any, count: int) -> None:
    """Leave out what may go of the `count` nodes of a block, those with the fewest neighbours first."""
    for most in range(_MOST_NEIGHBOURS + 1):
        head = np.int64(0)
        waiting = np.int64(0)
        for node in range(count):
            waiting = _queue_up(scratch, node, most, head, waiting, count)
        while waiting > 0:
            node = np.int64(scratch.line[head])
            head = (head + 1) % count
            waiting -= 1
            scratch.state[node] &= ~_QUEUED
            if scratch.count[node] > most or not _has_room(scratch, node):
                continue
            _leave_out(scratch, node)
            first = scratch.first[node]
            for place in range(first, first + scratch.count[node]):
                waiting = _queue_up(scratch, np.int64(scratch.ties[place].node), most, head, waiting, count)
