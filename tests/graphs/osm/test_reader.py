"""Reading OSM files: formats, several files, versions and faults."""

from __future__ import annotations

import bz2
import gzip
from typing import TYPE_CHECKING

import numpy as np
import osmium
import pytest
from osmium.osm.mutable import Node

from graphs.build import build_network
from graphs.errors import EmptyNetworkError, SourceFileError
from graphs.network import Network
from graphs.osm.normalise import get_data_date, normalise
from graphs.osm.reader import read_osm
from graphs.osm.wire import iterate_blobs, read_nodes, read_relations, read_strings, read_ways
from tests.drawing import write_drawing

if TYPE_CHECKING:
    from pathlib import Path

HEAD = '<osm version="0.6">'


@pytest.fixture
def drawing(tmp_path: Path) -> Path:
    """Three streets in a row."""
    file = tmp_path / "drawing.osm"
    write_drawing(
        file,
        "A-B-C-D",
        {"AB": {"highway": "path"}, "BC": {"highway": "residential"}, "CD": {"building": "yes"}},
        nodes={"B": {"barrier": "gate"}},
        relations=[({"type": "route", "route": "foot", "name": "Rond"}, [("w", "AB", "forward")])],
    )
    return file


def write(folder: Path, name: str, body: str) -> Path:
    file = folder / name
    file.write_text(f"{HEAD}{body}</osm>", encoding="utf-8")
    return file


def convert(source: Path, name: str) -> Path:
    target = source.with_name(name)
    if name.endswith(".gz"):
        target.write_bytes(gzip.compress(source.read_bytes()))
    elif name.endswith(".bz2"):
        target.write_bytes(bz2.compress(source.read_bytes()))
    else:
        with osmium.SimpleWriter(str(target)) as writer:
            osmium.apply(str(source), writer)
    return target


@pytest.mark.parametrize("name", ["copy.osm.pbf", "copy.pbf", "copy.osm.gz", "copy.osm.bz2", "copy.osm"])
def test_every_format_reads_alike(drawing: Path, tmp_path: Path, name: str) -> None:
    build_network([drawing], tmp_path / "a")
    build_network([convert(drawing, name)], tmp_path / "b")
    names = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert names == sorted(path.name for path in (tmp_path / "b").iterdir())
    assert not any(name.endswith(".pbf") for name in names)
    assert all((tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes() for name in names)


def test_blocks_hold_what_the_file_says(drawing: Path, tmp_path: Path) -> None:
    plain = tmp_path / "plain.pbf"
    normalise(drawing, plain)
    found = {"n": {}, "w": {}, "r": {}}  # type: dict[str, dict[int, object]]
    for block in iterate_blobs(np.fromfile(plain, np.uint8)):
        texts = read_strings(block)
        nodes, ways, relations = read_nodes(block, 0), read_ways(block, 0), read_relations(block, 0)
        for i, number in enumerate(nodes.osm_id.tolist()):
            tags = [texts[t] for t in nodes.tag[nodes.tag_first[i] : nodes.tag_first[i + 1]]]
            found["n"][number] = (int(nodes.lat_e7[i]), int(nodes.lon_e7[i]), tags)
        for i, number in enumerate(ways.osm_id.tolist()):
            tags = [texts[t] for t in ways.tag[ways.tag_first[i] : ways.tag_first[i + 1]]]
            found["w"][number] = (ways.ref[ways.ref_first[i] : ways.ref_first[i + 1]].tolist(), tags)
        for i, number in enumerate(relations.osm_id.tolist()):
            span = slice(relations.ref_first[i], relations.ref_first[i + 1])
            found["r"][number] = (
                relations.ref[span].tolist(),
                relations.kind[span].tolist(),
                [texts[t] for t in relations.role[span]],
            )
    expected = {
        node.id: (round(node.lat * 1e7), round(node.lon * 1e7), [text for tag in node.tags for text in (tag.k, tag.v)])
        for node in osmium.FileProcessor(str(drawing), osmium.osm.NODE)
        if isinstance(node, osmium.osm.Node)
    }
    assert found["n"] == expected
    assert found["w"] == {100: ([1, 2], ["highway", "path"]), 101: ([2, 3], ["highway", "residential"])}
    assert found["r"] == {1000: ([100], [1], ["forward"])}


def test_several_files_join_and_the_first_counts(tmp_path: Path) -> None:
    nodes = '<node id="1" version="1" lat="50" lon="3"/><node id="2" version="1" lat="50.001" lon="3"/>'
    first = write(
        tmp_path, "a.osm", f'{nodes}<way id="5" version="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="path"/></way>'
    )
    second = write(
        tmp_path,
        "b.osm",
        '<node id="2" version="9" lat="51" lon="3"/><node id="3" version="1" lat="50.002" lon="3"/>'
        '<way id="5" version="9"><nd ref="2"/><nd ref="3"/><tag k="highway" v="steps"/></way>'
        '<way id="6" version="1"><nd ref="2"/><nd ref="3"/><tag k="highway" v="track"/></way>',
    )
    report = build_network([first, second], tmp_path / "network")
    net = Network.open(tmp_path / "network")
    assert net.way_osm_id.tolist() == [5, 6]
    assert int(net.node_lat_e7.max()) == 500_020_000
    assert net.edge_count == 2
    assert report.mended["repeated_way"] == 1


def test_negative_and_unsorted_ids(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        "josm.osm",
        '<way id="-7"><nd ref="-2"/><nd ref="-1"/><tag k="highway" v="path"/></way>'
        '<way id="3"><nd ref="4"/><nd ref="-2"/><tag k="highway" v="path"/></way>'
        '<node id="4" lat="50.002" lon="3"/><node id="-1" lat="50" lon="3"/><node id="-2" lat="50.001" lon="3"/>',
    )
    build_network([file], tmp_path / "network")
    net = Network.open(tmp_path / "network")
    assert net.way_osm_id.tolist() == [-7, 3]
    assert sorted(net.node_osm_id.tolist()) == [-2, -1, 4]


def test_negative_ids_of_two_files_are_different_objects(tmp_path: Path) -> None:
    way = '<way id="-3"><nd ref="-1"/><nd ref="-2"/><tag k="highway" v="path"/><tag k="name" v="{}"/></way>'
    here = '<node id="-1" lat="50" lon="3"/><node id="-2" lat="50.001" lon="3"/>'
    there = '<node id="-1" lat="51" lon="4"/><node id="-2" lat="51.001" lon="4"/>'
    route = '<relation id="-9"><member type="way" ref="-3" role=""/>{}</relation>'.format(
        '<tag k="type" v="route"/><tag k="route" v="hiking"/>'
    )
    first = write(tmp_path, "a.osm", here + way.format("here"))
    second = write(tmp_path, "b.osm", there + way.format("there") + route)
    report = build_network([first, second], tmp_path / "network")
    net = Network.open(tmp_path / "network")
    assert report.mended == {}
    names = {net.get_string(int(name)): int(way) for name, way in zip(net.way_name, net.way_osm_id, strict=True)}
    assert names["here"] == -3
    assert names["there"] < -3
    assert sorted(net.node_lat_e7.tolist()) == [500_000_000, 500_010_000, 510_000_000, 510_010_000]
    assert np.diff(net.way_route_first).tolist() == [1, 0], "ways stand in order of their ids"


JOSM = (
    '<osm version="0.6" generator="JOSM"><node id="1" version="1" lat="50" lon="3"/>'
    '<node id="2" version="1" lat="50.001" lon="3"/><node id="-3" action="modify" lat="50.002" lon="3"/>'
    '<way id="5" version="4" action="delete"><nd ref="1"/><nd ref="2"/><tag k="highway" v="steps"/></way>'
    '<way id="-6" action="modify"><nd ref="2"/><nd ref="-3"/><tag k="highway" v="path"/></way></osm>'
)


@pytest.mark.parametrize(
    ("name", "editor"),
    [("edited.osm", "JOSM"), ("edited.osm.gz", "JOSM"), ("edited.osm.bz2", "JOSM"), ("edited.osm", "Vespucci 20.1.2")],
)
def test_what_an_editor_marks_for_deletion_is_gone(tmp_path: Path, name: str, editor: str) -> None:
    edited = tmp_path / "edited.osm"
    edited.write_text(JOSM.replace("JOSM", editor), encoding="utf-8")
    if name != edited.name:
        edited = convert(edited, name)
    extract = write(
        tmp_path,
        "extract.osm",
        '<node id="1" version="1" lat="50" lon="3"/><node id="2" version="1" lat="50.001" lon="3"/>'
        '<way id="5" version="3"><nd ref="1"/><nd ref="2"/><tag k="highway" v="steps"/></way>',
    )
    report = build_network([edited, extract], tmp_path / "network")
    assert Network.open(tmp_path / "network").way_osm_id.tolist() == [-6]
    assert report.dropped == {"deleted_way": 1}


def test_a_number_that_a_later_version_lost_is_no_junction(tmp_path: Path) -> None:
    # Two blocks of 8000 nodes: the older version stands in the first, the newer in the second.
    others = "".join(f'<node id="{i}" version="1" visible="true" lat="1" lon="1"/>' for i in range(10, 9000))
    file = write(
        tmp_path,
        "history.osh",
        '<node id="1" version="1" visible="true" lat="50" lon="3"><tag k="rcn_ref" v="12"/></node>'
        '<node id="2" version="1" visible="true" lat="50.001" lon="3"/>'
        f'{others}<node id="1" version="2" visible="true" lat="50" lon="3"/>'
        '<way id="5" version="1" visible="true"><nd ref="1"/><nd ref="2"/><tag k="highway" v="path"/></way>',
    )
    report = build_network([file], tmp_path / "network")
    assert report.junctions == 0


def test_the_ending_may_be_in_capitals(drawing: Path, tmp_path: Path) -> None:
    capitals = tmp_path / "DRAWING.OSM.PBF"
    capitals.write_bytes(convert(drawing, "copy.osm.pbf").read_bytes())
    assert build_network([capitals], tmp_path / "network").ways == 2


@pytest.mark.parametrize("place", ["nan", "999999999999", ""])
def test_a_place_that_is_no_number_is_one_clear_error(tmp_path: Path, place: str) -> None:
    file = write(tmp_path, "odd.osm", f'<node id="1" lat="{place}" lon="3"/>')
    with pytest.raises(SourceFileError, match=r"odd\.osm cannot be read"):
        read_osm([file], tmp_path)


def test_ways_are_cut_at_the_antimeridian(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        "taveuni.osm",
        '<node id="1" lat="-16.9" lon="179.99"/><node id="2" lat="-16.9" lon="179.999"/>'
        '<node id="3" lat="-16.9" lon="-179.999"/><node id="4" lat="-16.9" lon="-179.99"/>'
        '<way id="5"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="4"/><tag k="highway" v="track"/></way>',
    )
    report = build_network([file], tmp_path / "network")
    assert (report.edges, report.dropped) == (2, {"segment_over_antimeridian": 1})
    assert 1900 < report.street_length_m < 2000


def test_the_date_of_the_data_is_that_of_the_header(tmp_path: Path) -> None:
    file = tmp_path / "dated.osm.pbf"
    header = osmium.io.Header()
    header.set("osmosis_replication_timestamp", "2026-08-01T20:21:00Z")
    with osmium.SimpleWriter(str(file), header=header) as writer:
        writer.add_node(Node(id=1, location=(3, 50), version=1))
    assert get_data_date(file) == "2026-08-01T20:21:00Z"
    assert get_data_date(write(tmp_path, "undated.osm", "")) == ""


def test_history_keeps_the_newest_version_and_no_deleted_object(tmp_path: Path) -> None:
    way = '<nd ref="1"/><nd ref="2"/><tag k="highway" v="{}"/></way>'
    file = write(
        tmp_path,
        "history.osh",
        '<node id="1" version="1" visible="true" lat="49" lon="3"/>'
        '<node id="1" version="2" visible="true" lat="50" lon="3"/>'
        '<node id="2" version="1" visible="true" lat="50.001" lon="3"/>'
        f'<way id="5" version="1" visible="true">{way.format("steps")}'
        f'<way id="5" version="2" visible="true">{way.format("path")}'
        f'<way id="6" version="1" visible="true">{way.format("path")}<way id="6" version="2" visible="false"/>',
    )
    build_network([file], tmp_path / "network")
    net = Network.open(tmp_path / "network")
    assert net.way_osm_id.tolist() == [5]
    assert int(net.node_lat_e7.min()) == 500_000_000


def test_impossible_places_are_left_out_and_counted(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        "odd.osm",
        '<node id="1" lat="50" lon="3"/><node id="2" lat="50.001" lon="3"/><node id="3" lat="0" lon="0"/>'
        '<node id="4" lat="95" lon="3"/>'
        '<way id="5"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="4"/><tag k="highway" v="path"/></way>'
        '<way id="6"><nd ref="1"/><tag k="highway" v="path"/></way><way id="7"><tag k="highway" v="path"/></way>',
    )
    report = build_network([file], tmp_path / "network")
    assert report.edges == 1
    assert report.dropped == {"node_at_0_0": 1, "node_out_of_range": 1, "way_cut": 1, "way_of_one_node": 2}


def test_progress_tells_every_step(drawing: Path, tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    build_network([drawing], tmp_path / "network", progress=lambda step, share: told.append((step, share)))
    steps = list(dict.fromkeys(step for step, _ in told))
    reading = ["read", "borders", "streets", "nodes", "countries"]
    assert steps == [*reading, "network", "elevation", "components", "durations", "grid", "write"]
    assert all(0 <= share <= 1 for _, share in told)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.osm.pbf", b""),
        ("text.osm.pbf", b"this is no PBF file at all, but some text that goes on for a while"),
        ("text.osm", b"neither is this XML"),
        ("other.osm", b"<gpx></gpx>"),
        ("cut.osm", b'<osm version="0.6"><node id="1" lat="50"'),
        ("text.osm.gz", b"no gzip"),
        ("text.osm.bz2", b"no bzip2"),
        ("wrong.txt", b"<osm/>"),
        ("name.tif", b"II*\x00"),
    ],
)
def test_bad_files_are_named(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceFileError, match=name):
        read_osm([tmp_path / name], tmp_path)
    assert not list(tmp_path.glob("blocks-*"))


@pytest.mark.parametrize("name", ["copy.osm.pbf", "copy.osm.gz", "copy.osm.bz2", "copy.osm"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_truncated_files_are_named(drawing: Path, tmp_path: Path, name: str, share: float) -> None:
    file = convert(drawing, name)
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(SourceFileError, match=name):
        read_osm([file], tmp_path)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceFileError, match=r"nowhere\.osm\.pbf"):
        read_osm([tmp_path / "nowhere.osm.pbf"], tmp_path)
    with pytest.raises(SourceFileError, match="is a folder: give the OSM files in it"):
        read_osm([tmp_path], tmp_path)


def test_file_without_streets(tmp_path: Path) -> None:
    file = write(tmp_path, "sea.osm", '<node id="1" lat="50" lon="3"/>')
    with pytest.raises(EmptyNetworkError, match=r"sea\.osm"):
        build_network([file], tmp_path / "network")


def test_streets_without_any_place(tmp_path: Path) -> None:
    file = write(tmp_path, "lost.osm", '<way id="5"><nd ref="1"/><nd ref="2"/><tag k="highway" v="path"/></way>')
    with pytest.raises(EmptyNetworkError, match="no node of any street has a place"):
        build_network([file], tmp_path / "network")
