"""Turn restrictions through the whole import: they bind wheels and leave those on foot alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from graphs.attributes import Highway, Vehicle
from graphs.build import build_network
from tests.drawing import Drawn, draw, restriction

if TYPE_CHECKING:
    from pathlib import Path

STREET = {"highway": "residential"}
CROSSING = """
   N
   |
W--X--E
   |
   S
"""
ARMS = {"WX": STREET, "XE": STREET, "NX": STREET, "XS": STREET}


def list_turns(drawn: Drawn, vehicle: Vehicle, start: str) -> str:
    """List the ends that a vehicle reaches from a start without turning at an end."""
    found = ""
    for end in "NESW":
        path = drawn.find_path(vehicle, start, end)
        if path == f"{start}X{end}":
            found += end
    return found


@pytest.mark.parametrize(
    ("kind", "allowed"),
    [
        ("no_left_turn", "ES"),
        ("no_right_turn", "ES"),
        ("no_straight_on", "ES"),
        ("only_left_turn", "N"),
        ("only_straight_on", "N"),
    ],
)
def test_restriction_binds_wheels_and_not_feet(tmp_path: Path, kind: str, allowed: str) -> None:
    drawn = draw(tmp_path, CROSSING, ARMS, relations=[restriction(kind, "WX", "X", "NX")])
    assert list_turns(drawn, Vehicle.BIKE, "W") == allowed
    assert list_turns(drawn, Vehicle.CARGO, "W") == allowed
    assert list_turns(drawn, Vehicle.FOOT, "W") == "NES"
    assert list_turns(drawn, Vehicle.WHEELCHAIR, "W") == "NES"
    for start, ends in (("N", "ESW"), ("E", "NSW"), ("S", "NEW")):
        assert list_turns(drawn, Vehicle.BIKE, start) == ends


def test_restriction_that_excepts_bikes(tmp_path: Path) -> None:
    drawn = draw(
        tmp_path, CROSSING, ARMS, relations=[restriction("no_left_turn", "WX", "X", "NX", **{"except": "bicycle"})]
    )
    assert list_turns(drawn, Vehicle.BIKE, "W") == "NES"
    assert drawn.report.turn_copies == 0


def test_restriction_for_others_than_bikes(tmp_path: Path) -> None:
    tags, members = restriction("no_left_turn", "WX", "X", "NX")
    tags = {"type": "restriction", "restriction:hgv": tags["restriction"]}
    drawn = draw(tmp_path, CROSSING, ARMS, relations=[(tags, members)])
    assert list_turns(drawn, Vehicle.BIKE, "W") == "NES"


def test_conditional_restriction_binds_nobody_yet(tmp_path: Path) -> None:
    tags, members = restriction("no_left_turn", "WX", "X", "NX")
    tags = {"type": "restriction", "restriction:conditional": "no_left_turn @ (Mo-Fr 07:00-09:00)"}
    assert list_turns(draw(tmp_path, CROSSING, ARMS, relations=[(tags, members)]), Vehicle.BIKE, "W") == "NES"


def test_several_restrictions_on_one_via(tmp_path: Path) -> None:
    drawn = draw(
        tmp_path,
        CROSSING,
        ARMS,
        relations=[
            restriction("no_left_turn", "WX", "X", "NX"),
            restriction("no_straight_on", "WX", "X", "XE"),
            restriction("no_left_turn", "XE", "X", "XS"),
        ],
    )
    assert list_turns(drawn, Vehicle.BIKE, "W") == "S"
    assert list_turns(drawn, Vehicle.BIKE, "E") == "NW"
    assert list_turns(drawn, Vehicle.BIKE, "N") == "ESW"
    assert drawn.report.turn_copies == 2


def test_no_u_turn_at_the_end_of_a_way(tmp_path: Path) -> None:
    drawn = draw(
        tmp_path, "A--B--C", {"AB": STREET, "BC": STREET}, relations=[restriction("no_u_turn", "AB", "B", "AB")]
    )
    net = drawn.network
    arc = next(a for a in range(net.arc_count) if net.arc_tail[a] == drawn.get_node("A"))
    copy = int(net.arc_head[arc])
    assert net.node_origin[copy] == drawn.get_node("B") != copy
    out = range(net.arc_first[copy], net.arc_first[copy + 1])
    assert [drawn.list_highways([a])[0] for a in out] == ["residential", "transfer"]
    assert all(net.arc_edge[a] >> 1 != net.arc_edge[arc] >> 1 for a in out)


def test_restriction_over_a_way_binds_only_who_comes_from_there(tmp_path: Path) -> None:
    drawn = draw(
        tmp_path,
        """
        A--B--C--D
           |  |
           E  F
        """,
        {"AB": STREET, "BC": STREET, "CD": STREET, "BE": STREET, "CF": STREET},
        relations=[restriction("no_right_turn", "AB", "BC", "CF")],
    )
    assert drawn.find_path(Vehicle.BIKE, "A", "F") != "ABCF"
    assert drawn.find_path(Vehicle.FOOT, "A", "F") == "ABCF"
    assert drawn.find_path(Vehicle.BIKE, "A", "D") == "ABCD"
    assert drawn.find_path(Vehicle.BIKE, "E", "F") == "EBCF"
    assert drawn.find_path(Vehicle.BIKE, "B", "F") == "BCF"


def test_restriction_over_a_way_of_several_edges(tmp_path: Path) -> None:
    drawn = draw(
        tmp_path,
        """
        A--B--C--D--E
           |  |  |
           F  G  H
        """,
        {"AB": STREET, "BCD": STREET, "DE": STREET, "BF": STREET, "CG": STREET, "DH": STREET},
        relations=[restriction("only_straight_on", "AB", "BCD", "DE")],
    )
    assert drawn.find_path(Vehicle.BIKE, "A", "E") == "ABCDE"
    assert drawn.find_path(Vehicle.BIKE, "A", "H") != "ABCDH"
    assert drawn.find_path(Vehicle.BIKE, "F", "H") == "FBCDH"
    assert drawn.find_path(Vehicle.BIKE, "A", "G") == "ABCG"
    assert drawn.find_path(Vehicle.FOOT, "A", "H") == "ABCDH"


@pytest.mark.parametrize(
    ("relation", "reason"),
    [
        ((restriction("no_left_turn", "WX", "X", "NX")[0], [("w", "WX", "from")]), "restriction_incomplete"),
        (restriction("no_left_turn", "WX", "S", "NX"), "restriction_ambiguous"),
    ],
)  # fmt: skip
def test_broken_restriction_is_dropped_and_counted(
    tmp_path: Path, relation: tuple[dict[str, str], list[tuple[str, str, str]]], reason: str
) -> None:
    drawn = draw(tmp_path, CROSSING, ARMS, relations=[relation])
    assert drawn.report.dropped == {reason: 1}
    assert list_turns(drawn, Vehicle.BIKE, "W") == "NES"


def test_only_with_several_ways_to_leaves_them_all_open(tmp_path: Path) -> None:
    tags, members = restriction("only_straight_on", "WX", "X", "XE")
    drawn = draw(tmp_path, CROSSING, ARMS, relations=[(tags, [*members, ("w", "XS", "to"), ("w", "XS", "to")])])
    assert drawn.report.dropped == {}
    assert list_turns(drawn, Vehicle.BIKE, "W") == "ES"


def test_parts_of_a_split_way_that_do_not_meet_the_via_are_passed_over(tmp_path: Path) -> None:
    ways = {**ARMS, "VW": STREET}
    tags, members = restriction("no_left_turn", "WX", "X", "NX")
    art = CROSSING.replace("W", "V-W")
    drawn = draw(tmp_path, art, ways, relations=[(tags, [*members, ("w", "VW", "from")])])
    assert drawn.report.dropped == {}
    assert list_turns(drawn, Vehicle.BIKE, "W") == "ES"


def test_restriction_of_too_many_ways_is_dropped_at_once(tmp_path: Path) -> None:
    file = tmp_path / "many.osm"
    ends = "".join(
        f'<member type="way" ref="{way}" role="from"/><member type="way" ref="{way}" role="to"/>'
        for way in range(10, 3000)
    )
    file.write_text(
        '<osm version="0.6"><node id="1" lat="50" lon="3"/><node id="2" lat="50.001" lon="3"/>'
        '<way id="10"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/></way><relation id="1">'
        f'<member type="node" ref="2" role="via"/>{ends}<tag k="type" v="restriction"/>'
        '<tag k="restriction" v="no_u_turn"/></relation></osm>',
        encoding="utf-8",
    )
    assert build_network([file], tmp_path / "network").dropped == {"restriction_ambiguous": 1}


def test_via_in_the_middle_of_the_to_way_is_ambiguous(tmp_path: Path) -> None:
    ways = {"WX": STREET, "NXS": STREET}
    drawn = draw(tmp_path, CROSSING.replace("--E", ""), ways, relations=[restriction("no_left_turn", "WX", "X", "NXS")])
    assert drawn.report.dropped == {"restriction_ambiguous": 1}


def test_via_in_the_middle_of_a_one_way_street_is_clear(tmp_path: Path) -> None:
    ways = {"WX": STREET, "NXS": {**STREET, "oneway": "yes"}}
    drawn = draw(
        tmp_path, CROSSING.replace("--E", ""), ways, relations=[restriction("no_right_turn", "WX", "X", "NXS")]
    )
    assert drawn.report.dropped == {}
    assert drawn.find_path(Vehicle.BIKE, "W", "S", ride=True) is None
    assert drawn.find_path(Vehicle.FOOT, "W", "S") == "WXS"


def test_copies_stand_behind_their_original(tmp_path: Path) -> None:
    net = draw(
        tmp_path,
        CROSSING,
        ARMS,
        relations=[restriction("no_left_turn", "WX", "X", "NX"), restriction("no_left_turn", "XE", "X", "XS")],
    ).network
    origin = np.asarray(net.node_origin)
    copies = np.flatnonzero(origin != np.arange(net.node_count))
    assert len(copies) == 2
    assert copies.tolist() == [origin[copies[0]] + 1, origin[copies[0]] + 2]
    assert set(net.node_osm_id[copies].tolist()) == {int(net.node_osm_id[origin[copies[0]]])}
    transfers = np.flatnonzero(net.edge_way == -1)
    assert transfers.tolist() == [4, 5]
    assert net.edge_length_mm[transfers].tolist() == [0, 0]
    assert net.edge_tail[transfers].tolist() == net.edge_head[transfers].tolist() == [int(origin[copies[0]])] * 2
    arcs = np.flatnonzero(net.classes[net.arc_class, 0] == Highway.TRANSFER)
    assert sorted(net.arc_tail[arcs].tolist()) == copies.tolist()
    assert set(net.arc_head[arcs].tolist()) == {int(origin[copies[0]])}
    assert not np.isin(transfers, net.grid_edge).any()
