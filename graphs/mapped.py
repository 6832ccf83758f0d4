"""Files of a compiled folder: arrays are mapped, JSON tables read when they are first asked for."""

from __future__ import annotations

import json
import mmap
import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from graphs.errors import TerritoryFormatError

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

__all__ = ["JsonTables", "map_array", "map_bytes"]


def map_array(path: Path) -> npt.NDArray[Any]:
    """Map an array that `numpy.save` wrote, read-only; only its header is read.

    It is a plain array as kernels want it, and opens several times faster than by `numpy.load`.

    Raises
    ------
    OSError
        The file cannot be read.
    ValueError
        It is no array of format 1.0, of Python objects, or shorter than its header says.
    """
    with path.open("rb") as stream:
        version = np.lib.format.read_magic(stream)
        if version != (1, 0):
            msg = f"{path.name} is an array file of version {version}"
            raise ValueError(msg)
        shape, by_column, dtype = np.lib.format.read_array_header_1_0(stream)
        if dtype.hasobject:
            msg = f"{path.name} holds Python objects"
            raise ValueError(msg)
        content = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        first = stream.tell()
    if len(content) - first < dtype.itemsize * int(np.prod(shape, dtype=np.int64)):
        msg = f"{path.name} is cut off"
        raise ValueError(msg)
    return np.ndarray(shape, dtype, buffer=content, offset=first, order="F" if by_column else "C")


def map_bytes(path: Path) -> mmap.mmap | bytes:
    """Map a file as it is now, whatever takes its place later.

    Raises
    ------
    OSError
        It cannot be read.
    """
    with path.open("rb") as stream:
        return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) if os.fstat(stream.fileno()).st_size else b""


class JsonTables(Mapping[str, Any]):
    """JSON files of a folder by name, each read when it is first asked for and then kept.

    The files are those of the moment, also where the folder is replaced before they are read.

    Parameters
    ----------
    folder
        Where they are.
    names
        Of the tables and, with `.json` behind, of their files.

    Raises
    ------
    OSError
        One is missing or cannot be read.
    """

    def __init__(self, folder: Path, names: tuple[str, ...]) -> None:
        self._folder = folder
        self._contents = {name: map_bytes(folder / f"{name}.json") for name in names}
        self._read: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - JSON
        """Read a table.

        Raises
        ------
        TerritoryFormatError
            It is damaged.
        """
        if name not in self._read:
            content = self._contents[name]
            try:
                self._read[name] = json.loads(content[:])
            except ValueError as error:
                msg = f"{self._folder / name}.json is damaged ({error}): build the territory again"
                raise TerritoryFormatError(msg, folder=str(self._folder)) from error
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._contents)

    def __len__(self) -> int:
        return len(self._contents)
