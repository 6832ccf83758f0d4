"""The archive of map tiles, given in ranges of bytes.

References
----------
Range requests: RFC 9110, section 14. The archive: https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.errors import RangeError
from graphs.store import BASEMAP_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from graphs.store import Manifest

__all__ = ["PMTILES", "TILES_PREFIX", "ByteRange", "TileArchive", "find_archive", "parse_range"]

PMTILES = "application/vnd.pmtiles"
TILES_PREFIX = "/tiles/"
_RANGE = re.compile(r"[ \t]*(\d*)-(\d*)[ \t]*", re.ASCII)
_UNIT = re.compile(r"bytes=", re.IGNORECASE)
_MOST_DIGITS = 18
_CHUNK_BYTES = 1 << 18


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Bytes from `first` to `last`, both counted from 0 and given."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """Number of bytes."""
        return self.last - self.first + 1


class TileArchive:
    """An open archive; it stays what it was, also when the file in its place is another.

    Parameters
    ----------
    path
        File.
    sha256
        Hash of its content, as the manifest says.
    """

    def __init__(self, path: Path, sha256: str) -> None:
        self._descriptor = os.open(path, os.O_RDONLY)
        self.size_bytes = os.fstat(self._descriptor).st_size
        self.version = sha256[:32]
        self.etag = f'"{self.version}"'

    @property
    def address(self) -> str:
        """Path and query under which it never changes."""
        return f"{TILES_PREFIX}{BASEMAP_FILE}?v={self.version}"

    def read(self, span: ByteRange) -> bytes:
        """Give bytes of the archive."""
        return b"".join(self.iterate(span))

    def iterate(self, span: ByteRange) -> Iterator[bytes]:
        """Give bytes of the archive piece by piece."""
        position = span.first
        while position <= span.last:
            piece = os.pread(self._descriptor, min(_CHUNK_BYTES, span.last + 1 - position), position)
            if not piece:
                msg = "the archive of tiles was cut short while it was read"
                raise OSError(msg)
            yield piece
            position += len(piece)

    def close(self) -> None:
        """Close the file."""
        os.close(self._descriptor)


def find_archive(folder: Path, manifest: Manifest) -> TileArchive | None:
    """Open the tiles of a territory, None where it was built without."""
    facts = manifest.files.get(BASEMAP_FILE)
    return None if facts is None else TileArchive(folder / BASEMAP_FILE, facts["sha256"])


def parse_range(header: str, size_bytes: int) -> ByteRange | None:
    """Read the header `Range` of a request for so many bytes; None where it must be ignored.

    Raises
    ------
    RangeError
        No byte of the range is there, or there are several ranges.
    """
    unit = _UNIT.match(header.strip())
    if unit is None:
        return None
    texts = [text for text in header.strip()[unit.end() :].split(",") if text.strip()]
    found = [_RANGE.fullmatch(text) for text in texts]
    pairs = [(match[1], match[2]) for match in found if match is not None and (match[1] or match[2])]
    if not pairs or len(pairs) < len(texts) or any(_is_backward(*pair) for pair in pairs):
        return None
    if len(pairs) > 1:
        raise RangeError("give one range of bytes at a time", size_bytes=size_bytes)
    return _place(*pairs[0], size_bytes)


def _is_backward(first: str, last: str) -> bool:
    return bool(first and last) and _to_number(last) < _to_number(first)


def _to_number(digits: str) -> int:
    """Read a number; one beyond all files becomes the largest of its kind."""
    short = digits.lstrip("0")
    return 10**_MOST_DIGITS if len(short) > _MOST_DIGITS else int(short or "0")


def _place(first: str, last: str, size_bytes: int) -> ByteRange:
    start = _to_number(first) if first else max(0, size_bytes - _to_number(last))
    end = min(_to_number(last), size_bytes - 1) if first and last else size_bytes - 1
    if start > end:
        raise RangeError(f"the archive has {size_bytes} bytes", size_bytes=size_bytes)
    return ByteRange(start, end)
