"""Elevation files drawn by a formula, for tests."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import numpy as np
import rasterio
from rasterio.transform import Affine

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import numpy.typing as npt

    Field = Callable[[npt.NDArray[np.float64], npt.NDArray[np.float64]], npt.NDArray[np.float64]]

SAMPLES = 1201


def tilted(lat: npt.NDArray[np.float64], lon: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Whole metres at every sample of a tile of 1201: linear, so that interpolation is exact."""
    return 2400.0 * (lat - 49.0) + 1200.0 * (lon - 2.0) + 100.0


def write_hgt(
    folder: Path, lat: int, lon: int, field: Field, *, zipped: bool = False, void: tuple[slice, slice] | None = None
) -> Path:
    """Write a tile of 1201 x 1201 samples, rows from the north."""
    lats = lat + 1 - np.arange(SAMPLES) / (SAMPLES - 1)
    lons = lon + np.arange(SAMPLES) / (SAMPLES - 1)
    values = np.rint(field(*np.meshgrid(lats, lons, indexing="ij"))).astype(">i2")
    if void is not None:
        values[void] = -32768
    name = f"{'N' if lat >= 0 else 'S'}{abs(lat):02}{'E' if lon >= 0 else 'W'}{abs(lon):03}.hgt"
    path = folder / (name + ".zip" if zipped else name)
    if zipped:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, values.tobytes())
    else:
        path.write_bytes(values.tobytes())
    return path


def write_tiff(
    path: Path,
    values: npt.NDArray[np.float32],
    transform: Affine,
    *,
    crs: str = "EPSG:4326",
    nodata: float | None = None,
) -> Path:
    """Write one band of 32-bit floats."""
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        height=values.shape[0],
        width=values.shape[1],
        count=1,
        dtype="float32",
        crs=crs,
        transform=transform,
        nodata=nodata,
    ) as target:
        target.write(values, 1)
    return path


def field_tiff(
    path: Path,
    field: Field,
    *,
    north: float,
    west: float,
    rows: int,
    columns: int,
    step: float = 1 / 3600,
) -> Path:
    """Write a field of latitude and longitude, sampled at the centres of the pixels."""
    lats = north - (np.arange(rows) + 0.5) * step
    lons = west + (np.arange(columns) + 0.5) * step
    values = field(*np.meshgrid(lats, lons, indexing="ij")).astype(np.float32)
    return write_tiff(path, values, Affine(step, 0, west, 0, -step, north))
