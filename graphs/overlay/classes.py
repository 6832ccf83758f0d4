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
        edges = np.flatnonzero(network.edge_way == way)
        routes = 0
        if len(edges):
            tail = int(network.edge_tail[edges[0]])
            arcs = np.arange(int(network.arc_first[tail]), int(network.arc_first[tail + 1]))
            arc = int(arcs[network.arc_edge[arcs] >> 1 == edges[0]][0])
            routes = int(network.classes[network.arc_class[arc], _ROUTES])
        listed = int(network.way_route_first[way + 1]) > int(network.way_route_first[way])
        return routes, int(routes > 0 or listed)

    def _add(self, side: ArcClass) -> int:
        row = self._rows.setdefault(tuple(int(value) for value in astuple(side)), len(self._rows))
        if row >= _MOST:
            msg = "the streets of this territory differ too much to add another kind"
            raise VariantError(msg)
        return row
