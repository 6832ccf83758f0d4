"""Opening hours in plans and their edits: no visit in a closed hour, waits are counted, what nobody knows is said."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from planner.edits import AddStop, MoveStop, RemoveStop
from planner.engine import plan, revise
from planner.errors import BudgetTooSmallError, InvalidRequestError, PlannerError
from planner.render import to_json, to_text
from planner.request import Target, TripRequest
from tests.planner.town import crossing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planner.edits import Edit
    from planner.itinerary import Itinerary, PlanResult
    from planner.territory import Territory

MIDDLE = crossing(11.5, 12)
PARIS = ZoneInfo("Europe/Paris")
WEDNESDAY = datetime(2026, 6, 17, 9, 30, tzinfo=PARIS)
THEMES = (("memory", 0.8), ("mining", 1.0), ("nature", 0.8))
LONGEST_WAIT_S = 20 * 60
SITES = ("frame-west", "frame-east", "frame-north", "pond-north", "pond-south", "memorial-east", "memorial-south")

Quarters = tuple[int, int]
"""Opening and closing in quarters of an hour from midnight."""


def with_hours(town: Territory, hours: Mapping[str, str]) -> Territory:
    """Give the town with opening hours of some sites."""
    sites = copy(town.sites)
    sites._rows = [replace(site, opening_hours=hours.get(site.id, "")) for site in town.sites]
    return replace(town, archive=replace(town.archive, sites=sites))


def ask(town: Territory, **fields: Any) -> PlanResult:  # noqa: ANN401 - any field of a request
    return plan(town, make_request(**fields))


def make_request(**fields: Any) -> TripRequest:  # noqa: ANN401 - any field of a request
    usual: dict[str, Any] = {
        "mode": "bike",
        "start": MIDDLE,
        "target": Target(distance_m=9000),
        "themes": THEMES,
        "departure": WEDNESDAY,
        "alternatives": 1,
    }
    return TripRequest(**(usual | fields))


def visited(itinerary: Itinerary) -> list[str]:
    return [visit.site.id for visit in itinerary.visits]


def to_clock(quarter: int) -> str:
    return f"{quarter // 4:02d}:{quarter % 4 * 15:02d}"


def quarters_of(numbers: Sequence[int]) -> list[Quarters]:
    ascending = sorted(numbers)
    return list(zip(ascending[::2], ascending[1::2], strict=True))


days = st.lists(st.integers(32, 80), min_size=0, max_size=4, unique=True).filter(lambda numbers: len(numbers) % 2 == 0)


@settings(max_examples=40, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
@given(
    hours=st.fixed_dictionaries({site: st.none() | days.map(quarters_of) for site in SITES}),
    minutes=st.integers(0, 540),
    mode=st.sampled_from(["foot", "bike"]),
    target=st.sampled_from([Target(distance_m=6000), Target(distance_m=9000), Target(duration_s=5400)]),
    must=st.sampled_from([(), ("frame-east",)]),
    start=st.tuples(st.integers(4, 20), st.integers(4, 20)),
)
def test_no_visit_lies_outside_the_windows_of_its_site(
    town: Territory,
    hours: dict[str, list[Quarters] | None],
    minutes: int,
    mode: str,
    target: Target,
    must: tuple[str, ...],
    start: tuple[int, int],
) -> None:
    texts = {
        site: ",".join(f"{to_clock(a)}-{to_clock(b)}" for a, b in windows) or "off"
        for site, windows in hours.items()
        if windows is not None
    }
    departure = datetime(2026, 6, 17, 8, tzinfo=PARIS) + timedelta(minutes=minutes)
    fields: dict[str, Any] = {"mode": mode, "target": target, "must_visit": must, "start": crossing(*start)}
    try:
        answer = ask(with_hours(town, texts), **fields, departure=departure)
    except PlannerError as error:
        # Too short for the site that is asked for, too long for the town, or closed.
        assert error.details["field"] in {"must_visit", "distance_km", "duration_min"}  # noqa: PT017
        return
    for itinerary in answer.itineraries:
        assert set(must) <= set(visited(itinerary))
        assert_on_time(itinerary, hours, departure)
        got = itinerary.summary.duration_s if target.duration_s else itinerary.summary.length_m
        assert got == pytest.approx(target.duration_s or target.distance_m, rel=0.05)


def assert_on_time(itinerary: Itinerary, hours: Mapping[str, list[Quarters] | None], departure: datetime) -> None:
    """Visits lie within their windows, and times and waits add up."""
    summary = itinerary.summary
    assert summary.duration_s == pytest.approx(summary.moving_s + summary.visit_s + summary.wait_s)
    last = max([leg.arrival_s for leg in itinerary.legs] + [visit.departure_s for visit in itinerary.visits])
    assert last == pytest.approx(summary.duration_s, abs=0.01)
    midnight_s = (departure - departure.replace(hour=0, minute=0)).total_seconds()
    for visit in itinerary.visits:
        assert 0 <= visit.wait_s <= LONGEST_WAIT_S
        windows = hours.get(visit.site.id)
        assert visit.opening == ("unknown" if windows is None else "open")
        begin, end = midnight_s + visit.arrival_s, midnight_s + visit.departure_s
        assert windows is None or any(a * 900 - 0.001 <= begin and end <= b * 900 for a, b in windows)
    arrivals = {leg.arrival_s for leg in itinerary.legs}
    assert all(any(abs(visit.arrival_s - visit.wait_s - a) < 0.01 for a in arrivals) for visit in itinerary.visits)


def test_a_site_that_is_closed_that_day_is_left_out(town: Territory) -> None:
    free = visited(ask(town).itineraries[0])
    closed = with_hours(town, {free[0]: "Th-Tu 10:00-18:00"})
    wednesday, thursday = (visited(ask(closed, departure=WEDNESDAY + timedelta(k)).itineraries[0]) for k in (0, 1))
    assert free[0] not in wednesday
    assert wednesday
    assert free[0] in thursday


def test_where_all_is_closed_the_circuit_goes_without_and_says_so(town: Territory) -> None:
    closed = with_hours(town, dict.fromkeys((*SITES, "pit-unknown"), "We off"))
    itinerary = ask(closed).itineraries[0]
    assert not itinerary.visits
    assert "no_sites_open" in {notice.code for notice in itinerary.warnings}
    assert itinerary.summary.length_m == pytest.approx(9000, rel=0.05)


@pytest.mark.parametrize("year", [1, 1900, 9990, 9999])
def test_nothing_is_known_of_departures_far_away(town: Territory, year: int) -> None:
    always = with_hours(town, dict.fromkeys(SITES, "24/7; PH off"))
    itinerary = ask(always, departure=datetime(year, 12 if year > 2000 else 1, 1, tzinfo=UTC)).itineraries[0]
    assert {visit.opening for visit in itinerary.visits} == {"unknown"}


def test_without_a_departure_nothing_is_checked(town: Territory) -> None:
    closed = with_hours(town, dict.fromkeys(SITES, "off"))
    undated = ask(closed, departure=None).itineraries[0]
    assert visited(undated) == visited(ask(town, departure=None).itineraries[0])
    assert {visit.opening for visit in undated.visits} == {"not_checked"}
    assert {notice.code for notice in undated.warnings} & {"opening_unknown", "closed_then"} == set()
    assert undated.summary.wait_s == 0


@pytest.mark.parametrize("text", ["", "lun-ven 9h-12h", "unknown", '"sur rendez-vous"'])
def test_hours_that_nobody_knows_are_unknown_and_said(town: Territory, text: str) -> None:
    itinerary = ask(with_hours(town, dict.fromkeys(SITES, text))).itineraries[0]
    assert itinerary.visits
    assert {visit.opening for visit in itinerary.visits} == {"unknown"}
    assert "opening_unknown" in {notice.code for notice in itinerary.warnings}


def test_what_is_open_all_the_while_changes_no_plan(town: Territory) -> None:
    answers = [
        ask(with_hours(town, dict.fromkeys((*SITES, "pit-unknown"), text))).itineraries[0] for text in ("", "24/7")
    ]
    assert visited(answers[0]) == visited(answers[1])
    assert {visit.opening for visit in answers[1].visits} == {"open"}
    assert "opening_unknown" not in {notice.code for notice in answers[1].warnings}


@pytest.mark.parametrize("text", ["We off", "20:00-22:00", "09:30-09:31", "Jan 10:00-18:00", "PH,Mo 08:00-20:00"])
def test_a_site_that_must_be_visited_and_is_closed_is_refused(town: Territory, text: str) -> None:
    with pytest.raises(InvalidRequestError, match="Fosse 7 is closed") as refused:
        ask(with_hours(town, {"frame-east": text}), must_visit=("frame-east",), target=Target(duration_s=5400))
    assert refused.value.details == {"field": "must_visit", "site": "frame-east", "opening_hours": text}


def test_hours_that_the_trip_cannot_meet_are_refused_too(town: Territory) -> None:
    """One site opens when the other has closed, and nobody waits that long."""
    hours = {"frame-east": "09:00-10:30", "frame-west": "13:00-18:00"}
    with pytest.raises(InvalidRequestError, match="is closed") as refused:
        ask(with_hours(town, hours), must_visit=("frame-east", "frame-west"), target=Target(distance_m=7000))
    assert refused.value.details["field"] == "must_visit"


def test_what_is_too_little_for_a_site_that_opens_later_is_refused_as_such(town: Territory) -> None:
    """The site is open by the time one could be there; it is the asked time that is too short."""
    later = with_hours(town, {"frame-east": "09:35-20:00"})
    with pytest.raises(BudgetTooSmallError) as refused:
        ask(later, must_visit=("frame-east", "frame-west"), target=Target(duration_s=1800), mode="foot")
    least, most = refused.value.details["feasible"]["duration_min"]
    assert 30 < least < most
    found = ask(later, must_visit=("frame-east", "frame-west"), target=Target(duration_s=least * 60), mode="foot")
    assert {visit.opening for visit in found.itineraries[0].visits if visit.site.opening_hours} == {"open"}


def test_holidays_are_those_of_the_country_of_the_site(town: Territory) -> None:
    on_holidays = with_hours(town, {"frame-east": "08:00-20:00; PH off"})
    national_day = datetime(2026, 7, 14, 9, 30, tzinfo=PARIS)
    with pytest.raises(InvalidRequestError, match="is closed"):
        ask(on_holidays, must_visit=("frame-east",), departure=national_day)
    usual = ask(on_holidays, must_visit=("frame-east",), departure=national_day + timedelta(days=7)).itineraries[0]
    assert next(visit for visit in usual.visits if visit.site.id == "frame-east").opening == "open"


def test_a_departure_counts_wherever_its_offset_comes_from(town: Territory) -> None:
    """Half past seven in UTC is half past nine here."""
    morning = with_hours(town, {"frame-east": "07:00-09:00"})
    with pytest.raises(InvalidRequestError, match="is closed"):
        ask(morning, must_visit=("frame-east",), departure=WEDNESDAY.astimezone(UTC))


def test_a_wait_for_the_opening_is_counted(town: Territory) -> None:
    fields: dict[str, Any] = {"target": None, "end": crossing(14, 22), "must_visit": ("frame-east",), "themes": ()}
    on_arrival = ask(town, **fields).itineraries[0]
    arrival = WEDNESDAY + timedelta(seconds=on_arrival.visits[0].arrival_s)
    opening = (arrival + timedelta(minutes=10)).replace(second=0, microsecond=0)
    itinerary = ask(with_hours(town, {"frame-east": f"{opening:%H:%M}-20:00"}), **fields).itineraries[0]
    (visit,) = itinerary.visits
    assert WEDNESDAY + timedelta(seconds=visit.arrival_s) == opening
    assert visit.wait_s == pytest.approx((opening - arrival).total_seconds())
    assert itinerary.summary.wait_s == visit.wait_s
    assert itinerary.summary.duration_s == pytest.approx(on_arrival.summary.duration_s + visit.wait_s)
    document = to_json(itinerary)
    assert document["visits"][0]["wait_s"] == document["summary"]["wait_s"] == round(visit.wait_s)
    assert document["visits"][0]["arrival"] == opening.isoformat()
    assert "Attente" in to_text(itinerary)
    assert "Attente" not in to_text(on_arrival)
    late = (arrival + timedelta(minutes=40)).replace(second=0, microsecond=0)
    with pytest.raises(InvalidRequestError, match="is closed"):
        ask(with_hours(town, {"frame-east": f"{late:%H:%M}-20:00"}), **fields)


def edit(town: Territory, request: TripRequest, *edits: Edit) -> Itinerary:
    found = plan(town, request)
    return revise(town, request, found.sketches[0], edits, identity=found.itineraries[0].id).itineraries[0]


def test_an_edit_into_a_closed_hour_is_carried_out_and_said(town: Territory) -> None:
    closed = with_hours(town, {"memorial-east": "We off"})
    edited = edit(closed, make_request(themes=(("mining", 1.0),)), AddStop(site="memorial-east"))
    openings = {visit.site.id: visit.opening for visit in edited.visits}
    assert openings.pop("memorial-east") == "closed"
    assert set(openings.values()) == {"unknown"}
    notice = next(notice for notice in edited.warnings if notice.code == "closed_then")
    assert dict(notice.params) == {"site": "Stèle du 10 mars"}


def test_an_edit_that_changes_the_times_checks_them_again(town: Territory) -> None:
    request = make_request(themes=(("mining", 1.0),))
    order = visited(ask(town, themes=request.themes).itineraries[0])
    first = ask(town, themes=request.themes).itineraries[0].visits[0]
    closing = (WEDNESDAY + timedelta(seconds=first.departure_s + 120)).replace(second=0, microsecond=0)
    early = with_hours(town, {order[0]: f"08:00-{closing:%H:%M}"})
    planned = plan(early, request).itineraries[0]
    assert visited(planned)[0] == order[0]
    assert planned.visits[0].opening == "open"
    last = len(planned.visits)
    moved = edit(early, request, MoveStop(order[0], number=last))
    assert moved.visits[-1].site.id == order[0]
    assert moved.visits[-1].opening == "closed"
    assert moved.visits[-1].arrival_s > planned.visits[0].arrival_s
    assert edit(early, request, RemoveStop(order[-1])).visits[0].opening == "open"
