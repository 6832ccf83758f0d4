"""Legs that a request has found before, and the streets beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from graphs.path import Path

__all__ = ["KnownPaths", "PathEdges"]

PathEdges = tuple["Path", "npt.NDArray[np.int32]", "npt.NDArray[np.int32]"]
"""A path, its edges, each once, and those beside it."""


class KnownPaths:
    """Paths on one network that drawings of one request share. One thread at a time.

    The same way between two places is found again and again, by one drawing after another: as one object it is traced
    and measured once, and `edges` tells by its `id` what runs beside it. What is not kept here is not told of there.
    """

    __slots__ = ("_kept", "_paths", "edges")

    def __init__(self) -> None:
        self._paths: dict[bytes, Path] = {}
        self._kept: set[int] = set()
        self.edges: dict[int, PathEdges] = {}

    def keep(self, path: Path) -> Path:
        """Give the path of the same pieces that is kept already, or keep this one."""
        pieces = (path.codes, path.from_mm, path.to_mm)
        known = self._paths.setdefault(b"".join(part.tobytes() for part in pieces), path)
        self._kept.add(id(known))
        return known

    def keeps(self, path: Path) -> bool:
        """Whether this very object is kept."""
        return id(path) in self._kept
