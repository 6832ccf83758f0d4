"""Factors of streets: order, bounds, themes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.attributes import ArcClass, Facility, Highway, RouteKind, Smoothness, Surface, Use
from graphs.profiles import get_profile, load_profiles
from graphs.taste import FACTOR_ONE_Q8, MAX_FACTOR_Q8, Taste, class_factors
from tests.graphs.test_profiles import NAMES, table

BIKES = ["bike", "ebike", "mtb", "cargo_bike", "family_bike"]
TRACKS = Taste.from_mapping("tracks", [{"when": {"highway": "track"}, "factor": 0.5}])


def factor(name: str, **columns: int) -> float:
    return float(class_factors(table(columns), get_profile(name))[0] / FACTOR_ONE_Q8)


@pytest.mark.parametrize("name", NAMES)
def test_streets_are_liked_in_this_order(name: str) -> None:
    order = [Highway.LIVING_STREET, Highway.RESIDENTIAL, Highway.TERTIARY, Highway.SECONDARY, Highway.PRIMARY]
    major = {Highway.SECONDARY, Highway.PRIMARY}
    factors = [factor(name, highway=street, major=int(street in major), stress=1) for street in order]
    assert factors == sorted(factors)
    assert 1.4 < factors[1] / factors[0] < 1.8
    assert 1.3 < factors[2] / factors[1] < 1.9
    assert factors[3] / factors[1] > 2.4
    assert factors[0] >= 1.0
    assert factors[-1] <= 8.0


@pytest.mark.parametrize("name", NAMES)
def test_a_major_road_without_facility_is_shunned(name: str) -> None:
    assert factor(name, highway=Highway.SECONDARY, major=1) > 1.5 * factor(name, highway=Highway.SECONDARY)


@pytest.mark.parametrize("name", BIKES)
def test_what_bikes_shun_and_seek(name: str) -> None:
    street = factor(name)
    assert factor(name, highway=Highway.FOOTWAY, use_bike=Use.PUSH, use_cargo=Use.PUSH) > 3.5
    assert factor(name, highway=Highway.STEPS, use_bike=Use.PUSH, use_cargo=Use.PUSH) > 5
    assert factor(name, routes=RouteKind.CYCLING_NODES) < 0.8 * street
    assert factor(name, stress=4) > 1.3 * street
    assert factor(name, surface=Surface.SAND) > 1.8 * street
    assert factor(name, smoothness=Smoothness.BAD) > 1.2 * street
    assert factor(name, highway=Highway.PRIMARY, facility=Facility.TRACK) < 0.6 * factor(name, highway=Highway.PRIMARY)


@pytest.mark.parametrize("name", NAMES)
def test_unknown_ground_lies_between_good_and_bad(name: str) -> None:
    poor = Surface.GRASS if name == "wheelchair" else Surface.MUD
    good, unknown, bad = (
        factor(name, highway=Highway.TRACK, surface=surface) for surface in (Surface.COMPACTED, Surface.UNKNOWN, poor)
    )
    assert good < unknown < bad


def test_walkers_follow_hiking_routes() -> None:
    assert factor("foot", routes=RouteKind.HIKING_LONG) < 0.85 * factor("foot")


def test_a_theme_shows_on_streets_that_are_ideal_already() -> None:
    classes = table({"highway": Highway.TRACK}, {"highway": Highway.PATH})
    plain = class_factors(classes, get_profile("foot"))
    themed = class_factors(classes, get_profile("foot"), [TRACKS])
    assert themed[0] == plain[0] == plain[1]
    assert themed[1] == pytest.approx(2 * plain[1], abs=1)


def test_the_weight_of_a_theme_tempers_it() -> None:
    classes = table({"highway": Highway.TRACK}, {"highway": Highway.PATH})
    none, half, full = (
        int(class_factors(classes, get_profile("foot"), [TRACKS.with_weight(weight)])[1]) for weight in (0, 0.5, 1)
    )
    assert none < half < full
    assert none == class_factors(classes, get_profile("foot"))[1]


def test_a_wrong_theme_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="taste 'odd': 'canal' is no highway"):
        Taste.from_mapping("odd", [{"when": {"highway": "canal"}, "factor": 1}])
    with pytest.raises(ValueError, match="between 0 and 1"):
        TRACKS.with_weight(1.5)


@settings(max_examples=30)
@given(rows=st.lists(st.lists(st.integers(0, 255), min_size=19, max_size=19), max_size=4), weight=st.floats(0, 1))
def test_factors_stay_within_bounds_on_any_table(rows: list[list[int]], weight: float) -> None:
    classes = np.array(rows, dtype=np.uint8).reshape(-1, len(ArcClass.field_names()))
    for profile in load_profiles().values():
        factors = class_factors(classes, profile, [TRACKS.with_weight(weight)])
        assert factors.dtype == np.int32
        assert factors.shape == (len(rows),)
        assert ((factors >= FACTOR_ONE_Q8) & (factors <= MAX_FACTOR_Q8)).all()
