"""Building whole networks: real extracts, elevations, and kills half way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from graphs.attributes import Vehicle
from graphs.build import BuildReport, build_network
from graphs.network import UNREACHABLE, Network
from graphs.store import Manifest, StagedFolder, verify
from tests.drawing import draw

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Extract:
    """A real extract and the least that a build of it must find."""

    osm: str
    elevation: tuple[str, ...]
    ways: int
    km: float
    copies: int
    routes: int


EXTRACTS = {
    "heidelberg": Extract("heidelberg-ors/heidelberg.test.pbf", (), 23_000, 3_500, 300, 150),
    "andorra": Extract(
        "andorra-valhalla/andorra-latest.osm.pbf",
        ("andorra-gh/N42E001.hgt.zip", "andorra-gh/N41E001.hgt.zip"),
        4_500,
        1_600,
        40,
        30,
    ),
    "north bayreuth": Extract(
        "north-bayreuth/north-bayreuth.osm.gz",
        ("north-bayreuth/N49E011.hgt.zip", "north-bayreuth/N50E011.hgt.zip"),
        1_800,
        500,
        20,
        25,
    ),
    "porto alegre": Extract(
        "porto-alegre-r5r/poa_osm.pbf", ("porto-alegre-r5r/poa_elevation.tif",), 14_000, 1_800, 0, 0
    ),
    "monaco": Extract("monaco-gh/monaco.osm.gz", (), 800, 80, 0, 2),
    "bad wildbad": Extract("badwildbad-brouter/badwildbad.pbf", (), 800, 110, 2, 40),
}


def build(extract: Extract, data: Path, folder: Path) -> tuple[BuildReport, Network]:
    report = build_network([data / extract.osm], folder, elevation_files=[data / name for name in extract.elevation])
    return report, Network.open(folder)


@pytest.mark.parametrize("name", sorted(EXTRACTS))
def test_real_extracts(test_data: Path, tmp_path: Path, name: str) -> None:
    extract = EXTRACTS[name]
    report, net = build(extract, test_data, tmp_path)
    assert report.ways >= extract.ways
    assert report.street_length_m >= extract.km * 1000
    assert report.turn_copies >= extract.copies
    assert report.routes >= extract.routes
    assert report.has_elevation == bool(extract.elevation)
    check_arrays(net)
    for vehicle in (Vehicle.FOOT, Vehicle.BIKE):
        _, lengths_m = net.get_components(vehicle)
        assert lengths_m[0] > 0.7 * lengths_m.sum(dtype=np.int64)
    if extract.elevation:
        known = net.point_ele_dm[net.point_ele_dm > -32768]
        assert len(known) > 0.95 * len(net.point_ele_dm)
        assert (net.node_ele_dm[net.node_origin] == net.node_ele_dm).all()
    else:
        assert (net.edge_ascent_dm == 65535).all()


def check_arrays(net: Network) -> None:
    """Check what must hold of every network."""
    nodes, edges, arcs = net.node_count, net.edge_count, net.arc_count
    assert net.arc_first[-1] == net.in_first[-1] == arcs
    assert (np.repeat(np.arange(nodes), np.diff(net.arc_first)) == net.arc_tail).all()
    assert (np.repeat(np.arange(nodes), np.diff(net.in_first)) == net.arc_head[net.in_arc]).all()
    edge, against = net.arc_edge >> 1, (net.arc_edge & 1).astype(bool)
    assert (net.arc_length_mm == net.edge_length_mm[edge]).all()
    start = np.where(against, net.edge_head[edge], net.edge_tail[edge])
    end = np.where(against, net.edge_tail[edge], net.edge_head[edge])
    assert (net.node_origin[net.arc_tail] == start).all()
    assert (net.node_origin[net.arc_head] == end).all()
    assert (net.node_origin[net.edge_tail] == net.edge_tail).all()
    first, last = net.point_first[:-1], net.point_first[1:] - 1
    assert (net.point_lat_e7[first] == net.node_lat_e7[net.edge_tail]).all()
    assert (net.point_lon_e7[last] == net.node_lon_e7[net.edge_head]).all()
    streets = net.edge_way >= 0
    assert (net.edge_length_mm[streets] > 0).all()
    assert np.bincount(net.arc_edge, minlength=2 * edges)[: 2 * int(streets.sum())].min() >= 1
    assert len(net.classes) > int(net.arc_class.max())
    assert set(net.durations) >= {"foot", "bike", "cargo_bike", "wheelchair"}
    for duration in net.durations.values():
        assert len(duration) == arcs
        assert (duration[net.arc_length_mm > 0] > 0).all()


def test_the_same_file_gives_the_same_bytes(test_data: Path, tmp_path: Path) -> None:
    extract = EXTRACTS["monaco"]
    for name in "ab":
        build(extract, test_data, tmp_path / name)
    files = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert len(files) > 50
    assert all((tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes() for name in files)


def test_elevation_tile_raised_raises_the_streets(tmp_path: Path) -> None:
    def write_tile(folder: Path, base: int) -> Path:
        rows = np.arange(1201)[:, None] + np.zeros(1201)
        file = folder / "N50E003.hgt"
        (base + rows).astype(">i2").tofile(file)
        return file

    found = []
    for name, base in (("low", 100), ("high", 300)):
        folder = tmp_path / name
        folder.mkdir()
        ways = {"AB": {"highway": "track"}}
        drawn = draw(folder, "A\n|\n|\n|\n|\n|\n|\n|\n|\nB", ways, elevation_files=[write_tile(folder, base)])
        found.append(drawn.network)
        assert drawn.report.has_elevation
    low, high = (net.point_ele_dm.astype(int) for net in found)
    assert (high - low == 2000).all()
    net = found[0]
    assert int(net.edge_ascent_dm[0]) + int(net.edge_descent_dm[0]) > 20
    assert sorted(net.arc_ascent_dm.tolist()) == sorted([int(net.edge_ascent_dm[0]), int(net.edge_descent_dm[0])])


def test_unknown_elevation_is_said(tmp_path: Path) -> None:
    drawn = draw(tmp_path, "A-B", {"AB": {"highway": "path"}})
    assert not drawn.network.has_elevation
    assert drawn.network.arc_ascent_dm.tolist() == [65535, 65535]
    assert drawn.network.node_ele_dm.tolist() == [-32768, -32768]
    assert any("climbs are unknown" in line for line in drawn.report.to_lines())


def test_durations_follow_rights_and_ferries(tmp_path: Path) -> None:
    drawn = draw(
        tmp_path,
        "A-B-C",
        {"AB": {"highway": "steps"}, "BC": {"route": "ferry", "foot": "yes", "bicycle": "yes", "duration": "00:10"}},
    )
    net = drawn.network
    steps, ferry = drawn.list_edges("AB")[0], drawn.list_edges("BC")[0]
    assert (net.durations["cargo_bike"][net.arc_edge >> 1 == steps] == UNREACHABLE).all()
    assert (net.durations["foot"][net.arc_edge >> 1 == steps] < UNREACHABLE).all()
    assert (net.durations["foot"][net.arc_edge >> 1 == ferry] >= 600_000).all()


KILLED = """
import os, sys
from pathlib import Path
from graphs.build import build_network
from graphs.store import Manifest, StagedFolder
def tell(step, share):
    if step == sys.argv[3]:
        print("here", flush=True)
        import time
        time.sleep(60)
with StagedFolder(Path(sys.argv[1])) as staged:
    report = build_network([Path(sys.argv[2])], staged.path / "network", progress=tell)
    staged.write_manifest(Manifest(report.bbox, ()))
"""


def test_a_killed_build_leaves_nothing_half(tmp_path: Path) -> None:
    draw(tmp_path, "A-B", {"AB": {"highway": "path"}})
    target = tmp_path / "land"
    command = [sys.executable, "-c", KILLED, str(target), str(tmp_path / "drawing.osm"), "write"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"here\n"
        os.kill(process.pid, signal.SIGKILL)
    assert not target.exists()
    with StagedFolder(target) as staged:
        report = build_network([tmp_path / "drawing.osm"], staged.path / "network")
        staged.write_manifest(Manifest(report.bbox, ()))
    assert "network/arc_head.npy" in verify(target).files
    assert not list(tmp_path.glob(".land*"))


def test_an_elevation_file_of_another_place_is_no_elevation(tmp_path: Path) -> None:
    """The tile lies far to the south: nothing is known of the climbs here, and nobody is told otherwise."""
    tile = tmp_path / "N10E003.hgt"
    np.zeros((1201, 1201), dtype=">i2").tofile(tile)
    drawn = draw(tmp_path, "A-B", {"AB": {"highway": "path"}}, elevation_files=[tile])
    assert not drawn.report.has_elevation
    assert not drawn.network.has_elevation
    assert "without elevations: climbs are unknown" in drawn.report.to_lines()


def test_elevations_of_a_part_are_told_as_a_share(tmp_path: Path) -> None:
    report = draw(tmp_path, "A-B", {"AB": {"highway": "path"}}).report
    for share, line in (
        (1.0, "with elevations"),
        (0.937, "with elevations for 93 % of the points of streets: other climbs are unknown"),
        (0.999, "with elevations for 99 % of the points of streets: other climbs are unknown"),
        (0.001, "with elevations for less than 1 % of the points of streets: other climbs are unknown"),
    ):
        assert line in replace(report, elevation_share=share).to_lines()
