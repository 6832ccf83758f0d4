"""Random starts from which a circuit is possible."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np

from graphs.geo import Coordinate
from graphs.network import UNREACHABLE

if TYPE_CHECKING:
    import random

    import numpy.typing as npt

    from graphs.view import NetworkView

__all__ = ["draw_starts"]

_M_PER_DEGREE = 111_195.0
_LEAST_INSET, _MOST_INSET = 1 / 6, 1 / 4


def draw_starts(view: NetworkView, rng: random.Random, *, length_m: float, count: int) -> list[Coordinate]:
    """Draw places by street length where no single closure cuts the streets off.

    They keep a sixth of the length from the edges of the network, or a quarter of its width where that is less.
    """
    network = view.network
    edges = _edges_on_rings(view)
    lat, lon = (
        (network.point_lat_e7[network.point_first[edges]] * 1e-7),
        (network.point_lon_e7[network.point_first[edges]] * 1e-7),
    )
    metres = np.array([_M_PER_DEGREE, _M_PER_DEGREE * np.cos(np.radians(lat.mean()))])
    inside = np.ones(len(edges), np.bool_)
    for values, scale in ((lat, metres[0]), (lon, metres[1])):
        low, high = np.quantile(values, [0.01, 0.99])
        inset = min(length_m * _LEAST_INSET / scale, (high - low) * _MOST_INSET)
        inside &= (values >= low + inset) & (values <= high - inset)
    weights = network.edge_length_mm[edges[inside]].tolist()
    drawn = rng.choices(np.flatnonzero(inside).tolist(), weights, k=count)
    return [Coordinate(round(float(lat[k]), 7), round(float(lon[k]), 7)) for k in drawn]


def _edges_on_rings(view: NetworkView) -> npt.NDArray[np.int64]:
    """List the edges of the largest part once bridges are taken away; one-ways count both ways."""
    network = view.network
    usable = np.unique(network.arc_edge[(view.weights != UNREACHABLE)] >> 1)
    usable = usable[network.edge_way[usable] >= 0]
    tails, heads = network.edge_tail[usable].tolist(), network.edge_head[usable].tolist()
    pairs = [_in_order(pair) for pair in zip(tails, heads, strict=True)]
    graph: nx.Graph[int] = nx.Graph()
    graph.add_edges_from(pairs)
    times = Counter(pairs)
    bridges: list[tuple[int, int]] = list(nx.bridges(graph))  # type: ignore[arg-type]
    cut = {pair for pair in map(_in_order, bridges) if times[pair] == 1}
    graph.remove_edges_from(cut)
    parts: list[set[int]] = list(nx.connected_components(graph))
    largest = max(parts, key=len)
    keep = np.array([pair not in cut and pair[0] in largest for pair in pairs])
    return np.asarray(usable[keep], np.int64)


def _in_order(pair: tuple[int, int]) -> tuple[int, int]:
    return min(pair), max(pair)
