"""Days worked out by hand, with the factors of ADEME, Base Empreinte through Impact CO2 as of 2026-06-01.

The comment of each case holds the sum: kilometres times grams per kilometre, use + construction, with the number under
which the source lists the factor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from planner.emissions import add_up, add_up_car, get_factor_book
from planner.emissions.figures import CarDay, Range
from tests.planner.emissions.legs import make_own, make_ride

if TYPE_CHECKING:
    from planner.itinerary import Leg, RideLeg

NO_CAR = CarDay(occupancy=1, reason="no_origin")

CASES: dict[str, tuple[str, list[Leg | RideLeg], tuple[float, float], tuple[float, float], tuple[float, float]]] = {
    # 12 km on foot (30: 0 + 0).
    "foot": ("foot", [make_own("foot", 12)], (0, 0), (0, 0), (0, 0)),
    # 30 km by bike (7: 0 + 0.17), 1 km pushed as on foot: 30 x 0.17 = 5.1.
    "bike": ("bike", [make_own("bike", 30), make_own("push", 1)], (0, 0), (5.1, 5.1), (5.1, 5.1)),
    # 40 km by electric bike (8: 2.23 + 8.72): 89.2 + 348.8 = 438.
    "ebike": ("ebike", [make_own("bike", 40)], (89.2, 89.2), (348.8, 348.8), (438, 438)),
    # 10 km by cargo bike, without a motor (7: 0.17) or with one (34: 2.997 + 11.83): 1.7 to 148.27.
    "cargo": ("cargo_bike", [make_own("bike", 10)], (0, 29.97), (1.7, 118.3), (1.7, 148.27)),
    # 35 km by TER (15: 22.9 + 4.79) twice and 20 km by bike: 2 x 801.5 = 1603; 2 x 167.65 + 3.4 = 338.7.
    "ter": (
        "bike",
        [
            make_ride("rail", 35, agency="TER Hauts-de-France"),
            make_own("bike", 20),
            make_ride("rail", 35, feed="export-ter-gtfs-last"),
        ],
        (1603, 1603),
        (338.7, 338.7),
        (1941.7, 1941.7),
    ),
    # 100 km on a train of no known kind: TGV (2: 2.3 + 0.63) to TER (15), and Intercités (3) and RER (14) between.
    "train": ("foot", [make_ride("rail", 100, agency="NMBS/SNCB")], (230, 2290), (63, 479), (293, 2769)),
    # 8 km by metro (11: 4.2 + 0.24) and 5 km by tram (10: 3.8 + 0.48): 33.6 + 19; 1.92 + 2.4.
    "city": ("foot", [make_ride("metro", 8), make_ride("tram", 5)], (52.6, 52.6), (4.32, 4.32), (56.92, 56.92)),
    # 10 km by bus: electric (16: 9.5 + 12.2), coach (6: 33.14 + 4.42), gas (21: 112.8 + 8.9), diesel (9: 113.5 + 8.92);
    # least in use the electric one, least in construction the coach, least of both the electric one.
    "bus": ("foot", [make_ride("bus", 10)], (95, 1135), (44.2, 122), (217, 1224.2)),
}


@pytest.mark.parametrize("name", CASES)
def test_a_day_comes_to_what_it_does_by_hand(name: str) -> None:
    profile, legs, use, construction, total = CASES[name]
    found = add_up(get_factor_book(), profile, legs, NO_CAR)
    assert found.complete
    assert found.use_g == pytest.approx(use)
    assert found.construction_g == pytest.approx(construction)
    assert found.total_g == pytest.approx(total)
    assert found.sources == ("ADEME, Base Empreinte through Impact CO2 (2026-06-01) - Licence Ouverte 2.0",)


def test_a_drive_by_hand_from_an_electric_car_to_a_hybrid_one() -> None:
    """70 km: electric (5: 12.088 + 55.277), thermal (4: 110.558 + 31.696), hybrid (200: 113.419 + 33.16)."""
    alone = add_up_car(get_factor_book(), Range(70_000, 70_000), basis="streets", occupancy=1)
    assert alone.use_g == pytest.approx((846.16, 7939.33))
    assert alone.construction_g == pytest.approx((2218.72, 3869.39))
    assert alone.total_g == pytest.approx((4715.55, 10260.53))


def test_a_drive_by_hand_of_two_in_a_straight_line() -> None:
    """50 km straight, at most 50 x 1.343 = 67.15: 25 x 67.365 = 1684.125; 33.575 x 146.579 = 4921.389925."""
    both = add_up_car(get_factor_book(), Range(50_000, 67_150), basis="straight_line", occupancy=2)
    assert both.total_g == pytest.approx((1684.125, 4921.389925))
    assert both.occupancy == 2


def test_what_has_no_factor_is_unknown_and_not_nothing() -> None:
    legs: list[Leg | RideLeg] = [make_own("bike", 10), make_own("ferry", 2), make_ride("funicular", 1)]
    found = add_up(get_factor_book(), "bike", legs, NO_CAR)
    assert not found.complete
    assert found.unknown_m == pytest.approx(3000)
    assert found.total_g == pytest.approx((1.7, 1.7))
    assert [(share.vehicle, share.factors) for share in found.shares] == [
        ("bike", ("bicycle",)),
        ("ferry", ()),
        ("funicular", ()),
    ]
    wheelchair = add_up(get_factor_book(), "wheelchair", [make_own("foot", 3)], NO_CAR)
    assert (wheelchair.complete, wheelchair.unknown_m) == (False, 3000)


def test_a_ride_from_a_stop_without_a_place_has_no_length() -> None:
    ride = make_ride("tram", 0, line=())
    assert not add_up(get_factor_book(), "foot", [ride], NO_CAR).complete


@pytest.mark.parametrize(
    ("agency", "feed", "factors"),
    [
        ("TER", "feed", ("ter",)),
        ("SNCF TER", "feed", ("ter",)),
        ("Intercités", "feed", ("intercites",)),
        ("INTERCITÉS DE NUIT", "feed", ("intercites",)),
        ("SNCF Transilien", "feed", ("rer_transilien",)),
        ("Wasserbahn", "feed", ("tgv", "intercites", "rer_transilien", "ter")),
        ("SNCF VOYAGEURS", "export-ter-gtfs-last", ("ter",)),
        ("SNCF VOYAGEURS", "winter", ("tgv", "intercites", "rer_transilien", "ter")),
    ],
)
def test_trains_are_told_apart_by_agency_and_feed(agency: str, feed: str, factors: tuple[str, ...]) -> None:
    found = get_factor_book().list_ride(make_ride("rail", 1, agency=agency, feed=feed))
    assert tuple(factor.key for factor in found) == factors


def test_a_factor_that_holds_outside_its_country_is_told() -> None:
    found = add_up(get_factor_book(), "foot", [make_own("foot", 5)], NO_CAR)
    assert found.countries == frozenset(), "nothing times five is nothing in every country"
    assert add_up(get_factor_book(), "bike", [make_own("bike", 5)], NO_CAR).countries == {"FR"}
