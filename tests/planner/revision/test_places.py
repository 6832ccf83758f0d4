"""Places of an itinerary put in, left out and moved: what is named changes, everything else stays."""

from __future__ import annotations

import pytest

from graphs.geo import Coordinate, haversine_m
from planner.edits import AddStop, MoveStop, RemoveStop
from planner.errors import (
    InvalidRequestError,
)
from tests.planner.revision.planned import (
    NEW,
    Planned,
    assert_sound,
    gap_m,
)
from tests.planner.town import crossing


def test_an_added_site_is_visited_and_only_its_leg_changes(planned: Planned) -> None:
    result = planned.ask(AddStop("Stèle du 10 mars"))
    edited = planned.edit(AddStop("Stèle du 10 mars"))
    assert_sound(edited)
    assert set(edited.visited()) == {*planned.visited(), NEW}
    place = edited.visited().index(NEW)
    old, new = planned.sketch.legs, edited.sketch.legs
    assert new[:place] == old[:place]
    assert new[place + 2 :] == old[place + 1 :]
    assert edited.itinerary.id != planned.itinerary.id
    assert result.diagnostics["edited"] == planned.itinerary.id
    assert result.diagnostics["length_change_m"] == pytest.approx(edited.length_m() - planned.length_m(), abs=0.1)
    assert [stop["site"] for stop in result.diagnostics["stops"]] == edited.visited()


def test_a_stop_is_added_as_the_number_asked_for(planned: Planned) -> None:
    for number in range(1, 5):
        edited = planned.edit(AddStop(NEW, number=number))
        assert edited.visited().index(NEW) == number - 1
        assert_sound(edited)


def test_an_added_point_is_passed_and_not_visited(planned: Planned) -> None:
    point = crossing(16, 3)
    edited = planned.edit(AddStop(point=point))
    assert_sound(edited)
    assert gap_m(edited, point) < 1
    assert edited.visited() == planned.visited()
    stops = planned.ask(AddStop(point=point)).diagnostics["stops"]
    (passed,) = [stop for stop in stops if "site" not in stop]
    assert haversine_m(Coordinate(passed["lat"], passed["lon"]), point) < 1


def test_the_length_that_was_asked_for_is_told_when_left(planned: Planned) -> None:
    edited = planned.edit(AddStop(point=crossing(24, 24)))
    (notice,) = [notice for notice in edited.itinerary.warnings if notice.code == "changed_length"]
    assert notice.params == (("km", f"{edited.length_m() / 1000:.1f}"),)
    assert not [notice for notice in planned.itinerary.warnings if notice.code == "changed_length"]


@pytest.mark.parametrize("by_number", [False, True])
def test_a_removed_stop_is_not_visited_and_only_its_legs_change(planned: Planned, *, by_number: bool) -> None:
    gone = planned.visited()[1]
    edited = planned.edit(RemoveStop(2 if by_number else gone))
    assert_sound(edited)
    assert edited.visited() == [planned.visited()[0], planned.visited()[2]]
    old, new = planned.sketch.legs, edited.sketch.legs
    assert (new[0], new[2]) == (old[0], old[3])
    assert edited.length_m() <= planned.length_m() + 1


def test_without_any_stop_there_is_still_a_circuit(planned: Planned) -> None:
    edited = planned.edit(*(RemoveStop(name) for name in planned.visited()))
    assert_sound(edited)
    assert edited.visited() == []
    assert edited.itinerary.is_circuit
    with pytest.raises(InvalidRequestError, match="no place between start and end"):
        edited.ask(RemoveStop(1))


def test_stops_change_their_order(planned: Planned) -> None:
    one, two, three = planned.visited()
    assert planned.edit(MoveStop(one, 3)).visited() == [two, three, one]
    edited = planned.edit(MoveStop(3, 1))
    assert edited.visited() == [three, one, two]
    assert_sound(edited)
    assert edited.sketch.legs[-2] != edited.sketch.legs[-1]
    same = planned.edit(MoveStop(two, 2))
    assert same.sketch.legs == planned.sketch.legs


def test_a_point_moves_elsewhere(planned: Planned) -> None:
    first, second = crossing(16, 3), crossing(16, 5)
    with_point = planned.edit(AddStop(point=first, number=1))
    moved = with_point.edit(MoveStop(1, point=second))
    assert_sound(moved)
    assert gap_m(moved, second) < 1
    assert moved.visited() == planned.visited()
    assert moved.sketch.legs[2:] == with_point.sketch.legs[2:]
