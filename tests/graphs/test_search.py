import threading

import networkx as nx
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from graphs.errors import NoPathError
from graphs.geo import Coordinate, haversine_m
from graphs.network import UNREACHABLE, Network
from graphs.path import Path
from graphs.penalty import ReusePenalty
from graphs.search import Searcher
from graphs.snap import Terminal
from graphs.view import NetworkView
from tests.graphs.slow_search import slow_graph, slow_weight, slow_weights
from tests.networks import Street, build_network, grid_network, plain_profile, random_network

SEEDS = st.integers(0, 100_000)
PROFILES = st.sampled_from(["foot", "bike"])


def draw_terminal(network: Network, rng: np.random.Generator) -> Terminal:
    edge = int(rng.choice(np.flatnonzero(network.edge_way >= 0)))
    length = int(network.edge_length_mm[edge])
    offset = int(rng.choice([0, length, int(rng.integers(0, length + 1))]))
    # Where it lies matters: searches are drawn towards it.
    points = Path.from_codes(network, np.array([2 * edge], dtype=np.int32), start_offset_mm=offset).points()
    return Terminal(edge, offset, float(points.lat[0]), float(points.lon[0]), 0.0)


def view_of(network: Network, name: str = "bike") -> NetworkView:
    return NetworkView.create(network, plain_profile(name))


@settings(max_examples=60)
@given(SEEDS, PROFILES)
def test_trees_agree_with_networkx(seed: int, profile: str) -> None:
    network = random_network(seed, restrictions=8)
    view = view_of(network, profile)
    rng = np.random.default_rng(seed)
    places = [draw_terminal(network, rng) for _ in range(4)]
    places.append(Terminal(places[0].edge, int(network.edge_length_mm[places[0].edge]) // 3, 50.4, 2.8, 0.0))
    slow = slow_weights(slow_graph(view, places), "S0")
    searcher = Searcher(network)
    with searcher.tree(view, places[0]) as tree:
        assert {int(node): int(tree.weight_to[node]) for node in tree.settled} == {
            node: weight for node, weight in slow.items() if isinstance(node, int)
        }
        for index, place in enumerate(places):
            label = tree.find_label(place)
            assert (None if label is None else label.weight) == slow.get(f"P{index}")
            if label is None:
                continue
            path = tree.path_to(place)
            assert path.weight(view) == label.weight
            assert path.length_mm == label.length_mm
            assert path.duration_ms(view) == label.duration_ms


@settings(max_examples=60)
@given(SEEDS, PROFILES)
def test_backward_trees_lead_to_their_root(seed: int, profile: str) -> None:
    network = random_network(seed, restrictions=8)
    view = view_of(network, profile)
    rng = np.random.default_rng(seed)
    root, *others = (draw_terminal(network, rng) for _ in range(4))
    searcher = Searcher(network)
    with searcher.tree(view, root, backward=True) as tree:
        for other in others:
            with searcher.tree(view, other) as forward:
                there, back = tree.find_label(other), forward.find_label(root)
            assert (there and there.weight) == (back and back.weight)
            if there is not None:
                path = tree.path_to(other)
                assert (path.weight(view), path.length_mm) == (there.weight, there.length_mm)
                assert path.duration_ms(view) == there.duration_ms
        for node in tree.settled[:20]:
            path = tree.path_to(int(node))
            assert path.weight(view) == tree.weight_to[node]
            assert path.length_mm == tree.length_to[node]


@settings(max_examples=40)
@given(SEEDS)
def test_trees_from_nodes_agree_with_scipy(seed: int) -> None:
    network = random_network(seed)
    view = view_of(network)
    open_arcs = view.weights != UNREACHABLE
    best: dict[tuple[int, int], int] = {}
    for tail, head, weight in zip(
        network.arc_tail[open_arcs], network.arc_head[open_arcs], view.weights[open_arcs], strict=True
    ):
        if tail != head:
            best[tail, head] = min(int(weight), best.get((tail, head), 2**40))
    rows, columns = [pair[0] for pair in best], [pair[1] for pair in best]
    weights = np.array(list(best.values()), dtype=np.float64)
    matrix = csr_matrix((weights, (rows, columns)), shape=(network.node_count,) * 2)
    distances = dijkstra(matrix, indices=[0])[0]
    with Searcher(network).tree(view, 0) as tree:
        found = np.full(network.node_count, np.inf)
        found[tree.settled] = tree.weight_to[tree.settled]
    assert np.array_equal(found, distances)


@settings(max_examples=60)
@given(SEEDS, PROFILES, st.booleans())
def test_one_to_one_agrees_with_networkx(seed: int, profile: str, penalised: bool) -> None:  # noqa: FBT001
    network = random_network(seed, restrictions=8)
    view = view_of(network, profile)
    rng = np.random.default_rng(seed)
    places = [draw_terminal(network, rng) for _ in range(2)]
    penalty = ReusePenalty(network)
    if penalised:
        penalty.add_edges(rng.integers(0, network.edge_count, 30).astype(np.int32), factor=3.0)
    graph = slow_graph(view, places, penalty.eighths.tolist())
    path = Searcher(network).find_path(view, *places, penalty=penalty if penalised else None)
    slow = slow_weight(graph, "S0", "P1")
    assert (path is None) == (slow is None)
    if path is not None and not penalised:
        assert path.weight(view) == slow
    elif path is not None:
        with Searcher(network).tree(view, places[0], penalty=penalty) as tree:
            assert tree.label_of(places[1]).weight == slow
            twin = tree.path_to(places[1])
            assert twin.length_mm == tree.label_of(places[1]).length_mm


@settings(max_examples=40)
@given(SEEDS, st.sampled_from([0.00003, 0.4, 4.0]))
def test_one_to_one_agrees_on_streets_of_centimetres_and_of_many_kilometres(seed: int, span_deg: float) -> None:
    network = random_network(seed, restrictions=6, span_deg=span_deg)
    view = view_of(network)
    rng = np.random.default_rng(seed)
    places = [draw_terminal(network, rng) for _ in range(2)]
    path = Searcher(network).find_path(view, *places)
    assert (None if path is None else path.weight(view)) == slow_weight(slow_graph(view, places), "S0", "P1")


@settings(max_examples=40)
@given(SEEDS)
def test_search_stops_at_the_targets(seed: int) -> None:
    network = random_network(seed, nodes=80, streets=200)
    view = view_of(network)
    rng = np.random.default_rng(seed)
    start, *targets = (draw_terminal(network, rng) for _ in range(4))
    searcher = Searcher(network)
    with searcher.tree(view, start) as whole, searcher.tree(view, start, targets=targets) as cut:
        assert len(cut.settled) <= len(whole.settled)
        for target in targets:
            assert cut.find_label(target) == whole.find_label(target)


def test_search_settles_fewer_nodes_when_the_target_is_near() -> None:
    network = grid_network(20, 20)
    searcher = Searcher(network)
    view = view_of(network)
    with searcher.tree(view, 0, targets=[1]) as tree:
        assert len(tree.settled) < 10


@pytest.mark.parametrize(
    ("bound", "column"),
    [("max_weight", "weight_to"), ("max_length_mm", "length_to"), ("max_duration_ms", "duration_to")],
)
def test_bounds_keep_the_tree_small(bound: str, column: str) -> None:
    network = random_network(5, nodes=80, streets=240)
    view = view_of(network)
    searcher = Searcher(network)
    with searcher.tree(view, 0) as whole:
        limit = int(np.median(getattr(whole, column)[whole.settled]))
        within = {int(n) for n in whole.settled if getattr(whole, column)[n] <= limit}
        total = len(whole.settled)
    with searcher.tree(view, 0, **{bound: limit}) as tree:  # type: ignore[arg-type]
        found = {int(n) for n in tree.settled}
        assert within <= found
        assert max(int(getattr(tree, column)[n]) for n in found) <= limit
        assert 0 < len(found) < total
        if bound == "max_weight":
            assert found == within


@settings(max_examples=30)
@given(
    seed=SEEDS,
    profile=PROFILES,
    bound=st.sampled_from(["max_length_mm", "max_duration_ms"]),
    backward=st.booleans(),
)
@example(seed=1899, profile="foot", bound="max_duration_ms", backward=False)
def test_a_tree_that_goes_on_elsewhere_leaves_out_what_is_too_far_from_there(
    seed: int, profile: str, bound: str, *, backward: bool
) -> None:
    network = random_network(seed, nodes=80, streets=240)
    view = view_of(network, profile)
    rng = np.random.default_rng(seed)
    start, end = draw_terminal(network, rng), draw_terminal(network, rng)
    searcher = Searcher(network)
    column, per_metre = ("length_to", 1000.0) if bound == "max_length_mm" else ("duration_to", 1000.0 / 12)

    def on_to_end(node: int) -> float:
        at = Coordinate(network.node_lat_e7[node] * 1e-7, network.node_lon_e7[node] * 1e-7)
        return haversine_m(at, end.point) * per_metre

    with searcher.tree(view, start, backward=backward) as whole:
        values = getattr(whole, column)
        wholes = {int(n): int(values[n]) + on_to_end(int(n)) for n in whole.settled}
        limit = int(np.median(list(wholes.values()))) if wholes else 0
    with searcher.tree(view, start, backward=backward, going_on_to=end, **{bound: limit}) as tree:  # type: ignore[arg-type]
        found = {int(n): int(getattr(tree, column)[n]) for n in tree.settled}
        # The straight way is no whole number: at the bound, it is held to it as far as floating point goes.
        assert all(value + 0.98 * on_to_end(node) <= limit + 1e-6 for node, value in found.items())
        # What the way of least weight leads to inside the bound is there, and no farther than before.
        assert {node for node, value in wholes.items() if value <= limit} <= set(found)
        assert len(found) < max(2, len(wholes))


def test_settled_nodes_come_in_order_of_weight() -> None:
    network = random_network(9, nodes=80, streets=240)
    with Searcher(network).tree(view_of(network), 3) as tree:
        weights = tree.weight_to[tree.settled]
        assert np.all(np.diff(weights.astype(np.int64)) >= 0)
        assert tree.settled[0] == 3
        assert tree.reached_mask(tree.settled).all()


@pytest.mark.parametrize("measure", ["length", "duration"])
def test_other_measures_can_be_least(measure: str) -> None:
    network = random_network(11, nodes=60, streets=160)
    view = view_of(network)
    searcher = Searcher(network)
    with searcher.tree(view, 0) as pleasant, searcher.tree(view, 0, measure=measure) as least:  # type: ignore[arg-type]
        column = "length_to" if measure == "length" else "duration_to"
        nodes = pleasant.settled
        assert np.all(getattr(least, column)[nodes] <= getattr(pleasant, column)[nodes])
        assert np.any(getattr(least, column)[nodes] < getattr(pleasant, column)[nodes])
        assert np.array_equal(least.weight_to[nodes], getattr(least, column)[nodes])


def test_several_sources_with_initial_weights() -> None:
    network = grid_network(1, 11)
    view = view_of(network)
    weight = int(view.weights[0])
    with Searcher(network).tree(view, [0, 10], initial_weights=[4 * weight, 0]) as tree:
        assert tree.weight_to[[0, 1, 10]].tolist() == [4 * weight, 5 * weight, 0]
        assert tree.path_to(1).codes.tolist() == [0]
        assert tree.path_to(8).codes.tolist() == [19, 17]


def test_two_terminals_on_one_edge_join_directly_or_around() -> None:
    #  0 --e0--> 1      e0 is one-way: ahead along it, back only around through e1
    #  ^---e1----'
    nodes = [(50.4, 2.8), (50.4, 2.81)]
    network = build_network(nodes, [Street(0, 1, backward=None), Street(1, 0, ((50.401, 2.805),), backward=None)])
    view = view_of(network)
    length = int(network.edge_length_mm[0])
    near, far = Terminal(0, length // 4, 50.4, 2.8, 0.0), Terminal(0, length // 2, 50.4, 2.8, 0.0)
    searcher = Searcher(network)
    ahead = searcher.path(view, near, far)
    assert (ahead.codes.tolist(), ahead.length_mm) == ([0], length // 2 - length // 4)
    around = searcher.path(view, far, near)
    assert around.codes.tolist() == [0, 2, 0]
    assert around.length_mm == length + int(network.edge_length_mm[1]) - (length // 2 - length // 4)
    assert searcher.path(view, near, near).length_mm == 0


def test_a_turn_that_is_forbidden_to_wheels_is_free_on_foot() -> None:
    #  0 --e0-- 1 --e1-- 2     from e0 into e1 is forbidden; e2, e3 lead around through 3
    #           |e2      |e3
    #           3--------'
    nodes = [(50.4, 2.8), (50.4, 2.81), (50.4, 2.82), (50.39, 2.81)]
    streets = [Street(0, 1), Street(1, 2), Street(1, 3), Street(3, 2)]
    network = build_network(nodes, streets, restrictions=[(0, 1, 1)])
    searcher = Searcher(network)
    numbers = [int(np.flatnonzero(network.node_osm_id == old + 1)[0]) for old in range(4)]
    bike, foot = (searcher.path(view_of(network, name), numbers[0], numbers[2]) for name in ("bike", "foot"))
    assert bike.codes.tolist() == [0, 4, 6]
    assert foot.codes.tolist() == [0, 2], "the transfer itself is not part of the path"


def test_places_that_are_not_joined_are_an_error() -> None:
    network = build_network([(50.4, 2.8), (50.4, 2.81), (50.41, 2.8), (50.41, 2.81)], [Street(0, 1), Street(2, 3)])
    view = view_of(network)
    searcher = Searcher(network)
    assert searcher.find_path(view, 0, 2) is None
    with pytest.raises(NoPathError, match="no path for bike"):
        searcher.path(view, 0, 2)
    with searcher.tree(view, 0) as tree, pytest.raises(NoPathError):
        tree.label_of(2)


def test_penalties_push_the_path_elsewhere_and_can_be_taken_back() -> None:
    network = grid_network(3, 3)
    view = view_of(network)
    searcher = Searcher(network)
    first = searcher.path(view, 0, 8)
    penalty = ReusePenalty(network)
    penalty.add(first.codes, factor=4.0)
    second = searcher.path(view, 0, 8, penalty=penalty)
    assert not set(first.edges.tolist()) & set(second.edges.tolist())
    back = searcher.path(view, 8, 0, penalty=penalty)
    assert not set(first.edges.tolist()) & set(back.edges.tolist()), "the penalty binds both directions"
    penalty.clear()
    assert not penalty.eighths.any()
    assert searcher.path(view, 0, 8, penalty=penalty).codes.tolist() == first.codes.tolist()


def test_penalty_keeps_the_greater_factor_and_refuses_nonsense() -> None:
    penalty = ReusePenalty(grid_network(2, 2))
    edges = np.array([1, 1, 2], dtype=np.int32)
    penalty.add_edges(edges, factor=3.0)
    penalty.add_edges(edges[:1], factor=1.5)
    assert [penalty.factor_of(edge) for edge in range(3)] == [1.0, 3.0, 3.0]
    with pytest.raises(ValueError, match=r"factor must lie between 1 and 32\.875"):
        penalty.add_edges(edges, factor=0.5)


def test_workspaces_are_reused_and_threads_do_not_meet() -> None:
    network = random_network(21, nodes=200, streets=700)
    view = view_of(network)
    searcher = Searcher(network, max_idle=2)
    alone = {}
    for start in range(16):
        with searcher.tree(view, start) as tree:
            alone[start] = (tree.settled.tolist(), tree.weight_to[tree.settled].tolist())
    assert searcher.pool.idle_count == 1
    wrong: list[int] = []

    def work(start: int) -> None:
        for _ in range(20):
            with searcher.tree(view, start) as tree:
                if (tree.settled.tolist(), tree.weight_to[tree.settled].tolist()) != alone[start]:
                    wrong.append(start)

    threads = [threading.Thread(target=work, args=(start,)) for start in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert searcher.pool.idle_count <= 2


def test_closed_tree_refuses_to_answer() -> None:
    network = grid_network(2, 2)
    tree = Searcher(network).tree(view_of(network), 0)
    tree.close()
    tree.close()
    with pytest.raises(ValueError, match="closed"):
        tree.path_to(1)


def test_places_must_lie_on_the_network() -> None:
    network = grid_network(2, 2)
    searcher = Searcher(network)
    with pytest.raises(ValueError, match="must lie on its edge"):
        searcher.tree(view_of(network), Terminal(0, 10**9, 50.4, 2.8, 0.0))
    with pytest.raises(ValueError, match="must lie on its edge"):
        searcher.tree(view_of(network), 99)


def test_slow_twin_knows_the_whole_graph() -> None:
    network = grid_network(2, 2)
    graph = slow_graph(view_of(network), [])
    assert nx.number_of_nodes(graph) == 4
    assert nx.number_of_edges(graph) == 8
