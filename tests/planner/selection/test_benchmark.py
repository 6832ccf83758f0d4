"""Benchmark instances: their formats, their solutions, and the quality of the solver on them with fixed work."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest

from planner.errors import SelectionError
from planner.selection import select
from planner.selection.benchmark import solve_instances
from planner.selection.instances import list_instances, load_instance

if TYPE_CHECKING:
    from pathlib import Path

ORIENTEERING = """1 1 3 0
0 0
0 0.0 0.0 0.0 0.0 0 0 0 0 50
1 3.0 4.0 2.0 10.0 1 1 1 0 30
2 3.04 4.0 1.5 7.0 1 1 1 12 14
"""
TOURIST = """20 2 5 3 9 250 10 10 10 10 10 10 10 10 10 10
0 0 0 0 0 10 100
1 3 4 2 8 0 0 0 0 0 0 0 0 0 0 0 20 50 0 0 9
2 6 8 1 5 0 0 90 0 90 0 90 0 90 0 90 0 0 0 90 9
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "r101.txt").write_text(ORIENTEERING)
    (tmp_path / "t101.txt").write_text(TOURIST)
    (tmp_path / "notes.txt").write_text("not an instance")
    return tmp_path


def test_orienteering_format(folder: Path) -> None:
    problem = load_instance(folder / "r101.txt", 2)
    assert problem.travel.tolist() == [[0, 50, 50], [50, 0, 0], [50, 0, 0]]
    assert problem.scores.tolist() == [0, 10, 7]
    assert problem.visits.tolist() == [0, 20, 15]
    assert problem.windows[1, :, 0].tolist() == [[0, 500], [0, 300], [120, 140]]
    assert [(frame.earliest_start, frame.latest_end) for frame in problem.routes] == [(0, 500)] * 2


def test_tourist_format_starts_on_its_week_day(folder: Path) -> None:
    problem = load_instance(folder / "t101.txt", 7)
    assert len(problem.routes) == 2
    assert problem.windows[:, 1, 0].tolist() == [[2000, 5000], [1, 0]]
    assert problem.windows[:, 2, 0].tolist() == [[1, 0], [0, 9000]]
    assert problem.travel[0].tolist() == [0, 500, 1000]
    selection = select(problem, iterations=20)
    assert [route.vertices if route else None for route in selection.routes] == [(1,), (2,)]


def test_solutions_are_written_as_json_lines(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "solutions.jsonl"
    said: list[str] = []
    runs = solve_instances(folder, out, routes=(1, 2), seconds=0.2, seeds=(1, 2), progress=said.append)
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert runs == len(lines) == len(said) == 6
    assert [(line["instance"], line["m"], line["seed"]) for line in lines] == [
        ("r101", 1, 1), ("r101", 1, 2), ("r101", 2, 1), ("r101", 2, 2), ("t101", 2, 1), ("t101", 2, 2),
    ]  # fmt: skip
    assert {line["score"] for line in lines[:4]} == {17}
    assert lines[4]["routes"] == [[1], [2]]
    assert all(0 < line["seconds"] < 5 for line in lines)


def test_bad_folders_files_and_options_are_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(SelectionError, match="holds no instance"):
        list_instances(tmp_path / "missing")
    (folder / "r102.txt").write_text("1 2\nx y\n")
    with pytest.raises(SelectionError, match=r"r102\.txt is no instance"):
        load_instance(folder / "r102.txt")
    with pytest.raises(SelectionError, match="numbers of routes"):
        solve_instances(folder, tmp_path / "out", routes=(0,))
    with pytest.raises(SelectionError, match="seed"):
        solve_instances(folder, tmp_path / "out", seeds=())


def test_quality_with_fixed_work(test_data: Path) -> None:
    """Hold the mean gap to the best known scores on a few instances of each family, with far less work than usual."""
    folder = test_data / "toptw"
    with (folder / "bks.csv").open() as file:
        known = {(row["instance"], int(row["m"])): int(row["best_known"]) for row in csv.DictReader(file)}
    gaps = []
    for name, m in [("c103", 1), ("r110", 2), ("rc104", 3), ("r210", 1), ("pr06", 1), ("pr13", 2)]:
        selection = select(load_instance(folder / f"{name}.txt", m), iterations=2000)
        gaps.append(1 - selection.score / known[name, m])
    assert sum(gaps) / len(gaps) < 0.025
