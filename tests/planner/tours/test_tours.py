"""Several days on the drawn town: days join, are even, keep their limits, and visit nothing twice."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.geo import haversine_m
from planner.engine import plan
from planner.errors import InvalidRequestError, NoItineraryError
from planner.render import to_bytes, to_json
from planner.request import Target, Tour, TripRequest
from planner.sketch import Sketch
from planner.tours.nights import Failure
from planner.tours.refusals import refuse_day
from tests.planner.asking import MINING, SATURDAY, line_of
from tests.planner.town import build_town, crossing

if TYPE_CHECKING:
    from pathlib import Path

    from planner.itinerary import Itinerary, PlanResult
    from planner.territory import Territory

WEST, EAST = crossing(12, 1), crossing(12, 23.5)
THREE_KM = Target(distance_m=3000)


def ask(town: Territory, days: int = 3, *, tour: dict[str, Any] | None = None, **fields: Any) -> PlanResult:  # noqa: ANN401
    usual: dict[str, Any] = {"mode": "foot", "start": WEST, "end": EAST, "target": THREE_KM, "alternatives": 1}
    return plan(town, TripRequest(**(usual | fields), tour=Tour(days=days, **(tour or {}))))


def attempt(town: Territory, days: int, **fields: Any) -> PlanResult | NoItineraryError:  # noqa: ANN401
    try:
        return ask(town, days, **fields)
    except NoItineraryError as error:
        return error


def streets_of(itinerary: Itinerary) -> set[frozenset[tuple[float, float]]]:
    """Stretches between vertices, whichever way they are ridden."""
    return {frozenset(pair) for pair in pairwise(line_of(itinerary))}


def assert_joined(itinerary: Itinerary, days: int) -> None:
    """Days follow one another from bed to bed; the whole is their sum; nothing is visited twice."""
    parts = [day.itinerary for day in itinerary.days]
    assert len(parts) == days
    assert [day.night is None for day in itinerary.days] == [False] * (days - 1) + [True]
    for one, other in pairwise(parts):
        assert line_of(one)[-1] == line_of(other)[0]
    for day in itinerary.days[:-1]:
        assert day.night is not None
        lon, lat = line_of(day.itinerary)[-1]
        assert (day.night.place.point.lat, day.night.place.point.lon) == pytest.approx((lat, lon), abs=1e-6)
    sites = [visit.site.id for visit in itinerary.visits]
    assert len(sites) == len(set(sites))
    assert sites == [visit.site.id for part in parts for visit in part.visits]
    assert len(itinerary.legs) == sum(len(part.legs) for part in parts)
    for name in ("length_m", "duration_s", "moving_s", "visit_s"):
        whole, own = getattr(itinerary.summary, name), [getattr(part.summary, name) for part in parts]
        assert whole == pytest.approx(sum(own)), name
    for one_leg, other_leg in pairwise(itinerary.legs):
        assert other_leg.departure_s >= one_leg.arrival_s - 0.01
    assert len({part.id for part in parts} | {itinerary.id}) == days + 1
    assert itinerary.quality.illegal_share == 0
    assert itinerary.quality.barriers == 0


@settings(max_examples=15)
@given(
    days=st.integers(2, 4),
    metres=st.integers(1500, 5000),
    closed=st.booleans(),
    base=st.booleans(),
    themes=st.sampled_from([(), MINING, (("memory", 1.0), ("nature", 0.5))]),
    seed=st.integers(0, 3),
)
def test_days_join_and_keep_what_is_asked(
    inns: Territory,
    *,
    days: int,
    metres: int,
    closed: bool,
    base: bool,
    themes: tuple[tuple[str, float], ...],
    seed: int,
) -> None:
    tour = {"nights": "base"} if base else {"lodging": "known"}
    end = None if closed or base else EAST
    found = attempt(inns, days, end=end, target=Target(distance_m=metres), themes=themes, seed=seed, tour=tour)
    if isinstance(found, NoItineraryError):
        assert 1 <= found.details["night"] <= max(1, days - 1)
        assert f"night {found.details['night']} fails" in found.message
        return
    (itinerary,) = found.itineraries
    assert_joined(itinerary, days)
    for day in itinerary.days:
        assert day.itinerary.summary.length_m == pytest.approx(metres, rel=0.05)
    efforts = [day.effort_s for day in itinerary.days]
    assert max(efforts) <= 1.15 * min(efforts)
    if base:
        assert all(day.night is None or day.night.kind == "base" for day in itinerary.days)
        assert all(day.itinerary.is_circuit for day in itinerary.days)
    else:
        beds = [day.night.lodging for day in itinerary.days if day.night is not None]
        assert None not in beds
        assert len(set(beds)) == len(beds)


def test_the_same_request_gives_the_same_bytes_and_days_begin_at_the_same_hour(inns: Territory) -> None:
    results = [ask(inns, themes=MINING, departure=SATURDAY) for _ in range(2)]
    assert len({to_bytes(to_json(result)) for result in results}) == 1
    days = results[0].itineraries[0].days
    assert [day.begin_s for day in days] == [0, 86400, 172800]
    departures = [day.itinerary.departure for day in days]
    assert [moment and (moment.day, moment.hour) for moment in departures] == [(13, 9), (14, 9), (15, 9)]
    Sketch.from_json(days[1].sketch.to_json())


def test_days_from_a_base_lie_apart(inns: Territory) -> None:
    (itinerary,) = ask(inns, 4, start=crossing(12, 12), end=None, tour={"nights": "base"}).itineraries
    streets = [streets_of(day.itinerary) for day in itinerary.days]
    for one, other in combinations(streets, 2):
        assert len(one & other) <= 0.25 * min(len(one), len(other))


def test_alternatives_sleep_elsewhere_or_ride_other_streets(inns: Territory) -> None:
    result = ask(inns, 2, target=Target(distance_m=4000), alternatives=3)
    assert result.diagnostics["given_alternatives"] == len(result.itineraries) >= 2
    for one, other in combinations([streets_of(itinerary) for itinerary in result.itineraries], 2):
        assert len(one & other) <= 0.55 * min(len(one), len(other))


def test_sites_that_must_be_visited_are_shared_out(inns: Territory) -> None:
    wanted = ("frame-west", "memorial-east", "frame-east")
    (itinerary,) = ask(inns, 3, target=Target(distance_m=4000), must_visit=wanted).itineraries
    assert {visit.site.id for visit in itinerary.visits} == set(wanted)
    assert_joined(itinerary, 3)


def test_no_day_exceeds_its_limits(inns: Territory) -> None:
    free = ask(inns, themes=MINING).itineraries[0]
    longest_s = max(day.itinerary.summary.duration_s for day in free.days)
    tight_s = 0.9 * longest_s
    (itinerary,) = ask(inns, themes=MINING, tour={"most_duration_s": tight_s}).itineraries
    assert max(day.itinerary.summary.duration_s for day in itinerary.days) <= tight_s
    with pytest.raises(NoItineraryError) as caught:
        ask(inns, themes=MINING, tour={"most_duration_s": 600})
    assert caught.value.details["field"] in {"days", "day_limits.duration_min"}
    assert caught.value.details["night"] == 1


def test_direct_ways_are_cut_into_even_days(inns: Territory) -> None:
    (itinerary,) = ask(inns, 2, target=None).itineraries
    direct = plan(inns, TripRequest(mode="foot", start=WEST, end=EAST, alternatives=1)).itineraries[0]
    assert itinerary.summary.length_m <= 1.5 * direct.summary.length_m
    assert_joined(itinerary, 2)


@pytest.mark.parametrize(("days", "fields", "tour", "night", "field"), [
    (2, {"target": Target(distance_m=1300)}, {}, 1, "days"),
    (3, {"target": Target(distance_m=500)}, {}, 1, "days"),
    (3, {}, {"lodging": "bike"}, 1, "lodging"),
    (2, {"must_visit": ("frame-north", "memorial-south", "frame-east"), "end": None}, {}, 1, "must_visit"),
])  # fmt: skip
def test_what_cannot_be_had_names_the_night(
    inns: Territory, days: int, fields: dict[str, Any], tour: dict[str, Any], night: int, field: str
) -> None:
    with pytest.raises(NoItineraryError, match=f"night {night} fails") as caught:
        ask(inns, days, tour=tour, **fields)
    assert (caught.value.details["night"], caught.value.details["field"]) == (night, field)


def test_the_error_says_how_many_days_would_do(inns: Territory) -> None:
    with pytest.raises(NoItineraryError, match="3 days would do") as caught:
        ask(inns, 2, target=Target(distance_m=1900))
    assert caught.value.details["least_days"] == 3
    assert len(ask(inns, 3, target=Target(distance_m=1900)).itineraries[0].days) == 3


def test_a_town_without_lodgings_says_so(tmp_path: Path) -> None:
    town = build_town(tmp_path / "town")
    with pytest.raises(NoItineraryError, match="night 1 fails: this territory knows no lodging"):
        ask(town, tour={"lodging": "known"})
    with pytest.raises(NoItineraryError, match="night 2 fails") as caught:
        ask(replace(town, lodgings=None, gazetteer=None))
    assert caught.value.details["field"] == "days", "there is one station and nothing else"


def test_where_no_lodging_is_known_one_sleeps_by_the_station_and_is_told(town: Territory) -> None:
    (itinerary,) = ask(town, 2, start=crossing(12, 3), end=crossing(8, 20), target=Target(distance_m=4000)).itineraries
    night = itinerary.days[0].night
    assert night is not None
    assert (night.kind, night.place.name, night.lodging) == ("station", "Gare du Bourg", None)
    codes = [warning.code for warning in itinerary.warnings]
    assert "night_in_town" in codes
    assert codes.count("night_in_town") == 1


def test_lodgings_with_something_for_bikes_are_preferred_and_can_be_required(inns: Territory) -> None:
    assert inns.lodgings is not None
    chosen = next(k for k in range(len(inns.lodgings)) if inns.lodgings.get(k).id == "inn-19-12")
    services = np.zeros(len(inns.lodgings), np.uint16)
    services[chosen] = 0b10000001
    better = replace(inns, lodgings=replace(inns.lodgings, services=services))
    (itinerary,) = ask(better, 2, target=Target(distance_m=4000), tour={"lodging": "bike"}).itineraries
    night = itinerary.days[0].night
    assert night is not None
    assert (night.lodging, night.services) == ("inn-19-12", ("parking", "welcome"))
    assert haversine_m(night.place.point, inns.lodgings.get(chosen).position) < 40
    document = to_json(itinerary)
    assert document["stages"][0]["night"]["services"][0] == {"id": "parking", "name": "stationnement pour vélos"}


@pytest.mark.parametrize(("fields", "tour", "field"), [
    ({"direction": "N", "end": None}, {}, "direction"),
    ({}, {"nights": "base"}, "end"),
    ({"end": None}, {"nights": "base", "lodging": "known"}, "lodging"),
    ({}, {"most_distance_m": 2000}, "day_limits.distance_km"),
    ({"target": Target(duration_s=7200)}, {"most_duration_s": 3600}, "day_limits.duration_min"),
    ({}, {"most_ascent_m": -1}, "day_limits.ascent_m"),
    ({}, {"most_ascent_m": 100}, "day_limits.ascent_m"),
    ({"end": None, "target": None}, {}, "distance_km"),
    ({"end": WEST, "target": None}, {}, "distance_km"),
])  # fmt: skip
def test_days_that_contradict_the_request_are_refused(
    inns: Territory, fields: dict[str, Any], tour: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        ask(inns, tour=tour, **fields)
    assert caught.value.details["field"] == field


def test_a_day_that_climbs_too_much_names_the_limit_and_places_without_a_name() -> None:
    failure = Failure(1, "", "Cambrin", "max_ascent_m", "max_ascent_m: the least that was found climbs 108 m")
    error = refuse_day(Tour(days=3, most_ascent_m=1.0), failure)
    assert error.details["field"] == "day_limits.ascent_m"
    assert error.message == (
        "day_limits.ascent_m: night 1 fails: day 1 (the start and Cambrin) cannot be had, nor with other nights: "
        "the least that was found climbs 108 m"
    )
    assert refuse_day(Tour(days=3), failure).details["field"] == "days", "no limit of a day was asked for"
    there_and_back = refuse_day(Tour(days=3, nights="base"), Failure(2, "", "", "", "no way"))
    assert there_and_back.message == "days: night 2 fails: day 2 cannot be had: no way"


@pytest.mark.parametrize("days", [0, 1, 31])
def test_there_are_between_two_and_thirty_days(days: int) -> None:
    with pytest.raises(InvalidRequestError, match="days must lie between"):
        Tour(days=days)
