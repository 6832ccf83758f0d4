"""Plans that visit nothing of which nobody knows whether it is open."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.edits import AddStop
from planner.engine import plan, revise
from planner.errors import InvalidRequestError
from planner.request import Access, Target
from tests.planner.access.test_outings import LILLE, _at, _request, shuttle
from tests.planner.test_openings import SITES, ask, make_request, visited, with_hours

if TYPE_CHECKING:
    from planner.itinerary import Itinerary
    from planner.territory import Territory

__all__ = ["shuttle"]
HOURS = ("", "Mo-Su 09:00-18:00", 'Mo-Su 09:00-18:00 "by appointment"', "on demand", "We 10:00-11:00", "Sa 10:00-12:00")
WEDNESDAY = datetime(2026, 6, 17, 9, 30, tzinfo=ZoneInfo("Europe/Paris"))


def _openings(itinerary: Itinerary) -> set[str]:
    return {visit.opening for visit in itinerary.visits}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.fixed_dictionaries({site: st.sampled_from(HOURS) for site in SITES}), st.integers(0, 600))
def test_nothing_is_visited_of_which_nobody_knows(town: Territory, hours: dict[str, str], minutes: int) -> None:
    departure = WEDNESDAY.replace(hour=8 + minutes // 60, minute=minutes % 60)
    (itinerary,) = ask(with_hours(town, hours), departure=departure, only_known_openings=True).itineraries
    assert _openings(itinerary) <= {"open"}
    assert "opening_unknown" not in {notice.code for notice in itinerary.warnings}


def test_what_is_known_is_still_visited_and_the_rest_is_not(town: Territory) -> None:
    some = with_hours(town, {"frame-west": "Mo-Su 09:00-18:00", "pond-south": "Mo-Su 09:00-18:00"})
    (usual,) = ask(some).itineraries
    assert "unknown" in _openings(usual)
    (known,) = ask(some, only_known_openings=True).itineraries
    assert set(visited(known)) == {"frame-west", "pond-south"}
    (none,) = ask(with_hours(town, {}), only_known_openings=True).itineraries
    assert not none.visits
    assert "no_sites_open" in {notice.code for notice in none.warnings}


def test_a_named_site_of_which_nobody_knows_is_refused_by_name(town: Territory) -> None:
    for text in ("", "on demand", "Sa 10:00-12:00"):
        with pytest.raises(InvalidRequestError, match="is not known to be open") as refused:
            ask(with_hours(town, {"frame-north": text}), must_visit=("frame-north",), only_known_openings=True)
        assert refused.value.details["field"] == "must_visit"
        assert refused.value.details["site"] == "frame-north"
    fits = with_hours(town, {"frame-north": "We 09:00-18:00"})
    named = ask(fits, must_visit=("frame-north",), only_known_openings=True)
    assert "frame-north" in visited(named.itineraries[0])


def test_without_a_departure_nothing_can_be_known() -> None:
    with pytest.raises(InvalidRequestError, match="needs a departure") as refused:
        make_request(departure=None, only_known_openings=True)
    assert refused.value.details["field"] == "only_known_openings"


def test_an_edit_goes_beyond_it_and_says_so(town: Territory) -> None:
    some = with_hours(town, {"frame-west": "Mo-Su 09:00-18:00"})
    request = make_request(only_known_openings=True)
    planned = plan(some, request)
    (edited,) = revise(some, request, planned.sketches[0], [AddStop(site="pond-north")], identity="x").itineraries
    openings = {visit.site.id: visit.opening for visit in edited.visits}
    assert openings == {"frame-west": "open", "pond-north": "unknown"}
    assert "opening_unknown" in {notice.code for notice in edited.warnings}


def test_days_with_trains_keep_to_it_too(shuttle: Territory) -> None:
    some = with_hours(shuttle, {"frame-west": "Tu 09:00-18:00"})
    fields: dict[str, Any] = {"themes": (("mining", 1.0),), "departure": _at(6, 30), "target": Target(distance_m=6000)}
    for itinerary in plan(some, _request(Access(origin=LILLE), only_known_openings=True, **fields)).itineraries:
        assert set(visited(itinerary)) <= {"frame-west"}
        assert _openings(itinerary) <= {"open"}
