import math

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.attributes import Use
from graphs.geo import haversine_m_array
from graphs.path import Path, join
from graphs.search import Searcher
from graphs.snap import Terminal
from tests.graphs.test_search import draw_terminal, view_of
from tests.networks import Street, build_network, grid_network, random_network, street_class


def codes(*values: int) -> npt.NDArray[np.int32]:
    return np.array(values, dtype=np.int32)


@settings(max_examples=60)
@given(st.integers(0, 100_000))
def test_points_run_from_place_to_place_and_are_as_long_as_the_path(seed: int) -> None:
    network = random_network(seed)
    view = view_of(network, "foot")
    rng = np.random.default_rng(seed)
    a, b = (draw_terminal(network, rng) for _ in range(2))
    path = Searcher(network).find_path(view, a, b)
    if path is None:
        return
    points = path.points()
    walked = haversine_m_array(points.lat[:-1], points.lon[:-1], points.lat[1:], points.lon[1:]).sum() * 1000
    assert walked == pytest.approx(path.length_mm, abs=30 + 20 * len(path.codes))
    assert not np.any((np.diff(points.lat) == 0) & (np.diff(points.lon) == 0))
    assert np.array_equal(points.lat, np.round(points.lat, 7))
    back = path.reversed().points()
    assert np.allclose(back.lat[::-1], points.lat, atol=2e-7)
    assert path.reversed().length_mm == path.length_mm
    assert path.reversed().reversed().codes.tolist() == path.codes.tolist()


def test_points_hold_every_vertex_and_the_cut_ends() -> None:
    #  0 -(50.4001, 2.801)- 1 -- 2, cut in the middle of both edges
    network = build_network(
        [(50.4, 2.8), (50.4, 2.802), (50.4, 2.804)], [Street(0, 1, ((50.4001, 2.801),)), Street(1, 2)]
    )
    half = int(network.edge_length_mm[1]) // 2
    path = Path.from_codes(network, codes(0, 2), end_offset_mm=half)
    points = path.points()
    assert points.lat.tolist() == [50.4, 50.4001, 50.4, 50.4]
    assert points.lon.tolist() == [2.8, 2.801, 2.802, 2.803]
    assert np.isnan(points.ele_m).all()
    assert (path.start_offset_mm, path.end_offset_mm) == (0, half)


def test_elevations_follow_the_points() -> None:
    network = build_network([(50.4, 2.8), (50.4, 2.802)], [Street(0, 1)], ele_dm=[100, 200])
    path = Path.from_codes(network, codes(0), start_offset_mm=int(network.edge_length_mm[0]) // 2)
    assert path.points().ele_m.tolist() == pytest.approx([15.0, 20.0], abs=0.01)


@pytest.mark.parametrize("back", [False, True])
def test_a_whole_street_has_the_elevation_of_each_of_its_points(*, back: bool) -> None:
    network = build_network([(50.4, 2.8), (50.4, 2.802)], [Street(0, 1, ((50.4, 2.801),))], ele_dm=[200, 300])
    points = Path.from_codes(network, codes(1 if back else 0)).points()
    ends = (30.0, 20.0) if back else (20.0, 30.0)
    assert points.ele_m.tolist() == pytest.approx([ends[0], math.nan, ends[1]], nan_ok=True)
    assert points.lon.tolist() == ([2.802, 2.801, 2.8] if back else [2.8, 2.801, 2.802])


def test_climb_is_shared_out_by_length_and_turns_with_the_direction() -> None:
    network = build_network([(50.4, 2.8), (50.4, 2.802)], [Street(0, 1, ascent_dm=100, descent_dm=40)])
    half = int(network.edge_length_mm[0]) // 2
    assert Path.from_codes(network, codes(0)).ascent_descent_m() == (10.0, 4.0)
    assert Path.from_codes(network, codes(1)).ascent_descent_m() == (4.0, 10.0)
    assert Path.from_codes(network, codes(0), end_offset_mm=half).ascent_descent_m() == pytest.approx(
        (5.0, 2.0), abs=0.01
    )
    unknown = build_network([(50.4, 2.8), (50.4, 2.802)], [Street(0, 1, ascent_dm=65535, descent_dm=65535)])
    path = Path.from_codes(unknown, codes(0))
    assert path.ascent_descent_m() == (0.0, 0.0)
    assert path.unknown_climb_mm() == path.length_mm


@settings(max_examples=40)
@given(st.integers(0, 100_000))
def test_joined_legs_add_up(seed: int) -> None:
    network = random_network(seed)
    view = view_of(network)
    rng = np.random.default_rng(seed)
    places = [draw_terminal(network, rng) for _ in range(3)]
    searcher = Searcher(network)
    legs = [searcher.find_path(view, a, b) for a, b in zip(places, [*places[1:], places[0]], strict=True)]
    found = [leg for leg in legs if leg is not None]
    if len(found) < 3:
        return
    circuit = join(found)
    assert circuit.length_mm == sum(leg.length_mm for leg in found)
    assert circuit.weight(view) == sum(leg.weight(view) for leg in found)
    assert circuit.duration_ms(view) == sum(leg.duration_ms(view) for leg in found)
    lines = [leg.points() for leg in found]
    assert circuit.points().lat[0] == lines[0].lat[0]
    assert circuit.points().lat[-1] == pytest.approx(lines[-1].lat[-1], abs=2e-7)


def test_legs_that_meet_in_the_middle_of_an_edge_become_one_piece() -> None:
    network = grid_network(1, 4)
    middle = Terminal(1, 40_000, 50.4, 2.802, 0.0)
    searcher, view = Searcher(network), view_of(network)
    there, on = searcher.path(view, 0, middle), searcher.path(view, middle, 3)
    whole = join([there, on])
    assert whole.codes.tolist() == [0, 2, 4]
    assert whole.length_mm == searcher.path(view, 0, 3).length_mm
    back = join([there, searcher.path(view, middle, 0)])
    assert back.codes.tolist() == [0, 2, 3, 1], "turning round keeps both pieces"
    assert back.length_mm == 2 * there.length_mm


def test_zero_length_pieces_are_dropped_but_one_is_kept_where_nothing_else_is() -> None:
    network = grid_network(1, 4)
    length = int(network.edge_length_mm[0])
    at_head = Terminal(0, length, 50.4, 2.801, 0.0)
    searcher, view = Searcher(network), view_of(network)
    assert searcher.path(view, at_head, 3).codes.tolist() == [2, 4]
    still = searcher.path(view, at_head, at_head)
    assert (still.length_mm, len(still.points().lat)) == (0, 1)


def test_a_loop_street_can_be_ridden_as_a_circuit() -> None:
    network = build_network([(50.4, 2.8), (50.41, 2.8)], [Street(0, 0, ((50.4, 2.81), (50.401, 2.81))), Street(0, 1)])
    length = int(network.edge_length_mm[0])
    path = Path.from_codes(network, codes(0))
    assert path.length_mm == length
    assert path.points().lat[0] == path.points().lat[-1] == 50.4
    a, b = (Terminal(0, share * length // 4, 50.4, 2.8, 0.0) for share in (1, 3))
    assert Searcher(network).path(view_of(network), a, b).length_mm <= length // 2 + 1


def test_stretches_follow_ways_and_uses() -> None:
    push = street_class(use_bike=Use.PUSH)
    nodes = [(50.4, 2.8), (50.4, 2.801), (50.4, 2.802), (50.4, 2.803)]
    streets = [
        Street(0, 1, way=5, name="Rue du Terril"),
        Street(1, 2, way=5, name="Rue du Terril"),
        Street(2, 3, way=6, forward=push, backward=push),
    ]
    network = build_network(nodes, streets)
    view = view_of(network)
    path = Searcher(network).path(view, 0, 3)
    first, second = path.stretches(view)
    assert (first.name, first.osm_way_id, first.use, first.first, first.last) == ("Rue du Terril", 5, Use.FREE, 0, 2)
    assert (second.name, second.osm_way_id, second.use) == ("", 6, Use.PUSH)
    assert first.length_mm + second.length_mm == path.length_mm


def test_paths_against_a_one_way_street_have_no_duration() -> None:
    network = build_network([(50.4, 2.8), (50.4, 2.801)], [Street(0, 1, backward=None)])
    path = Path.from_codes(network, codes(0)).reversed()
    with pytest.raises(ValueError, match="may not be used in that direction"):
        path.duration_ms(view_of(network))


def test_pieces_must_lie_on_their_edges() -> None:
    network = grid_network(1, 2)
    with pytest.raises(ValueError, match="lie on their edges"):
        Path.from_codes(network, codes(0), end_offset_mm=10**9)
    for code in (-1, 2 * network.edge_count):
        with pytest.raises(ValueError, match="lie on their edges"):
            Path(network, codes(code), np.zeros(1, np.int64), np.zeros(1, np.int64))
    with pytest.raises(ValueError, match="lie on their edges"):
        Path(network, codes(0), np.zeros(1, np.int64), np.zeros(0, np.int64))
    with pytest.raises(ValueError, match="no path to join"):
        join([])
