"""SRTM tiles: .hgt files and .hgt.zip archives, one square degree each, placed by their names."""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from graphs.elevation.grid import GridPlace, Member, Mosaic
from graphs.errors import SourceFileError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

__all__ = ["HgtTile", "open_tiles", "read_header"]

Float32 = npt.NDArray[np.float32]
Float64 = npt.NDArray[np.float64]
Int16 = npt.NDArray[np.int16]

_NAME = re.compile(r"([NS])(\d{2})([EW])(\d{3})", re.IGNORECASE)
_SAMPLES = {2 * samples * samples: samples for samples in (1201, 3601)}
_VOID = -32768
_LOWEST_M, _HIGHEST_M = -1000, 9000
_DEGREE_M = 111_195.08
_TILES_KEPT = 4
_READ_ERRORS = (OSError, zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError)


@dataclass(frozen=True, slots=True)
class HgtTile:
    """One square degree: south-west corner in degrees and number of samples along each side, both borders included."""

    path: Path
    lat: int
    lon: int
    samples: int
    inside: str = ""
    """Name within the archive; empty for a plain file."""


def read_header(path: Path) -> HgtTile:
    """Find out which square degree a file holds, and whether it can be one.

    Raises
    ------
    SourceFileError
        The name gives no square degree, the size is that of no tile, or the archive is damaged or holds no single .hgt.
    """
    inside = _find_in_archive(path) if path.suffix.lower() == ".zip" else ""
    match = _NAME.match(path.name) or _NAME.match(inside.rpartition("/")[2])
    if match is None:
        msg = f"{path} must be named after its south-west corner, such as N50E002.hgt"
        raise SourceFileError(msg, file=str(path))
    size = _archived_size(path, inside) if inside else path.stat().st_size
    if size not in _SAMPLES:
        msg = f"{path} holds {size} bytes of elevations; a tile of 1201 x 1201 or 3601 x 3601 samples was expected"
        raise SourceFileError(msg, file=str(path))
    north, lat, east, lon = match.groups()
    south_west = int(lat) * (1 if north.upper() == "N" else -1), int(lon) * (1 if east.upper() == "E" else -1)
    if not (-90 <= south_west[0] < 90 and -180 <= south_west[1] < 180):  # noqa: PLR2004 - the whole globe
        msg = f"{path} is named after a corner that is not on the globe: N89, S90, E179 and W180 are the outermost"
        raise SourceFileError(msg, file=str(path))
    return HgtTile(path, *south_west, _SAMPLES[size], inside)


def open_tiles(tiles: Sequence[HgtTile]) -> Mosaic:
    """Join tiles with the same number of samples; rows count from 90 degrees north, columns from 180 west."""
    step = tiles[0].samples - 1
    load = lru_cache(maxsize=_TILES_KEPT)(_load)
    members = [
        Member(
            tile.path,
            GridPlace((89 - tile.lat) * step, (tile.lon + 180) * step, tile.samples, tile.samples),
            _reader(tile, load),
        )
        for tile in tiles
    ]

    def to_grid(lat: Float64, lon: Float64) -> tuple[Float64, Float64]:
        return (90.0 - lat) * step, (lon + 180.0) * step

    return Mosaic(members, to_grid, _DEGREE_M / step)


def _reader(tile: HgtTile, load: Callable[[HgtTile], Int16]) -> Callable[[int, int, int, int], Float32]:
    def read(top: int, bottom: int, left: int, right: int) -> Float32:
        part = load(tile)[top:bottom, left:right]
        void = (part < _LOWEST_M) | (part > _HIGHEST_M)
        return np.where(void, np.float32(np.nan), part.astype(np.float32))

    return read


def _unzip(tile: HgtTile) -> Int16:
    with zipfile.ZipFile(tile.path) as archive:
        content = archive.read(tile.inside)
    return np.frombuffer(content, dtype=">i2").reshape(tile.samples, tile.samples)


def _load(tile: HgtTile) -> Int16:
    """Map a plain file, unpack an archived one."""
    try:
        if tile.inside:
            return _unzip(tile)
        return np.memmap(tile.path, dtype=">i2", mode="r", shape=(tile.samples, tile.samples))
    except _READ_ERRORS as error:
        msg = f"{tile.path} cannot be read ({error}): fetch it again"
        raise SourceFileError(msg, file=str(tile.path)) from error


def _find_in_archive(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if name.lower().endswith(".hgt")]
    except _READ_ERRORS as error:
        msg = f"{path} is no readable zip archive ({error}): fetch it again"
        raise SourceFileError(msg, file=str(path)) from error
    if len(names) != 1:
        msg = f"{path} must hold one .hgt file, found {len(names)}"
        raise SourceFileError(msg, file=str(path))
    return names[0]


def _archived_size(path: Path, inside: str) -> int:
    with zipfile.ZipFile(path) as archive:
        return archive.getinfo(inside).file_size
