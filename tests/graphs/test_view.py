import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.attributes import Highway
from graphs.errors import UnknownProfileError
from graphs.network import UNREACHABLE
from graphs.profiles import ClassRule
from graphs.search import Searcher
from graphs.taste import Taste, class_factors
from graphs.view import NetworkView, ViewFactory, edges_touching
from tests.networks import Street, build_network, grid_network, plain_profile, random_network

QUIET = Taste("quiet", (ClassRule.from_mapping({"when": {"highway": "primary"}, "factor": 4.0}),))


def test_weights_follow_profile_taste_and_climb() -> None:
    network = random_network(2)
    profile = plain_profile("bike")
    view = NetworkView.create(network, profile, tastes=[QUIET])
    factors = class_factors(network.classes, profile, [QUIET])
    for arc in range(network.arc_count):
        length, climb = int(network.arc_length_mm[arc]), int(network.arc_ascent_dm[arc])
        expected = max(1, length * int(factors[network.arc_class[arc]]) // 2560) + climb * profile.climb_cm_per_dm
        barred = view.durations[arc] == UNREACHABLE
        assert view.weights[arc] == (UNREACHABLE if barred else expected)


def test_taste_changes_weights_and_never_durations() -> None:
    network = random_network(2)
    plain, quiet = (NetworkView.create(network, plain_profile("bike"), tastes=tastes) for tastes in ((), (QUIET,)))
    assert np.any(quiet.weights > plain.weights)
    assert np.array_equal(quiet.durations, plain.durations)


def test_avoided_areas_close_every_street_that_meets_them() -> None:
    network = random_network(6)
    area = shapely.MultiPolygon([shapely.box(2.805, 50.405, 2.809, 50.409), shapely.box(2.815, 50.401, 2.816, 50.403)])
    view = NetworkView.create(network, plain_profile("foot"), avoid_areas=area)
    free = NetworkView.create(network, plain_profile("foot"))
    closed = set(view.closed_edges.tolist())
    assert closed == set(edges_touching(network, area).tolist())
    assert view.closed_edges.tolist() == sorted(closed)
    for edge in range(network.edge_count):
        first, last = network.point_first[edge], network.point_first[edge + 1]
        line = shapely.LineString(
            np.column_stack([network.point_lon_e7[first:last], network.point_lat_e7[first:last]]) / 1e7
        )
        assert (edge in closed) == (bool(area.intersects(line)) and network.edge_way[edge] >= 0)
    shut = np.isin(network.arc_edge >> 1, view.closed_edges)
    assert 0 < shut.sum() < len(shut)
    assert (view.weights[shut] == UNREACHABLE).all()
    assert np.array_equal(view.weights[~shut], free.weights[~shut])


def test_paths_go_round_what_is_closed() -> None:
    network = grid_network(3, 3)
    searcher = Searcher(network)
    straight = searcher.path(NetworkView.create(network, plain_profile("foot")), 3, 5)
    assert straight.codes.tolist() == [4, 6]
    for closing in ({"closed_edges": [2]}, {"closed_ways": [1002]}):
        view = NetworkView.create(network, plain_profile("foot"), **closing)  # type: ignore[arg-type]
        assert view.is_closed
        assert view.closed_edges.tolist() == [2]
        assert 2 not in searcher.path(view, 3, 5).edges.tolist()


def test_closed_ways_close_all_their_edges() -> None:
    nodes = [(50.4, 2.8), (50.4, 2.81), (50.4, 2.82), (50.41, 2.81)]
    network = build_network(nodes, [Street(0, 1, way=7), Street(1, 2, way=7), Street(1, 3, way=8)])
    view = NetworkView.create(network, plain_profile("foot"), closed_ways=[7, 999])
    assert view.closed_edges.tolist() == [0, 1]


def test_an_empty_area_closes_nothing() -> None:
    network = grid_network(2, 2)
    assert not NetworkView.create(network, plain_profile("foot"), avoid_areas=shapely.Polygon()).is_closed
    assert not NetworkView.create(network, plain_profile("foot"), avoid_areas=shapely.box(0, 0, 1, 1)).is_closed


def test_unknown_profile_names_those_of_the_network() -> None:
    network = grid_network(2, 2)
    with pytest.raises(UnknownProfileError, match="without the profile 'unicycle'; it has bike"):
        NetworkView.create(network, plain_profile("unicycle"))


def test_factory_keeps_the_last_weights_and_never_hands_out_closed_ones() -> None:
    network = random_network(3)
    factory = ViewFactory(network, max_kept=2)
    bike, foot = plain_profile("bike"), plain_profile("foot")
    first = factory.create(bike)
    closed = factory.create(bike, closed_edges=[0])
    assert factory.create(bike).weights is first.weights
    assert closed.weights is not first.weights
    assert np.array_equal(first.weights, NetworkView.create(network, bike).weights)
    assert factory.create(bike, tastes=[QUIET]).weights is not first.weights
    factory.create(foot)
    assert factory.create(bike).weights is not first.weights, "the oldest went"


def test_weights_cannot_be_written() -> None:
    view = NetworkView.create(grid_network(2, 2), plain_profile("foot"))
    with pytest.raises(ValueError, match="read-only"):
        view.weights[0] = 1


@settings(max_examples=30)
@given(st.integers(0, 10_000), st.floats(0.5, 2.0))
def test_a_pace_scales_the_time_on_the_move_and_nothing_else(seed: int, pace: float) -> None:
    network = random_network(seed, nodes=25, streets=60)
    profile = plain_profile("bike")
    usual, paced = NetworkView.create(network, profile), NetworkView.create(network, profile, pace=pace)
    assert paced.pace == pace
    assert np.array_equal(usual.weights, paced.weights)
    barred = usual.durations == UNREACHABLE
    assert np.array_equal(barred, paced.durations == UNREACHABLE)
    before, after = usual.durations[~barred].astype(np.float64), paced.durations[~barred].astype(np.float64)
    waits = 1000.0 * network.node_delay_s[network.arc_head, profile.vehicle][~barred] * profile.costs.delay_factor
    ferry = (network.classes[network.arc_class, 0] == Highway.FERRY)[~barred]
    moving = np.where(ferry, 0, before - np.minimum(waits, before))
    assert np.allclose(after, before + (pace - 1) * moving, atol=1.01)
    factory = ViewFactory(network)
    assert np.array_equal(factory.create(profile, pace=pace).durations, paced.durations)
    assert factory.create(profile, pace=pace).durations is factory.create(profile, pace=pace).durations
    assert factory.create(profile).durations is usual.durations


def test_nearer_than_the_fastest_are_found_also_by_the_fast() -> None:
    network = grid_network(1, 12, step_m=1000.0)
    profile = plain_profile("bike")
    searcher = Searcher(network)
    for pace in (0.5, 1.0, 2.0):
        view = NetworkView.create(network, profile, pace=pace)
        whole_ms = searcher.path(view, 0, 11).duration_ms(view)
        with searcher.tree(view, 0, max_duration_ms=whole_ms, going_on_to=11) as tree:
            assert tree.reached(11)
