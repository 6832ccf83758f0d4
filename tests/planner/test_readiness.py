"""What is worked out before the first day with trains is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner import driving
from planner.driving import find_drive
from planner.readiness import get_ready
from planner.territory import Territory
from tests.planner.lines import build_shuttle_town
from tests.planner.town import crossing

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_a_territory_with_trains_is_ready_for_the_first_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    territory = Territory.open(build_shuttle_town(tmp_path))
    get_ready(territory)
    assert territory.timetable is not None
    assert {"lines", "stop_rows"} <= set(territory.timetable.kept)
    monkeypatch.delattr(driving, "weigh_motor_roads")
    drive = find_drive(territory, crossing(2, 2), crossing(9, 9), returns=True, occupancy=1)
    assert drive.basis == "streets"
