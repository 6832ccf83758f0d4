"""Fixed work of the search kernels beside other libraries, on one network, with the results compared.

Every library gets the same whole-number weights and the same pairs. A time is the median processor time over the pairs;
ratios are to Terrils. Valhalla, where it is at hand, answers over loopback with weights of its own.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Protocol

import networkx as nx
import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from graphs.kernels.warm import warm
from graphs.matrix import Bounds, matrix
from graphs.network import UNREACHABLE
from graphs.search import Searcher
from graphs.snap import snap_many
from graphs.view import NetworkView
from tests.benchmarks.report import Section, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graphs.network import Network
    from graphs.profiles import Profile
    from tests.benchmarks.valhalla import ValhallaService

__all__ = ["run"]

Log = list[tuple[str, str, str, str]]
"""Rows of the table: work, median, largest, times ours."""
_M_PER_DEGREE = 111_195.0
_DISTANCES_KM = (2, 10, 30)
_PAIRS = 25
_SLOW_PAIRS = 5
_MATRIX_SIDE = 50
_MATRIX_KM = 20
_SLOW_ROWS = 2
_VALHALLA_NOTE = (
    "Valhalla's times are means of the processor time of its service: it also reads JSON, finds the streets beside the "
    "places and writes the answer. Its ways are those of a bicycle by weights of its own."
)


class Peer(Protocol):
    """Another library on the same network."""

    name: str

    def distance(self, start: int, stop: int) -> float:
        """Weight of the best path."""

    def row(self, start: int, limit: float) -> float:
        """Search from one node up to a weight; the number of nodes found."""


@dataclass
class _Networkx:
    graph: nx.DiGraph[int]
    name: str = "networkx"

    def distance(self, start: int, stop: int) -> float:
        return float(nx.bidirectional_dijkstra(self.graph, start, stop)[0])

    def row(self, start: int, limit: float) -> float:
        return len(nx.single_source_dijkstra_path_length(self.graph, start, cutoff=limit))


@dataclass
class _Scipy:
    graph: csr_matrix[np.float64]
    name: str = "scipy"

    def distance(self, start: int, stop: int) -> float:
        return float(dijkstra(self.graph, indices=[start])[0][stop])

    def row(self, start: int, limit: float) -> float:
        return int(np.isfinite(dijkstra(self.graph, indices=[start], limit=limit)).sum())


@dataclass
class _Igraph:
    graph: Any
    name: str = "igraph"

    def distance(self, start: int, stop: int) -> float:
        return float(self.graph.distances(start, stop, weights="weight")[0][0])

    def row(self, start: int, limit: float) -> float:
        found = np.array(self.graph.distances(start, weights="weight")[0])
        return int((found <= limit).sum())


@dataclass
class _Rustworkx:
    graph: Any
    name: str = "rustworkx"

    def distance(self, start: int, stop: int) -> float:
        import rustworkx

        return float(rustworkx.dijkstra_shortest_path_lengths(self.graph, start, float, goal=stop)[stop])

    def row(self, start: int, limit: float) -> float:
        import rustworkx

        found = rustworkx.dijkstra_shortest_path_lengths(self.graph, start, float)
        return sum(1 for value in found.values() if value <= limit)


def run(
    network: Network,
    profile: Profile,
    *,
    seed: int = 0,
    with_networkx: bool = True,
    valhalla: ValhallaService | None = None,
) -> Section:
    """Measure, print, and write a table of what was measured.

    Parameters
    ----------
    network
        Network to search; the figures of the design are for about 4 million arcs.
    profile
        Whose weights are taken.
    seed
        Draws places.
    with_networkx
        Whether to build the graph of networkx, which takes minutes and gigabytes.
    valhalla
        A service on the same streets.
    """
    warm()
    log: Log = []
    view = NetworkView.create(network, profile)
    searcher = Searcher(network)
    rng = np.random.default_rng(seed)
    print(f"{network.arc_count:,} arcs, {network.node_count:,} nodes, profile {profile.name}")
    _report(log, "new weights", _times(lambda: NetworkView.create(network, profile), [()] * 9))
    peers = _peers(network, view, with_networkx=with_networkx)
    _bench_snap(log, view, rng)
    _bench_trees(log, searcher, view, rng)
    for km in _DISTANCES_KM:
        _bench_pairs(log, searcher, view, _draw_pairs(view, rng, km), km, peers, valhalla)
    _bench_matrix(log, searcher, view, rng, peers, valhalla)
    return Section(
        "Routing and matrices",
        f"{network.arc_count:,} arcs, {network.node_count:,} nodes, profile {profile.name}. Medians of processor time; "
        "the same weights and pairs for all libraries, results compared.",
        tables=[Table("", ("work", "median", "largest", "times ours"), log)],
        not_comparable=(
            "networkx, scipy, igraph and rustworkx know no turns; they search the same split graph.",
            _VALHALLA_NOTE if valhalla else "Valhalla was not at hand: `make valhalla` fetches it.",
        ),
    )


def _times(work: Callable[..., object], jobs: Sequence[tuple[Any, ...]]) -> list[float]:
    times = []
    for job in jobs:
        started = time.process_time()
        work(*job)
        times.append(time.process_time() - started)
    return times


def _report(log: Log, name: str, times: Sequence[float], base: float | None = None) -> float:
    median = statistics.median(times)
    ratio = "" if base is None else f"  {median / base:8.1f} x"
    log.append((name.strip(), f"{median * 1e3:.2f} ms", f"{max(times) * 1e3:.2f} ms", ratio.strip()))
    print(f"{name:34s} median {median * 1e3:10.2f} ms  largest {max(times) * 1e3:10.2f} ms{ratio}", flush=True)
    return median


def _report_valhalla(log: Log, service: ValhallaService, work: Callable[[], object], count: int, base: float) -> None:
    """Run work that asks `count` times, once to warm up and once to measure."""
    work()
    started = service.cpu_s()
    work()
    mean = (service.cpu_s() - started) / count
    log.append(("Valhalla (mean)", f"{mean * 1e3:.2f} ms", "", f"{mean / base:.1f} x"))
    print(f"  Valhalla: mean {mean * 1e3:.2f} ms  {mean / base:.1f} x", flush=True)


def _place(network: Network, node: int) -> tuple[float, float]:
    return float(network.node_lat_e7[node]) * 1e-7, float(network.node_lon_e7[node]) * 1e-7


def _peers(network: Network, view: NetworkView, *, with_networkx: bool) -> list[Peer]:
    arcs = np.flatnonzero(view.weights != UNREACHABLE)
    tails, heads, weights = network.arc_tail[arcs], network.arc_head[arcs], view.weights[arcs].astype(np.float64)
    order = np.lexsort((weights, heads, tails))
    tails, heads, weights = tails[order], heads[order], weights[order]
    least = np.concatenate([[True], (np.diff(tails) != 0) | (np.diff(heads) != 0)]) & (tails != heads)
    tails, heads, weights = tails[least], heads[least], weights[least]
    peers: list[Peer] = [_Scipy(csr_matrix((weights, (tails, heads)), shape=(network.node_count,) * 2))]
    rows = list(zip(tails.tolist(), heads.tolist(), weights.tolist(), strict=True))
    if with_networkx:
        graph: nx.DiGraph[int] = nx.DiGraph()
        graph.add_weighted_edges_from(rows)
        peers.append(_Networkx(graph))
    if find_spec("igraph"):
        import igraph

        edges = np.column_stack([tails, heads])
        peers.append(_Igraph(igraph.Graph(network.node_count, edges, directed=True, edge_attrs={"weight": weights})))
    if find_spec("rustworkx"):
        import rustworkx

        other = rustworkx.PyDiGraph(multigraph=False)
        other.add_nodes_from(range(network.node_count))
        other.add_edges_from(rows)
        peers.append(_Rustworkx(other))
    return peers


def _main_part(view: NetworkView) -> npt.NDArray[np.int64]:
    part, _ = view.network.get_components(view.profile.vehicle)
    return np.flatnonzero(part == 0)


def _draw_pairs(view: NetworkView, rng: np.random.Generator, km: float) -> list[tuple[int, int]]:
    nodes = _main_part(view)
    lat = view.network.node_lat_e7[nodes].astype(np.float64) * 1e-7
    lon = view.network.node_lon_e7[nodes].astype(np.float64) * 1e-7
    scale = np.cos(np.radians(lat.mean()))
    pairs: list[tuple[int, int]] = []
    while len(pairs) < _PAIRS:
        start = int(rng.integers(len(nodes)))
        gap_km = np.hypot(lat - lat[start], (lon - lon[start]) * scale) * _M_PER_DEGREE / 1000
        ring = np.flatnonzero((gap_km > 0.9 * km) & (gap_km < 1.1 * km))
        if len(ring):
            pairs.append((int(nodes[start]), int(nodes[rng.choice(ring)])))
    return pairs


def _bench_snap(log: Log, view: NetworkView, rng: np.random.Generator) -> None:
    nodes = rng.choice(_main_part(view), 1000)
    lat = view.network.node_lat_e7[nodes].astype(np.float64) * 1e-7 + 1e-4
    lon = view.network.node_lon_e7[nodes].astype(np.float64) * 1e-7 + 1e-4
    _report(log, "snap 1000 points", _times(lambda: snap_many(view, lat, lon), [()] * 5))


def _bench_trees(log: Log, searcher: Searcher, view: NetworkView, rng: np.random.Generator) -> None:
    starts = rng.choice(_main_part(view), _PAIRS)
    for km in (5, 15, 30):

        def grow(start: int, limit: int = km * 1_000_000) -> None:
            with searcher.tree(view, start, max_length_mm=limit):
                pass

        _report(log, f"tree of {km} km", _times(grow, [(int(start),) for start in starts]))


def _bench_pairs(
    log: Log,
    searcher: Searcher,
    view: NetworkView,
    pairs: list[tuple[int, int]],
    km: int,
    peers: Sequence[Peer],
    valhalla: ValhallaService | None,
) -> None:
    for pair in pairs[:3]:
        searcher.path(view, *pair)
    base = _report(log, f"path of {km} km", _times(lambda a, b: searcher.path(view, a, b), pairs))
    for peer in peers:
        few = pairs[:_SLOW_PAIRS]
        for start, stop in few[:2]:
            found = searcher.path(view, start, stop).weight(view)
            if peer.distance(start, stop) != found:
                msg = f"{peer.name} disagrees on {start} to {stop}: {peer.distance(start, stop)} and {found}"
                raise AssertionError(msg)
        _report(log, f"  {peer.name}", _times(peer.distance, few), base)
    if valhalla is not None:
        places = [(_place(view.network, start), _place(view.network, stop)) for start, stop in pairs]
        _report_valhalla(log, valhalla, lambda: [valhalla.route_m(*pair) for pair in places], len(places), base)


def _bench_matrix(
    log: Log,
    searcher: Searcher,
    view: NetworkView,
    rng: np.random.Generator,
    peers: Sequence[Peer],
    valhalla: ValhallaService | None,
) -> None:
    with searcher.tree(view, int(rng.choice(_main_part(view))), max_length_mm=_MATRIX_KM * 500_000) as tree:
        nodes = rng.choice(tree.settled, _MATRIX_SIDE).tolist()
    bounds = Bounds(max_length_mm=_MATRIX_KM * 1_000_000)
    found = matrix(searcher, view, nodes, nodes, bounds=bounds)
    name = f"{_MATRIX_SIDE} x {_MATRIX_SIDE} within {_MATRIX_KM} km"

    base = _report(log, name, _times(lambda: matrix(searcher, view, nodes, nodes, bounds=bounds), [()] * 5))
    limit = float(found.weights[found.reached].max())
    for peer in peers:
        rows = _times(peer.row, [(start, limit) for start in nodes[:_SLOW_ROWS]])
        _report(
            log, f"  {peer.name} ({_SLOW_ROWS} rows, times {_MATRIX_SIDE})", [row * _MATRIX_SIDE for row in rows], base
        )
    if valhalla is not None:
        places = [_place(view.network, node) for node in nodes]
        _report_valhalla(log, valhalla, lambda: [valhalla.matrix_s(places) for _ in range(3)], 3, base)
