"""From the wire to the planner's request."""

import json
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.bodies import parse_model
from api.convert import Vocabulary, to_area, to_contours, to_trip_request
from api.schemas import IsochronesRequest, ItineraryRequest
from api.schemas.places import Polygon
from graphs.geo import Coordinate
from graphs.isochrones import Contour
from planner.errors import InvalidRequestError, NotAvailableError, PlannerError
from planner.request import Access, SitePlace, StopPlace, Tour, TripRequest

VOCABULARY = Vocabulary(modes=("bike", "foot"), themes=("mining", "nature"))
START = {"lat": 50.43, "lon": 2.83}
SQUARE = [[2.0, 50.0], [3.0, 50.0], [3.0, 51.0], [2.0, 51.0], [2.0, 50.0]]


def _convert(**changes: Any) -> TripRequest:  # noqa: ANN401
    body = {"mode": "bike", "start": START, "distance_km": 30, **changes}
    return to_trip_request(parse_model(json.dumps(body), ItineraryRequest), VOCABULARY)


def test_a_request_comes_through_whole() -> None:
    trip = _convert(
        end={"stop": "stop:lens"},
        departure="2026-06-13T09:30:00+02:00",
        themes={"nature": 0.5, "mining": 1},
        must_visit=["b", "a", "b"],
        follow=["V31", 123],
        seed=7,
        language="nl",
        alternatives=1,
    )  # fmt: skip
    assert trip.start == Coordinate(50.43, 2.83)
    assert trip.end == StopPlace("stop:lens")
    assert trip.target is not None
    assert trip.target.distance_m == 30_000
    assert trip.themes == (("mining", 1.0), ("nature", 0.5))
    assert (trip.must_visit, trip.follow) == (("b", "a"), ("V31", "123"))
    assert trip.departure is not None
    assert trip.departure.isoformat() == "2026-06-13T09:30:00+02:00"
    assert (trip.seed, trip.language, trip.alternatives) == (7, "nl", 1)


def test_a_duration_becomes_seconds_and_a_site_a_start() -> None:
    trip = _convert(distance_km=None, duration_min=240, start={"site": "terril-t084"})
    assert trip.target is not None
    assert trip.target.duration_s == 14_400
    assert trip.start == SitePlace("terril-t084")
    assert trip.is_circuit


def test_a_theme_of_no_weight_drops_out() -> None:
    assert _convert(themes={"mining": 0}).themes == ()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"duration_min": 60}, "distance_km"),
        ({"distance_km": None}, "distance_km"),
        ({"start": None}, "start"),
        ({"mode": "car"}, "mode"),
        ({"themes": {"beer": 1}}, "themes.beer"),
        ({"departure": "1999-12-31T23:59:59+00:00"}, "departure"),
        ({"departure": "9999-12-31T23:59:59+00:00"}, "departure"),
        ({"must_visit": ["a"], "avoid_sites": ["a"]}, "must_visit"),
        ({"direction": "N", "end": START}, "direction"),
    ],
)
def test_what_contradicts_is_refused_by_name(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        _convert(**changes)
    assert caught.value.details["field"] == field


def test_an_unknown_name_says_what_would_be_right() -> None:
    with pytest.raises(InvalidRequestError, match="mode must be one of bike, foot"):
        _convert(mode="car")
    with pytest.raises(InvalidRequestError, match="there are mining, nature"):
        _convert(themes={"beer": 1})


def test_what_is_not_there_yet_is_said_so() -> None:
    with pytest.raises(NotAvailableError) as caught:
        _convert(days=2, bike="hire")
    assert caught.value.details["field"] == "bike"


def test_several_days_may_begin_and_end_with_trains() -> None:
    departure, latest = "2026-06-13T09:30:00+02:00", "2026-06-14T21:00:00+02:00"
    access = {"from": {"stop": "Lille"}, "latest_home": latest}
    request = _convert(start=None, days=2, departure=departure, access=access)
    assert request.tour == Tour(days=2)
    assert request.access is not None
    assert request.access.latest_home is not None
    assert request.access.latest_home.isoformat() == latest


def test_several_days_are_carried_over_with_their_limits() -> None:
    limits = {"distance_km": 40, "duration_min": 300, "ascent_m": 200}
    tour = _convert(days=4, lodging="bike", day_limits=limits).tour
    assert tour == Tour(days=4, lodging="bike", most_distance_m=40_000, most_duration_s=18_000, most_ascent_m=200)
    assert _convert(days=2, nights="base").tour == Tour(days=2, nights="base")
    assert _convert().tour is None


def test_access_is_carried_over_with_all_that_it_says() -> None:
    access = {
        "from": {"stop": "Lille"}, "return": True, "bike_on_board": "required", "slack_min": 20,
        "latest_home": "2026-06-13T21:00:00+02:00",
    }  # fmt: skip
    request = _convert(start=None, departure="2026-06-13T09:30:00+02:00", access=access)
    assert request.start is None
    assert request.access == Access(
        origin=StopPlace("Lille"),
        bike_on_board="required",
        latest_home=datetime.fromisoformat("2026-06-13T21:00:00+02:00"),
        slack_min=20,
    )
    placed = _convert(departure="2026-06-13T09:30:00+02:00", access={"from": {"lat": 50.6, "lon": 3.0}}).access
    assert placed == Access(origin=Coordinate(50.6, 3.0))


@pytest.mark.parametrize(
    ("rings", "message"),
    [
        ([SQUARE[:-1]], "must be the same"),
        ([[[2, 50], [3, 51], [3, 50], [2, 51], [2, 50]]], "Self-intersection"),
        ([[[-179, 50], [179, 50], [179, 51], [-179, 51], [-179, 50]]], "wider than 180 degrees.*antimeridian"),
        ([[[2, 50], [200, 51], [3, 50], [2, 50]]], "longitude, latitude"),
        ([[[2, 50], [2, 50], [2, 50], [2, 50]]], "no valid area"),
        ([SQUARE, [[10, 60], [11, 60], [11, 61], [10, 60]]], "Hole lies outside"),
    ],
)
def test_a_broken_area_is_refused(rings: list[list[list[float]]], message: str) -> None:
    with pytest.raises(InvalidRequestError, match=message) as caught:
        _convert(avoid_areas={"type": "Polygon", "coordinates": rings})
    assert caught.value.details["field"] == "avoid_areas"


def test_areas_keep_longitude_as_x() -> None:
    trip = _convert(
        avoid_areas={"type": "MultiPolygon", "coordinates": [[SQUARE], [[[9, 9], [10, 9], [10, 10], [9, 9]]]]}
    )
    assert trip.avoid_areas is not None
    assert trip.avoid_areas.bounds == (2.0, 9.0, 10.0, 51.0)


def test_areas_may_overlap() -> None:
    other = [[x + 0.5, y] for x, y in SQUARE]
    trip = _convert(avoid_areas={"type": "MultiPolygon", "coordinates": [[SQUARE], [other]]})
    assert trip.avoid_areas is not None
    assert trip.avoid_areas.is_valid
    assert trip.avoid_areas.area == pytest.approx(1.5)


def test_the_kinds_of_area_are_told() -> None:
    with pytest.raises(InvalidRequestError, match="Polygon or MultiPolygon") as caught:
        _convert(avoid_areas={"type": "Feature", "geometry": None, "properties": {}})
    assert caught.value.details["field"] == "avoid_areas"


@pytest.mark.parametrize("box", [[2, 50, 3, 51], [2, 50, 0, 3, 51, 100], None])
def test_an_area_may_carry_its_box(box: list[float] | None) -> None:
    trip = _convert(avoid_areas={"type": "Polygon", "coordinates": [SQUARE], "bbox": box})
    assert trip.avoid_areas is not None
    assert trip.avoid_areas.bounds == (2.0, 50.0, 3.0, 51.0)


def test_an_area_may_have_so_many_positions_only() -> None:
    ring = [[index / 10_000, 50.0] for index in range(12_000)]
    polygon = Polygon.model_construct(type="Polygon", coordinates=[ring, ring])
    with pytest.raises(InvalidRequestError, match="at most 20000 positions"):
        to_area(polygon)


def test_contours_have_one_measure_each() -> None:
    body = {"mode": "foot", "start": START, "contours": [{"duration_min": 30}, {"distance_km": 5}]}
    wire = parse_model(json.dumps(body), IsochronesRequest)
    assert to_contours(wire.contours) == (Contour("duration", 1_800_000), Contour("length", 5_000_000))
    body["contours"] = [{"distance_km": 1e-12}]
    assert to_contours(parse_model(json.dumps(body), IsochronesRequest).contours) == (Contour("length", 1),)
    body["contours"] = [{"duration_min": 30, "distance_km": 5}]
    with pytest.raises(InvalidRequestError, match="not both"):
        to_contours(parse_model(json.dumps(body), IsochronesRequest).contours)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
_FIELDS = st.sampled_from([*ItineraryRequest.model_fields, "other"])


@given(st.dictionaries(_FIELDS, _JSON, max_size=6))
def test_any_json_is_a_request_or_one_of_our_errors(changes: dict[str, Any]) -> None:
    refused: PlannerError | None = None
    try:
        trip = _convert(**changes)
    except PlannerError as error:
        refused = error
    assert trip.mode in VOCABULARY.modes if refused is None else refused.details["field"]
