"""Signposted routes, numbered junctions and the names of streets in a built network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphs.attributes import RouteKind
from tests.drawing import draw

if TYPE_CHECKING:
    from pathlib import Path

STREET = {"highway": "residential", "name": "Rue des Fosses", "ref": "D 12"}


def test_routes_mark_their_ways(tmp_path: Path) -> None:
    route = {"type": "route", "route": "bicycle", "network": "ncn", "ref": "V31", "name": "Véloroute"}
    drawn = draw(
        tmp_path, "A-B-C", {"AB": STREET, "BC": STREET}, relations=[(route, [("w", "AB", ""), ("n", "C", "guidepost")])]
    )
    net = drawn.network
    assert net.tables["routes"] == [
        {
            "id": 1000,
            "name": "Véloroute",
            "ref": "V31",
            "kind": int(RouteKind.CYCLING_NATIONAL),
            "network": "ncn",
            "node_network": False,
        }
    ]
    on, off = drawn.get_class("AB"), drawn.get_class("BC")
    assert (on.routes, on.calm) == (int(RouteKind.CYCLING_NATIONAL), 1)
    assert (off.routes, off.calm) == (0, 0)
    way = int(net.edge_way[drawn.list_edges("AB")[0]])
    assert net.way_route[net.way_route_first[way] : net.way_route_first[way + 1]].tolist() == [0]
    assert net.get_string(int(net.way_name[way])) == "Rue des Fosses"
    assert net.get_string(int(net.way_ref[way])) == "D 12"


def test_any_walking_or_cycling_route_makes_calm_but_not_a_bus_line(tmp_path: Path) -> None:
    drawn = draw(
        tmp_path,
        "A-B-C-D",
        {"AB": STREET, "BC": STREET, "CD": STREET},
        relations=[
            ({"type": "route", "route": "bus"}, [("w", "AB", "")]),
            ({"type": "route", "route": "foot"}, [("w", "BC", "forward")]),
            ({"type": "route", "route": "hiking", "state": "proposed"}, [("w", "CD", "")]),
        ],
    )
    assert [drawn.get_class(way).calm for way in ("AB", "BC", "CD")] == [0, 1, 1]
    assert drawn.get_class("CD").routes == 0
    assert len(drawn.network.tables["routes"]) == 1


def test_route_of_routes_runs_on_the_ways_of_its_parts(tmp_path: Path) -> None:
    file = tmp_path / "routes.osm"
    file.write_text(
        """<osm version="0.6"><node id="1" lat="50" lon="3"/><node id="2" lat="50.001" lon="3"/>
        <way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/></way>
        <relation id="1"><member type="way" ref="1" role=""/><tag k="type" v="route"/><tag k="route" v="bicycle"/>
        <tag k="network" v="rcn"/></relation>
        <relation id="2"><member type="relation" ref="1" role=""/><tag k="type" v="superroute"/><tag k="route"
        v="bicycle"/>
        <tag k="network" v="icn"/><tag k="ref" v="EV5"/></relation></osm>""",
        encoding="utf-8",
    )
    from graphs.build import build_network
    from graphs.network import Network

    build_network([file], tmp_path / "network")
    net = Network.open(tmp_path / "network")
    assert [route["ref"] for route in net.tables["routes"]] == ["", "EV5"]
    assert net.way_route.tolist() == [0, 1]


def test_numbered_junctions_are_nodes(tmp_path: Path) -> None:
    drawn = draw(tmp_path, "A-B-C", {"ABC": STREET}, nodes={"B": {"rcn_ref": "27", "network:type": "node_network"}})
    assert drawn.network.tables["junctions"] == [{"node": drawn.get_node("B"), "kind": "rcn", "ref": "27"}]
    assert drawn.network.edge_count == 2


def test_conditions_are_kept_by_way(tmp_path: Path) -> None:
    rule = {"highway": "path", "access:conditional": "no @ (Mar 1-Jul 31)"}
    drawn = draw(tmp_path, "A-B-C", {"AB": STREET, "BC": rule})
    way = int(drawn.network.edge_way[drawn.list_edges("BC")[0]])
    assert drawn.network.tables["conditions"] == {str(way): {"access:conditional": "no @ (Mar 1-Jul 31)"}}
