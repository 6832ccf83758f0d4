"""What was worked out of the paths of a request, for when they are found again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from graphs.path import Path

__all__ = ["KnownPaths"]


class KnownPaths:
    """Paths on one network that a request came across. One thread at a time.

    The same way between two places is found again and again, by one drawing after another: as one object it is traced
    and measured once.
    """

    __slots__ = ("_paths", "_streets")

    def __init__(self) -> None:
        self._paths: dict[bytes, Path] = {}
        self._streets: dict[int, tuple[Path, npt.NDArray[np.int32], npt.NDArray[np.int32]]] = {}

    def find_same(self, path: Path) -> Path:
        """Give the path of the same pieces that was known before, or this one, known from now on."""
        pieces = (path.codes, path.from_mm, path.to_mm)
        return self._paths.setdefault(b"".join(part.tobytes() for part in pieces), path)

    def list_streets(
        self, path: Path, list_beside: Callable[[Path], npt.NDArray[np.int32]]
    ) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """Give the edges of a path, each once, and those beside it, worked out where they are not known."""
        known = self._streets.get(id(path))
        if known is None:
            # With the path itself, so that no other takes its number.
            known = self._streets[id(path)] = (path, np.unique(path.edges), list_beside(path))
        return known[1:]
