"""Legs between chosen stops on networks made in memory."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from graphs.errors import NoPathError, PointNotOnNetworkError
from planner.cancel import Cancel
from planner.circuit import DrawnLegs, Target, draw_legs, shared_share
from planner.errors import CancelledError
from planner.work import Work
from tests.networks import Street, build_network, grid_network, random_network
from tests.planner.circuit.checks import assert_on_streets, at, context_of, part_way, view_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphs.path import Path
    from graphs.snap import Terminal
    from graphs.view import NetworkView

CHESSBOARD = view_of(grid_network(31, 31, step_m=100.0))


def join(
    view: NetworkView,
    stops: list[Terminal],
    target: Target | None,
    *,
    avoided: Sequence[Path] = (),
    work: Work | None = None,
    stretched: range | None = None,
) -> DrawnLegs:
    return draw_legs(
        context_of(view, work),
        stops,
        target=target,
        closed=stops[0] == stops[-1],
        avoided=avoided,
        stretched=stretched,
    )


def assert_sound(view: NetworkView, drawn: DrawnLegs, stops: list[Terminal]) -> None:
    assert len(drawn.legs) == len(stops) - 1
    for leg, (a, b) in zip(drawn.legs, itertools.pairwise(stops), strict=True):
        assert_on_streets(view, leg, a, b)
    assert drawn.draft.length_mm == sum(path.length_mm for leg in drawn.legs for path in leg)
    assert [id(path) for path in drawn.draft.paths] == [id(path) for leg in drawn.legs for path in leg]


offsets = st.tuples(st.integers(10, 20), st.integers(10, 20)).map(lambda cell: (cell[0] * 100.0 + 30, cell[1] * 100.0))


@settings(max_examples=8, phases=[Phase.generate])
@given(places=st.lists(offsets, min_size=2, max_size=4, unique=True), by_duration=st.booleans())
def test_legs_pass_every_stop_and_the_whole_is_lengthened_to_the_target(
    places: list[tuple[float, float]], *, by_duration: bool
) -> None:
    stops = [at(CHESSBOARD, *place) for place in places]
    stops.append(stops[0])
    least = join(CHESSBOARD, stops, None)
    assert_sound(CHESSBOARD, least, stops)
    value = round(1.2 * least.draft.length_mm) + 1_500_000
    target = Target(round(value / 4.4), by_duration=True) if by_duration else Target(value)
    drawn = join(CHESSBOARD, stops, target)
    assert_sound(CHESSBOARD, drawn, stops)
    assert abs(drawn.draft.error) <= 0.05
    assert drawn.draft.quality.closing_m < 0.1
    assert join(CHESSBOARD, stops, target).draft.measure == drawn.draft.measure


@settings(max_examples=12)
@given(st.integers(0, 5000), st.sampled_from(["bike", "foot"]))
def test_legs_on_tangled_streets_obey_rights_and_turns(seed: int, mode: str) -> None:
    view = view_of(random_network(seed, nodes=40, streets=110, restrictions=15), mode)
    rng = np.random.default_rng(seed)
    try:
        stops = [at(view, *rng.uniform(200, 1900, 2)) for _ in range(4)]
    except PointNotOnNetworkError:
        return
    for target in (None, Target(6_000_000)):
        try:
            drawn = join(view, stops, target)
        except NoPathError:
            return
        assert_sound(view, drawn, stops)


def test_legs_go_another_way_back_where_there_is_one() -> None:
    stops = [at(CHESSBOARD, 1500, 500), at(CHESSBOARD, 1500, 2500), at(CHESSBOARD, 1500, 500)]
    assert join(CHESSBOARD, stops, None).draft.quality.retraced_share < 0.1


def test_a_dead_end_is_ridden_in_and_out_and_no_farther() -> None:
    nodes = [(50.4, 2.8), (50.4, 2.82), (50.41, 2.82), (50.41, 2.8), (50.4, 2.83)]
    network = build_network(nodes, [Street(0, 1), Street(1, 2), Street(2, 3), Street(3, 0), Street(1, 4)])
    view = view_of(network)
    start, site = part_way(view, 3, 0.5), part_way(view, 4, 0.25)
    drawn = join(view, [start, site, start], None)
    assert_sound(view, drawn, [start, site, start])
    out = int(network.edge_length_mm[4]) * 0.25
    ridden_twice = drawn.draft.quality.retraced_share * drawn.draft.length_mm
    assert 2 * out - 35_000 <= ridden_twice + 1000
    assert ridden_twice <= 2 * out + 1000


def test_another_itinerary_is_avoided_where_the_streets_allow_it() -> None:
    stops = [at(CHESSBOARD, 500, 500), at(CHESSBOARD, 2000, 2300), at(CHESSBOARD, 500, 500)]
    first = join(CHESSBOARD, stops, None)
    other = join(CHESSBOARD, stops, None, avoided=first.draft.paths)
    assert shared_share(first.draft, other.draft) <= 0.3


def test_a_target_that_the_legs_exceed_already_leaves_them_as_short_as_they_are() -> None:
    stops = [at(CHESSBOARD, 500, 500), at(CHESSBOARD, 2500, 2500), at(CHESSBOARD, 500, 500)]
    plain, asked = join(CHESSBOARD, stops, None), join(CHESSBOARD, stops, Target(2_000_000))
    assert asked.draft.measure == plain.draft.measure
    assert asked.draft.error > 1


def test_stops_that_nothing_joins_are_an_error() -> None:
    nodes = [(50.4, 2.8), (50.4, 2.85), (50.42, 2.8), (50.42, 2.85)]
    view = view_of(build_network(nodes, [Street(0, 1), Street(2, 3)]))
    with pytest.raises(NoPathError):
        join(view, [part_way(view, 0, 0.5), part_way(view, 1, 0.5)], None)


def test_work_ends_with_an_error_when_the_caller_leaves() -> None:
    cancel = Cancel()
    cancel.cancel()
    stops = [at(CHESSBOARD, 500, 500), at(CHESSBOARD, 2500, 2500), at(CHESSBOARD, 500, 500)]
    with pytest.raises(CancelledError):
        join(CHESSBOARD, stops, Target(9_000_000), work=Work(cancel))


def test_a_used_up_time_still_gives_all_legs() -> None:
    stops = [at(CHESSBOARD, 500, 500), at(CHESSBOARD, 1200, 1500), at(CHESSBOARD, 500, 500)]
    drawn = join(CHESSBOARD, stops, Target(9_000_000), work=Work(Cancel(), time_budget_ms=0))
    assert_sound(CHESSBOARD, drawn, stops)


@pytest.mark.parametrize("stretched", [range(1), range(1, 3), range(2, 3)])
def test_only_legs_that_may_be_are_lengthened(stretched: range) -> None:
    stops = [at(CHESSBOARD, *place) for place in ((1000.0, 1000.0), (1800.0, 1000.0), (1800.0, 1600.0))]
    stops.append(stops[0])
    least = join(CHESSBOARD, stops, None)
    drawn = join(CHESSBOARD, stops, Target(2 * least.draft.length_mm), stretched=stretched)
    assert drawn.draft.length_mm == pytest.approx(2 * least.draft.length_mm, rel=0.05)
    for place, (leg, short) in enumerate(zip(drawn.legs, least.legs, strict=True)):
        kept = sum(path.length_mm for path in leg) == sum(path.length_mm for path in short)
        assert kept or place in stretched
    assert_sound(CHESSBOARD, drawn, stops)
