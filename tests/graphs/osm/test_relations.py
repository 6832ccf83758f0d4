"""Signposted routes, numbered junctions and the names of streets in a built network."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import osmium
import pytest
from osmium.osm.mutable import Relation

from graphs.attributes import ArcClass, RouteKind
from graphs.build import build_network
from graphs.network import Network
from graphs.osm.classes import build_classes
from graphs.osm.rules import way_attributes
from tests.drawing import draw, write_drawing

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
    build_network([file], tmp_path / "network")
    net = Network.open(tmp_path / "network")
    assert [route["ref"] for route in net.tables["routes"]] == ["", "EV5"]
    assert net.way_route.tolist() == [0, 1]


CYCLING = {"type": "route", "route": "bicycle", "network": "rcn"}


def test_role_says_in_which_direction_a_route_takes_a_way(tmp_path: Path) -> None:
    members = [("w", "AB", "forward"), ("w", "BC", "backward"), ("w", "CD", ""), ("w", "DE", "forward")]
    members.append(("w", "DE", "backward"))
    drawn = draw(tmp_path, "A-B-C-D-E", dict.fromkeys(("AB", "BC", "CD", "DE"), STREET), relations=[(CYCLING, members)])
    sides = [(drawn.get_class(way), drawn.get_class(way, backward=True)) for way in ("AB", "BC", "CD", "DE")]
    regional = int(RouteKind.CYCLING_REGIONAL)
    assert [(ahead.routes, against.routes) for ahead, against in sides] == [
        (regional, 0), (0, regional), (regional, regional), (regional, regional),
    ]  # fmt: skip
    assert all(side.calm == 1 for both in sides for side in both), "a signposted street is calm in both directions"


def test_routes_of_routes_of_routes_run_on_the_ways_of_all_parts(tmp_path: Path) -> None:
    route = '<tag k="route" v="bicycle"/><tag k="ref" v="{}"/></relation>'
    file = tmp_path / "routes.osm"
    file.write_text(
        '<osm version="0.6"><node id="1" lat="50" lon="3"/><node id="2" lat="50.001" lon="3"/>'
        '<way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/></way>'
        '<relation id="1"><member type="way" ref="1" role="forward"/><tag k="type" v="route"/>'
        + route.format("stage")
        + '<relation id="2"><member type="relation" ref="1" role=""/><tag k="type" v="superroute"/>'
        + route.format("country")
        # The whole names itself, as some do by mistake.
        + '<relation id="3"><member type="relation" ref="2" role=""/><member type="relation" ref="3" role=""/>'
        '<tag k="type" v="superroute"/>' + route.format("EV5") + "</osm>",
        encoding="utf-8",
    )
    build_network([file], tmp_path / "network")
    net = Network.open(tmp_path / "network")
    assert [net.tables["routes"][row]["ref"] for row in net.way_route] == ["stage", "country", "EV5"]


def test_classes_are_rounded_where_there_would_be_too_many() -> None:
    tags = [{"highway": "path", "width": f"1.{step}", "incline": f"{step}%"} for step in range(1, 9)]
    attributes = [way for each in tags if (way := way_attributes(each)) is not None]
    rows = np.arange(len(attributes), dtype=np.int32)
    mended: Counter[str] = Counter()
    none = np.zeros((len(rows), 2), np.uint8), np.zeros(len(rows), bool)
    whole, *_ = build_classes(attributes, rows, *none, mended)
    assert (len(whole), mended) == (17, Counter())
    rounded, forward, _, _ = build_classes(attributes, rows, *none, mended, most=12)
    assert mended == {"class_rounded": 1}
    assert len(rounded) <= 12
    width = rounded[forward, ArcClass.field_names().index("width_dm")]
    assert width.tolist() == [10, 10, 10, 10, 15, 15, 15, 15]
    with pytest.raises(ValueError, match="differ in more than 1 ways"):
        build_classes(attributes, rows, *none, mended, most=1)


def test_numbered_junctions_are_nodes(tmp_path: Path) -> None:
    drawn = draw(tmp_path, "A-B-C", {"ABC": STREET}, nodes={"B": {"rcn_ref": "27", "network:type": "node_network"}})
    assert drawn.network.tables["junctions"] == [
        {"node": drawn.get_node("B"), "kind": "rcn", "ref": "27", "network": ""}
    ]
    assert drawn.network.edge_count == 2


def test_a_network_names_its_junctions_and_makes_legs_of_its_routes(tmp_path: Path) -> None:
    leg = {"type": "route", "route": "bicycle", "network": "rcn"}
    ways = {"AB": STREET, "BC": STREET}
    file = tmp_path / "network.osm"
    nodes, _ = write_drawing(
        file,
        "A-B-C",
        ways,
        nodes={"A": {"rcn_ref": "27"}, "B": {"rcn_ref": "28"}},
        relations=[({**leg, "name": "27-28"}, [("w", "AB", "")]), ({**leg, "ref": "R"}, [("w", "BC", "")])],
    )
    with_network = tmp_path / "named.osm"
    with osmium.SimpleWriter(str(with_network)) as writer:
        for item in osmium.FileProcessor(str(file)):
            writer.add(item)
        tags = {"type": "network", "network": "rcn", "name": "Bassin minier"}
        members = [("n", nodes["A"], ""), ("r", 1000, "")]
        writer.add_relation(Relation(id=2000, tags=tags, members=members, version=1))
    build_network([with_network], tmp_path / "out")
    tables = Network.open(tmp_path / "out").tables
    assert {(item["ref"], item["network"]) for item in tables["junctions"]} == {("27", "Bassin minier"), ("28", "")}
    kinds = {route["id"]: (route["node_network"], RouteKind(route["kind"])) for route in tables["routes"]}
    assert kinds == {1000: (True, RouteKind.CYCLING_NODES), 1001: (False, RouteKind.CYCLING_REGIONAL)}


def test_conditions_are_kept_by_way(tmp_path: Path) -> None:
    rule = {"highway": "path", "access:conditional": "no @ (Mar 1-Jul 31)"}
    drawn = draw(tmp_path, "A-B-C", {"AB": STREET, "BC": rule})
    way = int(drawn.network.edge_way[drawn.list_edges("BC")[0]])
    assert drawn.network.tables["conditions"] == {str(way): {"access:conditional": "no @ (Mar 1-Jul 31)"}}
