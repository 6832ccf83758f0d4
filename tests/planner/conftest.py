"""Territories that several tests share, built once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.planner.town import build_town

if TYPE_CHECKING:
    from planner.territory import Territory


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Territory:
    """Drawn town: 25 x 25 streets 120 m apart, 11 sites, 1 stop, 3 signposted routes, no elevations."""
    return build_town(tmp_path_factory.mktemp("town"))
