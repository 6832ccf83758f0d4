"""The committed demo territory keeps its promises, and the generator still writes exactly these bytes."""

import csv
import math
import os
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import pytest
import rasterio
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

DEMO = Path(str(resources.files("data").joinpath("demo")))
FACTS = Path(str(resources.files("data").joinpath("facts")))
FILES = ("network.osm.pbf", "elevation.tif", "sites.csv", "stops.csv", "demo.toml")
ON_FOOT_ONLY = {"footway", "pedestrian", "steps"}
Tags = dict[str, str]


@dataclass(frozen=True)
class Demo:
    """The map as read from its file: places in metres, ways and relations with their members."""

    points: dict[int, tuple[float, float]]
    node_tags: dict[int, Tags]
    ways: dict[int, tuple[list[int], Tags]]
    relations: list[tuple[list[tuple[str, int, str]], Tags]]

    def streets(self) -> Iterator[tuple[list[int], Tags]]:
        for nodes, tags in self.ways.values():
            if tags.get("highway", "motorway") != "motorway" or tags.get("route") == "ferry":
                yield nodes, tags

    def length(self, nodes: list[int]) -> float:
        return sum(math.dist(self.points[a], self.points[b]) for a, b in pairwise(nodes))


def to_metres(lat: float, lon: float) -> tuple[float, float]:
    return (lon - 3.4) * 111_320 * math.cos(math.radians(50.45)), (lat - 50.45) * 111_195


def read_rows(path: Path) -> list[Tags]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


@pytest.fixture(scope="module")
def demo() -> Demo:
    """Read the committed network (about 230,000 nodes, 86,000 ways)."""
    read = Demo({}, {}, {}, [])
    item: Any  # osmium hands out nodes, ways and relations one after the other
    for item in osmium.FileProcessor(str(DEMO / "network.osm.pbf")):
        tags = {tag.k: tag.v for tag in item.tags} if len(item.tags) else {}
        if item.is_node():
            read.points[item.id] = to_metres(item.lat, item.lon)
            if tags:
                read.node_tags[item.id] = tags
        elif item.is_way():
            read.ways[item.id] = [node.ref for node in item.nodes], tags
        else:
            read.relations.append(([(member.type, member.ref, member.role) for member in item.members], tags))
    return read


@pytest.fixture(scope="module")
def segments(demo: Demo) -> NDArray[np.object_]:
    pairs = [pair for nodes, _ in demo.streets() for pair in pairwise(nodes)]
    return np.asarray(shapely.linestrings([[demo.points[a], demo.points[b]] for a, b in pairs]))


@pytest.fixture(scope="module")
def heaps(demo: Demo) -> dict[str, shapely.Polygon]:
    spoil = [way for way in demo.ways.values() if way[1].get("man_made") == "spoil_heap"]
    return {tags["name"]: shapely.Polygon([demo.points[n] for n in nodes]) for nodes, tags in spoil}


def test_files_are_small_enough_to_carry() -> None:
    assert (DEMO / "network.osm.pbf").stat().st_size <= 3_000_000
    assert (DEMO / "elevation.tif").stat().st_size <= 1_000_000


def test_notice_stands_in_three_languages() -> None:
    description = tomllib.loads((DEMO / "demo.toml").read_text(encoding="utf-8"))
    notice = {"fr": "DÉMO - NE PAS SUIVRE", "en": "DEMO - DO NOT FOLLOW", "nl": "DEMO - NIET VOLGEN"}
    assert description["notice"] == notice
    assert description["name"] == "demo"
    assert all((DEMO / name).is_file() for name in description["files"].values())
    lines = [description["osm_attribution"], *description["attribution"]]
    assert all(row["licence"] and row["text"].keys() == {"fr", "en", "nl"} for row in lines)
    assert all(all(row["text"].values()) for row in lines)


@pytest.mark.parametrize(
    "path", [*sorted(FACTS.glob("*.csv")), DEMO / "sites.csv", DEMO / "stops.csv"], ids=lambda p: p.name
)
def test_every_row_names_a_source_that_is_not_memory(path: Path) -> None:
    rows = read_rows(path)
    assert rows
    assert all(row["source"] and "memory" not in row["source"] for row in rows)
    # Notes of the tables of places are internal; that of lines which take bikes names the line.
    internal = {"confidence"} if path.name == "bikes_on_board.csv" else {"note", "confidence"}
    assert not internal & rows[0].keys()


def test_access_follows_visiting() -> None:
    expected = {"yes": "open", "season": "open", "outside": "outside", "no": "closed", "": "unknown"}
    rows = read_rows(DEMO / "sites.csv")
    assert len(rows) > 800
    for row in rows:
        assert row["access"] == expected[row["visiting"]], row["id"]
        reasons = [bool(row[f"access_reason_{language}"]) for language in ("fr", "nl", "en")]
        assert all(reasons) or not any(reasons), "a reason of its own stands in three languages"
        assert row["access"] == "unknown" or row["access_source"]
    burning = next(row for row in rows if row["terril_no"] == "T144")
    assert (burning["access"], burning["access_date"]) == ("closed", "2023-02-10")
    assert "combustion" in burning["access_reason_fr"]
    assert "verbranding" in burning["access_reason_nl"]
    assert "combustion" in burning["access_reason_en"]


def test_tags_that_an_importer_must_know_are_there(demo: Demo) -> None:
    counts = Counter(key for _, tags in demo.streets() for key in tags)
    for key in (
        *(
            "oneway",
            "oneway:bicycle",
            "cycleway",
            "cycleway:left:oneway",
            "cycleway:both",
            "surface",
            "smoothness",
            "tracktype",
        ),
        *(
            "lit",
            "maxspeed",
            "lanes",
            "width",
            "bridge",
            "tunnel",
            "layer",
            "access:conditional",
            "bicycle:conditional",
        ),
        *("seasonal", "step_count", "duration", "motor_vehicle", "access", "segregated"),
    ):
        assert counts[key] > 0, key
    barriers = {tags.get("barrier") for tags in demo.node_tags.values()}
    assert {"bollard", "cycle_barrier", "gate", "lift_gate", "stile", "kissing_gate", "block"} <= barriers
    nodes = Counter(key for tags in demo.node_tags.values() for key in (*tags, *(f"{k}={v}" for k, v in tags.items())))
    for key, least in (
        ("ford", 10),
        ("railway=level_crossing", 50),
        ("railway=station", 150),
        ("rcn_ref", 100),
        ("rwn_ref", 100),
        ("place", 300),
    ):
        assert nodes[key] >= least, key
    ferries = [tags for _, tags in demo.streets() if tags.get("route") == "ferry"]
    assert len(ferries) >= 3
    assert all(tags["duration"] for tags in ferries)


def test_about_a_third_of_the_length_is_quiet(demo: Demo) -> None:
    km: Counter[str] = Counter()
    for nodes, tags in demo.streets():
        km[tags.get("highway", "ferry")] += round(demo.length(nodes))
    quiet = sum(km[key] for key in ("path", "track", "cycleway", "footway", "steps")) / km.total()
    assert 0.3 < quiet < 0.45
    assert km["unclassified"] < 0.15 * km.total()
    assert km["track"] > km["unclassified"]


def test_roundabouts_are_closed_and_anticlockwise(demo: Demo) -> None:
    rings = [(nodes, tags) for nodes, tags in demo.ways.values() if tags.get("junction") == "roundabout"]
    assert len(rings) >= 100
    by_start: dict[int, list[int]] = {}
    for nodes, tags in rings:
        assert tags["oneway"] == "yes"
        assert tags["highway"] in {"primary", "secondary", "tertiary"}
        by_start[nodes[0]] = nodes  # a signposted route may cut the ring: then the parts follow one another
    while by_start:
        _, nodes = by_start.popitem()
        while nodes[-1] != nodes[0]:
            nodes = nodes + by_start.pop(nodes[-1])[1:]
        assert shapely.LinearRing([demo.points[n] for n in nodes]).is_ccw


def test_ways_cross_at_a_node_or_on_another_layer(demo: Demo) -> None:
    ways = [way for way in demo.ways.values() if {"highway", "railway", "waterway"} & way[1].keys()]
    pairs = [(*pair, tags.get("layer", "0")) for nodes, tags in ways for pair in pairwise(nodes)]
    lines = np.asarray(shapely.linestrings([[demo.points[a], demo.points[b]] for a, b, _ in pairs]))
    for i, j in shapely.STRtree(lines).query(lines, "crosses").T.tolist():
        assert pairs[i][2] != pairs[j][2] or {*pairs[i][:2]} & {*pairs[j][:2]}, (pairs[i], pairs[j])


def test_borders_close_round_the_places_of_their_country(demo: Demo) -> None:
    found = {}
    for members, tags in demo.relations:
        if tags["type"] == "boundary":
            assert tags["boundary"] == "administrative"
            lines = [shapely.LineString([demo.points[n] for n in demo.ways[ref][0]]) for _, ref, _ in members]
            code = tags.get("ISO3166-1") or tags["ISO3166-2"]
            found[tags["admin_level"], code] = shapely.union_all(shapely.get_parts(shapely.polygonize(lines)))
    assert found.keys() == {("2", "FR"), ("2", "BE"), ("4", "FR-HDF"), ("4", "BE-WAL")}
    assert found["4", "BE-WAL"].equals(found["2", "BE"])
    rows = read_rows(DEMO / "sites.csv") + read_rows(DEMO / "stops.csv")
    places = [(row["country"], shapely.Point(to_metres(float(row["lat"]), float(row["lon"])))) for row in rows]
    assert sum(shapely.contains(found["2", land], at) for land, at in places) > 0.99 * len(places)


def test_real_opening_hours_are_not_invented(demo: Demo) -> None:
    timed = [tags["name"] for tags in demo.node_tags.values() if "opening_hours" in tags]
    assert timed
    assert all(name.endswith(" (démo)") for name in timed)


def test_one_eats_in_towns_and_hires_bikes_at_the_stations_of_larger_ones(demo: Demo) -> None:
    eating = [
        tags for tags in demo.node_tags.values() if tags.get("amenity") in {"restaurant", "cafe", "fast_food", "pub"}
    ]
    hiring = [tags for tags in demo.node_tags.values() if tags.get("amenity") == "bicycle_rental"]
    assert len(eating) >= 200
    assert 0.1 < sum("opening_hours" not in tags for tags in eating) / len(eating) < 0.4
    assert len(hiring) >= 10
    assert all(tags["name"].endswith(" (démo)") for tags in (*eating, *hiring))


def test_restrictions_join_two_ways_at_their_via_node(demo: Demo) -> None:
    restrictions = [members for members, tags in demo.relations if tags["type"] == "restriction"]
    assert len(restrictions) >= 150
    for (kind, start, _), (_, via, role), (_, end, _) in restrictions:
        assert (kind, role) == ("w", "via")
        assert start != end
        for way in (start, end):
            assert via in (demo.ways[way][0][0], demo.ways[way][0][-1])


def test_routes_have_no_gap_and_invented_names(demo: Demo) -> None:
    routes = [(members, tags) for members, tags in demo.relations if tags["type"] == "route"]
    assert {(tags["route"], tags["network"]) for _, tags in routes} >= {
        ("bicycle", "rcn"),
        ("hiking", "rwn"),
        ("bicycle", "lcn"),
    }
    for members, tags in routes:
        assert "(démo)" in tags["name"] if "name" in tags else tags["network:type"] == "node_network"
        for (_, a, _), (_, b, _) in pairwise(members):
            ends = demo.ways[a][0], demo.ways[b][0]
            assert {ends[0][0], ends[0][-1]} & {ends[1][0], ends[1][-1]}


def _share_of_largest_part(demo: Demo, may: Callable[[Tags], tuple[bool, bool]]) -> float:
    pairs = []
    for nodes, tags in demo.streets():
        forward, backward = may(tags)
        pairs += list(pairwise(nodes)) if forward else []
        pairs += list(pairwise(nodes[::-1])) if backward else []
    ids, ends = np.unique(np.array(pairs), return_inverse=True)
    ends = ends.reshape(-1, 2).T
    graph = coo_matrix((np.ones(len(pairs), np.int8), (ends[0], ends[1])), shape=(len(ids), len(ids)))
    _, part = connected_components(graph, directed=True, connection="strong")
    return float(np.bincount(part).max() / len(ids))


def _walks(tags: Tags) -> tuple[bool, bool]:
    return (tags.get("access") != "private",) * 2


def _rides(tags: Tags) -> tuple[bool, bool]:
    own = tags.get("bicycle")
    if (
        own in {"no", "dismount"}
        or tags.get("access") == "private"
        or (own is None and tags.get("highway") in ON_FOOT_ONLY)
    ):
        return False, False
    contraflow = {"oneway:bicycle", "cycleway:left:oneway"} & tags.keys() or "opposite" in str(
        tags.get("cycleway", "")
    ) + str(tags.get("cycleway:left", ""))
    one_way = None if contraflow else tags.get("oneway")
    return one_way != "-1", one_way != "yes"


@pytest.mark.parametrize("may", [_walks, _rides])
def test_network_is_one(demo: Demo, may: Callable[[Tags], tuple[bool, bool]]) -> None:
    assert _share_of_largest_part(demo, may) >= 0.999


def test_sites_and_stations_lie_at_the_network(
    segments: NDArray[np.object_], heaps: dict[str, shapely.Polygon]
) -> None:
    tree = shapely.STRtree(segments)
    for name, least in (("sites.csv", 150), ("stops.csv", 100)):
        for row in read_rows(DEMO / name):
            point = shapely.Point(to_metres(float(row["lat"]), float(row["lon"])))
            # A terril is reached at its foot, also one that stands in the outline of its neighbour.
            place = heaps.get(row["name"]) or next((heap for heap in heaps.values() if heap.contains(point)), point)
            assert shapely.distance(place, segments[tree.nearest(place)]) <= least, row["name"]


def test_only_open_terrils_have_a_way_up(segments: NDArray[np.object_], heaps: dict[str, shapely.Polygon]) -> None:
    tree, access = shapely.STRtree(segments), {row["name"]: row["access"] for row in read_rows(DEMO / "sites.csv")}
    assert len(heaps) > 80
    for name, heap in heaps.items():
        on_it = sum(shapely.length(shapely.intersection(segments[k], heap)) for k in tree.query(heap, "intersects"))
        assert (on_it > 20) if access[name] == "open" else (on_it < 1), name


def test_ways_up_lead_to_a_viewpoint(demo: Demo, heaps: dict[str, shapely.Polygon]) -> None:
    on_network = {n for nodes, _ in demo.streets() for n in nodes}
    views = {
        tags["name"] for n, tags in demo.node_tags.items() if tags.get("tourism") == "viewpoint" and n in on_network
    }
    access = {row["name"]: row["access"] for row in read_rows(DEMO / "sites.csv")}
    assert views == {name for name in heaps if access[name] == "open"}


def test_no_way_lies_in_a_pond(demo: Demo) -> None:
    ponds = [
        shapely.Polygon([demo.points[n] for n in nodes])
        for nodes, tags in demo.ways.values()
        if tags.get("water") == "pond"
    ]
    assert len(ponds) >= 5
    ways = shapely.STRtree([shapely.LineString([demo.points[n] for n in nodes]) for nodes, _ in demo.streets()])
    assert all(len(ways.query(pond, "intersects")) == 0 for pond in ponds)


def test_relief_is_real_at_shafts_and_smooth(demo: Demo) -> None:
    with rasterio.open(DEMO / "elevation.tif") as file:
        relief, bounds = file.read(1), file.bounds
    assert (round(bounds.left, 2), round(bounds.bottom, 2), round(bounds.right, 2), round(bounds.top, 2)) == (
        2.2,
        50.25,
        4.6,
        50.65,
    )
    assert 0 < relief.min() < relief.max() < 400
    gaps = []
    for row in read_rows(FACTS / "shafts.csv"):
        line = int((bounds.top - float(row["lat"])) / (bounds.top - bounds.bottom) * relief.shape[0])
        column = int((float(row["lon"]) - bounds.left) / (bounds.right - bounds.left) * relief.shape[1])
        gaps.append(abs(float(relief[line, column]) - float(row["ground_elevation_m"])))
    assert np.median(gaps) < 6
    assert len(demo.points) > 100_000
    bends = np.abs(np.diff(relief, 2, axis=1))
    assert np.quantile(bends, 0.99) <= 1.5


@pytest.mark.full
@pytest.mark.timeout(900)
def test_generator_writes_the_committed_bytes(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "data.demo.generator", "--out", str(tmp_path)]
    root = Path(__file__).parents[2]
    subprocess.run(command, cwd=root, env={**os.environ, "PYTHONHASHSEED": "7"}, check=True, capture_output=True)
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (DEMO / name).read_bytes(), name
