"""Where circuits turn: agreement with plain loops over all nodes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.kernels.types import LABEL
from planner.kernels.closing import best_per_cell, best_per_sector

NODES = 120
DONE, OTHER = 7, 5
LAT, LON = 504_000_000, 28_000_000
METRE_E7 = 1e7 * math.degrees(1 / 6_371_008.8)
seeds = st.integers(0, 2**32)


@dataclass(frozen=True, slots=True)
class Field:
    """Random labels of two trees on nodes around a place."""

    lat: npt.NDArray[np.int32]
    lon: npt.NDArray[np.int32]
    out: npt.NDArray[np.void]
    home: npt.NDArray[np.void]
    settled: npt.NDArray[np.int32]
    arc_edge: npt.NDArray[np.int32]

    @classmethod
    def draw(cls, seed: int) -> Field:
        rng = np.random.default_rng(seed)
        out, home = (np.zeros(NODES, LABEL) for _ in range(2))
        for labels in (out, home):
            labels["length_mm"] = rng.integers(0, 6_000_000, NODES)
            labels["duration_ms"] = labels["length_mm"] // rng.integers(1, 5, NODES)
            labels["weight"] = labels["length_mm"] // 10 * rng.uniform(1, 6, NODES)
            labels["parent_arc"] = rng.integers(-3, 20, NODES)
            labels["stamp"] = rng.choice([DONE, OTHER], NODES, p=[0.8, 0.2])
        place = rng.uniform(-3000, 3000, (2, NODES)) * METRE_E7
        settled = np.flatnonzero(out["stamp"] == DONE).astype(np.int32)
        rng.shuffle(settled)
        arc_edge = rng.integers(0, 16, 20).astype(np.int32)
        lat = (LAT + place[0]).astype(np.int32)
        lon = (LON + place[1] / math.cos(math.radians(LAT / 1e7))).astype(np.int32)
        for array in (lat, lon, settled, arc_edge):
            array.flags.writeable = False
        return cls(lat, lon, out, home, settled, arc_edge)


def measure(label: Any, *, by_duration: bool) -> int:
    return int(label["duration_ms"] if by_duration else label["length_mm"])


def run_sectors(
    field: Field, *, by_duration: bool, least: int, most: int, seed: int, jitter: float
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float64]]:
    node, score = np.empty(12, np.int32), np.empty(12, np.float64)
    best_per_sector(
        field.settled, field.out, field.home, DONE, field.lat, field.lon, by_duration, least, most, LAT, LON,
        seed, jitter, node, score,
    )  # fmt: skip
    return node, score


@given(seeds, st.booleans())
def test_the_best_of_each_sector_agrees_with_a_plain_loop(seed: int, by_duration: bool) -> None:
    field = Field.draw(seed)
    least, most = 500_000, 4_000_000
    best: dict[int, tuple[float, int]] = {}
    for node in field.settled.tolist():
        there, back = field.out[node], field.home[node]
        both = [measure(label, by_duration=by_duration) for label in (there, back)]
        length = int(there["length_mm"]) + int(back["length_mm"])
        if back["stamp"] != DONE or not all(least <= value <= most for value in both) or not length:
            continue
        score = 10 * (int(there["weight"]) + int(back["weight"])) / length
        east = (int(field.lon[node]) - LON) * math.cos(math.radians(LAT / 1e7))
        bearing = math.degrees(math.atan2(east, int(field.lat[node]) - LAT)) % 360
        sector = int(bearing // 30)
        best[sector] = min(best.get(sector, (math.inf, -1)), (score, node))
    nodes, scores = run_sectors(field, by_duration=by_duration, least=least, most=most, seed=0, jitter=0.0)
    for sector in range(12):
        wanted = best.get(sector, (math.inf, -1))
        assert scores[sector] == pytest.approx(wanted[0])
        assert nodes[sector] == wanted[1]


@given(seeds, st.integers(0, 2**31))
def test_jitter_only_adds_its_share_and_hangs_on_the_seed_alone(seed: int, draw: int) -> None:
    field = Field.draw(seed)
    _, plain = run_sectors(field, by_duration=False, least=0, most=6_000_000, seed=draw, jitter=0.0)
    node, shaken = run_sectors(field, by_duration=False, least=0, most=6_000_000, seed=draw, jitter=0.5)
    again, _ = run_sectors(field, by_duration=False, least=0, most=6_000_000, seed=draw, jitter=0.5)
    assert np.array_equal(node, again)
    found = np.isfinite(plain)
    assert np.all(shaken[found] >= plain[found])
    assert np.all(shaken[found] < plain[found] + 0.5)


def test_another_seed_takes_other_places() -> None:
    field = Field.draw(1)
    drawn = {
        tuple(run_sectors(field, by_duration=False, least=0, most=6_000_000, seed=s, jitter=3.0)[0]) for s in range(5)
    }
    assert len(drawn) > 1


@given(seeds, st.booleans())
def test_the_best_of_each_cell_agrees_with_a_plain_loop(seed: int, by_duration: bool) -> None:
    field = Field.draw(seed)
    wide, cell_m = 9, 400.0
    via_east_m, via_north_m = 900.0, -1200.0
    squeeze = math.cos(math.radians(LAT / 1e7))
    via = (LAT + round(via_north_m * METRE_E7), LON + round(via_east_m * METRE_E7 / squeeze))
    base = (80_000, 700_000, 700_000)
    target, tolerance = 6_000_000, 1_500_000
    best: dict[int, tuple[float, int]] = {}
    for node in field.settled.tolist():
        there, back = field.out[node], field.home[node]
        whole = base[2] + sum(measure(label, by_duration=by_duration) for label in (there, back))
        arcs = [int(label["parent_arc"]) for label in (there, back)]
        turns_back = min(arcs) >= 0 and field.arc_edge[arcs[0]] // 2 == field.arc_edge[arcs[1]] // 2
        x = (int(field.lon[node]) - LON) * squeeze / METRE_E7
        y = (int(field.lat[node]) - LAT) / METRE_E7
        column, row = math.floor(x / cell_m) + wide // 2, math.floor(y / cell_m) + wide // 2
        if back["stamp"] != DONE or abs(whole - target) > tolerance or turns_back:
            continue
        if not (0 <= column < wide and 0 <= row < wide):
            continue
        length = base[1] + int(there["length_mm"]) + int(back["length_mm"])
        weight = base[0] + int(there["weight"]) + int(back["weight"])
        triangle = abs(via_east_m * y - via_north_m * x) / 2
        compact = 4 * math.pi * triangle / (length / 1000) ** 2
        score = 10 * weight / length + 20 * abs(whole - target) / target + 2 * max(0.0, 0.35 - compact)
        cell = row * wide + column
        best[cell] = min(best.get(cell, (math.inf, -1)), (score, node))
    best_node, best_score = np.full(wide * wide, -1, np.int32), np.empty(wide * wide, np.float64)
    touched = np.empty(wide * wide, np.int32)
    used = best_per_cell(
        field.settled, field.out, field.home, DONE, field.arc_edge, field.lat, field.lon, by_duration, *base,
        target, tolerance, LAT, LON, *via, cell_m, 0.35, 2.0, 20.0, best_node, best_score, touched,
    )  # fmt: skip
    assert sorted(touched[:used].tolist()) == sorted(best)
    for cell, (score, node) in best.items():
        assert best_score[cell] == pytest.approx(score, rel=1e-4)
        assert best_node[cell] == node
    assert np.count_nonzero(best_node >= 0) == used
