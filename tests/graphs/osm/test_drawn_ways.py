"""Who may use a way of some tags, in both directions, through the whole import: one small drawn network each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graphs.attributes import Vehicle
from tests.drawing import Drawn, draw

if TYPE_CHECKING:
    from pathlib import Path

RESIDENTIAL = {"highway": "residential"}


def read_rights(drawn: Drawn, start: str, end: str) -> str:
    """One sign per vehicle: `=` walks or rides, `p` pushes, `.` may not pass."""
    signs = ""
    for vehicle in Vehicle:
        if drawn.find_path(vehicle, start, end, ride=True) is not None:
            signs += "="
        else:
            signs += "." if drawn.find_path(vehicle, start, end) is None else "p"
    return signs


# Foot, bike, cargo bike, wheelchair; along the way and against it.
WAYS = {
    "street": ({"highway": "residential"}, "====", "===="),
    "street without bikes": ({"highway": "residential", "bicycle": "no"}, "=pp=", "=pp="),
    "private street": ({"highway": "residential", "access": "private"}, "....", "...."),
    "street for customers": ({"highway": "service", "access": "customers"}, "....", "...."),
    "closed street open to feet": ({"highway": "service", "access": "no", "foot": "yes"}, "=pp=", "=pp="),
    "closed street open to bikes": ({"highway": "service", "access": "no", "bicycle": "yes"}, ".==.", ".==."),
    "street without vehicles": ({"highway": "residential", "vehicle": "no"}, "=pp=", "=pp="),
    "motorway": ({"highway": "motorway"}, "....", "...."),
    "motorroad": ({"highway": "trunk", "motorroad": "yes"}, "....", "...."),
    "building site": ({"highway": "construction", "construction": "residential"}, "....", "...."),
    "footway": ({"highway": "footway"}, "=pp=", "=pp="),
    "footway for bikes": ({"highway": "footway", "bicycle": "yes"}, "====", "===="),
    "pedestrian street": ({"highway": "pedestrian"}, "=pp=", "=pp="),
    "cycleway": ({"highway": "cycleway", "foot": "yes"}, "====", "===="),
    "cycleway without feet": ({"highway": "cycleway", "foot": "no"}, ".==.", ".==."),
    "path": ({"highway": "path"}, "====", "===="),
    "track": ({"highway": "track", "tracktype": "grade1", "surface": "asphalt"}, "====", "===="),
    "steps": ({"highway": "steps"}, "=p..", "=p.."),
    "street to dismount": ({"highway": "residential", "bicycle": "dismount"}, "=pp=", "=pp="),
    "street with sidepath": ({"highway": "secondary", "bicycle": "use_sidepath"}, "=pp=", "=pp="),
    "platform": ({"railway": "platform"}, "=pp=", "=pp="),
    "ferry": ({"route": "ferry", "foot": "yes", "bicycle": "yes"}, "====", "===="),
    "one-way street": ({"highway": "residential", "oneway": "yes"}, "====", "=pp="),
    "one-way street backwards": ({"highway": "residential", "oneway": "-1"}, "=pp=", "===="),
    "one-way but for bikes": ({"highway": "residential", "oneway": "yes", "oneway:bicycle": "no"}, "====", "===="),
    "one-way with lane": ({"highway": "residential", "oneway": "yes", "cycleway": "opposite_lane"}, "====", "===="),
    "one-way with opposite": ({"highway": "residential", "oneway": "yes", "cycleway": "opposite"}, "====", "===="),
    "one-way with left lane": (
        {"highway": "residential", "oneway": "yes", "cycleway:left": "lane", "cycleway:left:oneway": "-1"},
        "====",
        "====",
    ),
    "backwards but for bikes": ({"highway": "residential", "oneway": "-1", "oneway:bicycle": "no"}, "====", "===="),
    "one-way for bikes": ({"highway": "cycleway", "foot": "yes", "oneway": "yes"}, "====", "=pp="),
    "roundabout": ({"highway": "tertiary", "junction": "roundabout"}, "====", "=pp="),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(WAYS))
def test_rights_of_a_way(tmp_path: Path, name: str) -> None:
    tags, along, against = WAYS[name]
    drawn = draw(tmp_path, "Z--A--B--Y", {"ZA": RESIDENTIAL, "AB": tags, "BY": RESIDENTIAL})
    assert (read_rights(drawn, "A", "B"), read_rights(drawn, "B", "A")) == (along, against)


# Foot, bike, cargo bike, wheelchair, ridden past the node.
BARRIERS = {
    "open bollard": ({"barrier": "bollard"}, "===="),
    "narrow bollard": ({"barrier": "bollard", "maxwidth:physical": "0.7"}, "==.."),
    "gate": ({"barrier": "gate"}, "===="),
    "locked gate": ({"barrier": "gate", "locked": "yes"}, "...."),
    "private gate": ({"barrier": "gate", "access": "private"}, "...."),
    "private gate with a right on foot": ({"barrier": "gate", "access": "private", "foot": "yes"}, "=..="),
    "stile": ({"barrier": "stile"}, "=..."),
    "kissing gate": ({"barrier": "kissing_gate"}, "=..."),
    "kissing gate for bikes": ({"barrier": "kissing_gate", "bicycle": "yes"}, "==.."),
    "turnstile": ({"barrier": "turnstile"}, "=..."),
    "cycle barrier": ({"barrier": "cycle_barrier"}, "==.="),
    "block": ({"barrier": "block"}, "===="),
    "wall": ({"barrier": "wall"}, "...."),
    "crossing": ({"highway": "crossing"}, "===="),
}


@pytest.mark.parametrize("name", sorted(BARRIERS))
def test_barrier_in_the_middle_of_a_way(tmp_path: Path, name: str) -> None:
    tags, rights = BARRIERS[name]
    drawn = draw(tmp_path, "A--B--C", {"ABC": {"highway": "cycleway", "foot": "yes"}}, nodes={"B": tags})
    assert read_rights(drawn, "A", "C") == rights
    assert read_rights(drawn, "C", "A") == rights


def test_barrier_becomes_a_node_with_its_wait(tmp_path: Path) -> None:
    way = {"ABC": RESIDENTIAL}
    free = draw(tmp_path, "A--B--C", way)
    other = tmp_path / "gate"
    other.mkdir()
    gated = draw(other, "A--B--C", way, nodes={"B": {"barrier": "gate"}})
    assert free.network.edge_count == 1
    assert gated.network.edge_count == 2
    before, after = (
        int(drawn.network.durations["bike"][: drawn.network.arc_count // 2].sum()) for drawn in (free, gated)
    )
    assert after > before


def test_blocked_side_is_not_the_blocked_way(tmp_path: Path) -> None:
    drawn = draw(
        tmp_path,
        """
        A--B--C
        |     |
        D-----E
        """,
        {"ABC": {"highway": "path"}, "ADEC": RESIDENTIAL},
        nodes={"B": {"barrier": "stile"}},
    )
    assert drawn.find_path(Vehicle.FOOT, "A", "C") == "ABC"
    assert drawn.find_path(Vehicle.BIKE, "A", "C") == "ADEC"


def test_wallonia_keeps_bikes_off_unsigned_narrow_paths(tmp_path: Path) -> None:
    ways = {"AB": {"highway": "path", "width": "0.8"}}
    drawn = draw(tmp_path, "A--B", ways, country="BE", region="BE-WAL")
    assert drawn.find_path(Vehicle.BIKE, "A", "B", ride=True) is None
    other = tmp_path / "france"
    other.mkdir()
    assert draw(other, "A--B", ways, country="FR").find_path(Vehicle.BIKE, "A", "B", ride=True) == "AB"


def test_bike_prefers_the_ridden_way_only_where_asked(tmp_path: Path) -> None:
    drawn = draw(
        tmp_path,
        """
        A---B
        |   |
        C---D
        """,
        {"AB": {"highway": "footway"}, "ACDB": RESIDENTIAL},
    )
    assert drawn.find_path(Vehicle.BIKE, "A", "B") == "AB"
    assert drawn.find_path(Vehicle.BIKE, "A", "B", ride=True) == "ACDB"
