"""Scenic circuits and traverses on networks made in memory."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from graphs.errors import PointNotOnNetworkError
from planner.cancel import Cancel
from planner.circuit import Draft, Target, find_scenic, shared_share
from planner.circuit import draft as draft_module
from planner.circuit.params import CircuitParams
from planner.errors import CancelledError
from planner.work import Work
from tests.networks import Street, build_network, grid_network, random_network, street_class
from tests.planner.circuit.checks import assert_on_streets, at, context_of, view_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphs.attributes import ArcClass
    from graphs.network import Network
    from graphs.path import Path
    from graphs.snap import Terminal
    from graphs.view import NetworkView

MIDDLE_M = 1500.0
COMPASS = {"N": 0, "NE": 45, "E": 90, "SE": 135, "S": 180, "SW": 225, "W": 270, "NW": 315}


CHESSBOARD = view_of(grid_network(31, 31, step_m=100.0))


def find(
    view: NetworkView,
    start: Terminal,
    target: Target,
    *,
    end: Terminal | None = None,
    direction: str | None = None,
    ridden: Sequence[Path] = (),
    seed: int = 0,
    work: Work | None = None,
) -> list[Draft]:
    return find_scenic(
        context_of(view, work),
        start,
        end or start,
        target=target,
        count=3,
        direction=direction,
        ridden=ridden,
        seed=seed,
    )


def codes_of(draft: Draft) -> list[int]:
    return [int(code) for path in draft.paths for code in path.codes]


def assert_sound(view: NetworkView, drafts: list[Draft], start: Terminal, end: Terminal, target: Target) -> None:
    for draft in drafts:
        assert_on_streets(view, draft.paths, start, end)
        measures = [path.duration_ms(view) if target.by_duration else path.length_mm for path in draft.paths]
        assert draft.measure == sum(measures)
        assert abs(draft.measure / target.value - 1) <= 0.05
    for one, other in itertools.combinations(drafts, 2):
        assert shared_share(one, other) <= CircuitParams().shared_most < 0.5
    assert [draft.cost for draft in drafts] == sorted(draft.cost for draft in drafts)


@settings(max_examples=8, phases=[Phase.generate])
@given(
    north_m=st.floats(300, 2700),
    east_m=st.floats(300, 2700),
    metres=st.integers(2500, 6000),
    by_duration=st.booleans(),
    seed=st.integers(0, 5),
)
def test_circuits_on_a_chessboard_close_and_keep_the_asked_measure(
    north_m: float, east_m: float, metres: int, *, by_duration: bool, seed: int
) -> None:
    start = at(CHESSBOARD, north_m, east_m)
    target = Target(round(metres * 1000 / 4.4) if by_duration else metres * 1000, by_duration=by_duration)
    drafts = find(CHESSBOARD, start, target, seed=seed)
    assert len(drafts) == 3
    assert_sound(CHESSBOARD, drafts, start, start, target)
    best = drafts[0].quality
    assert best.retraced_share <= 0.05
    assert best.compactness >= 0.1
    assert best.closing_m < 0.1


def connected_start(network: Network, mode: str, seed: int) -> tuple[NetworkView, Terminal] | None:
    view = view_of(network, mode)
    rng = np.random.default_rng(seed)
    try:
        return view, at(view, *rng.uniform(400, 1800, 2))
    except PointNotOnNetworkError:
        return None


@settings(max_examples=15, phases=[Phase.generate])
@given(st.integers(0, 5000), st.sampled_from(["bike", "foot"]), st.integers(2500, 7000))
def test_circuits_on_tangled_streets_obey_rights_turns_and_length(seed: int, mode: str, metres: int) -> None:
    found = connected_start(random_network(seed, nodes=50, streets=130, restrictions=15), mode, seed)
    if found is None:
        return
    view, start = found
    target = Target(metres * 1000)
    assert_sound(view, find(view, start, target, seed=seed), start, start, target)


@settings(max_examples=8, phases=[Phase.generate])
@given(
    north_m=st.floats(200, 2800), east_m=st.floats(200, 2800), metres=st.integers(4000, 7000), by_duration=st.booleans()
)
def test_traverses_take_the_asked_measure_from_one_place_to_another(
    north_m: float, east_m: float, metres: int, *, by_duration: bool
) -> None:
    start, end = at(CHESSBOARD, 1500, 1480), at(CHESSBOARD, north_m, east_m)
    target = Target(round(metres * 1000 / 4.4) if by_duration else metres * 1000, by_duration=by_duration)
    drafts = find(CHESSBOARD, start, target, end=end)
    assert_sound(CHESSBOARD, drafts, start, end, target)
    assert drafts, "a chessboard has a way of nearly any length"


@pytest.mark.parametrize("direction", COMPASS)
def test_a_circuit_lies_where_it_was_asked_to(direction: str) -> None:
    drafts = find(CHESSBOARD, at(CHESSBOARD, MIDDLE_M, MIDDLE_M), Target(4_000_000), direction=direction)
    assert drafts
    for draft in drafts:
        steps = np.hypot(np.diff(draft.track.x), np.diff(draft.track.y))
        east, north = (
            float((steps * (line[1:] + line[:-1]) / 2).sum() / steps.sum()) for line in (draft.track.x, draft.track.y)
        )
        bearing = math.degrees(math.atan2(east, north))
        assert abs((bearing - COMPASS[direction] + 180) % 360 - 180) <= 46
        assert math.hypot(east, north) > 200


def test_the_same_seed_gives_the_same_circuits_and_another_may_give_others() -> None:
    start = at(CHESSBOARD, MIDDLE_M, MIDDLE_M)

    def draw(seed: int) -> list[list[int]]:
        return [codes_of(draft) for draft in find(CHESSBOARD, start, Target(4_000_000), seed=seed)]

    first = draw(0)
    assert draw(0) == first
    assert any(draw(seed) != first for seed in range(1, 5))


def test_what_was_ridden_that_day_is_not_ridden_again_where_there_is_a_choice() -> None:
    start = at(CHESSBOARD, MIDDLE_M, MIDDLE_M)
    earlier = find(CHESSBOARD, start, Target(3_000_000))[0]
    again = find(CHESSBOARD, start, Target(3_000_000), ridden=earlier.paths)[0]
    assert shared_share(earlier, again) < 0.5


def test_a_search_leaves_no_penalty_behind() -> None:
    start, end = at(CHESSBOARD, 200, 200), at(CHESSBOARD, 2500, 1900)
    context = context_of(CHESSBOARD)
    before = context.searcher.path(CHESSBOARD, start, end)
    find_scenic(context, start, start, target=Target(4_000_000), count=3)
    after = context.searcher.path(CHESSBOARD, start, end)
    assert after.codes.tolist() == before.codes.tolist()
    assert after.weight(CHESSBOARD) == before.weight(CHESSBOARD)


def test_most_lines_over_a_first_turn_are_not_measured_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = {"glance": 0, "measure": 0}

    def count(name: str) -> None:
        own = getattr(draft_module, name)

        def counted(*args: object, **options: object) -> object:
            calls[name] += 1
            return own(*args, **options)

        monkeypatch.setattr(draft_module, name, counted)

    count("glance")
    count("measure")
    start = at(CHESSBOARD, MIDDLE_M, MIDDLE_M)
    assert find_scenic(context_of(CHESSBOARD), start, start, target=Target(4_000_000), count=1)
    assert 0 < calls["measure"] < calls["glance"]


def test_a_used_up_time_cuts_the_work_but_still_gives_a_circuit() -> None:
    start = at(CHESSBOARD, MIDDLE_M, MIDDLE_M)
    work = Work(Cancel(), time_budget_ms=0)
    drafts = find(CHESSBOARD, start, Target(4_000_000), work=work)
    assert work.truncated
    assert drafts
    assert_sound(CHESSBOARD, drafts, start, start, Target(4_000_000))


def test_ample_time_changes_nothing() -> None:
    start = at(CHESSBOARD, MIDDLE_M, MIDDLE_M)
    work = Work(Cancel(), time_budget_ms=600_000)
    hurried = [codes_of(draft) for draft in find(CHESSBOARD, start, Target(4_000_000), work=work)]
    assert not work.truncated
    assert hurried == [codes_of(draft) for draft in find(CHESSBOARD, start, Target(4_000_000))]


def test_work_ends_with_an_error_when_the_caller_leaves() -> None:
    cancel = Cancel()
    cancel.cancel()
    with pytest.raises(CancelledError):
        find(CHESSBOARD, at(CHESSBOARD, MIDDLE_M, MIDDLE_M), Target(4_000_000), work=Work(cancel))


@pytest.mark.parametrize("metres", [5, 60_000])
def test_where_no_circuit_of_a_length_exists_none_is_given(metres: int) -> None:
    assert find(CHESSBOARD, at(CHESSBOARD, MIDDLE_M, MIDDLE_M), Target(metres * 1000)) == []


def test_from_the_end_of_a_cul_de_sac_the_way_back_over_it_counts_as_no_fault() -> None:
    view = view_of(grid_network(31, 31, step_m=100.0, stem_m=400.0))
    start = at(view, -400.0, 0.0)
    drafts = find(view, start, Target(5_000_000))
    assert len(drafts) == 3
    for draft in drafts:
        assert 0.15 < draft.quality.retraced_share < 0.2
        assert not draft.fair


def test_a_loop_that_lies_behind_a_pleasanter_dead_end_is_found() -> None:
    nodes, streets = [(50.4, 2.8)], []

    def lay(bearing_deg: int, arc_class: ArcClass) -> int:
        for metres in range(200, 2200, 200):
            north, east = (metres * way(math.radians(bearing_deg)) for way in (math.cos, math.sin))
            nodes.append((50.4 + north / 111_195, 2.8 + east / 111_195 / math.cos(math.radians(50.4))))
            streets.append(Street(0 if metres == 200 else len(nodes) - 2, len(nodes) - 1, (), arc_class, arc_class))
        return len(nodes) - 1

    busy = street_class(stress=3)
    streets.append(Street(lay(1, busy), lay(13, busy), (), busy, busy))
    lay(22, street_class())
    view = view_of(build_network(nodes, streets))
    best = find(view, at(view, 0.0, 0.0), Target(4_400_000))[0]
    assert best.good, best.quality
