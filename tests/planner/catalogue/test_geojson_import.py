import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from pyproj import Transformer

from planner.catalogue.csv_import import read_csv_sites
from planner.catalogue.geojson_import import read_geojson_sites
from planner.catalogue.report import ImportReport
from planner.catalogue.site import SiteKind
from planner.errors import CatalogueError

SQUARE = [[2.80, 50.42], [2.81, 50.42], [2.81, 50.43], [2.80, 50.43], [2.80, 50.42]]
LAYERS = "bassin-minier-unesco"


def _write(path: Path, features: list[dict[str, Any]], **members: Any) -> Path:  # noqa: ANN401 - JSON
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **members}), encoding="utf-8")
    return path


def _feature(geometry: object, **properties: object) -> dict[str, Any]:
    own = {"id": "park-1", "name": "Parc", "kind": "park", "commune": "Lens"} | properties
    return {"type": "Feature", "geometry": geometry, "properties": own}


def _polygon(ring: list[list[float]]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [ring]}


def test_a_feature_becomes_a_site_with_its_outline(tmp_path: Path) -> None:
    (site,) = read_geojson_sites(_write(tmp_path / "parks.geojson", [_feature(_polygon(SQUARE), visiting="yes")]))
    assert site.is_area
    assert site.access.status == "open"
    assert site.geometry is not None
    assert site.geometry.contains(shapely.Point(site.position.lon, site.position.lat))


@pytest.mark.parametrize("crs", [None, {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}])
def test_lambert_93_is_turned_into_degrees(tmp_path: Path, crs: object) -> None:
    to_metres = Transformer.from_crs("EPSG:4326", "EPSG:2154", always_xy=True)
    ring = [list(to_metres.transform(lon, lat)) for lon, lat in SQUARE]
    members = {"crs": crs} if crs else {}
    report = ImportReport()
    path = _write(tmp_path / "parks.geojson", [_feature(_polygon(ring))], **members)
    (site,) = read_geojson_sites(path, report=report)
    assert site.geometry is not None
    assert site.geometry.equals_exact(shapely.Polygon(SQUARE), 1e-6)
    assert "EPSG:2154" in report.notes[0].message


def test_belgian_lambert_72_is_turned_when_the_file_names_it(tmp_path: Path) -> None:
    to_metres = Transformer.from_crs("EPSG:4326", "EPSG:31370", always_xy=True)
    x, y = to_metres.transform(4.44278, 50.38075)
    crs = {"type": "name", "properties": {"name": "EPSG:31370"}}
    path = _write(tmp_path / "wallonia.geojson", [_feature({"type": "Point", "coordinates": [x, y]})], crs=crs)
    (site,) = read_geojson_sites(path)
    assert (site.position.lat, site.position.lon) == pytest.approx((50.38075, 4.44278), abs=1e-5)
    assert site.geometry is None


def test_coordinates_of_no_known_system_are_refused(tmp_path: Path) -> None:
    path = _write(tmp_path / "parks.geojson", [_feature({"type": "Point", "coordinates": [9e8, 9e8]})])
    with pytest.raises(CatalogueError, match="WGS 84"):
        read_geojson_sites(path)


def test_a_feature_without_geometry_is_refused_and_the_rest_is_kept(tmp_path: Path) -> None:
    report = ImportReport()
    features = [_feature(None, id="nowhere"), _feature(_polygon(SQUARE)), _feature(_polygon(SQUARE))]
    assert len(read_geojson_sites(_write(tmp_path / "parks.geojson", features), report=report)) == 1
    assert [(note.row, note.field) for note in report.list_refused()] == [(1, "geometry"), (3, "id")]


def test_an_outline_that_crosses_itself_is_mended(tmp_path: Path) -> None:
    bow = [SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3], SQUARE[0]]
    report = ImportReport()
    (site,) = read_geojson_sites(_write(tmp_path / "parks.geojson", [_feature(_polygon(bow))]), report=report)
    assert site.geometry is not None
    assert site.geometry.is_valid
    assert [note.outcome for note in report.notes] == ["mended"]


@pytest.mark.parametrize("content", [
    "", "{", "[1]", '{"type": "Feature"}', '{"type": "FeatureCollection", "features": [3]}',
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": {"type": "Point"}}]}',
    ('{"type": "FeatureCollection", "features": [{"properties": {}, '
    '"geometry": {"type": "Point", "coordinates": [NaN, 1]}}]}'),
])  # fmt: skip
def test_a_file_that_is_no_geojson_is_one_clear_error(tmp_path: Path, content: str) -> None:
    path = tmp_path / "layer.geojson"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"layer\.geojson"):
        read_geojson_sites(path)


@pytest.mark.parametrize(("layer", "kind", "count"), [
    ("terrils", "terril", 51), ("batis", "building", 159), ("cites-minieres", "estate", 159), ("cavaliers",
    "mine_railway", 14),
    ("espace-neonaturel", "natural_area", 5), ("zt-parvis-agricoles", "view_area", 138), ("zt-cites-minieres",
    "estate", 162),
    ("zt-espaces-neonaturels", "natural_area", 7), ("puits-de-mines", "", 0), ("communes-mbm", "", 0),
    ("zt-cavaliers", "", 0),
])  # fmt: skip
def test_official_layers_are_read_as_what_they_are(test_data: Path, layer: str, kind: str, count: int) -> None:
    sites = read_geojson_sites(test_data / LAYERS / f"{layer}.geojson")
    assert len(sites) == count
    assert {site.kind.value for site in sites} == ({kind} if kind else set())
    assert all(site.geometry is not None for site in sites)


def test_official_layers_bear_the_ids_of_the_facts(test_data: Path) -> None:
    known = {site.id: site for site in read_csv_sites(test_data.parent / "facts" / "sites.csv")}
    for layer in ("terrils", "batis", "cavaliers", "espace-neonaturel"):
        for site in read_geojson_sites(test_data / LAYERS / f"{layer}.geojson"):
            assert site.kind is known[site.id].kind
            assert site.world_heritage == known[site.id].world_heritage


def test_embankments_in_the_inventory_of_terrils_are_mine_railways(test_data: Path) -> None:
    sites = read_geojson_sites(test_data / LAYERS / "zt-terrils.geojson")
    railways = [site for site in sites if site.kind is SiteKind.MINE_RAILWAY]
    assert len(sites) == 111
    assert len(railways) == 30
    assert all(site.name.casefold().startswith("cavalier") for site in railways)
