"""Maps baked from drawings, and their tiles as shapes on the grid of the whole world."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import mapbox_vector_tile
import osmium
import shapely
import shapely.affinity
from osmium.osm.mutable import Node, Relation, Way
from pmtiles.reader import MemorySource, Reader, all_tiles

from graphs.basemap import BasemapReport, bake_basemap
from graphs.geo import BoundingBox

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

EXTENT = 4096
Tags = dict[str, str]
Place = tuple[float, float] | tuple[float, float, Tags]


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature of a tile, in units of the tile from the corner of the world."""

    tile: tuple[int, int, int]
    layer: str
    properties: dict[str, Any]
    shape: BaseGeometry


@dataclass(frozen=True, slots=True)
class Baked:
    """An archive and what its making told."""

    file: Path
    report: BasemapReport

    def list_features(self, zoom: int, layer: str, **properties: object) -> list[Feature]:
        """Features of a layer at a zoom that have these properties."""
        return [
            feature
            for feature in read_features(self.file, zoom)
            if feature.layer == layer and all(feature.properties.get(key) == value for key, value in properties.items())
        ]

    def list_zooms(self, layer: str, **properties: object) -> list[int]:
        """Zooms that show such a feature."""
        return [zoom for zoom in range(6, 15) if self.list_features(zoom, layer, **properties)]


def read_features(file: Path, zoom: int) -> list[Feature]:
    """All features of a zoom."""
    found = []
    for tile, content in all_tiles(MemorySource(file.read_bytes())):  # type: ignore[no-untyped-call]
        if tile[0] != zoom:
            continue
        layers = mapbox_vector_tile.decode(gzip.decompress(content), default_options={"y_coord_down": True})
        found += [
            Feature(tile, layer, item["properties"], _place(item["geometry"], tile))
            for layer, table in layers.items()
            for item in table["features"]
        ]
    return found


def _place(geometry: dict[str, Any], tile: tuple[int, int, int]) -> BaseGeometry:
    shape = shapely.geometry.shape(geometry)
    return shapely.affinity.translate(shape, tile[1] * EXTENT, tile[2] * EXTENT)


def open_reader(file: Path) -> Any:  # noqa: ANN401 - an untyped library
    """Reader of an archive."""
    return Reader(MemorySource(file.read_bytes()))  # type: ignore[no-untyped-call]


def write_map(
    file: Path,
    nodes: Mapping[int, Place],
    ways: Mapping[int, tuple[Sequence[int], Tags]],
    relations: Mapping[int, tuple[Sequence[tuple[str, int, str]], Tags]] | None = None,
) -> Path:
    """Write an OSM file: nodes as (lon, lat) or (lon, lat, tags)."""
    with osmium.SimpleWriter(str(file), overwrite=True) as writer:
        for number, (lon, lat, *tags) in nodes.items():
            writer.add_node(Node(id=number, location=(lon, lat), tags=tags[0] if tags else {}, version=1))
        for number, (refs, own) in ways.items():
            writer.add_way(Way(id=number, nodes=list(refs), tags=own, version=1))
        for number, (members, own) in (relations or {}).items():
            writer.add_relation(Relation(id=number, members=list(members), tags=own, version=1))
    return file


def bake(folder: Path, files: Sequence[Path], box: tuple[float, float, float, float]) -> Baked:
    """Bake files within a box (west, south, east, north)."""
    target = folder / "basemap.pmtiles"
    return Baked(target, bake_basemap(files, target, box=BoundingBox(*box)))


def square(first: int, lon: float, lat: float, side: float) -> dict[int, tuple[float, float]]:
    """Four nodes around a square, numbered from `first`, from its south-west corner on against the clock."""
    corners = ((lon, lat), (lon + side, lat), (lon + side, lat + side), (lon, lat + side))
    return {first + index: corner for index, corner in enumerate(corners)}
