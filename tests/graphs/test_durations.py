"""Durations: rights, limits, slopes, steps, ferries, waits; the compiled walk along an edge agrees with a slow one."""

import dataclasses
import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.attributes import Highway, Smoothness, Structure, Surface, Use, Vehicle
from graphs.durations import compute_durations
from graphs.network import UNREACHABLE
from graphs.profiles import Profile, get_profile
from tests.graphs.test_profiles import NAMES, table

DEGREE_M = 111_195.08
UNKNOWN = -32768


def durations(
    profile: Profile, *, length_m: float = 1000.0, ele_dm: list[int] | None = None, **changes: object
) -> npt.NDArray[np.uint32]:
    """One edge northwards with both of its arcs; points as many as elevations, at even distances."""
    elevations = [UNKNOWN, UNKNOWN] if ele_dm is None else ele_dm
    lat = np.linspace(0.0, length_m / DEGREE_M, len(elevations))
    inputs: dict[str, Any] = {
        "classes": changes.pop("classes", table({})),
        "arc_class": np.zeros(2, dtype=np.uint16),
        "arc_head": np.array([1, 0], dtype=np.int32),
        "arc_edge": np.array([0, 1], dtype=np.int32),
        "arc_length_mm": np.full(2, round(length_m * 1000), dtype=np.uint32),
        "node_block": np.zeros(2, dtype=np.uint8),
        "node_delay_s": np.zeros(2, dtype=np.uint16),
        "point_first": np.array([0, len(elevations)], dtype=np.int64),
        "point_lat_e7": np.rint(lat * 1e7).astype(np.int32),
        "point_lon_e7": np.zeros(len(elevations), dtype=np.int32),
        "point_ele_dm": np.array(elevations, dtype=np.int16),
        "edge_way": np.zeros(1, dtype=np.int32),
        "way_duration_s": np.zeros(1, dtype=np.uint32),
    }
    for array in inputs.values():
        array.setflags(write=False)
    return compute_durations(profile, **(inputs | changes))


def slow_seconds(profile: Profile, length_m: float, ele_dm: list[int], *, reverse: bool) -> float:
    """Slow twin of the kernel for points at even distances."""
    step = length_m / (len(ele_dm) - 1)
    pieces: list[tuple[float, int, int]] = []
    begin = 0
    for point in range(1, len(ele_dm)):
        run, left = (point - begin) * step, (len(ele_dm) - 1 - point) * step
        if point == len(ele_dm) - 1 or (run >= 30.0 and left >= 30.0):
            pieces.append((run, ele_dm[begin], ele_dm[point]))
            begin = point
    total = 0.0
    for run, low, high in pieces:
        percent = 0.0 if UNKNOWN in (low, high) else max(-40.0, min(40.0, (high - low) * 10 / run))
        percent = -percent if reverse else percent
        below = math.floor(percent)
        paces = 1 / profile.speeds.speeds_m_s(table({}), np.array([below, below + 1]) / 100, profile.vehicle)[0]
        share = percent - below
        total += run * (paces[0] * (1 - share) + paces[1] * share)
    return total


@settings(max_examples=60)
@given(
    name=st.sampled_from(NAMES),
    step_m=st.sampled_from([31.0, 45.0, 100.0, 250.0]),
    ele_dm=st.lists(st.one_of(st.integers(-100, 600), st.just(UNKNOWN)), min_size=2, max_size=8),
)
def test_the_kernel_agrees_with_its_slow_twin(name: str, step_m: float, ele_dm: list[int]) -> None:
    profile = get_profile(name)
    free = dataclasses.replace(profile, limits=dataclasses.replace(profile.limits, max_measured_grade_pct=100))
    length_m = step_m * (len(ele_dm) - 1)
    found = durations(free, length_m=length_m, ele_dm=ele_dm)
    for arc, reverse in ((0, False), (1, True)):
        expected = slow_seconds(free, length_m, ele_dm, reverse=reverse)
        assert found[arc] == pytest.approx(1000 * expected, rel=2e-3, abs=2)


@settings(max_examples=40)
@given(name=st.sampled_from(NAMES), lengths=st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)))
def test_longer_never_takes_less(name: str, lengths: tuple[int, int]) -> None:
    short, long = sorted(lengths)
    profile = get_profile(name)
    assert durations(profile, length_m=short / 100)[0] <= durations(profile, length_m=long / 100)[0]


@settings(max_examples=40)
@given(name=st.sampled_from(NAMES), ele_dm=st.lists(st.integers(0, 300), min_size=2, max_size=6))
def test_turning_the_street_round_swaps_its_directions(name: str, ele_dm: list[int]) -> None:
    profile = get_profile(name)
    length_m = 60.0 * (len(ele_dm) - 1)
    there = durations(profile, length_m=length_m, ele_dm=ele_dm)
    back = durations(profile, length_m=length_m, ele_dm=ele_dm[::-1])
    for one, other in zip(there.tolist(), back[::-1].tolist(), strict=True):
        assert one == pytest.approx(other, abs=max(2, one // 1000)) or UNREACHABLE in (one, other)


@pytest.mark.parametrize("name", NAMES)
def test_taste_never_changes_a_duration(name: str) -> None:
    profile = get_profile(name)
    other = dataclasses.replace(profile, taste=(), climb_cm_per_dm=9999)
    ele_dm = [0, 50, 20, 80]
    assert durations(profile, ele_dm=ele_dm).tolist() == durations(other, ele_dm=ele_dm).tolist()


def test_flat_streets_take_as_long_as_the_speed_says() -> None:
    assert durations(get_profile("foot")).tolist() == [750_000, 750_000]
    flat, steep = durations(get_profile("bike"))[0], durations(get_profile("bike"), ele_dm=[0, 400])[0]
    assert 200_000 < flat < 225_000
    assert steep > 1.5 * flat


def test_a_tagged_incline_counts_only_without_elevations() -> None:
    bike, rising = get_profile("bike"), table({"incline_pct": 128 + 8})
    assert durations(bike, classes=rising)[0] == durations(bike, ele_dm=[0, 800])[0]
    assert durations(bike, classes=rising, ele_dm=[0, 0])[0] == durations(bike)[0]


def test_short_edges_and_standing_points_divide_by_nothing() -> None:
    bike = get_profile("bike")
    assert durations(bike, length_m=0.0, ele_dm=[0, 100]).tolist() == [0, 0]
    assert durations(bike, length_m=0.001).tolist() == [1, 1]


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("bike", {"use_bike": Use.NONE}),
        ("foot", {"use_foot": Use.NONE}),
        ("cargo_bike", {"highway": Highway.STEPS}),
        ("wheelchair", {"highway": Highway.STEPS}),
        ("cargo_bike", {"width_dm": 8}),
        ("wheelchair", {"width_dm": 8}),
        ("wheelchair", {"incline_pct": 128 + 13}),
        ("wheelchair", {"incline_pct": 128 - 13}),
        ("wheelchair", {"wheelchair": 1}),
        ("wheelchair", {"surface": Surface.SAND}),
        ("cargo_bike", {"smoothness": Smoothness.HORRIBLE}),
        ("family_bike", {"mtb_scale": 4}),
    ],
)
def test_refused_streets(name: str, columns: dict[str, int]) -> None:
    assert durations(get_profile(name), classes=table(columns)).tolist() == [UNREACHABLE, UNREACHABLE]
    assert UNREACHABLE not in durations(get_profile(name))


def test_unknown_width_and_incline_are_no_refusal() -> None:
    assert UNREACHABLE not in durations(get_profile("wheelchair"), classes=table({"width_dm": 0, "incline_pct": 0}))


def test_a_measured_slope_beyond_doubt_is_refused() -> None:
    assert durations(get_profile("wheelchair"), length_m=100, ele_dm=[0, 250]).tolist() == [UNREACHABLE] * 2
    assert UNREACHABLE not in durations(get_profile("wheelchair"), length_m=100, ele_dm=[0, 150])
    assert UNREACHABLE not in durations(get_profile("foot"), length_m=100, ele_dm=[0, 250])


def test_a_barrier_stops_its_vehicle_on_the_way_in() -> None:
    block = np.array([0, 1 << Vehicle.BIKE], dtype=np.uint8)
    found = durations(get_profile("bike"), node_block=block)
    assert found[0] == UNREACHABLE
    assert found[1] != UNREACHABLE
    assert UNREACHABLE not in durations(get_profile("foot"), node_block=block)


def test_waits_count_at_the_head() -> None:
    delay = np.array([0, 10], dtype=np.uint16)
    assert (durations(get_profile("foot"), node_delay_s=delay) - durations(get_profile("foot"))).tolist() == [10_000, 0]


def test_steps_and_pushing_take_their_time() -> None:
    steps = table({"highway": Highway.STEPS, "use_bike": Use.PUSH})
    assert durations(get_profile("bike"), length_m=10, classes=steps).tolist() == [45_000, 45_000]
    assert durations(get_profile("foot"), length_m=10, classes=steps).tolist() == [16_000, 16_000]
    pushed = durations(get_profile("bike"), classes=table({"use_bike": Use.PUSH}))
    assert pushed[0] == pytest.approx(3_600_000 / 3.8, abs=1)


def test_a_tagged_duration_decides_for_a_ferry() -> None:
    ferry = table({"highway": Highway.FERRY, "structure": Structure.FERRY})
    minutes = np.array([600], dtype=np.uint32)
    assert durations(get_profile("bike"), classes=ferry, way_duration_s=minutes).tolist() == [600_000, 600_000]
    assert durations(get_profile("bike"), classes=ferry).tolist() == [360_000, 360_000]


def test_a_ferry_shares_its_duration_out_by_length() -> None:
    found = durations(
        get_profile("foot"),
        classes=table({"structure": Structure.FERRY}),
        arc_edge=np.array([0, 2], dtype=np.int32),
        arc_length_mm=np.array([300_000, 100_000], dtype=np.uint32),
        point_first=np.array([0, 2, 2], dtype=np.int64),
        edge_way=np.zeros(2, dtype=np.int32),
        way_duration_s=np.array([400], dtype=np.uint32),
    )
    assert found.tolist() == [300_000, 100_000]
