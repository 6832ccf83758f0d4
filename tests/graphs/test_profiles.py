"""Profiles as data: what they must say, how fast they are, what they refuse to read."""

import tomllib
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.attributes import ArcClass, Highway, Surface, Use, Vehicle
from graphs.errors import UnknownProfileError
from graphs.profiles import ClassRule, Profile, WheelModel, get_profile, load_profiles, read_profile
from graphs.profiles.reference import render
from tests.house.tree import ROOT

NAMES = ["foot", "bike", "ebike", "mtb", "cargo_bike", "family_bike", "wheelchair"]
WHEELS = ["bike", "ebike", "mtb", "cargo_bike", "family_bike"]


def class_row(**columns: int) -> list[int]:
    plain = dict.fromkeys(ArcClass.field_names(), 0)
    uses = dict.fromkeys(("use_foot", "use_bike", "use_cargo", "use_wheelchair"), int(Use.FREE))
    return list(
        (plain | uses | {"highway": int(Highway.RESIDENTIAL), "surface": int(Surface.ASPHALT)} | columns).values()
    )


def table(*rows: dict[str, int]) -> npt.NDArray[np.uint8]:
    return np.array([class_row(**row) for row in rows], dtype=np.uint8)


def speed_kmh(name: str, grade: float = 0.0, **columns: int) -> float:
    profile = get_profile(name)
    return float(profile.speeds.speeds_m_s(table(columns), np.array([grade]), profile.vehicle)[0, 0] * 3.6)


def bike_table() -> dict[str, Any]:
    return {
        "based_on": "bike",
        "vehicle": "bike",
        "climb_cm_per_dm": 10,
        "taste": [{"when": {"highway": "track"}, "factor": 0.9}],
    }


BASES: dict[str, Any] = {
    "bike": {
        "vehicle": "bike",
        "climb_cm_per_dm": 1,
        "speed": {"flat_kmh": 12.0},
        "costs": {"steps_s_per_m": 2.0, "steps_flight_s": 1.0, "delay_factor": 1.0},
        "limits": {"steps": True, "min_width_dm": 0, "max_tagged_incline_pct": 100, "max_measured_grade_pct": 100},
        "taste": [{"factor": 2.0}],
    }
}


def test_the_seven_profiles_ship_in_this_order() -> None:
    assert list(load_profiles()) == NAMES


def test_vehicles_of_the_profiles() -> None:
    vehicles = {name: profile.vehicle for name, profile in load_profiles().items()}
    assert vehicles["foot"] is Vehicle.FOOT
    assert vehicles["cargo_bike"] is Vehicle.CARGO
    assert vehicles["wheelchair"] is Vehicle.WHEELCHAIR
    assert {vehicles[name] for name in ("bike", "ebike", "mtb", "family_bike")} == {Vehicle.BIKE}


def test_an_unknown_profile_lists_the_known_ones() -> None:
    with pytest.raises(UnknownProfileError, match="'hovercraft': known are foot, bike") as caught:
        get_profile("hovercraft")
    assert caught.value.details["known"] == NAMES


@pytest.mark.parametrize(
    ("name", "surface", "least", "most"),
    [
        ("foot", Surface.ASPHALT, 4.5, 5.0),
        ("bike", Surface.ASPHALT, 16, 18),
        ("bike", Surface.GRAVEL, 13, 14),
        ("bike", Surface.GROUND, 9.5, 10.5),
        ("ebike", Surface.ASPHALT, 20, 22),
        ("cargo_bike", Surface.ASPHALT, 14.5, 15.5),
        ("family_bike", Surface.ASPHALT, 12.5, 13.5),
        ("mtb", Surface.GROUND, 12, 14),
        ("wheelchair", Surface.ASPHALT, 3.5, 4.5),
    ],
)
def test_speeds_on_the_flat(name: str, surface: Surface, least: float, most: float) -> None:
    assert least <= speed_kmh(name, surface=surface) <= most


def test_tobler_walks_fastest_on_a_gentle_descent() -> None:
    grades = np.linspace(-0.4, 0.4, 81)
    speeds = [speed_kmh("foot", float(grade)) for grade in grades]
    assert grades[int(np.argmax(speeds))] == pytest.approx(-0.05, abs=0.006)
    # 6 exp(-3.5 |s + 0.05|) km/h, scaled to the flat speed of the profile.
    assert speed_kmh("foot", 0.2) / speed_kmh("foot") == pytest.approx(np.exp(-3.5 * 0.20), rel=1e-9)


@pytest.mark.parametrize("name", WHEELS)
def test_wheels_balance_power(name: str) -> None:
    model = get_profile(name).speeds
    assert isinstance(model, WheelModel)
    speed = speed_kmh(name, 0.03) / 3.6
    slope = np.arctan(0.03)
    force = model.mass_kg * 9.80665 * (np.sin(slope) + model.rolling_resistance[Surface.ASPHALT] * np.cos(slope))
    needed = speed * (force + 0.6 * model.cda_m2 * speed**2) / model.drive_efficiency
    flat, climb = model.rider_w + model.motor_w, model.rider_climb_w + model.motor_climb_w
    assert needed == pytest.approx(flat + (climb - flat) * 0.6, rel=1e-6)


def test_the_motor_stops_helping_at_25_kmh() -> None:
    model = get_profile("ebike").speeds
    assert isinstance(model, WheelModel)
    assert speed_kmh("ebike", -0.005) <= 25.0 + 1e-9
    assert speed_kmh("ebike", -0.05) > 25.0


def test_a_bike_is_pushed_where_riding_is_slower_or_forbidden() -> None:
    assert speed_kmh("bike", use_bike=Use.PUSH) == pytest.approx(3.8)
    assert 2.0 < speed_kmh("bike", 0.2) < 3.8


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=30)
@given(
    grade=st.floats(-0.4, 0.4),
    columns=st.fixed_dictionaries(
        {
            "surface": st.integers(0, 16),
            "smoothness": st.integers(0, 7),
            "tracktype": st.integers(0, 5),
            "highway": st.integers(0, 23),
            "mtb_scale": st.integers(0, 7),
        }
    ),
)
def test_speeds_are_positive_and_human(name: str, grade: float, columns: dict[str, int]) -> None:
    assert 0.1 < speed_kmh(name, grade, **columns) <= 32.0


@pytest.mark.parametrize("name", WHEELS)
@settings(max_examples=30)
@given(grades=st.tuples(st.floats(-0.4, 0.4), st.floats(-0.4, 0.4)))
def test_a_steeper_climb_is_never_faster(name: str, grades: tuple[float, float]) -> None:
    gentle, steep = sorted(grade for grade in map(abs, grades))
    assert speed_kmh(name, steep) <= speed_kmh(name, gentle) + 1e-9


def test_a_profile_may_be_based_on_another() -> None:
    profile = read_profile("trike", bike_table(), bases=BASES)
    assert isinstance(profile, Profile)
    assert profile.climb_cm_per_dm == 10
    assert [rule.value for rule in profile.taste] == [2.0, 0.9]
    assert profile.costs.steps_flight_s == 1.0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"based_on": "rocket"}, "based_on must name another profile"),
        ({"vehicle": "rocket"}, "vehicle must be one of foot, bike"),
        ({"colour": "red"}, "unknown key 'colour'"),
        ({"climb_cm_per_dm": -1}, "must not be negative"),
        ({"limits": {"wings": 2}}, "wings"),
        (
            {"taste": [{"when": {"highway": "canal"}, "factor": 1}]},
            "'canal' is no highway; known are unknown, motorway",
        ),
        ({"taste": [{"when": {"colour": 1}, "factor": 1}]}, "unknown column 'colour'"),
        ({"taste": [{"when": {"stress": "low"}, "factor": 1}]}, "'stress' holds numbers"),
        ({"taste": [{"when": {"stress": {"over": 2}}, "factor": 1}]}, "holds min, max or both"),
        ({"taste": [{"when": {"stress": 1.5}, "factor": 1}]}, "names or whole numbers"),
        ({"taste": [{"when": {"stress": []}, "factor": 1}]}, "needs values between"),
        ({"taste": [{"when": "always", "factor": 1}]}, "must be a table"),
        ({"taste": [{"factor": 0}]}, "a number above 0"),
        ({"taste": [{"factor": float("inf")}]}, "must be a number"),
        ({"taste": [{"factor": True}]}, "a number above 0"),
        ({"taste": [{"factor": 1, "weight": 2}]}, "unknown key 'weight'"),
        ({"limits": {"refused": [{"why": "no condition"}]}}, "needs a condition"),
        ({"speed": {"flat_kmh": -1}}, "must be positive"),
        ({"costs": {"steps_s_per_m": 0}}, "steps must take time"),
    ],
)
def test_a_wrong_profile_is_refused_by_name(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message) as caught:
        read_profile("trike", bike_table() | change, bases=BASES)
    assert "'trike'" in str(caught.value)


def test_a_missing_key_is_named() -> None:
    with pytest.raises(ValueError, match="profile 'trike' lacks 'costs'"):
        read_profile("trike", {key: value for key, value in BASES["bike"].items() if key != "costs"})


def test_rules_read_ranges_flags_inclines_and_routes() -> None:
    rows = table({"stress": 0}, {"stress": 2, "incline_pct": 118}, {"stress": 3, "routes": 1 | 64, "major": 1})
    wanted = {
        "stress": ({"max": 2}, [False, True, False]),
        "incline_pct": (-10, [False, True, False]),
        "routes": (["cycling_nodes", "mtb"], [False, False, True]),
        "major": (True, [False, False, True]),
    }
    for column, (value, found) in wanted.items():
        rule = ClassRule.from_mapping({"when": {column: value}, "factor": 1})
        assert rule.matches(rows).tolist() == found, column


def test_a_condition_on_use_needs_a_vehicle() -> None:
    rule = ClassRule.from_mapping({"when": {"use": "push"}, "factor": 2})
    assert rule.matches(table({"use_bike": Use.PUSH}), Vehicle.BIKE).all()
    with pytest.raises(ValueError, match="needs a vehicle"):
        rule.matches(table({}))


def test_the_reference_page_gives_no_speed_where_a_profile_refuses_to_go() -> None:
    (sand,) = [line for line in render().splitlines() if line.startswith("| sand ")]
    cells = [cell.strip() for cell in sand.strip("|").split("|")]
    assert cells[-1] == "no"
    assert "no" not in cells[:-1]


def test_the_reference_page_is_fresh() -> None:
    page = ROOT / "docs" / "reference" / "profiles.md"
    assert page.read_text(encoding="utf-8") == render(), f"run: python -m graphs.profiles.reference {page}"


def test_the_how_to_page_shows_a_profile_that_loads() -> None:
    page = (ROOT / "docs" / "how-to" / "add-a-profile.md").read_text(encoding="utf-8")
    example = tomllib.loads(page.split("```toml\n")[1].split("```")[0])
    bike = tomllib.loads((ROOT / "data" / "profiles" / "bike.toml").read_text(encoding="utf-8"))
    profile = read_profile("recumbent", example, bases={"bike": bike})
    assert profile.limits.min_width_dm == 10
    speed = profile.speeds.speeds_m_s(table({}), np.zeros(1), profile.vehicle)[0, 0] * 3.6
    assert speed == pytest.approx(19, abs=0.7)
