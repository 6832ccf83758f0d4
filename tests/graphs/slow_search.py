"""Searches as one would write them on a napkin, for comparison with the kernels."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import networkx as nx

from graphs.network import UNREACHABLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphs.snap import Terminal
    from graphs.view import NetworkView

__all__ = ["slow_graph", "slow_weight", "slow_weights"]


def slow_graph(
    view: NetworkView, places: Sequence[Terminal], eighths: Sequence[int] | None = None
) -> nx.MultiDiGraph[int | str]:
    """Build a graph of the nodes, the places to leave S0, S1, ... and to reach P0, P1, ..., with attribute `weight`."""
    network = view.network
    graph: nx.MultiDiGraph[int | str] = nx.MultiDiGraph()
    graph.add_nodes_from(range(network.node_count))
    graph.add_nodes_from(f"{kind}{index}" for kind in "SP" for index in range(len(places)))
    for arc in range(network.arc_count):
        if view.weights[arc] == UNREACHABLE:
            continue
        tail, head, code = int(network.arc_tail[arc]), int(network.arc_head[arc]), int(network.arc_edge[arc])
        weight = int(view.weights[arc])
        weight += weight * (eighths[code >> 1] if eighths is not None else 0) // 8
        graph.add_edge(tail, head, weight=weight, arc=arc)
        length = int(network.edge_length_mm[code >> 1])
        on_arc = []
        for index, place in enumerate(places):
            if place.edge != code >> 1:
                continue
            before_mm = length - place.offset_mm if code & 1 else place.offset_mm
            before = weight * before_mm // length if length else 0
            graph.add_edge(tail, f"P{index}", weight=before)
            graph.add_edge(f"S{index}", head, weight=weight - before)
            on_arc.append((before, before_mm, index))
        for a, b in itertools.product(on_arc, repeat=2):
            if a[1] <= b[1]:
                graph.add_edge(f"S{a[2]}", f"P{b[2]}", weight=b[0] - a[0])
    return graph


def slow_weights(graph: nx.MultiDiGraph[int | str], start: int | str) -> dict[int | str, int]:
    """Give the least weight to every node that can be reached."""
    found = nx.single_source_dijkstra_path_length(graph, start, weight="weight")
    return {node: int(weight) for node, weight in found.items()}


def slow_weight(graph: nx.MultiDiGraph[int | str], start: int | str, stop: int | str) -> int | None:
    """Give the least weight between two nodes, None where there is no path."""
    return slow_weights(graph, start).get(stop)
