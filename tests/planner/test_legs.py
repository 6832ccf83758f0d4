"""Legs and steps of drawn networks and of the drawn town."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.attributes import Highway, Use, Vehicle
from graphs.geo import Coordinate, haversine_m
from graphs.path import Path
from graphs.profiles import get_profile
from graphs.search import Searcher
from graphs.view import NetworkView
from planner.desk import get_desk
from planner.itinerary import Place
from planner.legs import legs_of, travel_mode
from planner.places import locate
from planner.streets import see_streets
from planner.wishes import StreetWishes
from tests.drawing import Drawn, Tags, draw, place_letters
from tests.networks import random_network
from tests.planner.circuit.checks import view_of
from tests.planner.kernels.test_beside import walk
from tests.planner.town import MAIN_ROW, ROUTE_COLUMN, SIDE, crossing, offset

if TYPE_CHECKING:
    from pathlib import Path as FilePath

    from planner.itinerary import Leg, Step
    from planner.territory import Territory

STREET: Tags = {"highway": "residential"}
HERE = Place(Coordinate(50.4, 3.0), name="here")
THERE = Place(Coordinate(50.4, 3.1), name="there")


def legs_between(drawn: Drawn, start: str, end: str, mode: str = "bike") -> list[Leg]:
    view = NetworkView.create(drawn.network, get_profile(mode))
    path = Searcher(drawn.network).path(view, drawn.get_node(start), drawn.get_node(end))
    return legs_of(view, path, HERE, THERE, departure_s=0, part="circuit")


def turns_of(drawn: Drawn, start: str, end: str) -> list[str]:
    return [step.turn for leg in legs_between(drawn, start, end) for step in leg.steps]


def assert_adds_up(view: NetworkView, path: Path, legs: list[Leg], departure_s: float) -> None:
    """Offsets follow one another, lengths and durations are those of the profile, lines join."""
    assert legs[0].departure_s == pytest.approx(departure_s, abs=1e-3)
    for one, other in itertools.pairwise(legs):
        assert other.departure_s == one.arrival_s
        assert other.mode != one.mode
        assert (one.line.lat[-1], one.line.lon[-1]) == (other.line.lat[0], other.line.lon[0])
    for leg in legs:
        assert leg.arrival_s - leg.departure_s == pytest.approx(leg.duration_s, abs=1e-6)
        assert sum(step.length_m for step in leg.steps) == pytest.approx(leg.length_m)
        assert sum(step.duration_s for step in leg.steps) == pytest.approx(leg.duration_s)
        assert next(step.turn for step in leg.steps) == "depart"
        drawn_m = sum(
            haversine_m(Coordinate(*a), Coordinate(*b))
            for a, b in itertools.pairwise(zip(leg.line.lat.tolist(), leg.line.lon.tolist(), strict=True))
        )
        assert drawn_m == pytest.approx(leg.length_m, rel=1e-3, abs=0.5)
    assert sum(leg.length_m for leg in legs) == pytest.approx(path.length_mm / 1000)
    assert sum(leg.duration_s for leg in legs) == pytest.approx(path.duration_ms(view) / 1000)


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.sampled_from(["foot", "bike"]), st.floats(0, 50_000))
def test_legs_of_wanderings_add_up(seed: int, mode: str, departure_s: float) -> None:
    network = random_network(seed, nodes=25, streets=60)
    view = view_of(network, mode)
    path = walk(network, seed, pieces=10)
    allowed = view.weights[path.arcs()] != np.uint32(0xFFFFFFFF)
    count = len(allowed) if allowed.all() else int(np.argmin(allowed))
    path = Path(network, path.codes[:count], path.from_mm[:count], path.to_mm[:count])
    legs = legs_of(view, path, HERE, THERE, departure_s=departure_s, part="out")
    if path.length_mm:
        assert_adds_up(view, path, legs, departure_s)
        assert legs[0].start is HERE
        assert legs[-1].end is THERE
        assert {leg.part for leg in legs} == {"out"}
    else:
        assert legs == []


@pytest.mark.parametrize(
    ("art", "turn"),
    [
        ("A----B----C", "straight"),
        ("     C\nA----B", "left"),
        ("A----B\n     C", "right"),
        ("     C\nA---B", "slight_left"),
        ("A---B\n     C", "slight_right"),
        ("  C\nA----B", "sharp_left"),
        ("A----B\n  C", "sharp_right"),
    ],
)
def test_the_turn_into_another_street_is_told_by_its_angle(tmp_path: FilePath, art: str, turn: str) -> None:
    drawn = draw(tmp_path, art, {"AB": {**STREET, "name": "One"}, "BC": {**STREET, "name": "Other"}})
    assert turns_of(drawn, "A", "C") == ["depart", turn]


def test_the_turn_is_that_at_the_corner_not_that_of_the_whole_street(tmp_path: FilePath) -> None:
    art = """
        D--E
        |
    A---B
    """
    drawn = draw(tmp_path, art, {"AB": {**STREET, "name": "One"}, "BDE": {**STREET, "name": "Other"}})
    assert turns_of(drawn, "A", "E") == ["depart", "left"]


def test_one_street_is_one_step_and_a_short_unnamed_link_is_none(tmp_path: FilePath) -> None:
    drawn = draw(
        tmp_path,
        "A---B---C---D",
        {
            "AB": {**STREET, "name": "Rue"},
            "BC": {**STREET, "name": "Rue", "surface": "sett"},
            "CD": {"highway": "track"},
        },
    )
    (leg,) = legs_between(drawn, "A", "D")
    assert [(step.name, step.kind) for step in leg.steps] == [("Rue", "residential"), ("", "track")]


def test_a_street_that_changes_its_kind_is_one_step(tmp_path: FilePath) -> None:
    drawn = draw(
        tmp_path,
        "A---B-C---------D---E",
        {
            "AB": {"highway": "path", "name": "Voie verte"},
            "BC": {"highway": "cycleway", "name": "Voie verte"},
            "CD": {"highway": "cycleway", "name": "Voie verte"},
            "DE": {"highway": "path", "name": "Sentier"},
        },
    )
    (leg,) = legs_between(drawn, "A", "E")
    assert [(step.name, step.kind) for step in leg.steps] == [("Voie verte", "cycleway"), ("Sentier", "path")]


CROSSED = """
    A-----B-E---F
          |
          D
"""


@pytest.fixture
def close(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw five metres to a letter."""
    monkeypatch.setattr("tests.drawing.METRES", 5.0)


def named(highway: str, name: str) -> Tags:
    return {"highway": highway, "name": name}


@pytest.mark.usefixtures("close")
def test_a_street_of_a_few_metres_is_no_step_of_its_own(tmp_path: FilePath) -> None:
    ways = {"AB": named("residential", "One"), "BE": named("primary", "Main"), "EF": named("residential", "Two")}
    drawn = draw(tmp_path, CROSSED, {**ways, "BD": named("primary", "Main")})
    (leg,) = legs_between(drawn, "A", "F")
    assert [(step.turn, step.name) for step in leg.steps] == [("depart", "One"), ("straight", "Two")]
    assert leg.steps[1].length_m == pytest.approx(30, abs=1), "the ten metres between are counted"
    assert leg.steps[1].point == Coordinate(*place_letters(CROSSED)["E"]), "the step begins where its street does"


@pytest.mark.usefixtures("close")
def test_the_same_street_behind_a_short_one_is_still_the_same_step(tmp_path: FilePath) -> None:
    ways = {"AB": named("residential", "One"), "BE": named("primary", "Main"), "EF": named("residential", "One")}
    drawn = draw(tmp_path, CROSSED, {**ways, "BD": named("primary", "Main")})
    (leg,) = legs_between(drawn, "A", "F")
    assert [(step.turn, step.name) for step in leg.steps] == [("depart", "One")]


@pytest.mark.usefixtures("close")
def test_short_streets_at_both_ends_belong_to_the_street_between_them(tmp_path: FilePath) -> None:
    ways = {"AB": named("residential", "Yard"), "BC": named("residential", "Street"), "CD": named("path", "Gate")}
    drawn = draw(tmp_path, "A-B-----C-D", ways)
    (leg,) = legs_between(drawn, "A", "D")
    assert [(step.turn, step.name) for step in leg.steps] == [("depart", "Street")]
    (short,) = legs_between(drawn, "C", "D")
    assert [(step.turn, step.name) for step in short.steps] == [("depart", "Gate")], "a leg has a step at least"


@pytest.mark.usefixtures("close")
def test_short_streets_that_add_up_are_told_and_so_is_a_stair(tmp_path: FilePath) -> None:
    names = ["One", "Two", "Three", "Four"]
    ways = {pair: named("residential", name) for pair, name in zip(("BC", "CD", "DE", "EF"), names, strict=True)}
    drawn = draw(tmp_path, "A-----B-C-D-E-F-----G", {"AB": STREET, **ways, "FG": named("residential", "Last")})
    (leg,) = legs_between(drawn, "A", "G")
    assert [step.name for step in leg.steps] == ["", "Four", "Last"]
    stair = draw(tmp_path, "A-----B-C-----D", {"AB": STREET, "BC": {"highway": "steps"}, "CD": {"highway": "track"}})
    (leg,) = legs_between(stair, "A", "D", mode="foot")
    assert [step.kind for step in leg.steps] == ["residential", "steps", "track"]


def test_the_mode_changes_where_a_bike_is_pushed_and_where_a_ferry_sails(town: Territory) -> None:
    desk = get_desk(town)
    streets = see_streets(desk, "bike")
    start, _ = locate(town, streets.view, crossing(6.5, 3), field="start", index=0)
    quarter = offset(crossing(MAIN_ROW, 0), east_m=-700)
    island = offset(crossing(10, SIDE - 1), east_m=1000)
    for place, modes in ((quarter, ["bike", "push", "bike"]), (island, ["bike", "ferry", "bike"])):
        end, _ = locate(town, streets.view, place, field="end", index=1)
        path = desk.searcher.path(streets.view, start, end)
        legs = legs_of(streets.view, path, HERE, THERE, departure_s=7.0, part="circuit")
        assert [leg.mode for leg in legs] == modes
        assert_adds_up(streets.view, path, legs, 7.0)
        assert legs[0].end.point == legs[1].start.point
        assert legs[0].start is HERE
        assert legs[-1].end is THERE
    assert legs[1].duration_s == pytest.approx(600, abs=1)


def test_those_on_foot_walk_everywhere_but_on_a_ferry(town: Territory) -> None:
    streets = see_streets(get_desk(town), "foot")
    start, _ = locate(town, streets.view, crossing(6.5, 3), field="start", index=0)
    end, _ = locate(town, streets.view, offset(crossing(MAIN_ROW, 0), east_m=-700), field="end", index=1)
    path = get_desk(town).searcher.path(streets.view, start, end)
    assert [leg.mode for leg in legs_of(streets.view, path, HERE, THERE, departure_s=0, part="circuit")] == ["foot"]


@pytest.mark.parametrize(
    ("vehicle", "highway", "use", "mode"),
    [
        (Vehicle.BIKE, Highway.FERRY, Use.FREE, "ferry"),
        (Vehicle.FOOT, Highway.FERRY, Use.FREE, "ferry"),
        (Vehicle.FOOT, Highway.STEPS, Use.FREE, "foot"),
        (Vehicle.WHEELCHAIR, Highway.FOOTWAY, Use.FREE, "foot"),
        (Vehicle.CARGO, Highway.FOOTWAY, Use.PUSH, "push"),
        (Vehicle.BIKE, Highway.CYCLEWAY, Use.FREE, "bike"),
    ],
)
def test_who_travels_how(vehicle: Vehicle, highway: Highway, use: Use, mode: str) -> None:
    assert travel_mode(vehicle, highway, use) == mode


def steps_along(town: Territory, start: Coordinate, end: Coordinate) -> list[Step]:
    desk = get_desk(town)
    streets = see_streets(desk, "bike", wishes=StreetWishes(follow=("V31",)))
    terminals = [locate(town, streets.view, p, field="points", index=k)[0] for k, p in enumerate((start, end))]
    path = desk.searcher.path(streets.view, *terminals)
    (leg,) = legs_of(streets.view, path, HERE, THERE, departure_s=0, part="circuit")
    return list(leg.steps)


def test_steps_name_the_route_and_the_numbered_junction(town: Territory) -> None:
    steps = steps_along(town, crossing(2.5, ROUTE_COLUMN), crossing(17.5, ROUTE_COLUMN))
    assert [(step.name, step.routes) for step in steps] == [(f"Voie verte {ROUTE_COLUMN}", ("V31",))]
    around = steps_along(town, crossing(MAIN_ROW, 3.5), crossing(17.5, ROUTE_COLUMN))
    assert around[-1].name == f"Voie verte {ROUTE_COLUMN}"
    assert math.isclose(around[-1].point.lon, crossing(0, ROUTE_COLUMN).lon, abs_tol=1e-5)


def test_a_step_that_starts_at_a_numbered_junction_tells_the_number(town: Territory) -> None:
    desk = get_desk(town)
    streets = see_streets(desk, "bike")
    network = town.network
    node = int(np.flatnonzero(network.node_osm_id == 1 + MAIN_ROW * SIDE + ROUTE_COLUMN)[0])
    north = int(np.flatnonzero(network.node_osm_id == 1 + (MAIN_ROW + 1) * SIDE + ROUTE_COLUMN)[0])
    path = desk.searcher.path(streets.view, node, north)
    (leg,) = legs_of(streets.view, path, HERE, THERE, departure_s=0, part="circuit")
    assert leg.steps[0].junction == "47"
