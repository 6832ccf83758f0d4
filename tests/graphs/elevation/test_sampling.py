"""Rasters: interpolation, seams, voids, reference systems, wrong files."""

import math
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyproj
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from rasterio.transform import Affine

from graphs.elevation import Elevation
from graphs.elevation.voids import fill_small_voids
from graphs.errors import SourceFileError
from graphs.kernels.terrain import bilinear
from tests.graphs.elevation.rasters import field_tiff, tilted, write_hgt, write_tiff


def sample(elevation: Elevation, *places: tuple[float, float]) -> list[float]:
    lat, lon = np.array(places, dtype=np.float64).T.copy()
    return [float(value) for value in elevation.sample(lat, lon)]


@pytest.mark.parametrize("zipped", [False, True])
def test_a_tile_is_placed_by_its_name_and_interpolated(tmp_path: Path, *, zipped: bool) -> None:
    elevation = Elevation.open([write_hgt(tmp_path, 49, 2, tilted, zipped=zipped)])
    places = [(49.0, 2.0), (50.0, 3.0), (49.51234, 2.70011), (49.99999, 2.00001)]
    expected = [float(tilted(np.float64(lat), np.float64(lon))) for lat, lon in places]  # type: ignore[arg-type]
    assert sample(elevation, *places) == pytest.approx(expected, abs=0.01)
    assert elevation.resolution_m == pytest.approx(92.66, abs=0.01)


def test_outside_is_unknown(tmp_path: Path) -> None:
    elevation = Elevation.open([write_hgt(tmp_path, 49, 2, tilted)])
    found = sample(elevation, (48.9, 2.5), (49.5, 1.9), (50.1, 2.5), (-49.5, 2.5), (math.nan, 2.5))
    assert all(math.isnan(value) for value in found)


def test_southern_and_western_tiles(tmp_path: Path) -> None:
    elevation = Elevation.open([write_hgt(tmp_path, -31, -52, lambda lat, lon: 100 * (lat + 31) + 10 * (lon + 52))])
    assert sample(elevation, (-31.0, -52.0), (-30.0, -51.0)) == pytest.approx([0.0, 110.0])


def test_neighbouring_tiles_have_no_seam(tmp_path: Path) -> None:
    both = Elevation.open([write_hgt(tmp_path, 49, 2, tilted), write_hgt(tmp_path, 50, 2, tilted, zipped=True)])
    lat = np.linspace(49.998, 50.002, 401)
    lon = np.full(401, 2.3456)
    assert both.sample(lat, lon) == pytest.approx(tilted(lat, lon), abs=0.51)
    assert np.abs(np.diff(both.sample(lat, lon))).max() < 0.05
    assert both.sample_smooth(lat, lon) == pytest.approx(tilted(lat, lon), abs=0.51)


def test_neighbouring_geotiffs_have_no_seam(tmp_path: Path) -> None:
    left = field_tiff(tmp_path / "left.tif", tilted, north=50.1, west=2.1, rows=90, columns=36)
    right = field_tiff(tmp_path / "right.tif", tilted, north=50.1, west=2.11, rows=90, columns=36)
    lon = np.linspace(2.1095, 2.1105, 51)
    lat = np.full(51, 50.09)
    assert Elevation.open([left, right]).sample(lat, lon) == pytest.approx(tilted(lat, lon), abs=1e-3)


def test_blocks_have_no_seam(tmp_path: Path) -> None:
    path = field_tiff(tmp_path / "wide.tif", tilted, north=50.1, west=2.1, rows=40, columns=1100)
    lon = np.linspace(2.101, 2.404, 4001)
    lat = np.full(4001, 50.095)
    assert Elevation.open([path]).sample(lat, lon) == pytest.approx(tilted(lat, lon), abs=1e-3)


def test_a_geotiff_of_another_reference_system(tmp_path: Path) -> None:
    to_lambert = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:2154", always_xy=True)
    x, y = to_lambert.transform(2.83, 50.43)
    columns, rows = np.meshgrid(np.arange(200), np.arange(200))
    values = (columns + 0.5 + 2 * (rows + 0.5)).astype(np.float32)
    path = write_tiff(tmp_path / "l93.tif", values, Affine(5, 0, x - 500, 0, -5, y + 500), crs="EPSG:2154")
    elevation = Elevation.open([path])
    assert sample(elevation, (50.43, 2.83)) == pytest.approx([100 + 200], abs=0.02)
    assert elevation.resolution_m == pytest.approx(5.0, rel=0.01)


def test_the_finest_file_counts_and_coarser_ones_fill_in(tmp_path: Path) -> None:
    coarse = write_hgt(tmp_path, 49, 2, lambda lat, _: 10 + 0 * lat)
    fine = field_tiff(tmp_path / "fine.tif", lambda lat, _: 77 + 0 * lat, north=49.6, west=2.5, rows=72, columns=72)
    elevation = Elevation.open([coarse, fine])
    assert sample(elevation, (49.59, 2.51), (49.4, 2.51)) == pytest.approx([77.0, 10.0])
    assert elevation.resolution_m < 35


def test_small_voids_are_filled_and_wide_ones_stay_unknown(tmp_path: Path) -> None:
    small = write_hgt(tmp_path, 49, 2, tilted, void=(slice(600, 604), slice(600, 606)))
    wide = write_hgt(tmp_path, 50, 2, tilted, void=(slice(300, 400), slice(300, 400)))
    elevation = Elevation.open([small, wide])
    middle = (50 - 601.5 / 1200, 2 + 602.5 / 1200)
    assert sample(elevation, middle)[0] == pytest.approx(float(tilted(*np.array(middle))), abs=1.0)
    assert math.isnan(sample(elevation, (51 - 350 / 1200, 2 + 350 / 1200))[0])


def test_nodata_of_a_geotiff_is_unknown(tmp_path: Path) -> None:
    values = np.full((60, 60), 5.0, dtype=np.float32)
    values[:, :40] = -9999.0
    path = write_tiff(tmp_path / "half.tif", values, Affine(0.001, 0, 2, 0, -0.001, 50), nodata=-9999.0)
    found = sample(Elevation.open([path]), (49.97, 2.01), (49.97, 2.05))
    assert math.isnan(found[0])
    assert found[1] == 5.0


@given(
    raster=hnp.arrays(
        np.float32, (4, 5), elements=st.one_of(st.floats(-100, 4000, width=32), st.just(float(np.float32("nan"))))
    ),
    row=st.floats(0, 3),
    column=st.floats(0, 4),
)
@settings(max_examples=60)
def test_the_kernel_agrees_with_its_slow_twin(raster: npt.NDArray[np.float32], row: float, column: float) -> None:
    top, left = min(int(row), 2), min(int(column), 3)
    corners = {
        (top + i, left + j): abs(1 - i - (row - top)) * abs(1 - j - (column - left)) for i in (0, 1) for j in (0, 1)
    }
    nearest = (top + (row - top > 0.5), left + (column - left > 0.5))
    known = {place: share for place, share in corners.items() if not math.isnan(raster[place])}
    found = float(bilinear(raster, np.array([row]), np.array([column]))[0])
    if nearest not in known:
        assert math.isnan(found)
        return
    expected = sum(share * float(raster[place]) for place, share in known.items()) / sum(known.values())
    assert found == pytest.approx(expected, rel=1e-6, abs=1e-3)


def test_voids_meet_their_rim() -> None:
    rows, columns = np.meshgrid(np.arange(30.0), np.arange(30.0), indexing="ij")
    plane = (rows + 2 * columns).astype(np.float32)
    holed = plane.copy()
    holed[10:13, 10:14] = np.nan
    holed[20:22, 2] = np.nan
    fill_small_voids(holed, half_width=3)
    assert np.abs(holed - plane).max() < 0.2


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-2])


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _noise(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 40)


@pytest.mark.parametrize(
    ("name", "damage", "message"),
    [
        ("N49E002.hgt", _cut, "1201 x 1201 or 3601 x 3601"),
        ("N49E002.hgt", _empty, "holds 0 bytes"),
        ("lens.hgt", _empty, "south-west corner"),
        ("N49E002.hgt.zip", _noise, "no readable zip archive"),
        ("N49E002.hgt.zip", _empty, "no readable zip archive"),
        ("lens.tif", _noise, "no readable GeoTIFF"),
        ("lens.tiff", _empty, "no readable GeoTIFF"),
        ("lens.asc", _noise, "no known type"),
    ],
)
def test_wrong_files_are_named(tmp_path: Path, name: str, damage: Callable[[Path], None], message: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"\0" * (2 * 1201 * 1201))
    damage(path)
    with pytest.raises(SourceFileError, match=message) as caught:
        Elevation.open([path])
    assert caught.value.details["file"] == str(path)


def test_missing_files_and_none_at_all(tmp_path: Path) -> None:
    with pytest.raises(SourceFileError, match="is no file"):
        Elevation.open([tmp_path / "N49E002.hgt"])
    with pytest.raises(SourceFileError, match="no elevation file"):
        Elevation.open([])


@pytest.mark.parametrize("name", ["N90E002.hgt", "S91E002.hgt", "N49E180.hgt", "N49W181.hgt"])
def test_a_tile_off_the_globe_is_refused(tmp_path: Path, name: str) -> None:
    shutil.copy(write_hgt(tmp_path, 49, 2, tilted), tmp_path / name)
    with pytest.raises(SourceFileError, match="not on the globe"):
        Elevation.open([tmp_path / name])


def test_an_archive_must_hold_one_tile(tmp_path: Path) -> None:
    path = tmp_path / "N49E002.hgt.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "nothing here")
    with pytest.raises(SourceFileError, match="must hold one"):
        Elevation.open([path])


def test_damage_found_while_reading_is_named(tmp_path: Path) -> None:
    path = write_hgt(tmp_path, 49, 2, tilted, zipped=True)
    content = bytearray(path.read_bytes())
    content[2000:2100] = bytes(100)
    path.write_bytes(content)
    elevation = Elevation.open([path])
    with pytest.raises(SourceFileError, match="cannot be read") as caught:
        sample(elevation, (49.5, 2.5))
    assert caught.value.details["file"] == str(path)


def test_a_raster_without_place_is_refused(tmp_path: Path) -> None:
    path = field_tiff(tmp_path / "a.tif", tilted, north=50, west=2, rows=9, columns=9)
    import rasterio

    with rasterio.open(path) as source:
        values = source.read(1)
    bare = tmp_path / "bare.tif"
    with (
        pytest.warns(rasterio.errors.NotGeoreferencedWarning),
        rasterio.open(bare, "w", driver="GTiff", height=9, width=9, count=1, dtype="float32") as target,
    ):
        target.write(values, 1)
    with pytest.raises(SourceFileError, match="does not say where it lies"):
        Elevation.open([bare])


def test_north_bayreuth_lies_on_two_tiles(test_data: Path, tmp_path: Path) -> None:
    folder = test_data / "north-bayreuth"
    tiles = [folder / "N49E011.hgt.zip", folder / "N50E011.hgt.zip"]
    lat, lon = np.linspace(49.97, 50.04, 2000), np.full(2000, 11.55)
    both = Elevation.open(tiles).sample(lat, lon)
    assert np.isfinite(both).all()
    assert np.abs(np.diff(both)).max() < 4.0
    north_only = Elevation.open([Path(shutil.copy(tiles[1], tmp_path))]).sample(lat, lon)
    assert np.isnan(north_only[lat < 49.999]).all()
    assert (north_only[lat > 50.0] == both[lat > 50.0]).all()
