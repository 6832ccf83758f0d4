"""GeoTIFF rasters in any reference system."""

from __future__ import annotations

import math
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from graphs.elevation.grid import GridPlace, Member, Mosaic
from graphs.errors import SourceFileError
from graphs.geo import Coordinate, haversine_m

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from pyproj import Transformer

__all__ = ["Raster", "open_rasters", "read_header"]

Float32 = npt.NDArray[np.float32]
Float64 = npt.NDArray[np.float64]

_LOWEST_M, _HIGHEST_M = -1000.0, 9000.0
_ALIGNED_PIXELS = 1e-3
_SIZE_TOLERANCE = 1e-6
_CENTRE = 0.5


@dataclass(frozen=True, slots=True)
class Raster:
    """Header of one raster: reference system as WKT and the affine transform (a, b, c, d, e, f) from pixels to it."""

    path: Path
    crs_wkt: str
    transform: tuple[float, float, float, float, float, float]
    rows: int
    columns: int

    def is_aligned_with(self, other: Raster) -> bool:
        """Say whether the pixels of both fall on one grid."""
        a, b, _, d, e, _ = self.transform
        size = max(abs(a), abs(b), abs(d), abs(e))
        same_size = all(
            math.isclose(mine, theirs, abs_tol=size * _SIZE_TOLERANCE)
            for mine, theirs in zip((a, b, d, e), (*other.transform[:2], *other.transform[3:5]), strict=True)
        )
        if self.crs_wkt != other.crs_wkt or not same_size:
            return False
        return all(abs(offset - round(offset)) < _ALIGNED_PIXELS for offset in self.offset_of(other))

    def offset_of(self, other: Raster) -> tuple[float, float]:
        """Give row and column, in pixels of this raster, of the first pixel of another."""
        row, column = _to_pixels(self.transform, np.array([other.transform[2]]), np.array([other.transform[5]]))
        return float(row[0]), float(column[0])


def read_header(path: Path) -> Raster:
    """Read size and place of a raster.

    Raises
    ------
    SourceFileError
        The file is no raster, is damaged, or does not say where it lies.
    """
    import rasterio

    try:
        with _quiet(), rasterio.open(path) as source:
            crs, transform = source.crs, source.transform
            rows, columns, bands = source.height, source.width, source.count
    except (rasterio.errors.RasterioError, OSError, ValueError) as error:
        msg = f"{path} is no readable GeoTIFF ({error}): fetch it again"
        raise SourceFileError(msg, file=str(path)) from error
    if crs is None or transform.is_identity or transform.determinant == 0:
        msg = f"{path} does not say where it lies: a GeoTIFF with a reference system and a transform was expected"
        raise SourceFileError(msg, file=str(path))
    if bands < 1 or rows < 2 or columns < 2:  # noqa: PLR2004 - two pixels are the least to interpolate between
        msg = f"{path} holds {bands} bands of {rows} x {columns} pixels; at least one band of 2 x 2 was expected"
        raise SourceFileError(msg, file=str(path))
    return Raster(path, crs.to_wkt(), tuple(transform)[:6], rows, columns)


def open_rasters(rasters: Sequence[Raster]) -> Mosaic:
    """Join rasters that are aligned with the first.

    Raises
    ------
    SourceFileError
        The reference system of the first cannot be turned into degrees.
    """
    import pyproj

    first = rasters[0]
    try:
        transformer = pyproj.Transformer.from_crs("EPSG:4326", pyproj.CRS.from_wkt(first.crs_wkt), always_xy=True)
        back = pyproj.Transformer.from_crs(pyproj.CRS.from_wkt(first.crs_wkt), "EPSG:4326", always_xy=True)
    except pyproj.exceptions.ProjError as error:
        msg = f"{first.path} has a reference system that cannot be turned into degrees ({error})"
        raise SourceFileError(msg, file=str(first.path)) from error

    def to_grid(lat: Float64, lon: Float64) -> tuple[Float64, Float64]:
        x, y = transformer.transform(lon, lat)
        row, column = _to_pixels(first.transform, np.asarray(x), np.asarray(y))
        return row - _CENTRE, column - _CENTRE

    members = []
    for raster in rasters:
        row, column = first.offset_of(raster)
        members.append(
            Member(raster.path, GridPlace(round(row), round(column), raster.rows, raster.columns), _reader(raster))
        )
    return Mosaic(members, to_grid, _pixel_size_m(first, back))


def _reader(raster: Raster) -> Callable[[int, int, int, int], Float32]:
    def read(top: int, bottom: int, left: int, right: int) -> Float32:
        import rasterio

        try:
            with _quiet(), rasterio.open(raster.path) as source:
                window = rasterio.windows.Window(left, top, right - left, bottom - top)
                masked = source.read(1, window=window, masked=True, out_dtype="float32")
        except (rasterio.errors.RasterioError, OSError, ValueError) as error:
            msg = f"{raster.path} cannot be read ({error}): fetch it again"
            raise SourceFileError(msg, file=str(raster.path)) from error
        part = np.asarray(masked.filled(np.nan), dtype=np.float32)
        with np.errstate(invalid="ignore"):
            part[(part < _LOWEST_M) | (part > _HIGHEST_M)] = np.nan
        return part

    return read


def _to_pixels(transform: tuple[float, ...], x: Float64, y: Float64) -> tuple[Float64, Float64]:
    """Turn places in the reference system into rows and columns, counted from the outer corner of the first pixel."""
    a, b, c, d, e, f = transform
    determinant = a * e - b * d
    east, north = x - c, y - f
    return (a * north - d * east) / determinant, (e * east - b * north) / determinant


def _pixel_size_m(raster: Raster, to_degrees: Transformer) -> float:
    """Measure the mean side of the pixel in the middle of a raster on the ground."""
    a, b, c, d, e, f = raster.transform
    row, column = raster.rows / 2, raster.columns / 2
    pixels = np.array([[column, row], [column + 1, row], [column, row + 1]])
    lon, lat = to_degrees.transform(pixels[:, 0] * a + pixels[:, 1] * b + c, pixels[:, 0] * d + pixels[:, 1] * e + f)
    if not (np.isfinite(lon).all() and np.isfinite(lat).all()):
        msg = f"{raster.path} lies outside the area of its reference system"
        raise SourceFileError(msg, file=str(raster.path))
    middle, beside, below = (Coordinate(float(lat[i]), float(lon[i])) for i in range(3))
    return max(0.01, (haversine_m(middle, beside) + haversine_m(middle, below)) / 2)


@contextmanager
def _quiet() -> Iterator[None]:
    """Open rasters without place quietly: that is checked here."""
    from rasterio.errors import NotGeoreferencedWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        yield
