"""More rows of a class table."""

from __future__ import annotations

from dataclasses import astuple, replace
from typing import TYPE_CHECKING

import numpy as np

from graphs.attributes import ArcClass
from graphs.overlay.errors import VariantError

if TYPE_CHECKING:
    import numpy.typing as npt

    from graphs.network import Network
    from graphs.osm.rules import WayAttributes

__all__ = ["ClassRows"]

_MOST = 1 << 16
_ROUTES = ArcClass.field_names().index("routes")


class ClassRows:
    """The class table of a network, to which rows may be added.

    Parameters
    ----------
    network
        Whose rows come first.
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        self._rows = {tuple(row): index for index, row in enumerate(network.classes.tolist())}

    def add(self, attributes: WayAttributes, *, like_way: int | None = None) -> tuple[int, int]:
        """Rows of both directions of a way.

        Parameters
        ----------
        attributes
            What the tag rules say.
        like_way
            A way of the network whose signposted routes go on running there.

        Raises
        ------
        VariantError
            The table is full.
        """
        routes, calm = (0, 0) if like_way is None else self._list_routes(like_way)
        forward, backward = (
            self._add(replace(side, routes=side.routes | routes, calm=side.calm | calm))
            for side in (attributes.forward, attributes.backward)
        )
        return forward, backward

    def to_array(self) -> npt.NDArray[np.uint8]:
        """All rows, u1 (K, F)."""
        return np.array(list(self._rows), np.uint8)

    def _list_routes(self, way: int) -> tuple[int, int]:
        """Kinds of the routes on a way, and whether they make it calm."""
        network = self._network
        arcs = np.flatnonzero(network.edge_way[network.arc_edge >> 1] == way)
        routes = int(network.classes[network.arc_class[arcs[0]], _ROUTES]) if len(arcs) else 0
        listed = int(network.way_route_first[way + 1]) > int(network.way_route_first[way])
        return routes, int(routes > 0 or listed)

    def _add(self, side: ArcClass) -> int:
        row = self._rows.setdefault(tuple(int(value) for value in astuple(side)), len(self._rows))
        if row >= _MOST:
            msg = "the streets of this territory differ too much to add another kind"
            raise VariantError(msg)
        return row
