"""Factors as they are carried, and as a territory puts its own in their place."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from graphs.errors import TerritoryFormatError
from planner.emissions import Factor, add_up, check_own_factors, get_factor_book
from planner.emissions.figures import CarDay
from planner.errors import CatalogueError
from planner.territory import Territory
from planner.territory_build import build_territory
from planner.territory_config import TerritoryConfig
from tests.planner.asking import ask
from tests.planner.emissions.legs import make_own, make_ride
from tests.planner.town import write_town

if TYPE_CHECKING:
    from pathlib import Path

SNCB: dict[str, Any] = {
    "factors": {
        "sncb": {"use_g_per_km": 20, "construction_g_per_km": 4.5, "source": "SNCB", "date": "2024", "country": "BE"}
    },
    "rides": [{"vehicle": "rail", "agency": ["*SNCB*"], "factors": ["sncb"]}],
}


def test_every_factor_has_its_source_and_date() -> None:
    book = get_factor_book()
    assert len(book.factors) == 17
    for factor in book.factors.values():
        assert factor.source.startswith("ADEME")
        assert factor.date == "2026-06-01"
        assert factor.country == "FR"


def test_a_territory_puts_its_own_factors_first() -> None:
    config = TerritoryConfig.from_mapping({"emissions": SNCB})
    book = get_factor_book(json.dumps(config.emissions))
    no_car = CarDay(occupancy=1, reason="no_origin")
    found = add_up(book, "bike", [make_ride("rail", 10, agency="NMBS/SNCB"), make_own("bike", 10)], no_car)
    assert found.total_g == pytest.approx((246.7, 246.7))
    assert found.countries == {"BE", "FR"}
    assert found.sources[0] == "SNCB (2024)"
    assert len(get_factor_book().list_ride(make_ride("rail", 10, agency="NMBS/SNCB"))) == 4, "others keep theirs"
    ferry = get_factor_book(json.dumps({"factors": {"boat": SNCB["factors"]["sncb"]}, "own": {"ferry": "boat"}}))
    assert add_up(ferry, "bike", [make_own("ferry", 1)], no_car).complete


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ({"factor": {}}, "no key factor"),
        ({"factors": {"x": {"use_g_per_km": 1, "construction_g_per_km": 1}}}, "source"),
        ({"factors": {"x": {"use_g_per_km": 1, "source": "a", "date": "b"}}}, "construction_g_per_km is missing"),
        ({"factors": {"x": {**SNCB["factors"]["sncb"], "use_g_per_km": -1}}}, "between 0"),
        ({"factors": {"x": {**SNCB["factors"]["sncb"], "use_g_per_km": "much"}}}, "much"),
        ({"rides": [{"vehicle": "rail", "factors": ["none"]}]}, "no factor none"),
        ({"rides": [{"factors": ["ter"]}]}, "vehicle and factors"),
        ({"own": {"swim": ["walking"]}}, "no key swim"),
        ({"own": {"foot": 3}}, "list of texts"),
        ({"car": {"factors": []}}, "at least one"),
        ([1], "dictionary"),
    ],
)
def test_wrong_factors_are_one_clear_error(own: Any, told: str) -> None:  # noqa: ANN401 - what a file may hold
    with pytest.raises(CatalogueError, match=told) as caught:
        TerritoryConfig.from_mapping({"emissions": own})
    assert "emissions" in str(caught.value) or "description" in str(caught.value)


def test_damaged_factors_of_a_territory_say_build_again() -> None:
    assert check_own_factors(None, file="territory.json") == ""
    assert json.loads(check_own_factors(SNCB, file="territory.json")) == SNCB
    with pytest.raises(TerritoryFormatError, match=r"territory\.json are damaged"):
        check_own_factors({"rides": 3}, file="territory.json")


def test_a_factor_is_a_number_of_grams() -> None:
    with pytest.raises(ValueError, match="between 0"):
        Factor("x", float("nan"), 0, "a", "b")


def test_factors_of_a_description_are_those_of_the_answers(tmp_path: Path) -> None:
    write_town(tmp_path / "town.osm")
    own = {"factors": {"ours": {**SNCB["factors"]["sncb"], "use_g_per_km": 3, "construction_g_per_km": 1}}}
    description = {"name": "town", "country": "BE", "emissions": {**own, "own": {"bike": "ours"}}}
    config = TerritoryConfig.from_mapping(description)
    build_territory(osm=[tmp_path / "town.osm"], config=config, out=tmp_path / "out", basemap=False)
    territory = Territory.open(tmp_path / "out")
    (itinerary,) = ask(territory, alternatives=1).itineraries
    summary = itinerary.summary
    ridden_km = sum(leg.length_m for leg in itinerary.own_legs if leg.mode == "bike") / 1000
    assert summary.co2_g == pytest.approx(4 * ridden_km)
    assert summary.emissions is not None
    assert summary.emissions.sources[0] == "SNCB (2024)"
    assert "french_factors" not in {notice.code for notice in itinerary.warnings}
    (usual,) = ask(replace(territory, emissions=""), alternatives=1).itineraries
    assert "french_factors" in {notice.code for notice in usual.warnings}, "all streets lie in Belgium"
