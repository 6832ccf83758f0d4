"""Our own figures against those of a judge that reads nothing but the drawn line and the extract."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from graphs.geo import Coordinate
from planner.engine import plan
from planner.render import to_geojson
from planner.request import Target, TripRequest

if TYPE_CHECKING:
    from pathlib import Path

    from planner.territory import Territory

SHARES = ("retraced_share", "corridor_share", "pleasant_share", "major_share", "compactness")
STARTS = {"foot": [(0.35, 0.4), (0.5, 0.5), (0.6, 0.35)], "bike": [(0.45, 0.65), (0.55, 0.6), (0.4, 0.55)]}
TARGETS = {"foot": 8.0, "bike": 12.0}


@pytest.fixture(scope="module")
def judge(test_data: Path) -> Path:
    """Script of the judge, beside the folder of real files."""
    script = test_data.parent / "judge" / "judge.py"
    if not script.is_file():
        pytest.skip(f"there is no judge at {script}")
    return script


def draw_loops(territory: Territory, mode: str) -> list[dict[str, Any]]:
    """Give loops from places spread over a territory, as GeoJSON."""
    box = territory.bounding_box
    loops = []
    for north, east in STARTS[mode]:
        start = Coordinate(box.south + north * (box.north - box.south), box.west + east * (box.east - box.west))
        request = TripRequest(mode=mode, start=start, target=Target(distance_m=1000 * TARGETS[mode]), alternatives=1)
        loops.append(to_geojson(plan(territory, request).itineraries[0]))
    return loops


def ask_judge(judge: Path, extract: Path, folder: Path, loops: list[dict[str, Any]], km: float) -> list[dict[str, Any]]:
    files = [folder / f"{number}.geojson" for number in range(len(loops))]
    for file, loop in zip(files, loops, strict=True):
        file.write_text(json.dumps(loop), encoding="utf-8")
    command = [sys.executable, str(judge), "--osm", str(extract), "--target-km", str(km), "--loop", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode in {0, 1}, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()][: len(loops)]


@pytest.mark.parametrize("mode", ["foot", "bike"])
def test_our_figures_of_loops_are_those_of_the_judge(
    north_bayreuth: Territory, test_data: Path, judge: Path, tmp_path: Path, mode: str
) -> None:
    extract = test_data / "north-bayreuth" / "north-bayreuth.osm.gz"
    loops = draw_loops(north_bayreuth, mode)
    assert len(loops) == len(STARTS[mode])
    good = 0
    for loop, judged in zip(loops, ask_judge(judge, extract, tmp_path, loops, TARGETS[mode]), strict=True):
        own = loop["quality"]
        for name in SHARES:
            assert own[name] == pytest.approx(judged[name], abs=0.001), name
        assert own["spur_m"] == judged["spur_m"]
        assert own["length_m"] == pytest.approx(judged["length_m"], rel=0.005)
        assert own["length_error"] == pytest.approx(judged["length_error"], abs=0.005)
        assert judged["illegal_share"] == 0
        assert judged["barriers"] == 0
        assert judged["off_network_share"] <= 0.001
        assert judged["gap_m"] < 1
        good += judged["good"]
    assert good == len(loops)
