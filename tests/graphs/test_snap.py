import math

import numpy as np
import numpy.typing as npt
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.attributes import Use
from graphs.errors import OutsideNetworkError, PointNotOnNetworkError
from graphs.geo import Coordinate, haversine_m
from graphs.network import UNREACHABLE, Network
from graphs.snap import MIN_PART_M, Terminal, list_edges_in_box, snap, snap_many
from graphs.view import NetworkView, edge_geometries
from tests.graphs.test_search import view_of
from tests.networks import Street, build_network, grid_network, plain_profile, random_network, street_class

LAT_M = 111_195.08
FOOTWAY = street_class(use_bike=Use.PUSH)


def usable_edges(view: NetworkView, lowest_use: Use) -> list[int]:
    network = view.network
    part, length_m = network.get_components(view.profile.vehicle)
    good = length_m >= MIN_PART_M
    good[:1] |= not bool(good.any())
    column = 15 + int(view.profile.vehicle)
    edges = set()
    for arc in range(network.arc_count):
        inside = part[network.arc_tail[arc]]
        use = network.classes[network.arc_class[arc], column]
        wanted = use == Use.FREE or (lowest_use == Use.PUSH and use == Use.PUSH)
        on_street = network.edge_way[network.arc_edge[arc] >> 1] >= 0
        stays = inside >= 0 and good[inside] and part[network.arc_head[arc]] == inside
        if view.weights[arc] != UNREACHABLE and stays and wanted and on_street:
            edges.add(int(network.arc_edge[arc]) >> 1)
    return sorted(edges)


def gaps(network: Network, edges: list[int], lat: float, lon: float) -> npt.NDArray[np.float64]:
    scale = np.array([LAT_M * math.cos(math.radians(lat)), LAT_M])
    lines = shapely.transform(
        edge_geometries(network, np.array(edges, dtype=np.int32)), lambda xy: (xy - [lon, lat]) * scale
    )
    return shapely.distance(lines, shapely.Point(0, 0))


@settings(max_examples=60)
@given(st.integers(0, 100_000), st.sampled_from(["foot", "bike"]))
def test_snapping_agrees_with_shapely(seed: int, profile: str) -> None:
    network = random_network(seed, restrictions=6)
    view = view_of(network, profile)
    rng = np.random.default_rng(seed)
    lat, lon = 50.4 + rng.random(10) * 0.02, 2.8 + rng.random(10) * 0.02
    found = snap_many(view, lat, lon, max_gap_m=400)
    free, usable = usable_edges(view, Use.FREE), usable_edges(view, Use.PUSH)
    for index in range(10):
        to_free = gaps(network, free, lat[index], lon[index]).min(initial=np.inf)
        to_any = gaps(network, usable, lat[index], lon[index]).min(initial=np.inf)
        expected = to_free if to_free <= 1.5 * to_any + 20 and to_free <= 400 else to_any
        terminal = found.find_terminal(index)
        if expected > 400:
            assert terminal is None
            continue
        assert terminal is not None
        assert terminal.edge in usable
        assert terminal.gap_m == pytest.approx(expected, abs=0.02)
        assert haversine_m(terminal.point, Coordinate(lat[index], lon[index])) == pytest.approx(expected, abs=0.05)
        line = edge_geometries(network, np.array([terminal.edge], dtype=np.int32))[0]
        assert line.distance(shapely.Point(terminal.lon, terminal.lat)) < 1e-6
        assert 0 <= terminal.offset_mm <= network.edge_length_mm[terminal.edge]


def test_offset_runs_from_the_tail() -> None:
    network = build_network([(50.4, 2.8), (50.4, 2.84)], [Street(0, 1)])
    near_tail = snap(view_of(network), Coordinate(50.4001, 2.81))
    assert near_tail.offset_mm / int(network.edge_length_mm[0]) == pytest.approx(0.25, abs=1e-4)
    assert near_tail.gap_m == pytest.approx(11.1, abs=0.1)
    assert near_tail.point == Coordinate(50.4, 2.81)


def test_bikes_start_on_a_footway_only_when_nothing_to_ride_is_near() -> None:
    # a street (0-1), a footway 60 m north of it (2-3), joined at the west end
    nodes = [(50.4, 2.8), (50.4, 2.84), (50.40054, 2.8), (50.40054, 2.84)]
    streets = [Street(0, 1), Street(2, 3, forward=FOOTWAY, backward=FOOTWAY), Street(0, 2)]
    network = build_network(nodes, streets)
    bike, foot = view_of(network, "bike"), view_of(network, "foot")
    between = Coordinate(50.40029, 2.82)
    assert snap(foot, between).edge == 1
    assert snap(bike, between).edge == 0, "32 m to ride on beat 28 m to push on"
    assert snap(bike, Coordinate(50.40052, 2.82)).edge == 1, "on the footway itself"


def test_islands_are_passed_over() -> None:
    # a long street, and nearer to the point a yard of 30 m that leads nowhere
    nodes = [(50.4, 2.8), (50.4, 2.84), (50.4005, 2.82), (50.4005, 2.8204)]
    network = build_network(nodes, [Street(0, 1), Street(2, 3)])
    assert snap(view_of(network), Coordinate(50.4005, 2.8202)).edge == 0


def test_the_largest_part_serves_where_all_are_small() -> None:
    network = grid_network(2, 3)
    assert int(network.scc_length_m_bike[0]) < MIN_PART_M
    assert snap(view_of(network), Coordinate(50.4, 2.8)).gap_m == pytest.approx(0, abs=0.01)


def test_closed_streets_are_passed_over() -> None:
    network = grid_network(6, 6)
    point = Coordinate(50.4, 2.8007)
    first = snap(view_of(network), point)
    closed = NetworkView.create(network, plain_profile("bike"), closed_edges=[first.edge])
    assert snap(closed, point).edge != first.edge


def test_points_elsewhere_are_errors_that_name_the_point() -> None:
    network = grid_network(6, 6)
    view = view_of(network)
    with pytest.raises(OutsideNetworkError, match="outside the territory") as outside:
        snap(view, Coordinate(48.0, 2.8), index=1)
    assert outside.value.details["index"] == 1
    assert outside.value.code == "outside_territory"
    with pytest.raises(PointNotOnNetworkError, match="no street for bike lies within 100 m") as nothing:
        snap(view, Coordinate(50.41, 2.81), index=0, max_gap_m=100)
    assert nothing.value.details["index"] == 0
    assert nothing.value.code == "no_path"


def test_boxes_list_at_least_the_edges_that_meet_them() -> None:
    network = random_network(4)
    lines = edge_geometries(network, np.arange(network.edge_count, dtype=np.int32))
    for west, south in ((2.801, 50.401), (2.81, 50.405), (2.7, 50.3)):
        box = (west, south, west + 0.004, south + 0.004)
        meeting = np.flatnonzero(shapely.intersects(lines, shapely.box(*box)))
        found = list_edges_in_box(network, *box)
        assert set(meeting.tolist()) <= set(found.tolist())
        assert found.tolist() == sorted(set(found.tolist()))
    assert len(list_edges_in_box(network, 3.5, 50.4, 3.6, 50.5)) == 0


def test_terminals_hold_no_negative_numbers() -> None:
    with pytest.raises(ValueError, match="must not be negative"):
        Terminal(-1, 0, 50.4, 2.8, 0.0)
