"""Turn restrictions as sequences of arcs that wheels may not follow, and the copies of nodes that keep them from it.

An arc code is 2 * edge + direction. Every restriction forbids sequences of codes: (from, to), or (from, via..., to)
where it leads over ways. Whoever has followed the
beginning of a forbidden sequence stands on a copy of the node there, and the copy lacks the arc that would complete
it. The copies are the states of
the automaton of Aho and Corasick over all sequences, so that restrictions that overlap hold together. Where a
restriction leaves only some turns, there is a copy even if nothing else can be turned into today: streets that a
variant adds are barred from it.

References
----------
Aho, A. V. and Corasick, M. J. (1975). Efficient string matching: an aid to bibliographic search.
https://doi.org/10.1145/360825.360855
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from graphs.osm.via import AMBIGUOUS, ViaFinder

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Sequence

    from graphs.osm.records import TurnRelation

__all__ = ["Codes", "Forbidden", "Split", "find_forbidden", "split_nodes"]

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]
Sequence_ = tuple[int, ...]

_MOST_PAIRS = 256
"""Pairs of ways from and to that one restriction may name."""


@dataclass(frozen=True, slots=True)
class Codes:
    """Arc codes of the edges: tail and head of each, shape (2 E,).

    Those out of node v are `out[out_first[v]:out_first[v + 1]]`, sorted.

    `way` is the row of the way of each edge (E,); `ridden` says of each code whether any wheels may ride it.
    """

    tail: Int32
    head: Int32
    out_first: Int64
    out: Int32
    way: Int32
    ridden: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, tail: Int32, head: Int32, way: Int32, ridden: npt.NDArray[np.bool_], node_count: int) -> Codes:
        """Codes of edges with tails and heads (E,)."""
        code_tail = np.stack([tail, head], axis=1).reshape(-1)
        code_head = np.stack([head, tail], axis=1).reshape(-1)
        order = np.argsort(code_tail, kind="stable").astype(np.int32)
        first = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.bincount(code_tail, minlength=node_count))])
        return cls(code_tail, code_head, first, order, way, ridden)

    def list_out(self, node: int) -> list[int]:
        """Codes out of a node, rising."""
        return [int(code) for code in self.out[self.out_first[node] : self.out_first[node + 1]]]


@dataclass(frozen=True, slots=True)
class Forbidden:
    """Sequences of codes that are forbidden, and beginnings after which a restriction leaves only some turns.

    Both are sorted and name each once.
    """

    sequences: list[Sequence_]
    only: list[Sequence_]


@dataclass(frozen=True, slots=True)
class Split:
    """Arcs of the network with its copies: `origin` (copies,) are the nodes that were copied, in order.

    Nodes below `node_count` are originals, copy i has the number `node_count + i`. Arcs are given by tail, head and
    code (A,), transfers left out. `only` (copies,) says where a restriction leaves only some turns.
    """

    origin: Int32
    only: npt.NDArray[np.bool_]
    arc_tail: Int32
    arc_head: Int32
    arc_code: Int32


def find_forbidden(
    turns: Sequence[TurnRelation],
    codes: Codes,
    way_ids: Int64,
    node_of: dict[int, int],
    dropped: Counter[str],
) -> Forbidden:
    """Sequences of codes that the restrictions forbid.

    Parameters
    ----------
    turns
        Restrictions that bind wheels.
    codes
        Arc codes.
    way_ids
        OSM ids of the ways, rising (W,).
    node_of
        Node of the network by OSM id, for the via nodes at least.
    dropped
        Counts by reason, added to.
    """
    finder = ViaFinder(codes, way_ids, node_of)
    found: set[Sequence_] = set()
    bound: set[Sequence_] = set()
    for turn in turns:
        chains = _list_chains(turn, finder)
        if isinstance(chains, str):
            dropped[chains] += 1
        else:
            only = turn.rule.kind == "only"
            found.update(_forbid(chains, only, codes))
            bound.update(chain[:-1] for chain in chains if only and codes.ridden[chain[0]])
    return Forbidden(sorted(found), sorted(bound))


def _list_chains(turn: TurnRelation, finder: ViaFinder) -> list[Sequence_] | str:
    """Chains (from, via..., to) of codes that a restriction speaks of, or the reason why there is none.

    Ways that were split are often members with all their parts, of which one meets the via.
    """
    if len(turn.from_ways) * len(turn.to_ways) > _MOST_PAIRS:
        return AMBIGUOUS
    tried = [finder.find(turn, start, end) for start in turn.from_ways for end in turn.to_ways]
    chains = [chain for chain in tried if not isinstance(chain, str)]
    return chains or min(reason for reason in tried if isinstance(reason, str))


def _forbid(chains: Sequence[Sequence_], only: bool, codes: Codes) -> list[Sequence_]:  # noqa: FBT001
    """Sequences that the chains of a restriction forbid; wheels that are pushed are not bound."""
    ends: dict[Sequence_, set[int]] = {}
    for chain in chains:
        ends.setdefault(chain[:-1], set()).add(chain[-1])
    forbidden = []
    for before, lasts in ends.items():
        if not codes.ridden[before[0]]:
            continue
        away = set(codes.list_out(int(codes.tail[min(lasts)]))) - lasts if only else lasts
        forbidden += [(*before, code) for code in sorted(away) if codes.ridden[code]]
    return forbidden


def split_nodes(forbidden: Forbidden, codes: Codes) -> Split:
    """Copy the nodes where forbidden sequences are under way, and those behind which only some turns are left.

    Parameters
    ----------
    forbidden
        Sequences of at least two codes, each continuing at the head of the one before.
    codes
        Arc codes.
    """
    complete, bound = set(forbidden.sequences), set(forbidden.only)
    begun = [*(sequence[:-1] for sequence in forbidden.sequences), *forbidden.only]
    prefixes = sorted({sequence[:length] for sequence in begun for length in range(1, len(sequence) + 1)})
    node_count = len(codes.out_first) - 1
    origin = np.array([codes.head[prefix[-1]] for prefix in prefixes], np.int32).reshape(-1)
    order = np.argsort(origin, kind="stable")
    number = {prefixes[row]: node_count + place for place, row in enumerate(order.tolist())}
    head = codes.head.copy()
    for prefix, copy in number.items():
        if len(prefix) == 1:
            head[prefix[0]] = copy
    tails, heads, found = [codes.tail], [head], [np.arange(len(codes.tail), dtype=np.int32)]
    for row in order.tolist():
        prefix = prefixes[row]
        arcs = _leave(prefix, codes, complete, number)
        tails.append(np.full(len(arcs), number[prefix], np.int32))
        heads.append(np.array([end for _, end in arcs], np.int32))
        found.append(np.array([code for code, _ in arcs], np.int32))
    only = [any(prefix[start:] in bound for start in range(len(prefix))) for prefix in prefixes]
    return Split(
        origin[order],
        np.array(only, np.bool_).reshape(-1)[order],
        np.concatenate(tails),
        np.concatenate(heads),
        np.concatenate(found),
    )


def _leave(
    prefix: Sequence_, codes: Codes, complete: set[Sequence_], number: dict[Sequence_, int]
) -> list[tuple[int, int]]:
    """Arcs out of the copy of a prefix: code and where it leads."""
    arcs = []
    for code in codes.list_out(int(codes.head[prefix[-1]])):
        tails = [(*prefix[start:], code) for start in range(len(prefix) + 1)]
        if any(tail in complete for tail in tails):
            continue
        target = next((number[tail] for tail in tails if tail in number), int(codes.head[code]))
        arcs.append((code, target))
    return arcs
