"""Tiles as bytes: geometry by a kernel, messages by the classes of mapbox-vector-tile.

References
----------
Vector tile specification 2.1: https://github.com/mapbox/vector-tile-spec/tree/master/2.1
"""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import numpy as np
from mapbox_vector_tile.Mapbox import vector_tile_pb2

from graphs.basemap.shapes import EXTENT
from graphs.kernels.tiles import LINE, POINT, write_commands

if TYPE_CHECKING:
    from graphs.basemap.shapes import Shapes, Table

__all__ = ["encode_tile"]

_VERSION = 2
_POINT, _LINE, _POLYGON = 1, 2, 3
_GZIP_LEVEL = 9
Value = str | bool


def encode_tile(shapes: Shapes, table: Table) -> bytes:
    """Write a tile, gzipped; b"" where nothing has an extent in it.

    Parameters
    ----------
    shapes
        Parts in the order of their rows, points relative to the corner of the tile; parts of one row are one feature.
    table
        Layers and properties of the rows.
    """
    starts = np.flatnonzero(np.diff(shapes.row, prepend=-1))
    feature_first = np.append(starts, len(shapes.row)).astype(np.int64)
    out = np.empty(2 * len(shapes.x) + 3 * len(shapes.kind), np.uint32)
    first = np.empty(len(feature_first), np.int64)
    write_commands(shapes.x, shapes.y, shapes.first, shapes.kind, shapes.outline, feature_first, out, first)
    commands, ends = out[: first[-1]].tolist(), first.tolist()
    kinds = np.where(shapes.kind[starts] == POINT, _POINT, np.where(shapes.kind[starts] == LINE, _LINE, _POLYGON))
    tile: Any = vector_tile_pb2.tile()
    layers: dict[str, _LayerWriter] = {}
    for index, (row, kind) in enumerate(zip(shapes.row[starts].tolist(), kinds.tolist(), strict=True)):
        geometry = commands[ends[index] : ends[index + 1]]
        if geometry:
            name, properties = table.rows[row]
            layer = layers.get(name)
            if layer is None:
                layer = layers[name] = _LayerWriter(tile, name)
            layer.add(kind, geometry, properties)
    return gzip.compress(tile.SerializeToString(deterministic=True), _GZIP_LEVEL, mtime=0) if layers else b""


class _LayerWriter:
    """Appends features to a layer, each key and value written once."""

    def __init__(self, tile: Any, name: str) -> None:  # noqa: ANN401 - a generated class
        self._layer = tile.layers.add()
        self._layer.name = name
        self._layer.version = _VERSION
        self._layer.extent = EXTENT
        self._keys: dict[str, int] = {}
        self._values: dict[tuple[bool, str | bool], int] = {}

    def add(self, kind: int, geometry: list[int], properties: tuple[tuple[str, str | bool], ...]) -> None:
        feature = self._layer.features.add()
        feature.type = kind
        feature.geometry.extend(geometry)
        tags: list[int] = []
        for key, value in properties:
            tags += (self._number_key(key), self._number_value(value))
        feature.tags.extend(tags)

    def _number_key(self, key: str) -> int:
        number = self._keys.get(key)
        if number is None:
            number = self._keys[key] = len(self._keys)
            self._layer.keys.append(key)
        return number

    def _number_value(self, value: Value) -> int:
        number = self._values.get((isinstance(value, bool), value))
        if number is None:
            number = self._values[isinstance(value, bool), value] = len(self._values)
            message = self._layer.values.add()
            if isinstance(value, bool):
                message.bool_value = value
            else:
                message.string_value = value
        return number
