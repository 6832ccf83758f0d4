"""Signposted routes and numbered junctions of the drawn town."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from planner.signposts import get_signposts
from tests.drawing import draw
from tests.planner.town import MAIN_ROW, ROUTE_COLUMN, ROUTE_V31, SIDE

if TYPE_CHECKING:
    from pathlib import Path

    from graphs.network import Network
    from planner.territory import Territory


def way_index(network: Network, osm_id: int) -> int:
    return int(np.flatnonzero(network.way_osm_id == osm_id)[0])


def test_cycling_routes_are_for_those_on_wheels(town: Territory) -> None:
    signposts = get_signposts(town.network)
    way = way_index(town.network, 200 + ROUTE_COLUMN)
    labels = [signposts.get_label(index) for index in signposts.list_routes(way, wheels=True)]
    assert labels == ["V31"]
    assert signposts.list_routes(way, wheels=False) == []
    assert signposts.on_network(way, wheels=True)
    assert not signposts.on_network(way, wheels=False)
    assert not signposts.on_network(way_index(town.network, 203), wheels=True)
    assert signposts.list_routes(-1, wheels=True) == []
    assert not signposts.on_network(-1, wheels=True)


def test_hiking_routes_are_for_those_on_foot(tmp_path: Path) -> None:
    hiking = ({"type": "route", "route": "hiking", "network": "nwn", "ref": "GR 412"}, [("w", "AB", "")])
    drawn = draw(tmp_path, "A--B", {"AB": {"highway": "path"}}, relations=[hiking])
    signposts = get_signposts(drawn.network)
    assert [signposts.get_label(index) for index in signposts.list_routes(0, wheels=False)] == ["GR 412"]
    assert signposts.list_routes(0, wheels=True) == []


def test_legs_of_a_node_network_are_no_routes_but_signposted(tmp_path: Path) -> None:
    leg = (
        {"type": "route", "route": "bicycle", "network": "rcn", "network:type": "node_network", "ref": "12-47"},
        [("w", "AB", "")],
    )
    drawn = draw(tmp_path, "A--B", {"AB": {"highway": "residential"}}, relations=[leg])
    signposts = get_signposts(drawn.network)
    assert signposts.list_routes(0, wheels=True) == []
    assert signposts.on_network(0, wheels=True)


@pytest.mark.parametrize("asked", ["V31", " v31 ", str(ROUTE_V31), "véloroute des terrils"])
def test_a_route_is_found_by_number_name_and_id(town: Territory, asked: str) -> None:
    signposts = get_signposts(town.network)
    found = signposts.find_routes(asked)
    assert [town.network.tables["routes"][index]["id"] for index in found] == [ROUTE_V31]


def test_names_that_several_routes_bear_give_all_and_unknown_ones_none(town: Territory) -> None:
    signposts = get_signposts(town.network)
    assert len(signposts.find_routes("boucle")) == 2
    assert signposts.find_routes("V99") == []


def test_numbers_of_junctions_belong_to_those_on_wheels_or_on_foot(town: Territory) -> None:
    network = town.network
    osm_id = 1 + MAIN_ROW * SIDE + ROUTE_COLUMN
    node = int(np.flatnonzero(network.node_osm_id == osm_id)[0])
    signposts = get_signposts(network)
    assert signposts.find_number(node, wheels=True) == "47"
    assert signposts.find_number(node, wheels=False) == ""
    assert signposts.find_number(node + 1, wheels=True) == ""
