"""What can be had is named where the asked measure cannot: asking for it gives a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import shapely

from planner.errors import BudgetTooLargeError, BudgetTooSmallError, NoItineraryError, NotFeasibleError
from planner.render import to_json
from planner.request import SitePlace, Target
from tests.planner.asking import MINING, ask, assert_whole, line_of, sites_of
from tests.planner.town import crossing

if TYPE_CHECKING:
    from planner.territory import Territory


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"target": Target(distance_m=100)}, BudgetTooSmallError),
        ({"target": Target(distance_m=80_000)}, BudgetTooLargeError),
        ({"target": Target(duration_s=20_000)}, BudgetTooLargeError),
        ({"target": Target(distance_m=80_000), "themes": MINING}, BudgetTooLargeError),
        ({"target": Target(distance_m=1000), "end": crossing(22, 22)}, BudgetTooSmallError),
    ],
)
def test_a_measure_that_cannot_be_had_is_refused_with_one_that_can(
    town: Territory, fields: dict[str, Any], error: type[NotFeasibleError]
) -> None:
    with pytest.raises(error) as refused:
        ask(town, **fields)
    details = refused.value.details
    assert details["field"] == ("duration_min" if fields["target"].duration_s else "distance_km")
    feasible = details["feasible"]
    assert isinstance(feasible, dict)
    least, most = feasible["distance_km"]
    assert 0 < least <= most
    if not fields.get("themes") and not fields.get("end"):
        assert least < 2
        assert most > 6
    for km in {least, most}:
        answer = ask(town, **(fields | {"target": Target(distance_m=km * 1000)}))
        assert answer.itineraries[0].summary.length_m == pytest.approx(km * 1000, rel=0.05)
    other = ask(town, **fields, allow_other_length=True).itineraries[0]
    assert "other_length" in {warning.code for warning in other.warnings}
    assert_whole(other, end=fields.get("end"))


def test_sites_that_do_not_fit_are_refused_with_a_length_that_does(town: Territory) -> None:
    with pytest.raises(BudgetTooSmallError) as refused:
        ask(town, target=Target(distance_m=1500), must_visit=("frame-north",))
    feasible = refused.value.details["feasible"]
    assert isinstance(feasible, dict)
    least = feasible["distance_km"][0]
    assert 2 < least < 4
    answer = ask(town, target=Target(distance_m=least * 1000), must_visit=("frame-north",))
    assert "frame-north" in sites_of(answer.itineraries[0])


@pytest.mark.parametrize(
    "fields",
    [
        {"target": Target(distance_m=80_000)},
        {"target": Target(duration_s=60)},
        {"target": Target(duration_s=40_000)},
        {"target": Target(distance_m=80_000), "mode": "foot", "themes": MINING},
    ],
)
@pytest.mark.parametrize("named", [(), ("frame-north", "pond-south")], ids=["free", "named"])
def test_all_that_is_named_as_feasible_is_planned(
    town: Territory, fields: dict[str, Any], named: tuple[str, ...]
) -> None:
    with pytest.raises(NotFeasibleError) as refused:
        ask(town, **fields, must_visit=named)
    feasible = refused.value.details["feasible"]
    assert isinstance(feasible, dict)
    targets = [Target(distance_m=km * 1000) for km in feasible["distance_km"]]
    targets += [Target(duration_s=minutes * 60) for minutes in feasible.get("duration_min", [])]
    assert len(targets) == (4 if fields["target"].duration_s else 2)
    for target in targets:
        best = ask(town, **{**fields, "target": target}, must_visit=named).itineraries[0]
        assert set(named) <= sites_of(best)
        if target.duration_s is None:
            assert best.summary.length_m == pytest.approx(target.distance_m, rel=0.0501)
        else:
            assert best.summary.duration_s == pytest.approx(target.duration_s, rel=0.0501)


def test_visits_that_take_all_the_time_are_refused_with_a_time_that_does(town: Territory) -> None:
    visit = ask(town, target=Target(duration_s=3600), must_visit=("frame-north",)).itineraries[0].visits[0]
    stay_s = visit.departure_s - visit.arrival_s
    for asked_s in (stay_s, stay_s / 2):
        with pytest.raises(BudgetTooSmallError) as refused:
            ask(town, target=Target(duration_s=asked_s), must_visit=("frame-north",))
        least = refused.value.details["feasible"]["duration_min"][0]
        answer = ask(town, target=Target(duration_s=60 * least), must_visit=("frame-north",)).itineraries[0]
        assert answer.summary.duration_s == pytest.approx(60 * least, rel=0.05)


def test_an_end_that_no_street_leads_to_is_told(town: Territory) -> None:
    south, north = crossing(10.4, 0), crossing(11.6, 0)
    wall = shapely.box(south.lon - 1, south.lat, south.lon + 1, north.lat)
    with pytest.raises(NoItineraryError, match="no way leads there from the start") as refused:
        ask(town, start=crossing(2, 2), end=crossing(20, 20), target=Target(distance_m=6000), avoid_areas=wall)
    assert refused.value.details["field"] == "end"


@pytest.mark.parametrize("minutes", [2, 5, 8])
def test_no_answer_is_without_a_way(town: Territory, minutes: int) -> None:
    fields: dict[str, Any] = {"mode": "foot", "start": SitePlace("frame-west"), "themes": MINING}
    target = Target(duration_s=60.0 * minutes)
    for itinerary in ask(town, **fields, target=target, allow_other_length=True).itineraries:
        assert itinerary.legs
        assert itinerary.summary.length_m > 100
        assert to_json(itinerary)["legs"]


@pytest.mark.parametrize("mode", ["foot", "bike"])
@pytest.mark.parametrize("themes", [(), MINING])
def test_one_may_start_at_the_site_that_must_be_visited(
    town: Territory, mode: str, themes: tuple[tuple[str, float], ...]
) -> None:
    start = SitePlace("frame-west")
    (itinerary,) = ask(
        town,
        mode=mode,
        start=start,
        must_visit=("frame-west",),
        themes=themes,
        target=Target(distance_m=5000),
        alternatives=1,
    ).itineraries
    assert [visit.site.id for visit in itinerary.visits].count("frame-west") == 1
    assert itinerary.summary.length_m == pytest.approx(5000, rel=0.05)
    assert line_of(itinerary)[0] == pytest.approx(line_of(itinerary)[-1], abs=1e-6)
