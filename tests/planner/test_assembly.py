"""From drawn stages to the itinerary."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from planner.assembly import Imprint, Sojourn, Stage, assemble, list_ashore
from planner.desk import get_desk
from planner.hours import VisitHours
from planner.itinerary import Itinerary, Notice, Place, Reason
from planner.places import locate
from planner.quality import measure, track_of
from planner.request import SitePlace
from planner.streets import see_streets
from tests.planner.town import crossing, offset

if TYPE_CHECKING:
    from graphs.path import Path
    from planner.territory import Territory

DEPARTURE = datetime(2026, 6, 13, 9, 30, tzinfo=UTC)


def travel(
    town: Territory,
    *,
    climb: bool = False,
    target_m: float | None = None,
    notices: tuple[Notice, ...] = (),
    hours: VisitHours | None = None,
) -> Itinerary:
    """Ride to a site, stay ten minutes there, and ride home."""
    desk = get_desk(town)
    streets = see_streets(desk, "bike")
    home, home_place = locate(town, streets.view, crossing(11.5, 12), field="start", index=0)
    site, site_place = locate(town, streets.view, SitePlace("frame-west"), field="start", index=1)
    top, _ = locate(town, streets.walking, crossing(7.5, 7), field="start", index=2)
    out, back = (desk.searcher.path(streets.view, a, b) for a, b in ((home, site), (site, home)))
    ways: tuple[Path, Path] | None = None
    if climb:
        ways = (desk.searcher.path(streets.walking, site, top), desk.searcher.path(streets.walking, top, site))
    sojourn = Sojourn(
        site=town.sites[town.get_site_index("frame-west")],
        place=site_place,
        score=80,
        why=(Reason("headframe"),),
        dwell_s=600,
        hours=hours,
        point=site_place.point,
        climb=ways,
        climb_place=Place(top.point, name="Fosse 2", site="frame-west") if climb else None,
    )
    stages = [Stage((out,), site_place, sojourn), Stage((back,), home_place)]
    imprint = Imprint(
        identity="abc-1",
        mode="bike",
        closed=True,
        target_m=target_m,
        departure=DEPARTURE,
        language="fr",
        notice="",
        attribution=("somebody",),
    )
    return assemble(streets.view, streets.walking, home_place, stages, imprint=imprint, rank=1, notices=notices)


def test_a_visit_stands_between_the_legs_that_lead_to_and_from_it(town: Territory) -> None:
    answer = travel(town)
    first, last = answer.legs
    (visit,) = answer.visits
    assert first.arrival_s == visit.arrival_s
    assert visit.departure_s == visit.arrival_s + 600 == last.departure_s
    assert first.end.site == last.start.site == "frame-west"
    assert answer.summary.visit_s == 600
    assert answer.summary.score == 80
    assert answer.summary.duration_s == pytest.approx(last.arrival_s)
    assert answer.quality.closing_m < 0.1


@pytest.mark.parametrize("climb", [False, True])
def test_a_visit_waits_for_the_opening_and_all_behind_it_too(town: Territory, *, climb: bool) -> None:
    at_once = travel(town, climb=climb)
    arrival_ms = round(at_once.visits[0].arrival_s * 1000)
    windows = ((arrival_ms + 300_000, arrival_ms + 3_600_000),)
    answer = travel(town, climb=climb, hours=VisitHours(windows, windows, 600_000))
    (visit,) = answer.visits
    assert (visit.wait_s, visit.opening) == (300, "open")
    assert visit.arrival_s == pytest.approx(at_once.visits[0].arrival_s + 300)
    assert answer.legs[-1].arrival_s == pytest.approx(at_once.legs[-1].arrival_s + 300)
    assert (answer.summary.visit_s, answer.summary.wait_s) == pytest.approx((600, 300))
    assert answer.summary.duration_s == pytest.approx(at_once.summary.duration_s + 300)


@pytest.mark.parametrize(("opening", "code"), [("closed", "closed_then"), ("unknown", "opening_unknown")])
def test_what_is_closed_or_unknown_then_is_said(town: Territory, opening: str, code: str) -> None:
    possible = ((0, 1 << 38),) if opening == "unknown" else ()
    answer = travel(town, hours=VisitHours((), possible, 600_000))
    assert answer.visits[0].opening == opening
    assert answer.visits[0].wait_s == 0
    assert code in {notice.code for notice in answer.warnings}
    assert travel(town).visits[0].opening == "not_checked"
    assert code not in {notice.code for notice in travel(town).warnings}


def test_those_who_climb_walk_up_stay_and_walk_down(town: Territory) -> None:
    answer = travel(town, climb=True)
    assert [leg.mode for leg in answer.legs] == ["bike", "foot", "foot", "bike"]
    up, down = answer.legs[1:3]
    (visit,) = answer.visits
    assert (up.arrival_s, down.departure_s) == (visit.arrival_s, visit.departure_s)
    assert up.end.point == down.start.point
    assert up.end.name == "Fosse 2"
    assert down.end.point == answer.legs[3].start.point or answer.legs[3].departure_s == down.arrival_s
    assert answer.summary.length_m == pytest.approx(sum(leg.length_m for leg in answer.legs))


def test_what_a_visitor_should_know_is_said_once(town: Territory) -> None:
    answer = travel(town, notices=(Notice("other_length", (("km", "3.0"),)),) * 2)
    assert [notice.code for notice in answer.warnings].count("other_length") == 1
    assert "climb_unknown" in {notice.code for notice in answer.warnings}


def test_the_target_gives_the_error_of_the_length(town: Territory) -> None:
    answer = travel(town, target_m=4000.0)
    assert answer.quality.length_error == pytest.approx(answer.summary.length_m / 4000 - 1, abs=1e-4)
    assert travel(town).quality.length_error is None


def test_a_ferry_is_no_street(town: Territory) -> None:
    desk = get_desk(town)
    streets = see_streets(desk, "bike")
    start, place = locate(town, streets.view, crossing(10, 20.5), field="start", index=0)
    island = offset(crossing(10, 24), east_m=1000)
    end, end_place = locate(town, streets.view, island, field="end", index=1)
    path = desk.searcher.path(streets.view, start, end)
    answer = assemble(
        streets.view,
        streets.walking,
        place,
        [Stage((path,), end_place)],
        imprint=Imprint(
            identity="abc",
            mode="bike",
            closed=False,
            target_m=None,
            departure=None,
            language="fr",
            notice="",
            attribution=(),
        ),
        rank=1,
    )
    assert [leg.mode for leg in answer.legs] == ["bike", "ferry", "bike"]
    assert sum(share for _, share in answer.summary.surface) == pytest.approx(1)
    assert dict(answer.summary.surface)["asphalt"] > 0.5, "the 700 m on water do not count"


def test_the_crossing_of_a_ferry_is_no_part_of_the_line_that_is_measured(town: Territory) -> None:
    desk = get_desk(town)
    view = see_streets(desk, "bike").view
    ends = (crossing(10, 20.5), offset(crossing(10, 24), east_m=1000))
    start, end = (locate(town, view, at, field="start", index=k)[0] for k, at in enumerate(ends))
    over, back = desk.searcher.path(view, start, end), desk.searcher.path(view, end, start)
    parts = list_ashore(view, over)
    assert len(parts) == 2, "the line goes on behind the water"
    assert sum(part.length_mm for part in parts) < over.length_mm - 500_000
    track = track_of(view.network, parts)
    (behind,) = track.breaks.tolist()
    jump_m = math.hypot(track.x[behind] - track.x[behind - 1], track.y[behind] - track.y[behind - 1])
    assert jump_m > 500
    there_and_back = track_of(view.network, [*parts, *list_ashore(view, back)])
    assert len(there_and_back.breaks) == 2
    assert measure(view.network, there_and_back, closed=False).retraced_share <= 1
