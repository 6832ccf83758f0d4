"""Candidates: within reach, good for their detour, spread over the ground."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from planner.candidates import choose_candidates


def choose(scores: list[int], out: list[int], *, limit: int = 60, **change: object) -> list[int]:
    """Choose among sites on a parallel, a hundredth of a degree apart, as far from the end as from the start."""
    n = len(scores)
    given_: dict[str, Any] = {
        "scores": np.array(scores),
        "out": np.array(out),
        "home": np.array(out),
        "lat": np.full(n, 50.4),
        "lon": 2.8 + 0.01 * np.arange(n),
        "budget": 100,
        "mandatory": np.zeros(n, np.bool_),
        **change,
    }
    return choose_candidates(limit=limit, **given_)


def test_what_the_budget_cannot_reach_is_left_out() -> None:
    assert choose([5, 5, 5], [50, 51, 10]) == [0, 2]
    assert choose([5, 5], [10, 10], home=np.array([90, 91])) == [0]


def test_mandatory_sites_stay_whatever_they_cost() -> None:
    mandatory = np.array([False, True, False, True])
    assert choose([5, 1, 9, 1], [10, 500, 10, 10], mandatory=mandatory, limit=3) == [1, 2, 3]
    assert choose([5, 1, 9, 1], [10, 500, 10, 10], mandatory=mandatory, limit=1) == [1, 3]


def test_best_scores_come_first_and_near_ones_among_equals() -> None:
    assert choose([1, 9, 8, 2], [10, 10, 10, 10], limit=2) == [1, 2]
    assert choose([5, 5, 5], [40, 10, 20], limit=2) == [1, 2]
    assert choose([9, 8], [50, 1], limit=1) == [1]


def test_no_cell_takes_all_places() -> None:
    # Twenty better sites on one spot, five plain ones far apart.
    lon = np.concatenate([np.full(20, 2.8), 2.9 + 0.1 * np.arange(5)])
    chosen = choose([9] * 20 + [5] * 5, [10] * 25, lon=lon, limit=10)
    assert len(chosen) == 10
    assert set(range(20, 25)) <= set(chosen)


def test_no_site_no_candidate() -> None:
    assert choose([], []) == []
    assert choose([5], [51]) == []


@given(st.data())
def test_limit_reach_and_order_hold_for_any_sites(data: st.DataObject) -> None:
    n = data.draw(st.integers(0, 40))
    rng = np.random.default_rng(data.draw(st.integers(0, 1000)))
    limit = data.draw(st.integers(1, 20))
    sites: dict[str, Any] = {
        "scores": rng.integers(0, 9, n),
        "out": rng.integers(0, 80, n),
        "home": rng.integers(0, 80, n),
        "lat": rng.uniform(50.0, 50.5, n),
        "lon": rng.uniform(2.5, 3.5, n),
        "mandatory": rng.random(n) < 0.05,
    }
    chosen = choose_candidates(budget=100, limit=limit, **sites)
    assert chosen == choose_candidates(budget=100, limit=limit, **sites)
    assert chosen == sorted(set(chosen))
    kept = {int(k) for k in np.flatnonzero(sites["mandatory"])}
    reachable = {int(k) for k in np.flatnonzero(sites["out"] + sites["home"] <= 100)}
    assert kept <= set(chosen) <= kept | reachable
    assert len(chosen) == min(len(kept | reachable), max(limit, len(kept)))
