"""The streets as one request sees them: its profile, its themes, what is closed that day, the routes it follows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from graphs.attributes import Vehicle
from graphs.errors import UnknownProfileError
from graphs.network import UNREACHABLE
from graphs.profiles import get_profile
from planner.errors import AmbiguousNameError, InvalidRequestError
from planner.signposts import get_signposts
from planner.themes import combine_themes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from shapely.geometry.base import BaseGeometry

    from graphs.network import Network
    from graphs.profiles import Profile
    from graphs.view import NetworkView
    from planner.desk import Desk
    from planner.themes import ThemeMix

__all__ = ["RequestStreets", "see_streets"]

_FOLLOW_FACTOR = 3
"""A street off the followed routes weighs this many times more: weights must not fall below those of ideal streets."""


@dataclass(frozen=True, slots=True, eq=False)
class RequestStreets:
    """The view of those who travel, that of those who left their wheels for a climb, and the themes."""

    view: NetworkView
    walking: NetworkView
    mix: ThemeMix
    day: date | None
    has_dated_rules: bool


def see_streets(
    desk: Desk,
    mode: str,
    *,
    themes: Iterable[tuple[str, float]] = (),
    avoid_areas: BaseGeometry | None = None,
    follow: Sequence[str] = (),
    closed_edges: Sequence[int] = (),
    day: date | None = None,
) -> RequestStreets:
    """Open the streets of a territory for one request.

    Raises
    ------
    InvalidRequestError
        Mode, theme or route is not known; `details["field"]` says which.
    AmbiguousNameError
        A route to follow stands for several.
    """
    mix = combine_themes(themes)
    barred = desk.territory.get_barred(day)
    areas = [area for area in (barred.area, avoid_areas) if area is not None]
    try:
        profile = get_profile(mode)
    except UnknownProfileError as error:
        raise InvalidRequestError(f"mode: {error.message}", field="mode") from error

    def see(who: Profile) -> NetworkView:
        return desk.views.create(
            who,
            tastes=mix.tastes,
            avoid_areas=shapely.union_all(areas) if areas else None,
            closed_ways=barred.ways,
            closed_edges=np.union1d(barred.edges, np.array(closed_edges, np.int32)),
        )

    view = see(profile)
    if follow:
        view = _follow(view, desk.territory.network, follow)
    walking = view if profile.vehicle in {Vehicle.FOOT, Vehicle.WHEELCHAIR} else see(get_profile("foot"))
    return RequestStreets(view, walking, mix, day, has_dated_rules=barred.has_dated_rules)


def _follow(view: NetworkView, network: Network, names: Sequence[str]) -> NetworkView:
    """Make the streets off signposted routes weigh more; durations stay as they are."""
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
    on_route = np.isin(network.way_route, np.array(wanted, np.int32))
    owners = np.repeat(np.arange(len(network.way_osm_id)), np.diff(network.way_route_first))
    ways = np.zeros(len(network.way_osm_id) + 1, np.bool_)
    ways[owners[on_route]] = True
    others = ~ways[network.edge_way[network.arc_edge >> 1]] & (view.weights != UNREACHABLE)
    weights = view.weights.copy()
    weights[others] = np.minimum(weights[others].astype(np.uint64) * _FOLLOW_FACTOR, UNREACHABLE - 1)
    weights.flags.writeable = False
    return replace(view, weights=weights)
