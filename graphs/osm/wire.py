"""Blocks of the plain PBF files that `graphs.osm.normalise` writes, as columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from graphs.kernels.pbf import (
    GROUP_RELATION,
    GROUP_WAY,
    decode_nodes,
    decode_objects,
    find_bytes,
    find_number,
    list_strings,
)
from graphs.osm.records import set_apart

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "NodeBlock",
    "ObjectBlock",
    "iterate_blobs",
    "read_nodes",
    "read_relations",
    "read_strings",
    "read_ways",
]

Bytes = npt.NDArray[np.uint8]
Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]

_BLOB_RAW = 1
_HEADER_TYPE, _HEADER_SIZE = 1, 3


class NodeBlock(NamedTuple):
    """Nodes of one block: ids (n,), coordinates in 1e-7 degrees (n,), versions (n,), visible flags (n,), tags.

    The tags of node i are the pairs of string numbers `tag[tag_first[i]:tag_first[i + 1]]`.
    """

    osm_id: Int64
    lat_e7: Int64
    lon_e7: Int64
    version: Int32
    visible: Bytes
    tag_first: Int32
    tag: Int32


class ObjectBlock(NamedTuple):
    """Ways or relations of one block, tags as in `NodeBlock`.

    `ref[ref_first[i]:ref_first[i + 1]]` are the nodes of a way or the members of a relation, whose `role` (string
    number)
    and `kind` (0 node, 1 way, 2 relation) stand beside them; both are empty for ways.
    """

    osm_id: Int64
    version: Int32
    visible: Bytes
    tag_first: Int32
    tag: Int32
    ref_first: Int32
    ref: Int64
    role: Int32
    kind: Bytes


def iterate_blobs(content: Bytes) -> Iterator[Bytes]:
    """Yield the raw bytes of every data block of a file (bytes,); nothing is copied."""
    position = 0
    while position < len(content):
        size = int.from_bytes(content[position : position + 4].tobytes(), "big")
        header = content[position + 4 : position + 4 + size]
        position += 4 + size
        kind, length = _read_blob_header(header)
        blob = content[position : position + length]
        position += length
        if kind == b"OSMData":
            start, end = find_bytes(blob, _BLOB_RAW)
            yield blob[start:end]


def _read_blob_header(header: Bytes) -> tuple[bytes, int]:
    start, end = find_bytes(header, _HEADER_TYPE)
    return header[start:end].tobytes(), int(find_number(header, _HEADER_SIZE))


def read_strings(block: Bytes) -> list[str]:
    """Strings of a block; tags and roles are numbers into this list."""
    start, end = np.empty((2, len(block)), np.int64)
    count = list_strings(block, start, end)
    content = block.tobytes()
    return [
        content[first:last].decode("utf-8", "replace")
        for first, last in zip(start[:count].tolist(), end[:count].tolist(), strict=True)
    ]


def read_nodes(block: Bytes, source: int) -> NodeBlock:
    """Nodes of a block of the source of that number, see `set_apart` for their ids."""
    size = len(block) + 1
    osm_id, lat_e7, lon_e7 = np.empty((3, size), np.int64)
    version, tag_first, tag = np.zeros((3, size), np.int32)
    visible = np.ones(size, np.uint8)
    count = decode_nodes(block, osm_id, lat_e7, lon_e7, version, visible, tag_first, tag)
    return NodeBlock(
        set_apart(osm_id[:count], source),
        lat_e7[:count],
        lon_e7[:count],
        version[:count],
        visible[:count],
        tag_first[: count + 1],
        tag[: tag_first[count]],
    )


def read_ways(block: Bytes, source: int) -> ObjectBlock:
    """Ways of a block; `role` and `kind` are empty. Ids and source as in `read_nodes`."""
    return _read_objects(block, GROUP_WAY, source)


def read_relations(block: Bytes, source: int) -> ObjectBlock:
    """Relations of a block. Ids and source as in `read_nodes`."""
    return _read_objects(block, GROUP_RELATION, source)


def _read_objects(block: Bytes, wanted: int, source: int) -> ObjectBlock:
    size = len(block) + 1
    osm_id, ref = np.empty((2, size), np.int64)
    version, tag_first, tag, ref_first, role = np.empty((5, size), np.int32)
    visible, kind = np.empty((2, size), np.uint8)
    count = decode_objects(block, wanted, osm_id, version, visible, tag_first, tag, ref_first, ref, role, kind)
    refs = int(ref_first[count])
    members = refs if wanted == GROUP_RELATION else 0
    return ObjectBlock(
        set_apart(osm_id[:count], source),
        version[:count].copy(),
        visible[:count].copy(),
        tag_first[: count + 1].copy(),
        tag[: tag_first[count]].copy(),
        ref_first[: count + 1].copy(),
        set_apart(ref[:refs], source),
        role[:members].copy(),
        kind[:members].copy(),
    )
