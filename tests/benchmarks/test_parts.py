"""Parts of the benchmark: published rules, the check of selections, the page."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import osmium
import pytest

from graphs.geo import Coordinate, haversine_m
from graphs.snap import snap
from planner.desk import get_desk
from planner.selection import OrienteeringProblem, RouteFrame
from planner.streets import see_streets
from tests.benchmarks.bench_circuits import by_length
from tests.benchmarks.bench_selection import get_score
from tests.benchmarks.bench_trains import TrainTrips, measure_stations, to_section
from tests.benchmarks.bench_workers import Crew, Memory, read_memory
from tests.benchmarks.bench_workers import to_section as workers_to_section
from tests.benchmarks.report import Picture, Section, Table, write_report
from tests.benchmarks.rules import BROUTER, GRAPHHOPPER, OPENROUTESERVICE, BestOf, Ground, project
from tests.benchmarks.starts import draw_starts
from tests.benchmarks.territories import find_feeds
from tests.benchmarks.valhalla import find_valhalla, renumber, run_measured
from tests.planner.town import STEP_M, crossing

if TYPE_CHECKING:
    from pathlib import Path

    from planner.territory import Territory
    from tests.benchmarks.rules import Rule


@pytest.fixture(scope="module")
def ground(town: Territory) -> Ground:
    desk = get_desk(town)
    return Ground(see_streets(desk, "bike").view, desk.searcher)


@pytest.mark.parametrize("angle", [0, 77, 90, 180, 359])
def test_a_point_is_put_at_its_distance(angle: float) -> None:
    start = Coordinate(50.4, 2.8)
    end = project(start, 1500, angle)
    assert haversine_m(start, end) == pytest.approx(1500, abs=0.1)
    assert (end.lat > start.lat) is (angle < 90 or angle > 270)


@pytest.mark.parametrize("rule", [GRAPHHOPPER, OPENROUTESERVICE, BROUTER], ids=lambda rule: rule.name)
def test_a_rule_draws_a_closed_line_of_about_the_length(ground: Ground, rule: Rule) -> None:
    start = snap(ground.view, crossing(12, 12))
    lengths = []
    for seed in range(10):
        paths = rule.draw(ground, start, 3000, random.Random(seed))  # noqa: S311 - a test
        assert paths is not None
        first, last = paths[0].points(), paths[-1].points()
        assert (first.lat[0], first.lon[0]) == (last.lat[-1], last.lon[-1])
        lengths.append(sum(path.length_mm for path in paths) / 1000)
    assert 1500 < np.median(lengths) < 6000
    best = BestOf(rule).draw(ground, start, 3000, random.Random(3))  # noqa: S311 - a test
    assert best is not None
    assert abs(sum(path.length_mm for path in best) / 1000 - 3000) <= max(abs(length - 3000) for length in lengths)


def test_the_number_of_points_grows_with_the_length(ground: Ground) -> None:
    start = snap(ground.view, crossing(12, 12))
    near = GRAPHHOPPER.draw(ground, start, 2000, random.Random(1))  # noqa: S311 - a test
    assert near is not None
    assert len(near) == 2
    fan = BROUTER.draw(ground, start, 2000, random.Random(1))  # noqa: S311 - a test
    assert fan is not None
    assert len(fan) == 5


def test_the_shortest_ways_are_the_shortest(ground: Ground) -> None:
    plain = Ground(by_length(ground.view), ground.searcher)
    places = [snap(ground.view, crossing(*place)) for place in ((3, 3), (9, 9), (16, 4))]
    ours, shortest = ground.join(places, factor=1.0), plain.join(places, factor=1.0)
    assert ours is not None
    assert shortest is not None
    assert sum(path.length_mm for path in shortest) <= sum(path.length_mm for path in ours)
    assert sum(path.length_mm for path in shortest) / 1000 == pytest.approx((12 + 12) * STEP_M, rel=0.02)


def test_starts_lie_inside_and_on_rings(ground: Ground) -> None:
    rng = random.Random(1)  # noqa: S311 - a test
    starts = draw_starts(ground.view, rng, length_m=3000, count=50)
    assert len(starts) == 50
    for start in starts:
        assert crossing(0, 0).lat + 300 / 111_195 < start.lat < crossing(24, 0).lat - 300 / 111_195


def test_a_selection_that_breaks_a_limit_has_no_score() -> None:
    problem = OrienteeringProblem(
        travel=np.array([[0, 10, 10], [10, 0, 10], [10, 10, 0]], np.int64),
        scores=np.array([0, 5, 7], np.int64),
        visits=np.array([0, 5, 5], np.int64),
        windows=np.array([[[[0, 100]], [[0, 12]], [[20, 30]]]], np.int64),
        routes=(RouteFrame(start=0, end=0, earliest_start=0, latest_end=45),),
    )
    assert get_score(problem, [[1, 2]]) == 12
    assert get_score(problem, [[2, 1]]) is None, "after the window"
    assert get_score(problem, [[1, 2, 1]]) is None, "twice"
    assert get_score(problem, [[]]) == 0


def test_the_page_holds_tables_and_pictures(tmp_path: Path) -> None:
    section = Section(
        "Things",
        "Measured.",
        [Table("A table", ("what", "how much"), [("one", "2")])],
        [Picture("bars", "Bars", lambda axes: axes.set_title("Bars"))],
        ["Apples and pears."],
    )
    page = write_report(tmp_path, "On a machine.", [section])
    text = page.read_text(encoding="utf-8")
    assert page == tmp_path / "reference" / "benchmark.md"
    assert "| one | 2 |" in text
    assert "![Bars](../images/benchmark/bars.svg)" in text
    assert "- Apples and pears." in text
    assert (tmp_path / "images" / "benchmark" / "bars.svg").read_text(encoding="utf-8").startswith("<?xml")


def test_parts_that_are_not_measured_again_stay_on_the_page_where_they_were(tmp_path: Path) -> None:
    table = Table("A table", ("what", "how much"), [("one", "2")])
    write_report(tmp_path, "On Monday.", [Section("First", "Old.", [table]), Section("Second", "Old too.")])
    page = write_report(tmp_path, "On Tuesday.", [Section("Second", "New.")], keep=True)
    text = page.read_text(encoding="utf-8")
    first, second = text.partition("## Second")[::2]
    assert "## First\n\nOn Monday.\n\nOld.\n\nA table\n\n| what | how much |" in first
    assert second == "\n\nOn Tuesday.\n\nNew.\n"
    assert "## First" not in write_report(tmp_path, "", [Section("Second", "New.")]).read_text(encoding="utf-8")


def test_an_extract_is_renumbered_from_one(tmp_path: Path) -> None:
    source, out = tmp_path / "source.osm.pbf", tmp_path / "out.osm.pbf"
    far = 2_000_000_000_000
    with osmium.SimpleWriter(str(source)) as writer:
        for number in (far, far + 5):
            writer.add_node(osmium.osm.mutable.Node(id=number, location=(2.8, 50.4), tags={"name": str(number)}))
        writer.add_way(osmium.osm.mutable.Way(id=far + 7, nodes=[far + 5, far], tags={"highway": "path"}))
        members = [("w", far + 7, "via"), ("n", far, "to"), ("w", 3, "from")]
        writer.add_relation(osmium.osm.mutable.Relation(id=far, members=members, tags={"type": "restriction"}))
    renumber(source, out)
    items: list[Any] = [
        (item.id, dict(item.tags), item.is_way() and [node.ref for node in item.nodes])
        for entity in osmium.FileProcessor(str(out))
        for item in [cast("Any", entity)]
    ]
    assert items == [
        (1, {"name": str(far)}, False),
        (2, {"name": str(far + 5)}, False),
        (1, {"highway": "path"}, [2, 1]),
        (1, {"type": "restriction"}, False),
    ]
    kept = [
        [(member.type, member.ref, member.role) for member in cast("Any", item).members]
        for item in osmium.FileProcessor(str(out), osmium.osm.RELATION)
    ]
    assert kept == [[("w", 1, "via"), ("n", 1, "to")]]


def test_a_process_is_measured_to_its_end() -> None:
    cost = run_measured([sys.executable, "-c", "sum(range(10**6)); bytearray(50_000_000)"])
    assert cost.cpu_s > 0
    assert cost.peak_mb > 50
    with pytest.raises(subprocess.CalledProcessError):
        run_measured([sys.executable, "-c", "raise SystemExit(3)"])


def test_valhalla_is_found_in_the_folder_that_the_environment_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERRILS_VALHALLA", str(tmp_path))
    assert find_valhalla() is None
    program = tmp_path / "valhalla" / "bin" / "valhalla_service"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\necho valhalla_service 1.2\n")
    program.chmod(0o755)
    found = find_valhalla()
    assert found is not None
    assert found.version == "valhalla_service 1.2"


def test_days_with_trains_are_measured_beside_the_graph_of_all_events(tmp_path: Path) -> None:
    ((name, feed),) = find_feeds()[-1:]
    scan = measure_stations(name, feed, tmp_path / "transit", count=3, slow=1, seed=1)
    assert scan.calls > 0
    assert (len(scan.cpu_ms), len(scan.peer_ms)) == (3, 1)
    trips = TrainTrips("here", "bike", [1.0, 3.0], 1)
    first, second = to_section([scan], [trips], alternatives=3).tables
    assert first.rows[0][:2] == (name, f"{scan.calls:,}")
    assert second.rows == [("here, bike", "2", "1", "2 ms", "3 ms", "3 ms")]


def test_the_memory_that_a_process_alone_holds_is_read() -> None:
    before = read_memory(os.getpid())
    block = np.ones(50_000_000, np.uint8)
    after = read_memory(os.getpid())
    assert 45 < after.private_mb - before.private_mb < 60, len(block)
    assert after.private_mb <= after.share_mb <= after.resident_mb


def test_the_largest_worker_stands_for_all() -> None:
    crew = Crew([Memory(300.0, 350.0, 600.0), Memory(310.0, 360.0, 590.0)], 800.0, 2.0, 0.25)
    (table,) = workers_to_section([crew], [3.0, 5.0, 4.0], ground="here", requests=9).tables
    assert table.rows == [("2", "310 MB", "600 MB", "800 MB", "2.0 s", "250 ms")]
