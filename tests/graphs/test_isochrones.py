import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.isochrones import Contour, isochrones, list_reached
from graphs.network import Network
from graphs.search import Searcher
from graphs.snap import Terminal
from tests.graphs.test_search import draw_terminal, view_of
from tests.networks import Street, build_network, grid_network, random_network


def middle_of(network: Network, edge: int) -> Terminal:
    lat = (network.node_lat_e7[network.edge_tail[edge]] + network.node_lat_e7[network.edge_head[edge]]) / 2e7
    lon = (network.node_lon_e7[network.edge_tail[edge]] + network.node_lon_e7[network.edge_head[edge]]) / 2e7
    return Terminal(edge, int(network.edge_length_mm[edge]) // 2, float(lat), float(lon), 0.0)


@settings(max_examples=15)
@given(st.integers(0, 10_000), st.sampled_from(["length", "duration"]))
def test_larger_contours_hold_smaller_ones_and_are_valid(seed: int, measure: str) -> None:
    network = random_network(seed, nodes=60, streets=150)
    start = draw_terminal(network, np.random.default_rng(seed))
    start = Terminal(start.edge, start.offset_mm, 50.41, 2.81, 0.0)
    limits = [300_000, 900_000, 100_000] if measure == "length" else [240_000, 700_000, 60_000]
    middle, large, small = isochrones(
        Searcher(network),
        view_of(network, "foot"),
        start,
        [Contour(measure, limit) for limit in limits],  # type: ignore[arg-type]
    )
    assert all(shapely.is_valid(area) and not area.is_empty for area in (small, middle, large))
    assert shapely.covers(middle, small)
    assert shapely.covers(large, middle)


def test_reached_pieces_add_up_on_a_street() -> None:
    network = grid_network(1, 5)
    view = view_of(network, "foot")
    start = middle_of(network, 1)
    step = int(network.edge_length_mm[0])
    with Searcher(network).tree(view, start, measure="length", max_weight=step) as tree:
        codes, begin, end = list_reached(tree, start, Contour("length", step))
    pieces = {(int(c), int(a), int(b)) for c, a, b in zip(codes, begin, end, strict=True)}
    half = start.offset_mm
    assert (2, half, int(network.edge_length_mm[1])) in pieces
    assert any(code == 4 and first == 0 and abs(last - half) <= 10 for code, first, last in pieces)
    assert max(int(b) for c, _, b in zip(codes, begin, end, strict=True) if c == 1) == step - half


def test_area_covers_what_is_reached_and_little_else() -> None:
    network = grid_network(21, 21)
    view = view_of(network, "foot")
    start = middle_of(network, 210)
    (area,) = isochrones(Searcher(network), view, start, [Contour("length", 500_000)])
    here = shapely.Point(start.lon, start.lat)
    per_degree = np.array([111_195.0 * np.cos(np.radians(start.lat)), 111_195.0])
    flat = shapely.transform(area, lambda xy: (xy - [here.x, here.y]) * per_degree)
    assert flat.contains(shapely.Point(0, 0))
    assert flat.geom_type == "Polygon"
    assert shapely.get_num_interior_rings(flat) == 0, "the blocks of a dense grid are closed"
    assert 2 * 450**2 < flat.area < 2 * 590**2, "a diamond of 500 m"


def test_a_limit_within_the_first_street_is_drawn_too() -> None:
    network = build_network([(50.4, 2.8), (50.4, 2.82)], [Street(0, 1)])
    start = middle_of(network, 0)
    (area,) = isochrones(Searcher(network), view_of(network, "foot"), start, [Contour("length", 100_000)])
    west, _, east, _ = area.bounds
    assert 200 <= (east - west) * 111_195 * np.cos(np.radians(50.4)) <= 300


def test_contours_need_a_limit() -> None:
    with pytest.raises(ValueError, match="limit above 0"):
        Contour("length", 0)
