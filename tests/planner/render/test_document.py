"""The JSON document holds what an itinerary holds, in one fixed way."""

import json
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.geo import Coordinate
from planner.render import to_bytes, to_json
from planner.render.canonical import clean, to_degrees, to_share, to_time
from tests.planner.render.samples import NOTICES, make_itinerary, make_result


def test_an_answer_lists_itineraries_and_diagnostics_after_the_notice() -> None:
    answer = to_json(make_result(2))
    assert list(answer) == ["notice", "itineraries", "diagnostics"]
    assert [itinerary["rank"] for itinerary in answer["itineraries"]] == [1, 2]
    assert answer["diagnostics"] == {"truncated": False, "share": 0.1235, "count": 3}


def test_the_notice_stands_first() -> None:
    document = to_json(make_itinerary(language="nl"))
    assert next(iter(document.items())) == ("notice", NOTICES["nl"])


def test_the_same_itinerary_gives_the_same_bytes() -> None:
    assert to_bytes(to_json(make_itinerary())) == to_bytes(to_json(make_itinerary()))


def test_bytes_are_read_back_as_the_same_document() -> None:
    document = to_json(make_result())
    assert json.loads(to_bytes(document)) == document


def test_a_line_has_elevations_only_where_all_are_known() -> None:
    out, home = to_json(make_itinerary())["legs"]
    assert out["geometry"]["coordinates"] == [[2.83, 50.43, 40.0], [2.835, 50.432, 41.2], [2.8412345, 50.4345678, 45.0]]
    assert home["geometry"]["coordinates"] == [[2.8412345, 50.4345678], [2.83, 50.438], [2.83, 50.43]]
    assert home["ascent_m"] is None


def test_moments_are_seconds_without_a_departure() -> None:
    document = to_json(make_itinerary())
    assert document["departure"] is None
    assert [(leg["departure"], leg["arrival"]) for leg in document["legs"]] == [(0, 300), (2100, 2500)]
    assert (document["visits"][0]["arrival"], document["visits"][0]["departure"]) == (300, 2100)


def test_moments_are_iso_times_with_the_offset_of_the_departure() -> None:
    document = to_json(make_itinerary(departs=True))
    assert document["departure"] == "2026-06-13T09:30:00+02:00"
    assert document["visits"][0]["arrival"] == "2026-06-13T09:35:00+02:00"
    assert document["legs"][1]["arrival"] == "2026-06-13T10:11:40+02:00"


def test_a_visit_says_where_when_and_why() -> None:
    visit = to_json(make_itinerary(language="en"))["visits"][0]
    assert visit["site"]["id"] == "terril-t084"
    assert visit["site"]["position"] == {"lat": 50.435, "lon": 2.842}
    assert visit["position"] == {"lat": 50.4345678, "lon": 2.8412345}
    assert (visit["access_m"], visit["score"], visit["opening"]) == (31.0, 87, "not_checked")
    assert visit["why"] == [
        {"code": "terril_climb", "text": "Slag heap that may be climbed"},
        {"code": "world_heritage", "text": "World Heritage, element 84A"},
    ]


def test_the_start_says_how_far_it_is_from_the_line() -> None:
    document = to_json(make_itinerary())
    assert document["access_m"] == 7.0
    assert document["start"] == {
        "lat": 50.43,
        "lon": 2.83,
        "name": "Gare de Lens",
        "access_m": 7.0,
        "stop": "stop:lens",
    }
    assert document["legs"][0]["to"]["site"] == "terril-t084"


def test_the_quality_bears_the_names_of_its_figures() -> None:
    quality = to_json(make_itinerary())["quality"]
    assert quality["length_m"] == 2469.1
    assert quality["length_error"] == 0.0123
    assert set(quality) == {
        "length_m", "length_error", "retraced_share", "corridor_share", "spur_m", "compactness", "pleasant_share",
        "major_share", "turns_per_km", "gap_m", "closing_m", "visit_gap_m", "off_network_share",
        "illegal_share", "barriers",
    }  # fmt: skip


def test_the_length_of_ferries_is_left_out_of_the_quality() -> None:
    itinerary = make_itinerary()
    ferry = replace(itinerary.own_legs[0], mode="ferry")
    assert to_json(replace(itinerary, legs=(ferry, itinerary.legs[1])))["quality"]["length_m"] == 1234.6


@pytest.mark.parametrize(
    ("language", "title"),
    [("fr", "Circuit à vélo, 2,5 km"), ("nl", "Fietslus, 2,5 km"), ("en", "Circuit by bike, 2.5 km")],
)
def test_an_itinerary_without_a_title_gets_one(language: str, title: str) -> None:
    assert to_json(make_itinerary(language=language))["title"].replace("\u00a0", " ") == title


def test_a_given_title_is_kept() -> None:
    assert to_json(make_itinerary(title="La ronde des terrils"))["title"] == "La ronde des terrils"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Junction 12: Turn left onto a path (880 m, following V31, GR 412)"),
        ("fr", "Point-nœud 12 : Prenez à gauche un sentier (880 m, en suivant V31, GR 412)"),
        ("nl", "Knooppunt 12: Sla linksaf naar een pad (880 m, volg V31, GR 412)"),
    ],
)
def test_a_step_is_an_instruction_in_the_language(language: str, text: str) -> None:
    step = to_json(make_itinerary(language=language))["legs"][0]["steps"][1]
    assert step["text"].replace("\u00a0", " ") == text


@given(st.floats(-180, 180))
def test_degrees_are_rounded_to_seven_decimals_without_a_negative_zero(value: float) -> None:
    rounded = to_degrees(value)
    assert abs(rounded - value) <= 0.6e-7
    assert not repr(rounded).startswith("-0.0") or rounded < 0


@given(st.floats())
def test_a_share_is_never_written_as_nan(value: float) -> None:
    share = to_share(value)
    assert share is None or to_bytes({"share": share})


@given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1)), st.integers(0, 700_000))  # noqa: DTZ001
def test_times_add_up(departure: datetime, offset_s: int) -> None:
    start = departure.astimezone()
    moment = datetime.fromisoformat(str(to_time(start, offset_s)))
    assert abs((moment - start).total_seconds() - offset_s) <= 1


def test_values_that_json_does_not_know_are_made_plain() -> None:
    assert clean({"a": (1, float("nan")), "b": Coordinate(1, 2)}) == {"a": [1, None], "b": "Coordinate(lat=1, lon=2)"}


def test_a_number_that_is_not_finite_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        to_bytes({"value": float("inf")})
