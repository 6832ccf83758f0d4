"""Decoding of uncompressed PBF blocks, so that a region takes seconds and no Python object per node.

Only what `graphs.osm.normalise` asks osmium to write is understood: dense nodes, versions and the visible flag,
coordinates in 1e-7 degrees.

References
----------
The block format: https://wiki.openstreetmap.org/wiki/PBF_Format
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import types

from graphs.kernels.types import RO_U1, WR_I4, WR_I8, WR_U1, kernel, local

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["GROUP_RELATION", "GROUP_WAY", "decode_nodes", "decode_objects", "find_bytes", "find_number", "list_strings"]

GROUP_WAY, GROUP_RELATION = 3, 4
"""Numbers of the fields of ways and relations in a group of objects."""

_VARINT, _FIXED64, _BYTES = 0, 1, 2
_BLOCK_STRINGS, _BLOCK_GROUP, _GROUP_DENSE = 1, 2, 2
_ID, _KEYS, _VALUES, _INFO, _REFS_OR_ROLES, _MEMBERS, _KINDS = 1, 2, 3, 4, 8, 9, 10
_DENSE_INFO, _LAT, _LON, _DENSE_TAGS = 5, 8, 9, 10
_VERSION, _VISIBLE = 1, 6


@local
def _varint(data: npt.NDArray[np.uint8], position: int) -> tuple[np.int64, int]:
    """Read a number of up to ten bytes, seven bits each; give it and the next position."""
    value = np.int64(0)
    shift = np.int64(0)
    while True:
        byte = np.int64(data[position])
        position += 1
        value |= (byte & np.int64(127)) << shift
        if byte < 128:  # noqa: PLR2004 - the highest bit says that more follows
            return value, position
        shift += np.int64(7)


@local
def _field(data: npt.NDArray[np.uint8], position: int) -> tuple[np.int64, np.int64, int, int]:
    """Read the head of a field: number, value (of a varint), start and end of its bytes; the next one starts there."""
    key, position = _varint(data, position)
    wire = key & np.int64(7)
    number = key >> np.int64(3)
    if wire == _VARINT:
        value, position = _varint(data, position)
        return number, value, position, position
    if wire == _BYTES:
        length, position = _varint(data, position)
        return number, np.int64(0), position, position + length
    size = 8 if wire == _FIXED64 else 4
    return number, np.int64(0), position, position + size


@kernel(types.UniTuple(types.int64, 2)(RO_U1, types.int64))
def find_bytes(data: npt.NDArray[np.uint8], wanted: int) -> tuple[int, int]:
    """Start and end of the first field of a number in a message (bytes,), (0, 0) without."""
    position = 0
    while position < len(data):
        number, _, start, end = _field(data, position)
        position = end
        if number == wanted:
            return start, end
    return 0, 0


@kernel(types.int64(RO_U1, types.int64))
def find_number(data: npt.NDArray[np.uint8], wanted: int) -> int:
    """Value of the first varint field of a number in a message (bytes,), 0 without."""
    position = 0
    while position < len(data):
        number, value, _, end = _field(data, position)
        position = end
        if number == wanted:
            return value
    return np.int64(0)


@kernel(types.int64(RO_U1, WR_I8, WR_I8))
def list_strings(block: npt.NDArray[np.uint8], start: npt.NDArray[np.int64], end: npt.NDArray[np.int64]) -> int:
    """Write start and end of every string of a block (both at least as long as the block) and give their number."""
    count = 0
    position = 0
    while position < len(block):
        number, _, inner, finish = _field(block, position)
        position = finish
        if number != _BLOCK_STRINGS:
            continue
        while inner < finish:
            _, _, first, last = _field(block, inner)
            start[count] = first
            end[count] = last
            count += 1
            inner = last
    return count


@local
def _packed(data: npt.NDArray[np.uint8], start: int, end: int, out: npt.NDArray[np.int32], count: int) -> int:
    """Append packed numbers to `out` from `count` on; give the new count."""
    position = start
    while position < end:
        value, position = _varint(data, position)
        out[count] = value
        count += 1
    return count


@local
def _deltas(data: npt.NDArray[np.uint8], start: int, end: int, out: npt.NDArray[np.int64], count: int) -> int:
    """Append the running sums of packed zigzag differences to `out` from `count` on; give the new count."""
    position = start
    total = np.int64(0)
    while position < end:
        value, position = _varint(data, position)
        total += (value >> np.int64(1)) ^ -(value & np.int64(1))
        out[count] = total
        count += 1
    return count


@local
def _dense_info(
    data: npt.NDArray[np.uint8],
    start: int,
    end: int,
    count: int,
    version: npt.NDArray[np.int32],
    visible: npt.NDArray[np.uint8],
) -> None:
    position = start
    while position < end:
        number, _, first, last = _field(data, position)
        position = last
        if number == _VERSION:
            _packed(data, first, last, version, count)
        elif number == _VISIBLE:
            _packed(data, first, last, visible, count)


@local
def _split_tags(
    packed: npt.NDArray[np.int32], length: int, first: npt.NDArray[np.int32], out: npt.NDArray[np.int32], node: int
) -> None:
    """Split `key value key value 0 key ...` into the pairs of each node from `node` on."""
    offset = first[node]
    for i in range(length):
        if packed[i] == 0:
            node += 1
            first[node] = offset
        else:
            out[offset] = packed[i]
            offset += 1


@local
def _dense_group(
    data: npt.NDArray[np.uint8],
    start: int,
    end: int,
    before: int,
    osm_id: npt.NDArray[np.int64],
    lat_e7: npt.NDArray[np.int64],
    lon_e7: npt.NDArray[np.int64],
    version: npt.NDArray[np.int32],
    visible: npt.NDArray[np.uint8],
    packed: npt.NDArray[np.int32],
) -> tuple[int, int]:
    """Write dense nodes from `before` on; give the new count and the length of the packed tags."""
    count = before
    length = 0
    place = start
    while place < end:
        field, _, low, high = _field(data, place)
        place = high
        if field == _ID:
            count = _deltas(data, low, high, osm_id, before)
        elif field == _DENSE_INFO:
            _dense_info(data, low, high, before, version, visible)
        elif field == _LAT:
            _deltas(data, low, high, lat_e7, before)
        elif field == _LON:
            _deltas(data, low, high, lon_e7, before)
        elif field == _DENSE_TAGS:
            length = _packed(data, low, high, packed, 0)
    return count, length


@kernel(types.int64(RO_U1, WR_I8, WR_I8, WR_I8, WR_I4, WR_U1, WR_I4, WR_I4))
def decode_nodes(
    block: npt.NDArray[np.uint8],
    osm_id: npt.NDArray[np.int64],
    lat_e7: npt.NDArray[np.int64],
    lon_e7: npt.NDArray[np.int64],
    version: npt.NDArray[np.int32],
    visible: npt.NDArray[np.uint8],
    tag_first: npt.NDArray[np.int32],
    tag: npt.NDArray[np.int32],
) -> int:
    """Write the nodes of a block and give their number.

    The arrays are at least one longer than the block; `version` holds zeros and `visible` ones.
    """
    size = len(block)
    packed = np.empty(size, np.int32)
    count = 0
    position = 0
    tag_first[0] = 0
    while position < size:
        number, _, inner, end = _field(block, position)
        position = end
        if number != _BLOCK_GROUP:
            continue
        while inner < end:
            kind, _, place, last = _field(block, inner)
            inner = last
            if kind != _GROUP_DENSE:
                continue
            before = count
            count, length = _dense_group(block, place, last, before, osm_id, lat_e7, lon_e7, version, visible, packed)
            tag_first[before : count + 1] = tag_first[before]
            _split_tags(packed, length, tag_first, tag, before)
    return count


@local
def _info(data: npt.NDArray[np.uint8], start: int, end: int) -> tuple[np.int64, np.int64]:
    """Version and visible flag of an object."""
    version, visible = np.int64(0), np.int64(1)
    position = start
    while position < end:
        number, value, _, last = _field(data, position)
        position = last
        if number == _VERSION:
            version = value
        elif number == _VISIBLE:
            visible = value
    return version, visible


@local
def _references(
    data: npt.NDArray[np.uint8],
    start: int,
    end: int,
    wanted: int,
    ref: npt.NDArray[np.int64],
    role: npt.NDArray[np.int32],
    kind: npt.NDArray[np.uint8],
    refs: int,
) -> int:
    """Append the nodes of a way or the members of a relation from `refs` on; give the new count."""
    after = refs
    place = start
    while place < end:
        field, _, low, high = _field(data, place)
        place = high
        if field == (_REFS_OR_ROLES if wanted == GROUP_WAY else _MEMBERS):
            after = _deltas(data, low, high, ref, refs)
        elif wanted == GROUP_RELATION and field == _REFS_OR_ROLES:
            _packed(data, low, high, role, refs)
        elif wanted == GROUP_RELATION and field == _KINDS:
            _packed(data, low, high, kind, refs)
    return after


@local
def _tags(
    data: npt.NDArray[np.uint8],
    start: int,
    end: int,
    spare: npt.NDArray[np.int32],
    tag: npt.NDArray[np.int32],
    tags: int,
) -> int:
    """Append the pairs of an object from `tags` on; give the new count. `spare` is as long as the block."""
    pairs = 0
    place = start
    while place < end:
        field, _, low, high = _field(data, place)
        place = high
        if field == _KEYS:
            pairs = _packed(data, low, high, spare, 0)
            tag[tags : tags + 2 * pairs : 2] = spare[:pairs]
        elif field == _VALUES:
            pairs = _packed(data, low, high, spare, 0)
            tag[tags + 1 : tags + 2 * pairs : 2] = spare[:pairs]
    return tags + 2 * pairs


@local
def _head(data: npt.NDArray[np.uint8], start: int, end: int) -> tuple[np.int64, np.int64, np.int64]:
    """Id, version and visible flag of a way or relation."""
    number, version, visible = np.int64(0), np.int64(0), np.int64(1)
    place = start
    while place < end:
        field, value, low, high = _field(data, place)
        place = high
        if field == _ID:
            number = value
        elif field == _INFO:
            version, visible = _info(data, low, high)
    return number, version, visible


@kernel(types.int64(RO_U1, types.int64, WR_I8, WR_I4, WR_U1, WR_I4, WR_I4, WR_I4, WR_I8, WR_I4, WR_U1))
def decode_objects(
    block: npt.NDArray[np.uint8],
    wanted: int,
    osm_id: npt.NDArray[np.int64],
    version: npt.NDArray[np.int32],
    visible: npt.NDArray[np.uint8],
    tag_first: npt.NDArray[np.int32],
    tag: npt.NDArray[np.int32],
    ref_first: npt.NDArray[np.int32],
    ref: npt.NDArray[np.int64],
    role: npt.NDArray[np.int32],
    kind: npt.NDArray[np.uint8],
) -> int:
    """Write the ways (`GROUP_WAY`) or relations (`GROUP_RELATION`) of a block and give their number.

    Tags are pairs of string numbers; `role` and `kind` stay empty for ways. The arrays are at least one longer than
    the block.
    """
    spare = np.empty(len(block), np.int32)
    count = 0
    position = 0
    tag_first[0] = 0
    ref_first[0] = 0
    while position < len(block):
        number, _, inner, end = _field(block, position)
        position = end
        if number != _BLOCK_GROUP:
            continue
        while inner < end:
            group, _, place, last = _field(block, inner)
            inner = last
            if group != wanted:
                continue
            osm_id[count], version[count], visible[count] = _head(block, place, last)
            tag_first[count + 1] = _tags(block, place, last, spare, tag, tag_first[count])
            ref_first[count + 1] = _references(block, place, last, wanted, ref, role, kind, ref_first[count])
            count += 1
    return count
