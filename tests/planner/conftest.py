"""Territories that several tests share, built once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from planner.territory import Territory
from planner.territory_build import build_territory
from planner.territory_config import TerritoryConfig
from tests.planner.town import build_town

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Territory:
    """Drawn town: 25 x 25 streets 120 m apart, 11 sites, 1 stop, 3 signposted routes, no elevations."""
    return build_town(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="session")
def north_bayreuth(test_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Territory:
    """Villages and woods north of Bayreuth: 3,500 edges, 550 km of streets, 30 signposted routes, no elevations."""
    out = tmp_path_factory.mktemp("north_bayreuth") / "out"
    extract = test_data / "north-bayreuth" / "north-bayreuth.osm.gz"
    build_territory(osm=[extract], config=TerritoryConfig(name="north-bayreuth", country="DE"), out=out)
    return Territory.open(out)


@pytest.fixture(scope="session")
def demo(demo_folder: Path) -> Territory:
    """Demo territory: 27,000 km of invented streets, 820 sites."""
    return Territory.open(demo_folder / "territory")
