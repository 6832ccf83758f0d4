"""Streets that cost more because they were ridden before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from graphs.network import Network

__all__ = ["ReusePenalty"]

_STEPS = 8
_LARGEST = 255


class ReusePenalty:
    """Factors on the weights of some edges, both directions; cheap to set and to take back.

    Parameters
    ----------
    network
        Network whose edges are meant.
    """

    __slots__ = ("_touched", "eighths")

    def __init__(self, network: Network) -> None:
        self.eighths: npt.NDArray[np.uint8] = np.zeros(network.edge_count, dtype=np.uint8)
        """Eighths added to the weight of each edge, shape (E,)."""
        self._touched: list[npt.NDArray[np.int32]] = []

    def add(self, codes: npt.NDArray[np.int32], *, factor: float) -> None:
        """Penalise the edges of codes (2 * edge + direction), shape (n,); see `add_edges`."""
        self.add_edges(codes >> 1, factor=factor)

    def add_edges(self, edges: npt.NDArray[np.int32], *, factor: float) -> None:
        """Multiply the weight of edges, shape (n,).

        An edge that is penalised already keeps the greater factor.

        Parameters
        ----------
        edges
            Edges, in any order and more than once.
        factor
            Between 1 and 32.875, rounded to eighths.

        Raises
        ------
        ValueError
            The factor is out of range.
        """
        eighths = round((factor - 1) * _STEPS)
        if not 0 <= eighths <= _LARGEST:
            msg = f"factor must lie between 1 and {1 + _LARGEST / _STEPS}, got {factor}"
            raise ValueError(msg)
        self.eighths[edges] = np.maximum(self.eighths[edges], np.uint8(eighths))
        self._touched.append(edges)

    def clear(self) -> None:
        """Take every penalty back; costs as much as there are penalised edges."""
        for edges in self._touched:
            self.eighths[edges] = 0
        self._touched.clear()

    def factor_of(self, edge: int) -> float:
        """Give the factor of one edge."""
        return 1 + int(self.eighths[edge]) / _STEPS
