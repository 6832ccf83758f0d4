"""Signposted routes and numbered junctions along a path."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graphs.attributes import RouteKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    from graphs.network import Network

__all__ = ["Signposts", "get_signposts"]

_CYCLING = (
    RouteKind.CYCLING_LOCAL
    | RouteKind.CYCLING_REGIONAL
    | RouteKind.CYCLING_NATIONAL
    | RouteKind.CYCLING_NODES
    | RouteKind.MTB
)


class Signposts:
    """Names of routes by way and numbers of junctions by node, read from the tables of a network.

    Parameters
    ----------
    network
        Network with its tables of routes and junctions.
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        self._routes = network.tables["routes"]
        self._cycling = [bool(int(route["kind"]) & _CYCLING) for route in self._routes]
        self._signed = {
            wheels: frozenset(
                index
                for index, cycling in enumerate(self._cycling)
                if cycling == wheels and not self._routes[index].get("node_network")
            )
            for wheels in (False, True)
        }
        self._signed_ways = {wheels: self.mark_ways(routes) for wheels, routes in self._signed.items()}
        self._leg_ways: dict[bool, npt.NDArray[np.bool_] | None] = {}
        self._numbers: dict[str, dict[int, str]] = {"cycling": {}, "walking": {}}
        self._networks: dict[str, dict[int, str]] = {"cycling": {}, "walking": {}}
        for junction in network.tables["junctions"]:
            kind = "cycling" if junction["kind"].startswith(("rcn", "lcn", "ncn")) else "walking"
            node = int(network.node_origin[junction["node"]])
            self._numbers[kind].setdefault(node, str(junction["ref"]))
            self._networks[kind].setdefault(node, str(junction.get("network", "")))

    def list_routes(self, way: int, *, wheels: bool) -> list[int]:
        """List the routes of a way that suit those on wheels or on foot; legs of node networks are left out."""
        if not self._signed_ways[wheels][way]:
            return []
        network, signed = self._network, self._signed[wheels]
        first, last = int(network.way_route_first[way]), int(network.way_route_first[way + 1])
        return [index for index in network.way_route[first:last].tolist() if index in signed]

    def on_network(self, way: int, *, wheels: bool) -> bool:
        """Whether a way belongs to a network of numbered junctions or to a route that suits."""
        network = self._network
        if way < 0:
            return False
        first, last = int(network.way_route_first[way]), int(network.way_route_first[way + 1])
        return any(self._cycling[index] == wheels for index in network.way_route[first:last].tolist())

    def get_label(self, index: int) -> str:
        """Short name of a route as on its signs: the reference, else the name; empty where it has neither."""
        route = self._routes[index]
        return str(route.get("ref") or route.get("name") or "")

    def find_number(self, node: int, *, wheels: bool) -> str:
        """Give the number of the junction at an original node, empty where there is none."""
        return self._numbers["cycling" if wheels else "walking"].get(node, "")

    def find_network(self, node: int, *, wheels: bool) -> str:
        """Give the name of the network that the number of an original node belongs to, empty where it is not known."""
        return self._networks["cycling" if wheels else "walking"].get(node, "")

    def list_node_legs(self, *, wheels: bool) -> list[int]:
        """List the routes that lead from numbered junction to numbered junction."""
        return [
            index
            for index, route in enumerate(self._routes)
            if route.get("node_network") and self._cycling[index] == wheels
        ]

    def mark_node_legs(self, *, wheels: bool) -> npt.NDArray[np.bool_] | None:
        """Say of every way whether signs of numbered junctions follow it, as `mark_ways`; None where there are none."""
        if wheels not in self._leg_ways:
            legs = self.list_node_legs(wheels=wheels)
            self._leg_ways[wheels] = self.mark_ways(legs) if legs else None
        return self._leg_ways[wheels]

    def mark_ways(self, routes: Iterable[int]) -> npt.NDArray[np.bool_]:
        """Say of every way whether one of some routes runs on it, bool (W + 1,): the last stands for no way, -1."""
        network = self._network
        on_route = np.isin(network.way_route, np.fromiter(routes, np.int32))
        owners = np.repeat(np.arange(len(network.way_osm_id)), np.diff(network.way_route_first))
        ways = np.zeros(len(network.way_osm_id) + 1, np.bool_)
        ways[owners[on_route]] = True
        return ways

    def find_routes(self, asked: str) -> list[int]:
        """List the routes with this OSM relation id, reference or name, without regard to case."""
        folded = asked.strip().casefold()
        return [
            index
            for index, route in enumerate(self._routes)
            if folded
            in {str(route["id"]), str(route.get("ref") or "").casefold(), str(route.get("name") or "").casefold()}
        ]


def get_signposts(network: Network) -> Signposts:
    """Signposts of an opened network, worked out once."""
    known: Signposts | None = network.kept.get("signposts")
    return known or network.kept.setdefault("signposts", Signposts(network))
