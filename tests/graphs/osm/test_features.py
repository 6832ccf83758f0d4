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


def test_a_filter_without_tags_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one tag"):
        TagFilter.from_mapping({})


@pytest.mark.parametrize("name", ["cut.osm.pbf", "cut.osm", "nowhere.osm"])
def test_a_file_that_cannot_be_read_is_one_clear_error(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if "cut" in name:
        path.write_bytes(b"\x00\x00\x00\x0d not an extract")
    with pytest.raises(SourceFileError, match=name):
        list_features([path], [HEAP])


def test_areas_of_a_real_extract_are_polygons(test_data: Path) -> None:
    parks = list_features(
        [test_data / "heidelberg-ors" / "heidelberg.test.pbf"], [TagFilter.from_mapping({"leisure": "park"})]
    )
    assert len(parks) > 20
    assert sum(park.geometry.geom_type == "MultiPolygon" for park in parks) > 20
    assert all(park.geometry.is_valid for park in parks)
