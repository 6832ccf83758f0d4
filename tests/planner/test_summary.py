"""Totals of paths, legs and visits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.attributes import ArcClass, Highway, Lit, Surface, Vehicle
from graphs.path import Path
from planner.desk import get_desk
from planner.itinerary import Place, Visit
from planner.legs import legs_of
from planner.places import locate
from planner.streets import see_streets
from planner.summary import summarise
from tests.networks import Street, build_network, random_network, street_class
from tests.planner.catalogue.places import make_site
from tests.planner.circuit.checks import view_of
from tests.planner.kernels.test_beside import walk
from tests.planner.test_legs import HERE, THERE
from tests.planner.town import crossing

if TYPE_CHECKING:
    from graphs.network import Network
    from planner.itinerary import Summary
    from planner.territory import Territory

COLUMNS = ArcClass.field_names()


def usable(network: Network, seed: int) -> Path:
    """Give the first pieces of a wandering that those on foot may use."""
    path = walk(network, seed, pieces=10)
    view = view_of(network, "foot")
    allowed = view.weights[path.arcs()] != np.uint32(0xFFFFFFFF)
    count = len(allowed) if allowed.all() else int(np.argmin(allowed))
    return Path(network, path.codes[:count], path.from_mm[:count], path.to_mm[:count])


def total(network: Network, paths: list[Path], visits: list[Visit] | None = None) -> Summary:
    view = view_of(network, "foot")
    legs = [leg for path in paths for leg in legs_of(view, path, HERE, THERE, departure_s=0, part="circuit")]
    return summarise(network, Vehicle.FOOT, legs, paths, visits or [])


def share_where(network: Network, path: Path, column: str, values: set[int]) -> float:
    rows = network.classes[network.arc_class[path.arcs()]][:, COLUMNS.index(column)].tolist()
    lengths = path.piece_lengths_mm.tolist()
    return float(sum(n for value, n in zip(rows, lengths, strict=True) if value in values) / max(1, sum(lengths)))


@settings(max_examples=30)
@given(st.integers(0, 10_000))
def test_shares_sum_to_one_and_agree_with_a_plain_count(seed: int) -> None:
    network = random_network(seed, nodes=25, streets=60)
    path = usable(network, seed)
    if not path.length_mm:
        return
    summary = total(network, [path])
    assert summary.length_m == pytest.approx(path.length_mm / 1000)
    for shares in (summary.surface, summary.stress):
        names = [name for name, _ in shares]
        assert names == [*sorted(names[:-1]), "unknown"]
        assert sum(share for _, share in shares) == pytest.approx(1)
    assert dict(summary.surface).get("asphalt", 0) == pytest.approx(
        share_where(network, path, "surface", {Surface.ASPHALT})
    )
    assert dict(summary.stress).get("3_medium", 0) == pytest.approx(share_where(network, path, "stress", {3}))
    unknown = dict(summary.unknown)
    assert list(unknown) == ["elevation", "lit", "surface", "width"]
    assert unknown["lit"] == pytest.approx(share_where(network, path, "lit", {Lit.UNKNOWN}))
    assert unknown["width"] == pytest.approx(share_where(network, path, "width_dm", {0}))
    assert unknown["surface"] == pytest.approx(dict(summary.surface)["unknown"])


def test_what_is_not_known_is_counted_not_assumed() -> None:
    nodes = [(50.4, 2.8), (50.4, 2.81), (50.4, 2.84)]
    known = street_class(surface=Surface.GRAVEL, lit=Lit.YES, width_dm=20)
    unknown = street_class(surface=Surface.UNKNOWN, stress=0)
    told = Street(0, 1, forward=known, ascent_dm=120, descent_dm=30)
    network = build_network(nodes, [told, Street(1, 2, forward=unknown, ascent_dm=65535)])
    path = Path.from_codes(network, np.array([0, 2], np.int32))
    summary = total(network, [path])
    assert dict(summary.surface) == {"gravel": pytest.approx(0.25, abs=1e-3), "unknown": pytest.approx(0.75, abs=1e-3)}
    assert dict(summary.stress)["unknown"] == pytest.approx(0.75, abs=1e-3)
    assert all(share == pytest.approx(0.75, abs=1e-3) for _, share in summary.unknown)
    assert summary.ascent_m is None
    first = total(network, [Path.from_codes(network, np.array([0], np.int32))])
    assert (first.ascent_m, first.descent_m) == (12, 3)


def test_visits_add_their_time_and_score() -> None:
    network = build_network([(50.4, 2.8), (50.4, 2.81)], [Street(0, 1)])
    path = Path.from_codes(network, np.array([0], np.int32))
    point = Place(HERE.point).point
    visits = [Visit(make_site(), 10.0, 10.0 + stay, "not_checked", 5, point, 30, ()) for stay in (600.0, 900.0)]
    summary = total(network, [path], visits)
    assert (summary.visit_s, summary.score) == (1500, 60)
    assert summary.duration_s == summary.moving_s + 1500


def test_nothing_travelled_is_nothing() -> None:
    network = build_network([(50.4, 2.8), (50.4, 2.81)], [Street(0, 1)])
    summary = total(network, [])
    assert summary.length_m == 0
    assert summary.routes == ()
    assert all(share == 0 for _, share in (*summary.surface, *summary.stress, *summary.unknown))


def test_signposted_routes_are_named_when_they_make_up_a_good_part(town: Territory) -> None:
    desk = get_desk(town)
    view = see_streets(desk, "bike").view
    ends = [locate(town, view, crossing(row, 6), field="start", index=0)[0] for row in (3.5, 17.5)]
    path = desk.searcher.path(view, *ends)
    legs = legs_of(view, path, HERE, THERE, departure_s=0, part="circuit")
    ridden = summarise(town.network, Vehicle.BIKE, legs, [path], [])
    assert ridden.routes == ("V31",)
    assert ridden.signposted_share > 0.9
    walked = summarise(town.network, Vehicle.FOOT, legs, [path], [])
    assert (walked.routes, walked.signposted_share) == ((), 0)
    assert Highway.CYCLEWAY in town.network.classes[town.network.arc_class[path.arcs()], 0]
