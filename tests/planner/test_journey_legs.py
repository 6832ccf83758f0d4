"""What was found in the timetable, written out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from graphs.errors import NoPathError
from graphs.transit.connections import Question, find_soonest
from planner.desk import get_desk
from planner.itinerary import Leg
from planner.journey_legs import JourneyScribe
from planner.journey_stops import get_stop_rows
from planner.journeys import JourneyRequest, journeys
from planner.request import StopPlace
from planner.streets import see_streets
from planner.territory import Territory
from tests.planner.lines import build_line_town
from tests.planner.town import crossing

if TYPE_CHECKING:
    from graphs.transit.connections import Journey

PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True, eq=False)
class _SlowEnd:
    """An end whose walk takes as long as it is told, or has no way at all."""

    walk: Leg
    late_s: float
    seconds: dict[int, int]
    is_closed: bool = False
    stops: frozenset[int] = frozenset()

    def list_legs(self, stop: int, moment_s: float) -> list[Leg]:  # noqa: ARG002 - as all ends have it
        if self.is_closed:
            raise NoPathError("closed")
        return [replace(self.walk, departure_s=moment_s, arrival_s=moment_s + self.late_s)]


@pytest.fixture(scope="module")
def line_town(tmp_path_factory: pytest.TempPathFactory) -> Territory:
    """Open the drawn town with a line of three trains."""
    return Territory.open(build_line_town(tmp_path_factory.mktemp("line")))


def test_a_walk_that_misses_its_train_is_no_journey(line_town: Territory) -> None:
    timetable = line_town.timetable
    assert timetable is not None
    rows = get_stop_rows(timetable)
    lens, lille = rows.by_id["lens-1"][0], rows.by_id["lille"][0]
    departure = datetime(2025, 2, 4, 7, tzinfo=PARIS)
    request = JourneyRequest(crossing(6, 2.5), StopPlace("Lille"), departure=departure)
    walk = journeys(line_town, request)[0].legs[0]
    assert isinstance(walk, Leg)
    found: Journey = find_soonest(timetable, Question({lens: 300}, {lille: 300}), int(departure.timestamp()))[0]
    streets = see_streets(get_desk(line_town), "foot")

    def tell(first_s: float, last_s: float, *, is_closed: bool = False) -> bool:
        ends = [_SlowEnd(walk, late, {row: 300}, is_closed) for late, row in ((first_s, lens), (last_s, lille))]
        scribe = JourneyScribe(line_town, timetable, rows, PARIS, streets, *ends)
        return scribe.find_journey(found) is not None

    assert tell(300, 300)
    assert not tell(301, 300), "the train leaves before one is there"
    assert not tell(300, 301), "one arrives later than was said"
    assert not tell(300, 300, is_closed=True)
