"""Bake the base map of a territory: the one place that knows the order of the steps."""

from __future__ import annotations

import gzip
import math
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphs.basemap.encoding import encode_tile
from graphs.basemap.reading import read_map
from graphs.basemap.rules import load_map_rules
from graphs.basemap.shapes import DEEPEST_ZOOM, EXTENT_BITS, to_grid
from graphs.basemap.shaping import shape_map
from graphs.basemap.tiling import cut_into_tiles
from graphs.basemap.zooming import ZoomPlan, look_at, measure
from graphs.geo import EARTH_RADIUS_M, BoundingBox

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graphs.basemap.shapes import Shapes, Table

__all__ = ["LOWEST_ZOOM", "BasemapReport", "bake_basemap"]

LOWEST_ZOOM = 6
OSM_ATTRIBUTION = "© OpenStreetMap contributors"
_MARGIN_M = 2000.0


@dataclass(frozen=True, slots=True)
class BasemapReport:
    """What was baked."""

    tiles: int
    size_bytes: int
    counts: dict[str, int] = field(default_factory=dict)
    """Mended or left out, by reason."""

    def to_lines(self) -> list[str]:
        """Give the report as plain lines."""
        lines = [f"base map: {self.tiles} tiles, {self.size_bytes / 1e6:.1f} MB"]
        return [*lines, *(f"base map: {reason} {count}" for reason, count in self.counts.items())]


def bake_basemap(
    sources: Sequence[Path],
    target: Path,
    *,
    box: BoundingBox,
    attribution: str = OSM_ATTRIBUTION,
    progress: Callable[[str, float], None] | None = None,
) -> BasemapReport:
    """Write the vector tiles of a territory as one PMTiles archive. The same input gives the same bytes.

    Parameters
    ----------
    sources
        OSM extracts; where they share an object, the first that shows it counts.
    target
        File to write, in an existing folder that also takes the temporary files.
    box
        What the map shows, with a margin around it.
    attribution
        Whom a map that shows the tiles credits.
    progress
        Called with the name of the step and the share of it that is done.

    Raises
    ------
    SourceFileError
        A file is missing, empty, truncated, damaged or of another type.
    """
    tell = progress or (lambda _step, _share: None)
    wide = _widen(box)
    with tempfile.TemporaryDirectory(prefix=".map-", dir=target.parent) as scratch:
        data = read_map(sources, Path(scratch), box=wide, progress=tell)
    tell("map: shapes", 0.0)
    grid_box = _to_grid_box(wide)
    shapes, table = shape_map(data, grid_box)
    counts = {reason: data.counts[reason] for reason in sorted(data.counts) if data.counts[reason]}
    del data
    tiles = _write(shapes, table, target, wide, attribution, tell)
    return BasemapReport(tiles, target.stat().st_size, counts)


def _write(
    shapes: Shapes,
    table: Table,
    target: Path,
    box: BoundingBox,
    attribution: str,
    tell: Callable[[str, float], None],
) -> int:
    from pmtiles.tile import Compression, TileType, zxy_to_tileid
    from pmtiles.writer import Writer

    _, area = measure(shapes)
    grid_box = _to_grid_box(box)
    count = 0
    with target.open("wb") as stream:
        writer: Any = Writer(stream)  # type: ignore[no-untyped-call]
        zooms = range(LOWEST_ZOOM, DEEPEST_ZOOM + 1)
        for zoom in zooms:
            tell("map: tiles", _share(zoom))
            shown = look_at(shapes, zoom, area, ZoomPlan.make(table, zoom))
            bits = EXTENT_BITS + DEEPEST_ZOOM - zoom
            wanted = tuple(value >> bits for value in grid_box)
            for tile in cut_into_tiles(shown, zoom, (wanted[0], wanted[1], wanted[2], wanted[3])):
                content = encode_tile(tile.shapes, table)
                if content:
                    writer.write_tile(tile.number, content)
                    count += 1
        if not count:
            # An archive holds at least one tile.
            writer.write_tile(zxy_to_tileid(0, 0, 0), gzip.compress(b"", mtime=0))
        writer.finalize(
            {
                "tile_type": TileType.MVT,
                "tile_compression": Compression.GZIP,
                "min_lon_e7": round(box.west * 1e7),
                "min_lat_e7": round(box.south * 1e7),
                "max_lon_e7": round(box.east * 1e7),
                "max_lat_e7": round(box.north * 1e7),
                "center_zoom": 10,
            },
            _describe(attribution),
        )
    return count


def _share(zoom: int) -> float:
    """Share of the work before a zoom: each has about twice that of the one before."""
    return (2.0 ** (zoom - LOWEST_ZOOM) - 1) / (2.0 ** (DEEPEST_ZOOM - LOWEST_ZOOM + 1) - 1)


def _describe(attribution: str) -> dict[str, Any]:
    kinds = {"bridge": "Boolean", "tunnel": "Boolean"}
    return {
        "name": "Terrils base map",
        "attribution": attribution,
        "vector_layers": [
            {
                "id": layer.name,
                "minzoom": LOWEST_ZOOM,
                "maxzoom": DEEPEST_ZOOM,
                "fields": {"class": "String", **{key: kinds.get(key, "String") for key, _ in layer.keys}},
            }
            for layer in load_map_rules().layers.values()
        ],
    }


def _widen(box: BoundingBox) -> BoundingBox:
    up = math.degrees(_MARGIN_M / EARTH_RADIUS_M)
    aside = up / max(0.01, math.cos(math.radians(max(abs(box.south), abs(box.north)))))
    return BoundingBox(
        max(-180.0, box.west - aside),
        max(-85.0, box.south - up),
        min(180.0, box.east + aside),
        min(85.0, box.north + up),
    )


def _to_grid_box(box: BoundingBox) -> tuple[int, int, int, int]:
    import numpy as np

    x, y = to_grid(np.array([box.north, box.south]), np.array([box.west, box.east]))
    return int(x[0]), int(y[0]), int(x[1]), int(y[1])
