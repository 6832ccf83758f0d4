from pathlib import Path

import pytest

from graphs.errors import SourceFileError
from graphs.osm.features import TagFilter, list_features
from tests.drawing import write_drawing

ART = """
A--B
|  |
D--C  M
"""
WAYS = {
    "ABCDA": {"man_made": "spoil_heap", "name": "Terril"},
    "AB": {"barrier": "fence"},
    "BC": {"highway": "path"},
    "CD": {"sport": "running;climbing"},
}
HEAP, FENCE = TagFilter.from_mapping({"man_made": "spoil_heap"}), TagFilter.from_mapping({"barrier": ["fence", "wall"]})
MUSEUM = TagFilter.from_mapping({"tourism": "museum", "wikidata": "*"})


@pytest.fixture
def drawing(tmp_path: Path) -> Path:
    path = tmp_path / "drawing.osm"
    write_drawing(
        path,
        ART,
        WAYS,
        nodes={"M": {"tourism": "museum", "wikidata": "Q1"}, "A": {"tourism": "museum", "wikidata": "no"}},
    )
    return path


def test_objects_are_picked_by_their_tags_with_their_shapes(drawing: Path) -> None:
    found = list_features([drawing], [HEAP, FENCE, MUSEUM])
    assert [(item.osm_id, item.geometry.geom_type) for item in found] == [
        ("node/5", "Point"),
        ("way/100", "MultiPolygon"),
        ("way/101", "LineString"),
    ]
    assert found[1].geometry.area > 0
    assert found[1].tags == {"man_made": "spoil_heap", "name": "Terril"}


def test_a_value_in_a_list_and_any_value_match(drawing: Path) -> None:
    assert [item.osm_id for item in list_features([drawing], [TagFilter.from_mapping({"sport": "climbing"})])] == [
        "way/103"
    ]
    assert [item.osm_id for item in list_features([drawing], [TagFilter.from_mapping({"wikidata": "*"})])] == ["node/5"]


def test_an_object_in_several_files_counts_once(drawing: Path) -> None:
    assert len(list_features([drawing, drawing], [HEAP])) == 1


CORNERS = "".join(
    f'<node id="{{}}{i}" version="1" lat="{50 + row / 1000}" lon="{3 + column / 1000}"/>'
    for i, (row, column) in enumerate([(0, 0), (0, 1), (1, 1), (1, 0)], 1)
)
RING = "".join(f'<nd ref="{{}}{i}"/>' for i in (1, 2, 3, 4, 1))
TERRIL = f'<way id="{{}}7" version="1">{RING}<tag k="man_made" v="spoil_heap"/></way>'
OLD = '<node id="9" version="1" lat="50" lon="3"><tag k="tourism" v="museum"/><tag k="wikidata" v="Q1"/></node>'
NEW = '<node id="9" version="2" lat="51" lon="3"><tag k="tourism" v="museum"/><tag k="wikidata" v="Q1"/></node>'


def write(folder: Path, name: str, body: str, head: str = "") -> Path:
    file = folder / name
    file.write_text(f'<osm version="0.6"{head}>{body}</osm>', encoding="utf-8")
    return file


def to_shapes(*files: Path) -> list[tuple[str, str]]:
    return [(item.osm_id, item.geometry.geom_type) for item in list_features(files, [HEAP, MUSEUM])]


@pytest.mark.parametrize("sign", ["", "-"])
def test_order_and_sign_of_ids_do_not_matter(tmp_path: Path, sign: str) -> None:
    corners, terril = CORNERS.replace("{}", sign), TERRIL.replace("{}", sign)
    files = [
        write(tmp_path, "plain.osm", corners + OLD + terril),
        write(tmp_path, "turned.osm", terril + OLD + corners),
        write(tmp_path, "edited.osm", OLD + corners + terril, ' generator="JOSM"'),
    ]
    for file in files:
        assert to_shapes(file) == [("node/9", "Point"), (f"way/{sign}7", "MultiPolygon")]


def test_the_newest_version_counts_and_nothing_deleted(tmp_path: Path) -> None:
    gone = '<node id="8" version="1" lat="50" lon="3"><tag k="tourism" v="museum"/><tag k="wikidata" v="Q2"/></node>'
    history = gone + '<node id="8" version="2" visible="false"/>' + OLD + NEW
    for file in (write(tmp_path, "history.osh", history), write(tmp_path, "twice.osm", OLD + NEW)):
        found = list_features([file], [MUSEUM])
        assert [(item.osm_id, item.geometry.wkt) for item in found] == [("node/9", "POINT (3 51)")]


def test_what_an_editor_marks_for_deletion_is_gone_from_later_files_too(tmp_path: Path) -> None:
    terril = CORNERS.replace("{}", "") + TERRIL.replace("{}", "")
    marked = terril.replace('<way id="7"', '<way action="delete" id="7"')
    edited = write(tmp_path, "edited.osm", marked, ' generator="JOSM"')
    assert to_shapes(edited) == []
    assert to_shapes(edited, write(tmp_path, "extract.osm", terril)) == []


def test_negative_ids_of_two_files_are_different_objects(tmp_path: Path) -> None:
    body = CORNERS.replace("{}", "-") + TERRIL.replace("{}", "-")
    first, second = write(tmp_path, "a.osm", body), write(tmp_path, "b.osm", body)
    ids = [osm_id for osm_id, _ in to_shapes(first, second)]
    assert len(set(ids)) == 2
    assert "way/-7" in ids


def test_a_filter_without_tags_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one tag"):
        TagFilter.from_mapping({})


@pytest.mark.parametrize("name", ["cut.osm.pbf", "cut.osm", "nowhere.osm", "place.osm"])
def test_a_file_that_cannot_be_read_is_one_clear_error(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if "cut" in name:
        path.write_bytes(b"\x00\x00\x00\x0d not an extract")
    if "place" in name:
        write(tmp_path, name, OLD.replace("50", "nan"))
    with pytest.raises(SourceFileError, match=name):
        list_features([path], [HEAP])


def test_areas_of_a_real_extract_are_polygons(test_data: Path) -> None:
    parks = list_features(
        [test_data / "heidelberg-ors" / "heidelberg.test.pbf"], [TagFilter.from_mapping({"leisure": "park"})]
    )
    assert len(parks) > 20
    assert sum(park.geometry.geom_type == "MultiPolygon" for park in parks) > 20
    assert all(park.geometry.is_valid for park in parks)
