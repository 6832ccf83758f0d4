"""Tables of a territory as arrays of a folder, one file each, mapped when the territory is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from graphs.errors import TerritoryFormatError
from graphs.mapped import map_array

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import numpy.typing as npt

__all__ = ["count_to_first", "map_arrays", "pack_texts", "read_texts", "require_alike", "write_arrays"]


def map_arrays(folder: Path, names: Iterable[str], *, table: str) -> dict[str, npt.NDArray[Any]]:
    """Map arrays read-only, of which only headers are read; plain arrays, as kernels want them.

    Parameters
    ----------
    names
        Of the arrays and, with `.npy` behind, of their files.
    table
        What they hold, for the error.

    Raises
    ------
    TerritoryFormatError
        An array is missing or damaged.
    """
    try:
        return {name: map_array(folder / f"{name}.npy") for name in names}
    except (OSError, ValueError) as error:
        msg = f"the {table} cannot be read ({error}): build the territory again"
        raise TerritoryFormatError(msg, folder=str(folder)) from error


def require_alike(folder: Path, counts: Iterable[int], *, table: str) -> None:
    """See to it that arrays hold as many rows as one another.

    Raises
    ------
    TerritoryFormatError
        They do not.
    """
    if len(set(counts)) > 1:
        msg = f"the arrays of the {table} do not belong together: build the territory again"
        raise TerritoryFormatError(msg, folder=str(folder))


def write_arrays(folder: Path, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
    """Write arrays into a folder that is there, as `map_arrays` reads them."""
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array, allow_pickle=False)


def count_to_first(counts: Sequence[int]) -> npt.NDArray[np.int64]:
    """Where each row begins, i8 (n + 1), from how much each holds: row k is `first[k]:first[k + 1]`."""
    return np.concatenate([[0], np.cumsum(np.array(counts, dtype=np.int64))]).astype(np.int64)


def pack_texts(rows: Iterable[Sequence[str]]) -> dict[str, npt.NDArray[Any]]:
    """Pack the texts of each row, parted by tabs: `text_bytes` u1 and where each row begins, `text_first` i8 (n + 1).

    White space within a text becomes a blank.
    """
    packed = ["\t".join(" ".join(text.split()) for text in row).encode() for row in rows]
    return {
        "text_bytes": np.frombuffer(b"".join(packed) or b"\0", np.uint8),
        "text_first": count_to_first([len(text) for text in packed]),
    }


def read_texts(text_bytes: npt.NDArray[np.uint8], text_first: npt.NDArray[np.int64], index: int) -> list[str]:
    """Read the texts of a row."""
    first, last = int(text_first[index]), int(text_first[index + 1])
    return text_bytes[first:last].tobytes().decode("utf-8").split("\t")
