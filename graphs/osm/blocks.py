"""Files as blocks of whole objects, ready to be read several times."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from graphs.osm.wire import iterate_blobs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

__all__ = ["iterate_blocks", "lay_out"]


@contextmanager
def lay_out(
    sources: Sequence[Path], scratch: Path, name: str, lay: Callable[[Path, Path], None], tell: Callable[[float], None]
) -> Iterator[list[Path]]:
    """Write sources as files of blocks, which are removed at the end.

    Parameters
    ----------
    scratch
        Existing folder.
    name
        What the files are called, but for their numbers.
    lay
        Writes one source into one file, such as `normalise`.
    tell
        Called with the share of the sources that is done.

    Raises
    ------
    SourceFileError
        A file is missing, empty, truncated, damaged or of another type.
    """
    files = [scratch / f"{name}-{number}.pbf" for number in range(len(sources))]
    try:
        for number, (source, target) in enumerate(zip(sources, files, strict=True)):
            tell(number / len(sources))
            lay(source, target)
        yield files
    finally:
        for file in files:
            file.unlink(missing_ok=True)


def iterate_blocks(files: Sequence[Path]) -> Iterator[tuple[int, npt.NDArray[np.uint8], float]]:
    """Yield source number, block and share of all bytes that lie before it."""
    total = sum(file.stat().st_size for file in files)
    done = 0
    for number, file in enumerate(files):
        content = np.memmap(file, np.uint8, "r")
        for block in iterate_blobs(content):
            yield number, block, done / total
            done += len(block)
