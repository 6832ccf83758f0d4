"""The engine from request to answer, on the drawn town."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest
import shapely

from graphs.errors import GraphsError, PointNotOnNetworkError
from graphs.geo import Coordinate
from planner.cancel import Cancel
from planner.engine import plan
from planner.errors import (
    AmbiguousNameError,
    CancelledError,
    InvalidRequestError,
    UnknownSiteError,
    UnknownStopError,
)
from planner.render import to_bytes, to_json
from planner.request import SitePlace, StopPlace, Target, TripRequest
from planner.ways import routes
from tests.planner.asking import MIDDLE, MINING, SATURDAY, SIX_KM, ask, assert_whole, line_of, sites_of, streets_of
from tests.planner.town import MAIN_ROW, ROUTE_RING_SOUTH, build_town, crossing, offset, open_town

if TYPE_CHECKING:
    from pathlib import Path

    from planner.itinerary import Itinerary
    from planner.territory import Territory


@pytest.mark.parametrize(
    "target", [SIX_KM, Target(distance_m=3000), Target(duration_s=1500)], ids=["6 km", "3 km", "25 min"]
)
def test_scenic_circuits_keep_what_was_asked(town: Territory, target: Target) -> None:
    answer = ask(town, target=target)
    assert len(answer.itineraries) == 3
    for rank, itinerary in enumerate(answer.itineraries, start=1):
        assert itinerary.rank == rank
        assert_whole(itinerary)
        assert not itinerary.visits
        got = itinerary.summary.duration_s if target.duration_s else itinerary.summary.length_m
        assert got == pytest.approx(target.duration_s or target.distance_m, rel=0.05)
    assert len({itinerary.id for itinerary in answer.itineraries}) == 3
    assert answer.diagnostics["truncated"] is False


@pytest.mark.parametrize("target", [SIX_KM, Target(distance_m=8000), Target(duration_s=4500)])
def test_themed_circuits_visit_sites_of_the_theme_and_say_why(town: Territory, target: Target) -> None:
    answer = ask(town, target=target, themes=MINING)
    assert answer.itineraries
    for itinerary in answer.itineraries:
        assert_whole(itinerary)
        assert sites_of(itinerary) <= {"frame-west", "frame-east", "frame-north", "pit-unknown"}
        assert itinerary.visits
        assert all(visit.why for visit in itinerary.visits)
        assert itinerary.summary.score == sum(visit.score for visit in itinerary.visits) > 0
        got = itinerary.summary.duration_s if target.duration_s else itinerary.summary.length_m
        assert got == pytest.approx(target.duration_s or target.distance_m, rel=0.05)


def test_themes_decide_what_is_visited(town: Territory) -> None:
    nature = ask(town, target=Target(distance_m=9000), themes=(("memory", 0.1), ("nature", 1.0)), alternatives=1)
    memory = ask(town, target=Target(distance_m=9000), themes=(("memory", 1.0), ("nature", 0.1)), alternatives=1)
    mining = ask(town, target=Target(distance_m=9000), themes=MINING, alternatives=1)
    visited = [sites_of(answer.itineraries[0]) for answer in (nature, memory, mining)]
    assert {"pond-north", "pond-south"} <= visited[0]
    assert {"memorial-east", "memorial-south"} <= visited[1]
    assert not visited[2] & (visited[0] | visited[1])


def test_the_direct_way_leads_to_the_end_without_a_target(town: Territory) -> None:
    end = crossing(20, 20)
    answer = ask(town, target=None, end=end)
    best = answer.itineraries[0]
    assert_whole(best, end=end)
    assert not best.is_circuit
    assert best.summary.length_m < 2100
    assert best.quality.length_error is None
    ranked = [itinerary.summary.length_m for itinerary in answer.itineraries]
    assert max(ranked) < 1.5 * min(ranked)


def test_traverses_take_the_asked_length(town: Territory) -> None:
    end = crossing(20, 20)
    for themes in ((), MINING):
        for itinerary in ask(town, end=end, themes=themes).itineraries:
            assert_whole(itinerary, end=end)
            assert itinerary.summary.length_m == pytest.approx(6000, rel=0.05)


def test_what_must_be_visited_is_and_what_is_to_be_avoided_is_not(town: Territory) -> None:
    must = ask(town, target=Target(distance_m=9000), must_visit=("Étang du Val", "memorial-east"))
    assert all({"pond-south", "memorial-east"} <= sites_of(itinerary) for itinerary in must.itineraries)
    free = ask(town, themes=MINING, alternatives=1).itineraries[0]
    shunned = free.visits[0].site.id
    for itinerary in ask(town, themes=MINING, avoid_sites=(shunned,)).itineraries:
        assert shunned not in sites_of(itinerary)


def test_a_site_that_no_theme_speaks_for_is_there_because_it_was_asked_for(town: Territory) -> None:
    (plain,) = ask(town, must_visit=("frame-north",), alternatives=1).itineraries
    assert [[reason.code for reason in visit.why] for visit in plain.visits] == [["asked"]]
    (themed,) = ask(town, must_visit=("frame-north",), themes=MINING, alternatives=1).itineraries
    codes = {reason.code for visit in themed.visits for reason in visit.why}
    assert codes
    assert "asked" not in codes


def test_much_pushing_is_told(town: Territory) -> None:
    """The footway to the quarter in the west is the only way there: those on foot have nothing to push."""
    quarter = offset(crossing(MAIN_ROW, 0), east_m=-600)
    for mode, pushed in (("bike", True), ("foot", False)):
        answer = ask(town, mode=mode, start=crossing(MAIN_ROW, 3), end=quarter, target=None, alternatives=1)
        told = {notice.code: dict(notice.params) for notice in answer.itineraries[0].warnings}
        assert ("pushing" in told) == pushed
    near = ask(town, end=crossing(11, 20), target=None, alternatives=1).itineraries[0]
    assert "pushing" not in {notice.code for notice in near.warnings}


@pytest.mark.parametrize("name", ["pit-closed", "Puits interdit", "pit-planned", "far-off"])
def test_a_named_site_that_may_not_be_visited_is_refused(town: Territory, name: str) -> None:
    named: list[dict[str, Any]] = [{"must_visit": (name,)}, {"start": SitePlace(name)}]
    for fields in named:
        with pytest.raises(InvalidRequestError) as refused:
            ask(town, **fields)
        assert refused.value.details["field"] == next(iter(fields))


def test_unknown_and_ambiguous_names_are_refused(town: Territory) -> None:
    with pytest.raises(UnknownSiteError, match="must_visit"):
        ask(town, must_visit=("Atlantis",))
    with pytest.raises(UnknownSiteError, match="avoid_sites"):
        ask(town, themes=MINING, avoid_sites=("Atlantis",))
    with pytest.raises(UnknownStopError, match="start"):
        ask(town, start=StopPlace("Gare de Mars"))
    with pytest.raises(InvalidRequestError, match="follow"):
        ask(town, follow=("V99",))
    with pytest.raises(AmbiguousNameError) as refused:
        ask(town, follow=("Boucle",))
    candidates = refused.value.details["candidates"]
    assert isinstance(candidates, list)
    assert [item["id"] for item in candidates] == [9002, 9003]
    with pytest.raises(InvalidRequestError, match="mode"):
        ask(town, mode="car")
    with pytest.raises(InvalidRequestError, match="theme"):
        ask(town, themes=(("cars", 1.0),))


def test_a_site_nobody_knows_the_access_of_is_seen_from_the_street_and_said_so(town: Territory) -> None:
    (itinerary,) = ask(town, must_visit=("pit-unknown",), alternatives=1).itineraries
    assert sites_of(itinerary) == {"pit-unknown"}
    assert "access_unknown" in {warning.code for warning in itinerary.warnings}


def test_a_start_at_a_stop_or_a_site_tells_its_name_and_the_gap(town: Territory) -> None:
    for place, name in ((StopPlace("gare"), "Gare du Bourg"), (SitePlace("Fosse 2"), "Fosse 2")):
        itinerary = ask(town, start=place).itineraries[0]
        first, last = itinerary.legs[0].start, itinerary.legs[-1].end
        assert first.name == last.name == name
        assert first.access_m == pytest.approx(15, abs=1)


def share_along(itinerary: Itinerary, route: str) -> float:
    steps = [step for leg in itinerary.own_legs for step in leg.steps]
    return sum(step.length_m for step in steps if route in step.routes) / itinerary.summary.length_m


def test_a_followed_route_is_worth_a_detour(town: Territory) -> None:
    fields: dict[str, Any] = {"start": crossing(20, 2.5), "end": crossing(20, 10.5), "target": None, "alternatives": 1}
    (plain,) = ask(town, **fields).itineraries
    for name in ("B1", "9002"):
        (followed,) = ask(town, **fields, follow=(name,)).itineraries
        assert share_along(followed, "B1") > share_along(plain, "B1") + 0.4
        assert "B1" in followed.summary.routes
        assert followed.summary.signposted_share >= share_along(followed, "B1")


def test_a_route_that_is_hardly_followed_is_told(town: Territory) -> None:
    """The ring in the south lies beyond a circuit of three kilometres in the north; its relation names it as well."""
    for name in ("B2", str(ROUTE_RING_SOUTH)):
        (short,) = ask(
            town, start=crossing(22, 12), target=Target(distance_m=2500), follow=(name,), alternatives=1
        ).itineraries
        told = {notice.code: dict(notice.params) for notice in short.warnings}
        assert told["little_followed"] == {"share": "0", "route": "B2"}
    (along,) = ask(
        town, start=crossing(2, 2), end=crossing(2, 20), target=None, follow=("B2",), alternatives=1
    ).itineraries
    assert "little_followed" not in {notice.code for notice in along.warnings}


def test_a_circuit_takes_more_of_a_route_that_it_follows(town: Territory) -> None:
    fields: dict[str, Any] = {"start": crossing(19.5, 13), "alternatives": 1}
    (plain,), (followed,) = (ask(town, **fields, follow=names).itineraries for names in ((), ("B1",)))
    assert share_along(followed, "B1") > share_along(plain, "B1")


def test_an_avoided_area_is_gone_round(town: Territory) -> None:
    end = crossing(11.5, 20)
    before = ask(town, target=None, end=end, alternatives=1).itineraries[0]
    middle = line_of(before)[len(line_of(before)) // 2]
    area = shapely.Point(middle).buffer(0.0015)
    after = ask(town, target=None, end=end, alternatives=1, avoid_areas=area).itineraries[0]
    assert shapely.LineString(line_of(before)).intersects(area)
    assert not shapely.LineString(line_of(after)).intersects(area)
    assert_whole(after, end=end)
    for itinerary in ask(
        town, avoid_areas=shapely.Point(crossing(14, 14).lon, crossing(14, 14).lat).buffer(0.003)
    ).itineraries:
        assert_whole(itinerary)


def test_an_avoided_area_around_the_start_leaves_no_street_to_start_from(town: Territory) -> None:
    area = shapely.Point(MIDDLE.lon, MIDDLE.lat).buffer(0.02)
    with pytest.raises(PointNotOnNetworkError):
        ask(town, avoid_areas=area)


@pytest.fixture(scope="module")
def own_town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a town of its own, to be opened with closures."""
    folder = tmp_path_factory.mktemp("own_town")
    build_town(folder)
    return folder


def test_a_dated_closure_of_a_street_reroutes_on_its_dates(own_town: Path) -> None:
    fields: dict[str, Any] = {"start": crossing(11.5, 3), "end": crossing(11.5, 9), "target": None, "alternatives": 1}
    may, june = (SATURDAY.replace(month=month) for month in (5, 6))
    before = streets_of(ask(open_town(own_town), **fields, departure=june).itineraries[0])
    street = next(name for name in before if name.startswith("Rue "))
    way = 100 + int(street.removeprefix("Rue "))
    closed = open_town(own_town, closures=f"way,{way},closed,2026-06-01,2026-06-30,nesting\n")
    assert streets_of(ask(closed, **fields, departure=may).itineraries[0]) == before
    assert street not in streets_of(ask(closed, **fields, departure=june).itineraries[0])
    undated = ask(closed, **fields).itineraries[0]
    assert {"dated_rules_not_checked", "dated_closures_exist"} <= {warning.code for warning in undated.warnings}
    ends = [fields["start"], fields["end"]]
    assert streets_of(routes(closed, "bike", ends, departure=may)[0]) == before
    assert street not in streets_of(routes(closed, "bike", ends, departure=june)[0])
    codes = [
        {warning.code for warning in routes(closed, "bike", ends, departure=departure)[0].warnings}
        for departure in (None, june)
    ]
    assert codes[0] - codes[1] == {"dated_closures_exist"}


def test_a_dated_closure_of_a_site_takes_it_off_the_answer_on_its_dates(own_town: Path) -> None:
    site = ask(open_town(own_town), themes=MINING, alternatives=1).itineraries[0].visits[0].site.id
    closed = open_town(own_town, closures=f"site,{site},closed,2026-06-01,2026-06-30,fire\n")
    july = SATURDAY.replace(month=7)
    assert site in sites_of(ask(closed, themes=MINING, alternatives=1, departure=july).itineraries[0])
    for itinerary in ask(closed, themes=MINING, departure=SATURDAY).itineraries:
        assert site not in sites_of(itinerary)
    with pytest.raises(InvalidRequestError):
        ask(closed, must_visit=(site,), departure=SATURDAY)


def test_taste_never_changes_how_long_a_street_takes(town: Territory) -> None:
    """The same street takes as long whatever the themes and routes."""

    def paces(**fields: Any) -> dict[str, float]:  # noqa: ANN401 - any field of a request
        answer = ask(town, target=Target(distance_m=9000), **fields)
        steps = [step for itinerary in answer.itineraries for leg in itinerary.own_legs for step in leg.steps]
        return {
            step.kind: step.duration_s / step.length_m for step in steps if step.kind in {"residential", "cycleway"}
        }

    plain = paces()
    others: list[dict[str, Any]] = [{"themes": MINING}, {"themes": (("nature", 1.0),)}, {"follow": ("V31",)}]
    for fields in others:
        for kind, pace in paces(**fields).items():
            assert pace == pytest.approx(plain[kind], rel=0.01)


@pytest.mark.parametrize(
    "fields",
    [{}, {"themes": MINING}, {"end": crossing(20, 20), "target": None}, {"must_visit": ("pond-south",), "seed": 5}],
    ids=["scenic", "themed", "direct", "must visit"],
)
def test_the_same_request_gives_the_same_bytes(town: Territory, own_town: Path, fields: dict[str, Any]) -> None:
    first = to_bytes(to_json(ask(town, **fields)))
    assert to_bytes(to_json(ask(town, **fields))) == first
    again = to_json(ask(open_town(own_town), **fields))
    for one, other in zip(again["itineraries"], to_json(ask(town, **fields))["itineraries"], strict=True):
        assert one["legs"] == other["legs"], "two builds of the same sources give the same circuit"


def test_requests_that_differ_have_different_ids(town: Territory) -> None:
    plain = ask(town, alternatives=1).itineraries[0].id
    changes: list[dict[str, Any]] = [{"seed": 1}, {"language": "nl"}, {"avoid_areas": shapely.box(0, 0, 1, 1)}]
    for fields in [*changes, {"mode": "ebike"}]:
        assert ask(town, alternatives=1, **fields).itineraries[0].id != plain


def test_a_circuit_lies_in_the_asked_direction(town: Territory) -> None:
    for direction, bearing in (("N", 0), ("E", 90), ("SW", 225)):
        for itinerary in ask(town, direction=direction, target=Target(distance_m=5000)).itineraries:
            centre = shapely.Polygon(line_of(itinerary)).centroid
            squeeze = math.cos(math.radians(MIDDLE.lat))
            got = math.degrees(math.atan2((centre.x - MIDDLE.lon) * squeeze, centre.y - MIDDLE.lat))
            assert abs((got - bearing + 180) % 360 - 180) < 60


def test_a_used_up_time_gives_what_there_is_and_says_so(town: Territory) -> None:
    for themes in ((), MINING):
        answer = ask(town, themes=themes, time_budget_ms=0)
        assert answer.diagnostics["truncated"] is True
        assert answer.itineraries
        for itinerary in answer.itineraries:
            assert_whole(itinerary)


def test_a_caller_who_left_gets_an_error(town: Territory) -> None:
    cancel = Cancel()
    cancel.cancel()
    for themes in ((), MINING):
        with pytest.raises(CancelledError):
            plan(town, TripRequest(mode="bike", start=MIDDLE, target=SIX_KM, themes=themes), cancel=cancel)


def test_an_end_at_the_start_without_a_target_is_refused(town: Territory) -> None:
    with pytest.raises(InvalidRequestError) as refused:
        ask(town, target=None, end=MIDDLE)
    assert refused.value.details["field"] == "end"


def test_places_off_the_streets_are_refused(town: Territory) -> None:
    for place in (Coordinate(48.0, 3.0), offset(crossing(12, 24), east_m=1900)):
        with pytest.raises(GraphsError):
            ask(town, start=place)


@dataclass(frozen=True, slots=True)
class Mode:
    """A mode and how its legs may be called."""

    name: str
    legs: frozenset[str]


@pytest.mark.parametrize(
    "mode",
    [
        Mode("foot", frozenset({"foot"})),
        Mode("bike", frozenset({"bike", "push"})),
        Mode("cargo_bike", frozenset({"bike", "push"})),
        Mode("wheelchair", frozenset({"foot"})),
        Mode("ebike", frozenset({"bike", "push"})),
    ],
    ids=lambda mode: mode.name,
)
def test_every_mode_gets_its_circuit_at_its_own_pace(town: Territory, mode: Mode) -> None:
    itinerary = ask(town, mode=mode.name, alternatives=1).itineraries[0]
    assert {leg.mode for leg in itinerary.legs} <= mode.legs
    speed = itinerary.summary.length_m / itinerary.summary.moving_s
    assert (0.5 < speed < 1.6) if mode.legs == {"foot"} else (2.5 < speed < 7)


def test_a_request_is_left_as_it_was(town: Territory) -> None:
    request = TripRequest(mode="bike", start=MIDDLE, target=SIX_KM, themes=MINING)
    copy = replace(request)
    plan(town, request)
    assert request == copy
