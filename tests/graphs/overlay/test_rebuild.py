"""An overlay equals the network that is built anew from the changed file."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import osmium
import pytest
import shapely

from graphs.build import build_network
from graphs.matrix import Bounds, matrix
from graphs.network import Network
from graphs.osm.rules import way_attributes
from graphs.overlay import AddedStreet, StreetEdits, VariantError, lay_over
from graphs.profiles import get_profile
from graphs.search import Searcher
from graphs.snap import snap_many
from graphs.view import NetworkView
from tests.graphs.overlay.rewriting import Changes, Extract, rewrite

if TYPE_CHECKING:
    from pathlib import Path

    from graphs.matrix import Matrix
    from graphs.overlay import Overlay

MODES = ("foot", "bike", "cargo_bike", "wheelchair")
EDITS = 50
BATCHES = 5
PLACES = 30
RETAGS = (
    {"oneway": "yes"},
    {"surface": "gravel"},
    {"highway": "steps"},
    {"bicycle": "no"},
    {"access": "no"},
    {"oneway": "-1", "oneway:bicycle": "no"},
    {"maxspeed": "20"},
)
NEW_STREETS = (
    {"highway": "cycleway"},
    {"highway": "path", "bicycle": "designated"},
    {"highway": "footway"},
    {"highway": "cycleway", "bridge": "yes", "layer": "1"},
    {"highway": "residential", "oneway": "yes"},
)


class Base(NamedTuple):
    """An extract, its network and the tags of its streets by way."""

    extract: Extract
    network: Network
    tags: dict[int, dict[str, str]]


def build_base(file: Path, folder: Path) -> Base:
    build_network([file], folder)
    ways = osmium.FileProcessor(str(file), osmium.osm.WAY)
    tags = {way.id: dict(way.tags) for way in ways if isinstance(way, osmium.osm.Way) and "highway" in way.tags}
    return Base(Extract.read(file), Network.open(folder), tags)


@pytest.fixture(scope="module")
def monaco(test_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Base:
    """Monaco with 1,581 edges and no turn restriction."""
    return build_base(test_data / "monaco-gh" / "monaco.osm.gz", tmp_path_factory.mktemp("monaco"))


def draw_edits(base: Base, rng: random.Random) -> tuple[StreetEdits, Changes]:
    """Draw up to two ways that go, three with other tags and three new streets."""
    network = base.network
    ways = [int(way) for way in network.way_osm_id]
    tags: dict[int, dict[str, str] | None] = dict.fromkeys(rng.sample(ways, rng.randint(0, 2)))
    for way in rng.sample([way for way in ways if way in base.tags and way not in tags], rng.randint(0, 3)):
        tags[way] = base.tags[way] | rng.choice(RETAGS)
    closed, retagged = [], {}
    for way, changed in tags.items():
        row = int(np.flatnonzero(network.way_osm_id == way)[0])
        found = None if changed is None else way_attributes(changed)
        if found is None:
            closed.append(np.flatnonzero(network.edge_way == row))
        else:
            retagged[row] = found
    added = [rng.choice(NEW_STREETS) for _ in range(rng.randint(0, 3))]
    streets = tuple(draw_street(network, rng, f"add[{number}]", tags) for number, tags in enumerate(added))
    edges = np.concatenate([np.empty(0, np.int64), *closed]).astype(np.int32)
    return StreetEdits(np.unique(edges), retagged, streets), Changes(tags, tuple(added))


def draw_street(network: Network, rng: random.Random, label: str, tags: dict[str, str]) -> AddedStreet:
    """Draw a line that does not cross itself, from near a node."""
    found = way_attributes(tags)
    assert found is not None
    while True:
        node = rng.randrange(network.node_count)
        places = [(int(network.node_lat_e7[node]), int(network.node_lon_e7[node]))]
        places[0] = (places[0][0] + rng.randint(-1500, 1500), places[0][1] + rng.randint(-1500, 1500))
        for _ in range(rng.randint(1, 5)):
            places.append((places[-1][0] + rng.randint(-15000, 15000), places[-1][1] + rng.randint(-20000, 20000)))
        if shapely.LineString(places).is_simple:
            lat, lon = np.array(places, np.int32).T.copy()
            return AddedStreet(label, lat, lon, found)


def measure(network: Network, mode: str, lat: np.ndarray, lon: np.ndarray) -> tuple[np.ndarray, Matrix]:
    """Snap places and measure the ways between those that stand on a street, between its ends.

    At an end, several streets are as near, and which of them it is says what turns are allowed.
    """
    view = NetworkView.create(network, get_profile(mode))
    snapped = snap_many(view, lat, lon)
    terminals = [snapped.find_terminal(number) for number in range(len(lat))]
    between = [
        terminal is not None and 0 < terminal.offset_mm < int(network.edge_length_mm[terminal.edge])
        for terminal in terminals
    ]
    known = [terminal for terminal, inner in zip(terminals, between, strict=True) if terminal is not None and inner]
    found = matrix(Searcher(network), view, known, known, bounds=Bounds(max_length_mm=20_000_000))
    return np.array(between), found


def assert_equal(overlay: Overlay, rebuilt: Network, seed: int, *, exact: bool) -> None:
    """Compare the ways between random places; where a street went, edges join and round otherwise, if not `exact`."""
    network = overlay.network
    rng = np.random.default_rng(seed)
    nodes = rng.integers(0, network.node_count, PLACES)
    lat = network.node_lat_e7[nodes] * 1e-7 + rng.normal(0, 3e-4, PLACES)
    lon = network.node_lon_e7[nodes] * 1e-7 + rng.normal(0, 3e-4, PLACES)
    for mode in MODES:
        here, ours = measure(network, mode, lat, lon)
        there, theirs = measure(rebuilt, mode, lat, lon)
        np.testing.assert_array_equal(here, there, err_msg=f"{mode} {seed}")
        gap = np.abs(ours.weights.astype(np.int64) - theirs.weights.astype(np.int64))
        assert gap.max(initial=0) <= (0 if exact else 3), (mode, seed)
        drift = np.abs(ours.durations_ms.astype(np.int64) - theirs.durations_ms.astype(np.int64))
        assert np.mean(drift <= (0 if exact else 3)) > 0.7, (mode, seed)  # other ways of the same weight


@pytest.mark.parametrize("batch", [0, 1, *(pytest.param(batch, marks=pytest.mark.full) for batch in range(2, BATCHES))])
def test_fifty_random_edits_equal_a_rebuild(monaco: Base, tmp_path: Path, batch: int) -> None:
    profiles = [get_profile(mode) for mode in MODES]
    for seed in range(batch, EDITS, BATCHES):
        rng = random.Random(seed)  # noqa: S311 - edits, not secrets
        while True:
            edits, changes = draw_edits(monaco, rng)
            try:
                overlay = lay_over(monaco.network, edits, profiles=profiles)
            except VariantError:
                continue
            break
        file = tmp_path / f"{seed}.osm.pbf"
        rewrite(monaco.extract, file, monaco.network, overlay, changes)
        build_network([file], tmp_path / str(seed))
        assert_equal(overlay, Network.open(tmp_path / str(seed)), seed, exact=len(edits.closed) == 0)
