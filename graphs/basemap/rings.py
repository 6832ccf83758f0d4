"""Areas of the ways that bound them: chains joined into rings, gaps bridged, rings nested.

Extracts are cut somewhere, so relations often lack some of their ways. What is there is still shown: open chains are
joined end to nearest end, the shortest gaps first, as long as most of the outline is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Assembly", "assemble_rings", "nest_rings"]

Chain = npt.NDArray[np.int32]

_FEWEST_RING_POINTS = 3
_MOST_OPEN_CHAINS = 400
_MOST_BRIDGED_SHARE = 0.75
"""Gaps may take this share of the length of the known outline: a half circle passes, a single bank does not."""


@dataclass(frozen=True, slots=True, eq=False)
class Assembly:
    """Rings as rows of nodes, without their first node repeated."""

    rings: list[Chain]
    bridged: int
    """Rings with a gap that was bridged."""
    dropped: int
    """Chains that were left out, for too little of their ring is known."""


def assemble_rings(chains: Sequence[Chain], x: npt.NDArray[np.int32], y: npt.NDArray[np.int32]) -> Assembly:
    """Join chains of nodes into rings.

    Parameters
    ----------
    chains
        Rows of nodes of each way.
    x, y
        Places of all nodes (N,).
    """
    rings = [chain[:-1] for chain in chains if len(chain) > 1 and chain[0] == chain[-1]]
    closed, left = _join_at_nodes([chain for chain in chains if len(chain) > 1 and chain[0] != chain[-1]])
    bridged, dropped = _bridge(left, x, y)
    whole = [ring for ring in (*rings, *closed, *bridged) if len(ring) >= _FEWEST_RING_POINTS]
    return Assembly(whole, len(bridged), dropped)


def _join_at_nodes(chains: Sequence[Chain]) -> tuple[list[Chain], list[Chain]]:
    """Join chains that share an end; give rings and what stays open."""
    at: dict[int, list[int]] = {}
    for number, chain in enumerate(chains):
        for end in (int(chain[0]), int(chain[-1])):
            at.setdefault(end, []).append(number)
    used = [False] * len(chains)
    rings, left = [], []
    for number, chain in enumerate(chains):
        if used[number]:
            continue
        used[number] = True
        joined = _extend(chain, chains, at, used)
        if joined[0] != joined[-1]:
            joined = _extend(joined[::-1], chains, at, used)
        if joined[0] == joined[-1]:
            rings.append(joined[:-1])
        else:
            left.append(joined)
    return rings, left


def _extend(start: Chain, chains: Sequence[Chain], at: dict[int, list[int]], used: list[bool]) -> Chain:
    """Go on from the last node while some chain does and the ring is not closed."""
    pieces = [start]
    head, tail = int(start[0]), int(start[-1])
    while tail != head:
        onward = next((number for number in at[tail] if not used[number]), None)
        if onward is None:
            break
        used[onward] = True
        chain = chains[onward]
        piece = chain if int(chain[0]) == tail else chain[::-1]
        pieces.append(piece[1:])
        tail = int(piece[-1])
    return np.concatenate(pieces)


def _bridge(chains: list[Chain], x: npt.NDArray[np.int32], y: npt.NDArray[np.int32]) -> tuple[list[Chain], int]:
    """Close open chains over their gaps, the shortest first; give the rings and the number of chains left out."""
    if not chains or len(chains) > _MOST_OPEN_CHAINS:
        return [], len(chains)
    ends = np.array([(chain[0], chain[-1]) for chain in chains]).ravel()
    ex, ey = x[ends].astype(float), y[ends].astype(float)
    gaps = np.hypot(ex[:, None] - ex[None, :], ey[:, None] - ey[None, :])
    a, b = np.triu_indices(len(ends), 1)
    order = np.lexsort((b, a, gaps[a, b]))
    partner: dict[int, int] = {}
    for one, two in zip(a[order].tolist(), b[order].tolist(), strict=True):
        if one not in partner and two not in partner:
            partner[one], partner[two] = two, one
    rings, dropped = [], 0
    seen: set[int] = set()
    for number in range(len(chains)):
        if number in seen:
            continue
        ring, known, gap, count = _walk(number, chains, partner, gaps, seen, x, y)
        if gap <= _MOST_BRIDGED_SHARE * known:
            rings.append(ring)
        else:
            dropped += count
    return rings, dropped


def _walk(
    number: int,
    chains: list[Chain],
    partner: dict[int, int],
    gaps: npt.NDArray[np.float64],
    seen: set[int],
    x: npt.NDArray[np.int32],
    y: npt.NDArray[np.int32],
) -> tuple[Chain, float, float, int]:
    """Follow partners around; give ring, known length, length of the gaps, number of chains."""
    pieces: list[Chain] = []
    known = gap = 0.0
    end = 2 * number
    while end // 2 not in seen:
        seen.add(end // 2)
        chain = chains[end // 2]
        piece = chain if end % 2 == 0 else chain[::-1]
        pieces.append(piece)
        known += float(np.hypot(np.diff(x[piece].astype(float)), np.diff(y[piece].astype(float))).sum())
        far = end ^ 1
        gap += float(gaps[far, partner[far]])
        end = partner[far]
    return np.concatenate(pieces), known, gap, len(pieces)


def nest_rings(
    rings: Sequence[Chain], x: npt.NDArray[np.int32], y: npt.NDArray[np.int32]
) -> list[tuple[Chain, list[Chain]]]:
    """Tell outlines from holes by how deep they lie in each other, whatever their roles say.

    Gives outlines with their holes, the largest first.
    """
    if len(rings) == 1:
        return [(rings[0], [])]
    polygons = np.array([shapely.Polygon(np.column_stack([x[ring], y[ring]])) for ring in rings])
    area = shapely.area(polygons)
    order = np.argsort(-area, kind="stable")
    polygons = polygons[order]
    inside = shapely.point_on_surface(polygons)
    inner, outer = shapely.STRtree(polygons).query(inside)
    around: dict[int, list[int]] = {}
    for one, two in sorted(zip(inner.tolist(), outer.tolist(), strict=True)):
        if two < one and shapely.contains_xy(polygons[two], shapely.get_x(inside[one]), shapely.get_y(inside[one])):
            around.setdefault(one, []).append(two)
    nested: dict[int, tuple[Chain, list[Chain]]] = {}
    for index in range(len(rings)):
        own = around.get(index, [])
        ring = rings[int(order[index])]
        holder = max((other for other in own if other in nested), default=-1)
        if len(own) % 2 and holder >= 0:
            nested[holder][1].append(ring)
        else:
            nested[index] = (ring, [])
    return list(nested.values())
