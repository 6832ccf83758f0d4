"""The hard ground of the benchmark is as hard as it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphs.geo import haversine_m
from graphs.snap import snap
from planner.desk import get_desk
from planner.streets import see_streets
from tests.benchmarks.bench_hostile import measure_hostile, to_section
from tests.benchmarks.rough_ground import CUL_DE_SAC_M, SITES_IN_CROWD
from tests.benchmarks.territories import open_rough
from tests.planner.town import write_town

if TYPE_CHECKING:
    from pathlib import Path


def test_scenes_lie_on_streets_and_sites_in_a_square_kilometre(tmp_path: Path) -> None:
    write_town(tmp_path / "town.osm.pbf")
    territory, scenes = open_rough(tmp_path / "bench", tmp_path / "town.osm.pbf", "FR")
    desk = get_desk(territory)
    for mode in ("foot", "bike"):
        view = see_streets(desk, mode).view
        assert all(haversine_m(scene.start, snap(view, scene.start).point) < 30 for scene in scenes)
    crowd = [site for site in territory.sites if site.name.startswith("Bench ")]
    middle = scenes[0].start
    assert len(crowd) == SITES_IN_CROWD
    assert max(haversine_m(middle, site.position) for site in crowd) < 750
    view = see_streets(desk, "bike").view
    junctions = [snap(view, scene.start) for scene in scenes[1:3]]
    path = desk.searcher.path(view, *junctions)
    assert path.length_mm / 1000 > CUL_DE_SAC_M

    found = measure_hostile(territory, scenes[:1], seeds=1)
    assert all(hardship.cpu_ms[0] > 0 and (hardship.circuits or hardship.refusals) for hardship in found)
    table = to_section(found, ground="a town").tables[0]
    assert len(table.rows) == len(found)
    assert table.rows[0][3] == str(found[0].circuits)
