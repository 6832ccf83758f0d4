"""Streets as one request sees them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from graphs.network import UNREACHABLE
from planner.desk import get_desk
from planner.errors import AmbiguousNameError, InvalidRequestError
from planner.streets import see_streets
from planner.wishes import StreetWishes
from tests.planner.town import build_town, crossing

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    from graphs.network import Network
    from planner.territory import Territory


def arcs_of_way(network: Network, osm_id: int) -> npt.NDArray[np.bool_]:
    way = int(np.flatnonzero(network.way_osm_id == osm_id)[0])
    mask: npt.NDArray[np.bool_] = network.edge_way[network.arc_edge >> 1] == way
    return mask


def test_themes_and_routes_change_weights_and_never_durations(town: Territory) -> None:
    desk = get_desk(town)
    plain = see_streets(desk, "bike").view
    liked = see_streets(desk, "bike", themes=(("nature", 1.0),)).view
    followed = see_streets(desk, "bike", wishes=StreetWishes(follow=("V31",))).view
    assert not np.array_equal(liked.weights, plain.weights)
    for view in (liked, followed):
        assert np.array_equal(view.durations, plain.durations)
    on_route = arcs_of_way(town.network, 206) | arcs_of_way(town.network, 118)
    known = plain.weights != UNREACHABLE
    assert np.array_equal(followed.weights != UNREACHABLE, known), "following a route opens and closes no street"
    share = followed.weights[known].astype(np.float64) / plain.weights[known]
    assert share[on_route[known]].max() * 2 < share[~on_route[known]].min()
    assert followed.weights.min() >= plain.weights.min(), "no street weighs less than it did"


def test_those_on_wheels_walk_up_with_the_rights_of_those_on_foot(town: Territory) -> None:
    desk = get_desk(town)
    riding = see_streets(desk, "ebike")
    assert riding.walking.profile.name == "foot"
    afoot = see_streets(desk, "foot")
    assert afoot.walking is afoot.view


def test_an_avoided_area_closes_the_streets_that_meet_it_for_both(town: Territory) -> None:
    at = crossing(10, 10.5)
    streets = see_streets(get_desk(town), "bike", avoid_areas=shapely.Point(at.lon, at.lat).buffer(0.0003))
    for view in (streets.view, streets.walking):
        shut = view.weights == UNREACHABLE
        assert len(view.closed_edges) >= 1
        assert np.all(shut[np.isin(town.network.arc_edge >> 1, view.closed_edges)])


def test_dated_closures_hold_on_their_day(tmp_path: Path) -> None:
    territory = build_town(tmp_path, closures="way,107,closed,2026-06-01,2026-06-30,nesting\nway,108,closed,,,works\n")
    desk = get_desk(territory)
    seven, eight = (arcs_of_way(territory.network, way) for way in (107, 108))
    for day, closed in ((None, False), (date(2026, 5, 31), False), (date(2026, 6, 1), True), (date(2026, 6, 30), True)):
        streets = see_streets(desk, "bike", day=day)
        assert np.all(streets.view.weights[eight] == UNREACHABLE)
        assert bool(np.all(streets.view.weights[seven] == UNREACHABLE)) is closed
        assert streets.has_dated_rules


def test_what_is_not_known_is_refused_by_field(town: Territory) -> None:
    desk = get_desk(town)
    for fields, field in (
        ({"mode": "car"}, "mode"),
        ({"mode": "bike", "wishes": StreetWishes(follow=("V99",))}, "follow"),
    ):
        with pytest.raises(InvalidRequestError) as refused:
            see_streets(desk, **fields)
        assert refused.value.details["field"] == field
    with pytest.raises(AmbiguousNameError):
        see_streets(desk, "bike", wishes=StreetWishes(follow=("Boucle",)))
