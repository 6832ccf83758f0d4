"""What a request wishes of the streets beside its themes: routes, numbered junctions, flat or hilly ground."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from graphs.attributes import Vehicle
from graphs.network import UNKNOWN_CLIMB_DM, UNREACHABLE
from planner.errors import AmbiguousNameError, InvalidRequestError
from planner.itinerary import Notice
from planner.signposts import get_signposts

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from graphs.network import Network
    from graphs.path import Path
    from graphs.profiles import Profile
    from graphs.view import NetworkView
    from planner.request import Relief

__all__ = ["NO_WISHES", "StreetWishes", "prefer", "require_elevations", "tell_followed"]

_OFF_ROUTE_FACTOR = 3
"""A street off the followed routes weighs this many times more: weights must not fall below those of ideal streets."""
_LITTLE_FOLLOWED = 0.2
_FLAT_CLIMB_FACTOR = 4
_FLAT_STREET_FACTOR = 2.0
"""What level ground weighs where hills are wished for."""
_HILLY_DM_PER_KM = 400.0
"""Climb and descent from which a street counts as hilly: 40 m per km."""
_ON_FOOT = frozenset({Vehicle.FOOT, Vehicle.WHEELCHAIR})


@dataclass(frozen=True, slots=True)
class StreetWishes:
    """What is liked; weights change with it, durations do not.

    `follow` holds names or OSM ids of signposted routes, `node_network` asks for numbered junctions, `relief` for flat
    or hilly ground. Climbs weigh `climb_factor` times as much as the profile says; nothing at first where hills are
    wished for.
    """

    follow: tuple[str, ...] = ()
    node_network: bool = False
    relief: Relief | None = None
    climb_factor: int = 1

    def adapt(self, profile: Profile) -> Profile:
        """Give the profile with the price of climbs that is wished for; its name stays."""
        factor = self.climb_factor * (_FLAT_CLIMB_FACTOR if self.relief == "flat" else 1)
        if self.relief == "hilly" and self.climb_factor == 1:
            factor = 0
        return profile if factor == 1 else replace(profile, climb_cm_per_dm=profile.climb_cm_per_dm * factor)


NO_WISHES = StreetWishes()


def prefer(view: NetworkView, wishes: StreetWishes) -> NetworkView:
    """Let streets that are not wished for weigh more.

    Raises
    ------
    InvalidRequestError
        There is no such route, no network of numbered junctions for these travellers, or no elevation is known.
    AmbiguousNameError
        A route to follow stands for several.
    """
    network = view.network
    if wishes.relief is not None:
        require_elevations(network, field="relief")
    factors = np.ones(len(view.weights))
    ways = _mark_followed(view, wishes)
    if ways is not None:
        factors[~ways[network.edge_way[network.arc_edge >> 1]]] = _OFF_ROUTE_FACTOR
    if wishes.relief == "hilly":
        factors *= _level_factors(network)
    return view if np.all(factors == 1) else _weigh(view, factors)


def tell_followed(network: Network, follow: Sequence[str], paths: Sequence[Path]) -> list[Notice]:
    """Say of each route to follow that makes up little of the paths how much it is: no wish goes unheard in silence."""
    notices: list[Notice] = []
    total = sum(path.length_mm for path in paths)
    for name in follow:
        routes = _find_routes(network, (name,))
        ways = get_signposts(network).mark_ways(routes)
        length = sum(int(path.piece_lengths_mm[ways[network.edge_way[path.edges]]].sum()) for path in paths)
        share = length / max(1, total)
        if share < _LITTLE_FOLLOWED:
            label = get_signposts(network).get_label(routes[0]) or name
            notices.append(Notice("little_followed", (("share", f"{100 * share:.0f}"), ("route", label))))
    return notices


def require_elevations(network: Network, *, field: str) -> None:
    """Refuse a wish about climbs where no elevation is known.

    Raises
    ------
    InvalidRequestError
        The network has no elevations.
    """
    if not network.tables["facts"].get("has_elevation"):
        raise InvalidRequestError(f"{field}: elevations are not known in this territory", field=field)


def _weigh(view: NetworkView, factors: npt.NDArray[np.float64]) -> NetworkView:
    barred = view.weights == UNREACHABLE
    weights = np.minimum(np.rint(view.weights * factors), int(UNREACHABLE) - 1).astype(np.uint32)
    weights[barred] = UNREACHABLE
    weights.flags.writeable = False
    return replace(view, weights=weights)


def _find_routes(network: Network, names: Sequence[str]) -> list[int]:
    signposts = get_signposts(network)
    wanted: list[int] = []
    for name in names:
        found = signposts.find_routes(name)
        if not found:
            msg = f"follow: there is no signposted route {name!r} here"
            raise InvalidRequestError(msg, field="follow", route=name)
        labels = {(signposts.get_label(index), network.tables["routes"][index]["network"]) for index in found}
        if len(labels) > 1:
            candidates = [
                {"id": network.tables["routes"][index]["id"], "name": network.tables["routes"][index]["name"]}
                for index in found
            ]
            msg = f"follow: {name!r} stands for several routes: give the OSM relation id of one"
            raise AmbiguousNameError(msg, field="follow", candidates=candidates)
        wanted.extend(found)
    return wanted


def _mark_followed(view: NetworkView, wishes: StreetWishes) -> npt.NDArray[np.bool_] | None:
    """Say of every way whether it is to be followed, None where no wish says so."""
    signposts = get_signposts(view.network)
    routes = _find_routes(view.network, wishes.follow)
    ways = signposts.mark_ways(routes) if routes else None
    if not wishes.node_network:
        return ways
    wheels = view.profile.vehicle not in _ON_FOOT
    legs = signposts.mark_node_legs(wheels=wheels)
    if legs is None:
        who = "cycling" if wheels else "walking"
        msg = f"node_network: there is no {who} network of numbered junctions here"
        raise InvalidRequestError(msg, field="node_network")
    return legs if ways is None else ways | legs


def _level_factors(network: Network) -> npt.NDArray[np.float64]:
    """Give factors from 1 for hilly streets to that of level ground, (A,); unknown ground counts as level."""
    ascents = network.arc_ascent_dm.astype(np.float64)
    edge, against = network.arc_edge >> 1, (network.arc_edge & 1).astype(np.bool_)
    back = np.where(against, network.edge_ascent_dm[edge], network.edge_descent_dm[edge]).astype(np.float64)
    unknown = (network.arc_ascent_dm == UNKNOWN_CLIMB_DM) | (back == UNKNOWN_CLIMB_DM)
    per_km = (ascents + back) / np.maximum(1.0, network.arc_length_mm / 1e6)
    share = np.where(unknown, 0.0, np.clip(per_km / _HILLY_DM_PER_KM, 0.0, 1.0))
    return np.asarray(_FLAT_STREET_FACTOR - (_FLAT_STREET_FACTOR - 1) * share, np.float64)
