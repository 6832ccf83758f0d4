"""Reading OSM files: formats, several files, versions and faults."""

from __future__ import annotations

import bz2
import gzip
from typing import TYPE_CHECKING

import numpy as np
import osmium
import pytest

from graphs.build import build_network
from graphs.errors import EmptyNetworkError, SourceFileError
from graphs.network import Network
from graphs.osm.normalise import normalise
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
        nodes, ways, relations = read_nodes(block), read_ways(block), read_relations(block)
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
    assert steps == ["read", "streets", "nodes", "network", "elevation", "components", "durations", "grid", "write"]
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


def test_file_without_streets(tmp_path: Path) -> None:
    file = write(tmp_path, "sea.osm", '<node id="1" lat="50" lon="3"/>')
    with pytest.raises(EmptyNetworkError, match=r"sea\.osm"):
        build_network([file], tmp_path / "network")


def test_streets_without_any_place(tmp_path: Path) -> None:
    file = write(tmp_path, "lost.osm", '<way id="5"><nd ref="1"/><nd ref="2"/><tag k="highway" v="path"/></way>')
    with pytest.raises(EmptyNetworkError):
        build_network([file], tmp_path / "network")
