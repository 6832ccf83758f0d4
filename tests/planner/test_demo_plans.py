"""A thousand plans on the demo territory: nobody is sent where nobody may go."""

from __future__ import annotations

import random
import subprocess
import sys
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from graphs.attributes import Vehicle
from graphs.errors import GraphsError
from graphs.geo import Coordinate
from graphs.view import edge_geometries
from planner.catalogue import AccessStatus
from planner.engine import plan
from planner.errors import PlannerError
from planner.request import Target, TripRequest
from planner.territory import Territory
from planner.territory_build import build_territory
from planner.territory_config import TerritoryConfig

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

PLANS = 1000
THEMES = ("mining", "terrils", "estates", "nature", "memory", "unesco", "grands_sites")


def build(folder: Path, out: Path) -> Territory:
    """Build what the generator wrote into a folder."""
    build_territory(
        osm=[folder / "network.osm.pbf"],
        out=out,
        elevation=[folder / "elevation.tif"],
        sites=[folder / "sites.csv"],
        stops=[folder / "stops.csv"],
        config=TerritoryConfig.from_file(folder / "demo.toml"),
    )
    return Territory.open(out)


def draw_request(rng: random.Random, territory: Territory) -> TripRequest:
    """Start near some site, on foot or by bike, with up to two themes."""
    site = rng.choice(territory.sites)
    mode = rng.choice(("foot", "bike"))
    themes = rng.sample(THEMES, rng.randint(0, 2))
    kilometres = rng.uniform(4, 14) if mode == "foot" else rng.uniform(8, 35)
    return TripRequest(
        mode=mode,
        start=Coordinate(site.position.lat + rng.uniform(-0.01, 0.01), site.position.lon + rng.uniform(-0.01, 0.01)),
        target=Target(distance_m=1000 * kilometres),
        themes=tuple(sorted((theme, rng.choice((0.5, 1.0))) for theme in themes)),
        alternatives=1,
        seed=rng.randrange(1000),
    )


def barred_segments(territory: Territory) -> set[frozenset[tuple[float, float]]]:
    """Give all that no leg may use, from vertex to vertex."""
    lines = edge_geometries(territory.network, territory.get_barred(None).edges)
    return {segment for line in lines for segment in segments(*np.array(line.coords).T)}


def segments(lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64]) -> set[frozenset[tuple[float, float]]]:
    """Give the pairs of vertices that follow one another."""
    points = [(round(x, 7), round(y, 7)) for x, y in zip(lon.tolist(), lat.tolist(), strict=True)]
    return {frozenset(pair) for pair in pairwise(points)}


@pytest.mark.full
@pytest.mark.timeout(1800)
def test_no_plan_touches_what_is_closed(demo: Territory) -> None:
    rng = random.Random(1360)  # noqa: S311 - draws of a test
    barred = barred_segments(demo)
    some = plan(demo, draw_request(random.Random(1), demo)).itineraries[0].own_legs[0].line  # noqa: S311
    streets = edge_geometries(demo.network, np.arange(demo.network.edge_count, dtype=np.int32))
    known = {segment for line in streets for segment in segments(*np.array(line.coords).T)}
    assert len(segments(some.lon, some.lat) - known) <= 2, "vertices compare equal but at the two cut ends"
    assert len(demo.get_barred(None).edges) > 50
    shut = {AccessStatus.CLOSED, AccessStatus.PROJECT}
    planned = 0
    for _ in range(PLANS):
        try:
            result = plan(demo, draw_request(rng, demo))
        except (PlannerError, GraphsError):
            continue
        planned += 1
        for itinerary in result.itineraries:
            assert not shut & {visit.site.access.status for visit in itinerary.visits}
            assert not {visit.site.id for visit in itinerary.visits} & {"terril-t144"}
            for leg in itinerary.own_legs:
                assert not segments(leg.line.lon, leg.line.lat) & barred
    assert planned > 0.9 * PLANS


@pytest.mark.full
@pytest.mark.timeout(1800)
def test_another_seed_of_the_generator_gives_other_circuits(demo: Territory, tmp_path: Path) -> None:
    drawn = tmp_path / "drawn"
    command = [sys.executable, "-m", "data.demo.generator", "--seed", "7", "--out", str(drawn)]
    subprocess.run(command, check=True, capture_output=True)
    other = build(drawn, tmp_path / "territory")
    request = TripRequest(
        mode="bike", start=Coordinate(50.43, 2.83), target=Target(distance_m=20_000), alternatives=1, language="en"
    )
    lines = [[leg.line.lat.tolist() for leg in plan(on, request).itineraries[0].own_legs] for on in (demo, other)]
    assert lines[0] != lines[1]


def test_no_vehicle_has_a_way_onto_the_burning_terril(demo: Territory) -> None:
    index = demo.get_site_index("terril-t144")
    assert demo.get_access(index, None).status is AccessStatus.CLOSED
    assert [demo.find_site_link(index, vehicle) for vehicle in Vehicle] == [None] * len(Vehicle)
