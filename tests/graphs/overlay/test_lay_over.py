from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from graphs.network import UNREACHABLE, Network
from graphs.osm.rules import way_attributes
from graphs.overlay import AddedStreet, JoinRules, Overlay, StreetEdits, VariantError, lay_over
from graphs.profiles import get_profile
from graphs.search import Searcher
from graphs.snap import snap
from graphs.view import NetworkView
from tests.drawing import Drawn, draw, place_letters

if TYPE_CHECKING:
    from pathlib import Path

    from graphs.geo import Coordinate
    from graphs.osm.rules import WayAttributes

MODES = ("foot", "bike", "cargo_bike", "wheelchair")
STREET = {"highway": "residential"}
PATH = {"highway": "cycleway"}
CROSS = """
    M-------N
    | a x b |
    A---B---C
    |       |
    D---E---F
    | c y d |
    O-------P
"""
SQUARE = {"ABC": STREET, "AD": STREET, "CF": STREET, "DEF": STREET, "MA": STREET, "NC": STREET, "MN": STREET}
SQUARE |= {"DO": STREET, "FP": STREET, "OP": STREET}


def lay(drawn: Drawn, letters: str, art: str = CROSS, tags: dict[str, str] | None = None) -> Overlay:
    places = place_letters(art)
    return lay_places(drawn, [places[letter] for letter in letters], tags)


def lay_places(drawn: Drawn, places: list[tuple[float, float]], tags: dict[str, str] | None = None) -> Overlay:
    attributes = way_attributes(tags or PATH)
    assert attributes is not None
    lat, lon = (np.rint(np.array(column) * 1e7).astype(np.int32) for column in zip(*places, strict=True))
    edits = StreetEdits(added=(AddedStreet("add[0]", lat, lon, attributes),))
    return lay_over(drawn.network, edits, profiles=[get_profile(mode) for mode in MODES])


def length_m(network: Network, mode: str, start: Coordinate, end: Coordinate) -> float:
    view = NetworkView.create(network, get_profile(mode))
    path = Searcher(network).path(view, snap(view, start), snap(view, end))
    return path.length_mm / 1000


def test_no_change_gives_the_network_itself(tmp_path: Path) -> None:
    drawn = draw(tmp_path, CROSS, SQUARE)
    assert lay_over(drawn.network, StreetEdits(), profiles=[get_profile("foot")]).network is drawn.network


def test_a_street_is_split_where_it_is_crossed(tmp_path: Path) -> None:
    drawn = draw(tmp_path, CROSS, SQUARE)
    overlay = lay(drawn, "xy")
    assert overlay.laid[0].joins == 2
    assert overlay.network.edge_count == drawn.network.edge_count + 4 + 3  # two of x's and y's own ends lead nowhere
    assert sorted(overlay.parts) == sorted({drawn.list_edges("ABC")[0], drawn.list_edges("DEF")[0]})


def test_the_new_street_is_ridden_and_the_old_arrays_stay(tmp_path: Path) -> None:
    drawn = draw(tmp_path, CROSS, SQUARE)
    before = drawn.network.arc_head.copy(), drawn.network.durations["bike"].copy()
    overlay = lay(drawn, "xy")
    net = overlay.network
    view = NetworkView.create(net, get_profile("bike"))
    middle_top, middle_bottom = overlay.get_line(0)[0][[1, -2]] * 1e-7
    assert middle_top > middle_bottom
    ends = [
        edge
        for edge in range(drawn.network.edge_count, net.edge_count)
        if net.edge_way[edge] == len(drawn.network.way_osm_id)
    ]
    assert all(np.any((net.arc_edge >> 1 == edge) & (view.weights != UNREACHABLE)) for edge in ends)
    np.testing.assert_array_equal(drawn.network.arc_head, before[0])
    np.testing.assert_array_equal(drawn.network.durations["bike"], before[1])


def test_a_bridge_joins_at_its_ends_only(tmp_path: Path) -> None:
    art = "A-B-C\n|   |\nD-E-F\n|   |\nG-H-I"
    drawn = draw(tmp_path, art, {"ABC": STREET, "DEF": STREET, "GHI": STREET, "ADG": STREET, "CFI": STREET})
    bridge = lay(drawn, "BEH", art, {**PATH, "bridge": "yes", "layer": "1"})
    level = lay(drawn, "BEH", art)
    assert (bridge.laid[0].joins, level.laid[0].joins) == (2, 3)


def test_nothing_joins_a_bridge_from_below(tmp_path: Path) -> None:
    drawn = draw(tmp_path, CROSS, SQUARE | {"ABC": STREET | {"bridge": "yes", "layer": "1"}})
    assert lay(drawn, "xy").laid[0].joins == 1


def test_a_street_that_leaves_the_territory_is_refused(tmp_path: Path) -> None:
    drawn = draw(tmp_path, CROSS, SQUARE)
    (lat, lon), (north, _) = place_letters(CROSS)["B"], place_letters(CROSS)["M"]
    with pytest.raises(VariantError, match=r"add\[0\] leaves the territory at"):
        lay_places(drawn, [(lat, lon), (2 * north - lat, lon)])


def test_what_joins_nothing_is_refused_by_name(tmp_path: Path) -> None:
    drawn = draw(tmp_path, CROSS, SQUARE)
    with pytest.raises(VariantError, match=r"add\[0\] joins no street: draw its ends within 15 m") as caught:
        lay(drawn, "ab")
    assert caught.value.details["label"] == "add[0]"


@pytest.mark.parametrize(("gap_m", "joins"), [(10.0, 1), (20.0, 0)])
def test_an_end_near_a_street_is_drawn_on_to_it(tmp_path: Path, gap_m: float, joins: int) -> None:
    drawn = draw(tmp_path, CROSS, SQUARE)
    (lat, lon), (far, _) = place_letters(CROSS)["B"], place_letters(CROSS)["x"]
    start = (lat + gap_m / 111_195, lon)
    if not joins:
        with pytest.raises(VariantError):
            lay_places(drawn, [start, (far, lon)])
        return
    overlay = lay_places(drawn, [start, (far, lon)])
    line = overlay.get_line(0)[0].tolist()
    assert overlay.laid[0].joins == 1
    assert len(line) == 3
    assert abs(line[0] - round(lat * 1e7)) <= 1


def test_an_end_that_overshoots_joins_once(tmp_path: Path) -> None:
    drawn = draw(tmp_path, CROSS, SQUARE)
    (lat, lon), (low, _) = place_letters(CROSS)["B"], place_letters(CROSS)["E"]
    laid = lay_places(drawn, [(lat + 5 / 111_195, lon + 0.00002), (low, lon)]).laid[0]
    assert laid.joins == 2


def test_places_on_split_edges_are_found_on_their_parts(tmp_path: Path) -> None:
    drawn = draw(tmp_path, CROSS, SQUARE)
    overlay = lay(drawn, "xy")
    edge = drawn.list_edges("ABC")[0]
    whole = int(drawn.network.edge_length_mm[edge])
    (first, _), (second, begin) = overlay.parts[edge]
    assert overlay.find_place(edge, 0) == (first, 0)
    assert overlay.find_place(edge, begin + 1000) == (second, 1000)
    assert overlay.find_place(edge, whole)[0] == second
    other = drawn.list_edges("AD")[0]
    assert overlay.find_place(other, 7) == (other, 7)
    assert set(overlay.list_parts([edge])) == {edge, first, second}


def test_a_closed_street_is_used_by_nobody(tmp_path: Path) -> None:
    drawn = draw(tmp_path, CROSS, SQUARE)
    closed = np.array(drawn.list_edges("ABC"), np.int32)
    overlay = lay_over(drawn.network, StreetEdits(closed=closed), profiles=[get_profile("foot")])
    arcs = np.isin(overlay.network.arc_edge >> 1, closed)
    assert np.all(overlay.network.durations["foot"][arcs] == UNREACHABLE)
    assert np.all(overlay.network.durations["foot"][~arcs] != UNREACHABLE)
    assert list(overlay.network.durations) == ["foot"]


def test_other_tags_change_rights_and_keep_signposted_routes(tmp_path: Path) -> None:
    route = ({"type": "route", "route": "bicycle", "network": "rcn", "ref": "V31"}, [("w", "ABC", "")])
    drawn = draw(tmp_path, CROSS, SQUARE, relations=[route])
    way = int(np.flatnonzero(drawn.network.way_osm_id == drawn.way_ids["ABC"])[0])
    attributes = way_attributes({"highway": "footway"})
    assert attributes is not None
    overlay = lay_over(drawn.network, StreetEdits(retagged={way: attributes}), profiles=[get_profile("bike")])
    changed = Drawn(overlay.network, drawn.report, drawn.osm_file, drawn.folder, drawn.node_ids, drawn.way_ids)
    before, after = drawn.get_class("ABC"), changed.get_class("ABC")
    assert (before.use_bike, after.use_bike) == (1, 2)
    assert (after.routes, after.calm) == (before.routes, 1)


def read(tags: dict[str, str]) -> WayAttributes:
    found = way_attributes(tags)
    assert found is not None
    return found


def make_street(number: int, *places: tuple[float, float]) -> AddedStreet:
    lat, lon = (np.rint(np.array(column) * 1e7).astype(np.int32) for column in zip(*places, strict=True))
    return AddedStreet(f"add[{number}]", lat, lon, read(PATH))


def lay_streets(drawn: Drawn, *streets: AddedStreet, rules: JoinRules | None = None) -> Overlay:
    return lay_over(drawn.network, StreetEdits(added=streets), profiles=[get_profile("bike")], rules=rules)


def test_a_street_that_joins_only_a_later_one_waits_for_it(tmp_path: Path) -> None:
    drawn = draw(tmp_path, CROSS, SQUARE)
    at = place_letters(CROSS)
    streets = make_street(0, at["a"], at["x"]), make_street(1, at["x"], at["B"])
    overlay = lay_streets(drawn, *streets)
    assert [laid.joins for laid in overlay.laid] == [1, 2]
    for number, street in enumerate(streets):
        lat, lon = overlay.get_line(number)
        assert (lat.tolist(), lon.tolist()) == (street.lat_e7.tolist(), street.lon_e7.tolist())


def test_streets_that_join_one_another_only_are_refused(tmp_path: Path) -> None:
    drawn = draw(tmp_path, CROSS, SQUARE)
    at = place_letters(CROSS)
    with pytest.raises(VariantError, match=r"add\[0\] joins no street"):
        lay_streets(drawn, make_street(0, at["a"], at["x"]), make_street(1, at["x"], at["b"]))


def test_a_ring_is_closed_where_it_begins(tmp_path: Path) -> None:
    """From x over B's street and round: x is one node, so that the ring is ridden through."""
    drawn = draw(tmp_path, CROSS, SQUARE)
    at = place_letters(CROSS)
    low = (at["y"][0], at["x"][1])
    overlay = lay_streets(drawn, make_street(0, at["x"], at["a"], low, at["x"]))
    edges = overlay.laid[0].edges
    network = overlay.network
    assert int(network.edge_tail[edges[0]]) == int(network.edge_head[edges[-1]])
    assert overlay.laid[0].joins >= 2


def test_a_street_too_short_to_lead_anywhere_is_refused(tmp_path: Path) -> None:
    drawn = draw(tmp_path, CROSS, SQUARE)
    lat, lon = place_letters(CROSS)["B"]
    with pytest.raises(VariantError, match=r"add\[0\] is too short: it begins and ends at one place"):
        lay_streets(drawn, make_street(0, (lat, lon), (lat, lon + 1e-5)))


def test_a_street_that_meets_too_many_is_refused(tmp_path: Path) -> None:
    drawn = draw(tmp_path, CROSS, SQUARE)
    at = place_letters(CROSS)
    with pytest.raises(VariantError, match=r"add\[0\] meets streets at more than 1 places"):
        lay_streets(drawn, make_street(0, at["x"], at["y"]), rules=JoinRules(most=1))
    ends = (("B", "x"), ("E", "y"), ("A", "a"))
    streets = [make_street(number, at[begin], at[end]) for number, (begin, end) in enumerate(ends)]
    with pytest.raises(VariantError, match=r"add\[2\]: the streets before it are joined at more than 1 places"):
        lay_streets(drawn, *streets, rules=JoinRules(most=1))


def test_a_check_ends_the_work(tmp_path: Path) -> None:
    drawn = draw(tmp_path, CROSS, SQUARE)
    at = place_letters(CROSS)

    def stop() -> None:
        raise TimeoutError

    edits = StreetEdits(added=(make_street(0, at["x"], at["y"]),))
    with pytest.raises(TimeoutError):
        lay_over(drawn.network, edits, profiles=[get_profile("bike")], check=stop)


def test_other_names_and_times_are_those_of_the_variant(tmp_path: Path) -> None:
    ferry = {"route": "ferry", "foot": "yes", "bicycle": "yes", "name": "Bac"}
    drawn = draw(tmp_path, CROSS, SQUARE | {"ABC": STREET | {"name": "Rue A", "ref": "D1"}, "DEF": ferry})
    network = drawn.network
    street, boat = (int(np.flatnonzero(network.way_osm_id == drawn.way_ids[way])[0]) for way in ("ABC", "DEF"))
    tags = {street: {"highway": "cycleway", "name": "Voie verte"}, boat: ferry | {"duration": "00:30"}}
    edits = StreetEdits(retagged={row: read(found) for row, found in tags.items()})
    changed = lay_over(network, edits, profiles=[get_profile("bike")]).network
    assert changed.get_string(int(changed.way_name[street])) == "Voie verte"
    assert int(changed.way_ref[street]) == -1
    assert network.get_string(int(network.way_name[street])) == "Rue A"
    assert int(changed.way_duration_s[boat]) == 1800
    ways = changed.edge_way[changed.arc_edge >> 1]
    before, after = (int(net.durations["bike"][ways == boat].sum()) for net in (network, changed))
    assert after == pytest.approx(2 * 1_800_000, abs=5)
    assert before < after
