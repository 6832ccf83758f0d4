"""Decoding of the uncompressed PBF blocks that `normalise` writes: compiled, so that a region takes seconds and no Python object per node.

Only what `graphs.osm.normalise` asks osmium to write is understood: dense nodes, versions and the visible flag, coordinates in 1e-7 degrees.

References
----------
The block format: https://wiki.openstreetmap.org/wiki/PBF_Format
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numba
import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["NodeBlock", "ObjectBlock", "iterate_blobs", "read_nodes", "read_relations", "read_strings", "read_ways"]

Bytes = npt.NDArray[np.uint8]
Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]

_VARINT, _FIXED64, _BYTES = 0, 1, 2
_BLOB_RAW = 1
_HEADER_TYPE, _HEADER_SIZE = 1, 3
_BLOCK_STRINGS, _BLOCK_GROUP = 1, 2
_GROUP_DENSE, _GROUP_WAY, _GROUP_RELATION = 2, 3, 4


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

    `ref[ref_first[i]:ref_first[i + 1]]` are the nodes of a way or the members of a relation, whose `role` (string number)
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
            start, end = _find_bytes(blob, _BLOB_RAW)
            yield blob[start:end]


def _read_blob_header(header: Bytes) -> tuple[bytes, int]:
    start, end = _find_bytes(header, _HEADER_TYPE)
    return header[start:end].tobytes(), int(_find_number(header, _HEADER_SIZE))


@numba.njit(cache=True, nogil=True)
def _varint(data, position):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Read a number of up to ten bytes, seven bits each; give it and the next position."""
    value = np.int64(0)
    shift = np.int64(0)
    while True:
        byte = np.int64(data[position])
        position += 1
        value |= (byte & np.int64(127)) << shift
        if byte < 128:  # noqa: PLR2004
            return value, position
        shift += np.int64(7)


@numba.njit(cache=True, nogil=True)
def _unzigzag(value):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    return (value >> np.int64(1)) ^ -(value & np.int64(1))


@numba.njit(cache=True, nogil=True)
def _field(data, position):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Read the head of a field: number, value (of a varint), start and end of its bytes, next position."""
    key, position = _varint(data, position)
    wire = key & np.int64(7)
    number = key >> np.int64(3)
    if wire == _VARINT:
        value, position = _varint(data, position)
        return number, value, position, position, position
    if wire == _BYTES:
        length, position = _varint(data, position)
        return number, np.int64(0), position, position + length, position + length
    size = 8 if wire == _FIXED64 else 4
    return number, np.int64(0), position, position + size, position + size


@numba.njit(cache=True, nogil=True)
def _find_bytes(data, wanted):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Start and end of the first field of that number, (0, 0) without."""
    position = 0
    while position < len(data):
        number, _, start, end, position = _field(data, position)
        if number == wanted:
            return start, end
    return 0, 0


@numba.njit(cache=True, nogil=True)
def _find_number(data, wanted):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    position = 0
    while position < len(data):
        number, value, _, _, position = _field(data, position)
        if number == wanted:
            return value
    return np.int64(0)


@numba.njit(cache=True, nogil=True)
def _string_bounds(block):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    begin, finish = _find_bytes(block, _BLOCK_STRINGS)
    bounds = np.empty((finish - begin + 1, 2), np.int64)
    count = 0
    position = begin
    while position < finish:
        _, _, start, end, position = _field(block, position)
        bounds[count, 0] = start
        bounds[count, 1] = end
        count += 1
    return bounds[:count].copy()


def read_strings(block: Bytes) -> list[str]:
    """Strings of a block; tags and roles are numbers into this list."""
    content = block.tobytes()
    return [content[start:end].decode("utf-8", "replace") for start, end in _string_bounds(block).tolist()]


@numba.njit(cache=True, nogil=True)
def _packed(data, start, end, delta, out, count):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Append packed numbers to `out` from `count` on, as running sums of zigzag differences where `delta`; give the new count."""
    position = start
    total = np.int64(0)
    while position < end:
        value, position = _varint(data, position)
        if delta:
            total += _unzigzag(value)
            value = total
        out[count] = value
        count += 1
    return count


@numba.njit(cache=True, nogil=True)
def _dense_info(data, start, end, count, version, visible):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, PLR0913, PLR0917
    position = start
    while position < end:
        number, _, first, last, position = _field(data, position)
        if number == 1:
            _packed(data, first, last, False, version, count)  # noqa: FBT003
        elif number == 6:  # noqa: PLR2004
            _packed(data, first, last, False, visible, count)  # noqa: FBT003


@numba.njit(cache=True, nogil=True)
def _split_dense_tags(packed, length, first, out, count, offset):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, PLR0913, PLR0917
    """Split `key value key value 0 key ...` into the pairs of each node; give the new end of `out`."""
    node = count
    for i in range(length):
        if packed[i] == 0:
            node += 1
            first[node] = offset
        else:
            out[offset] = packed[i]
            offset += 1
    return offset


@numba.njit(cache=True, nogil=True)
def _nodes(block):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    size = len(block)
    ids = np.empty(size, np.int64)
    lat = np.empty(size, np.int64)
    lon = np.empty(size, np.int64)
    version = np.zeros(size, np.int32)
    visible = np.ones(size, np.uint8)
    tag_first = np.zeros(size + 1, np.int32)
    tag = np.empty(size, np.int32)
    packed = np.empty(size, np.int32)
    count = 0
    offset = 0
    position = 0
    while position < size:
        number, _, start, end, position = _field(block, position)
        if number != _BLOCK_GROUP:
            continue
        inner = start
        while inner < end:
            kind, _, first, last, inner = _field(block, inner)
            if kind != _GROUP_DENSE:
                continue
            before = count
            length = 0
            place = first
            while place < last:
                field, _, low, high, place = _field(block, place)
                if field == 1:
                    count = _packed(block, low, high, True, ids, before)  # noqa: FBT003
                elif field == 5:  # noqa: PLR2004
                    _dense_info(block, low, high, before, version, visible)
                elif field == 8:  # noqa: PLR2004
                    _packed(block, low, high, True, lat, before)  # noqa: FBT003
                elif field == 9:  # noqa: PLR2004
                    _packed(block, low, high, True, lon, before)  # noqa: FBT003
                elif field == 10:  # noqa: PLR2004
                    length = _packed(block, low, high, False, packed, 0)  # noqa: FBT003
            offset = _split_dense_tags(packed, length, tag_first, tag, before, offset)
            if length == 0:
                tag_first[before : count + 1] = offset
    return (
        ids[:count].copy(),
        lat[:count].copy(),
        lon[:count].copy(),
        version[:count].copy(),
        visible[:count].copy(),
        tag_first[: count + 1].copy(),
        tag[:offset].copy(),
    )


@numba.njit(cache=True, nogil=True)
def _objects(block, wanted):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, PLR0915
    size = len(block)
    ids = np.empty(size, np.int64)
    version = np.zeros(size, np.int32)
    visible = np.ones(size, np.uint8)
    tag_first = np.zeros(size + 1, np.int32)
    ref_first = np.zeros(size + 1, np.int32)
    keys = np.empty(size, np.int32)
    values = np.empty(size, np.int32)
    tag = np.empty(size, np.int32)
    ref = np.empty(size, np.int64)
    role = np.empty(size, np.int32)
    kind = np.empty(size, np.uint8)
    count = 0
    tags = 0
    refs = 0
    roles = 0
    kinds = 0
    position = 0
    while position < size:
        number, _, start, end, position = _field(block, position)
        if number != _BLOCK_GROUP:
            continue
        inner = start
        while inner < end:
            group, _, first, last, inner = _field(block, inner)
            if group != wanted:
                continue
            pairs = 0
            place = first
            while place < last:
                field, value, low, high, place = _field(block, place)
                if field == 1:
                    ids[count] = value
                elif field == 2:  # noqa: PLR2004
                    pairs = _packed(block, low, high, False, keys, 0)  # noqa: FBT003
                elif field == 3:  # noqa: PLR2004
                    _packed(block, low, high, False, values, 0)  # noqa: FBT003
                elif field == 4:  # noqa: PLR2004
                    info = low
                    while info < high:
                        detail, amount, _, _, info = _field(block, info)
                        if detail == 1:
                            version[count] = amount
                        elif detail == 6:  # noqa: PLR2004
                            visible[count] = amount
                elif field == 8 and wanted == _GROUP_WAY:  # noqa: PLR2004
                    refs = _packed(block, low, high, True, ref, refs)  # noqa: FBT003
                elif field == 8:  # noqa: PLR2004
                    roles = _packed(block, low, high, False, role, roles)  # noqa: FBT003
                elif field == 9 and wanted == _GROUP_RELATION:  # noqa: PLR2004
                    refs = _packed(block, low, high, True, ref, refs)  # noqa: FBT003
                elif field == 10:  # noqa: PLR2004
                    kinds = _packed(block, low, high, False, kind, kinds)  # noqa: FBT003
            for i in range(pairs):
                tag[tags] = keys[i]
                tag[tags + 1] = values[i]
                tags += 2
            count += 1
            tag_first[count] = tags
            ref_first[count] = refs
    return (
        ids[:count].copy(),
        version[:count].copy(),
        visible[:count].copy(),
        tag_first[: count + 1].copy(),
        tag[:tags].copy(),
        ref_first[: count + 1].copy(),
        ref[:refs].copy(),
        role[:roles].copy(),
        kind[:kinds].copy(),
    )


def read_nodes(block: Bytes) -> NodeBlock:
    """Nodes of a block."""
    return NodeBlock(*_nodes(block))


def read_ways(block: Bytes) -> ObjectBlock:
    """Ways of a block."""
    return ObjectBlock(*_objects(block, _GROUP_WAY))


def read_relations(block: Bytes) -> ObjectBlock:
    """Relations of a block."""
    return ObjectBlock(*_objects(block, _GROUP_RELATION))
