"""The answer follows its input: change the extract, the elevations, the wishes or the closures, and it changes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import osmium
import pytest
import shapely

from graphs.geo import Coordinate
from planner.engine import plan
from planner.request import Target, TripRequest
from planner.territory import Territory
from planner.territory_build import build_territory
from planner.territory_config import TerritoryConfig
from tests.graphs.elevation.rasters import write_hgt

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import numpy.typing as npt

    from planner.itinerary import Itinerary

WILDBAD = "badwildbad-brouter/badwildbad.pbf"
START = Coordinate(48.7510, 8.5520)


def build(folder: Path, extract: Path, *, elevation: list[Path] | None = None) -> Territory:
    config = TerritoryConfig(name="bad-wildbad", country="DE")
    build_territory(osm=[extract], elevation=elevation or [], config=config, out=folder / "out")
    return Territory.open(folder / "out")


@pytest.fixture(scope="session")
def bad_wildbad(test_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a spa town in the Black Forest: 1,500 edges, 115 km of streets, 45 signposted routes, 11 sites."""
    folder = tmp_path_factory.mktemp("bad_wildbad")
    build(folder, test_data / WILDBAD)
    return folder / "out"


def ask(territory: Territory, **fields: Any) -> Itinerary:  # noqa: ANN401 - any field of a request
    usual: dict[str, Any] = {"mode": "foot", "start": START, "target": Target(distance_m=5000), "alternatives": 1}
    return plan(territory, TripRequest(**(usual | fields))).itineraries[0]


def line_of(itinerary: Itinerary) -> shapely.LineString:
    points = [
        (lon, lat)
        for leg in itinerary.own_legs
        for lat, lon in zip(leg.line.lat.tolist(), leg.line.lon.tolist(), strict=True)
    ]
    return shapely.LineString(points)


def retag(source: Path, target: Path, change: Callable[[int, dict[str, str]], dict[str, str]]) -> None:
    """Write an extract again with the tags of its ways changed."""
    with osmium.SimpleWriter(str(target), overwrite=True) as writer:
        for item in osmium.FileProcessor(str(source)):
            if isinstance(item, osmium.osm.Way):
                tags = {tag.k: tag.v for tag in item.tags}
                writer.add(item.replace(tags=change(item.id, tags)))
            else:
                writer.add(item)


def ways_along(territory: Territory, line: shapely.LineString) -> list[tuple[int, shapely.Point]]:
    """Give OSM ids of the ways whose middle a line passes, with that middle."""
    network = territory.network
    found: dict[int, shapely.Point] = {}
    for edge in range(network.edge_count):
        way = int(network.edge_way[edge])
        first, last = int(network.point_first[edge]), int(network.point_first[edge + 1])
        points = list(zip(network.point_lon_e7[first:last] / 1e7, network.point_lat_e7[first:last] / 1e7, strict=True))
        if way >= 0 and all(shapely.Point(p).distance(line) < 1e-6 for p in points):
            found.setdefault(int(network.way_osm_id[way]), shapely.LineString(points).interpolate(0.5, normalized=True))
    return sorted(found.items())


def test_a_street_of_the_answer_that_is_tagged_as_private_is_avoided(
    bad_wildbad: Path, test_data: Path, tmp_path: Path
) -> None:
    before = line_of(ask(Territory.open(bad_wildbad)))
    used = ways_along(Territory.open(bad_wildbad), before)
    closed, middle = used[len(used) // 2]
    extract = tmp_path / "retagged.osm.pbf"
    no = {"access": "private", "foot": "no"}
    retag(test_data / WILDBAD, extract, lambda number, tags: {**tags, **no} if number == closed else tags)
    after = ask(build(tmp_path, extract))
    assert middle.distance(before) < 1e-6
    assert middle.distance(line_of(after)) > 1e-5
    assert after.summary.length_m == pytest.approx(5000, rel=0.05)


def test_a_street_of_the_answer_closed_by_an_area_is_avoided(bad_wildbad: Path) -> None:
    before = line_of(ask(Territory.open(bad_wildbad)))
    area = before.interpolate(0.5, normalized=True).buffer(0.0004)
    after = line_of(ask(Territory.open(bad_wildbad), avoid_areas=area))
    assert before.intersects(area)
    assert not after.intersects(area)


def test_a_street_of_the_answer_closed_by_the_office_is_avoided_on_its_day(bad_wildbad: Path, tmp_path: Path) -> None:
    noon = datetime(2026, 6, 13, 12, tzinfo=UTC)
    before = line_of(ask(Territory.open(bad_wildbad), departure=noon))
    used = ways_along(Territory.open(bad_wildbad), before)
    way, middle = used[len(used) // 2]
    table = tmp_path / "closures.csv"
    table.write_text(f"what,id,status,from,to\nway,{way},closed,2026-06-13,2026-06-13\n", encoding="utf-8")
    closed = Territory.open(bad_wildbad, closures=[table])
    assert middle.distance(line_of(ask(closed, departure=noon))) > 1e-5
    assert line_of(ask(closed, departure=noon.replace(day=14))).equals(before)


def test_streets_that_lose_their_class_lose_their_charm(bad_wildbad: Path, test_data: Path, tmp_path: Path) -> None:
    territory = Territory.open(bad_wildbad)
    before = ask(territory)
    used = {number for number, _ in ways_along(territory, line_of(before))}
    extract = tmp_path / "noisy.osm.pbf"
    noisy = {"highway": "primary", "maxspeed": "100", "foot": "yes"}
    retag(test_data / WILDBAD, extract, lambda number, tags: {**tags, **noisy} if number in used else tags)
    after = ask(build(tmp_path, extract))
    shared = line_of(after).buffer(1e-6).intersection(line_of(before)).length / line_of(before).length
    assert shared < 0.5


def test_themes_turned_round_visit_other_sites(bad_wildbad: Path) -> None:
    territory = Territory.open(bad_wildbad)

    def visited(memory: float, nature: float) -> set[str]:
        answer = ask(territory, target=Target(distance_m=6000), themes=(("memory", memory), ("nature", nature)))
        # A site of a weight of next to nothing is visited where it lies on the way, for a score of next to nothing.
        return {visit.site.kind.value for visit in answer.visits if visit.score > 1}

    assert "memorial" in visited(1.0, 0.01)
    assert "memorial" not in visited(0.01, 1.0)
    assert visited(0.01, 1.0) & {"park", "viewpoint"}


def test_raised_ground_costs_climb_and_time(test_data: Path, tmp_path: Path) -> None:
    """The same extract over level ground and with a hill in the middle of the town."""

    def hill(lat: npt.NDArray[np.float64], lon: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        distance = np.hypot((lat - START.lat) * 111_195, (lon - START.lon) * 73_000)
        return 400 + 300 * np.exp(-((distance / 900) ** 2))

    answers = {}
    end = Coordinate(START.lat + 0.012, START.lon + 0.003)
    for name, ground in (("level", lambda lat, _lon: np.full_like(lat, 400.0)), ("raised", hill)):
        folder = tmp_path / name
        folder.mkdir()
        territory = build(folder, test_data / WILDBAD, elevation=[write_hgt(folder, 48, 8, ground)])
        answers[name] = [
            ask(territory),
            ask(territory, target=None, end=end),
            ask(territory, target=None, end=end, mode="bike"),
        ]
    for level, raised in zip(answers["level"], answers["raised"], strict=True):
        assert level.summary.ascent_m == pytest.approx(0, abs=1)
        assert raised.summary.ascent_m is not None
        assert raised.summary.descent_m is not None
        assert raised.summary.ascent_m + raised.summary.descent_m > 50
        level_pace, raised_pace = (one.summary.moving_s / one.summary.length_m for one in (level, raised))
        assert raised_pace != pytest.approx(level_pace, rel=0.01)
    circuit = answers["raised"][0].summary
    assert circuit.ascent_m == pytest.approx(circuit.descent_m, abs=15)
