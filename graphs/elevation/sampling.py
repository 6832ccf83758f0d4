"""Elevation anywhere, from any mix of raster files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from graphs.elevation import geotiff, hgt
from graphs.errors import SourceFileError
from graphs.geo import EARTH_RADIUS_M

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from graphs.elevation.geotiff import Raster
    from graphs.elevation.grid import Mosaic

__all__ = ["Elevation", "Surface"]

Float64 = npt.NDArray[np.float64]

_HGT_SUFFIXES = (".hgt", ".hgt.zip")
_TIFF_SUFFIXES = (".tif", ".tiff")
_RING_SIZE = 6
_INNER_WEIGHT, _OUTER_WEIGHT = 0.6065, 0.1353
"""A Gaussian at one and at two standard deviations."""
_WINDOW_LEAST_M, _WINDOW_PER_PIXEL, _WINDOW_MOST_M = 30.0, 3.0, 190.0
_MIN_COSINE = 0.01


class Surface(Protocol):
    """What elevations of streets are taken from."""

    @property
    def window_m(self) -> float:
        """Width over which noise is smoothed."""

    def sample_smooth(self, lat: Float64, lon: Float64) -> Float64:
        """Give elevations in metres, noise smoothed, shape (n,), NaN where unknown."""


class Elevation:
    """A surface made of raster files, finer ones before coarser ones; nothing is read before it is asked for.

    Use `Elevation.open`.
    """

    def __init__(self, mosaics: Sequence[Mosaic]) -> None:
        self._mosaics = tuple(sorted(mosaics, key=lambda mosaic: mosaic.resolution_m))

    @classmethod
    def open(cls, paths: Sequence[Path]) -> Elevation:
        """Open .hgt, .hgt.zip and GeoTIFF files, as many as wanted, mixed as wanted.

        Neighbours are joined without a seam; where files overlap the finest counts, then the first given.

        Raises
        ------
        SourceFileError
            A file is missing, damaged, of another type or size than its name says, or does not say where it lies; or no
            file is given.
        """
        if not paths:
            raise SourceFileError("no elevation file was given", file="")
        tiles, rasters = [], []
        for path in paths:
            name = path.name.lower()
            if not path.is_file():
                msg = f"{path} is no file: an elevation file (.hgt, .hgt.zip, .tif) was expected"
                raise SourceFileError(msg, file=str(path))
            if name.endswith(_HGT_SUFFIXES):
                tiles.append(hgt.read_header(path))
            elif name.endswith(_TIFF_SUFFIXES):
                rasters.append(geotiff.read_header(path))
            else:
                msg = f"{path} is of no known type: elevation files are .hgt, .hgt.zip, .tif and .tiff"
                raise SourceFileError(msg, file=str(path))
        sizes = sorted({tile.samples for tile in tiles})
        mosaics = [hgt.open_tiles([tile for tile in tiles if tile.samples == size]) for size in sizes]
        mosaics += [geotiff.open_rasters(group) for group in _group_aligned(rasters)]
        return cls(mosaics)

    @property
    def resolution_m(self) -> float:
        """Size of a pixel of the finest file on the ground."""
        return self._mosaics[0].resolution_m

    @property
    def window_m(self) -> float:
        """Width over which noise is smoothed along a street: 120 m for pixels of 30 m."""
        return _window_m(self.resolution_m)

    def sample(self, lat: Float64, lon: Float64) -> Float64:
        """Give elevations as they stand in the files, interpolated between pixels.

        Parameters
        ----------
        lat, lon
            Degrees, shapes (n,).

        Returns
        -------
        Float64
            Metres, shape (n,), NaN where no file knows.

        Raises
        ------
        SourceFileError
            A file turns out damaged.
        """
        return self._sample(lat, lon, lambda mosaic, some_lat, some_lon: mosaic.sample(some_lat, some_lon))

    def sample_smooth(self, lat: Float64, lon: Float64) -> Float64:
        """Give elevations as a weighted mean around each point, as wide as the pixels of its file ask for.

        A slope keeps its elevation and its grade, noise of single pixels fades. Parameters, result and errors as
        `sample`.
        """
        return self._sample(lat, lon, _smooth)

    def _sample(self, lat: Float64, lon: Float64, read: Callable[[Mosaic, Float64, Float64], Float64]) -> Float64:
        found = np.full(len(lat), np.nan)
        for mosaic in self._mosaics:
            missing = np.flatnonzero(np.isnan(found))
            if not len(missing):
                break
            found[missing] = read(mosaic, lat[missing], lon[missing])
        return found


def _window_m(resolution_m: float) -> float:
    return min(_WINDOW_MOST_M, _WINDOW_LEAST_M + _WINDOW_PER_PIXEL * resolution_m)


def _group_aligned(rasters: Sequence[Raster]) -> list[list[Raster]]:
    groups: list[list[Raster]] = []
    for raster in rasters:
        group = next((group for group in groups if group[0].is_aligned_with(raster)), None)
        if group is None:
            groups.append([raster])
        else:
            group.append(raster)
    return groups


def _smooth(mosaic: Mosaic, lat: Float64, lon: Float64) -> Float64:
    """Weigh the point and two rings around it; only where the point itself is known."""
    centre = mosaic.sample(lat, lon)
    total, weight = np.where(np.isnan(centre), 0.0, centre), np.ones(len(lat))
    radius = _window_m(mosaic.resolution_m) / 2
    for ring_m, turn, share in ((radius / 2, 0.0, _INNER_WEIGHT), (radius, 0.5, _OUTER_WEIGHT)):
        north = np.degrees(ring_m / EARTH_RADIUS_M)
        east = north / np.maximum(_MIN_COSINE, np.cos(np.radians(lat)))
        for angle in (np.arange(_RING_SIZE) + turn) * (2 * np.pi / _RING_SIZE):
            value = mosaic.sample(lat + north * np.sin(angle), lon + east * np.cos(angle))
            known = ~np.isnan(value)
            total += np.where(known, share * value, 0.0)
            weight += np.where(known, share, 0.0)
    return np.asarray(np.where(np.isnan(centre), np.nan, total / weight))
