"""Elevations of streets: noise is no climb, hills are, bridges and tunnels go straight."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.attributes import Structure
from graphs.build import build_network
from graphs.elevation import Elevation, StreetElevations, climb, elevate
from graphs.kernels.terrain import climbs, smooth_edges
from graphs.network import Network
from tests.graphs.elevation.rasters import field_tiff

STEP = 1 / 3600
SOUTH, WEST = 49.0, 2.0
DEGREE_M = 111_195.08
UNKNOWN_DM, UNKNOWN_CLIMB = -32768, 65535


def noisy(seed: int, field: Any, spread_m: float = 1.5) -> Any:  # noqa: ANN401
    def values(lat: npt.NDArray[np.float64], lon: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        noise = np.random.default_rng(seed).normal(0, spread_m, lat.shape)
        return np.asarray(field(lat) + noise + 0 * lon)

    return values


def flat(lat: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(50.0 + 0 * lat)


def hill(lat: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """100 m high in the middle of 4 km."""
    return np.asarray(50.0 + 50.0 * (1 - np.cos(2 * np.pi * np.clip((lat - SOUTH - 0.004) * DEGREE_M / 4000, 0, 1))))


def raster(folder: Path, field: Any) -> Elevation:  # noqa: ANN401
    """5 km of pixels of 30 m northwards."""
    path = field_tiff(folder / "r.tif", field, north=SOUTH + 170 * STEP, west=WEST, rows=172, columns=40)
    return Elevation.open([path])


def road(elevation: Elevation, node_lat: list[float], structures: list[int] | None = None) -> StreetElevations:
    """Draw a road northwards through the given nodes, an edge between each two."""
    count = len(node_lat)
    lat = np.rint(np.array(node_lat) * 1e7).astype(np.int32)
    lon = np.full(count, round((WEST + 20 * STEP) * 1e7), dtype=np.int32)
    pairs = np.column_stack((np.arange(count - 1), np.arange(1, count))).reshape(-1)
    return elevate(
        elevation,
        point_first=np.arange(0, 2 * count - 1, 2, dtype=np.int64),
        point_lat_e7=lat[pairs],
        point_lon_e7=lon[pairs],
        edge_tail=np.arange(count - 1, dtype=np.int32),
        edge_head=np.arange(1, count, dtype=np.int32),
        edge_structure=np.array(structures or [0] * (count - 1), dtype=np.uint8),
        node_lat_e7=lat,
        node_lon_e7=lon,
        node_origin=np.arange(count, dtype=np.int32),
    )


def along(length_m: float, edges: int) -> list[float]:
    return [float(value) for value in SOUTH + 0.004 + np.linspace(0, length_m / DEGREE_M, edges + 1)]


@pytest.mark.parametrize("edges", [1, 8, 80])
def test_noise_of_a_flat_raster_is_no_climb(tmp_path: Path, edges: int) -> None:
    found = [road(raster(tmp_path, noisy(seed, flat)), along(4000, edges)) for seed in range(4)]
    per_km = np.mean([streets.edge_ascent_dm.sum() / 10 / 4 for streets in found])
    assert per_km < 5.0


@pytest.mark.parametrize("edges", [1, 4, 40])
def test_a_hill_is_climbed_once(tmp_path: Path, edges: int) -> None:
    streets = road(raster(tmp_path, noisy(7, hill, 0.5)), along(4000, edges))
    assert streets.edge_ascent_dm.sum() / 10 == pytest.approx(100, abs=5)
    assert streets.edge_descent_dm.sum() / 10 == pytest.approx(100, abs=5)


@pytest.mark.parametrize("span", [Structure.BRIDGE, Structure.TUNNEL, Structure.FERRY])
def test_a_span_goes_straight_over_nodes_of_its_own(tmp_path: Path, span: Structure) -> None:
    lat = along(4000, 8)
    ground = road(raster(tmp_path, noisy(1, hill, 0.0)), lat)
    spanned = road(raster(tmp_path, noisy(1, hill, 0.0)), lat, [0, span, span, span, span, 0, 0, 0])
    low, high = int(ground.node_ele_dm[1]), int(ground.node_ele_dm[5])
    expected = [low + (high - low) * part // 4 for part in range(5)]
    assert spanned.node_ele_dm[1:6].tolist() == pytest.approx(expected, abs=2)
    assert spanned.node_ele_dm[[0, 1, 5, 6]].tolist() == ground.node_ele_dm[[0, 1, 5, 6]].tolist()
    assert spanned.edge_descent_dm[1:5].sum() == 0


def test_a_span_without_ground_keeps_its_elevations(tmp_path: Path) -> None:
    lat = along(1000, 2)
    elevation = raster(tmp_path, noisy(1, hill, 0.0))
    assert (
        road(elevation, lat, [Structure.BRIDGE] * 2).node_ele_dm.tolist() == road(elevation, lat).node_ele_dm.tolist()
    )


def test_nodes_and_ends_of_edges_agree_and_climbs_add_up(tmp_path: Path) -> None:
    streets = road(raster(tmp_path, noisy(3, hill)), along(4000, 33))
    ends = streets.point_ele_dm.reshape(-1, 2)
    assert ends[:, 0].tolist() == streets.node_ele_dm[:-1].tolist()
    assert ends[:, 1].tolist() == streets.node_ele_dm[1:].tolist()
    net = streets.edge_ascent_dm.astype(int) - streets.edge_descent_dm.astype(int)
    assert net.tolist() == np.diff(streets.node_ele_dm.astype(int)).tolist()


def test_copies_have_the_elevation_of_their_original(tmp_path: Path) -> None:
    lat = np.rint(np.array(along(500, 1) + along(500, 1)[:1]) * 1e7).astype(np.int32)
    lon = np.full(3, round((WEST + 20 * STEP) * 1e7), dtype=np.int32)
    found = elevate(
        raster(tmp_path, noisy(1, hill)),
        point_first=np.array([0, 2, 2], dtype=np.int64),
        point_lat_e7=lat[:2],
        point_lon_e7=lon[:2],
        edge_tail=np.array([0, 2], dtype=np.int32),
        edge_head=np.array([1, 0], dtype=np.int32),
        edge_structure=np.zeros(2, dtype=np.uint8),
        node_lat_e7=lat,
        node_lon_e7=lon,
        node_origin=np.array([0, 1, 0], dtype=np.int32),
    )
    assert found.node_ele_dm[2] == found.node_ele_dm[0]
    assert found.edge_ascent_dm[1] == 0


def test_outside_the_raster_all_is_unknown(tmp_path: Path) -> None:
    streets = road(raster(tmp_path, noisy(1, flat)), [SOUTH + 0.01, SOUTH + 0.2, SOUTH + 0.3])
    assert streets.node_ele_dm[1:].tolist() == [UNKNOWN_DM] * 2
    assert streets.node_ele_dm[0] != UNKNOWN_DM
    assert streets.edge_ascent_dm.tolist() == [UNKNOWN_CLIMB] * 2
    assert streets.edge_descent_dm.tolist() == [UNKNOWN_CLIMB] * 2


def test_without_a_source_all_is_unknown() -> None:
    streets = StreetElevations.unknown(points=3, nodes=2, edges=1)
    assert streets.point_ele_dm.tolist() == [UNKNOWN_DM] * 3
    assert streets.edge_ascent_dm.tolist() == [UNKNOWN_CLIMB]


def test_climb_of_one_line() -> None:
    along_m = np.arange(0, 2001, 20.0)
    there_and_back = 100 - np.abs(along_m - 1000) / 10
    assert climb(there_and_back, along_m) == pytest.approx((1000, 1000), abs=50)
    assert climb(50 + 0.4 * np.sin(along_m), along_m) == (
        max(0, round(4 * math.sin(2000))),
        max(0, -round(4 * math.sin(2000))),
    )
    assert climb(np.array([1.0, np.nan, 3.0]), np.array([0.0, 10.0, 20.0])) == (UNKNOWN_CLIMB, UNKNOWN_CLIMB)
    assert climb(np.array([5.0]), np.array([0.0])) == (0, 0)


def slow_smooth(raw: list[float], along_m: list[float], reach_m: float) -> list[float]:
    """Slow twin: the line continued point by point beyond both ends, turned over, then a weighted mean."""
    end, last = along_m[-1], len(raw) - 1
    chord = [raw[0] + (raw[-1] - raw[0]) * place / end for place in along_m]
    rest = [value - base for value, base in zip(raw, chord, strict=True)]
    rest[0] = rest[-1] = 0.0
    widths = [(along_m[min(i + 1, last)] - along_m[max(i - 1, 0)]) / 2 for i in range(last + 1)]
    smooth = list(raw)
    for i in range(1, last):
        total = weight = 0.0
        for j in range(last + 1):
            if abs(along_m[j] - along_m[i]) >= reach_m:
                continue
            for place, sign in ((along_m[j], 1), (-along_m[j], -1), (2 * end - along_m[j], -1)):
                share = widths[j] * max(0.0, reach_m - abs(place - along_m[i]))
                total += sign * share * rest[j]
                weight += share
        smooth[i] = chord[i] + total / weight
    return smooth


def slow_climb(line: list[float], threshold_m: float) -> tuple[float, float]:
    """Slow twin: find turning points first, then add up."""
    turns, trend = [line[0]], 0
    extreme = line[0]
    for value in line:
        if trend == 0:
            if abs(value - line[0]) >= threshold_m:
                trend, extreme = (1 if value > line[0] else -1), value
        elif (value - extreme) * trend >= 0:
            extreme = value
        elif abs(value - extreme) >= threshold_m:
            turns.append(extreme)
            trend, extreme = -trend, value
    turns.append(line[-1])
    steps = np.diff(turns)
    return float(steps[steps > 0].sum()), float(-steps[steps < 0].sum())


LINES = st.lists(st.tuples(st.floats(1, 60), st.floats(0, 200)), min_size=2, max_size=20)


@settings(max_examples=60)
@given(line=LINES, reach_m=st.floats(10, 120), threshold_m=st.floats(0.5, 10))
def test_the_kernels_agree_with_their_slow_twins(
    line: list[tuple[float, float]], reach_m: float, threshold_m: float
) -> None:
    along_m = np.cumsum([0.0, *(step for step, _ in line[1:])])
    raw = np.array([value for _, value in line])
    first = np.array([0, len(raw)], dtype=np.int64)
    smooth, ascent, descent = np.empty(len(raw)), np.zeros(1), np.zeros(1)
    smooth_edges(first, np.zeros(1, np.uint8), raw[[0, -1]], along_m, raw, reach_m, np.empty(len(raw)), smooth)
    assert smooth.tolist() == pytest.approx(slow_smooth(raw.tolist(), along_m.tolist(), reach_m), abs=1e-6)
    climbs(first, smooth, threshold_m, ascent, descent)
    assert (ascent[0], descent[0]) == pytest.approx(slow_climb(smooth.tolist(), threshold_m), abs=1e-6)
    assert ascent[0] - descent[0] == pytest.approx(smooth[-1] - smooth[0], abs=1e-6)


def street_figures(osm: Path, rasters: list[Path], folder: Path, name: str) -> tuple[float, float, float]:
    """Give length, ascent and descent in metres of all edges of a street of that name."""
    build_network([osm], folder, elevation_files=rasters)
    network = Network.open(folder)
    names = [network.get_string(int(index)) for index in network.way_name]
    edges = [edge for edge, way in enumerate(network.edge_way) if way >= 0 and names[way] == name]
    return (
        float(network.edge_length_mm[edges].sum() / 1000),
        float(network.edge_ascent_dm[edges].sum() / 10),
        float(network.edge_descent_dm[edges].sum() / 10),
    )


def test_a_mountain_road_climbs_about_its_net(test_data: Path, tmp_path: Path) -> None:
    folder = test_data / "andorra-gh"
    rasters = [folder / "N42E001.hgt.zip", folder / "N41E001.hgt.zip"]
    length, ascent, descent = street_figures(folder / "andorra.osm.gz", rasters, tmp_path, "Carrer del Cortals")
    assert length == pytest.approx(8941, abs=20)
    assert descent - ascent > 700
    assert descent < 1.05 * (descent - ascent)


def test_a_flat_street_of_porto_alegre_stays_flat(test_data: Path, tmp_path: Path) -> None:
    folder = test_data / "porto-alegre-r5r"
    rasters = [folder / "poa_elevation.tif"]
    length, ascent, _ = street_figures(folder / "poa_osm.pbf", rasters, tmp_path, "Avenida Sertório")
    assert length > 8000
    assert ascent / length < 0.005
