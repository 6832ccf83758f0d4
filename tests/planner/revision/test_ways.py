"""Streets of an itinerary avoided, and what follows a place made shorter."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from graphs.geo import Coordinate
from planner.edits import AddStop, AvoidStreet, RemoveStop, Shorten
from planner.errors import (
    BudgetTooSmallError,
    InvalidRequestError,
    NoItineraryError,
)
from planner.request import TripRequest
from tests.planner.revision.planned import (
    MIDDLE,
    NEW,
    REQUEST,
    Planned,
    assert_sound,
    middle_of,
    plan_in,
)
from tests.planner.town import build_town, crossing

if TYPE_CHECKING:
    from pathlib import Path as FilePath

    from graphs.path import Path


def test_no_edit_leaves_nothing(tmp_path: FilePath) -> None:
    town = build_town(tmp_path, sites=[])
    there = crossing(12, 14)
    request = TripRequest(mode="foot", start=crossing(12, 12.5), end=there, alternatives=1)
    passed = plan_in(town, request)
    with pytest.raises(InvalidRequestError, match="fits already"):
        passed.ask(Shorten(there))
    with pytest.raises(NoItineraryError, match="nothing is left"):
        plan_in(town, replace(REQUEST, themes=())).ask(Shorten(MIDDLE))


def test_an_avoided_way_is_left_now_and_later(planned: Planned) -> None:
    network = planned.town.network
    ways = [int(network.way_osm_id[network.edge_way[edge]]) for path in planned.paths() for edge in path.edges]
    places = {int(network.way_osm_id[network.edge_way[e]]) for e in terminal_edges(planned)}
    way = next(way for way in ways if way not in places)
    edited = planned.edit(AvoidStreet(way=way))
    assert_sound(edited)
    assert way not in ways_of(edited)
    assert edited.visited() == planned.visited()
    untouched = [k for k, path in enumerate(planned.paths()) if way not in ways_on(planned, path)]
    assert untouched
    assert all(edited.sketch.legs[k] == planned.sketch.legs[k] for k in untouched)
    later = edited.edit(AddStop(NEW), RemoveStop(1))
    assert way not in ways_of(later)
    assert set(edited.sketch.closed_edges) <= set(later.sketch.closed_edges)


def test_the_street_nearest_to_a_point_is_avoided(planned: Planned) -> None:
    network = planned.town.network
    at_places = {int(network.edge_way[edge]) for edge in terminal_edges(planned)}
    path = next(
        path
        for path in planned.paths()
        if not set(network.edge_way[path.edges].tolist()) <= at_places and len(path.codes)
    )
    piece = next(k for k, edge in enumerate(path.edges) if int(network.edge_way[edge]) not in at_places)
    edge = int(path.edges[piece])
    first, last = int(network.point_first[edge]), int(network.point_first[edge + 1]) - 1
    point = Coordinate(
        (network.point_lat_e7[first] + int(network.point_lat_e7[last])) / 2e7,
        (network.point_lon_e7[first] + int(network.point_lon_e7[last])) / 2e7,
    )
    way = int(network.way_osm_id[network.edge_way[edge]])
    edited = planned.edit(AvoidStreet(point=point))
    assert way not in ways_of(edited)
    assert_sound(edited)


def test_at_a_corner_the_street_behind_it_is_avoided_as_steps_name_it(planned: Planned) -> None:
    network = planned.town.network
    at_places = {int(network.edge_way[edge]) for edge in terminal_edges(planned)}
    avoided = 0
    for path in planned.paths():
        ways = network.edge_way[path.edges]
        for before in np.flatnonzero(ways[1:] != ways[:-1]).tolist():
            if {int(ways[before]), int(ways[before + 1])} & at_places:
                continue
            code = int(path.codes[before + 1])
            node = int(network.edge_head[code >> 1] if code & 1 else network.edge_tail[code >> 1])
            corner = Coordinate(int(network.node_lat_e7[node]) / 1e7, int(network.node_lon_e7[node]) / 1e7)
            try:
                edited = planned.edit(AvoidStreet(point=corner))
            except (InvalidRequestError, NoItineraryError):
                continue
            assert int(network.way_osm_id[ways[before + 1]]) not in ways_of(edited)
            avoided += 1
    assert avoided


def test_a_street_with_a_place_on_it_cannot_be_avoided(planned: Planned) -> None:
    network = planned.town.network
    edge = next(iter(terminal_edges(planned)))
    way = int(network.way_osm_id[network.edge_way[edge]])
    with pytest.raises(InvalidRequestError, match="lies on that street") as caught:
        planned.ask(AvoidStreet(way=way))
    assert caught.value.details["field"] == "edits[0]"


def terminal_edges(planned: Planned) -> set[int]:
    """Edges that places of the line lie on."""
    ends = set()
    for path in planned.paths():
        if len(path.codes):
            ends |= {int(path.edges[0]), int(path.edges[-1])}
    return ends


def ways_on(planned: Planned, path: Path) -> set[int]:
    network = planned.town.network
    return {int(network.way_osm_id[way]) for way in network.edge_way[path.edges]}


def ways_of(planned: Planned) -> set[int]:
    return set().union(*(ways_on(planned, path) for path in planned.paths()))


@pytest.mark.parametrize("share", [0.8, 0.95])
def test_what_follows_is_shortened_to_what_is_left(planned: Planned, share: float) -> None:
    here = middle_of(planned.sketch.legs[1], planned.town)
    paths = planned.paths()
    left_m = (paths[1].length_mm / 2 + paths[2].length_mm + paths[3].length_mm) / 1000
    edited = planned.edit(Shorten(here, left_m=share * left_m))
    assert_sound(edited)
    assert edited.sketch.legs[0] == planned.sketch.legs[0]
    assert edited.visited()[:1] == planned.visited()[:1]
    assert set(edited.visited()) <= set(planned.visited())
    before_m = paths[0].length_mm / 1000 + paths[1].length_mm / 2000
    assert edited.length_m() <= before_m + share * left_m + 130


def test_straight_home_from_here(planned: Planned) -> None:
    here = middle_of(planned.sketch.legs[1], planned.town)
    edited = planned.edit(Shorten(here))
    assert_sound(edited)
    assert edited.visited() == planned.visited()[:1]
    assert len(edited.sketch.legs) == 2
    assert edited.length_m() < planned.length_m()


def test_time_that_is_left_counts_the_visits(planned: Planned) -> None:
    here = middle_of(planned.sketch.legs[0], planned.town)
    visit_s = sum(visit.departure_s - visit.arrival_s for visit in planned.itinerary.visits)
    moving_s = planned.itinerary.summary.moving_s
    edited = planned.edit(Shorten(here, left_s=0.6 * (visit_s + moving_s)))
    assert_sound(edited)
    assert len(edited.visited()) < len(planned.visited())
    assert edited.itinerary.summary.duration_s <= moving_s + 0.6 * (visit_s + moving_s)


def test_too_little_left_names_the_least_that_is_needed(planned: Planned) -> None:
    with pytest.raises(BudgetTooSmallError) as caught:
        planned.ask(Shorten(middle_of(planned.sketch.legs[1], planned.town), left_s=5))
    details = caught.value.details
    assert details["field"] == "edits[0].duration_min"
    least, most = details["feasible"]["duration_min"]
    assert 5 / 60 < least < most
    planned.ask(Shorten(middle_of(planned.sketch.legs[1], planned.town), left_s=least * 60 + 1))
