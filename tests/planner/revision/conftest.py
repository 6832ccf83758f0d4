"""An itinerary to change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.planner.revision.planned import (
    Planned,
    plan_in,
)

if TYPE_CHECKING:
    from planner.territory import Territory


@pytest.fixture(scope="module")
def planned(town: Territory) -> Planned:
    found = plan_in(town)
    assert len(found.sketch.stops) == 3
    return found
