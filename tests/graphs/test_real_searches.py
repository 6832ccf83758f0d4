"""Searches on a real extract: 200 pairs against scipy, for foot and bike."""

from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from graphs.attributes import Vehicle
from graphs.build import build_network
from graphs.network import UNREACHABLE, Network
from graphs.profiles import get_profile
from graphs.search import Searcher
from graphs.snap import snap_many
from graphs.view import NetworkView

PAIRS = 100


@pytest.fixture(scope="module")
def heidelberg(test_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Network:
    """86,000 arcs of the town and its surroundings."""
    folder = tmp_path_factory.mktemp("heidelberg")
    build_network([test_data / "heidelberg-ors" / "heidelberg.test.pbf"], folder / "network")
    return Network.open(folder / "network")


@pytest.mark.parametrize("profile", ["foot", "bike"])
def test_paths_of_an_extract_agree_with_scipy(heidelberg: Network, profile: str) -> None:
    network = heidelberg
    view = NetworkView.create(network, get_profile(profile))
    rng = np.random.default_rng(7)
    part, _ = network.get_components(view.profile.vehicle)
    starts, stops = (rng.choice(np.flatnonzero(part == 0), PAIRS) for _ in range(2))
    open_arcs = np.flatnonzero(view.weights != UNREACHABLE)
    tails, heads, weights = network.arc_tail[open_arcs], network.arc_head[open_arcs], view.weights[open_arcs]
    order = np.lexsort((weights, heads, tails))
    tails, heads, weights = tails[order], heads[order], weights[order]
    least = np.concatenate([[True], (np.diff(tails) != 0) | (np.diff(heads) != 0)]) & (tails != heads)
    graph = csr_matrix((weights[least].astype(float), (tails[least], heads[least])), shape=(network.node_count,) * 2)
    distances = dijkstra(graph, indices=starts)
    searcher = Searcher(network)
    for row, (start, stop) in enumerate(zip(starts.tolist(), stops.tolist(), strict=True)):
        path = searcher.path(view, start, stop)
        assert path.weight(view) == distances[row, stop]
        with searcher.tree(view, start, targets=[stop]) as tree:
            label = tree.label_of(stop)
            twin = tree.path_to(stop)
        assert label.weight == distances[row, stop]
        assert (twin.length_mm, twin.duration_ms(view)) == (label.length_mm, label.duration_ms)
        assert path.length_mm <= 3 * max(1_000_000, twin.length_mm)


def test_every_street_corner_of_an_extract_can_be_snapped(heidelberg: Network) -> None:
    network = heidelberg
    view = NetworkView.create(network, get_profile("foot"))
    part, length_m = network.get_components(Vehicle.FOOT)
    nodes = np.flatnonzero((part >= 0) & (length_m[part] >= 2_000))[::7]
    lat, lon = (values[nodes].astype(np.float64) * 1e-7 for values in (network.node_lat_e7, network.node_lon_e7))
    found = snap_many(view, lat, lon, max_gap_m=50)
    assert (found.edge >= 0).all()
    assert found.gap_m.max() < 0.1
