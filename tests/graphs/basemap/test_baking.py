"""Baked maps: what their tiles show at which zoom, whole across seams, the same bytes each time."""

from __future__ import annotations

import gzip
import math
from typing import TYPE_CHECKING

import mapbox_vector_tile
import osmium
import pytest
import shapely
from osmium.osm.mutable import Node, Way

from graphs.errors import SourceFileError
from tests.graphs.basemap.maps import EXTENT, Baked, bake, open_reader, square, write_map

if TYPE_CHECKING:
    from pathlib import Path

    from tests.graphs.basemap.maps import Place, Tags

BOX = (2.80, 50.40, 2.86, 50.44)
ROAD = {1: (2.80, 50.41), 2: (2.83, 50.42), 3: (2.86, 50.41)}


def corner(lon: float, lat: float, zoom: int) -> tuple[float, float]:
    """Units of tiles of a zoom from the corner of the world."""
    size = EXTENT * 2**zoom
    y = 0.5 - math.asinh(math.tan(math.radians(lat))) / (2 * math.pi)
    return (lon / 360 + 0.5) * size, y * size


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Baked:
    """Bake a road, a wood with a clearing, a house, a terril, a canal in a tunnel, a route, a village."""
    folder = tmp_path_factory.mktemp("village")
    nodes: dict[int, Place] = {
        **ROAD,
        **square(10, 2.81, 50.405, 0.01),
        **square(20, 2.813, 50.408, 0.004),
        **square(30, 2.8401, 50.4201, 0.0002),
        **square(40, 2.845, 50.43, 0.004),
        50: (2.82, 50.43, {"place": "village", "name": "Loos", "name:nl": "Lo"}),
        51: (2.82, 50.431, {"place": "village"}),
        52: (2.825, 50.43, {"rcn_ref": "12", "lcn_ref": "7", "rwn_ref": "40", "name": "Carrefour"}),
    }
    ways = {
        100: ([1, 2, 3], {"highway": "secondary", "name": "Grand-Rue", "ref": "D 58", "surface": "asphalt"}),
        101: ([10, 11, 12, 13, 10], {}),
        102: ([20, 21, 22, 23, 20], {}),
        103: ([30, 31, 32, 33, 30], {"building": "yes"}),
        104: ([40, 41, 42, 43, 40], {"man_made": "spoil_heap", "name": "Terril 42"}),
        105: ([1, 2], {"waterway": "canal", "tunnel": "yes"}),
        106: ([2, 3], {"highway": "path", "bridge": "yes"}),
    }
    relations = {
        200: ([("w", 101, "outer"), ("w", 102, "inner")], {"type": "multipolygon", "natural": "wood"}),
        201: (
            [("w", 100, "")],
            {"type": "route", "route": "bicycle", "network": "ncn", "ref": "EV5", "name": "Via Romea"},
        ),
        202: ([("w", 100, "")], {"type": "route", "route": "bicycle", "network": "lcn", "ref": "7", "name": "Boucle"}),
        203: ([("w", 106, "")], {"type": "route", "route": "hiking", "network": "lwn", "name": "Sentier"}),
    }
    return bake(folder, [write_map(folder / "village.osm", nodes, ways, relations)], BOX)


def test_a_street_bears_what_its_zoom_writes(village: Baked) -> None:
    by_zoom = {zoom: village.list_features(zoom, "streets", **{"class": "secondary"}) for zoom in (8, 9, 12, 14)}
    assert by_zoom[8] == []
    assert by_zoom[9][0].properties == {"class": "secondary", "ref": "D 58"}
    assert "name" not in by_zoom[12][0].properties
    whole = {"class": "secondary", "ref": "D 58", "name": "Grand-Rue", "surface": "paved"}
    assert all(feature.properties == whole for feature in by_zoom[14])


@pytest.mark.parametrize("zoom", [9, 12, 13, 14])
def test_a_street_across_tiles_is_whole(village: Baked, zoom: int) -> None:
    pieces = village.list_features(zoom, "streets", **{"class": "secondary"})
    assert len({piece.tile for piece in pieces}) == len(pieces)
    if zoom == 14:
        assert len(pieces) > 2
    drawn = shapely.union_all([piece.shape.buffer(1.5) for piece in pieces])
    road = shapely.LineString([corner(lon, lat, zoom) for lon, lat in ROAD.values()])
    assert drawn.covers(road)
    assert road.buffer(2.5).covers(shapely.union_all([piece.shape for piece in pieces]))


@pytest.mark.parametrize("zoom", [10, 12, 14])
def test_an_area_across_tiles_fills_them_up_to_the_seam(village: Baked, zoom: int) -> None:
    pieces = village.list_features(zoom, "landcover", **{"class": "wood"})
    shares = [
        piece.shape.intersection(shapely.box(x * EXTENT, y * EXTENT, (x + 1) * EXTENT, (y + 1) * EXTENT))
        for piece in pieces
        for _, x, y in [piece.tile]
    ]
    west, south, east, north = (*corner(2.81, 50.405, zoom), *corner(2.82, 50.415, zoom))
    inner = shapely.box(*corner(2.813, 50.408, zoom), *corner(2.817, 50.412, zoom))
    expected = shapely.box(west, south, east, north) - inner
    assert shapely.union_all(shares).symmetric_difference(expected).area < 0.02 * expected.area
    assert sum(share.area for share in shares) == pytest.approx(expected.area, rel=0.02)


def test_layers_appear_at_their_zooms(village: Baked) -> None:
    assert village.list_zooms("streets", **{"class": "secondary"}) == list(range(9, 15))
    assert village.list_zooms("streets", **{"class": "path"}) == [12, 13, 14]
    assert village.list_zooms("buildings") == [14]
    assert village.list_zooms("terrils", **{"class": "terril"}) == list(range(8, 15))
    assert village.list_zooms("places") == list(range(10, 15))
    assert village.list_zooms("routes", kind="hiking") == [11, 12, 13, 14]
    # A wood of a kilometre is no more than a dot on a map of Europe.
    assert min(village.list_zooms("landcover")) > 6


def test_places_bear_their_names_once_per_zoom(village: Baked) -> None:
    for zoom in (10, 14):
        (place,) = village.list_features(zoom, "places")
        assert place.properties == {"class": "village", "name": "Loos", "name:nl": "Lo"}
        assert place.shape.distance(shapely.Point(corner(2.82, 50.43, zoom))) < 1


def test_junctions_bear_their_numbers(village: Baked) -> None:
    assert village.list_zooms("junctions") == [12, 13, 14]
    found = [feature.properties for feature in village.list_features(13, "junctions")]
    assert found == [{"class": "cycling", "ref": "12/7"}, {"class": "hiking", "ref": "40"}]


def test_routes_of_one_way_are_drawn_once_with_all_their_signs(village: Baked) -> None:
    routes = village.list_features(13, "routes", kind="cycling")
    assert {feature.properties["ref"] for feature in routes} == {"EV5, 7"}
    assert {feature.properties["class"] for feature in routes} == {"national"}
    assert all("name" not in feature.properties for feature in routes)
    (walk,) = {feature.properties["name"] for feature in village.list_features(13, "routes", kind="hiking")}
    assert walk == "Sentier"


def test_terrils_and_tunnels_are_told(village: Baked) -> None:
    heaps = village.list_features(14, "terrils", **{"class": "terril"})
    assert {feature.properties["name"] for feature in heaps} == {"Terril 42"}
    assert all(feature.properties["tunnel"] is True for feature in village.list_features(14, "waterway"))
    assert all(
        feature.properties["bridge"] is True for feature in village.list_features(14, "streets", **{"class": "path"})
    )


def test_a_named_area_has_one_point_for_its_name(village: Baked) -> None:
    assert village.list_zooms("terrils", **{"class": "label"}) == [12, 13, 14]
    for zoom in (12, 14):
        (label,) = village.list_features(zoom, "terrils", **{"class": "label"})
        heap = shapely.union_all([part.shape for part in village.list_features(zoom, "terrils", **{"class": "terril"})])
        assert label.properties == {"class": "label", "name": "Terril 42"}
        assert heap.contains(label.shape)


def test_lines_that_meet_are_joined_at_low_zooms(tmp_path: Path) -> None:
    nodes = {number: (2.80 + 0.002 * number, 50.41) for number in range(10)}
    ways = {
        100 + number: ([number, number + 1], {"highway": "tertiary", "name": f"Rue {number}"}) for number in range(9)
    }
    baked = bake(tmp_path, [write_map(tmp_path / "a.osm", nodes, ways)], BOX)
    low, high = baked.list_features(11, "streets"), baked.list_features(13, "streets")
    assert [feature.shape.geom_type for feature in low] == ["LineString"] * len({feature.tile for feature in low})
    assert all(len(feature.shape.coords) == 2 for feature in low)
    assert len(high) >= 9


def test_the_ways_of_a_route_are_joined_at_every_zoom(tmp_path: Path) -> None:
    nodes = {number: (2.80 + 0.002 * number, 50.41) for number in range(10)}
    ways = {
        100 + number: ([number, number + 1], {"highway": "tertiary", "name": f"Rue {number}"}) for number in range(9)
    }
    relations = {
        500: ([("w", way, "") for way in ways], {"type": "route", "route": "bicycle", "network": "lcn", "ref": "7"})
    }
    baked = bake(tmp_path, [write_map(tmp_path / "a.osm", nodes, ways, relations)], BOX)
    pieces = baked.list_features(14, "routes")
    assert all(len(piece.shape.coords) == 2 for piece in pieces)
    assert len(pieces) == len({piece.tile for piece in pieces})


def test_the_header_and_the_description_say_what_is_inside(village: Baked) -> None:
    reader = open_reader(village.file)
    header = reader.header()
    assert (header["min_zoom"], header["max_zoom"]) == (7, 14)
    assert header["clustered"]
    assert header["addressed_tiles_count"] == village.report.tiles
    assert header["min_lon_e7"] < 28_000_000 < header["max_lon_e7"]
    names = {layer["id"] for layer in reader.metadata()["vector_layers"]}
    expected = (
        "boundaries buildings ferries junctions landcover landuse places rail routes streets terrils water waterway"
    )
    assert names == set(expected.split())
    assert reader.metadata()["attribution"] == "© OpenStreetMap contributors"


def test_what_lies_outside_the_box_is_not_baked(tmp_path: Path) -> None:
    nodes = {**ROAD, 9: (3.80, 50.41), 10: (3.81, 50.41)}
    ways = {100: ([1, 2, 3], {"highway": "primary"}), 101: ([9, 10], {"highway": "motorway"})}
    baked = bake(tmp_path, [write_map(tmp_path / "a.osm", nodes, ways)], BOX)
    assert baked.list_zooms("streets", **{"class": "primary"})
    assert not baked.list_zooms("streets", **{"class": "motorway"})


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    nodes = {**ROAD, **square(10, 2.81, 50.405, 0.01)}
    ways = {100: ([1, 2, 3], {"highway": "primary"}), 101: ([10, 11, 12, 13, 10], {"landuse": "forest"})}
    file = write_map(tmp_path / "a.osm.pbf", nodes, ways)
    contents = set()
    for name in "ab":
        (tmp_path / name).mkdir()
        contents.add(bake(tmp_path / name, [file], BOX).file.read_bytes())
    assert len(contents) == 1
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["basemap.pmtiles"]


def test_of_an_object_in_two_files_the_first_counts(tmp_path: Path) -> None:
    one = write_map(tmp_path / "1.osm", ROAD, {100: ([1, 2, 3], {"highway": "primary"})})
    moved = {number: (lon, lat + 0.01) for number, (lon, lat) in ROAD.items()}
    two = write_map(
        tmp_path / "2.osm",
        {**moved, 9: (2.85, 50.43)},
        {100: ([1, 2, 3], {"highway": "secondary"}), 101: ([3, 9], {"highway": "tertiary"})},
    )
    baked = bake(tmp_path, [one, two], BOX)
    drawn = shapely.union_all([piece.shape for piece in baked.list_features(10, "streets")])
    assert {feature.properties["class"] for feature in baked.list_features(12, "streets")} == {"primary", "tertiary"}
    assert drawn.distance(shapely.Point(corner(2.80, 50.41, 10))) < 2


def test_of_versions_in_a_file_the_newest_counts_and_deleted_ways_are_gone(tmp_path: Path) -> None:
    file = tmp_path / "a.osh"
    with osmium.SimpleWriter(str(file)) as writer:
        for number, (lon, lat) in ROAD.items():
            writer.add_node(Node(id=number, location=(lon, lat), version=1))
        for version, kind in ((1, "motorway"), (2, "primary")):
            writer.add_way(Way(id=100, nodes=[1, 2, 3], tags={"highway": kind}, version=version))
        writer.add_way(Way(id=101, nodes=[1, 3], tags={"highway": "trunk"}, version=1))
        writer.add_way(Way(id=101, nodes=[1, 3], version=2, visible=False))
    baked = bake(tmp_path, [file], BOX)
    assert {feature.properties["class"] for feature in baked.list_features(10, "streets")} == {"primary"}


def test_an_area_that_lacks_a_way_is_shown_and_counted(tmp_path: Path) -> None:
    nodes = square(10, 2.81, 50.405, 0.02)
    ways: dict[int, tuple[list[int], Tags]] = {100: ([10, 11, 12, 13], {})}
    relations = {200: ([("w", 100, "outer"), ("w", 999, "outer")], {"type": "multipolygon", "natural": "water"})}
    baked = bake(tmp_path, [write_map(tmp_path / "a.osm", nodes, ways, relations)], BOX)
    assert baked.report.counts["area_incomplete"] == 1
    assert baked.report.counts["area_gap_bridged"] == 1
    expected = shapely.box(*corner(2.81, 50.405, 11), *corner(2.83, 50.425, 11))
    pieces = shapely.union_all([piece.shape for piece in baked.list_features(11, "water")])
    assert pieces.symmetric_difference(expected).area < 0.02 * expected.area


def test_missing_nodes_part_lines_and_leave_areas_whole(tmp_path: Path) -> None:
    nodes = {**ROAD, 4: (2.86, 50.43), 5: (2.85, 50.43), **square(10, 2.81, 50.405, 0.02)}
    ways = {
        100: ([1, 2, 999, 4, 5], {"highway": "primary"}),
        101: ([10, 11, 998, 12, 13, 10], {"natural": "water"}),
        102: ([999, 998], {"highway": "primary"}),
        103: ([1, 2, 3], {"building": "yes"}),
    }
    baked = bake(tmp_path, [write_map(tmp_path / "a.osm", nodes, ways)], BOX)
    drawn = shapely.union_all([piece.shape for piece in baked.list_features(13, "streets")])
    gap = shapely.LineString([corner(2.835, 50.4215, 13), corner(2.855, 50.4285, 13)])
    assert not drawn.intersects(gap)
    assert drawn.length > 0
    assert baked.list_features(13, "water")
    expected = {"area_gap_bridged": 1, "area_incomplete": 1, "area_not_closed": 1, "missing_node": 2}
    assert baked.report.counts == expected


def test_borders_of_two_countries_are_drawn_once(tmp_path: Path) -> None:
    border = {"boundary": "administrative", "admin_level": "2"}
    ways = {100: ([1, 2, 3], border)}
    relations = {
        number: ([("w", 100, "outer")], {"type": "boundary", **border, "name": name})
        for number, name in ((200, "France"), (201, "Belgique"))
    }
    baked = bake(tmp_path, [write_map(tmp_path / "a.osm", ROAD, ways, relations)], BOX)
    pieces = baked.list_features(10, "boundaries")
    assert all(piece.properties == {"class": "country", "admin_level": "2"} for piece in pieces)
    assert all(piece.shape.geom_type == "LineString" for piece in pieces)


def test_the_sea_is_water(tmp_path: Path) -> None:
    nodes = {1: (2.70, 50.42), 2: (2.96, 50.42), 3: (2.81, 50.43), 4: (2.82, 50.43)}
    ways = {100: ([1, 2], {"natural": "coastline"}), 101: ([3, 4], {"highway": "primary"})}
    baked = bake(tmp_path, [write_map(tmp_path / "a.osm", nodes, ways)], BOX)
    sea = shapely.union_all([piece.shape for piece in baked.list_features(12, "water", **{"class": "sea"})])
    assert sea.contains(shapely.Point(corner(2.83, 50.41, 12)))
    assert not sea.contains(shapely.Point(corner(2.83, 50.43, 12)))


def test_a_map_of_nothing_is_still_an_archive(tmp_path: Path) -> None:
    file = write_map(tmp_path / "a.osm", ROAD, {100: ([1, 2], {"railway": "platform"})})
    baked = bake(tmp_path, [file], BOX)
    assert baked.report.tiles == 0
    assert mapbox_vector_tile.decode(gzip.decompress(open_reader(baked.file).get(0, 0, 0))) == {}


def test_a_damaged_file_is_named_and_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "bad.osm").write_text("<osm><node", encoding="utf-8")
    with pytest.raises(SourceFileError, match=r"bad\.osm"):
        bake(tmp_path, [tmp_path / "bad.osm"], BOX)
    assert [path.name for path in tmp_path.iterdir()] == ["bad.osm"]


def test_progress_names_the_steps(tmp_path: Path) -> None:
    from graphs.basemap import bake_basemap
    from graphs.geo import BoundingBox

    file = write_map(tmp_path / "a.osm", ROAD, {100: ([1, 2, 3], {"highway": "primary"})})
    told: list[tuple[str, float]] = []
    bake_basemap(
        [file], tmp_path / "a.pmtiles", box=BoundingBox(*BOX), progress=lambda step, share: told.append((step, share))
    )
    steps = list(dict.fromkeys(step for step, _ in told))
    assert steps == ["map: read", "map: relations", "map: ways", "map: nodes", "map: shapes", "map: tiles"]
    assert all(0 <= share <= 1 for _, share in told)
